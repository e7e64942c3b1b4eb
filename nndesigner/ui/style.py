"""The few rules that Fusion and a palette cannot say: flat tool buttons, quiet docks, page tabs, the message bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nndesigner.ui.theme import Theme

_RULES = """
QToolTip {{ color: {text}; background: {raised}; border: 1px solid {border}; padding: 4px; }}
QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 4px; }}
QToolButton:hover:enabled {{ background: {hover}; }}
QToolButton:pressed, QToolButton:checked {{ background: {selection}; }}
QToolButton:focus {{ border-color: {accent}; }}
QMenu {{ background: {raised}; border: 1px solid {border}; padding: 4px 0; }}
QMenu::item {{ padding: 4px 24px 4px 8px; }}
QMenu::item:selected:enabled {{ background: {accent}; color: {on_accent}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::icon, QMenu::indicator {{ padding-left: 8px; }}
QMenu::icon:checked {{
    background: {selection}; border: 1px solid {accent}; border-radius: 4px; padding: 2px; margin-left: 4px;
}}
QMenu::separator {{ height: 1px; background: {border}; margin: 4px 8px; }}
QMainWindow::separator {{ background: {window}; width: 4px; height: 4px; }}
QMainWindow::separator:hover {{ background: {selection}; }}
QDockWidget {{ color: {text}; }}
QDockWidget::title {{ background: {window}; padding: 6px 8px; text-align: left; }}
QStatusBar {{ color: {muted}; }}
QStatusBar::item {{ border: none; }}
#transport {{ background: {raised}; border-bottom: 1px solid {border}; }}
QToolBar#page\\.switch {{ background: {window}; border: none; padding: 0; spacing: 0; }}
#pages {{ background: {window}; }}
QToolButton[page="true"] {{
    border-radius: 0; border: none; border-bottom: 2px solid transparent; padding: 6px 16px; color: {muted};
}}
QToolButton[page="true"]:hover {{ color: {text}; }}
QToolButton[page="true"]:checked {{ background: transparent; color: {text}; border-bottom-color: {accent}; }}
QToolButton[page="true"]:focus {{ background: {hover}; }}
QToolButton[choice="true"] {{ background: {raised}; border: 1px solid {border}; padding: 6px 8px; text-align: left; }}
QToolButton[choice="true"]:hover {{ background: {hover}; }}
QToolButton[choice="true"]:focus {{ border-color: {accent}; }}
QToolButton[chip="true"] {{ background: {selection}; border-radius: 10px; padding: 2px 8px; }}
QToolButton[chip="true"]:hover {{ background: {hover}; }}
QToolButton[picker="true"] {{ background: {raised}; border: 1px solid {border}; border-radius: 4px; padding: 4px 8px; }}
QToolButton[picker="true"]:hover:enabled {{ background: {hover}; }}
QToolButton[picker="true"]:focus {{ border-color: {accent}; }}
QLabel[problem="error"] {{ color: {error}; }}
QLabel[quiet="true"] {{ color: {muted}; }}
QPushButton[primary="true"]:enabled {{
    background: {accent}; color: {on_accent}; border: 1px solid {accent}; border-radius: 4px; padding: 6px 16px;
}}
QPushButton[primary="true"]:focus {{ border-color: {text}; }}
QFrame[card="true"] {{ background: {raised}; border: 1px solid {border}; border-radius: 6px; }}
QFrame[message="info"] {{ background: {selection}; border: none; }}
QFrame[message="warning"] {{ background: {raised}; border: none; border-left: 4px solid {warning}; }}
QFrame[message="error"] {{ background: {raised}; border: none; border-left: 4px solid {error}; }}
"""

_ROLES = ("text", "muted", "raised", "border", "hover", "selection", "accent", "on_accent", "window", "warning", "error")


def style_sheet(theme: Theme) -> str:
    """The application's style sheet in the colours of ``theme``."""
    return _RULES.format(**{role: theme.name(role) for role in _ROLES})
