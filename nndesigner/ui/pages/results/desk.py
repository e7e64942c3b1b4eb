"""The prediction desk for one row: fill in its cells, see the answer at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QSplitter, QVBoxLayout, QWidget

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.ui.numbers import shown_number
from nndesigner.ui.pages.results.probabilities import Answer
from nndesigner.ui.pages.results.row_form import RowForm
from nndesigner.ui.theme import SPACING

_PATIENCE_MS = 40


class RowDesk(QWidget):
    """A form for one row beside the trained network's answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trained: Any = None
        self._table: Any = None
        self._taken: dict[str, str] = {}
        self.form: RowForm | None = None
        self.answer = Answer()
        self.row = QSpinBox()
        self.row.setObjectName("results.take_row")
        self.row.setAccessibleName(tr("Row of the table to start from"))
        self.row.valueChanged.connect(self._take_row)
        self._row_line = QWidget()
        line = QHBoxLayout(self._row_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2 * SPACING)
        self._row_label = QLabel()
        self._row_label.setBuddy(self.row)
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("quiet", True)
        line.addWidget(self._row_label)
        line.addWidget(self.row)
        line.addStretch(1)
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._timer.timeout.connect(self._predict)
        left = QWidget()
        self._left = QVBoxLayout(left)
        self._left.setContentsMargins(0, 0, 2 * SPACING, 0)
        self._left.setSpacing(3 * SPACING)
        self._left.addWidget(self._row_line)
        self._left.addWidget(self.note)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(3 * SPACING, 0, 0, 0)
        column.addWidget(self.answer)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setSizes([400, 400])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def show_trained(self, trained: Any, table: Any) -> None:
        """Offer a form for the columns that ``trained`` reads; ``table`` (or None) lends a first row and category names."""
        self._trained, self._table = trained, table
        cells = self.form.cells() if self.form is not None else {}
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
        is_series = trained.recipe.recipe.window is not None  # predicted from the table's rows, not from one that is typed in
        columns = () if is_series else tuple(trained.recipe.recipe.features)
        names = {column.name for column in columns}
        fits = table is not None and table.row_count > 0 and all(name in table for name in names)
        self.form = RowForm(columns, table)
        self.form.edited.connect(self._timer.start)
        self._left.addWidget(self.form, 1)
        self._row_line.setVisible(fits)
        self._row_label.setText(tr("Row") if is_series else tr("Start from row"))
        self.note.setText(_seen(trained) if is_series else "")
        self.note.setVisible(is_series)
        if fits:
            self.row.blockSignals(True)
            self.row.setRange(1, table.row_count + _ahead(trained))
            if is_series:
                self.row.setValue(self.row.maximum())
            self.row.setToolTip(tr("Rows beyond the table's end are forecast.") if _ahead(trained) else "")
            self.row.blockSignals(False)
        self._taken = self._texts_of(self.row.value()) if fits else {}
        if names == set(cells):
            self.form.set_cells(cells)
        elif fits:
            self._take_row(self.row.value())
        else:
            self.form.set_cells({})

    def _take_row(self, number: int) -> None:
        if self.form is not None and self._table is not None:
            texts = self._taken = self._texts_of(number)
            self.form.set_cells({name: texts[self._table.column(name).name] for name in self.form.cells()})

    def _texts_of(self, number: int) -> dict[str, str]:
        if number > self._table.row_count:
            return {}
        return dict(zip(self._table.names, self._table.row_texts(number - 1), strict=False))

    def _predict(self) -> None:
        from nndesigner.data.table import Table
        from nndesigner.session.predict import predict, predict_row

        if self._trained is None or self.form is None:
            return
        cells = self.form.cells()
        target = ", ".join(column.name for column in self._trained.recipe.recipe.columns if column.role == "target")
        window = self._trained.recipe.recipe.window
        try:
            if window is not None:
                row, made = predict_row(self._trained, self._table, self.row.value() - 1)
            else:
                row, made = 0, predict(self._trained, Table.from_columns(tr("one row"), _rows_of(cells)))
        except DesignerError as error:
            self.answer.show_answer(target, "—", str(error))
            return
        if not made.ok[row]:
            why = "\n".join(map(_reason, made.problems if window is None else made.problems[-1:]))
            self.answer.show_answer(target, "—", why or tr("This row cannot be used."))
        elif made.classes is not None:
            shares = tuple(float(share) for share in made.probabilities[row])
            self.answer.show_answer(target, made.labels[row], self._truth(cells, target), made.classes, shares)
        else:
            self.answer.show_answer(
                target, ", ".join(shown_number(value, 6) for value in made.values[row]), self._truth(cells, target)
            )

    def _truth(self, cells: dict[str, str], target: str) -> str:
        """What the table says, as long as the cells are those of its row."""
        if self._table is not None and self.row.value() > self._table.row_count:
            ahead = self.row.value() - self._table.row_count
            text = tr("The row after the last") if ahead == 1 else tr("{n} rows after the last", n=ahead)
            moment = _moment_ahead(self._trained, self._table, ahead)
            return f"{text}: {moment}" if moment else text
        known = self._taken.get(target, "")
        if known and all(self._taken.get(name) == text for name, text in cells.items()):
            return tr("Row {n} of the table says {value}.", n=self.row.value(), value=known)
        return ""


def _ahead(trained: Any) -> int:
    """How many rows beyond the last one of a table can be forecast."""
    window = trained.recipe.recipe.window
    return 0 if window is None or window.group else window.horizon


def _seen(trained: Any) -> str:
    """From which rows a row of a time series is predicted."""
    window = trained.recipe.recipe.window
    text = tr(
        "Predicted from {count} rows, of which the last stands {ahead} before it. Rows beyond the table's end are forecast."
    )
    if not _ahead(trained):
        text = tr("Predicted from {count} rows, of which the last stands {ahead} before it.")
    return text.format(count=window.look_back, ahead=window.horizon)


def _moment_ahead(trained: Any, table: Any, ahead: int) -> str:
    """The moment of the row that is so many rows after the last of ``table``; "" where rows have none."""
    from nndesigner.data.ahead import rows_ahead

    window = trained.recipe.recipe.window
    return rows_ahead(table, window, ahead).row_texts(-1)[table.names.index(window.time)] if window.time else ""


def _rows_of(cells: dict[str, str]) -> dict[str, list[str]]:
    return {name: [text] for name, text in cells.items()}


def _reason(problem: Any) -> str:
    """Why the row of the form cannot be used, without what that means for a file of many rows."""
    why = problem.action.partition(":")[0]
    if not problem.column:
        return why
    received = tr(", received “{text}”", text=problem.text) if problem.text else ""
    return tr("{column}: {why}", column=problem.column, why=why) + received
