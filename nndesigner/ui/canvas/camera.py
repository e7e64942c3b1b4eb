"""The camera: zoom at the pointer, pan, fit. A wheel zooms, a touchpad pans, Ctrl with either zooms."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget

from nndesigner.ui.canvas.scene import CanvasScene

SMALLEST, LARGEST = 0.1, 4.0
LEGIBLE = 0.5  # a block says its name, main option and shape
_MARGIN = 16
_EDGE = 8
_STEP = 1.25
_WHEEL = 1.0015


class Camera(QGraphicsView):
    """A graphics view over a :class:`CanvasScene` to look around in. ``moved`` follows every change of what is seen."""

    moved = Signal()

    def __init__(self, scene: CanvasScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.canvas_scene = scene
        self._wants_fit = True
        self._least = LEGIBLE
        self._shown = QRectF()
        self.is_fitted = False
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self.moved.emit())
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.moved.emit())

    @property
    def zoom(self) -> float:
        """Screen pixels a scene pixel."""
        return self.transform().m11()

    def visible_rect(self) -> QRectF:
        """What the view shows, in scene coordinates."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def set_zoom(self, zoom: float, place: QPointF | None = None) -> None:
        """Zoom so that what is under ``place`` (of the view; the middle if None) stays there."""
        self.is_fitted = False
        zoom = max(SMALLEST, min(LARGEST, zoom))
        place = QPointF(self.viewport().rect().center()) if place is None else place
        factor = zoom / self.zoom
        before = self.viewportTransform().inverted()[0].map(place)
        self.scale(factor, factor)
        after = self.viewportTransform().map(before) - place
        self.scroll_by(QPoint(round(after.x()), round(after.y())))
        self.moved.emit()

    def zoom_in(self) -> None:
        """A step nearer."""
        self.set_zoom(self.zoom * _STEP)

    def zoom_out(self) -> None:
        """A step away."""
        self.set_zoom(self.zoom / _STEP)

    def zoom_reset(self) -> None:
        """Natural size."""
        self.set_zoom(1.0)

    def fit(self) -> None:
        """Show the whole network, not larger than life; until the person zooms or pans it stays so when the view is resized."""
        self._least = SMALLEST
        self._fit()

    def fit_legibly(self) -> None:
        """The same, but a network too large to be read so is shown from its start."""
        self._least = LEGIBLE
        self._fit()

    def settle(self) -> None:
        """What is there was put there by hand, in sight: a resize does not move it."""
        if self.isVisible():
            self._wants_fit = False

    def reveal(self, item: QGraphicsItem) -> None:
        """Scroll as far as is needed to see ``item``."""
        before = self.scroll_position()
        self.ensureVisible(item, _EDGE, _EDGE)
        self.is_fitted = self.is_fitted and self.scroll_position() == before

    def keep_in_sight(self) -> None:
        """After a change: a view that showed everything still does, and none is left looking at nothing."""
        content, seen = self.canvas_scene.content_rect(), self.visible_rect()
        if content.isEmpty():
            self.is_fitted = False
        if content.isEmpty() or self._wants_fit:
            return
        if self.is_fitted and not self._fitted_rect().contains(content):
            self._fit()
        elif not seen.intersects(content):
            self.fit_legibly()

    def _fitted_rect(self) -> QRectF:
        """What was shown by the fit: all that the view sees, or more where the network is larger."""
        return self.visible_rect().united(self._shown)

    def _fit(self) -> None:
        content = self.canvas_scene.content_rect().adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        if not self.isVisible() or self.canvas_scene.content_rect().isEmpty():
            self._wants_fit = True
            return
        self._wants_fit = False
        seen = self.viewport().rect()
        zoom = min(1.0, seen.width() / content.width(), seen.height() / content.height())
        self.set_zoom(max(zoom, self._least))
        middle = content.center()
        if zoom < self._least:
            middle.setX(min(middle.x(), content.left() + seen.width() / self.zoom / 2))
        self.centerOn(middle)
        self._shown = content
        self.is_fitted = True
        self.moved.emit()

    def scroll_position(self) -> QPoint:
        """Where the view stands; for :meth:`scroll_to`."""
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def scroll_to(self, position: QPoint) -> None:
        """Stand where the view stood before."""
        self.horizontalScrollBar().setValue(position.x())
        self.verticalScrollBar().setValue(position.y())

    def scroll_by(self, step: QPoint) -> None:
        """Move what is seen by ``step`` screen pixels."""
        self.is_fitted = False
        self.scroll_to(self.scroll_position() + step)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        zooms = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if zooms or (not _is_touchpad(event) and not event.modifiers()):
            self.set_zoom(self.zoom * _WHEEL ** (turned.y() or turned.x()), event.position())
        else:
            step = event.pixelDelta() if not event.pixelDelta().isNull() else turned / 2
            aside = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not step.x()
            self.scroll_by(QPoint(-step.y(), 0) if aside else -step)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.set_zoom(self.zoom * (1 + event.value()), event.position())
            return True
        return super().viewportEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._wants_fit:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._wants_fit or self.is_fitted:
            self._fit()
        self.moved.emit()


def _is_touchpad(event: QWheelEvent) -> bool:
    device = event.pointingDevice()
    return not event.pixelDelta().isNull() or (device is not None and device.type() == QInputDevice.DeviceType.TouchPad)
