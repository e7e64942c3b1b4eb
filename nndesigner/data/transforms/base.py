"""What every column transform shares: fitted on training rows, applied alike ever after, written as builtins."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.column import Column

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Block:
    """A column as numbers: ``values`` (rows, width), and the rows that cannot be used, with what to say of them.

    ``missing`` rows have no value, ``unreadable`` rows a text that the transform has no number for. Shape (rows,), bool.
    """

    values: Floats
    missing: Bools
    unreadable: Bools
    why: str = ""


@dataclass(frozen=True)
class Transform:
    """Base of the transforms of one column; every field is a statistic of the training rows or a choice of the user."""

    kind: ClassVar[str]
    name: str
    type: str

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the numbers that the column becomes."""
        return (self.name,)

    @property
    def width(self) -> int:
        """How many numbers the column becomes."""
        return len(self.names)

    def apply(self, column: Column) -> Block:
        """The column's rows as numbers."""
        raise NotImplementedError

    def to_config(self) -> dict[str, Any]:
        """The transform as builtins."""
        config = {field.name: getattr(self, field.name) for field in fields(self)}
        return {"kind": self.kind} | {key: list(value) if isinstance(value, tuple) else value for key, value in config.items()}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """The transform that :meth:`to_config` described."""
        known = {field.name for field in fields(cls)}
        given = {key: tuple(value) if isinstance(value, list) else value for key, value in config.items() if key in known}
        return cls(**given)


def unreadable(column: Column) -> Bools:
    """Rows of ``column`` with a text that its type cannot read. Shape (rows,), bool."""
    return np.zeros(len(column), np.bool_) if column.unreadable is None else column.unreadable
