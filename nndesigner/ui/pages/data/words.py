"""What the choices of a column are called on the screen; which of them fit is said in ``data/choices.py``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from nndesigner.core.text import tr
from nndesigner.data.choices import choices
from nndesigner.ui.numbers import shown_number

ALSO_TARGET = "also target"  # a role to choose, not one to have: a target besides the present ones
TITLES = {
    "role": "Role",
    "type": "Type",
    "missing": "Missing values",
    "scaling": "Scaling",
    "encoding": "Encoding",
    "unseen": "Categories that training did not see",
    "parts": "Parts of the date",
}


@lru_cache(maxsize=4096)
def titles(column: Any, field: str) -> dict[str, str]:
    """What ``field`` of a column recipe may be, each value with what it is called; empty: it has no say."""
    return {choice.value: choice.title for choice in choices(column, field)}


def fitting(column: Any, field: str) -> tuple[str, ...]:
    """The values that ``field`` (role, type, missing, scaling, encoding …) of a column recipe may have."""
    return tuple(titles(column, field))


def summary(column: Any, field: str) -> str:
    """One sentence about the present value of ``field``, where there is one."""
    value = getattr(column, field)
    return next((choice.summary for choice in choices(column, field) if choice.value == value), "")


def word(column: Any, field: str) -> str:
    """What the column's ``field`` is called on the screen."""
    value = getattr(column, field)
    if field == "missing" and column.role == "target":
        value = "drop"
    if field == "missing" and value == "constant":
        return tr("Fill with {value}", value=shown_number(column.fill) if isinstance(column.fill, float) else column.fill)
    return titles(column, field).get(value, str(value))
