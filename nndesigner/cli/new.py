"""``nndesigner new DATA.csv --target COLUMN``: a project with a proposed network, and the reasons for it."""

from __future__ import annotations

import argparse

from nndesigner.cli.failure import DONE, about, writing
from nndesigner.cli.paths import file_of_kind, output_file
from nndesigner.core.text import tr

HELP = tr("make a project with a proposed first network from a CSV")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the data, the target and the output."""
    parser.add_argument("data", metavar="DATA.csv")
    parser.add_argument("--target", metavar="COLUMN", required=True, help=tr("the column to predict"))
    parser.add_argument("-o", "--output", metavar="P.nnproj", help=tr("default: the data's name with .nnproj"))


def run(args: argparse.Namespace) -> int:
    """Read the data, propose, save, and say why."""
    data = file_of_kind(args.data, "table")
    output = output_file(args.output, beside=data, suffix=".nnproj", inputs=(data,))
    from nndesigner.files.project_file import save_project
    from nndesigner.session.create import project_from_file

    with about(data):
        project = project_from_file(data, args.target)
    with writing():
        save_project(project, output)
    for reason in project.reasons:
        print(f"{reason.subject}: {reason.choice} ({reason.why.rstrip('.')})")
    print(tr("Saved {path}.", path=output))
    return DONE
