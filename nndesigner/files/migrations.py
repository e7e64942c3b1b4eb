"""Versions of the file formats: each step from a version to the next is one function, and old files open forever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nndesigner import __version__
from nndesigner.core.errors import FileError
from nndesigner.core.text import printable, tr

Step = Callable[[dict[str, Any]], dict[str, Any]]
HEADER_KEYS = ("format", "version", "app_version")


@dataclass(frozen=True)
class Format:
    """A kind of file, the version that is written now, and for each older version the step to the next one.

    To change a format: raise ``version`` by one, add to ``steps`` the function that turns the content of the version
    before into the new one, and put a file of the old version into ``tests/files/assets``.
    """

    name: str
    noun: str
    version: int = 1
    steps: Mapping[int, Step] = field(default_factory=dict)

    def header(self) -> dict[str, Any]:
        """What every file of this format begins with."""
        return {"format": self.name, "version": self.version, "app_version": __version__}

    def upgrade(self, content: object, source: object) -> dict[str, Any]:
        """Return what was read from ``source`` as the present version, without its header. Raises FileError."""
        found = content.get("format") if isinstance(content, Mapping) else None
        if not isinstance(content, Mapping) or type(found) is not str or found != self.name:
            holds = tr("a file of the format {found!r}", found=printable(found, 80)) if type(found) is str else _noun(content)
            text = tr("{source} is not a {noun} of NN Designer, but {holds}; choose a file that was saved as one.")
            raise FileError(text.format(source=source, noun=self.noun, holds=holds))
        version = content.get("version")
        if type(version) is not int or version < 1:
            text = tr("{source} does not say which version of the {noun} format it has; received {version!r}.")
            raise FileError(text.format(source=source, noun=self.noun, version=printable(version, 80)))
        if version > self.version:
            text = tr("{source} was saved by a newer NN Designer ({noun} version {version}); this one reads up to {known}.")
            raise FileError(text.format(source=source, noun=self.noun, version=printable(version, 80), known=self.version))
        upgraded = dict(content)
        for step in range(version, self.version):
            upgraded = self.steps[step](upgraded)
        return {key: value for key, value in upgraded.items() if key not in HEADER_KEYS}


def _noun(content: object) -> str:
    if isinstance(content, Mapping):
        return tr("values by name without a format")
    if isinstance(content, (list, tuple)):
        return tr("a list of {count:,} values", count=len(content))
    return tr("a value of the kind {kind}", kind=type(content).__name__)


PROJECT = Format("nndesigner-project", "project")
