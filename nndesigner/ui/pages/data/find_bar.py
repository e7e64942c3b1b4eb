"""Find a text in the cells: the bar, and the search, row by row in the order that is shown, off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.rows_model import RowsModel
from nndesigner.ui.tasks import Task
from nndesigner.ui.theme import SPACING, theme

_PATIENCE_MS = 200
_AT_ONCE = 2000  # cells that are searched without a thread
_ASK_EVERY = 256


class FindBar(QWidget):
    """``found(row, column)`` tells a cell of the model; ``needle_changed(text)`` what to mark, "" for nothing."""

    found = Signal(int, int)
    needle_changed = Signal(str)
    closed = Signal()

    def __init__(self, model: RowsModel, where: Callable[[], tuple[int, int]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._where = where
        self._task: Task | None = None
        self.field = QLineEdit()
        self.field.setObjectName("data.find.text")
        self.field.setPlaceholderText(tr("Find in the cells"))
        self.field.setAccessibleName(tr("Find in the cells"))
        self.field.setClearButtonEnabled(True)
        self.field.setMaximumWidth(80 * SPACING)
        self.field.textEdited.connect(lambda _text: self._timer.start())
        self.next = self._tool("data.find.next", Qt.ArrowType.DownArrow, tr("Next (F3)"), lambda: self.search(1))
        self.previous = self._tool(
            "data.find.previous", Qt.ArrowType.UpArrow, tr("Previous (Shift+F3)"), lambda: self.search(-1)
        )
        self.label = QLabel()
        self.label.setProperty("quiet", True)
        self.close_button = self._tool("data.find.close", Qt.ArrowType.NoArrow, tr("Close (Esc)"), self.end)
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._timer.timeout.connect(lambda: self.search(0))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.field, 1)
        for widget in (self.previous, self.next, self.label):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.close_button)
        self.hide()

    def begin(self) -> None:
        """Show the bar and take the keyboard."""
        theme().set_icon(self.close_button, "close")
        self.show()
        self.field.setFocus()
        self.field.selectAll()
        self.needle_changed.emit(self.field.text().casefold())

    def end(self) -> None:
        """Hide the bar and its marks."""
        self.stop()
        self.hide()
        self.needle_changed.emit("")
        self.closed.emit()

    def stop(self) -> None:
        """Give up searching."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.label.setText("")

    def search(self, step: int) -> None:
        """Go to the next (1) or the previous (-1) cell with the text, or stay at the present one if it has it (0)."""
        needle = self.field.text().casefold()
        self.stop()
        self.needle_changed.emit(needle)
        table, order = self._model.table, self._model.rows
        if not needle or table is None:
            return
        if not self._model.rowCount():  # a filter hides all rows
            self._tell(None)
            return
        start = self._where()

        def work(progress: Callable[[float], None], cancelled: Callable[[], bool]) -> Any:
            return find_cell(table, order, needle, start, step, progress, cancelled)

        if table.row_count * len(table.columns) <= _AT_ONCE:
            self._tell(work(lambda _share: None, lambda: False))
            return
        task = Task(tr("Finding"), work)
        task.progressed.connect(self._show_progress)
        task.done.connect(self._take)
        self._task = task
        task.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.search(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def _take(self, result: Any) -> None:
        self._task = None
        self._tell(result)

    def _show_progress(self, share: float) -> None:
        if self._task is not None:
            self.label.setText(tr("Looking … {share}", share=f"{share:.0%}"))

    def _tell(self, result: tuple[int, int, bool] | None) -> None:
        if result is None:
            self.label.setText(tr("Not found"))
            return
        row, column, has_wrapped = result
        self.label.setText(tr("Went on at the other end") if has_wrapped else "")
        self.found.emit(row, column)

    def _tool(self, name: str, arrow: Qt.ArrowType, tip: str, do: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setArrowType(arrow)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda _checked=False: do())
        return button


def find_cell(
    table: Any,
    order: Any,
    needle: str,
    start: tuple[int, int],
    step: int,
    progress: Callable[[float], None] = lambda _share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[int, int, bool] | None:
    """The next cell with ``needle`` (folded) as (place in ``order``, column, went round), or None; ``start`` is looked at last.

    ``step`` is 1 or -1, or 0 for 1 with ``start`` looked at first.
    """
    count = table.row_count if order is None else len(order)
    row, column = min(max(start[0], 0), count - 1), max(start[1], 0)
    for passed in range(count + 1):
        if not passed % _ASK_EVERY:
            if cancelled():
                return None
            progress(passed / count)
        place = (row + passed * (step or 1)) % count
        cells = table.row_texts(place if order is None else int(order[place]))
        if needle not in "\n".join(cells).casefold():
            continue
        hits = [index for index, cell in enumerate(cells) if needle in cell.casefold()]
        if passed == 0:
            hits = [i for i in hits if (i < column if step < 0 else i > column if step > 0 else i >= column)]
        elif passed == count:
            hits = [i for i in hits if (i >= column if step < 0 else i <= column)]
        if hits:
            has_wrapped = row + passed * (step or 1) not in range(count) or passed == count
            return place, hits[-1 if step < 0 else 0], has_wrapped
    return None
