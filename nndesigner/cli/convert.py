"""``nndesigner convert DATA.csv -o CLEAN.csv``: the same cells as UTF-8, comma, RFC 4180."""

from __future__ import annotations

import argparse

from nndesigner.cli.failure import DONE, about, say, writing
from nndesigner.cli.paths import SHEET, file_of_kind, output_file
from nndesigner.core.text import tr

HELP = tr("rewrite a table as a CSV in plain form: UTF-8, comma, RFC 4180")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the data and the output."""
    parser.add_argument("data", metavar="DATA.csv")
    parser.add_argument("--sheet", metavar="NAME", help=SHEET)
    parser.add_argument("-o", "--output", metavar="CLEAN.csv", required=True)


def run(args: argparse.Namespace) -> int:
    """Write every cell's text unchanged; a header only where there was one."""
    data = file_of_kind(args.data, "table")
    output = output_file(args.output, beside=data, suffix=".csv", inputs=(data,))
    from nndesigner.data.dialect import ReadOptions
    from nndesigner.data.tables import read_table

    with about(data):
        table = read_table(data, ReadOptions(sheet=args.sheet))
    with writing():
        table.to_csv(output)
    if table.problem_count:
        text = tr("{count} problems were found in {path}; nndesigner inspect lists them.")
        if table.problem_count == 1:
            text = tr("1 problem was found in {path}; nndesigner inspect shows it.")
        say(text.format(count=table.problem_count, path=data))
    return DONE
