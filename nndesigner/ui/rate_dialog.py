"""Finding a learning rate in the window: a sweep on its own thread, its curve, and a button that takes what it suggests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.ui.numbers import shown_number
from nndesigner.ui.plots.scatter import ThemedPlot
from nndesigner.ui.tasks import Task
from nndesigner.ui.theme import SPACING, theme

if TYPE_CHECKING:
    from nndesigner.nn.rate_finder import RateSweep
    from nndesigner.ui.document import Document

_REDRAW_MS = 50
_HEADROOM = 1.5
"""How far above the first loss the plot reaches: what explodes is cut off."""


class RatePlot(ThemedPlot):
    """Loss of each batch over the rate it was trained with, their running mean, and the suggested rate as a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Loss over learning rate"), parent)
        self.setObjectName("train.rate_plot")
        self.losses, self.smoothed = pg.PlotDataItem(), pg.PlotDataItem()
        self.mark = pg.InfiniteLine(angle=90, movable=False)
        self.mark.hide()
        for item in (self.losses, self.smoothed, self.mark):
            self.addItem(item)
        self.setLogMode(x=True, y=False)
        self.set_labels(tr("Learning rate"), tr("Loss of a batch"))

    def show_losses(self, rates: np.ndarray, losses: np.ndarray) -> None:
        """Draw what there is so far."""
        self.losses.setData(rates, losses)
        if len(losses):
            above = max(_HEADROOM * float(losses[: max(1, len(losses) // 4)].max()), 1e-12)
            self.setYRange(min(0.0, float(losses.min())), above, padding=0.02)

    def show_sweep(self, sweep: RateSweep) -> None:
        """Draw the whole sweep with its running mean and, if there is one, its suggestion."""
        self.show_losses(sweep.rates, sweep.losses)
        self.smoothed.setData(sweep.rates, sweep.smoothed)
        self.mark.setVisible(sweep.suggestion is not None)
        if sweep.suggestion is not None:
            self.mark.setValue(float(np.log10(sweep.suggestion)))

    def recolour(self) -> None:
        super().recolour()
        if hasattr(self, "mark"):
            pixel = max(1, round(self.devicePixelRatioF()))  # one as people see it, in those of the screen
            faint = theme().color("muted")
            faint.setAlphaF(0.6)
            self.losses.setPen(faint, width=pixel)
            self.smoothed.setPen(theme().color("accent"), width=2 * pixel)
            self.mark.setPen(theme().color("text"), width=pixel, style=Qt.PenStyle.DashLine)


class RateDialog(QDialog):
    """Runs a sweep as it opens. ``Use`` sets the project's learning rate, as one edit that can be undone."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.rate_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Find a Learning Rate"))
        self._document = document
        self._points: list[tuple[float, float]] = []
        self._is_stopping = False
        self._task: Task | None = None
        self.sweep: RateSweep | None = None
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(_REDRAW_MS)
        self._timer.timeout.connect(self._draw)
        document.project_replaced.connect(self.close)
        self.start()

    def _lay_out(self) -> None:
        self.plot = RatePlot()
        self.sentence = QLabel()
        self.sentence.setObjectName("train.rate_sentence")
        self.sentence.setWordWrap(True)
        self.use = self._button("train.rate_use", tr("Use"), self._use)
        self.again = self._button("train.rate_again", tr("Stop"), self._stop_or_start)
        close = self._button("train.rate_close", tr("Close"), self.close)
        row = QHBoxLayout()
        row.addWidget(self.again)
        row.addStretch()
        row.addWidget(self.use)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setSpacing(2 * SPACING)
        column.addWidget(self.sentence)
        column.addWidget(self.plot, 1)
        column.addLayout(row)
        self.resize(560, 400)

    def _button(self, name: str, text: str, clicked: Any) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: clicked())
        return button

    def start(self) -> None:
        """Sweep, on a thread of its own."""
        from nndesigner.session.job import Job
        from nndesigner.session.rate_search import find_rate

        self._points.clear()
        self._is_stopping, self.sweep = False, None
        self.use.setText(tr("Use"))
        self.use.setEnabled(False)
        try:
            job = Job.from_project(self._document.project)
        except DesignerError as error:
            self._fail(str(error), "")
            return

        def work(_progress: Any, cancelled: Any) -> RateSweep:
            def watch(rate: float, loss: float) -> bool:
                self._points.append((rate, loss))
                return not (self._is_stopping or cancelled())

            return find_rate(job, watch)

        self.again.setText(tr("Stop"))
        self.sentence.setText(tr("Training with a growing learning rate, on a copy of the network …"))
        self._task = Task(tr("Finding a learning rate"), work, done=self._show, failed=self._fail).start()
        self._timer.start()

    def _draw(self) -> None:
        points = np.array(self._points[:]).reshape(-1, 2)
        self.plot.show_losses(points[:, 0], points[:, 1])

    def _show(self, sweep: RateSweep) -> None:
        self._end()
        self.sweep = sweep
        self.plot.show_sweep(sweep)
        if sweep.suggestion is None:
            self.sentence.setText(tr("The loss did not fall at any rate that was tried. Look at the network and its data."))
            return
        self.use.setText(tr("Use {rate}", rate=shown_number(sweep.suggestion, 2)))
        self.use.setEnabled(True)
        self.use.setDefault(True)
        text = tr("The loss falls fastest near {steepest} and is lowest near {lowest}; {rate} is a good rate to begin with.")
        lowest = 10 * (sweep.tenth_of_lowest or 0.0)
        numbers = {"steepest": sweep.steepest, "lowest": lowest, "rate": sweep.suggestion}
        self.sentence.setText(text.format(**{name: shown_number(value, 2) for name, value in numbers.items()}))

    def _fail(self, sentence: str, _details: str) -> None:
        self._end()
        self.sentence.setText(sentence)

    def _end(self) -> None:
        self._timer.stop()
        self._task = None
        self.again.setText(tr("Again"))

    def _stop_or_start(self) -> None:
        if self._task is None:
            self.start()
        else:
            self._is_stopping = True

    def _use(self) -> None:
        from nndesigner.project.edits import SetSettings

        if self.sweep is not None and self.sweep.suggestion is not None:
            project = self._document.project
            settings = project.settings.with_learning_rate(self.sweep.suggestion)
            self._document.push(SetSettings(project, optimizer=settings.optimizer))
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        if self._task is not None:
            self._task.done.disconnect(self._show)
            self._task.failed.disconnect(self._fail)
            self._task.cancel()
            self._task = None
        super().closeEvent(event)


def show_rate_dialog(document: Document, window: QWidget) -> None:
    """Show the dialog of ``window``, a new one if there is none."""
    dialog = window.findChild(RateDialog) or RateDialog(document, window)
    dialog.show()
    dialog.raise_()
