"""Whole files in and out: a crash, a kill or a full disk in mid-save leaves the old file or the new one, never a piece.

All writing goes through ``QSaveFile``, which keeps symbolic links and file modes and flushes to the disk before it
replaces the old file. On Linux the new file has no name until it is whole; a kill in the instant between its getting one
and replacing the old file (about 1 of 250 kills in saves back to back) leaves it, whole, as ``NAME.XXXXXX`` beside the old one.
Qt is imported by the functions that write, so reading never needs it.
"""

from __future__ import annotations

import io
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QSaveFile

CHUNK = 4 << 20
MAX_FILE = 8 << 30


def read_bytes(path: Path | str, limit: int = MAX_FILE) -> bytes:
    """Return a regular file's content. Raises FileError if there is none, it cannot be read or has over ``limit`` bytes."""
    try:
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode):
            raise FileError(tr("{path} cannot be opened: it is not a file.", path=path))
        if status.st_size > limit:
            text = tr("{path} cannot be opened: it is larger than {limit} MiB.")
            raise FileError(text.format(path=path, limit=limit >> 20))
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(tr("{path} cannot be opened: {reason}.", path=path, reason=reason)) from error


def write_bytes(path: Path | str, data: bytes) -> None:
    """Replace the file at ``path`` by ``data``. Raises FileError; the old file is then as it was."""
    with open_atomic(path) as file:
        file.write(data)


def write_text(path: Path | str, text: str) -> None:
    """Replace the file at ``path`` by ``text`` in UTF-8, line ends as they are in ``text``."""
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _failure(path, tr("the text holds a broken character at position {position}", position=error.start)) from error
    write_bytes(path, data)


@contextmanager
def open_atomic(path: Path | str) -> Iterator[IO[bytes]]:
    """A stream of bytes to write to; the file at ``path`` is replaced when the block ends without an error.

    Raises FileError; the old file is then as it was.
    """
    path = Path(path)
    file = _opened(path)
    stream = _Stream(path, file)
    try:
        yield stream  # type: ignore[misc]
    except BaseException:
        file.cancelWriting()
        file.commit()
        raise
    if not file.commit():
        raise _failure(path, file.errorString())


@contextmanager
def open_atomic_text(path: Path | str) -> Iterator[IO[str]]:
    """As :func:`open_atomic`, for text: UTF-8, line ends as they are written. Raises FileError."""
    with open_atomic(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        try:
            yield text
            text.flush()
        finally:
            text.detach()


class _Stream(io.RawIOBase):
    """The writing end of a QSaveFile; each write is whole or an error."""

    def __init__(self, path: Path, file: QSaveFile) -> None:
        self._path = path
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(data).cast("B")  # type: ignore[arg-type]
        for start in range(0, len(view), CHUNK):
            piece = bytes(view[start : start + CHUNK])
            if self._file.write(piece) != len(piece):
                raise _failure(self._path, self._file.errorString())
        return len(view)


def _opened(path: Path) -> QSaveFile:
    try:
        from PySide6.QtCore import QIODevice, QSaveFile
    except ImportError as error:
        raise _failure(path, tr("saving needs PySide6, which cannot be loaded ({error})", error=error)) from error
    _check_place(path)
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        raise _failure(path, file.errorString())
    return file


def _check_place(path: Path) -> None:
    """Refuse what Qt would replace or name badly: folders, devices, pipes, a folder that is gone."""
    try:
        kind = path.stat().st_mode if path.exists() or "\0" in str(path) else stat.S_IFREG
        has_folder = path.parent.is_dir()
    except (OSError, ValueError) as error:
        raise _failure(path, getattr(error, "strerror", None) or str(error)) from error
    if stat.S_ISDIR(kind):
        raise _failure(path, tr("it is a folder"))
    if not stat.S_ISREG(kind):
        raise _failure(path, tr("it is a device or a pipe, not a file"))
    if not has_folder:
        raise _failure(path, tr("the folder {folder} does not exist", folder=path.parent))


def _failure(path: Path | str, reason: str) -> FileError:
    return FileError(tr("Cannot save {path}: {reason}.", path=path, reason=reason.rstrip(".")))
