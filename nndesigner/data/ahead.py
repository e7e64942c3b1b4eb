"""The rows that follow a time series: empty but for their moment, for a forecast beyond the table's end."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import numpy as np

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.table import Table
from nndesigner.data.transforms.scaling import numbers

if TYPE_CHECKING:
    from nndesigner.data.window import Window

_EPOCH = datetime.datetime(1970, 1, 1)
_MONTH = 365.2425 / 12


def rows_ahead(table: Table, window: Window, count: int) -> Table:
    """The last rows that ``window`` sees, in its order, and ``count`` more after them, at most the horizon.

    The moments go on by the usual step; months and years are those of the calendar. Raises DataError for several series,
    for too few rows, and beyond the horizon.
    """
    if window.group:
        message = tr("Rows after the last belong to no series; add them to the table, with their {name}.", name=window.group)
        raise DataError(message)
    if not 1 <= count <= window.horizon:
        text = tr("The network looks {most} rows ahead of the last; received {count}.", most=window.horizon, count=count)
        raise DataError(text)
    order = np.flatnonzero(~table.bad)
    moments = numbers(table.column(window.time)) if window.time else np.zeros(table.row_count)
    order = order[np.isfinite(moments[order])]
    order = order[np.argsort(moments[order], kind="stable")]
    tail = order[-(window.look_back + window.horizon) :]
    if len(tail) < 1 or (window.time and len(tail) < 2):
        raise DataError(tr("{table} has too few rows to look ahead of the last.", table=table.name))
    cells = {name: [*_plain(table, name, tail), *[""] * count] for name in table.names}
    if window.time:
        cells[window.time] = _moments(table, window.time, moments[tail], moments[order], count)
    return Table.from_columns(table.name, cells)


def _plain(table: Table, name: str, rows: np.ndarray) -> list[str]:
    """The cells, numbers written with a decimal point whatever the file's way."""
    column = table.column(name)
    if column.type == "number":
        return ["" if np.isnan(value) else repr(float(value)) for value in numbers(column)[rows]]
    place = table.names.index(name)
    return [table.row_texts(int(row))[place] for row in rows]


def _moments(table: Table, name: str, seen: np.ndarray, all_moments: np.ndarray, count: int) -> list[str]:
    steps = np.diff(all_moments)
    step = float(np.median(steps[steps > 0])) if (steps > 0).any() else 1.0
    if table.column(name).type != "date":
        return [repr(float(value)) for value in (*seen, *(seen[-1] + step * np.arange(1, count + 1)))]
    dates = [_EPOCH + datetime.timedelta(days=float(value)) for value in seen]
    months = round(step / _MONTH)
    if months >= 1 and len({date.day for date in dates}) == 1 and dates[-1].day <= 28:
        more = [_months_later(dates[-1], months * (ahead + 1)) for ahead in range(count)]
    else:
        more = [dates[-1] + datetime.timedelta(days=step * (ahead + 1)) for ahead in range(count)]
    has_time = any(date.time() != datetime.time() for date in (*dates, *more))
    return [date.isoformat(" ", "seconds") if has_time else date.date().isoformat() for date in (*dates, *more)]


def _months_later(date: datetime.datetime, months: int) -> datetime.datetime:
    years, month = divmod(date.month - 1 + months, 12)
    return date.replace(year=date.year + years, month=month + 1)
