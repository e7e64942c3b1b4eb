"""The UTF-8 bytes that a table is read from: held in memory, or left in a large file and fetched as they are needed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr

_AHEAD, _NEAR = 1 << 20, 1 << 15  # bytes fetched at once: going on, or for a row or two


class Content(Protocol):
    """Bytes of a text in UTF-8, without a byte-order mark."""

    @property
    def size(self) -> int:
        """Number of bytes."""

    def read(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` up to ``end``; fewer at the end. Raises DataError when they can no longer be had."""


class Held:
    """Bytes in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read(self, start: int, end: int) -> bytes:
        return self._data[start:end]


class OnDisk:
    """Bytes of a file, which stay there; a file that has changed since is never read as if it had not."""

    def __init__(self, path: Path, start: int, size: int) -> None:
        self._path = path
        self._start = start
        self._stamp = _stamp(os.stat(path))
        self._ahead = (0, b"")
        self.size = size

    def read(self, start: int, end: int) -> bytes:
        end = min(end, self.size)
        first, ahead = self._ahead
        if not first <= start <= end <= first + len(ahead):
            wide = _AHEAD if end - start > _NEAR else _NEAR
            first, ahead = self._ahead = start, self._fetch(start, min(self.size, max(end, start + wide)))
        return ahead[start - first : end - first]

    def _fetch(self, start: int, end: int) -> bytes:
        pieces: list[bytes] = []
        wanted = end - start
        try:
            with self._path.open("rb", buffering=0) as stream:
                unchanged = _stamp(os.fstat(stream.fileno())) == self._stamp
                stream.seek(self._start + start)
                while unchanged and wanted > 0:
                    piece = stream.read(wanted)
                    unchanged = bool(piece)
                    pieces.append(piece)
                    wanted -= len(piece)
        except OSError as error:
            message = "{name} can no longer be read ({reason}); bring it back or open the data anew."
            raise DataError(tr(message, name=self._path.name, reason=error.strerror or error)) from error
        if not unchanged:
            message = "{name} has changed since it was read; open the data anew."
            raise DataError(tr(message, name=self._path.name))
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def text_of(data: bytes) -> str:
    """Decode bytes of a Content."""
    return data.decode("utf-8", "surrogatepass")


def bytes_of(text: str) -> bytes:
    """Encode a text as a Content holds it."""
    return text.encode("utf-8", "surrogatepass")
