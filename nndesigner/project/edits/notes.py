"""Edits of notes on the canvas, and of the project's own title and text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nndesigner.core.text import tr
from nndesigner.project.contents import Contents
from nndesigner.project.edits.base import DesignEdit, Edit, Refusal
from nndesigner.project.graph import Graph, Note, Rectangle

if TYPE_CHECKING:
    from nndesigner.project.project import Project


class AddNote(DesignEdit):
    """Put a note on the canvas; its id is ``note_id``."""

    def __init__(self, project: Project, text: str, rect: Rectangle) -> None:
        super().__init__(project)
        self.title = tr("Add note")
        self.note_id = project.design.free_id()
        self._note = Note(self.note_id, text, rect)

    def change_graph(self, graph: Graph) -> Graph:
        """The graph with the note."""
        return graph.with_note(self._note)


class ChangeNote(DesignEdit):
    """Change a note's text or place; successive changes of one note merge."""

    def __init__(self, project: Project, note_id: str, *, text: str | None = None, rect: Rectangle | None = None) -> None:
        super().__init__(project)
        self.title = tr("Edit note")
        self.merge_key = (note_id, text is None, rect is None)
        self._note_id = note_id
        self._changes: dict[str, Any] = {key: value for key, value in (("text", text), ("rect", rect)) if value is not None}

    def change_graph(self, graph: Graph) -> Graph:
        """The graph with the changed note."""
        if self._note_id not in graph.notes:
            raise Refusal(tr("The note is not in the design any more."))
        return graph.with_note(replace(graph.notes[self._note_id], **self._changes))


class RemoveNotes(DesignEdit):
    """Delete notes."""

    def __init__(self, project: Project, ids: Iterable[str]) -> None:
        super().__init__(project)
        self.title = tr("Delete note")
        self._ids = tuple(ids)

    def change_graph(self, graph: Graph) -> Graph:
        """The graph without the notes."""
        return graph.without_notes(self._ids)


class Describe(Edit):
    """Change the project's title or notes."""

    def __init__(self, project: Project, *, title: str | None = None, notes: str | None = None) -> None:
        super().__init__(project)
        self.title = tr("Change the project's title") if notes is None else tr("Change the project's notes")
        self._changes = {key: value for key, value in (("title", title), ("notes", notes)) if value is not None}
        self.merge_key = ("describe", *self._changes)

    def change(self, contents: Contents) -> Contents:
        """The contents with the new text."""
        return contents.with_changes(self._changes)
