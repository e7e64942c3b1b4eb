"""The target: classes become one-hot rows or one 0/1 column and come back as labels; numbers are scaled and come back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.column import Column
from nndesigner.data.labels import match_labels
from nndesigner.data.transforms.base import Block, Transform, unreadable


@dataclass(frozen=True)
class ClassTransform(Transform):
    """Class labels. ``outputs`` is 1 for two classes in one 0/1 column, else the number of classes (one-hot)."""

    kind: ClassVar[str] = "class"
    classes: tuple[str, ...] = ()
    outputs: int = 1

    @classmethod
    def fit(cls, column: Column, binary_outputs: int = 1) -> ClassTransform:
        """The labels of ``column``, which holds the whole table: they define the task and are no statistic of any part."""
        classes = column.categories
        if len(classes) < 2:
            message = "Target {name} has {count} class(es), but needs two; choose another target."
            raise DataError(tr(message, name=column.name, count=len(classes)))
        return cls(column.name, column.type, classes, len(classes) if len(classes) > 2 else binary_outputs)

    def check(self) -> None:
        count = len(self.classes)
        allowed = (1, 2) if count == 2 else (count,)
        if self.type not in ("category", "yes/no") or count < 2 or self.outputs not in allowed:
            raise DataError(tr("The classes of target {name} cannot be understood.", name=self.name))

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,) if self.outputs == 1 else tuple(f"{self.name}={label}" for label in self.classes)

    def apply(self, column: Column) -> Block:
        codes = match_labels(self.classes, column.categories, yes_no=self.type == "yes/no")[column.codes]
        missing = ~column.known & ~unreadable(column)
        wrong = unreadable(column) | (column.known & (codes < 0))
        values = codes[:, None].astype(np.float64) if self.outputs == 1 else np.eye(len(self.classes))[codes]
        return Block(values, missing, wrong, tr("not one of the classes {classes}", classes=", ".join(self.classes[:10])))

    def probabilities(self, outputs: NDArray[np.floating]) -> NDArray[np.float64]:
        """Network outputs (rows, 1 or classes) as probabilities (rows, classes).

        One column is the probability of the second class. A row of several is taken as it is when it is a distribution
        already (softmax); otherwise (sigmoid, tanh, linear) it is cut to 0 … 1 and divided by its sum.
        """
        outputs = _flat(outputs)
        if outputs.shape[1] == 1:
            p = np.clip(outputs[:, 0], 0.0, 1.0)
            return np.stack([1 - p, p], axis=1)
        distribution = (outputs >= 0).all(axis=1) & np.isclose(outputs.sum(axis=1), 1.0, atol=1e-3)
        p = np.clip(outputs, 0.0, 1.0)
        total = p.sum(axis=1, keepdims=True)
        shares = np.where(total > 0, p / np.where(total > 0, total, 1.0), 1.0 / p.shape[1])
        shares[distribution] = outputs[distribution]
        return np.asarray(shares, np.float64)

    def codes(self, outputs: NDArray[np.floating]) -> NDArray[np.int64]:
        """Network outputs (rows, 1 or classes) as class indices: above 0.5, or the largest."""
        outputs = _flat(outputs)
        if outputs.shape[1] == 1:
            return (outputs[:, 0] > 0.5).astype(np.int64)
        best: NDArray[np.int64] = np.argmax(np.where(np.isnan(outputs), -np.inf, outputs), axis=1).astype(np.int64)
        return best


def _flat(outputs: NDArray[np.floating]) -> NDArray[np.float64]:
    """Outputs (rows, ...) as (rows, numbers); also of no rows."""
    numbers: NDArray[np.float64] = np.asarray(outputs, np.float64)
    return numbers.reshape(len(numbers), math.prod(numbers.shape[1:]))
