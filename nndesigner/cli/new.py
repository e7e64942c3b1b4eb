"""``nndesigner new DATA.csv --target COLUMN``: a project with a proposed network, the reasons for it, and advice."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from nndesigner.cli.failure import DONE, about, writing
from nndesigner.cli.paths import SHEET, file_of_kind, output_file
from nndesigner.core.errors import OptionError
from nndesigner.core.text import tr

if TYPE_CHECKING:
    from nndesigner.session.plan import Plan

SPLIT_NAMES = ("random", "ordered", "group", "time", "column")  # those of data/splits, which is not imported for --help
HELP = tr("make a project with a proposed first network from a CSV")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the data, the target, what is wished of columns, rows and split, and the output."""
    parser.add_argument("data", metavar="DATA.csv")
    parser.add_argument("--sheet", metavar="NAME", help=SHEET)
    many: dict[str, Any] = {"metavar": "COLUMN", "action": "append", "default": []}
    parser.add_argument("--target", required=True, **many, help=tr("the column to predict; again for further numbers"))
    parser.add_argument("--ignore", **many, help=tr("a column that the network shall not see"))
    parser.add_argument("--embed", **many, help=tr("a column of categories for an Embedding layer of its own"))
    parser.add_argument("--split", choices=SPLIT_NAMES, help=tr("how rows are divided"))
    parser.add_argument("--by", metavar="COLUMN", help=tr("the group, the time, or the column that says which part"))
    parser.add_argument("--look-back", type=int, metavar="N", help=tr("a time series: predict from the N rows before"))
    parser.add_argument("--horizon", type=int, metavar="H", help=tr("with --look-back: predict H rows ahead (default 1)"))
    parser.add_argument("--time", metavar="COLUMN", help=tr("with --look-back: the date or number that orders the rows"))
    parser.add_argument("--series", metavar="COLUMN", help=tr("with --look-back: the column that tells several series apart"))
    parser.add_argument("--image", metavar="HxW[xC]", help=tr("each row is an image: 28x28, 32x32x3"))
    parser.add_argument("-o", "--output", metavar="P.nnproj", help=tr("default: the data's name with .nnproj"))


def run(args: argparse.Namespace) -> int:
    """Read the data, propose, save, and say why."""
    data = file_of_kind(args.data, "table")
    output = output_file(args.output, beside=data, suffix=".nnproj", inputs=(data,))
    from nndesigner.files.project_file import save_project
    from nndesigner.session.create import project_from_file

    plan = _plan(args)
    with about(data):
        project = project_from_file(data, args.target[0], plan, args.sheet)
    with writing():
        save_project(project, output)
    for reason in project.reasons:
        print(f"{reason.subject}: {reason.choice} ({reason.why.rstrip('.')})")
    for problem in project.analysis.problems:
        print(tr("Advice: {message}", message=problem.message))
    print(tr("Saved {path}.", path=output))
    return DONE


def _plan(args: argparse.Namespace) -> Plan:
    """What is wished. Raises DesignerError for wishes that need others."""
    from nndesigner.session.plan import Plan, image_of

    if args.look_back is None and any(value is not None for value in (args.horizon, args.time, args.series)):
        raise OptionError(tr("--horizon, --time and --series speak of a time series; give --look-back too."))
    if args.split is None and args.by is not None:
        raise OptionError(tr("--by names a column of the split; give --split group, time or column too."))
    if args.look_back is not None and args.look_back < 1:
        raise OptionError(tr("--look-back is a whole number from 1 on; received {value}.", value=args.look_back))
    return Plan(
        targets=tuple(args.target),
        ignored=tuple(args.ignore),
        embedded=tuple(args.embed),
        split=args.split or "",
        by=args.by or "",
        look_back=args.look_back or 0,
        horizon=1 if args.horizon is None else args.horizon,
        time=args.time or "",
        group=args.series or "",
        image=None if args.image is None else image_of(args.image),
    )
