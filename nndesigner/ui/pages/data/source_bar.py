"""The top of the Data page: what the table is, the ways to get another, and what is being read right now."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nndesigner.core.text import grouped, tr
from nndesigner.ui.theme import SPACING, theme, title_font
from nndesigner.ui.widgets.elided_label import ElidedLabel

_PAINTED = "painted, kept inside the project"
_KINDS = {"bundled": "bundled", "generator": "generated", "embedded": "pasted, kept inside the project"}


class SourceBar(QWidget):
    """Title, size and buttons. The signals ask; the page acts."""

    open_wanted = Signal()
    paste_wanted = Signal()
    paint_wanted = Signal()
    samples_wanted = Signal(bool)
    proposal_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel()
        self.title.setFont(title_font(1.2))
        self.size = ElidedLabel()
        self.size.setProperty("quiet", True)
        self.open = self._button("data.open", tr("Open data…"), tr("Read a CSV or another table as it is"), self.open_wanted)
        self.paste = self._button("data.paste", tr("Paste"), tr("Use the table in the clipboard"), self.paste_wanted)
        self.paint = self._button("data.paint", tr("Paint"), tr("Paint more points, or rub some out"), self.paint_wanted)
        self.paint.hide()
        self.samples = self._button("data.browse_samples", tr("Data sets"), tr("Bundled data sets and generators"), None)
        self.samples.setCheckable(True)
        self.samples.toggled.connect(self.samples_wanted)
        self.propose = QPushButton(tr("Propose a network"))
        self.propose.setObjectName("data.propose")
        self.propose.setProperty("primary", True)
        self.propose.setToolTip(tr("Replace the network by a first one that fits these columns, with reasons; can be undone"))
        self.propose.clicked.connect(self.proposal_wanted)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(tr("Reading"))
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(2 * SPACING)
        self.reading = QLabel()
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setObjectName("data.cancel")
        self.cancel.clicked.connect(self.cancel_wanted)
        self._busy = QWidget()
        self._arrange()
        self.show_progress(None)

    def load_icons(self) -> None:
        """Give the buttons their icons."""
        for button, name in (
            (self.open, "open_data"),
            (self.paste, "paste"),
            (self.paint, "paint"),
            (self.samples, "examples"),
        ):
            theme().set_icon(button, name)

    def show_table(self, table: Any, source: dict[str, Any] | None) -> None:
        """Show the name and size of ``table``."""
        self.propose.setVisible(table is not None)
        self.paint.hide()
        if table is None:
            self.title.setText(tr("Data"))
            self.size.setText("")
            return
        source = source or {}
        self.title.setText(_title(table, source))
        rows = grouped(table.row_count)
        parts = [tr("{rows} rows × {columns} columns", rows=rows, columns=grouped(len(table.columns)))]
        kind = _PAINTED if "painted" in source else _KINDS.get(source.get("kind", ""))
        self.size.setText(" · ".join([*parts, *([tr(kind)] if kind else [])]))

    def show_progress(self, title: str | None, share: float = 0.0) -> None:
        """Show how far reading is; a ``title`` of None says that nothing is being read."""
        self._busy.setVisible(title is not None)
        if title is not None:
            self.reading.setText(title)
            self.progress.setRange(0, 0 if share <= 0 else 100)
            self.progress.setValue(int(100 * share))

    def _button(self, name: str, text: str, tip: str, signal: Any) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        button.setToolTip(tip)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if signal is not None:
            button.clicked.connect(lambda _checked=False: signal.emit())
        return button

    def _arrange(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.size)
        top = QHBoxLayout()
        top.setSpacing(2 * SPACING)
        top.addLayout(names, 1)
        for button in (self.open, self.paste, self.paint, self.samples):
            top.addWidget(button)
        top.addSpacing(SPACING)
        top.addWidget(self.propose)
        busy = QHBoxLayout(self._busy)
        busy.setContentsMargins(0, 0, 0, 0)
        busy.setSpacing(3 * SPACING)
        busy.addWidget(self.reading)
        busy.addWidget(self.progress, 1)
        busy.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACING)
        layout.addLayout(top)
        layout.addWidget(self._busy)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


def _title(table: Any, source: dict[str, Any]) -> str:
    """What the table is called on the screen: a data set or a generator by its title, as in the list of them."""
    if source.get("kind") not in ("bundled", "generator"):
        return str(table.name)
    from nndesigner.data.samples import SAMPLES

    sample = SAMPLES.get(source.get("name"))
    return str(table.name) if sample is None else tr(sample.title)
