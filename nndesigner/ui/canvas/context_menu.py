"""Context menus of the canvas: what can be done with a block, a wire, a note, or where there is nothing.

They hold every gesture once more, so that what the mouse can do the keyboard can do too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from nndesigner.core.text import tr
from nndesigner.ui.canvas import mime
from nndesigner.ui.canvas.items.block import BlockItem
from nndesigner.ui.canvas.items.note import NoteItem
from nndesigner.ui.canvas.items.wire import WireItem
from nndesigner.ui.canvas.menu import BlockMenu

if TYPE_CHECKING:
    from nndesigner.ui.canvas.view import CanvasView


def context_menu(view: CanvasView, item: Any, place: QPoint) -> QMenu:
    """The menu for ``item``, asked for at ``place`` of the view; it deletes itself."""
    menu = QMenu(view)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.setToolTipsVisible(True)
    if isinstance(item, BlockItem):
        _fixes(view, menu, item.node.id)
        _block(view, menu, item)
    elif isinstance(item, WireItem):
        menu.addAction(tr("Insert a block…"), lambda: view.open_menu(place, wire=item.wire))
        menu.addAction(tr("Delete the wire"), lambda: view.commands.disconnect(item.wire))
    elif isinstance(item, NoteItem):
        menu.addAction(tr("Edit the note"), item.edit)
        menu.addAction(tr("Duplicate"), view.editor.duplicate)
        menu.addAction(tr("Delete"), view.editor.delete)
    else:
        _canvas(view, menu, place)
    return menu


def _fixes(view: CanvasView, menu: QMenu, node: str) -> None:
    document = view.canvas_scene.document
    for problem in document.project.analysis.for_node(node):
        if problem.fix is not None:
            action = menu.addAction(tr("Fix: {title}", title=problem.fix.title))
            action.setToolTip(problem.message)
            action.triggered.connect(lambda _checked=False, make=problem.fix.make: document.push(make()))
    if not menu.isEmpty():
        menu.addSeparator()


def _block(view: CanvasView, menu: QMenu, item: BlockItem) -> None:
    node, editor = item.node.id, view.editor
    menu.addAction(tr("Edit options"), lambda: view.inspect_requested.emit(node))
    if item.output is not None:
        menu.addAction(tr("Add a block after this one…"), lambda: _offer_after(view, item))
    menu.addSeparator()
    _wiring(view, menu, node)
    menu.addSeparator()
    menu.addAction(tr("Cut"), editor.cut)
    menu.addAction(tr("Copy"), editor.copy)
    menu.addAction(tr("Duplicate"), editor.duplicate)
    menu.addAction(tr("Delete"), editor.delete)
    if len(editor.nodes) > 1:
        menu.addSeparator()
        menu.addAction(tr("Align in a column"), editor.align_left)
        menu.addAction(tr("Align in a row"), editor.align_top)
        menu.addAction(tr("Distribute in the row"), editor.distribute).setEnabled(len(editor.nodes) > 2)


def _wiring(view: CanvasView, menu: QMenu, node: str) -> None:
    """Connect to, disconnect from, move into a wire: each a submenu of what is legal, left out where nothing is."""
    design, commands = view.canvas_scene.design, view.commands
    names = {key: other.name for key, other in design.nodes.items()}
    targets = [key for key in design.order() if commands.why_not_connect(node, key) is None]
    wires = (*design.incoming(node), *design.outgoing(node))
    places = [wire for wire in design.wires if commands.why_not_resplice(node, wire) is None]
    corner = view.canvas_scene.blocks[node].pos()
    _submenu(menu, tr("Connect to"), ((names[key], lambda key=key: commands.connect(node, key)) for key in targets))
    _submenu(
        menu,
        tr("Disconnect from"),
        ((names[_other(wire, node)], lambda wire=wire: commands.disconnect(wire)) for wire in wires),
    )
    _submenu(
        menu,
        tr("Move between"),
        (
            (
                tr("{source} and {target}", source=names[wire.source], target=names[wire.target]),
                lambda wire=wire: commands.resplice(node, wire, corner),
            )
            for wire in places
        ),
    )


def _submenu(menu: QMenu, title: str, rows: Iterable[tuple[str, Callable[[], object]]]) -> None:
    rows = list(rows)
    if rows:
        submenu = menu.addMenu(title)
        for text, do in rows:
            submenu.addAction(text.replace("&", "&&"), do)


def _other(wire: Any, node: str) -> str:
    return wire.target if wire.source == node else wire.source


def _offer_after(view: CanvasView, item: BlockItem) -> None:
    node = item.node.id
    menu = BlockMenu(lambda kind: view.commands.may_add(kind, after=node), tr("Add a block after this one"), view)
    menu.chosen.connect(lambda kind: view.commands.append(kind, node))
    menu.open_at(view.viewport().mapToGlobal(view.mapFromScene(item.output.anchor())))


def _canvas(view: CanvasView, menu: QMenu, place: QPoint) -> None:
    editor = view.editor
    menu.addAction(tr("Add a block…"), lambda: view.open_menu(place))
    menu.addAction(tr("Add a note"), lambda: editor.add_note(place))
    menu.addAction(tr("Paste"), editor.paste).setEnabled(mime.clip() is not None)
    menu.addSeparator()
    menu.addAction(tr("Select all"), editor.select_all)
    menu.addAction(tr("Tidy"), editor.tidy)
    menu.addAction(tr("Fit"), view.fit)
    menu.addSeparator()
    menu.addAction(tr("Export the diagram…"), editor.export).setEnabled(bool(view.canvas_scene.blocks))
