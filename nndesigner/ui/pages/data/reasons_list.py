"""Why things were chosen as they were: one line a reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.theme import SPACING

_SHOWN = 12


class ReasonsList(QWidget):
    """Reasons as (subject, sentence) pairs; selectable text, the subject in bold."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.lines: list[QLabel] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2 * SPACING)

    def show_reasons(self, reasons: Sequence[tuple[str, str]]) -> None:
        """Show ``reasons``, the first dozen in full."""
        for line in self.lines:
            self._layout.removeWidget(line)
            line.hide()
            line.deleteLater()
        texts = [f"<b>{_escaped(subject)}</b> {_escaped(text)}" for subject, text in reasons[:_SHOWN]]
        if len(reasons) > _SHOWN:
            texts.append(tr("… and {n} more of this kind.", n=len(reasons) - _SHOWN))
        self.lines = [self._line(text) for text in texts]

    def _line(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setWordWrap(True)
        self._layout.addWidget(label)
        return label


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
