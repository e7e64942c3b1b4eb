"""Fonts of the canvas: sized in scene pixels and unhinted, so that text keeps its width at every zoom."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath
from PySide6.QtWidgets import QApplication

from nndesigner.ui.colors import ICONS

NAME = 14
SMALL = 13
SMALLEST = 12


@lru_cache(maxsize=16)
def _font(family: str, pixels: int, bold: bool) -> QFont:
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def name_font(pixels: int = NAME) -> QFont:
    """The font of a block's name."""
    return _font(QApplication.font().family(), pixels, True)


def small_font(pixels: int = SMALL) -> QFont:
    """The font of everything else on a block."""
    return _font(QApplication.font().family(), pixels, False)


def fitted(text: str, width: float) -> tuple[str, QFont]:
    """A line for ``width`` scene pixels: in the small font, else one pixel smaller (9 pt), else cut with an ellipsis."""
    for pixels in (SMALL, SMALLEST):
        if QFontMetricsF(small_font(pixels)).horizontalAdvance(text) <= width:
            return text, small_font(pixels)
    return elided(text, small_font(), width), small_font()


@lru_cache(maxsize=128)
def glyph(name: str, pixels: int) -> QPainterPath:
    """The icon ``name`` of the theme as an outline of ``pixels`` around (0, 0): sharp at every zoom, and no font in an SVG."""
    import qtawesome

    icon = ICONS.get(name) or ICONS["family:core"]
    path = QPainterPath()
    path.addText(QPointF(0, 0), qtawesome.font(icon.partition(".")[0], pixels), qtawesome.charmap(icon))
    return path.translated(-path.boundingRect().center())


def elided(text: str, font: QFont, width: float) -> str:
    """``text`` cut with an ellipsis to ``width`` scene pixels."""
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
