"""Any file that holds a table, by its suffix: text as it is, workbooks and Parquet as the text that they would be as CSV.

A folder is a table of the images in it. Whatever it was, the text goes the one way of :mod:`.reader`: header, types and
problems are found as in any CSV.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from nndesigner.core.text import tr
from nndesigner.data.dialect import ReadOptions
from nndesigner.data.problem import Problem
from nndesigner.data.reader import Cancel, Cancelled, Progress, read_csv
from nndesigner.data.suffixes import PARQUET, WORKBOOKS
from nndesigner.data.table import Table

Rows = Iterable[Sequence[Any]]


def read_table(
    path: Path | str, options: ReadOptions | None = None, *, progress: Progress | None = None, cancelled: Cancel | None = None
) -> Table:
    """Read the table in the file or folder ``path``, as :func:`~.reader.read_csv` does for text.

    Raises:
        DataError: It cannot be read, or the library for its kind is not installed; one sentence that names it.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    options = options or ReadOptions()
    rows: Rows
    medium, sheet = "images", None
    if path.is_dir():
        from nndesigner.data.image_folder import read_images

        rows, remarks = read_images(path, progress, cancelled)
    elif suffix in WORKBOOKS:
        from nndesigner.data.workbook import read_workbook

        medium, sheet = "workbook", read_workbook(path, options.sheet)
        rows, remarks = chain([()] * sheet.above, sheet.rows), list(sheet.remarks)  # lines are then the sheet's rows
    elif suffix in PARQUET:
        from nndesigner.data.parquet import read_parquet

        medium = "parquet"
        rows, remarks = read_parquet(path)
    else:
        return read_csv(path, options, progress=progress, cancelled=cancelled)
    text = as_csv(rows, cancelled)
    told = replace(options, encoding="utf-8", delimiter=",", quote='"', decimal=".", exact=sheet is None)
    table = read_csv(text, told, name=path.name, progress=progress, cancelled=cancelled)
    dialect = replace(table.dialect, medium=medium)
    if sheet is not None:
        dialect = replace(dialect, sheet=sheet.name, sheets=sheet.names)
    return table.with_remarks([Problem(0, "", path.name, remark) for remark in remarks], dialect)


def as_csv(rows: Rows, cancelled: Callable[[], bool] | None = None) -> bytes:
    """Rows of values as CSV in UTF-8: numbers as they read back the same, dates by ISO 8601, spans in seconds."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    for number, row in enumerate(rows):
        writer.writerow([_cell(value) for value in row])
        if number % 1000 == 0 and cancelled is not None and cancelled():
            raise Cancelled(tr("Reading was cancelled."))
    return stream.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, timedelta):
        return _cell(value.total_seconds())
    if isinstance(value, bytes):
        return value.hex()
    text = str(value)
    return text.removesuffix(" 00:00:00") if hasattr(value, "hour") else text
