"""How a file would be read: its first rows under other options, read from its head alone, off the window's thread."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QTableView, QVBoxLayout, QWidget

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.ui.pages.data.rows_model import RowsModel
from nndesigner.ui.pages.data.rows_table import fit_columns, style_rows
from nndesigner.ui.tasks import Task
from nndesigner.ui.theme import SPACING

ROWS = 50
_HEAD_BYTES = 256 * 1024
_PATIENCE_MS = 200


class ReadingPreview(QWidget):
    """``read(table)`` carries the head as it was read last; a sentence stands there where it cannot be read so."""

    read = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLabel()
        self.line.setWordWrap(True)
        self.model = RowsModel(self)
        self.view = QTableView()
        self.view.setObjectName("data.read.preview")
        self.view.setAccessibleName(tr("The first rows as they would be read"))
        self.view.setModel(self.model)
        style_rows(self.view)
        self._task: Task | None = None
        self._asked: tuple[Any, Any, Any] | None = None
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._timer.timeout.connect(self._start)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.line)
        layout.addWidget(self.view, 1)

    def show_source(self, source: Mapping[str, Any], base: Path | None, read: Mapping[str, Any]) -> None:
        """Read the head of ``source`` as ``read`` says (see ReadOptions), after a pause in which no other is asked for."""
        self._asked = (dict(source), base, dict(read))
        self._timer.start()

    def stop(self) -> None:
        """Give up reading."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _start(self) -> None:
        self.stop()
        source, base, read = self._asked

        def work(_progress: Callable[[float], None], cancelled: Callable[[], bool]) -> Any:
            return read_head(source, base, read, cancelled)

        task = Task(tr("Reading the first rows"), work)
        task.done.connect(self._show)
        task.failed.connect(self._fail)
        self._task = task.start()
        if self.model.table is None:
            self._say(tr("Reading the first rows …"), is_wrong=False)

    def _show(self, table: Any) -> None:
        self._task = None
        rows = min(ROWS, table.row_count)
        shown = table.take(np.arange(rows)) if table.row_count > rows else table
        self.model.set_table(shown)
        fit_columns(self.view)
        types = ", ".join(f"{column.name}: {column.type}" for column in table.columns[:8])
        more = " …" if len(table.columns) > 8 else ""
        parts = [
            tr("The first {n} rows would be read like this, with {m} columns.", n=rows, m=len(table.columns)),
            types + more,
        ]
        if table.problem_count:
            count = table.problem_count
            parts.append(tr("1 problem in this part") if count == 1 else tr("{n} problems in this part", n=count))
        self._say(" · ".join(parts), is_wrong=False)
        self.read.emit(table)

    def _fail(self, sentence: str, _details: str) -> None:
        self._task = None
        self.model.set_table(None)
        self._say(sentence, is_wrong=True)

    def _say(self, text: str, *, is_wrong: bool) -> None:
        self.line.setText(text)
        self.line.setProperty("problem", "error" if is_wrong else None)
        self.line.setProperty("quiet", not is_wrong)
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)


def read_head(
    source: Mapping[str, Any], base: Path | None, read: Mapping[str, Any], cancelled: Callable[[], bool] = lambda: False
) -> Any:
    """The head of a file or an embedded text as a table. Raises DataError as reading the whole would."""
    from nndesigner.data.packed import GZIP, MARKS
    from nndesigner.data.reader import read_csv, read_text
    from nndesigner.data.source import read_options
    from nndesigner.data.suffixes import PARQUET, WORKBOOKS
    from nndesigner.data.tables import read_table

    options = read_options(read)
    if source.get("kind") == "embedded":
        text = str(source["csv"])
        head = text if len(text) <= _HEAD_BYTES else text[: text.rfind("\n", 0, _HEAD_BYTES) + 1] or text[:_HEAD_BYTES]
        return read_text(head, options, name=str(source.get("name", "pasted")), cancelled=cancelled)
    path = Path(source["path"])
    path = path if base is None or path.is_absolute() else base / path
    if path.is_dir() or path.suffix.lower() in (*WORKBOOKS, *PARQUET):
        return read_table(path, options, cancelled=cancelled)
    try:
        with path.open("rb") as file:
            data = file.read(_HEAD_BYTES)
        if data.startswith(GZIP):
            with gzip.open(path) as file:
                data = file.read(_HEAD_BYTES)
        elif data.startswith(MARKS):
            return read_csv(path, options, cancelled=cancelled)
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(tr("{path} cannot be read: {reason}.", path=path, reason=reason)) from error
    if len(data) == _HEAD_BYTES:
        data = _whole_lines(data)
    return read_csv(data, options, name=path.name, cancelled=cancelled)


def _whole_lines(data: bytes) -> bytes:
    """``data`` up to its last line end, in whole characters of two or four bytes where it is written in such."""
    wide = 4 if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")) else 2 if b"\x00" in data[:64] else 1
    end = max(data.rfind(b"\n"), data.rfind(b"\r"))
    if end <= 0:
        return data
    end = (end // wide + 1) * wide
    return data[:end]
