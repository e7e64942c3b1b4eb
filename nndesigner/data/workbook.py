"""Excel and OpenDocument workbooks, through python-calamine (the extra ``tables``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows, how many empty ones stand above them, the names of all that hold cells, and what is to be told."""

    name: str
    rows: list[Sequence[Any]]
    above: int
    names: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def read_workbook(path: Path, wanted: str | None = None) -> Sheet:
    """The sheet called ``wanted`` (or its number, from 1); without one, of those not hidden, the one with the most cells.

    Raises DataError naming the file.
    """
    try:
        from python_calamine import CalamineWorkbook
    except ImportError as error:
        message = tr("{path} is a workbook: install python-calamine to read it (pip install 'nndesigner[tables]'), or save it")
        raise DataError((message + tr(" as CSV; received {suffix}.")).format(path=path, suffix=path.suffix)) from error
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            names = list(book.sheet_names)
            hidden = {sheet.name for sheet in book.sheets_metadata if not str(sheet.visible).endswith("Visible")}
            read, failed = {}, {}
            for name in names if wanted is None else [_named(wanted, names, path)]:
                try:
                    read[name] = _rows(book, name)
                except Exception as error:  # the library raises its own kinds, which differ from format to format
                    failed[name] = _reason(error)
    except DataError:
        raise
    except Exception as error:
        is_void = path.is_file() and not path.stat().st_size
        reason = tr("the file is empty") if is_void else _reason(error)
        raise DataError(tr("{path} cannot be read as a workbook: {reason}.", path=path, reason=reason)) from error
    return _chosen(path, names, read, failed, hidden, wanted)


def _chosen(
    path: Path,
    names: list[str],
    read: dict[str, tuple[list[Sequence[Any]], int]],
    failed: dict[str, str],
    hidden: set[str],
    wanted: str | None,
) -> Sheet:
    filled = {name: rows for name, (rows, _) in read.items() if rows}
    if not filled and failed:
        reason = next(iter(failed.values()))
        raise DataError(tr("{path} cannot be read as a workbook: {reason}.", path=path, reason=reason))
    if not filled:
        raise DataError(
            tr("{path} is empty: none of its sheets has a cell; received {count} sheets.", path=path, count=len(names))
        )
    chosen = max(filled, key=lambda name: (name not in hidden, len(filled[name]) * len(filled[name][0])))
    others = ", ".join(name for name in filled if name != chosen)
    remarks = (
        [tr("the sheet “{name}” was read; the workbook has others: {others}", name=chosen, others=others)] if others else []
    )
    remarks += [tr("the sheet “{name}” cannot be read: {reason}", name=name, reason=reason) for name, reason in failed.items()]
    return Sheet(chosen, *read[chosen], tuple(names if wanted is not None else filled), tuple(remarks))


def _named(wanted: str, names: list[str], path: Path) -> str:
    """The sheet that is called so, or has that number."""
    if wanted in names:
        return wanted
    alike = [name for name in names if name.strip().casefold() == wanted.strip().casefold()]
    if len(alike) == 1:
        return alike[0]
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    message = "{path} has no sheet {wanted!r}; it has {names}."
    raise DataError(tr(message, path=path, wanted=wanted, names=", ".join(names)))


def _rows(book: Any, name: str) -> tuple[list[Sequence[Any]], int]:
    """The rows of a sheet, and how many empty ones stand above them."""
    sheet = book.get_sheet_by_name(name)
    rows: list[Sequence[Any]] = sheet.to_python(skip_empty_area=True)
    while rows and all(cell in ("", None) for cell in rows[-1]):
        rows.pop()
    return rows, sheet.start[0] if sheet.start else 0


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).strip().rstrip(".")
