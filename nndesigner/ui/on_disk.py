"""The document's file on the disk: whether another program changed it, and whether another window has it open."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, QTimer, Signal

from nndesigner.ui.document import Document

_SETTLING_MS = 300
"""Programs that save by removing and renaming are given this long."""


class OnDisk(QObject):
    """Follows the file of ``document``; ``folder`` holds one lock for each file that is open in a window on this machine.

    ``changed`` is emitted once for each foreign content, ``vanished`` when the file is gone, ``restored`` when it is again what
    it was, ``shared`` with the process number of another window that has the file open.
    """

    changed = Signal()
    vanished = Signal()
    restored = Signal()
    shared = Signal(int)

    def __init__(self, document: Document, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._folder = folder
        self._path: Path | None = None
        self._known = ""
        self._told = ""
        self._lock: QLockFile | None = None
        self._watcher = QFileSystemWatcher(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLING_MS)
        self._timer.timeout.connect(self.check)
        self._watcher.fileChanged.connect(lambda _path: self._timer.start())
        self._watcher.directoryChanged.connect(lambda _path: self._timer.start())
        document.path_changed.connect(self.follow)
        self.follow()

    @property
    def is_foreign(self) -> bool:
        """Whether the file's content is neither what was read nor what was written last; a missing file is not foreign."""
        now = "" if self._path is None else _digest(self._path)
        return bool(now) and now != self._known

    def follow(self) -> None:
        """The document was opened or saved: what stands in its file now is known."""
        path = self._document.path
        self._known = self._told = "" if path is None else _digest(path)
        if path == self._path:
            self._watch()
            return
        self._path = path
        self._release()
        if path is not None:
            self._claim(path)
        self._watch()

    def check(self) -> None:
        """Look at the file and tell what happened to it."""
        if self._path is None:
            return
        self._watch()
        now = _digest(self._path)
        if now == self._told:
            return
        self._told = now
        if not now:
            self.vanished.emit()
        elif now != self._known:
            self.changed.emit()
        else:
            self.restored.emit()

    def close(self) -> None:
        """Stop watching, and let go of the file."""
        self._timer.stop()
        self._path = None
        self._watch()
        self._release()

    def _watch(self) -> None:
        watched = [*self._watcher.files(), *self._watcher.directories()]
        wanted = [] if self._path is None else [str(path) for path in (self._path, self._path.parent) if path.exists()]
        gone, new = set(watched) - set(wanted), set(wanted) - set(watched)
        if gone:
            self._watcher.removePaths(list(gone))
        if new:
            self._watcher.addPaths(list(new))

    def _claim(self, path: Path) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            name = hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:32]
        except OSError:
            return  # without a folder of our own there is nobody to ask
        lock = QLockFile(str(self._folder / f"{name}.lock"))
        lock.setStaleLockTime(0)
        if lock.tryLock(0):
            self._lock = lock
        elif lock.error() == QLockFile.LockError.LockFailedError:
            self.shared.emit(int(lock.getLockInfo()[0]))

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


def _digest(path: Path) -> str:
    """SHA-256 of a file's content; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""
