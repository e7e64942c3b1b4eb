"""The decision surface: what the network answers everywhere on the plane of two features, live while it learns."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.pages.results.figures import percent
from nndesigner.ui.plots.contour import Picture, picture_of
from nndesigner.ui.plots.surface import HUES, SurfacePlot, hue, inks
from nndesigner.ui.tasks import Task
from nndesigner.ui.theme import SPACING, theme, title_font

_MARKS = ("●", "▲", "■", "◆", "⬟", "★")


class SurfacePanel(QWidget):
    """Draws a trained network's surface, computed off the window's thread. ``rows_chosen(rows)`` when a point is clicked,
    ``became_free`` when another surface can be asked for.
    """

    rows_chosen = Signal(object)
    became_free = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = SurfacePlot()
        self.plot.row_chosen.connect(lambda row: self.rows_chosen.emit(np.array([row])))
        self.line = QLabel()
        self.line.setProperty("quiet", True)
        self.line.setWordWrap(True)
        self.legend = QLabel()
        self._task: Task | None = None
        self._drawn_for: tuple[Any, Any] = (None, None)
        self.title = QLabel()
        self.title.setFont(title_font(1.05))
        self.title.hide()
        own = QWidget()
        column = QVBoxLayout(own)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addWidget(self.title)
        column.addWidget(self.plot, 1)
        self.keras: Any = None
        self._beside: Any = None
        self.beside = QSplitter()
        self.beside.setChildrenCollapsible(False)
        self.beside.addWidget(own)
        below = QHBoxLayout()
        below.addWidget(self.line, 1)
        below.addWidget(self.legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACING)
        layout.addWidget(self.beside, 1)
        layout.addLayout(below)
        theme().changed.connect(self._show_legend)
        self._classes: tuple[str, ...] = ()

    @property
    def is_busy(self) -> bool:
        """Whether a surface is being computed."""
        return self._task is not None

    def show_trained(self, trained: Any, table: Any, text: str = "") -> bool:
        """Compute and draw the surface of ``trained`` over ``table``; False, and nothing done, while one is being computed."""
        if self._task is not None:
            return False

        colors = inks(len(trained.classes or ()))

        def work(_progress: Any, _cancelled: Any) -> Any:
            from nndesigner.session.surface import decision_surface

            surface = decision_surface(trained, table)
            return surface, picture_of(surface, colors)

        task = Task(tr("Drawing the surface"), work)
        task.done.connect(lambda result: self._take(trained, table, *result, text))
        task.failed.connect(lambda sentence, _details: self.line.setText(sentence))
        task.ended.connect(self._end)
        self._task = task
        task.start()
        return True

    def show_beside(self, found: Any) -> None:
        """Show what Keras reached on the same data and network beside it; None takes it away."""
        if found is self._beside:
            return
        self._beside = found
        if self.keras is None:
            from nndesigner.ui.pages.results.keras_panel import KerasPanel

            self.keras = KerasPanel()
            self.keras.plot.setXLink(self.plot)
            self.keras.plot.setYLink(self.plot)
            self.beside.addWidget(self.keras)
            self.beside.setSizes([500, 500])
        self.keras.setVisible(found is not None)
        self.title.setVisible(found is not None)
        if found is not None:
            self.title.setText(tr("This network"))
            self.keras.show_answer(found)
            self._drawn_for = (None, None)

    def show_accuracy(self, accuracy: float) -> None:
        """Name the network's own accuracy beside Keras's."""
        self.title.setText(tr("This network: accuracy {value}", value=percent(accuracy)))

    def _take(self, trained: Any, table: Any, surface: Any, picture: Picture, text: str) -> None:
        if self._drawn_for[0] is not table or self._drawn_for[1] != surface.features:
            self._drawn_for = (table, surface.features)
            self.plot.clear_surface()
            self._draw_points(trained, table, surface)
        self.plot.set_surface(surface, picture)
        self.line.setText(text)

    def _draw_points(self, trained: Any, table: Any, surface: Any) -> None:
        x, y = (table.column(name).values for name in surface.features)
        groups, self._classes = _groups(trained, table, surface)
        kept = np.flatnonzero(np.isfinite(x) & np.isfinite(y) & (groups >= 0))
        points = (x[kept], y[kept], groups[kept], max(1, len(self._classes)), kept)
        self.plot.set_points(*points)
        if self.keras is not None:
            self.keras.plot.set_points(*points)
        self._show_legend()

    def _show_legend(self) -> None:
        texts = [
            f'<span style="color:{hue(group).name()}">{_MARKS[group % len(_MARKS)]}</span> {name}'
            for group, name in enumerate(self._classes)
        ]
        self.legend.setText("&nbsp;&nbsp;".join(texts) if len(texts) <= 2 * len(HUES) else "")

    def _end(self) -> None:
        self._task = None
        self.became_free.emit()


def _groups(trained: Any, table: Any, surface: Any) -> tuple[np.ndarray, tuple[str, ...]]:
    """The class of each row, -1 where it has none; all 0 for a regression."""
    if surface.classes is None:
        return np.zeros(table.row_count, dtype=np.int64), ()
    target = next(column for column in trained.recipe.recipe.columns if column.role == "target")
    column = table.column(target.name).as_type(target.type)
    places = {name: place for place, name in enumerate(surface.classes)}
    translation = np.array([*(places.get(name, -1) for name in column.categories), -1])
    return translation[column.codes], tuple(surface.classes)
