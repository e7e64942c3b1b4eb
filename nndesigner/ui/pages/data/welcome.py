"""What the Data page shows before there is a table: how to begin, and data to try things out on."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.samples_panel import SamplesPanel
from nndesigner.ui.theme import SPACING, title_font


def fill_welcome(welcome: QWidget) -> SamplesPanel:
    """Furnish ``welcome``; the panel with the data sets and generators is what its maker listens to."""
    heading = QLabel(tr("Start with a table"))
    heading.setFont(title_font())
    text = QLabel(tr("Drop a CSV on the window, open one, or paste cells. Or take one of these to try things out."))
    text.setWordWrap(True)
    text.setProperty("quiet", True)
    samples = SamplesPanel()
    layout = QVBoxLayout(welcome)
    layout.setContentsMargins(0, 2 * SPACING, 0, 0)
    layout.setSpacing(2 * SPACING)
    layout.addWidget(heading)
    layout.addWidget(text)
    layout.addSpacing(SPACING)
    layout.addWidget(samples, 1)
    return samples
