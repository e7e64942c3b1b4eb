"""The document: the project in the window, its undo stack, its file, what is selected in it, and whether it is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.ui.undo import EditCommand

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nndesigner.project.project import Project


class Selection(QObject):
    """What is selected: nodes of the design (ids) and rows of the table (indices, each once, in order).

    Every view shows the same rows: the table marks them, the Results plots ring them, and any of them may choose others.
    """

    nodes_changed = Signal()
    rows_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.nodes: frozenset[str] = frozenset()
        self._row_ids: NDArray[np.intp] | None = None

    def set_nodes(self, ids: Iterable[str]) -> None:
        """Select these nodes and no others."""
        nodes = frozenset(ids)
        if nodes != self.nodes:
            self.nodes = nodes
            self.nodes_changed.emit()

    @property
    def row_ids(self) -> NDArray[np.intp]:
        """The selected rows in order (NumPy is not imported before the first paint, hence the late first array)."""
        if self._row_ids is None:
            import numpy as np

            self._row_ids = np.empty(0, np.intp)
        return self._row_ids

    @property
    def rows(self) -> tuple[int, ...]:
        """The selected rows as plain numbers; ``row_ids`` is the array, and cheap for a million of them."""
        return tuple(self.row_ids.tolist())

    def set_rows(self, rows: Iterable[int] | NDArray[np.integer]) -> None:
        """Select these rows of the table and no others."""
        import numpy as np

        chosen = np.asarray(rows if isinstance(rows, np.ndarray) else list(rows), dtype=np.intp)
        if len(chosen) > 1 and not (np.diff(chosen) > 0).all():
            chosen = np.sort(chosen)
            chosen = chosen[np.concatenate(([True], np.diff(chosen) > 0))]
        if not np.array_equal(chosen, self.row_ids):
            self._row_ids = chosen
            self.rows_changed.emit()


class Document(QObject):
    """One project with everything a window needs around it.

    ``push`` is the only way in which the window changes the project. ``refused`` carries the sentence of an edit that could not
    be done. ``edited`` is emitted after each change, undo and redo.
    """

    project_replaced = Signal()
    dirty_changed = Signal(bool)
    path_changed = Signal()
    edited = Signal()
    refused = Signal(str)

    def __init__(self, project: Project | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self.path: Path | None = None
        self.undo_stack = QUndoStack(self)
        self.undo_stack.indexChanged.connect(self.edited)
        self.undo_stack.cleanChanged.connect(self._tell_dirty)
        self.selection = Selection(self)
        self.has_unsaved_weights = False
        self._was_dirty = False
        self._disconnect: list[Callable[[], Any]] = []
        if project is not None:
            self._listen()

    @property
    def project(self) -> Project:
        """The project; an empty one is made when it is first asked for (its room is not imported before the first paint)."""
        if self._project is None:
            from nndesigner.project.project import Project

            self._project = Project()
            self._listen()
        return self._project

    @property
    def is_dirty(self) -> bool:
        """Whether closing now would lose edits or trained weights."""
        return self.has_unsaved_edits or self.has_unsaved_weights

    @property
    def has_unsaved_edits(self) -> bool:
        """Whether the project differs from its file."""
        return not self.undo_stack.isClean()

    @property
    def is_empty(self) -> bool:
        """Whether there is neither data, nor a design, nor a trained network."""
        project = self.project
        return project.table is None and not project.design.nodes and project.trained is None

    def push(self, edit: Any) -> bool:
        """Do ``edit`` and put it on the undo stack. False, and ``refused`` with the reason, when it cannot be done.

        What changes nothing, as a choice of what is chosen already, is no step: there would be nothing to see undone.
        """
        try:
            edit.redo()
        except DesignerError as error:
            self.refused.emit(str(error))
            return False
        if edit.is_empty:
            return True
        self.undo_stack.push(EditCommand(edit))
        return True

    def set_project(self, project: Project, path: Path | None = None, *, is_saved: bool = True) -> None:
        """Show another project; the undo history starts anew."""
        self._stop_listening()
        self._project = project
        self.path = path
        self.has_unsaved_weights = False
        self.undo_stack.clear()
        if not is_saved:
            self.undo_stack.resetClean()
        self.selection.set_nodes(())
        self.selection.set_rows(())
        self._listen()
        self.project_replaced.emit()
        self.path_changed.emit()
        self._tell_dirty()

    def mark_saved(self, path: Path) -> None:
        """The project now stands in ``path``."""
        self.path = path
        self.undo_stack.setClean()
        self.path_changed.emit()
        self._tell_dirty()

    def mark_weights_saved(self) -> None:
        """The trained network now stands in a file."""
        self.has_unsaved_weights = False
        self._tell_dirty()

    @property
    def name(self) -> str:
        """What the window's title calls the project."""
        return self.path.stem if self.path else tr("Untitled")

    def _listen(self) -> None:
        assert self._project is not None
        signal = self._project.trained_changed
        signal.connect(self._trained_changed)
        self._disconnect.append(lambda: signal.disconnect(self._trained_changed))

    def _stop_listening(self) -> None:
        for disconnect in self._disconnect:
            disconnect()
        self._disconnect.clear()

    def _trained_changed(self, *_: object) -> None:
        self.has_unsaved_weights = self.project.trained is not None
        self._tell_dirty()

    def _tell_dirty(self, *_: object) -> None:
        if self.is_dirty != self._was_dirty:
            self._was_dirty = self.is_dirty
            self.dirty_changed.emit(self._was_dirty)
