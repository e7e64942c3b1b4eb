"""Everything of a project that can be undone, as one frozen value; an edit is a function from one such value to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from nndesigner.project.graph import Graph
from nndesigner.project.settings import TrainingSettings

if TYPE_CHECKING:
    from nndesigner.data.recipe import Recipe
    from nndesigner.data.split import Split
    from nndesigner.data.table import Table


def _default_split() -> Split:
    from nndesigner.data.split import Split

    return Split()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was chosen: ``choice`` for ``subject``, because of ``why``; ``node`` is the block concerned, if one is."""

    subject: str
    choice: str
    why: str
    node: str | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """Design, data and settings at one moment. Compared by identity of its parts, so comparing is cheap.

    Attributes:
        graph: The network drawing.
        source: Where the table comes from (see ``data/source.py``), or None.
        table: The table itself, or None when there is no training data.
        recipe: What to do with each column, or None without data.
        split: Shares of training, validation and test rows.
        settings: How to train.
        reasons: Why the proposed network looks as it does.
        title: The project's name for people.
        notes: Free text about the project.
    """

    graph: Graph = field(default_factory=Graph)
    source: Mapping[str, Any] | None = None
    table: Table | None = None
    recipe: Recipe | None = None
    split: Split = field(default_factory=_default_split)
    settings: TrainingSettings = field(default_factory=TrainingSettings)
    reasons: tuple[Reason, ...] = ()
    title: str = ""
    notes: str = ""

    def changes_to(self, other: Contents) -> dict[str, Any]:
        """The fields of ``other`` that are not this one's own objects."""
        return {
            item.name: getattr(other, item.name)
            for item in fields(self)
            if getattr(other, item.name) is not getattr(self, item.name)
        }

    def with_changes(self, changes: Mapping[str, Any]) -> Contents:
        """The same contents with some fields replaced."""
        return replace(self, **changes)
