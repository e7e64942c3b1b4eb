"""What can be opened as data, as file dialogs want it: one filter for all tables, and one for each kind."""

from __future__ import annotations

from collections.abc import Sequence

from nndesigner.core.text import tr
from nndesigner.data.suffixes import PARQUET, SUFFIXES, TEXT, WORKBOOKS


def pattern(suffixes: Sequence[str]) -> str:
    """The suffixes as a filter's pattern: "*.csv *.tsv"."""
    return " ".join(f"*{suffix}" for suffix in suffixes)


def data_filters() -> str:
    """Every table together first, then kind by kind."""
    kinds = {"Table": SUFFIXES, "Text": TEXT, "Workbook": WORKBOOKS, "Parquet": PARQUET}
    return ";;".join(f"{tr(title)} ({pattern(suffixes)})" for title, suffixes in kinds.items())
