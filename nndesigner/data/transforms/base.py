"""What every column transform shares: fitted on training rows, applied alike ever after, written as builtins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.column import TYPES, Column

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

    @property
    def bends(self) -> bool:
        """Whether the way to the numbers is no straight line."""
        return False

    def apply(self, column: Column) -> Block:
        """The column's rows as numbers."""
        raise NotImplementedError

    def to_config(self) -> dict[str, Any]:
        """The transform as builtins."""
        config = {field.name: getattr(self, field.name) for field in fields(self)}
        return {"kind": self.kind} | {key: list(value) if isinstance(value, tuple) else value for key, value in config.items()}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The transform that :meth:`to_config` described. Raises DataError when a field is not what it should be."""
        given: dict[str, Any] = {}
        for field in fields(cls):
            if field.name in config:
                value = config[field.name]
                given[field.name] = tuple(value) if isinstance(value, list) else value
                if not _is(given[field.name], str(field.type)):
                    message = "The {field} of a column's transform is {kind}; received {value!r}."
                    raise DataError(tr(message, field=field.name, kind=field.type, value=value))
        if not {"name", "type"} <= set(given):
            raise DataError(tr("A column's transform has a name and a type; received {names}.", names=", ".join(given)))
        made = cls(**given)
        made.check()
        return made

    def check(self) -> None:
        """Raise DataError when the fields do not fit together."""
        if self.type not in TYPES:
            raise DataError(tr("Column {name} has an unknown type, {type!r}.", name=self.name, type=self.type))


def _is(value: Any, kind: str) -> bool:
    """Whether ``value`` is of the annotated kind: a builtin type, an optional one, or a tuple of texts."""
    if kind.endswith(" | None"):
        return value is None or _is(value, kind.removesuffix(" | None"))
    if kind == "float":
        return isinstance(value, float | int) and not isinstance(value, bool) and abs(value) < 1e308
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind.startswith("tuple["):
        return isinstance(value, tuple) and all(_is(item, kind[6:].partition(",")[0]) for item in value)
    return isinstance(value, {"str": str, "bool": bool}[kind])


def unreadable(column: Column) -> Bools:
    """Rows of ``column`` with a text that its type cannot read. Shape (rows,), bool."""
    return np.zeros(len(column), np.bool_) if column.unreadable is None else column.unreadable
