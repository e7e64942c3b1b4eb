"""The colours of the two themes: one row a role, light beside dark; every text colour is at least 4.5:1 on every ground."""

from __future__ import annotations

# role: (light, dark)
COLORS: dict[str, tuple[str, str]] = {
    "window": ("#f3f4f6", "#1e2125"),
    "surface": ("#ffffff", "#16181b"),
    "raised": ("#ffffff", "#272b30"),
    "text": ("#1d222b", "#e7e9ed"),
    "muted": ("#59616e", "#a5adb9"),
    "border": ("#cfd4dc", "#3b4149"),
    "outline": ("#868d98", "#6c7480"),  # of fields and boxes: 3:1 on their grounds
    "accent": ("#2560c8", "#82b0ff"),
    "on_accent": ("#ffffff", "#0f141c"),
    "selection": ("#dce8fd", "#2a3d5c"),
    "hover": ("#e8ebef", "#31363d"),
    "error": ("#b3261e", "#ff9389"),
    "warning": ("#855700", "#f3bb50"),
    "ok": ("#1b7038", "#74d18f"),
    "grid": ("#e4e7ec", "#282c32"),
    "plot:train": ("#2560c8", "#82b0ff"),
    "plot:validation": ("#a84b00", "#ffb069"),
    "family:input": ("#4f5b6b", "#b3bdcb"),
    "family:output": ("#4f5b6b", "#b3bdcb"),
    "family:core": ("#2560c8", "#82b0ff"),
    "family:activation": ("#a84b00", "#ffb069"),
    "family:regularization": ("#7a3fb5", "#c9a3f7"),
    "family:normalization": ("#5548c8", "#aeaaff"),
    "family:reshape": ("#0b6e74", "#6ccfd3"),
    "family:merge": ("#a8286d", "#f79ac6"),
    "family:convolution": ("#1b7038", "#74d18f"),
    "family:pooling": ("#5d6b00", "#c6d255"),
    "family:recurrent": ("#8f4a2a", "#e5a988"),
    "family:embedding": ("#855700", "#f3bb50"),
    "family:attention": ("#b3261e", "#ff9389"),
}

# One hue a class, in this order: the decision surface, painted points and their legend agree.
CLASS_HUES = (
    "family:core",
    "family:activation",
    "family:convolution",
    "family:regularization",
    "family:reshape",
    "family:merge",
)

GROUNDS = ("window", "surface", "raised", "selection", "hover")

# Semantic icon names, each with its glyph in QtAwesome's Material Design family.
ICONS: dict[str, str] = {
    "play": "mdi6.play",
    "pause": "mdi6.pause",
    "step": "mdi6.skip-next",
    "stop": "mdi6.stop",
    "reset": "mdi6.skip-backward",
    "new_weights": "mdi6.dice-multiple-outline",
    "find_rate": "mdi6.chart-bell-curve",
    "cross_validate": "mdi6.layers-triple-outline",
    "keep_weights": "mdi6.pin-outline",
    "new": "mdi6.file-outline",
    "open": "mdi6.folder-open-outline",
    "open_data": "mdi6.table-arrow-right",
    "images": "mdi6.image-multiple-outline",
    "save": "mdi6.content-save-outline",
    "save_as": "mdi6.content-save-edit-outline",
    "save_model": "mdi6.package-down",
    "export": "mdi6.export-variant",
    "export_network": "mdi6.application-export",
    "examples": "mdi6.school-outline",
    "recent": "mdi6.history",
    "quit": "mdi6.exit-to-app",
    "undo": "mdi6.undo",
    "redo": "mdi6.redo",
    "cut": "mdi6.content-cut",
    "copy": "mdi6.content-copy",
    "paste": "mdi6.content-paste",
    "duplicate": "mdi6.content-duplicate",
    "delete": "mdi6.trash-can-outline",
    "select_all": "mdi6.select-all",
    "fit": "mdi6.fit-to-page-outline",
    "zoom_in": "mdi6.magnify-plus-outline",
    "zoom_out": "mdi6.magnify-minus-outline",
    "tidy": "mdi6.auto-fix",
    "theme": "mdi6.theme-light-dark",
    "panels": "mdi6.page-layout-body",
    "reset_layout": "mdi6.backup-restore",
    "next": "mdi6.arrow-down",
    "previous": "mdi6.arrow-up",
    "help": "mdi6.help-circle-outline",
    "keyboard": "mdi6.keyboard-outline",
    "info": "mdi6.information-outline",
    "warning": "mdi6.alert-outline",
    "error": "mdi6.alert-circle-outline",
    "ok": "mdi6.check-circle-outline",
    "close": "mdi6.close",
    "search": "mdi6.magnify",
    "filter": "mdi6.filter-outline",
    "paint": "mdi6.brush-outline",
    "add": "mdi6.plus",
    "fix": "mdi6.wrench-outline",
    "data": "mdi6.table",
    "design": "mdi6.graph-outline",
    "results": "mdi6.chart-box-outline",
    "target": "mdi6.bullseye-arrow",
    "layers": "mdi6.layers-outline",
    "log": "mdi6.text-box-outline",
    "plots": "mdi6.chart-line",
    "drop": "mdi6.tray-arrow-down",
    "logarithm": "mdi6.chart-bell-curve-cumulative",
    "family:input": "mdi6.login-variant",
    "family:output": "mdi6.bullseye-arrow",
    "family:core": "mdi6.vector-square",
    "family:activation": "mdi6.sine-wave",
    "family:regularization": "mdi6.water-outline",
    "family:normalization": "mdi6.tune-vertical",
    "family:reshape": "mdi6.resize",
    "family:merge": "mdi6.call-merge",
    "family:convolution": "mdi6.blur",
    "family:pooling": "mdi6.grid",
    "family:recurrent": "mdi6.sync",
    "family:embedding": "mdi6.code-brackets",
    "family:attention": "mdi6.eye-outline",
}


def luminance(color: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)
