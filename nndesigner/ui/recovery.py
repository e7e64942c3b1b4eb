"""Recovery: project and trained weights are written aside soon after each change and during a run, and offered on the next
start if this one did not end well."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.ui.journal import journal
from nndesigner.ui.tasks import Task

if TYPE_CHECKING:
    from nndesigner.session.checkpoint import Checkpoint
    from nndesigner.ui.bridge import Runner
    from nndesigner.ui.document import Document

INTERVAL_S = 15.0
_MANY_COLUMNS = 300
_SUFFIX = ".nnproj"


@dataclass(frozen=True, slots=True)
class Found:
    """What a session that did not end well left: the copy, the file that it belongs to (or None), when it was written, and
    the trained network beside it (or None)."""

    copy: Path
    original: Path | None
    written: float
    weights: Path | None = None


def state_directory() -> Path:
    """Where recovery files stand."""
    from platformdirs import user_state_path

    return user_state_path("nndesigner", appauthor=False) / "recovery"


class Recovery(QObject):
    """Writes ``document`` into ``folder`` at most ``interval_s`` seconds after a change; ``close`` removes it.

    The ``runner``'s networks are written there as often while they train, and when they are trained.
    """

    _failed = Signal(str)

    def __init__(
        self,
        document: Document,
        folder: Path,
        interval_s: float = INTERVAL_S,
        parent: QObject | None = None,
        runner: Runner | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._runner = runner
        self._folder = folder
        self._interval_s = interval_s
        self.copy = folder / f"{os.getpid()}-{time.time_ns()}{_SUFFIX}"
        self._lock: QLockFile | None = None
        self._writing = threading.Lock()
        self._turn = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(int(interval_s * 1000))
        self._timer.timeout.connect(self.write)
        document.edited.connect(self._edited)
        document.dirty_changed.connect(self._dirty_changed)
        document.project_replaced.connect(self.remove)
        self._failed.connect(lambda text: journal().add(text, "warning"))
        if runner is not None:
            runner.make_checkpoint = self._checkpoint
            runner.run_started.connect(self.write)
            runner.run_ended.connect(lambda event: self.keep(event.trained))
            runner.state_changed.connect(self._state_changed)

    @property
    def is_needed(self) -> bool:
        """Whether a crash now would take something."""
        return self._document.is_dirty or (self._runner is not None and self._runner.is_active)

    def _edited(self) -> None:
        if self._document.has_unsaved_edits and not self._timer.isActive():
            self._timer.start()

    def _dirty_changed(self, _is_dirty: bool) -> None:
        if not self.is_needed:
            self.remove()

    def _state_changed(self, state: str) -> None:
        if state == "idle":  # the run was given up, and with it what it had learned
            _remove(_weights(self.copy))
            self._dirty_changed(False)

    def _checkpoint(self) -> Checkpoint:
        from nndesigner.session.checkpoint import Checkpoint

        return Checkpoint(_weights(self.copy), self._interval_s, self._failed.emit)

    def write(self, *, at_once: bool = False) -> None:
        """Write the copy, if there is anything that is not saved. A failure goes to the log.

        The recipe of thousands of columns is written off the window's thread, unless it must stand there ``at_once``.
        """
        self._timer.stop()
        if not self.is_needed:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._take_lock()
        except OSError as error:
            journal().add(str(error), "warning")
            return
        project, path = self._document.project, self._document.path
        self._turn += 1
        turn = self._turn
        if project.recipe is None or at_once or len(project.recipe.columns) <= _MANY_COLUMNS:
            self._write(project, path, turn)
            return
        from nndesigner.project.project import Project

        snapshot = Project(project.contents, unknown=project.unknown)
        Task(tr("Keeping a copy"), lambda _progress, _cancelled: self._write(snapshot, path, turn)).start()

    def _write(self, project: Any, path: Path | None, turn: int) -> None:
        """Write ``project``, in any thread, unless a later copy or none at all is wanted meanwhile."""
        from nndesigner.core.atomic import write_text
        from nndesigner.files.project_file import project_text

        try:
            text = project_text(project, self._folder)
            with self._writing:
                if turn == self._turn:
                    write_text(_note(self.copy), json.dumps({"original": str(path.resolve()) if path else None}))
                    write_text(self.copy, text)
        except (DesignerError, OSError) as error:
            self._failed.emit(str(error))

    def keep(self, trained: Any, then: Callable[[], None] = lambda: None) -> None:
        """Write the trained network beside the copy, off the window's thread; call ``then`` when that is done."""
        self.write()
        checkpoint = self._checkpoint()

        def work(_progress: object, _cancelled: object) -> None:
            checkpoint.write(trained)

        def done(_result: object) -> None:
            if not self._document.has_unsaved_weights:  # saved, or given up, meanwhile
                _remove(checkpoint.path)
            then()

        Task(tr("Keeping the trained network safe"), work, done=done).start()

    def remove(self) -> None:
        """Take the copy away: the work is saved, or given up on purpose."""
        self._timer.stop()
        with self._writing:
            self._turn += 1
            delete(self.copy)

    def close(self) -> None:
        """The window ends well."""
        self.remove()
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _take_lock(self) -> None:
        if self._lock is None:
            self._lock = _lock_for(self.copy)
            self._lock.tryLock(0)


def find(folder: Path) -> list[Found]:
    """Copies that no living window holds, newest first; never raises."""
    found = []
    try:
        copies = sorted(folder.glob(f"*{_SUFFIX}"))
    except OSError:
        return []
    for copy in copies:
        lock = _lock_for(copy)
        if not lock.tryLock(0):
            continue
        lock.unlock()
        try:
            weights = _weights(copy)
            times = [path.stat().st_mtime for path in (copy, weights) if path.exists()]
            found.append(Found(copy, _original(copy), max(times), weights if weights.exists() else None))
        except (OSError, ValueError):  # it went away meanwhile
            continue
    return sorted(found, key=lambda one: -one.written)


def delete(copy: Path) -> None:
    """Remove a copy and what belongs to it."""
    for path in (copy, _note(copy), _weights(copy)):
        _remove(path)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _lock_for(copy: Path) -> QLockFile:
    lock = QLockFile(str(copy.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    return lock


def _note(copy: Path) -> Path:
    return copy.with_suffix(".json")


def _weights(copy: Path) -> Path:
    return copy.with_suffix(".pkl")


def _original(copy: Path) -> Path | None:
    try:
        original = json.loads(_note(copy).read_text("utf-8")).get("original")
    except (OSError, ValueError, AttributeError):
        return None
    return Path(original) if isinstance(original, str) else None
