"""What an edit is: a function from one state of the project to the next, with its way back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.project.contents import Contents
from nndesigner.project.graph import Graph, Node

if TYPE_CHECKING:
    from nndesigner.project.project import Project


class Edit:
    """One undoable change of a project.

    A subclass says in :meth:`change` what the next contents are, given the present ones; it touches nothing itself. The first
    ``redo`` computes the change, later ones repeat its result, so ids and names stay the same over any number of undos.
    """

    title: str = ""
    merge_key: Sequence[Any] | None = None

    def __init__(self, project: Project) -> None:
        self.project = project
        self._before: dict[str, Any] = {}
        self._after: dict[str, Any] | None = None
        self._prepared: tuple[Contents, Contents] | None = None

    def prepare(self, contents: Contents) -> None:
        """Work out :meth:`change` beforehand, in any thread; ``redo`` takes it if the project still has these contents."""
        self._prepared = (contents, self.change(contents))

    @property
    def prepared(self) -> Contents | None:
        """What :meth:`prepare` worked out, or None."""
        return None if self._prepared is None else self._prepared[1]

    def change(self, contents: Contents) -> Contents:
        """The contents after this edit. Raises DesignerError, naming the reason, when it cannot be done."""
        raise NotImplementedError

    def redo(self) -> None:
        """Do the edit. The first time it raises DesignerError, and changes nothing, when it cannot be done."""
        contents = self.project.contents
        if self._after is None:
            is_prepared = self._prepared is not None and self._prepared[0] is contents
            after = self._prepared[1] if self._prepared is not None and is_prepared else self.change(contents)
            self._prepared = None
            self._after = contents.changes_to(after)
            self._before = after.changes_to(contents)
        self.project.become(contents.with_changes(self._after))

    def undo(self) -> None:
        """Take the edit back: exactly the parts that it changed."""
        self.project.become(self.project.contents.with_changes(self._before))

    def merge_with(self, other: Edit) -> bool:
        """Swallow ``other``, done right after this one, if both change the same thing; whether it was done."""
        if self.merge_key is None or type(other) is not type(self) or other.merge_key != self.merge_key:
            return False
        self._before = {**other._before, **self._before}
        self._after = {**(self._after or {}), **(other._after or {})}
        self.title = other.title
        return True

    @property
    def is_empty(self) -> bool:
        """Whether the edit, once done, turned out to change nothing."""
        return self._after is not None and all(
            value is self._before[name] or value == self._before[name] for name, value in self._after.items()
        )


class DesignEdit(Edit):
    """An edit of the network drawing alone; a subclass maps graph to graph."""

    def change(self, contents: Contents) -> Contents:
        """The contents with the changed graph."""
        return contents.with_changes({"graph": self.change_graph(contents.graph)})

    def change_graph(self, graph: Graph) -> Graph:
        """The graph after this edit. Raises DesignerError when it cannot be done."""
        raise NotImplementedError


class Group(Edit):
    """Several edits as one undo step; each sees the result of the one before."""

    def __init__(self, title: str, edits: Iterable[Edit]) -> None:
        self.edits = tuple(edits)
        if not self.edits:
            raise DesignerError(tr("There is nothing to do: the group of changes {title!r} is empty.", title=title))
        super().__init__(self.edits[0].project)
        self.title = title

    def change(self, contents: Contents) -> Contents:
        """The contents after all edits, in order."""
        for edit in self.edits:
            contents = edit.change(contents)
        return contents


class Refusal(DesignerError):
    """An edit that the rules do not allow; the text says why."""


def node_of(graph: Graph, node: str) -> Node:
    """The block with the id ``node``. Raises Refusal if it is gone."""
    try:
        return graph.nodes[node]
    except KeyError:
        raise Refusal(tr("The block {node!r} is not in the design any more.", node=node)) from None


def demand(reason: str | None) -> None:
    """Raise Refusal with ``reason`` unless it is None."""
    if reason is not None:
        raise Refusal(reason)
