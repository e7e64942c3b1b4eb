"""From a frozen job to arrays: split, fit the recipe on the training rows only, transform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.split import split_rows
from nndesigner.project.inputs import bind

if TYPE_CHECKING:
    from nndesigner.data.recipe import Arrays, FittedRecipe
    from nndesigner.data.split import SplitRows
    from nndesigner.session.job import Job

__all__ = ["Prepared", "balanced_weights", "prepare", "split_rows"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a trainer is fed with."""

    recipe: FittedRecipe
    rows: SplitRows
    training: Arrays
    validation: Arrays | None
    class_weight: dict[int, float] | None

    @property
    def validation_rows(self) -> int:
        """Rows that are looked at after each epoch."""
        return 0 if self.validation is None else len(self.validation.x)

    @property
    def skipped_rows(self) -> int:
        """Rows of both parts that the recipe left out."""
        return len(self.rows.train) + len(self.rows.validation) - len(self.training.x) - self.validation_rows


def prepare(job: Job) -> Prepared:
    """Split the table, fit the recipe and make the arrays. Raises DataError when no training row is left."""
    rows = split_rows(job.contents.split, job.table, job.recipe)
    recipe = bind(job.recipe.fit(job.table, rows.train), job.contents.graph)
    training = recipe.transform(job.table, with_target=True, rows=rows.train)
    if not len(training.x):
        raise DataError(tr("No training row is left: every row of {table} was dropped by the recipe.", table=job.table.name))
    validation = recipe.transform(job.table, with_target=True, rows=rows.validation) if len(rows.validation) else None
    if validation is not None and not len(validation.x):
        validation = None
    balanced = job.settings.class_weight == "balanced" and recipe.classes is not None
    assert training.y is not None
    return Prepared(recipe, rows, training, validation, balanced_weights(training.y) if balanced else None)


def balanced_weights(y: NDArray[Any]) -> dict[int, float]:
    """Keras ``class_weight``: rows / (classes · rows of the class), so that every class counts alike; 1 for an absent class."""
    codes = np.argmax(y, axis=1) if y.shape[1] > 1 else (y[:, 0] > 0.5).astype(np.int64)
    counts = np.bincount(codes, minlength=max(2, y.shape[1]))
    return {i: float(len(codes) / (len(counts) * count)) if count else 1.0 for i, count in enumerate(counts)}
