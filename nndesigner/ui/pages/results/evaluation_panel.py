"""The evaluation: which rows, the verdict beside simpler models, and the picture that fits the task."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from nndesigner.core.text import grouped, tr
from nndesigner.ui.pages.results.evaluation import Evaluator
from nndesigner.ui.pages.results.figures import HELP, METRICS, FiguresTable, figure
from nndesigner.ui.pages.results.rows_choice import TITLES, Parts, RowsChoice, parts_of
from nndesigner.ui.tasks import Task
from nndesigner.ui.theme import SPACING, title_font
from nndesigner.ui.widgets.elided_label import ElidedLabel

_AT_ONCE = 100_000  # rows; of more, the window would wait
LEADING = {"binary": "accuracy", "multiclass": "accuracy", "regression": "r2_score"}


class EvaluationPanel(QWidget):
    """Measures a trained network when it is shown. ``rows_chosen(rows)`` carries table rows that somebody picked,
    ``measured(report)`` what was found.
    """

    rows_chosen = Signal(object)
    measured = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trained: Any = None
        self.table: Any = None
        self.report: Any = None
        self._parts = Parts({})
        self._selected = np.empty(0, dtype=np.intp)
        self.evaluator = Evaluator(self)
        self.evaluator.ready.connect(self._show)
        self.evaluator.failed.connect(self._fail)
        self.choice = RowsChoice()
        self.choice.chosen.connect(self._measure)
        self.headline = QLabel()
        self.headline.setObjectName("results.headline")
        self.headline.setFont(title_font())
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.verdict.setProperty("quiet", True)
        self.figures = FiguresTable(tr("Metrics beside simpler models"))
        self.figures.setObjectName("results.metrics")
        self.pictures = QStackedWidget()
        self.empty = QLabel()
        self.empty.setWordWrap(True)
        self._panels: dict[str, Any] = {}
        self.picked = ElidedLabel()
        self.show_picked = QPushButton(tr("Show them in the table"))
        self.show_picked.setObjectName("results.show_rows")
        self._picked_line = QWidget()
        self._arrange()

    def show_trained(self, trained: Any, table: Any) -> None:
        """Measure ``trained`` on ``table``: on its validation rows to begin with."""
        self.trained, self.table, self.report = trained, table, None
        if table is None:
            self.show_sentence(tr("There is no table to measure the network on: open the data, or predict a CSV."))
            return
        if table.row_count <= _AT_ONCE:
            self._show_parts(trained, table, parts_of(trained, table))
            return
        self.show_sentence("")
        self.headline.setText(tr("Measuring …"))
        task = Task(tr("Dividing the rows"), lambda _progress, _cancelled: parts_of(trained, table))
        task.done.connect(lambda parts: self._show_parts(trained, table, parts))
        task.failed.connect(lambda sentence, _details: self._fail(sentence))
        task.start()

    def _show_parts(self, trained: Any, table: Any, parts: Parts) -> None:
        if self.trained is trained and self.table is table:
            self._parts = parts
            self.choice.show()
            self.choice.show_parts(parts)

    def show_sentence(self, text: str) -> None:
        """Show ``text`` in place of an evaluation."""
        self.evaluator.cancel()
        self.choice.setVisible(False)
        self.headline.setText("")
        self.verdict.setText("")
        self.empty.setText(text)
        self.pictures.setCurrentWidget(self.empty)
        self._picked_line.hide()

    def _measure(self, part: str) -> None:
        self.evaluator.measure(self.trained, self.table, part, self._parts.rows[part])
        if self.evaluator.is_busy and self.report is None:
            self.headline.setText(tr("Measuring …"))

    def _fail(self, sentence: str) -> None:
        self.report = None
        self.headline.setText("")
        self.verdict.setText("")
        self.empty.setText(sentence)
        self.pictures.setCurrentWidget(self.empty)
        self._picked_line.hide()

    def _show(self, report: Any) -> None:
        self.report = report
        leading = LEADING[report.task]
        title = tr(METRICS[leading])
        rows = grouped(report.rows)
        part = tr(TITLES[self.choice.current]).lower()
        self.headline.setText(f"{title} {figure(leading, report.metrics[leading])}")
        compared = ", ".join(f"{item.name} {figure(leading, item.metrics.get(leading))}" for item in report.baselines)
        parts = [tr("on {n} {part}", n=rows, part=part), tr("{compared} for comparison", compared=compared)]
        if self.choice.current == "train":
            parts.append(tr("the network has learnt from these rows"))
        if report.skipped_count:
            parts.append(tr("{n} rows could not be used", n=report.skipped_count))
        self.verdict.setText(" · ".join(parts))
        panel = self._panel("classification" if report.classes is not None else "regression")
        self._show_figures(report)
        panel.figures.addWidget(self.figures)
        self.figures.show()
        if report.classes is not None:
            panel.show_report(report)
        else:
            panel.show_report(report, tuple(c.name for c in self.trained.recipe.recipe.columns if c.role == "target"))
        self.pictures.setCurrentWidget(panel)
        self.picked.setText(panel.hint)
        self.show_picked.setEnabled(False)
        self._picked_line.show()
        self.show_selected(self._selected)
        self.measured.emit(report)

    def show_selected(self, rows: np.ndarray) -> None:
        """Mark these rows of the table in the picture."""
        self._selected = rows
        panel = self.pictures.currentWidget()
        if self.report is not None and hasattr(panel, "show_selected"):
            panel.show_selected(rows)

    def _show_figures(self, report: Any) -> None:
        headers = [tr("Metric"), tr("Network"), *(item.name[:1].upper() + item.name[1:] for item in report.baselines)]
        values = [("loss", report.loss), *report.metrics.items()]
        rows = [
            [
                tr(METRICS.get(name, name)),
                figure(name, value),
                *(figure(name, item.metrics.get(name)) for item in report.baselines),
            ]
            for name, value in values
        ]
        self.figures.show_rows(headers, rows, [tr(HELP.get(name, "")) for name, _ in values], bold=1)

    def _panel(self, kind: str) -> Any:
        if kind not in self._panels:
            if kind == "classification":
                from nndesigner.ui.pages.results.classification import ClassificationPanel as Panel
            else:
                from nndesigner.ui.pages.results.regression import RegressionPanel as Panel
            panel = self._panels[kind] = Panel()
            panel.rows_chosen.connect(self._pick)
            self.pictures.addWidget(panel)
        return self._panels[kind]

    def _pick(self, rows: Any, what: str) -> None:
        count = tr("1 row selected") if len(rows) == 1 else tr("{n} rows selected", n=grouped(len(rows)))
        self.picked.setText(f"{count}: {what}")
        self.show_picked.setEnabled(len(rows) > 0)
        self.rows_chosen.emit(rows)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4 * SPACING)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.headline)
        names.addWidget(self.verdict)
        top.addLayout(names, 1)
        top.addWidget(self.choice, 0, Qt.AlignmentFlag.AlignTop)
        line = QHBoxLayout(self._picked_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2 * SPACING)
        line.addWidget(self.picked, 1)
        line.addWidget(self.show_picked)
        self._picked_line.hide()
        self.pictures.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACING)
        layout.addLayout(top)
        layout.addWidget(self.pictures, 1)
        layout.addWidget(self._picked_line)
