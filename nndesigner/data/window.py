"""Windows over a time series: the rows before a moment, from which the value some steps later is predicted."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.splits.group import groups
from nndesigner.data.table import Table
from nndesigner.data.transforms.scaling import numbers

LONGEST = 10_000
# A step longer than this many usual steps is a gap in the series.
GAP = 1.5

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """What belongs to the prediction for a row: the ``look_back`` rows that end ``horizon`` rows before it.

    Attributes:
        look_back: How many rows the network sees.
        horizon: How many rows ahead the target is: 1 for the row after the last one seen.
        own_past: Whether the target's own past values are among the features.
        time: Column of dates or numbers that orders the rows; "" for the table's own order. A step of more than 1.5 times
            the usual one (the median of the training rows) is a gap, over which no window reaches.
        group: Column whose values tell several series apart; "" for one series.
    """

    look_back: int
    horizon: int = 1
    own_past: bool = True
    time: str = ""
    group: str = ""

    def __post_init__(self) -> None:
        for name in ("look_back", "horizon"):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LONGEST:
                message = "The {name} of a window is a whole number from 1 to {most}; received {value!r}."
                raise DataError(tr(message, name=name.replace("_", "-"), most=LONGEST, value=value))
        if not (isinstance(self.own_past, bool) and isinstance(self.time, str) and isinstance(self.group, str)):
            raise DataError(tr("A window goes by the names of columns; received {window!r}.", window=(self.time, self.group)))

    def problem(self, table: Table) -> tuple[str, str] | None:
        """Why there can be no such windows over ``table``, as a sentence, and the column it is about; or None."""
        for name in filter(None, (self.time, self.group)):
            if name not in table:
                return tr("The window goes by column {name!r}, which the table does not have; choose another.", name=name), name
        if self.time and table.column(self.time).type not in ("date", "number"):
            kind = table.column(self.time).type
            message = "The window cannot be ordered by column {name}, which is of type {kind}; choose a date or a number."
            return tr(message, name=self.time, kind=kind), self.time
        if table.row_count < self.look_back + self.horizon:
            message = "A window of {back} rows and a target {ahead} later need {sum} rows; the table has {rows}."
            sum = self.look_back + self.horizon
            return tr(message, back=self.look_back, ahead=self.horizon, sum=sum, rows=table.row_count), ""
        return None

    def usual_step(self, table: Table, rows: Rows) -> float | None:
        """The median step of ``time`` from one of ``rows`` to the next in its series; None without a time column."""
        if not self.time:
            return None
        order, series = self._ordered(table, rows)
        moments = numbers(table.column(self.time))[order]
        steps = np.diff(moments)[np.diff(series) == 0]
        steps = steps[np.isfinite(steps) & (steps > 0)]
        return float(np.median(steps)) if len(steps) else None

    def places(self, table: Table, rows: Rows | None, step: float | None) -> tuple[Rows, Rows]:
        """The rows that get a prediction, ascending, shape (n,), and the rows that each is predicted from, (n, look_back).

        No window reaches over a gap, from one series into another, or beyond ``rows`` (default: all): all its rows and the
        row predicted, and all between them, are among them.
        """
        order, series = self._ordered(table, np.arange(table.row_count))
        allowed = np.ones(table.row_count, np.bool_)
        if rows is not None:
            allowed = np.zeros(table.row_count, np.bool_)
            allowed[rows] = True
        breaks = np.diff(series) != 0
        breaks |= ~(allowed[order][1:] & allowed[order][:-1])
        if self.time:
            steps = np.diff(numbers(table.column(self.time))[order])
            breaks |= ~(steps <= GAP * step) if step is not None else ~np.isfinite(steps)
        run = np.concatenate([[0], np.cumsum(breaks)]) if len(order) else np.empty(0, np.int64)
        reach = self.look_back + self.horizon - 1
        last = np.arange(reach, len(order))
        last = last[(run[last] == run[last - reach]) & allowed[order[last]]]
        seen = order[last[:, None] - reach + np.arange(self.look_back)]
        ascending = np.argsort(order[last], kind="stable")
        return order[last][ascending], seen[ascending]

    def _ordered(self, table: Table, rows: Rows) -> tuple[Rows, Rows]:
        """``rows`` by series and time, and the series of each."""
        series = groups(rows, table.column(self.group)) if self.group else np.zeros(len(rows), np.int64)
        moments = numbers(table.column(self.time))[rows] if self.time else np.zeros(len(rows))
        order = np.lexsort((rows, moments, series))
        return rows[order], series[order]

    def to_config(self) -> dict[str, Any]:
        """The window as builtins."""
        return asdict(self)

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Window:
        """The window that :meth:`to_config` described; what it does not know is passed over. Raises DataError."""
        known = {field.name for field in fields(cls)}
        try:
            given = {key: value for key, value in config.items() if key in known}
            return cls(**given | {key: operator.index(given[key]) for key in ("look_back", "horizon") if key in given})
        except (TypeError, AttributeError) as error:
            raise DataError(
                tr("A window cannot be understood ({error}); received {config!r}.", error=error, config=config)
            ) from error
