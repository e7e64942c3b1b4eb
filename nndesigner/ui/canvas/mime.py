"""What travels by drag and by clipboard: the kind of a new block, and copied blocks."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

KIND = "application/x-nndesigner-kind"
NODES = "application/x-nndesigner-nodes"


def kind_data(kind: str) -> QMimeData:
    """What is dragged out of the palette."""
    data = QMimeData()
    data.setData(KIND, QByteArray(kind.encode()))
    return data


def kind_in(data: QMimeData) -> str | None:
    """The kind that is dragged, or None."""
    return bytes(data.data(KIND).data()).decode(errors="replace") if data.hasFormat(KIND) else None


def put_clip(clip: dict[str, Any]) -> None:
    """Put copied blocks on the clipboard; as text they are readable JSON."""
    text = json.dumps(clip, indent=1)
    data = QMimeData()
    data.setData(NODES, QByteArray(text.encode()))
    data.setText(text)
    QGuiApplication.clipboard().setMimeData(data)


def clip() -> dict[str, Any] | None:
    """The blocks on the clipboard, or None."""
    data = QGuiApplication.clipboard().mimeData()
    if data is None or not data.hasFormat(NODES):
        return None
    try:
        read = json.loads(bytes(data.data(NODES).data()))
    except ValueError:
        return None
    return read if isinstance(read, dict) else None
