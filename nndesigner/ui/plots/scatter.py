"""Predicted against actual values, and the histogram of what was missed."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from nndesigner.core.text import tr
from nndesigner.ui.plots.axis import NumberAxis
from nndesigner.ui.theme import theme

SHOWN_POINTS = 5000


class ThemedPlot(pg.PlotWidget):
    """A plot in the theme's colours; :meth:`recolour` is called again when they change."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems={side: NumberAxis(side) for side in ("left", "bottom")})
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMenuEnabled(False)
        self.hideButtons()
        theme().changed.connect(self.recolour)

    def recolour(self) -> None:
        """Take over the theme's colours."""
        self.setBackground(theme().color("surface"))
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(theme().color("border"))
            axis.setTextPen(theme().color("muted"))

    def set_labels(self, bottom: str, left: str) -> None:
        """Name the axes."""
        self.setLabel("bottom", bottom)
        self.setLabel("left", left)
        self.recolour()


class ScatterPlot(ThemedPlot):
    """``results.scatter``: a point a row, the identity as a line. ``row_chosen`` carries the position of a clicked point."""

    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Predicted against actual values"), parent)
        self.setObjectName("results.scatter")
        self._line = pg.PlotCurveItem()
        self._points = pg.ScatterPlotItem(size=6, pen=None, hoverable=True, hoverSize=9, tip=None)
        self._marks = pg.ScatterPlotItem(size=13, brush=None)
        self._points.sigClicked.connect(self._clicked)
        self._points.sigHovered.connect(self._hovered)
        self._positions = np.empty(0, dtype=np.intp)
        self.addItem(self._line)
        self.addItem(self._marks)
        self.addItem(self._points)
        self.recolour()

    @property
    def shown(self) -> int:
        """How many points are drawn."""
        return len(self._positions)

    def set_values(self, actual: np.ndarray, predicted: np.ndarray, name: str) -> None:
        """Show ``actual`` and ``predicted``, both (rows,); of very many rows an even selection."""
        usable = np.flatnonzero(np.isfinite(actual) & np.isfinite(predicted))
        if len(usable) > SHOWN_POINTS:
            usable = usable[np.linspace(0, len(usable) - 1, SHOWN_POINTS).astype(np.intp)]
        self._positions = usable
        self._points.setData(x=actual[usable], y=predicted[usable], data=usable)
        ends = (
            []
            if not len(usable)
            else [min(actual[usable].min(), predicted[usable].min()), max(actual[usable].max(), predicted[usable].max())]
        )
        self._line.setData(ends, ends)
        self.set_labels(tr("actual {name}", name=name), tr("predicted {name}", name=name))
        self.autoRange()

    def set_marked(self, positions: np.ndarray) -> None:
        """Ring the points at these positions, those that are drawn."""
        chosen = np.flatnonzero(np.isin(self._positions, positions))
        x, y = self._points.getData()
        self._marks.setData(x=x[chosen], y=y[chosen])

    @property
    def marked(self) -> int:
        """How many points are ringed."""
        return len(self._marks.getData()[0])

    def recolour(self) -> None:
        super().recolour()
        if hasattr(self, "_points"):
            self._marks.setPen(pg.mkPen(theme().color("text"), width=2))
            ink = theme().color("accent")
            ink.setAlpha(150)
            self._points.setBrush(ink)
            self._points.opts["hoverBrush"] = pg.mkBrush(theme().color("plot:validation"))
            self._line.setPen(pg.mkPen(theme().color("muted"), width=1, style=Qt.PenStyle.DashLine))

    def _clicked(self, _item: object, points: list, _event: object = None) -> None:
        if len(points):
            self.row_chosen.emit(int(points[0].data()))

    def _hovered(self, _item: object, points: list, _event: object = None) -> None:
        texts = [
            tr("actual {a}, predicted {p}", a=f"{point.pos().x():.5g}", p=f"{point.pos().y():.5g}") for point in points[:3]
        ]
        self.setToolTip("\n".join(texts))


class ResidualPlot(ThemedPlot):
    """How far predictions miss: a histogram of predicted minus actual, with zero marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Histogram of residuals"), parent)
        self.setObjectName("results.residuals")
        self.setMouseEnabled(x=False, y=False)
        self._bars = pg.BarGraphItem(x=[0], height=[0], width=1)
        self._zero = pg.InfiniteLine(0, angle=90)
        self.addItem(self._bars)
        self.addItem(self._zero)
        self.recolour()

    def set_residuals(self, residuals: np.ndarray, name: str) -> None:
        """Show ``residuals`` (rows,) in the target's unit."""
        finite = residuals[np.isfinite(residuals)]
        counts, edges = np.histogram(finite, bins=min(40, max(8, int(np.sqrt(len(finite) or 1)))))
        self._bars.setOpts(x0=edges[:-1], x1=edges[1:], y0=0, height=counts, x=None, width=None)
        self.set_labels(tr("residual of {name} (predicted − actual)", name=name), tr("rows"))
        self.autoRange()

    def recolour(self) -> None:
        super().recolour()
        if hasattr(self, "_bars"):
            self._bars.setOpts(brush=theme().color("accent"), pen=theme().color("surface"))
            self._zero.setPen(pg.mkPen(theme().color("muted"), width=1, style=Qt.PenStyle.DashLine))
