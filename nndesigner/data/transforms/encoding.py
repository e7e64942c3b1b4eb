"""Categories become numbers, by the encoder that was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.column import Column
from nndesigner.data.labels import match_labels
from nndesigner.data.transforms.base import Block, Transform, unreadable
from nndesigner.data.transforms.encoders import ENCODERS, Encoder, category_encoder
from nndesigner.data.transforms.scaling import scaling_of

MISSING_NAME = "(missing)"


@dataclass(frozen=True)
class CategoryTransform(Transform):
    """One column of categories as numbers.

    ``fill`` is the category that stands for a missing one; with ``own_missing`` missing is a category of its own. A
    category that the training rows did not have is none of the known ones, or cannot be used when ``unseen`` is "skip".
    """

    kind: ClassVar[str] = "category"
    categories: tuple[str, ...] = ()
    encoding: str = "onehot"
    fill: str | None = None
    own_missing: bool = False
    unseen: str = "ignore"
    offset: float = 0.0
    scale: float = 1.0

    @classmethod
    def fit(
        cls, column: Column, encoding: str, scaling: str, missing: str, fill: float | str | None, unseen: str = "ignore"
    ) -> CategoryTransform:
        """Fit to ``column``, which holds the training rows only. Raises DataError when none of them has a value."""
        counts = np.bincount(column.codes[column.known], minlength=len(column.categories))
        present = tuple(label for label, count in zip(column.categories, counts, strict=True) if count)
        if not present:
            message = "Column {name} has no value in any training row; ignore it or choose another split."
            raise DataError(tr(message, name=column.name))
        mode = column.categories[int(np.argmax(counts))] if missing in ("mode", "mean", "median") else None
        if missing == "constant":
            mode = present[0] if fill is None else str(fill)
        encoder = category_encoder(encoding)
        encoding = str(encoder.registered_name)
        offset, scale = scaling_of(_codes_of(column, present), scaling) if encoder.is_scaled else (0.0, 1.0)
        return cls(column.name, column.type, present, encoding, mode, missing == "category", unseen, offset, scale)

    def check(self) -> None:
        known = self.type in ("category", "yes/no") and self.unseen in ("ignore", "skip") and self.encoding in ENCODERS
        if not known or "category" not in self.encoder.types or not self.categories or not self.scale:
            raise DataError(tr("The encoding of column {name} cannot be understood.", name=self.name))

    @property
    def levels(self) -> tuple[str, ...]:
        """The categories, missing among them where it is one."""
        return (*self.categories, MISSING_NAME) if self.own_missing else self.categories

    @property
    def encoder(self) -> Encoder:
        """What turns codes into numbers."""
        return ENCODERS.create(self.encoding)

    @property
    def names(self) -> tuple[str, ...]:
        return self.encoder.names(self.name, self.levels)

    def apply(self, column: Column) -> Block:
        places = match_labels(self.categories, column.categories, yes_no=self.type == "yes/no")
        codes = places[column.codes]
        missing, wrong = ~column.known & ~unreadable(column), unreadable(column).copy()
        if self.own_missing:
            codes = np.where(missing, len(self.categories), codes)
        elif self.fill is not None:
            codes = np.where(missing, match_labels(self.categories, [self.fill])[0], codes)
        if self.own_missing or self.fill is not None:
            missing = np.zeros_like(missing)
        if self.unseen == "skip":
            wrong |= column.known & (codes < 0)
        return Block(self._encoded(codes), missing, wrong, tr("a category that the training rows did not have"))

    def _encoded(self, codes: NDArray[np.int64]) -> NDArray[np.float64]:
        """Codes, shape (rows,) with -1 for unknown, as numbers (rows, width)."""
        return self.encoder.encode(codes, len(self.levels), self.offset, self.scale)


def _codes_of(column: Column, present: tuple[str, ...]) -> NDArray[np.float64]:
    return match_labels(present, column.categories)[column.codes[column.known]].astype(np.float64)
