"""Undo: a plain edit of the project wrapped for Qt's undo stack."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QUndoCommand

_MERGE_ID = 1


class EditCommand(QUndoCommand):
    """One edit on the stack. It has been done already when it is pushed, so that its errors reach whoever pushed it."""

    def __init__(self, edit: Any) -> None:
        super().__init__(edit.title)
        self.edit = edit
        self._done = True

    def redo(self) -> None:
        if not self._done:
            self.edit.redo()
        self._done = True

    def undo(self) -> None:
        self._done = False
        self.edit.undo()

    def id(self) -> int:
        return _MERGE_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, EditCommand) or not self.edit.merge_with(other.edit):
            return False
        self.setText(self.edit.title)
        return True
