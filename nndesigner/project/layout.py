"""Automatic layout of a design: layers from left to right, few crossings, branches spread around their middle."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from nndesigner.project.graph import Graph

BLOCK = (176.0, 96.0)
GAP = (40.0, 24.0)
_SWEEPS = 4

_Cell = tuple[str, int]  # a node at its own layer, or the place where a long wire crosses a layer


def layout(
    graph: Graph,
    *,
    block: tuple[float, float] = BLOCK,
    gap: tuple[float, float] = GAP,
    origin: tuple[float, float] = (0.0, 0.0),
) -> dict[str, tuple[float, float]]:
    """The top left corner of every block, in pixels.

    Longest-path layering, barycentre ordering of the layers (Sugiyama, Tagawa & Toda 1981), then heights by medians of the
    neighbours. ``block`` and ``gap`` are width and height. Blocks without a wire stand in a row below.
    """
    loose = [key for key in graph.nodes if not graph.incoming(key) and not graph.outgoing(key)]
    lone_chain = len(loose) == len(graph.nodes)
    layers, links = _layers(graph, () if lone_chain else frozenset(loose))
    _uncross(layers, links)
    heights = _heights(layers, links)
    step_x, step_y = block[0] + gap[0], block[1] + gap[1]
    top = min(heights.values(), default=0.0)
    places = {
        key: (origin[0] + column * step_x, origin[1] + (heights[key, column] - top) * step_y)
        for column, layer in enumerate(layers)
        for key, _ in layer
        if (key, column) in heights and not key.startswith("\0")
    }
    if not lone_chain:
        bottom = max((y for _, y in places.values()), default=origin[1]) + step_y
        places |= {key: (origin[0] + index * step_x, bottom) for index, key in enumerate(loose)}
    return {key: places[key] for key in graph.nodes}


def _layers(graph: Graph, loose: frozenset[str] | tuple[()]) -> tuple[list[list[_Cell]], dict[_Cell, list[_Cell]]]:
    """Cells a layer, and for each cell those of the layer before that feed it; a long wire gets a cell a layer."""
    depth: dict[str, int] = {}
    for index, key in enumerate(key for key in graph.order() if key not in loose):
        before = [depth[wire.source] for wire in graph.incoming(key) if wire.source in depth]
        depth[key] = max(before) + 1 if before else (index if not graph.wires else 0)
    layers: list[list[_Cell]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    links: dict[_Cell, list[_Cell]] = {}
    for key, column in depth.items():
        layers[column].append((key, column))
        links[key, column] = []
    for number, wire in enumerate(graph.wires):
        if wire.source not in depth or depth[wire.source] >= depth[wire.target]:
            continue
        last: _Cell = (wire.source, depth[wire.source])
        for column in range(depth[wire.source] + 1, depth[wire.target]):
            bend: _Cell = (f"\0{number}", column)
            layers[column].append(bend)
            links[bend] = [last]
            last = bend
        links[wire.target, depth[wire.target]].append(last)
    return layers, links


def _uncross(layers: list[list[_Cell]], links: Mapping[_Cell, list[_Cell]]) -> None:
    """Order each layer by the mean place of its neighbours, sweeping right and left."""
    feeds = _reversed(links)
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        neighbours = links if forward else feeds
        pairs = list(pairwise(layers))
        for fixed, free in pairs if forward else [(right, left) for left, right in reversed(pairs)]:
            place = {cell: index for index, cell in enumerate(fixed)}
            means = {cell: _mean([place[c] for c in neighbours.get(cell, ())], index) for index, cell in enumerate(free)}
            free.sort(key=means.__getitem__)


def _heights(layers: list[list[_Cell]], links: Mapping[_Cell, list[_Cell]]) -> dict[_Cell, float]:
    """The row of every cell: neighbours pull, cells of a layer keep their order and a distance of one."""
    height = {cell: index - (len(layer) - 1) / 2 for layer in layers for index, cell in enumerate(layer)}
    feeds = _reversed(links)
    for sweep in range(_SWEEPS):
        neighbours = links if sweep % 2 == 0 else feeds
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wished = [_mean([height[c] for c in neighbours.get(cell, ())], height[cell]) for cell in layer]
            for cell, row in zip(layer, _spread(wished), strict=True):
                height[cell] = row
    return height


def _spread(wished: list[float]) -> list[float]:
    """Rows at least one apart, in order, with the same mean as the wishes."""
    rows: list[float] = []
    for wish in wished:
        rows.append(max(wish, rows[-1] + 1) if rows else wish)
    shift = _mean(wished, 0.0) - _mean(rows, 0.0)
    return [row + shift for row in rows]


def _reversed(links: Mapping[_Cell, list[_Cell]]) -> dict[_Cell, list[_Cell]]:
    feeds: dict[_Cell, list[_Cell]] = {}
    for cell, sources in links.items():
        for source in sources:
            feeds.setdefault(source, []).append(cell)
    return feeds


def _mean(values: list[float] | list[int], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
