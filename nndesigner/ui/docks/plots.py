"""The live plots: loss and metric of the run, or of the trained network that was opened."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QSplitter, QStackedLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.painting_later import paint_later
from nndesigner.ui.plots.live_curve import LiveCurve, Series
from nndesigner.ui.settings import Settings

_FAVOURITES = ("accuracy", "mean_absolute_error", "root_mean_squared_error", "r2_score")


class LivePlots(QWidget):
    """Two plots side by side, redrawn at the runner's tick and nowhere else; a sentence until there is something to draw."""

    def __init__(self, document, runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plots")
        self._document = document
        self._runner = runner
        self._metric = ""
        self._shown: tuple = ()
        self.loss = self._make("plots.loss", tr("Loss"), has_log_scale=True)
        self.metric = self._make("plots.metric", tr("Metric"))
        self.choice = QComboBox()
        self.choice.setObjectName("plots.choice")
        self.choice.setAccessibleName(tr("Metric to draw"))
        self.choice.activated.connect(self._choose)
        self.choice.hide()
        self.metric.header.insertWidget(0, self.choice)
        self.hint = QLabel(tr("Press Play: the curves are drawn while the network learns"))
        self.hint.setProperty("quiet", True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.loss)
        self._split.addWidget(self.metric)
        self._split.setChildrenCollapsible(False)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.hint)
        self._stack.addWidget(self._split)
        self._settings = Settings()
        self.loss.set_logarithmic(self._settings.get("plots/log_scale"))
        self.loss.scale_changed.connect(lambda is_on: self._settings.set("plots/log_scale", is_on))
        runner.tick.connect(self.refresh)
        document.project_replaced.connect(self._show_anew)
        self.refresh()

    @staticmethod
    def _make(name: str, title: str, *, has_log_scale: bool = False) -> LiveCurve:
        series = (
            Series("train", tr("training"), "plot:train"),
            Series("validation", tr("validation"), "plot:validation", True),
        )
        curve = LiveCurve(title, series, has_log_scale=has_log_scale)
        curve.setObjectName(name)
        curve.setAccessibleName(tr("{title} over epochs", title=title))
        return curve

    def refresh(self) -> None:
        """Draw what the run has written so far."""
        if not self.isVisible():
            return
        history, planned = self._history()
        state = (id(self._runner.feed), planned, self._metric, *((key, len(values)) for key, values in history.items()))
        if state == self._shown:
            return
        self._shown = state
        self.metric.are_shares = "accuracy" in self._metric
        self._offer([key for key in history if key not in ("loss", "learning_rate") and not key.startswith("val_")])
        self._turn_to(self._split if history else self.hint)
        self.loss.show_curves(_pair(history, "loss"), planned)
        self.metric.show_curves(_pair(history, self._metric), planned)

    def _turn_to(self, widget: QWidget) -> None:
        """Show curves or the sentence."""
        if widget is not self._stack.currentWidget():
            paint_later(self._split)
            self._stack.setCurrentWidget(widget)

    def _show_anew(self) -> None:
        self._shown = ()
        self.refresh()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._show_anew()

    def _history(self) -> tuple[Mapping[str, np.ndarray], int | None]:
        feed, job = self._runner.feed, self._runner.job
        if feed is not None:
            count = feed.history.count
            progress = feed.progress
            columns = {key: feed.history.column(key)[:count] for key in feed.history.keys}
            return columns, progress.epochs if progress is not None and job is not None else None
        trained = self._document.project.trained
        return ({}, None) if trained is None else ({key: np.asarray(one, float) for key, one in trained.history.items()}, None)

    def _offer(self, keys: list[str]) -> None:
        shown = [self.choice.itemData(row) for row in range(self.choice.count())]
        if keys == shown:
            return
        self.choice.clear()
        for key in keys:
            self.choice.addItem(_title(key), key)
        if self._metric not in keys:
            self._metric = next((key for key in _FAVOURITES if key in keys), keys[0] if keys else "")
        self.choice.setCurrentIndex(max(0, self.choice.findData(self._metric)))
        self.choice.setVisible(len(keys) > 1)
        self.metric.title.setVisible(len(keys) <= 1)
        self.metric.title.setText(_title(self._metric) if self._metric else tr("Metric"))

    def _choose(self, index: int) -> None:
        self._metric = self.choice.itemData(index)
        self.metric.title.setText(_title(self._metric))
        self.metric.follow()
        self.refresh()


def _pair(history: Mapping[str, np.ndarray], key: str) -> dict[str, np.ndarray]:
    found = {"train": history.get(key), "validation": history.get(f"val_{key}")}
    return {name: values for name, values in found.items() if values is not None}


def _title(key: str) -> str:
    return tr(key.replace("_", " ").capitalize()).replace("R2", "R²")
