"""What the Data page changes in the project, each as one undoable edit."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.words import ALSO_TARGET, fitting
from nndesigner.ui.tasks import Task

Make = Callable[[Any], Any]  # from the project to the Edit

# In a larger table what follows from an edit is worked out away from the window: a column of a million cells read anew, or
# the widths of thousands of columns.
_CELLS_AT_ONCE = 500_000
_SAID_AFTER_MS = 600


class DataEdits(QObject):
    """Pushes edits of ``document``'s columns, target, split and network, one after the other.

    Each returns whether it was done, or will be as soon as it is worked out; ``busy`` says what takes its time, and None.
    """

    busy = Signal(object)

    def __init__(self, document: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._waiting: deque[Make] = deque()
        self._task: Task | None = None
        self._saying = QTimer(self, singleShot=True, interval=_SAID_AFTER_MS)
        self._saying.timeout.connect(lambda: self.busy.emit(self._task.title if self._task is not None else None))

    def push(self, make: Make) -> bool:
        """Do the edit that ``make`` makes of the project; of a large table it is prepared in a thread before that."""
        project = self._document.project
        table = project.table
        if self._task is None and (table is None or table.row_count * len(table.columns) <= _CELLS_AT_ONCE):
            return bool(self._document.push(make(project)))
        self._waiting.append(make)
        self._go_on()
        return True

    def change_columns(self, names: tuple[str, ...], field: str, value: Any) -> bool:
        """Change one field of these columns as one step; a value that does not fit one of them leaves that one alone."""
        return self.push(lambda project: _change(project, names, field, value))

    def set_fill(self, name: str, text: str) -> bool:
        """Fill the gaps of a column with what was typed; a number column refuses what is no number."""
        column = self._document.project.recipe.column(name)
        value: Any = text
        if column.type == "number":
            try:
                value = float(text.replace(",", "."))
            except ValueError:
                sentence = tr("Gaps of {name} must be filled with a number; received {text}.", name=name, text=repr(text))
                self._document.refused.emit(sentence)
                return False
        return value != column.fill and self.change_columns((name,), "fill", value)

    def set_parts(self, name: str, parts: tuple[str, ...]) -> bool:
        """Take these parts of the date in a column, of which there is to be one at least."""
        from nndesigner.data.transforms.date_parts import USUAL_PARTS

        if not parts:
            sentence = tr("Of {name} at least one part is needed; to leave it out altogether, ignore the column.", name=name)
            self._document.refused.emit(sentence)
            return False
        return self.change_columns((name,), "parts", () if parts == USUAL_PARTS else parts)

    def set_target(self, name: str) -> bool:
        """Predict another column."""
        from nndesigner.project.edits import SetTarget

        return self.push(lambda project: SetTarget(project, name))

    def set_split(self, changes: dict[str, Any]) -> bool:
        """Divide the rows in another way."""
        from nndesigner.project.edits import SetSplit

        return self.push(lambda project: SetSplit(project, **changes))

    def propose(self) -> bool:
        """Replace the network by one that fits the data as they are now."""
        from nndesigner.project.edits import ProposeNetwork

        return self.push(ProposeNetwork)

    def cancel(self) -> bool:
        """Drop the edits that are still being worked out; the project stays as it is. Whether there was any."""
        self._waiting.clear()
        if self._task is None:
            return False
        self._task.cancel()
        self._task = None
        self._saying.stop()
        self.busy.emit(None)
        return True

    # -- away from the window --------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        if self._task is not None or not self._waiting:
            return
        project = self._document.project
        make, contents = self._waiting.popleft(), project.contents
        edit = make(project)
        task = Task(edit.title, lambda _progress, _cancelled: _prepare(edit, contents))
        task.done.connect(lambda _: self._finish(task, edit, make, contents))
        task.failed.connect(lambda sentence, _details: self._finish(task, edit, make, contents, sentence))
        self._task = task
        self._saying.start()
        task.start()

    def _finish(self, task: Task, edit: Any, make: Make, contents: Any, refused: str = "") -> None:
        if task is not self._task:
            return
        self._task = None
        self._saying.stop()
        self.busy.emit(None)
        if edit.project is not self._document.project:  # another project was opened meanwhile
            self._waiting.clear()
        elif edit.project.contents is not contents:  # something else was changed meanwhile: worked out anew on top of it
            self._waiting.appendleft(make)
        elif refused:
            self._document.refused.emit(refused)
        else:
            self._document.push(edit)
        self._go_on()


def _prepare(edit: Any, contents: Any) -> None:
    """Work out the edit and what is shown of its outcome; all that is remembered, so the window need not wait for it."""
    from nndesigner.project.rules import analyse_contents

    edit.prepare(contents)
    analyse_contents(edit.project, edit.prepared)


def _change(project: Any, names: tuple[str, ...], field: str, value: Any) -> Any:
    from nndesigner.project.edits import SetColumn, SetRecipe, SetTarget

    if field == "role" and value in ("target", ALSO_TARGET):
        present = [column.name for column in project.recipe.targets] if value == ALSO_TARGET else []
        return SetTarget(project, tuple(dict.fromkeys([*present, *names])))
    if len(names) == 1:
        return SetColumn(project, names[0], **_changes(project.recipe.column(names[0]), field, value))
    chosen = set(names)
    columns = tuple(
        column.changed(**_changes(column, field, value))
        if column.name in chosen and (field in ("role", "type") or value in fitting(column, field))
        else column
        for column in project.recipe.columns
    )
    return SetRecipe(project, replace(project.recipe, columns=columns), tr("Change {n} columns", n=len(names)))


def _changes(column: Any, field: str, value: Any) -> dict[str, Any]:
    """The changes of a column's recipe that make ``field`` the ``value``."""
    changes = {field: value}
    if field == "missing" and value == "constant" and column.fill is None:
        changes["fill"] = 0.0 if column.type in ("number", "date") else "missing"
    return changes
