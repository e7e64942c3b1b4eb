"""Excel and OpenDocument workbooks, through python-calamine (the extra ``tables``)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr


def read_workbook(path: Path) -> tuple[list[Sequence[Any]], list[str]]:
    """The rows of the sheet with the most cells, and remarks about what was left out. Raises DataError naming the file."""
    try:
        from python_calamine import CalamineWorkbook
    except ImportError as error:
        message = tr("{path} is a workbook: install python-calamine to read it (pip install 'nndesigner[tables]'), or save it")
        raise DataError((message + tr(" as CSV; received {suffix}.")).format(path=path, suffix=path.suffix)) from error
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            sheets = {name: _rows(book, name) for name in book.sheet_names}
    except Exception as error:  # the library raises its own kinds, which differ from format to format
        raise DataError(tr("{path} cannot be read as a workbook: {reason}.", path=path, reason=_reason(error))) from error
    filled = {name: rows for name, rows in sheets.items() if rows}
    if not filled:
        raise DataError(
            tr("{path} is empty: none of its sheets has a cell; received {count} sheets.", path=path, count=len(sheets))
        )
    chosen = max(filled, key=lambda name: len(filled[name]) * len(filled[name][0]))
    others = ", ".join(name for name in filled if name != chosen)
    remarks = (
        [tr("the sheet “{name}” was read; the workbook has others: {others}", name=chosen, others=others)] if others else []
    )
    return filled[chosen], remarks


def _rows(book: Any, name: str) -> list[Sequence[Any]]:
    rows: list[Sequence[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
    while rows and all(cell in ("", None) for cell in rows[-1]):
        rows.pop()
    return rows


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).strip().rstrip(".")
