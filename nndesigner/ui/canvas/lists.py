"""Lists of blocks (palette, menu, outline): a selected row is tinted, so that the family's icon keeps its colour."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from nndesigner.ui.theme import theme


def tint_selection(view: QWidget) -> None:
    """Give ``view`` the quiet selection of the present theme; again after the theme changed."""
    palette = QPalette(view.palette())
    palette.setColor(QPalette.ColorRole.Highlight, theme().color("selection"))
    palette.setColor(QPalette.ColorRole.HighlightedText, theme().color("text"))
    view.setPalette(palette)
