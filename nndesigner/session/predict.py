"""The one place where predictions for a table are made and written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr

if TYPE_CHECKING:
    from nndesigner.data.problem import Problem
    from nndesigner.data.table import Table
    from nndesigner.project.trained import TrainedModel


@dataclass(frozen=True, slots=True)
class Predictions:
    """Predictions for every row of a table, in its order.

    ``header`` names the columns that are added to the table. ``labels`` (classes) or ``values`` (a regression, (rows,
    targets) in the targets' units) and ``probabilities`` (rows, classes) have a row for each row of the table; where
    ``ok`` is False they are empty or NaN and ``problems`` says why.
    """

    header: tuple[str, ...]
    ok: NDArray[np.bool_]
    problems: tuple[Problem, ...]
    classes: tuple[str, ...] | None = None
    labels: tuple[str, ...] = ()
    values: NDArray[np.float64] | None = None
    probabilities: NDArray[np.float64] | None = None

    @property
    def empty_count(self) -> int:
        """How many rows have no prediction."""
        return int(np.sum(~self.ok))

    def texts(self, row: int) -> tuple[str, ...]:
        """The added cells of one row as they are written; empty where there is no prediction."""
        if not self.ok[row]:
            return ("",) * len(self.header)
        if self.values is not None:
            return tuple(f"{value:.9g}" for value in self.values[row])
        assert self.probabilities is not None
        return (self.labels[row], *(f"{value:.7g}" for value in self.probabilities[row]))


def predict(trained: TrainedModel, table: Table) -> Predictions:
    """Predict every row of ``table``; rows that cannot be used stay, without a prediction.

    Raises DataError when the model has no recipe or the table lacks a column.
    """
    recipe = trained.recipe
    if recipe is None:
        raise DataError(tr("The model holds no data recipe, so it cannot be used on a table."))
    arrays = recipe.transform(table, with_target=False)
    outputs = (
        trained.model.predict(recipe.feed(arrays.x), batch_size=1024)
        if len(arrays.x)
        else np.zeros((0, recipe.output_width), np.float32)
    )
    ok = np.zeros(table.row_count, dtype=bool)
    ok[arrays.rows] = True
    skipped = tuple(arrays.skipped)
    if recipe.classes is None:
        found = np.asarray(recipe.invert_target(outputs), dtype=np.float64).reshape(len(outputs), len(recipe.targets))
        names = ["prediction"] if found.shape[1] == 1 else [f"prediction({name})" for name in recipe.target_names]
        return Predictions(_free(names, table), ok, skipped, values=_spread(found, arrays.rows, table.row_count))
    labels, probabilities = recipe.labels(outputs)
    spread = np.full(table.row_count, "", dtype=object)
    spread[arrays.rows] = labels
    return Predictions(
        _free(["prediction", *(f"p({name})" for name in recipe.classes)], table),
        ok,
        skipped,
        recipe.classes,
        tuple(spread.tolist()),
        probabilities=_spread(np.asarray(probabilities, dtype=np.float64), arrays.rows, table.row_count),
    )


def predict_row(trained: TrainedModel, table: Table | None, row: int) -> tuple[int, Predictions]:
    """Predict one row of a time series from the rows around it in ``table``: its place among the predictions, and these.

    Up to the horizon, ``row`` may lie beyond the last one of ``table``: what is not known yet is forecast.

    Raises DataError when there is no table to take the rows before from.
    """
    window = None if trained.recipe is None else trained.recipe.recipe.window
    if table is None or window is None:
        raise DataError(tr("A time series is predicted from the rows before; open a table that has them."))
    if row >= table.row_count:
        from nndesigner.data.ahead import rows_ahead

        ahead = rows_ahead(table, window, row - table.row_count + 1)
        return ahead.row_count - 1, predict(trained, ahead)
    if window.time or window.group:
        return row, predict(trained, table)
    first = max(0, row - window.look_back - window.horizon + 1)
    return row - first, predict(trained, table.take(np.arange(first, row + 1)))


def write_predictions(table: Table, predictions: Predictions, path: Path) -> None:
    """Write the table with its cells as they were and the added columns (UTF-8, comma, RFC 4180). Raises FileError."""
    from nndesigner.core.atomic import open_atomic

    with open_atomic(path) as file, io.TextIOWrapper(file, "utf-8", errors="surrogatepass", newline="") as text:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([*(table.header_texts or table.names), *predictions.header])
        writer.writerows([*table.row_texts(row), *predictions.texts(row)] for row in range(table.row_count))


def _free(names: Iterable[str], table: Table) -> tuple[str, ...]:
    used, free = {*table.names, *(table.header_texts or ())}, []
    for name in names:
        chosen, number = name, 2
        while chosen in used:
            chosen, number = f"{name}_{number}", number + 1
        used.add(chosen)
        free.append(chosen)
    return tuple(free)


def _spread(values: NDArray[np.float64], rows: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    spread = np.full((count, values.shape[1]), np.nan)
    spread[rows] = values
    return spread
