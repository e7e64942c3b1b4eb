"""Where things go: notes when the blocks are laid out anew, blocks of a chain when their order changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPointF, QRectF

from nndesigner.ui.canvas.geometry import BLOCK, GRID

Place = tuple[float, float]


def tidy_notes(design: Any, places: Mapping[str, Place]) -> dict[str, Place]:
    """New corners by note id: as far from its nearest block as before, or below the network where that is taken."""
    blocks = [BLOCK.translated(*place) for place in places.values()]
    if not blocks:
        return {}
    floor = max(rect.bottom() for rect in blocks) + GRID
    found: dict[str, Place] = {}
    for key, note in design.notes.items():
        rect = QRectF(*note.rect)
        nearest = min(design.nodes, key=lambda node, rect=rect: _distance(design.nodes[node].position, rect))
        old = design.nodes[nearest].position
        rect.translate(places[nearest][0] - old[0], places[nearest][1] - old[1])
        if any(rect.intersects(block) for block in blocks):
            rect.moveTop(floor)
            floor = rect.bottom() + GRID
        found[key] = (rect.x(), rect.y())
    return found


def free_place(design: Any, corner: QPointF) -> QPointF:
    """``corner``, or the first place below it where a block covers no other."""
    taken = [BLOCK.translated(*node.position) for node in design.nodes.values()]
    spot = BLOCK.translated(corner)
    while hit := next((rect for rect in taken if rect.intersects(spot)), None):
        spot.moveTop(hit.bottom() + GRID)
    return spot.topLeft()


def rotated(design: Any, node: str, wire: Any) -> dict[str, Place]:
    """New corners when ``node`` moves into ``wire`` of the same chain: everyone between moves up one place; else nothing."""
    ahead = _run(design, node, wire.source)
    chain = ahead or _run(design, wire.target, node)
    order = [*chain[1:], chain[0]] if ahead else [*chain[-1:], *chain[:-1]]
    return {key: design.nodes[seat].position for key, seat in zip(order, chain, strict=True)}


def _run(design: Any, start: str, end: str) -> list[str]:
    """The blocks from ``start`` to ``end`` if one wire leads from each to the next and no other meets them; else none."""
    run = [start]
    while run[-1] != end:
        wires = design.outgoing(run[-1])
        if len(wires) != 1 or len(design.incoming(wires[0].target)) != 1:
            return []
        run.append(wires[0].target)
    return run


def _distance(position: Place, rect: QRectF) -> float:
    away = BLOCK.translated(QPointF(*position)).center() - rect.center()
    return away.x() ** 2 + away.y() ** 2
