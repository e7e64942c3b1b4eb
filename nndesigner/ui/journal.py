"""The journal: every sentence that the window told somebody, and the details that were kept from them."""

from __future__ import annotations

import platform
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from types import TracebackType

from PySide6.QtCore import QObject, Signal

from nndesigner import __version__
from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr

LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: ``level`` is ``info``, ``warning`` or ``error``; ``details`` is a traceback or empty."""

    time: float
    level: str
    text: str
    details: str = ""

    def report(self) -> str:
        """Everything that a maintainer needs, as plain text."""
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(self.time))
        versions = f"NN Designer {__version__}, Python {platform.python_version()}, {platform.system()}"
        return f"{when} {self.level}: {self.text}\n{versions}\n\n{self.details}".rstrip() + "\n"


class Journal(QObject):
    """Entries, newest last. May be written from any thread; ``added`` arrives in the window's."""

    added = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def add(self, text: str, level: str = "info", details: str = "") -> Entry:
        """Write one entry."""
        entry = Entry(time.time(), level, text, details)
        self.entries.append(entry)
        del self.entries[:-LIMIT]
        self.added.emit(entry)
        return entry

    def error(self, error: BaseException) -> Entry:
        """Write an exception: its own sentence if it has one for people; the traceback becomes the details."""
        if isinstance(error, DesignerError):
            text = str(error)
        elif isinstance(error, MemoryError):
            text = tr(
                "There is not enough memory for this; nothing was changed. Use fewer rows, smaller layers or a smaller batch."
            )
        else:
            text = tr(
                "Something in the application broke ({kind}). Save your work, and copy the details from the log for a report.",
                kind=type(error).__name__,
            )
        return self.add(text, "error", "".join(traceback.format_exception(error)))


_journal: Journal | None = None


def journal() -> Journal:
    """The application's journal."""
    global _journal
    if _journal is None:
        _journal = Journal()
    return _journal


def install_hooks() -> None:
    """Send what nobody caught, in any thread, to the journal; nobody sees a traceback."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        journal().error(error)

    sys.excepthook = hook
    threading.excepthook = lambda args: journal().error(args.exc_value) if args.exc_value is not None else None
