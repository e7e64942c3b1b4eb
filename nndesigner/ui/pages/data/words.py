"""What the choices of a column are called, and which of them fit which type."""

from __future__ import annotations

from typing import Any

from nndesigner.core.text import tr
from nndesigner.ui.numbers import shown_number

ROLES = {"feature": "Feature", "target": "Target", "ignore": "Ignore"}
TYPES = {
    "number": "Number",
    "category": "Category",
    "yes/no": "Yes/no",
    "date": "Date",
    "text": "Text",
    "identifier": "Identifier",
}
MISSING = {
    "mean": "Mean",
    "median": "Median",
    "mode": "Most frequent",
    "category": "Own category",
    "drop": "Drop the row",
    "constant": "Fixed value…",
}
SCALING = {"standard": "Standardise", "minmax": "0 to 1", "shared": "0 to 1, all alike", "none": "As it is"}
ENCODING = {"onehot": "One-hot", "ordinal": "Ordinal", "binary": "Binary digits", "none": "As it is"}
UNSEEN = {"ignore": "Count as none of the known", "skip": "Leave the row out"}

WORDS: dict[str, dict[str, str]] = {"role": ROLES, "type": TYPES, "missing": MISSING, "scaling": SCALING, "encoding": ENCODING}

_FITTING: dict[str, dict[str, tuple[str, ...]]] = {
    "number": {"missing": ("mean", "median", "constant", "drop"), "scaling": ("standard", "minmax", "shared", "none")},
    "date": {"missing": ("mean", "median", "drop"), "scaling": ("standard", "minmax", "none")},
    "category": {"missing": ("mode", "category", "constant", "drop"), "encoding": ("onehot", "ordinal", "binary")},
    "yes/no": {"missing": ("mode", "category", "constant", "drop"), "encoding": ("binary",)},
    "text": {},
    "identifier": {},
}


def fitting(column: Any, field: str) -> tuple[str, ...]:
    """The values that ``field`` (role, type, missing, scaling, encoding) of a column recipe may have; empty: it has no say."""
    if field in ("role", "type"):
        return tuple(WORDS[field])
    if column.role == "ignore":
        return ()
    if column.role == "target" and field == "missing":
        return ("drop",)
    if column.role == "target" and field == "encoding":
        return ()
    if field == "scaling" and column.encoding == "ordinal":
        return ("standard", "minmax", "none")
    return _FITTING.get(column.type, {}).get(field, ())


def word(column: Any, field: str) -> str:
    """What the column's ``field`` is called on the screen."""
    value = getattr(column, field)
    if field == "missing" and column.role == "target":
        value = "drop"
    if field == "encoding" and column.type == "yes/no":
        return tr("0 or 1")
    if field == "missing" and value == "constant":
        return tr("Fill with {value}", value=shown_number(column.fill) if isinstance(column.fill, float) else column.fill)
    return tr(WORDS[field].get(value, str(value)))
