"""What a network answers everywhere on the plane of two features, with the rows drawn on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from nndesigner.core.text import tr
from nndesigner.ui.colors import CLASS_HUES as HUES
from nndesigner.ui.plots.contour import Inks, Picture, picture_of
from nndesigner.ui.plots.scatter import ThemedPlot
from nndesigner.ui.theme import theme

SHOWN_POINTS = 2000
SYMBOLS = ("o", "t1", "s", "d", "p", "star")


class SurfacePlot(ThemedPlot):
    """``results.surface``: a colour map, the boundary as a line, and a point a row. ``row_chosen`` carries a clicked row."""

    row_chosen = Signal(int)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name or tr("Decision surface"), parent)
        self.setObjectName("results.surface")
        self._image = pg.ImageItem()
        self._boundary = pg.PlotCurveItem()
        self._boundary.setZValue(5)
        self._points: list[pg.ScatterPlotItem] = []
        self._surface: Any = None
        self.addItem(self._image)
        self.addItem(self._boundary)
        self.recolour()

    def set_surface(self, surface: Any, picture: Picture | None = None) -> None:
        """Show a ``session.surface.Surface`` (or whatever has its fields); ``picture`` if it was painted beforehand."""
        is_first = self._surface is None
        self._surface = surface
        self._draw(picture or self._painted())
        if is_first:
            self.set_labels(*surface.features)
            self.setRange(_frame(surface), padding=0)

    def set_points(self, x: np.ndarray, y: np.ndarray, groups: np.ndarray, count: int, rows: np.ndarray) -> None:
        """Draw a point a row: ``groups`` (rows,) are classes 0 … count - 1, ``rows`` the table's row numbers."""
        if len(x) > SHOWN_POINTS:
            kept = np.linspace(0, len(x) - 1, SHOWN_POINTS).astype(np.intp)
            x, y, groups, rows = x[kept], y[kept], groups[kept], rows[kept]
        for item in self._points:
            self.removeItem(item)
        self._points = []
        for group in range(count):
            chosen = groups == group
            item = pg.ScatterPlotItem(x=x[chosen], y=y[chosen], data=rows[chosen], size=7, symbol=SYMBOLS[group % len(SYMBOLS)])
            item.sigClicked.connect(self._clicked)
            item.setZValue(10)
            self._points.append(item)
            self.addItem(item)
        self.recolour()

    def clear_surface(self) -> None:
        """Show nothing; the next surface sets the range again."""
        self._surface = None
        self._image.clear()
        self._boundary.clear()

    def recolour(self) -> None:
        super().recolour()
        if not hasattr(self, "_points"):
            return
        for group, item in enumerate(self._points):
            item.setBrush(hue(group) if len(self._points) > 1 else theme().color("text"))
            item.setPen(pg.mkPen(theme().color("surface"), width=1))
        if self._surface is not None:
            self._draw(self._painted())

    def _painted(self) -> Picture:
        return picture_of(self._surface, inks(len(self._surface.classes or ())))

    def _draw(self, picture: Picture) -> None:
        self._image.setImage(picture.colors, axisOrder="row-major", levels=(0, 255))
        self._image.setRect(_frame(self._surface))
        self._boundary.setData(picture.x, picture.y, connect="pairs")
        self._boundary.setPen(pg.mkPen(theme().color("text"), width=1))

    def _clicked(self, _item: object, points: list, _event: object = None) -> None:
        if len(points):
            self.row_chosen.emit(int(points[0].data()))


def hue(group: int) -> QColor:
    """The colour of a class."""
    return theme().color(HUES[group % len(HUES)])


def inks(classes: int) -> Inks:
    """The theme's colours for a picture with so many classes."""
    hues = [_rgb(hue(group)) for group in range(max(1, classes))]
    ends = [_rgb(theme().color(role)) for role in ("family:activation", "family:core")]
    return Inks(_rgb(theme().color("surface")), np.stack(hues), np.stack(ends))


def _frame(surface: Any) -> QRectF:
    """The image's place: every grid point in the middle of its pixel."""
    x, y = surface.x, surface.y
    dx, dy = x[1] - x[0], y[1] - y[0]
    return QRectF(x[0] - dx / 2, y[0] - dy / 2, x[-1] - x[0] + dx, y[-1] - y[0] + dy)


def _rgb(color: QColor) -> np.ndarray:
    return np.array([color.red(), color.green(), color.blue()], dtype=np.float64)
