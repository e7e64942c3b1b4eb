"""``nndesigner predict M.pkl DATA.csv``: the table again, with a prediction in every row."""

from __future__ import annotations

import argparse

from nndesigner.cli.evaluate import no_recipe
from nndesigner.cli.failure import DONE, about, say, writing
from nndesigner.cli.paths import SHEET, file_of_kind, output_file
from nndesigner.core.text import tr

HELP = tr("add a trained model's predictions to a CSV")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the model, the data and the output."""
    parser.add_argument("model", metavar="M.pkl")
    parser.add_argument("data", metavar="DATA.csv")
    parser.add_argument("--sheet", metavar="NAME", help=SHEET)
    parser.add_argument("-o", "--output", metavar="OUT.csv", help=tr("default: the data's name with .predictions.csv"))


def run(args: argparse.Namespace) -> int:
    """Predict every row; a row that cannot be used keeps an empty prediction and is counted on stderr."""
    model, data = file_of_kind(args.model, "model"), file_of_kind(args.data, "table")
    output = output_file(args.output, beside=data, suffix=".predictions.csv", inputs=(model, data))
    from nndesigner.data.dialect import ReadOptions
    from nndesigner.data.tables import read_table
    from nndesigner.files.model_file import load_trained
    from nndesigner.session.predict import predict, write_predictions

    with about(model):
        trained = load_trained(model)
    if trained.recipe is None:
        raise no_recipe(model)
    with about(data):
        table = read_table(data, ReadOptions(sheet=args.sheet))
        predictions = predict(trained, table)
    with writing():
        write_predictions(table, predictions, output)
    if predictions.empty_count:
        first = predictions.problems[0] if predictions.problems else None
        where = tr(" (first: line {line}, {what})", line=first.line, what=first.action.rstrip(".")) if first else ""
        say(
            tr(
                "{count} of {rows} rows have no prediction{where}.",
                count=predictions.empty_count,
                rows=table.row_count,
                where=where,
            )
        )
    return DONE
