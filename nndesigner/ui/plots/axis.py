"""A value axis that writes the labels at its very ends too."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF

_LABEL = 12


class ValueAxis(pg.AxisItem):
    """The left axis. pyqtgraph leaves out labels that reach beyond the axis by half a line, wherever a grid is shown."""

    def __init__(self) -> None:
        super().__init__("left")

    def boundingRect(self) -> QRectF:
        return super().boundingRect().adjusted(0, -_LABEL, 0, _LABEL)
