"""The look: one palette for light and one for dark, the icons in their colours, and the sizes everything is measured in."""

from __future__ import annotations

import weakref
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from nndesigner.ui.colors import COLORS, ICONS
from nndesigner.ui.style import style_sheet

SPACING = 4
"""The grid in pixels: every margin and gap is a multiple of it."""

MINIMUM_POINTS = 9.0
MODES = ("system", "light", "dark")

_PALETTE = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "window",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "error",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "border",
}
_WHEN_DISABLED = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)

_OUTLINED = ("QLineEdit", "QAbstractSpinBox", "QCheckBox", "QRadioButton", "QComboBox")
_FUSION_DARKER = 140  # per cent: how much darker than the window colour Fusion's outlines are


class Theme(QObject):
    """The theme in force. ``changed`` is emitted after every change of colours.

    ``set_icon(button_or_action, "play")`` gives an icon that is recoloured with the theme; ``icon`` gives one as it is now.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.mode = "system"
        self.is_dark = False
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._targets: dict[int, tuple[weakref.ref[Any], str, str]] = {}
        self._follows_system = False

    def color(self, role: str) -> QColor:
        """The colour of ``role``, e.g. ``"text"``, ``"family:core"``; an unknown family gets the colour of core."""
        return QColor(self.name(role))

    def name(self, role: str) -> str:
        """The same as ``#rrggbb``."""
        row = COLORS.get(role) or COLORS["family:core" if role.startswith("family:") else "text"]
        return row[self.is_dark]

    def icon(self, name: str, role: str = "text") -> QIcon:
        """The icon ``name`` (a key of ICONS, or a QtAwesome name) in the colour of ``role``; slow before it is warm."""
        key = (name, role)
        if key not in self._icons:
            import qtawesome

            glyph = ICONS.get(name) or (ICONS["family:core"] if name.startswith("family:") else name)
            muted = self.color("muted")
            muted.setAlpha(110)
            self._icons[key] = qtawesome.icon(glyph, color=self.color(role), color_disabled=muted)
        return self._icons[key]

    def set_icon(self, target: Any, name: str, role: str = "text") -> None:
        """Give ``target`` (whatever has ``setIcon``) an icon that follows the theme for as long as the target lives."""
        self._targets[id(target)] = (weakref.ref(target), name, role)
        target.setIcon(self.icon(name, role))

    def apply(self, app: QApplication, mode: str) -> None:
        """Give the application the palette of ``mode``: system, light or dark."""
        self.mode = mode if mode in MODES else "system"
        hints = app.styleHints()
        if not self._follows_system:
            self._follows_system = True
            if app.style().name().lower() != "fusion":
                app.setStyle("Fusion")
            _set_minimum_font(app)
            hints.colorSchemeChanged.connect(self._system_changed)
        wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(self.mode, Qt.ColorScheme.Unknown)
        if hints.colorScheme() != wanted:
            hints.setColorScheme(wanted)
        scheme = hints.colorScheme() if self.mode == "system" else wanted
        self.is_dark = scheme == Qt.ColorScheme.Dark
        self._icons.clear()
        app.setPalette(self.palette())
        for name in _OUTLINED:
            app.setPalette(self._field_palette(), name)
        app.setStyleSheet(style_sheet(self))
        self._recolour()
        self.changed.emit()

    def palette(self) -> QPalette:
        """Fusion's palette in the theme's colours."""
        palette = QPalette()
        for target, role in _PALETTE.items():
            palette.setColor(target, self.color(role))
        faint = self.color("muted")
        faint.setAlpha(150)
        for target in _WHEN_DISABLED:
            palette.setColor(QPalette.ColorGroup.Disabled, target, faint)
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, self.color("border"))
        return palette

    def _field_palette(self) -> QPalette:
        """For fields: Fusion outlines them in a darker tone of their window colour, which they do not show otherwise."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, self.color("outline").lighter(_FUSION_DARKER))
        return palette

    def _system_changed(self) -> None:
        app = QApplication.instance()
        if self.mode == "system" and isinstance(app, QApplication):
            self.apply(app, "system")

    def _recolour(self) -> None:
        for key, (reference, name, role) in list(self._targets.items()):
            target = reference()
            try:
                if target is None:
                    raise RuntimeError
                target.setIcon(self.icon(name, role))
            except RuntimeError:  # the C++ side is gone
                del self._targets[key]


_theme: Theme | None = None


def theme() -> Theme:
    """The application's theme."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme


def apply_theme(app: QApplication, mode: str = "system") -> None:
    """Style the application; again whenever the person chooses another mode."""
    theme().apply(app, mode)


def title_font(scale: float = 1.35) -> QFont:
    """The application's font, larger and bold: for headings."""
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _set_minimum_font(app: QApplication) -> None:
    font = app.font()
    if font.pointSizeF() < MINIMUM_POINTS + 1:
        font.setPointSizeF(MINIMUM_POINTS + 1)
        app.setFont(font)
