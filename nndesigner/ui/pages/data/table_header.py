"""The header of the rows: each column's name, what is in it as a small picture, what is missing; a click sorts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QToolTip, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.row_delegate import paint_share
from nndesigner.ui.pages.data.summaries import Summary
from nndesigner.ui.plots.histogram import paint_bars
from nndesigner.ui.theme import SPACING, theme

_PICTURE = 5 * SPACING
_STRIP = 3
_TOP = 3
_LEAST_HEIGHT = 44 * SPACING  # of a table whose header shows pictures


class TableHeader(QHeaderView):
    """``summary(index)`` gives a column's figures or None while they are counted; ``wish`` what is sorted and filtered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.summary: Callable[[int], Summary | None] = lambda _index: None
        self.role: Callable[[int], str] = lambda _index: "feature"
        self.wish: Any = None
        self.shows_statistics = True
        self._has_room = True
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(10 * SPACING)
        self.setMouseTracking(True)
        self._hovered = -1
        theme().changed.connect(self.viewport().update)

    def show_statistics(self, is_on: bool) -> None:
        """Show or leave away the pictures."""
        self.shows_statistics = is_on
        self.updateGeometry()
        self.parentWidget().updateGeometries()

    def fit(self, height: int) -> None:
        """Leave the pictures away while the whole table is so low that hardly a row would be left beside them."""
        has_room = height >= _LEAST_HEIGHT
        if has_room != self._has_room:
            self._has_room = has_room
            self.parentWidget().updateGeometries()

    def shown_columns(self) -> range:
        """The columns that can be seen now."""
        if not self.count() or not self.viewport().width():
            return range(0)
        last = self.visualIndexAt(self.viewport().width() - 1)
        return range(max(0, self.visualIndexAt(0)), (self.count() - 1 if last < 0 else last) + 1)

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        height = line + 2 * SPACING
        if self.shows_statistics and self._has_room:
            height += line + _PICTURE + _STRIP + 2 * SPACING
        return QSize(self.minimumSectionSize(), height)

    def mouseMoveEvent(self, event: Any) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.logicalIndexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.logicalIndexAt(event.pos())
            QToolTip.showText(event.globalPos(), self.tip(index) if index >= 0 else "", self)
            return True
        return super().viewportEvent(event)

    def tip(self, index: int) -> str:
        """Everything that is known about a column, and what a click does."""
        column, summary = self.model().table.columns[index], self.summary(index)
        lines = [f"{column.name} · {column.type}", *([summary.details] if summary else [])]
        lines += [f"{item.words}" for item in self._filters(column.name)]
        lines.append(tr("Click to sort what you see; the data keep their order."))
        return "\n".join(lines)

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        model = self.model()
        if model is None or model.table is None or not rect.isValid():
            return
        look, column = theme(), model.table.columns[index]
        painter.save()
        painter.fillRect(rect, look.color("hover" if index == self._hovered else "window"))
        painter.setPen(look.color("border"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inside = rect.adjusted(2 * SPACING - 2, _TOP, -2 * SPACING + 2, -1)
        painter.setClipRect(rect)
        self._paint_name(painter, inside, column, self.role(index))
        summary = self.summary(index) if self.shows_statistics and self._has_room else None
        if summary is not None:
            self._paint_summary(painter, inside, summary)
        painter.restore()

    def _paint_name(self, painter: QPainter, area: QRect, column: Any, role: str) -> None:
        line = self.fontMetrics().height()
        right = area.right()
        if self.wish is not None and self.wish.sort == column.name:
            _paint_arrow(painter, QPointF(right - 4, area.top() + line / 2), is_down=self.wish.descending)
            right -= 4 * SPACING
        if self._filters(column.name):
            _paint_funnel(painter, QPointF(right - 4, area.top() + line / 2))
            right -= 4 * SPACING
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        font.setUnderline(role == "target")
        painter.setFont(font)
        painter.setPen(theme().color("muted" if role == "ignore" else "text"))
        place = QRect(area.left(), area.top(), max(0, right - area.left()), line)
        text = painter.fontMetrics().elidedText(column.name, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
        painter.setFont(self.font())

    def _paint_summary(self, painter: QPainter, area: QRect, summary: Summary) -> None:
        look, line = theme(), self.fontMetrics().height()
        place = QRect(area.left(), area.top() + line + SPACING // 2, area.width(), line)
        painter.setPen(look.color("warning" if summary.missing else "muted"))
        text = painter.fontMetrics().elidedText(summary.short, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
        picture = QRectF(area.left(), place.bottom() + SPACING // 2, area.width(), _PICTURE)
        if summary.bars.labels:
            _paint_shares(painter, picture, summary)
        else:
            paint_bars(painter, picture, summary.bars.counts, look.color("accent"), gap=1.0)
        strip = QRectF(area.left(), picture.bottom() + 2, area.width(), _STRIP)
        share = summary.missing / summary.rows if summary.rows else 0.0
        paint_share(painter, strip, share, look.color("warning"), look.color("grid"))

    def _filters(self, name: str) -> list[Any]:
        return [item for item in self.wish.filters if item.column == name] if self.wish is not None else []

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            self._hovered = index
            self.viewport().update()


def _paint_shares(painter: QPainter, area: QRectF, summary: Summary) -> None:
    """The three most frequent labels as a bar each, one below the other; the longer, the more rows."""
    color = theme().color("accent")
    present = max(1, summary.rows - summary.missing)
    height = (area.height() - 4) / 3
    for place, count in enumerate(summary.bars.counts[:3]):
        top = area.top() + place * (height + 2)
        paint_share(painter, QRectF(area.left(), top, area.width(), height), count / present, color, theme().color("grid"))


def _paint_arrow(painter: QPainter, center: QPointF, *, is_down: bool) -> None:
    tip = 3.0 if is_down else -3.0
    points = [QPointF(center.x() - 4, center.y() - tip), QPointF(center.x() + 4, center.y() - tip)]
    _paint_shape(painter, [*points, QPointF(center.x(), center.y() + tip)])


def _paint_funnel(painter: QPainter, center: QPointF) -> None:
    x, y = center.x(), center.y()
    _paint_shape(painter, [QPointF(x + dx, y + dy) for dx, dy in ((-5, -4), (5, -4), (1, 1), (1, 5), (-1, 4), (-1, 1))])


def _paint_shape(painter: QPainter, points: list[QPointF]) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("accent"))
    painter.drawPolygon(QPolygonF(points))
    painter.restore()
