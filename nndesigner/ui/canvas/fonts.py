"""Fonts of the canvas: sized in scene pixels and unhinted, so that text keeps its width at every zoom."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

NAME = 13
SMALL = 12


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


def small_font() -> QFont:
    """The font of everything else on a block; 9 pt at 100 %."""
    return _font(QApplication.font().family(), SMALL, False)


def elided(text: str, font: QFont, width: float) -> str:
    """``text`` cut with an ellipsis to ``width`` scene pixels."""
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
