"""``nndesigner inspect FILE``: what is in a project, a trained model or a table."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any

from nndesigner.cli.failure import DONE, about
from nndesigner.cli.paths import SHEET, input_file
from nndesigner.core.text import grouped, printable, tr

LONGEST_LINE = 10_000
COUNTS = frozenset({"parameters", "rows", "epochs", "missing", "problem_count", "training", "validation", "test", "steps"})
HELP = tr("show what is in a project, a trained model or a table")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file and the form of the answer."""
    kinds = tr("a project, a trained model or a table: CSV, workbook, Parquet, packed or not; or a folder of images")
    parser.add_argument("file", metavar="FILE", help=kinds)
    parser.add_argument("--sheet", metavar="NAME", help=SHEET)
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))


def run(args: argparse.Namespace) -> int:
    """Print a description of the file, as text or as JSON."""
    path = input_file(args.file, folders=True)
    from nndesigner.session.describe import describe_file

    with about(path):
        facts = describe_file(path, args.sheet)
    print(as_json(facts) if args.json else shown(facts))
    return DONE


def as_json(facts: dict[str, Any]) -> str:
    """The facts as one JSON object; what would rule a terminal is escaped."""
    text = json.dumps(facts, allow_nan=False, ensure_ascii=False, indent=2)
    return text if text.replace("\n", "").isprintable() else json.dumps(facts, allow_nan=False, indent=2)


def shown(facts: dict[str, Any]) -> str:
    """The facts as lines of text."""
    return "\n".join(printable(line, LONGEST_LINE) for line in _lines(facts))


def _lines(facts: dict[str, Any], indent: str = "") -> Iterator[str]:
    for key, value in facts.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{indent}{key}:"
            yield from (f"{indent}  {line}" for line in _table(value))
        elif isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from _lines(value, indent + "  ")
        else:
            yield f"{indent}{key}: {_text(value, key)}"


def _table(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Rows as aligned columns under their keys."""
    cells = [list(rows[0]), *([_text(row.get(key), key) for key in rows[0]] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(rows[0]))]
    yield from ("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in cells)


def _text(value: Any, key: str = "") -> str:
    if key in COUNTS and type(value) is int:
        return grouped(value)
    if value is None:
        return "-"
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return ", ".join(map(_text, value)) or "-"
    if isinstance(value, str):
        return repr(value) if value != value.strip() or not value else printable(value, LONGEST_LINE)
    return str(value)
