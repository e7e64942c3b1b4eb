"""A plot of growing curves over epochs, cheap enough to draw thirty times a second, with the values beside the names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.numbers import shown_number
from nndesigner.ui.plots.axis import NumberAxis, ValueAxis
from nndesigner.ui.plots.ranges import epoch_range, value_range
from nndesigner.ui.plots.swatch import Swatch
from nndesigner.ui.theme import SPACING, theme

_WIDEST = "0.1234"
_AROUND = 148  # pixels of swatches, buttons and gaps in the header
_AXIS = 56  # width of the one with the values
_DOTS_BELOW = 3


@dataclass(frozen=True, slots=True)
class Series:
    """One curve: its key, the name for people, the theme's colour role, and whether its line is dashed."""

    key: str
    title: str
    role: str
    is_dashed: bool = False


class LiveCurve(QWidget):
    """Curves with one value an epoch. ``show_curves`` draws them; the range follows until the person zooms or pans.

    A double click, or the fit button, lets the range follow again. ``scale_changed`` carries the choice of a log scale.
    """

    scale_changed = Signal(bool)

    def __init__(
        self, title: str, series: tuple[Series, ...], *, has_log_scale: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.series = series
        self.is_logarithmic = False
        self.are_shares = False
        self.follows = True
        self._values: dict[str, np.ndarray] = {}
        self._epochs = np.arange(1.0, 1025.0)
        self._range: tuple[float, ...] = ()
        self._planned: int | None = None
        self._hovered: int | None = None
        self.plot = self._make_plot()
        self.curves = {one.key: self._make_curve() for one in series}
        self._make_cross()
        self._make_header(title, has_log_scale)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        column.setSpacing(0)
        column.addLayout(self.header)
        column.addWidget(self.plot, 1)
        self.setMinimumSize(160, 96)
        self._recolour()
        theme().changed.connect(self._recolour)

    # -- parts -----------------------------------------------------------------------------------------------------------

    def _make_plot(self) -> pg.PlotWidget:
        plot = pg.PlotWidget(axisItems={"left": ValueAxis(), "bottom": NumberAxis("bottom")})
        plot.setFrameShape(pg.PlotWidget.Shape.NoFrame)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setAntialiasing(False)
        plot.getPlotItem().setContentsMargins(0, 2 * SPACING, 4 * SPACING, 0)
        plot.showGrid(x=False, y=True, alpha=0.25)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setStyle(tickLength=-SPACING, tickTextOffset=SPACING, autoExpandTextSpace=False, hideOverlappingLabels=False)
            axis.enableAutoSIPrefix(False)
            axis.setCacheMode(pg.AxisItem.CacheMode.DeviceCoordinateCache)  # else it is drawn anew with every point
        plot.getAxis("left").setWidth(_AXIS)
        view = plot.getViewBox()
        view.disableAutoRange()
        view.setDefaultPadding(0.0)
        view.setLimits(xMin=-1e3, xMax=1e8)
        view.sigRangeChangedManually.connect(self._taken)
        plot.scene().sigMouseMoved.connect(self._hover)
        plot.viewport().installEventFilter(self)
        return plot

    def _make_curve(self) -> pg.PlotDataItem:
        curve = pg.PlotDataItem(connect="finite")
        self.plot.addItem(curve)
        curve.setDownsampling(auto=True, method="peak")  # after addItem, which sets both to the plot's own
        curve.setClipToView(True)
        return curve

    def _make_cross(self) -> None:
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._line.hide()
        self.plot.addItem(self._line, ignoreBounds=True)

    def _make_header(self, title: str, has_log_scale: bool) -> None:
        self.header = QHBoxLayout()
        self.header.setContentsMargins(2 * SPACING, 0, 0, 0)
        self.header.setSpacing(SPACING)
        self.title = QLabel(title)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.header.addWidget(self.title)
        self.header.addSpacing(2 * SPACING)
        self.readouts: dict[str, QLabel] = {}
        self.swatches: dict[str, Swatch] = {}
        for one in self.series:
            self.swatches[one.key] = Swatch(one.role, one.is_dashed)
            self.readouts[one.key] = QLabel(one.title)
            self.header.addWidget(self.swatches[one.key])
            self.header.addWidget(self.readouts[one.key])
            self.header.addSpacing(SPACING)
        self.where = QLabel()
        self.where.setProperty("quiet", True)
        self.header.addWidget(self.where)
        self.header.addStretch()
        self.log_scale = self._button("logarithm", tr("Logarithmic scale"), True)
        self.log_scale.toggled.connect(self.set_logarithmic)
        self.log_scale.setVisible(has_log_scale)
        self.fit = self._button("fit", tr("Show all, and follow the run"), False)
        self.fit.clicked.connect(self.follow)

    def _button(self, icon: str, tip: str, is_checkable: bool) -> QToolButton:
        button = QToolButton()
        button.setCheckable(is_checkable)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        theme().set_icon(button, icon, "muted")
        self.header.addWidget(button)
        return button

    # -- drawing ---------------------------------------------------------------------------------------------------------

    def show_curves(self, values: Mapping[str, np.ndarray], planned: int | None = None) -> None:
        """Draw ``values``: for each key of the series an array (epochs,), NaN where there is none; absent keys draw nothing.

        ``planned`` is how many epochs the run has in mind, which bounds the axis.
        """
        self._values = {one.key: values[one.key] for one in self.series if one.key in values}
        self._planned = planned
        for one in self.series:
            self._draw(one)
        if self.follows:
            self._set_range()
        self._show_values(self._hovered)

    def _draw(self, one: Series) -> None:
        curve, values = self.curves[one.key], self._values.get(one.key)
        is_shown = values is not None and bool(np.isfinite(values).any())
        self.swatches[one.key].setVisible(is_shown)
        self.readouts[one.key].setVisible(is_shown)
        if not is_shown:
            curve.setData([], [])
            return
        if len(values) > len(self._epochs):
            self._epochs = np.arange(1.0, 2.0 * len(values) + 1.0)
        shown = np.where(values > 0, values, np.nan) if self.is_logarithmic else values
        curve.setSymbol("o" if len(values) < _DOTS_BELOW else None)
        curve.setData(self._epochs[: len(values)], shown)

    def _set_range(self) -> None:
        count = max((len(values) for values in self._values.values()), default=0)
        across = epoch_range(count, self._planned)
        up = value_range(list(self._values.values()), logarithmic=self.is_logarithmic, are_shares=self.are_shares)
        if (*across, *up) != self._range:
            self._range = (*across, *up)
            self.plot.setRange(xRange=across, yRange=up, padding=0.0, disableAutoRange=True)

    def follow(self) -> None:
        """Show everything, and keep doing so while the curves grow."""
        self.follows, self._range = True, ()
        self._set_range()

    def set_logarithmic(self, is_on: bool) -> None:
        """Draw the values on a logarithmic scale, or on a linear one."""
        if is_on == self.is_logarithmic:
            return
        self.is_logarithmic = is_on
        self.log_scale.setChecked(is_on)
        for curve in self.curves.values():
            curve.setData([], [])
        self.plot.setLogMode(x=False, y=is_on)
        self._range = ()
        for one in self.series:
            self._draw(one)
        self.follow()
        self.scale_changed.emit(is_on)

    def _taken(self, *_: object) -> None:
        self.follows = False

    # -- reading ---------------------------------------------------------------------------------------------------------

    def _show_values(self, epoch: int | None = None) -> None:
        """Write the values of ``epoch`` (from 1), or the latest, beside the names; without the names where room is short."""
        where = "" if epoch is None else tr("at epoch {epoch}", epoch=epoch)
        self.where.setText(where)
        metrics, drawn = self.fontMetrics(), [one for one in self.series if one.key in self._values]
        words = " ".join([self.title.text(), where, *(f"{one.title} {_WIDEST}" for one in drawn)])
        is_short = metrics.horizontalAdvance(words) + _AROUND > self.width()
        for one in self.series:
            values = self._values.get(one.key)
            if values is None or not len(values):
                continue
            index = len(values) - 1 if epoch is None else epoch - 1
            value = values[index] if 0 <= index < len(values) else np.nan
            name = "" if is_short and np.isfinite(value) else one.title
            text = f"{name} {shown_number(value)}".strip() if np.isfinite(value) else name
            self.readouts[one.key].setToolTip(one.title)
            if self.readouts[one.key].text() != text:
                self.readouts[one.key].setText(text)

    def _hover(self, position: QPointF) -> None:
        count = max((len(values) for values in self._values.values()), default=0)
        view = self.plot.getViewBox()
        if not count or not view.sceneBoundingRect().contains(position):
            self._leave()
            return
        epoch = self._hovered = int(np.clip(round(view.mapSceneToView(position).x()), 1, count))
        self._line.setPos(epoch)
        self._line.show()
        self._show_values(epoch)

    def _leave(self) -> None:
        if self._hovered is not None:
            self._hovered = None
            self._line.hide()
            self._show_values()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_values(self._hovered)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._leave()
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self.follow()
        return False

    def _recolour(self) -> None:
        colors = theme()
        self.plot.setBackground(colors.color("surface"))
        for side in ("left", "bottom"):
            self.plot.getAxis(side).setPen(pg.mkPen(colors.color("border"), width=1))
            self.plot.getAxis(side).setTextPen(colors.color("muted"))
        self._line.setPen(pg.mkPen(colors.color("muted"), width=1))
        width = max(1, round(self.devicePixelRatioF()))  # one pixel as people see it, in those of the screen
        for one in self.series:
            style = Qt.PenStyle.DashLine if one.is_dashed else Qt.PenStyle.SolidLine
            self.curves[one.key].setPen(pg.mkPen(colors.color(one.role), width=width, style=style))
            self.curves[one.key].setSymbolPen(pg.mkPen(colors.color(one.role), width=1))
            self.curves[one.key].setSymbolBrush(colors.color(one.role))
            self.curves[one.key].setSymbolSize(2 * SPACING)
