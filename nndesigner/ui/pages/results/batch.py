"""The prediction desk for many rows: a CSV in, its rows with predictions beside them, a CSV out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QTableView, QVBoxLayout, QWidget

from nndesigner.core.text import grouped, tr
from nndesigner.ui.pages.data.problems_list import ProblemsList
from nndesigner.ui.pages.data.rows_view import fit_columns, style_rows
from nndesigner.ui.paths import ANYTHING, TABLE, WRITTEN_TABLE, ask_path
from nndesigner.ui.tasks import Task
from nndesigner.ui.theme import SPACING, theme

_ROOT = QModelIndex()
_NAMED = 12


class PredictionsModel(QAbstractTableModel):
    """The rows of a table behind what was predicted for them; the predictions come first."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.table: Any = None
        self.predictions: Any = None

    def set_predictions(self, table: Any, predictions: Any) -> None:
        """Show ``predictions`` for ``table``; both None show nothing."""
        self.beginResetModel()
        self.table, self.predictions = table, predictions
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() or self.table is None else self.table.row_count

    def columnCount(self, parent: QModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() or self.table is None else len(self.predictions.header) + len(self.table.names)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.table is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return self._alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        return (*self.predictions.header, *self.table.names)[section]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        added = len(self.predictions.header)
        is_prediction = index.column() < added
        if role == Qt.ItemDataRole.DisplayRole:
            if not is_prediction:
                return self.table.row_texts(index.row())[index.column() - added]
            return self._prediction(index.row(), index.column()) or "—"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role == Qt.ItemDataRole.BackgroundRole and is_prediction:
            return theme().color("selection")
        if role == Qt.ItemDataRole.ForegroundRole and is_prediction:
            return theme().color("text")
        if role == Qt.ItemDataRole.ToolTipRole and not self.predictions.ok[index.row()]:
            return tr("This row could not be used; the list below says why.")
        return None

    def _alignment(self, column: int) -> int:
        added = len(self.predictions.header)
        if column < added:
            is_number = column > 0 or self.predictions.classes is None
        else:
            is_number = self.table.columns[column - added].type == "number"
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)

    def _prediction(self, row: int, column: int) -> str:
        """The cell as it will be written, probabilities with four digits after the point."""
        text = self.predictions.texts(row)[column]
        is_share = column > 0 and self.predictions.classes is not None
        return f"{float(text):.4f}" if text and is_share else text


