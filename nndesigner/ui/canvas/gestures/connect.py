"""Connect: draw a wire from a port; legal targets light up, illegal ones say why they refuse."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QToolTip

from nndesigner.ui.canvas.geometry import PORT_REACH
from nndesigner.ui.canvas.gestures.base import Gesture
from nndesigner.ui.canvas.items.block import BlockItem
from nndesigner.ui.canvas.items.port import PortItem
from nndesigner.ui.canvas.items.wire import LooseWireItem

_DIMMED = 0.4


class ConnectGesture(Gesture):
    """From an output forwards, from a free input backwards; from an occupied input the wire's end is picked up.

    Released on empty canvas it opens the menu of what can follow; a wire that was picked up is cut there.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view, press: QPoint, modifiers: Qt.KeyboardModifier, port: PortItem) -> None:
        super().__init__(view, press, modifiers)
        self._picked = self._wire_to_pick(port)
        self._port = self.scene.blocks[self._picked.source].output if self._picked else port
        self._node = self._port.block.node.id
        self._target: BlockItem | None = None

    def begin(self) -> None:
        self._loose = LooseWireItem()
        self.scene.addItem(self._loose)
        if self._picked:
            self.scene.wires[self._picked].setVisible(False)
        self._reasons: dict[str, str | None] = {}
        for key, block in self.scene.blocks.items():
            port = self._other_port(block)
            reason = self._reason(key)
            self._reasons[key] = reason
            if port and reason is None:
                port.set_mark("legal")
            elif key != self._node:
                block.setOpacity(_DIMMED)

    def drag(self, point: QPointF, place: QPoint) -> None:
        block = self._block_at(point)
        reason = self._reasons[block.node.id] if block else None
        self._aim(block if block and reason is None else None)
        state = "open" if block is None else "legal" if reason is None else "refused"
        end = self._other_port(self._target).anchor(self._place()) if self._target else point
        start = self._port.anchor()
        self._loose.set_ends(*((start, end) if self._port.is_output else (end, start)), state)
        if reason:
            QToolTip.showText(self.view.viewport().mapToGlobal(place + QPoint(12, 12)), reason, self.view)
        else:
            QToolTip.hideText()

    def end(self, place: QPoint) -> None:
        if not self.has_moved:
            self.scene.select([self._port.block])
            return
        target, point = self._target, self.view.mapToScene(place)
        refused = target is None and self._block_at(point) is not None
        self._clear()
        if target is not None:
            source, target_id = self._ends(target.node.id)
            if self._picked:
                self.commands.replug(self._picked, target_id)
            else:
                self.commands.connect(source, target_id)
        elif refused:
            return
        elif self._picked:
            self.commands.disconnect(self._picked)
        else:
            self._offer(place)

    def cancel(self) -> None:
        if self.has_moved:
            self._clear()

    def _offer(self, place: QPoint) -> None:
        """Open the menu of what fits; the loose wire stays while one chooses."""
        forwards = self._port.is_output
        menu = self.view.open_menu(place, **{"after" if forwards else "before": self._node})
        self.scene.addItem(self._loose)
        menu.closed.connect(lambda: self.scene.removeItem(self._loose))

    def _clear(self) -> None:
        QToolTip.hideText()
        self.scene.removeItem(self._loose)
        if self._picked and self._picked in self.scene.wires:
            self.scene.wires[self._picked].setVisible(True)
        for block in self.scene.blocks.values():
            block.setOpacity(1.0)
            for port in block.ports:
                port.set_mark(None)

    def _wire_to_pick(self, port: PortItem) -> Any:
        if port.is_output:
            return None
        wires = self.scene.design.incoming(port.block.node.id)
        return wires[0] if len(wires) == 1 and not self.commands.takes_many(port.block.node.id) else None

    def _ends(self, other: str) -> tuple[str, str]:
        return (self._node, other) if self._port.is_output else (other, self._node)

    def _reason(self, other: str) -> str | None:
        if self._picked and other == self._picked.target:
            return None
        return self.commands.why_not_connect(*self._ends(other))

    def _place(self) -> int:
        return len(self.scene.design.incoming(self._target.node.id)) if self._port.is_output and self._target else 0

    def _other_port(self, block: BlockItem) -> PortItem | None:
        return block.input if self._port.is_output else block.output

    def _aim(self, block: BlockItem | None) -> None:
        if block is self._target:
            return
        if self._target:
            self._other_port(self._target).set_mark("legal")
        if block:
            self._other_port(block).set_mark("hot")
        self._target = block

    def _block_at(self, point: QPointF) -> BlockItem | None:
        for block in self.scene.blocks.values():
            area = block.mapRectToScene(block.boundingRect()).adjusted(-PORT_REACH, -4, PORT_REACH, 4)
            if block.node.id != self._node and area.contains(point):
                return block
        return None
