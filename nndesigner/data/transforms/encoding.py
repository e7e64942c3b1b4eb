"""Categories become numbers: one input a category, one ordered number, or binary digits."""

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
from nndesigner.data.transforms.scaling import scaling_of

ENCODINGS = ("onehot", "ordinal", "binary", "none")
MISSING_NAME = "(missing)"


@dataclass(frozen=True)
class CategoryTransform(Transform):
    """One column of categories as numbers.

    ``fill`` is the category that stands for a missing one; with ``own_missing`` missing is a category of its own. A
    category that the training rows did not have is none of the known ones (all zeros; the middle of an ordinal scale),
    or cannot be used when ``unseen`` is "skip".
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
        encoding = "onehot" if encoding == "none" else encoding
        offset, scale = scaling_of(_codes_of(column, present), scaling) if encoding == "ordinal" else (0.0, 1.0)
        return cls(column.name, column.type, present, encoding, mode, missing == "category", unseen, offset, scale)

    def check(self) -> None:
        known = self.type in ("category", "yes/no") and self.encoding in ENCODINGS[:3] and self.unseen in ("ignore", "skip")
        if not known or not self.categories or not self.scale:
            raise DataError(tr("The encoding of column {name} cannot be understood.", name=self.name))

    @property
    def levels(self) -> tuple[str, ...]:
        """The categories, missing among them where it is one."""
        return (*self.categories, MISSING_NAME) if self.own_missing else self.categories

    @property
    def names(self) -> tuple[str, ...]:
        if self.encoding == "onehot":
            return tuple(f"{self.name}={level}" for level in self.levels)
        if self.encoding == "binary" and len(self.levels) > 2:
            return tuple(f"{self.name}:{bit}" for bit in range(binary_width(len(self.levels))))
        return (self.name,)

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
        count = len(self.levels)
        if self.encoding == "onehot":
            return np.concatenate([np.eye(count), np.zeros((1, count))])[codes]
        if self.encoding == "ordinal":
            return np.where(codes < 0, 0.0, (codes - self.offset) / self.scale)[:, None]
        if count <= 2:
            return np.where(codes < 0, 0.5, codes)[:, None].astype(np.float64)
        return (((codes + 1)[:, None] >> np.arange(binary_width(count))) & 1).astype(np.float64)


def binary_width(levels: int) -> int:
    """Binary digits for this many categories and "none of them"; one for two."""
    return 1 if levels <= 2 else int(levels).bit_length()


def encoded_width(levels: int, encoding: str) -> int:
    """How many numbers a column of this many categories becomes."""
    return {"ordinal": 1, "binary": binary_width(levels)}.get(encoding, levels)


def _codes_of(column: Column, present: tuple[str, ...]) -> NDArray[np.float64]:
    return match_labels(present, column.categories)[column.codes[column.known]].astype(np.float64)
