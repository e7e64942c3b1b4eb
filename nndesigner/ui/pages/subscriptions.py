"""A page's ear on the project: the same slots, whichever project the document shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject


class ProjectWatch(QObject):
    """Connects slots to signals of ``document.project`` and carries them over when the project is replaced.

    ``slots`` maps a signal's name (``"data_changed"``) to a callable without arguments. Nothing is connected, and the project
    is not asked for, before :meth:`start`.
    """

    def __init__(self, document: Any, slots: dict[str, Callable[[], None]], parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._slots = slots
        self._disconnect: list[Callable[[], Any]] = []
        document.project_replaced.connect(self._replaced)

    @property
    def is_started(self) -> bool:
        """Whether the slots are connected."""
        return bool(self._disconnect)

    def start(self) -> None:
        """Listen to the project of now, and call every slot once."""
        if not self.is_started:
            self._connect()
            self._call_all()

    def stop(self) -> None:
        """Drop every connection."""
        for disconnect in self._disconnect:
            disconnect()
        self._disconnect.clear()

    def _connect(self) -> None:
        project = self._document.project
        for name, slot in self._slots.items():
            signal = getattr(project, name)
            handler = _without_arguments(slot)
            signal.connect(handler)
            self._disconnect.append(lambda signal=signal, handler=handler: signal.disconnect(handler))

    def _replaced(self) -> None:
        if self.is_started:
            self.stop()
            self._connect()
            self._call_all()

    def _call_all(self) -> None:
        for slot in dict.fromkeys(self._slots.values()):
            slot()


def _without_arguments(slot: Callable[[], None]) -> Callable[..., None]:
    def handler(*_: object) -> None:
        slot()

    return handler
