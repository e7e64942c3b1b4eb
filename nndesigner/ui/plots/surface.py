"""What a network answers everywhere on the plane of two features, with the rows drawn on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QTransform
from PySide6.QtWidgets import QWidget

from nndesigner.core.text import tr
from nndesigner.ui.plots.scatter import ThemedPlot
from nndesigner.ui.theme import theme

SHOWN_POINTS = 2000
_FINER = 4
HUES = ("family:core", "family:activation", "family:convolution", "family:regularization", "family:reshape", "family:merge")
SYMBOLS = ("o", "t1", "s", "d", "p", "star")


class SurfacePlot(ThemedPlot):
    """``results.surface``: a colour map, the boundary as a line, and a point a row. ``row_chosen`` carries a clicked row."""

    row_chosen = Signal(int)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name or tr("Decision surface"), parent)
        self.setObjectName("results.surface")
        self._image = pg.ImageItem()
        self._lines: list[pg.IsocurveItem] = []
        self._points: list[pg.ScatterPlotItem] = []
        self._surface: Any = None
        self._rows: tuple[np.ndarray, ...] | None = None
        self.addItem(self._image)
        self.recolour()

    def set_surface(self, surface: Any) -> None:
        """Show a ``session.surface.Surface`` (or whatever has ``x``, ``y``, ``values``, ``classes``, ``features``)."""
        is_first = self._surface is None
        self._surface = surface
        self._draw()
        self.set_labels(*surface.features)
        if is_first:
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
        self._drop_lines()

    def recolour(self) -> None:
        super().recolour()
        if not hasattr(self, "_points"):
            return
        for group, item in enumerate(self._points):
            item.setBrush(hue(group) if len(self._points) > 1 else theme().color("text"))
            item.setPen(pg.mkPen(theme().color("surface"), width=1))
        if self._surface is not None:
            self._draw()

    def _draw(self) -> None:
        surface = self._surface
        colors = painted(_finer(surface.values), surface.classes is not None)
        self._image.setImage(colors, axisOrder="row-major", levels=(0, 255))
        self._image.setRect(_frame(surface))
        self._drop_lines()
        if surface.classes is not None:
            self._draw_boundary(surface)

    def _draw_boundary(self, surface: Any) -> None:
        """A line wherever the answer changes: where a class's lead over the best other one is zero."""
        classes = surface.values.shape[2]
        for group in range(1 if classes <= 2 else 0, classes):
            lead = _lead(surface.values, group)
            if lead.min() < 0 < lead.max():
                line = pg.IsocurveItem(
                    data=lead, level=0.0, pen=pg.mkPen(theme().color("text"), width=1.5), axisOrder="row-major"
                )
                line.setParentItem(self._image)
                line.setTransform(QTransform.fromTranslate(_FINER / 2, _FINER / 2).scale(_FINER, _FINER))
                line.setZValue(5)
                self._lines.append(line)

    def _drop_lines(self) -> None:
        for line in self._lines:
            line.setParentItem(None)
            if line.scene() is not None:
                line.scene().removeItem(line)
        self._lines = []

    def _clicked(self, _item: object, points: list, _event: object = None) -> None:
        if len(points):
            self.row_chosen.emit(int(points[0].data()))


def hue(group: int) -> QColor:
    """The colour of a class."""
    return theme().color(HUES[group % len(HUES)])


def painted(values: np.ndarray, is_classes: bool) -> np.ndarray:
    """Answers (rows, columns, outputs) as colours (rows, columns, 3), uint8: a class's hue fades where it is unsure."""
    ground = _rgb(theme().color("surface"))
    if is_classes:
        best = np.argmax(values, axis=2)
        count = values.shape[2]
        sure = np.clip((np.take_along_axis(values, best[..., None], axis=2) - 1 / count) / (1 - 1 / count), 0, 1)
        inks = np.stack([_rgb(hue(group)) for group in range(count)])
        strength = 0.12 + 0.45 * sure
        return (ground + (inks[best] - ground) * strength).astype(np.uint8)
    level = values[..., :1]
    low, high = float(np.nanmin(level)), float(np.nanmax(level))
    part = (level - low) / ((high - low) or 1.0)
    ends = _rgb(theme().color("family:activation")), _rgb(theme().color("family:core"))
    side = np.where(part < 0.5, 0, 1)
    strength = 0.65 * np.abs(2 * part - 1)
    return (ground + (np.where(side == 0, ends[0], ends[1]) - ground) * strength).astype(np.uint8)


def _finer(values: np.ndarray) -> np.ndarray:
    """Answers on a grid _FINER times as fine, linear in between; (rows, columns, outputs)."""
    rows, columns = (_blend(size) for size in values.shape[:2])
    return np.einsum("ri,ijk,cj->rck", rows, values, columns, optimize=True)


def _blend(size: int) -> np.ndarray:
    """Weights of ``size`` cells' middles for the middles of _FINER smaller cells in each; (_FINER·size, size)."""
    places = np.clip((np.arange(_FINER * size) + 0.5) / _FINER - 0.5, 0, size - 1)
    low = np.minimum(places.astype(int), size - 2)
    weights = np.zeros((len(places), size))
    weights[np.arange(len(places)), low] = 1 - (places - low)
    weights[np.arange(len(places)), low + 1] = places - low
    return weights


def _lead(values: np.ndarray, group: int) -> np.ndarray:
    others = np.delete(values, group, axis=2)
    return values[:, :, group] - (others.max(axis=2) if others.shape[2] else 0.5)


def _frame(surface: Any) -> QRectF:
    """The image's place: every grid point in the middle of its pixel."""
    x, y = surface.x, surface.y
    dx, dy = x[1] - x[0], y[1] - y[0]
    return QRectF(x[0] - dx / 2, y[0] - dy / 2, x[-1] - x[0] + dx, y[-1] - y[0] + dy)


def _rgb(color: QColor) -> np.ndarray:
    return np.array([color.red(), color.green(), color.blue()], dtype=np.float64)