class BatchDesk(QWidget):
    """Predicts a CSV. ``changed`` when there are other predictions; ``told(sentence, level)`` for what the page should say."""

    changed = Signal()
    told = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trained: Any = None
        self._task: Task | None = None
        self.model = PredictionsModel(self)
        self.open = QPushButton(tr("Predict a CSV…"))
        self.open.setObjectName("results.predict_csv")
        self.open.setProperty("primary", True)
        self.open.clicked.connect(lambda: self.predict_file())
        self.export = QPushButton(tr("Export CSV…"))
        self.export.setObjectName("results.export")
        self.export.setToolTip(tr("Write every row as it is, with its prediction beside it"))
        self.export.clicked.connect(lambda: self.export_file())
        self.line = QLabel()
        self.line.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(2 * SPACING)
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.clicked.connect(self.stop)
        self.view = QTableView()
        self.view.setObjectName("results.predictions")
        self.view.setAccessibleName(tr("Predictions"))
        self.view.setModel(self.model)
        style_rows(self.view)
        self.problems = ProblemsList()
        self._arrange()

    @property
    def predictions(self) -> tuple[Any, Any] | None:
        """The table and its predictions that are shown, or None."""
        return None if self.model.table is None else (self.model.table, self.model.predictions)

    def show_trained(self, trained: Any) -> None:
        """Predict with ``trained`` from now on; predictions of another network are taken away."""
        self._trained = trained
        self.stop()
        self._show(None, None)

    def predict_file(self, path: Path | str | None = None) -> None:
        """Read a CSV and predict its rows; without a path ask for one."""
        if path is None:
            path = ask_path(self, tr("Predict a CSV"), f"{TABLE};;{ANYTHING}")
        if not path:
            return
        path = Path(path)

        def read(progress: Callable[[float], None], cancelled: Callable[[], bool]) -> Any:
            from nndesigner.data.tables import read_table

            return read_table(path, progress=progress, cancelled=cancelled)

        self._run(tr("Predicting {name}", name=path.name), read)

    def predict_table(self, table: Any) -> None:
        """Predict the rows of ``table``."""
        self._run(tr("Predicting {name}", name=table.name), lambda _progress, _cancelled: table)

    def export_file(self, path: Path | str | None = None) -> None:
        """Write table and predictions as CSV; without a path ask where to."""
        if self.predictions is None:
            return
        table, predictions = self.predictions
        if path is None:
            name = f"{Path(table.name).stem} predictions.csv"
            path = ask_path(self, tr("Export predictions"), f"{WRITTEN_TABLE};;{ANYTHING}", name, True)
        if not path:
            return
        path = Path(path)

        def write(_progress: Callable[[float], None], _cancelled: Callable[[], bool]) -> None:
            from nndesigner.session.predict import write_predictions

            write_predictions(table, predictions, path)

        done = tr("Wrote {n} rows with predictions to {name}.", n=grouped(table.row_count), name=path.name)
        task = Task(tr("Writing {name}", name=path.name), write, done=lambda _result: self.told.emit(done, "info"))
        task.failed.connect(lambda sentence, _details: self.told.emit(sentence, "error"))
        task.start()

    def stop(self) -> None:
        """Give up what is being read."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._show_busy(None)

    def _run(self, title: str, read: Callable[[Callable[[float], None], Callable[[], bool]], Any]) -> None:
        self.stop()
        trained = self._trained

        def work(progress: Callable[[float], None], cancelled: Callable[[], bool]) -> tuple[Any, Any] | None:
            from nndesigner.session.predict import predict

            table = read(progress, cancelled)
            return None if cancelled() else (table, predict(trained, table))

        task = Task(title, work)
        task.progressed.connect(lambda share: self.progress.setRange(0, 100) or self.progress.setValue(int(100 * share)))
        task.done.connect(lambda result: self._take(task, result))
        task.failed.connect(lambda sentence, _details: self._fail(task, sentence))
        self._task = task
        self._show_busy(title)
        task.start()

    def _take(self, task: Task, result: tuple[Any, Any]) -> None:
        if task is self._task:
            self._task = None
            self._show_busy(None)
            self._show(*result)

    def _fail(self, task: Task, sentence: str) -> None:
        if task is self._task:
            self._task = None
            self._show_busy(None)
            self.told.emit(sentence, "error")

    def _show_busy(self, title: str | None) -> None:
        self.progress.setVisible(title is not None)
        self.cancel.setVisible(title is not None)
        if title is not None:
            self.progress.setRange(0, 0)
            self.progress.setAccessibleName(title)

    def _show(self, table: Any, predictions: Any) -> None:
        self.model.set_predictions(table, predictions)
        fit_columns(self.view)
        has = table is not None
        self.view.setVisible(has)
        self.export.setVisible(has)
        if has:
            empty = predictions.empty_count
            rows = grouped(table.row_count)
            text = tr("{name}: {rows} rows predicted.", name=table.name, rows=rows)
            if empty:
                made = grouped(table.row_count - empty)
                text = tr(
                    "{name}: {made} of {rows} rows predicted, {empty} without a prediction because they cannot be used.",
                    name=table.name, made=made, rows=rows, empty=grouped(empty),
                )  # fmt: skip
            self.line.setText(text)
            self.problems.show_problems(predictions.problems, max(len(predictions.problems), empty))
        else:
            self.line.setText(self._invitation())
            self.problems.show_problems((), 0)
        self._spacer.setVisible(not has)
        self.changed.emit()

    def _invitation(self) -> str:
        text = tr("Every row of a CSV, as it is, with its prediction beside it.")
        columns = self._trained.columns if self._trained is not None else ()
        if not columns:
            return text
        names = ", ".join(columns[:_NAMED]) + (", …" if len(columns) > _NAMED else "")
        return text + " " + tr("It needs the columns {names}.", names=names)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(2 * SPACING)
        top.addWidget(self.open)
        top.addWidget(self.line, 1)
        top.addWidget(self.progress, 1)
        top.addWidget(self.cancel)
        top.addWidget(self.export)
        self._spacer = QWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACING)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.problems)
        layout.addWidget(self._spacer, 1)
        self.view.hide()
        self.export.hide()
        self._show_busy(None)
