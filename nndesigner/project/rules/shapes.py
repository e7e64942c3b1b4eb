"""Rules about options and about shapes that meet."""

from __future__ import annotations

from collections.abc import Iterator

from nndesigner.core.text import tr
from nndesigner.project.blocks import Shape, shape_text
from nndesigner.project.edits.nodes import InsertOnWire
from nndesigner.project.graph import Wire
from nndesigner.project.rules.context import Context
from nndesigner.project.rules.model import ADVICE, ERROR, Fix, Problem


def option_error(context: Context) -> Iterator[Problem]:
    """Every option of a block has a value that it can have."""
    for key, why in context.failures.items():
        yield Problem("option_error", ERROR, (key,), tr("{name}: {why}", name=context.name(key), why=why))


def shape_mismatch(context: Context) -> Iterator[Problem]:
    """Blocks that a merge layer joins have shapes that fit."""
    for key, why in context.misfits.items():
        wires = context.graph.incoming(key)
        if context.blocks[key].arity != "many" or len(wires) < 2:
            continue
        first, other = _odd_pair(context, wires)
        text = tr("{name} cannot join {first} ({first_shape}) and {other} ({other_shape}): {why}")
        message = text.format(
            name=context.name(key),
            first=context.name(first.source),
            first_shape=context.text(first.source),
            other=context.name(other.source),
            other_shape=context.text(other.source),
            why=why,
        )
        yield Problem("shape_mismatch", ERROR, (key, first.source, other.source), message, _widen(context, first, other))


def shape_misfit(context: Context) -> Iterator[Problem]:
    """What a block gives, the next one can take."""
    for key, why in context.misfits.items():
        wires = context.graph.incoming(key)
        if context.blocks[key].arity == "many" or _wants_flatten(context, key):
            continue
        source = wires[0].source
        text = tr("{source} gives {shape}, which {name} cannot take: {why}")
        message = text.format(source=context.name(source), shape=context.text(source), name=context.name(key), why=why)
        yield Problem("shape_misfit", ERROR, (key, source), message)


def dense_after_image(context: Context) -> Iterator[Problem]:
    """A Dense layer reads a flat row; an image is flattened first. An error where the network's result is then not flat."""
    output_shape = context.shapes.get(context.output.id) if context.output else None
    for key in context.graph.order():
        if not _wants_flatten(context, key):
            continue
        wire = context.graph.incoming(key)[0]
        breaks = key in context.misfits or (output_shape is not None and len(output_shape) > 1 and key in context.used)
        text = tr("{source} gives {shape}, but {name} works on a flat row of numbers; a Flatten block between makes it one.")
        message = text.format(source=context.name(wire.source), shape=context.text(wire.source), name=context.name(key))
        yield Problem("dense_after_image", ERROR if breaks else ADVICE, (key, wire.source), message, flatten_fix(context, wire))
        if breaks:
            return


RULES = (option_error, shape_mismatch, shape_misfit, dense_after_image)


def flatten_fix(context: Context, wire: Wire) -> Fix:
    """Insert a Flatten block into ``wire``."""
    return Fix(tr("Insert Flatten"), lambda: InsertOnWire(context.project, wire, "Flatten"))


def _wants_flatten(context: Context, key: str) -> bool:
    wires = context.graph.incoming(key)
    if context.graph.nodes[key].kind != "Dense" or len(wires) != 1:
        return False
    shape = context.shapes.get(wires[0].source)
    return shape is not None and len(shape) > 1


def _odd_pair(context: Context, wires: tuple[Wire, ...]) -> tuple[Wire, Wire]:
    first = wires[0]
    shape = context.shapes[first.source]
    return first, next((wire for wire in wires[1:] if context.shapes[wire.source] != shape), wires[1])


def _widen(context: Context, first: Wire, other: Wire) -> Fix | None:
    """Project the narrower of two flat branches to the width of the wider (He et al. 2016 do it so on shortcuts)."""
    a, b = context.shapes[first.source], context.shapes[other.source]
    if a is None or b is None or not _flat(a) or not _flat(b) or a == b:
        return None
    wire, width = (first, b[0]) if a[0] < b[0] else (other, a[0])
    title = tr("Insert Dense with {units} units after {name}", units=shape_text((width,)), name=context.name(wire.source))
    return Fix(title, lambda: InsertOnWire(context.project, wire, "Dense", options={"units": width}))


def _flat(shape: Shape) -> bool:
    return len(shape) == 1
