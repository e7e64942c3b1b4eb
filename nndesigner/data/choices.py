"""What may be chosen for a column, with what each choice is called: all that a form needs, from the registries."""

from __future__ import annotations

from dataclasses import dataclass

from nndesigner.core.text import tr
from nndesigner.data.column import TYPES
from nndesigner.data.column_recipe import ROLES, UNSEEN_RULES, ColumnRecipe
from nndesigner.data.transforms.date_parts import CYCLE, DATE_PARTS
from nndesigner.data.transforms.encoders import ENCODERS
from nndesigner.data.transforms.scalers import SCALERS

FIELDS = ("role", "type", "missing", "scaling", "encoding", "unseen", "parts")
_MISSING = {
    "mean": "Mean",
    "median": "Median",
    "mode": "Most frequent",
    "category": "Own category",
    "constant": "Fixed value…",
    "drop": "Drop the row",
}
_RULES = {
    "number": ("mean", "median", "constant", "drop"),
    "date": ("mean", "median", "drop"),
    "category": ("mode", "category", "constant", "drop"),
    "yes/no": ("mode", "category", "constant", "drop"),
}
_UNSEEN = {"ignore": "Count as none of the known", "skip": "Leave the row out"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a field may have, what it is called, and one sentence about it ("" where that says all)."""

    value: str
    title: str
    summary: str = ""


def choices(column: ColumnRecipe, field: str) -> tuple[Choice, ...]:
    """What ``field``, one of :data:`FIELDS`, of ``column`` may be, for its type and role; empty where it has no say."""
    if field in ("role", "type"):
        return tuple(Choice(name, tr(name.capitalize())) for name in (ROLES if field == "role" else TYPES))
    if column.role == "ignore":
        return ()
    is_target = column.role == "target"
    if field == "missing":
        rules = ("drop",) if is_target else _RULES.get(column.type, ())
        return tuple(Choice(name, tr(_MISSING[name])) for name in rules)
    if field == "scaling":
        return _scalings(column)
    if is_target:
        return ()
    if field == "encoding":
        fitting = [(name, part) for name, part in ENCODERS.items() if column.type in part.types]
        return tuple(Choice(name, tr(part.title), tr(part.summary)) for name, part in fitting) if len(fitting) > 1 else ()
    if field == "unseen" and column.is_categorical:
        return tuple(Choice(name, tr(_UNSEEN[name])) for name in UNSEEN_RULES)
    if field == "parts" and column.encoding == "parts":
        return tuple(Choice(name, tr(name.capitalize()), _about_part(name)) for name in DATE_PARTS)
    return ()


def _about_part(name: str) -> str:
    """What a part of a date becomes."""
    if not name.endswith(CYCLE):
        return tr("One number, scaled.")
    return tr("Two numbers, a point on a circle: the last {part} is next to the first.", part=name.removesuffix(CYCLE))


def _scalings(column: ColumnRecipe) -> tuple[Choice, ...]:
    """Numbers, dates, ordinals and numeric targets are scaled; only number features can share a scale."""
    scaled = column.is_numeric or (
        column.role == "feature" and column.is_categorical and ENCODERS.get(column.encoding).is_scaled
    )
    can_share = column.type == "number" and column.role == "feature"
    return tuple(
        Choice(name, tr(part.title), tr(part.summary))
        for name, part in SCALERS.items()
        if scaled and (can_share or not part.is_shared)
    )
