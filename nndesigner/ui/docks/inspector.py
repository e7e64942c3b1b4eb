"""The inspector: the options of the selected blocks; with nothing selected, the training settings and the network's table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from nndesigner.ui.docks.inspector_block import BlockPanel
from nndesigner.ui.docks.inspector_network import NetworkPanel
from nndesigner.ui.theme import SPACING

if TYPE_CHECKING:
    from nndesigner.ui.bridge import Runner
    from nndesigner.ui.document import Document


class Inspector(QWidget):
    """Shows one panel: of the network, or of the selected block or blocks. It is made anew when the selection changes."""

    def __init__(self, document: Document, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self._document = document
        self._subscriptions: list[tuple[Any, Any]] = []
        self.panel: QWidget | None = None
        self._is_stale = False
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QStackedLayout(self)
        layout.addWidget(self._scroll)
        self.setMinimumWidth(260)
        document.selection.nodes_changed.connect(self._show_selection)
        document.project_replaced.connect(self._project_replaced)
        self._project_replaced()

    def focus_first(self) -> None:
        """Put the keyboard on the first option, for Enter on a block."""
        if self.panel is not None:
            self.panel.focus_first()

    def _project_replaced(self) -> None:
        for signal, slot in self._subscriptions:
            signal.disconnect(slot)
        project = self._document.project
        self._subscriptions = [
            (project.analysis_changed, self._refresh),
            (project.settings_changed, self._refresh),
            (project.design.node_changed, self._refresh),
            (project.design.node_removed, self._node_removed),
            (project.design.reset, self._show_selection),
        ]
        for signal, slot in self._subscriptions:
            signal.connect(slot)
        self._show_selection()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._refresh()

    def _refresh(self, *_: object) -> None:
        """Show what the project says now; hidden, once somebody looks."""
        self._is_stale = not self.isVisible()
        if self.panel is not None and not self._is_stale:
            self.panel.refresh()

    def _node_removed(self, node: Any) -> None:
        self._document.selection.set_nodes(self._document.selection.nodes - {node.id})

    def _show_selection(self, *_: object) -> None:
        design = self._document.project.design
        chosen = self._document.selection.nodes
        nodes = [design.nodes[node] for node in design.order() if node in chosen] if chosen else []
        panel: QWidget = BlockPanel(self._document, nodes) if nodes else NetworkPanel(self._document)
        panel.layout().setContentsMargins(3 * SPACING, 2 * SPACING, 3 * SPACING, 3 * SPACING)
        assert isinstance(panel.layout(), QVBoxLayout)
        self.panel = panel
        self._scroll.setWidget(panel)  # the old panel is deleted by the scroll area
