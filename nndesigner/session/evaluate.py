"""The one place where a trained model is measured: metrics, confusion, curves and the baselines it must beat."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.session import baselines, scores
from nndesigner.session.scores import ClassScores, RocCurve

if TYPE_CHECKING:
    from nndesigner.data.problem import Problem
    from nndesigner.data.recipe import Arrays, FittedRecipe
    from nndesigner.data.table import Table
    from nndesigner.project.trained import TrainedModel

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What something simpler reaches on the same rows; metrics by Keras name."""

    name: str
    metrics: dict[str, float]


@dataclass(frozen=True)
class Report:
    """How a model does on some rows.

    ``loss`` is in training space, ``metrics`` are in the target's own units. For classes ``actual`` and ``predicted`` are
    (rows,) indices into ``classes`` and ``probabilities`` is (rows, classes); for a regression both are (rows,) or
    (rows, targets) in the target's units. ``row_indices`` says which rows of the table they are.
    """

    task: str
    loss: float
    metrics: dict[str, float]
    row_indices: NDArray[np.int64]
    skipped: tuple[Problem, ...]
    skipped_count: int
    classes: tuple[str, ...] | None
    actual: NDArray[Any]
    predicted: NDArray[Any]
    probabilities: Floats | None
    baselines: tuple[Baseline, ...]

    @property
    def rows(self) -> int:
        """How many rows were measured."""
        return len(self.row_indices)

    @property
    def baseline(self) -> dict[str, float]:
        """Metrics of the simplest baseline."""
        return self.baselines[0].metrics

    @property
    def baseline_name(self) -> str:
        """ "majority class" or "mean"."""
        return self.baselines[0].name

    @cached_property
    def confusion(self) -> Codes | None:
        """Counts (classes, classes), row = actual; None for a regression."""
        return None if self.classes is None else scores.confusion_matrix(self.actual, self.predicted, len(self.classes))

    @cached_property
    def per_class(self) -> tuple[ClassScores, ...]:
        """Precision, recall and F1 of each class; empty for a regression."""
        return () if self.classes is None or self.confusion is None else scores.class_scores(self.confusion, self.classes)

    @cached_property
    def roc(self) -> tuple[RocCurve, ...]:
        """One ROC curve a class, against all others; of two classes the second only."""
        if self.classes is None or self.probabilities is None:
            return ()
        shown = range(len(self.classes)) if len(self.classes) > 2 else [len(self.classes) - 1]
        return tuple(scores.roc_curve(self.classes[i], self.actual == i, self.probabilities[:, i]) for i in shown)

    @property
    def residuals(self) -> Floats:
        """Predicted minus actual, of a regression."""
        return np.asarray(self.predicted - self.actual)

    def to_config(self) -> dict[str, Any]:
        """The numbers as JSON builtins: loss, metrics by Keras name, rows, skipped, classes, confusion, baselines."""
        config: dict[str, Any] = {"loss": _finite(self.loss)}
        config |= {key: _finite(value) for key, value in self.metrics.items()}
        config |= {"rows": self.rows, "skipped": self.skipped_count, "task": self.task}
        if self.classes is not None and self.confusion is not None:
            config |= {"classes": list(self.classes), "confusion": self.confusion.tolist()}
        config["baselines"] = {
            item.name: {key: _finite(value) for key, value in item.metrics.items()} for item in self.baselines
        }
        return config


def evaluate(
    trained: TrainedModel,
    table: Table,
    rows: NDArray[np.int64] | None = None,
    *,
    training_rows: NDArray[np.int64] | None = None,
) -> Report:
    """Measure ``trained`` on ``rows`` of ``table`` (default: all).

    Baselines are fitted to ``training_rows`` of the same table; by default to the rows that the model was trained on, if
    the table is the one it was trained on. Otherwise there is only the majority class or mean of the rows measured.

    Raises:
        DataError: The model has no recipe, the table lacks a column, or no row can be used.
    """
    recipe = trained.recipe
    if recipe is None:
        raise DataError(tr("The model holds no data recipe, so it cannot be measured on a table."))
    chosen = np.arange(table.row_count) if rows is None else np.asarray(rows, dtype=np.int64)
    arrays = recipe.transform(table, with_target=True, rows=chosen)
    if arrays.y is None or not len(arrays.x):
        raise DataError(tr("No row of {table} can be measured: none has a target and all its features.", table=table.name))
    fed = recipe.feed(arrays.x)
    outputs = trained.model.predict(fed, batch_size=1024)
    loss = float(trained.model.evaluate(fed, arrays.y, batch_size=1024, return_dict=True)["loss"])
    fitting = _training_arrays(trained, table, training_rows)
    actual, predicted, probabilities = _compare(recipe, arrays.y, outputs)
    return Report(
        task=str(recipe.task),
        loss=loss,
        metrics=_metrics(recipe, actual, predicted),
        row_indices=chosen[arrays.rows],
        skipped=tuple(arrays.skipped),
        skipped_count=arrays.skipped_count,
        classes=recipe.classes,
        actual=actual,
        predicted=predicted,
        probabilities=probabilities,
        baselines=_baselines(recipe, arrays, actual, fitting),
    )


