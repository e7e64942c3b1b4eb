"""What is to be done with one column."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.column import TYPES
from nndesigner.data.transforms.date_parts import DATE_PARTS
from nndesigner.data.transforms.encoders import ENCODERS, ENCODINGS
from nndesigner.data.transforms.scalers import SCALINGS

ROLES = ("feature", "target", "ignore")
MISSING_RULES = ("mean", "median", "mode", "drop", "constant", "category")
UNSEEN_RULES = ("ignore", "skip")
_CHOICES = {
    "role": ROLES,
    "type": TYPES,
    "missing": MISSING_RULES,
    "scaling": SCALINGS,
    "encoding": ENCODINGS,
    "unseen": UNSEEN_RULES,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was chosen: the column (or thing) it is about, and one sentence."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class DataProblem:
    """Why a recipe cannot be used, as one sentence, and the column it is about ("" for the whole)."""

    sentence: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class ColumnRecipe:
    """What is to be done with the column called ``name``.

    Attributes:
        name: The column's name in the table.
        role: "feature", "target" or "ignore".
        type: How its cells are read, one of the column types.
        missing: What becomes of a missing value: "mean", "median", "mode", "constant" (see ``fill``), "category" (a
            category of its own) or "drop" (the row is left out). A row without a target is always left out.
        scaling: One of ``SCALERS``; of numbers, dates, ordinals and numeric targets.
        encoding: One of ``ENCODERS``: "onehot", "ordinal", "binary" (digits) or "embedding" (index) for categories,
            "none" for numbers, "none" (days) or "parts" for dates.
        fill: The constant for missing values.
        unseen: What becomes of a category that the training rows did not have: "ignore" (none of the known ones) or
            "skip" (the row gets no prediction).
        natural: The type that the reader saw.
        levels: How many classes the column would have as a target, as far as its values look like classes; else 0.
        parts: Which parts of a date the encoding "parts" takes, of ``DATE_PARTS``; empty for the usual ones.
    """

    name: str
    role: str = "feature"
    type: str = "number"
    missing: str = "median"
    scaling: str = "standard"
    encoding: str = "none"
    fill: float | str | None = None
    unseen: str = "ignore"
    natural: str = ""
    levels: int = 0
    parts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field, choices in _CHOICES.items():
            value = getattr(self, field)
            if not isinstance(value, str) or value not in choices:
                message = "The {field} of column {name} is one of {choices}; received {value!r}."
                raise DataError(tr(message, field=field, name=self.name, choices=", ".join(choices), value=value))
        if not (isinstance(self.name, str) and isinstance(self.natural, str) and isinstance(self.levels, int)):
            raise DataError(tr("A column's recipe has a name; received {name!r}.", name=self.name))
        if not isinstance(self.parts, tuple) or not set(self.parts) <= set(DATE_PARTS):
            message = "The date parts of column {name} are some of {choices}; received {value!r}."
            raise DataError(tr(message, name=self.name, choices=", ".join(DATE_PARTS), value=self.parts))
        if not isinstance(self.fill, float | int | str | None):
            message = "The constant for column {name} is a number or a text; received {value!r}."
            raise DataError(tr(message, name=self.name, value=self.fill))

    @property
    def is_categorical(self) -> bool:
        """Whether its values are categories."""
        return self.type in ("category", "yes/no")

    @property
    def is_numeric(self) -> bool:
        """Whether its values are numbers, or dates as days."""
        return self.type in ("number", "date")

    def changed(self, **changes: Any) -> ColumnRecipe:
        """A copy with ``changes``; rules that do not fit a changed type are replaced by ones that do.

        A target's rows without a value are left out; what is no target any more gets another rule for them. A number with
        few whole values becomes a category when it becomes the target, and a number again afterwards.
        """
        unknown = set(changes) - {field.name for field in fields(self)}
        if unknown:
            raise DataError(tr("A column's recipe has no {names}.", names=", ".join(sorted(unknown))))
        if "type" not in changes and changes.get("role", self.role) != self.role:
            if changes["role"] == "target" and self.type == "number" and self.levels:
                changes["type"] = "category"
            elif self.role == "target" and self.type == "category" and self.natural == "number":
                changes["type"] = "number"
        if self.role == "target" != changes.get("role", self.role) and self.missing == "drop":
            changes.setdefault("missing", "mode" if changes.get("type", self.type) in ("category", "yes/no") else "median")
        made = replace(self, **changes)
        for name, value in _fitting(self, made).items():
            if name not in changes:
                made = replace(made, **{name: value})  # type: ignore[arg-type]
        return made

    def to_config(self) -> dict[str, Any]:
        """The column's recipe as builtins; ``parts`` only where some are chosen."""
        config = {name: getattr(self, name) for name in self.__slots__ if name != "parts"}
        return config | ({"parts": list(self.parts)} if self.parts else {})

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> ColumnRecipe:
        """The column recipe that :meth:`to_config` described; what it does not know is passed over."""
        known = {field.name for field in fields(cls)}
        try:
            given = {key: value for key, value in config.items() if key in known}
            return cls(**given | {"parts": tuple(config.get("parts", ()))})
        except TypeError as error:
            message = "The recipe of a column cannot be understood ({error}); received {config!r}."
            raise DataError(tr(message, error=error, config=config)) from error


def _fitting(before: ColumnRecipe, after: ColumnRecipe) -> dict[str, str]:
    """Rules to put in the place of those that do not fit the type of ``after``."""
    fitting: dict[str, str] = {}
    fits = after.type in ENCODERS.get(after.encoding).types
    if after.is_categorical:
        if not fits:
            fitting["encoding"] = "binary" if after.type == "yes/no" else "onehot"
        if after.missing in ("mean", "median"):
            fitting["missing"] = "mode"
        return fitting
    if not fits:
        fitting["encoding"] = "none"
    if after.missing in ("mode", "category") and before.is_categorical:
        fitting["missing"] = "median"
    if after.is_numeric and before.is_categorical and before.encoding != "ordinal":
        fitting["scaling"] = "standard"
    return fitting
