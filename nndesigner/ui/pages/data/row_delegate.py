"""Paints a cell of a virtual table: selection, missing mark, problem corner and what was found, in one pass."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nndesigner.ui.pages.data.row_selection import RowSelection
from nndesigner.ui.pages.data.rows_model import RowsModel, shown_text
from nndesigner.ui.theme import SPACING, theme

_SIDE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_CORNER = 7.0


class RowDelegate(QStyledItemDelegate):
    """``needle`` is what the find bar looks for, folded; its places are marked."""

    def __init__(self, model: RowsModel, selection: RowSelection, parent: Any = None) -> None:
        super().__init__(parent)
        self._model = model
        self._selection = selection
        self.needle = ""
        self._metrics: QFontMetrics | None = None
        self._italic: QFont | None = None
        self._colors: dict[str, QColor] = {}
        theme().changed.connect(self.restyle)

    def restyle(self) -> None:
        """Forget fonts and colours: they changed."""
        self._metrics = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        if self._metrics is None:
            self._measure(option.font)
        model, column, area = self._model, index.column(), option.rect
        row = model.table_row(index.row())
        missing = model.is_missing(row, column)
        text = shown_text(model.text(row, column), missing)
        mask = self._selection.mask
        selected = row < len(mask) and bool(mask[row])
        colors = self._colors
        if selected:
            painter.fillRect(area, colors["accent"])
        elif missing:
            painter.fillRect(area, colors["missing"])
        if self.needle and self.needle in text.casefold():
            self._paint_found(painter, area, text, column)
        if missing:
            painter.setFont(self._italic)
        painter.setPen(colors["on_accent" if selected else "warning" if missing else "text"])
        self._paint_text(painter, area, text, column)
        if missing:
            painter.setFont(option.font)
        if model.problem(row, column):
            _paint_corner(painter, area, colors["on_accent" if selected else "error"])
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(colors["text" if not selected else "on_accent"], 1, Qt.PenStyle.DotLine))
            painter.drawRect(area.adjusted(1, 1, -2, -2))

    def _paint_text(self, painter: QPainter, area: QRect, text: str, column: int) -> None:
        room = area.width() - 2 * SPACING
        if self._metrics.horizontalAdvance(text) > room:
            text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area.adjusted(SPACING, 0, -SPACING, 0), self._model.alignment(column) | _SIDE, text)

    def _paint_found(self, painter: QPainter, area: QRect, text: str, column: int) -> None:
        """A tint and a line under the found part: where the text is cut, under the whole cell."""
        room = area.width() - 2 * SPACING
        whole = self._metrics.horizontalAdvance(text)
        at = text.casefold().find(self.needle)
        left, width = area.left() + SPACING, min(whole, room)
        if whole <= room:
            start = self._metrics.horizontalAdvance(text[:at])
            width = self._metrics.horizontalAdvance(text[at : at + len(self.needle)])
            is_right = self._model.alignment(column) & int(Qt.AlignmentFlag.AlignRight)
            left = (area.right() + 1 - SPACING - whole if is_right else left) + start
        painter.fillRect(QRect(left, area.top() + 1, width, area.height() - 2), self._colors["found"])
        painter.fillRect(QRect(left, area.bottom() - 2, width, 2), self._colors["warning"])

    def _measure(self, font: QFont) -> None:
        self._metrics = QFontMetrics(font)
        self._italic = QFont(font)
        self._italic.setItalic(True)
        look = theme()
        self._colors = {role: look.color(role) for role in ("accent", "on_accent", "warning", "text", "error")}
        for role, strength in (("missing", 28), ("found", 110)):
            self._colors[role] = look.color("warning")
            self._colors[role].setAlpha(strength)


def _paint_corner(painter: QPainter, area: QRect, color: QColor) -> None:
    """A small triangle in the upper right corner, as spreadsheets mark a comment."""
    right, top = area.right() + 1.0, float(area.top())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(right - _CORNER, top), QPointF(right, top), QPointF(right, top + _CORNER)]))
    painter.restore()


def paint_share(painter: QPainter, area: QRectF, share: float, color: QColor, ground: QColor) -> None:
    """A strip of which ``share`` (0 to 1) is filled; anything above nothing can be seen."""
    painter.fillRect(area, ground)
    if share > 0:
        painter.fillRect(QRectF(area.left(), area.top(), max(2.0, area.width() * share), area.height()), color)
