"""Why things were chosen as they were: one paragraph a reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.theme import SPACING
from nndesigner.ui.widgets.long_words import breakable

_SHOWN = 12


class ReasonsList(QLabel):
    """Reasons as (subject, sentence) pairs; selectable text, the subject in bold."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setWordWrap(True)

    def show_reasons(self, reasons: Sequence[tuple[str, str]]) -> None:
        """Show ``reasons``, the first dozen in full."""
        texts = [f"<b>{_escaped(subject)}</b> {_escaped(text)}" for subject, text in reasons[:_SHOWN]]
        if len(reasons) > _SHOWN:
            texts.append(tr("… and {n} more of this kind.", n=len(reasons) - _SHOWN))
        self.setText("".join(f'<p style="margin: 0 0 {2 * SPACING}px 0">{text}</p>' for text in texts))


def _escaped(text: str) -> str:
    return breakable(text).replace("&", "&amp;").replace("<", "&lt;")
