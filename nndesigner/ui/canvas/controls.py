"""The small cluster in the canvas's corner: zoom out, zoom, zoom in, fit, tidy; and the overview map in the other."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton

from nndesigner.core.text import tr
from nndesigner.ui.canvas.overview import Overview
from nndesigner.ui.canvas.view import CanvasView
from nndesigner.ui.theme import SPACING, theme

_EDGE = 3 * SPACING


class Controls(QFrame):
    """Floats on the canvas; keeps itself and the overview map in their corners."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self.setProperty("card", True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.overview = Overview(view)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        row.setSpacing(0)
        row.addWidget(self._button("zoom_out", tr("Zoom out"), view.zoom_out))
        self._zoom = self._button("", tr("Natural size"), view.zoom_reset)
        self._zoom.setFixedWidth(self._zoom.fontMetrics().horizontalAdvance("400 %") + 4 * SPACING)
        row.addWidget(self._zoom)
        row.addWidget(self._button("zoom_in", tr("Zoom in"), view.zoom_in))
        row.addWidget(self._button("fit", tr("Show the whole network"), view.fit))
        row.addWidget(self._button("tidy", tr("Arrange the blocks in layers"), view.editor.tidy))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._follow)
        view.moved.connect(self._schedule)
        view.canvas_scene.refreshed.connect(self._schedule)
        view.canvas_scene.changed.connect(self._schedule)

    def _button(self, icon: str, text: str, slot: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if icon:
            theme().set_icon(button, icon)
        button.clicked.connect(lambda _checked: slot())
        return button

    def _schedule(self, *_: object) -> None:
        if not self._timer.isActive():
            self._timer.start(0)

    def _follow(self) -> None:
        self._zoom.setText(f"{round(self._view.zoom * 100)} %")
        self._place()
        self.overview.follow()

    def _place(self) -> None:
        self.adjustSize()
        area = self._view.viewport().geometry()
        self.move(area.left() + _EDGE, area.bottom() - self.height() - _EDGE)
        self.overview.move(area.right() - self.overview.width() - _EDGE, area.bottom() - self.overview.height() - _EDGE)
