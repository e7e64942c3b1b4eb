"""What can be opened as data: a row a kind of file, with its suffixes and the source that it becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class DataKind:
    """``source(path)`` is the description that ``data/source.py`` loads."""

    title: str
    suffixes: tuple[str, ...]
    source: Callable[[Path], dict[str, Any]]

    @property
    def filter(self) -> str:
        """As Qt's file dialogs want it: "Table (*.csv *.tsv)"."""
        return f"{self.title} ({' '.join(f'*{suffix}' for suffix in self.suffixes)})"


DATA_KINDS: tuple[DataKind, ...] = (
    DataKind("Table", (".csv", ".tsv", ".txt", ".dat", ".data"), lambda path: {"kind": "file", "path": str(path)}),
)


def source_of(path: Path) -> dict[str, Any]:
    """The source that the file at ``path`` is; a suffix that no kind has is read as a table of text."""
    suffix = path.suffix.lower()
    return next((kind for kind in DATA_KINDS if suffix in kind.suffixes), DATA_KINDS[0]).source(path)


def data_filters() -> str:
    """Every kind for a file dialog; with more than one, all of them together first."""
    filters = [kind.filter for kind in DATA_KINDS]
    if len(DATA_KINDS) > 1:
        suffixes = dict.fromkeys(suffix for kind in DATA_KINDS for suffix in kind.suffixes)
        filters.insert(0, DataKind("Data", tuple(suffixes), DATA_KINDS[0].source).filter)
    return ";;".join(filters)
