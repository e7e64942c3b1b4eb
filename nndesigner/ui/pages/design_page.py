"""The Design page: the canvas, its outline below it, and a line when the design and the running network differ."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QToolButton, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.canvas.controls import Controls
from nndesigner.ui.canvas.outline import Outline
from nndesigner.ui.canvas.view import CanvasView
from nndesigner.ui.theme import SPACING

_OUTLINE = 240
_OUTLINE_KEYS = "Ctrl+Shift+L"


class DesignPage(QWidget):
    """``canvas`` is the view, ``outline`` its twin. ``inspect_requested`` carries the block whose options are wanted.

    The window's actions call the methods that bear their names; each acts on the selection.
    """

    inspect_requested = Signal(str)

    def __init__(self, document: Any, runner: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.runner = runner
        self.canvas = CanvasView(document)
        self.outline = Outline(self.canvas)
        self.controls = Controls(self.canvas)
        self.notice = _Notice(document, runner)
        self.outline_button = self._make_outline_button()
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setObjectName("design.splitter")
        self.splitter.addWidget(self.canvas)
        self.splitter.addWidget(self.outline)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setCollapsible(0, False)
        self.canvas.setMinimumHeight(120)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notice)
        layout.addWidget(self.splitter)
        self.canvas.inspect_requested.connect(self.inspect_requested)
        self.outline.inspect_requested.connect(self.inspect_requested)
        self.show_outline(QAccessible.isActive())
        self.setFocusProxy(self.canvas)

    def can(self, action: str) -> bool:
        """Whether the window's action of this name has anything to do here."""
        editor, scene = self.canvas.editor, self.canvas.canvas_scene
        if action in ("edit.cut", "edit.copy", "edit.duplicate"):
            return bool(editor.nodes or editor.notes)
        return action == "edit.paste" or bool(scene.blocks or scene.notes)

    # -- the window's actions ----------------------------------------------------------------------------------------------

    def cut(self) -> None:
        """edit.cut"""
        self.canvas.editor.cut()

    def copy(self) -> None:
        """edit.copy"""
        self.canvas.editor.copy()

    def paste(self) -> None:
        """edit.paste"""
        self.canvas.editor.paste()

    def duplicate(self) -> None:
        """edit.duplicate"""
        self.canvas.editor.duplicate()

    def delete(self) -> None:
        """edit.delete"""
        self.canvas.editor.delete()

    def select_all(self) -> None:
        """edit.select_all"""
        self.canvas.editor.select_all()

    def fit(self) -> None:
        """view.fit"""
        self.canvas.fit()

    def zoom_in(self) -> None:
        """view.zoom_in"""
        self.canvas.zoom_in()

    def zoom_out(self) -> None:
        """view.zoom_out"""
        self.canvas.zoom_out()

    def zoom_reset(self) -> None:
        """Natural size."""
        self.canvas.zoom_reset()

    def tidy(self) -> None:
        """view.tidy"""
        self.canvas.editor.tidy()

    def align_left(self) -> None:
        """Put the selected blocks in a column."""
        self.canvas.editor.align_left()

    def align_top(self) -> None:
        """Put the selected blocks in a row."""
        self.canvas.editor.align_top()

    def add_note(self) -> None:
        """Put a note in the middle of what is seen."""
        self.canvas.editor.add_note()

    def export_diagram(self) -> None:
        """Ask for a file and save the diagram as SVG or PNG."""
        self.canvas.editor.export()

    def append(self, kind: str) -> None:
        """Add a block after the one selected, else in front of the Output."""
        self.canvas.commands.append(kind)

    def show_outline(self, shown: bool) -> None:
        """Show or hide the outline; it takes up to two fifths of the height."""
        if shown and self.outline.isHidden():
            height = max(self.height(), 1)
            share = min(_OUTLINE, height * 2 // 5)
            self.splitter.setSizes([height - share, share])
        self.outline.setVisible(shown)
        self.outline_button.setChecked(shown)

    # -- parts -------------------------------------------------------------------------------------------------------------

    def _make_outline_button(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("design.show_outline")
        button.setCheckable(True)
        button.setText(tr("Outline"))
        button.setToolTip(tr("Show the network as a list ({keys})", keys=_OUTLINE_KEYS))
        button.setShortcut(_OUTLINE_KEYS)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.toggled.connect(self.show_outline)
        self.controls.layout().addWidget(button)
        return button

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)


class _Notice(QFrame):
    """One line, shown while a run goes on with a network that is not the one on the canvas any more."""

    def __init__(self, document: Any, runner: Any) -> None:
        super().__init__()
        self._document = document
        self._runner = runner
        self._graph: Any = None
        self.setProperty("message", "info")
        self.text = QLabel(tr("The design differs from the running network. Stop, then Play, trains the new one."))
        self.text.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * SPACING, 2 * SPACING, 3 * SPACING, 2 * SPACING)
        row.addWidget(self.text)
        runner.run_started.connect(self._remember)
        runner.state_changed.connect(lambda _state: self._update())
        document.edited.connect(self._update)
        self.hide()

    def _remember(self) -> None:
        self._graph = self._document.project.design.graph
        self._update()

    def _update(self) -> None:
        active = self._runner.state in ("training", "paused") and self._graph is not None
        self.setVisible(active and _network(self._graph) != _network(self._document.project.design.graph))


def _network(graph: Any) -> tuple[Any, ...]:
    """What of a design the network is made from: no places, no notes."""
    nodes = tuple((node.id, node.kind, node.name, dict(node.options)) for node in graph.nodes.values())
    return nodes, graph.wires
