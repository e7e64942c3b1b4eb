"""``nndesigner evaluate M.pkl DATA.csv``: how good a trained model is on a table, beside the baselines."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from nndesigner.cli.failure import DONE, about
from nndesigner.cli.paths import SHEET, file_of_kind
from nndesigner.core.text import tr

if TYPE_CHECKING:
    from nndesigner.session.evaluate import Report

HELP = tr("measure a trained model on a CSV")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the model, the data and the form of the answer."""
    parser.add_argument("model", metavar="M.pkl")
    parser.add_argument("data", metavar="DATA.csv")
    parser.add_argument("--sheet", metavar="NAME", help=SHEET)
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))


def run(args: argparse.Namespace) -> int:
    """Evaluate on every row of the table that has a target."""
    model, data = file_of_kind(args.model, "model"), file_of_kind(args.data, "table")
    from nndesigner.data.dialect import ReadOptions
    from nndesigner.data.tables import read_table
    from nndesigner.files.model_file import load_trained
    from nndesigner.session.evaluate import evaluate

    with about(model):
        trained = load_trained(model)
    if trained.recipe is None:
        raise no_recipe(model)
    with about(data):
        report = evaluate(trained, read_table(data, ReadOptions(sheet=args.sheet)))
    print(json.dumps(report.to_config(), allow_nan=False, ensure_ascii=False) if args.json else "\n".join(_lines(report)))
    return DONE


def no_recipe(model: object) -> Exception:
    """What to say of a model file that a script saved without the recipe for a table."""
    from nndesigner.core.errors import FileError

    return FileError(
        tr("{path} holds no data recipe (a script saved it), so it cannot be used on a CSV; train it in a project.", path=model)
    )


def _lines(report: Report) -> list[str]:
    lines = [
        tr("{rows} rows, {skipped} skipped", rows=report.rows, skipped=report.skipped_count),
        f"{'loss':<26}{report.loss:>12.6g}",
    ]
    header = f"{'':<26}{tr('model'):>12}" + "".join(f"{baseline.name:>22}" for baseline in report.baselines)
    lines += ["", header]
    for key, value in report.metrics.items():
        others = "".join(f"{baseline.metrics.get(key, float('nan')):>22.6g}" for baseline in report.baselines)
        lines.append(f"{key:<26}{value:>12.6g}{others}")
    if report.per_class:
        lines += ["", f"{tr('class'):<26}{tr('precision'):>12}{tr('recall'):>10}{'F1':>10}{tr('rows'):>8}"]
        lines += [
            f"{item.name:<26}{item.precision:>12.4f}{item.recall:>10.4f}{item.f1:>10.4f}{item.support:>8}"
            for item in report.per_class
        ]
    return lines
