"""What the window remembers between two sessions: one row a setting, with its default."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

ORGANISATION = "NN Designer"
RECENT_LIMIT = 10

DEFAULTS: dict[str, Any] = {
    "theme": "system",
    "geometry": None,
    "layout": None,
    "panels": "",
    "heights": "",
    "recent": [],
    "folder": "",
    "plots/log_scale": False,
}


class Settings:
    """Typed access to the rows of DEFAULTS. Tests send them elsewhere with ``QSettings.setPath``."""

    def __init__(self) -> None:
        self._store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, ORGANISATION)

    def get(self, name: str) -> Any:
        """The remembered value of ``name``, or its default."""
        default = DEFAULTS[name]
        value = self._store.value(name, default)
        if isinstance(default, bool):
            return value in (True, "true", "1")
        if isinstance(default, list):
            return [value] if isinstance(value, str) else [item for item in value or [] if isinstance(item, str)]
        if isinstance(default, str):
            return value if isinstance(value, str) else default
        return value

    def set(self, name: str, value: Any) -> None:
        """Remember ``value``."""
        if name not in DEFAULTS:
            raise KeyError(name)
        self._store.setValue(name, value)

    def forget(self, names: Iterable[str]) -> None:
        """Go back to the defaults of ``names``."""
        for name in names:
            self._store.remove(name)

    def sync(self) -> None:
        """Write what is not on disk yet."""
        self._store.sync()

    @property
    def recent(self) -> list[Path]:
        """Files opened or saved last, newest first."""
        return [Path(item) for item in self.get("recent")]

    def add_recent(self, path: Path) -> None:
        """Put ``path`` first in the list of recent files."""
        entry = str(path.resolve())
        others = [item for item in self.get("recent") if item != entry]
        self.set("recent", [entry, *others][:RECENT_LIMIT])
        self.set("folder", str(path.resolve().parent))
