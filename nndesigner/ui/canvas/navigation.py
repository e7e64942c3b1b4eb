"""Which block the arrow keys and Tab go to: right and left along wires, up and down to the nearest one there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from nndesigner.ui.canvas.scene import CanvasScene

STEPS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


def beside(scene: CanvasScene, node: str, key: int) -> str | None:
    """The block that an arrow key leads to from ``node``."""
    step = STEPS[Qt.Key(key)]
    if step.x() > 0:
        along = [wire.target for wire in scene.design.outgoing(node)]
    elif step.x() < 0:
        along = [wire.source for wire in scene.design.incoming(node)]
    else:
        along = []
    return _nearest(scene, node, along) if along else _towards(scene, node, step)


def in_order(scene: CanvasScene, node: str | None, by: int) -> str | None:
    """The next block (``by`` 1) or the one before (-1) in the order of the network; None past the ends."""
    order = scene.design.order()
    if node not in order:
        return (order[0] if by > 0 else order[-1]) if order else None
    index = order.index(node) + by
    return order[index] if 0 <= index < len(order) else None


def _nearest(scene: CanvasScene, node: str, candidates: list[str]) -> str:
    height = scene.blocks[node].centre.y()
    return min(candidates, key=lambda key: abs(scene.blocks[key].centre.y() - height))


def _towards(scene: CanvasScene, node: str, step: QPointF) -> str | None:
    """The nearest block on that side, where distance aside counts double."""
    here = scene.blocks[node].centre
    best: tuple[float, str] | None = None
    for key, block in scene.blocks.items():
        away = block.centre - here
        ahead = away.x() * step.x() + away.y() * step.y()
        aside = abs(away.x() * step.y()) + abs(away.y() * step.x())
        if key != node and ahead > 1 and aside <= 2 * ahead:
            cost = ahead + 2 * aside
            if best is None or cost < best[0]:
                best = cost, key
    return best[1] if best else None