def training_rows_of(trained: TrainedModel, table: Table) -> NDArray[np.int64] | None:
    """The rows of ``table`` that ``trained`` learnt from, or None if it learnt from another table."""
    from nndesigner.data.split import Split
    from nndesigner.session.prepare import split_rows

    split = trained.card.get("split")
    if trained.recipe is None or not split or table.fingerprint != trained.fingerprint:
        return None
    return np.asarray(split_rows(Split.from_config(split), table, trained.recipe.recipe).train)


def _training_arrays(trained: TrainedModel, table: Table, rows: NDArray[np.int64] | None) -> Arrays | None:
    rows = training_rows_of(trained, table) if rows is None else rows
    if rows is None or trained.recipe is None:
        return None
    arrays = trained.recipe.transform(table, with_target=True, rows=rows)
    return arrays if len(arrays.x) else None


def _compare(recipe: FittedRecipe, y: NDArray[Any], outputs: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], Floats | None]:
    """Actual and predicted as classes or values in the target's units, and probabilities of classes."""
    if recipe.classes is None:
        return _narrow(recipe.invert_target(y)), _narrow(recipe.invert_target(outputs)), None
    labels, probabilities = recipe.labels(outputs)
    index = {name: code for code, name in enumerate(recipe.classes)}
    predicted = np.fromiter((index[label] for label in labels), dtype=np.int64, count=len(labels))
    return _codes(y), predicted, np.asarray(probabilities, dtype=np.float64)


def _codes(y: NDArray[Any]) -> Codes:
    return np.argmax(y, axis=1) if y.shape[1] > 1 else (y[:, 0] > 0.5).astype(np.int64)


def _narrow(values: NDArray[Any]) -> Floats:
    values = np.asarray(values, dtype=np.float64)
    return values[:, 0] if values.ndim == 2 and values.shape[1] == 1 else values


def _metrics(recipe: FittedRecipe, actual: NDArray[Any], predicted: NDArray[Any]) -> dict[str, float]:
    return scores.classification_metrics(actual, predicted) if recipe.classes else scores.regression_metrics(actual, predicted)


def _baselines(recipe: FittedRecipe, arrays: Arrays, actual: NDArray[Any], fitting: Arrays | None) -> tuple[Baseline, ...]:
    source = fitting if fitting is not None else arrays
    assert source.y is not None
    y = np.asarray(source.y, dtype=np.float64)
    x = source.x.reshape(len(source.x), -1).astype(np.float64)
    x_new = arrays.x.reshape(len(arrays.x), -1).astype(np.float64)
    classes = recipe.classes
    if classes is not None:
        guess = np.full(len(actual), baselines.majority(_codes(y), len(classes)))
        found = [Baseline(tr("majority class"), _metrics(recipe, actual, guess))]
        if fitting is not None:
            linear = baselines.logistic_regression(x, _codes(y), len(classes), x_new)
            found.append(Baseline(tr("logistic regression"), _metrics(recipe, actual, linear)))
        return tuple(found)
    mean = _narrow(recipe.invert_target(np.broadcast_to(y.mean(axis=0), (len(actual), y.shape[1]))))
    found = [Baseline(tr("mean"), _metrics(recipe, actual, mean))]
    if fitting is not None:
        values = _narrow(recipe.invert_target(baselines.linear_regression(x, y, x_new)))
        found.append(Baseline(tr("linear regression"), _metrics(recipe, actual, values)))
    return tuple(found)


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
