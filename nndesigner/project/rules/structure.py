"""Rules about what is connected with what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from nndesigner.core.text import tr
from nndesigner.project.edits.base import Edit, Group
from nndesigner.project.edits.joining import JoinInput
from nndesigner.project.edits.nodes import AddNode, AppendNode, RemoveNodes, Rename
from nndesigner.project.edits.wires import Connect, Disconnect
from nndesigner.project.graph import INPUT, OUTPUT
from nndesigner.project.layout import BLOCK, GAP
from nndesigner.project.rules.context import Context
from nndesigner.project.rules.model import ERROR, WARNING, Fix, Problem


def no_input(context: Context) -> Iterator[Problem]:
    """The network starts at an Input."""
    if context.graph.input_nodes():
        return

    def repair() -> Edit:
        add = AddNode(context.project, INPUT, _left_of_all(context))
        first = next((key for key in context.graph.order() if _can_be_fed(context, key)), None)
        return Group(add.title, [add] if first is None else [add, Connect(context.project, add.node_id, first)])

    message = tr("The design has no Input block, so the features have nowhere to enter.")
    yield Problem("no_input", ERROR, (), message, Fix(tr("Add an Input"), repair))


def no_output(context: Context) -> Iterator[Problem]:
    """The network ends at an Output."""
    if not context.graph.output_nodes():
        message = tr("The design has no Output block, so nothing can be compared with the target.")
        yield Problem("no_output", ERROR, (), message, Fix(tr("Add an Output"), lambda: AppendNode(context.project, OUTPUT)))


def several_outputs(context: Context) -> Iterator[Problem]:
    """One loss is minimised at one Output."""
    outputs = context.graph.output_nodes()
    if len(outputs) < 2:
        return
    kept = next((node for node in outputs if context.graph.incoming(node.id)), outputs[0])
    others = tuple(node.id for node in outputs if node is not kept)
    names = ", ".join(node.name for node in outputs)
    message = tr("The design has several Output blocks ({names}), but training needs exactly one.", names=names)
    fix = Fix(tr("Keep {name} alone", name=kept.name), lambda: RemoveNodes(context.project, others, heal=False))
    yield Problem("several_outputs", ERROR, (*others, kept.id), message, fix)


def unconnected(context: Context) -> Iterator[Problem]:
    """Every block but an Input is fed."""
    for key, node in context.graph.nodes.items():
        if node.kind == INPUT or context.graph.incoming(key):
            continue
        if key not in context.used:
            message = tr("{name} is not connected and takes no part in training.", name=node.name)
            fix = Fix(tr("Delete {name}", name=node.name), lambda key=key: RemoveNodes(context.project, [key]))  # type: ignore[misc]
            yield Problem("unconnected", WARNING, (key,), message, fix)
            continue
        message = tr("{name} has no input; lead a wire to it.", name=node.name)
        yield Problem("unconnected", ERROR, (key,), message, _feed(context, key))


def dead_end(context: Context) -> Iterator[Problem]:
    """Every path from the Input leads to the Output."""
    if not context.graph.output_nodes():
        return
    for key, node in context.graph.nodes.items():
        if key in context.used or context.graph.outgoing(key) or (node.kind != INPUT and not context.graph.incoming(key)):
            continue
        message = tr(
            "{name} leads nowhere: no path goes from it to the Output, so it takes no part in training.", name=node.name
        )
        fix = (
            _join(context, key)
            if node.kind == INPUT
            else Fix(
                tr("Delete {name}", name=node.name),
                lambda key=key: RemoveNodes(context.project, [key], heal=False),  # type: ignore[misc]
            )
        )
        yield Problem("dead_end", WARNING, (key,), message, fix)


def _join(context: Context, key: str) -> Fix | None:
    """Lead a loose Input on beside the first one whose columns are read as numbers."""
    readers = {
        node.id: {context.graph.nodes[wire.target].kind for wire in context.graph.outgoing(node.id)}
        for node in context.graph.input_nodes()
        if node.id in context.used
    }
    other = next((known for known, kinds in readers.items() if "Embedding" not in kinds), None)
    if other is None or not context.columns.get(key):
        return None
    title = tr("Join {name} with {other}", name=context.name(key), other=context.name(other))
    return Fix(title, lambda: JoinInput(context.project, key, other))


def port_full(context: Context) -> Iterator[Problem]:
    """A block that is no merge layer takes one wire."""
    for key, block in context.blocks.items():
        wires = context.graph.incoming(key)
        if block.arity == "many" or len(wires) < 2:
            continue
        names = tr(" and ").join(context.name(wire.source) for wire in wires)
        message = tr("{name} takes one wire, but {names} lead to it.", name=context.name(key), names=names)
        fix = Fix(
            tr("Disconnect {name}", name=context.name(wires[-1].source)),
            lambda wires=wires: Group(tr("Disconnect"), [Disconnect(context.project, wire) for wire in reversed(wires[1:])]),  # type: ignore[misc]
        )
        yield Problem("port_full", ERROR, (key, *(wire.source for wire in wires)), message, fix)


def cycle(context: Context) -> Iterator[Problem]:
    """No block feeds itself, however long the way."""
    reported: set[str] = set()
    for key in context.graph.order():
        if key not in context.graph.behind_cycles() or key in reported or key not in context.graph.descendants(key):
            continue
        loop = tuple(n for n in context.graph.nodes if n in context.graph.descendants(key) & context.graph.ancestors(key))
        reported.update(loop)
        names = ", ".join(context.name(node) for node in loop)
        wire = next(wire for wire in reversed(context.graph.incoming(key)) if wire.source in loop)
        fix = Fix(
            tr("Disconnect {source} from {target}", source=context.name(wire.source), target=context.name(wire.target)),
            lambda wire=wire: Disconnect(context.project, wire),  # type: ignore[misc]
        )
        yield Problem("cycle", ERROR, loop, tr("The wires among {names} close a cycle.", names=names), fix)


def few_inputs(context: Context) -> Iterator[Problem]:
    """A merge layer joins at least two blocks."""
    for key, block in context.blocks.items():
        wires = context.graph.incoming(key)
        if block.arity != "many" or len(wires) != 1:
            continue
        name = context.name(key)
        message = tr(
            "{name} joins blocks, but only {source} leads to it; it needs two.", name=name, source=context.name(wires[0].source)
        )
        fix = Fix(tr("Delete {name}", name=name), lambda key=key: RemoveNodes(context.project, [key]))  # type: ignore[misc]
        yield Problem("few_inputs", ERROR, (key, wires[0].source), message, fix)


def duplicate_names(context: Context) -> Iterator[Problem]:
    """Names tell blocks apart."""
    counts = Counter(node.name for node in context.graph.nodes.values())
    seen: set[str] = set()
    for key, node in context.graph.nodes.items():
        if counts[node.name] > 1 and node.name in seen:
            twins = tuple(other.id for other in context.graph.nodes.values() if other.name == node.name and other.id != key)
            free = context.graph.free_variant(node.name)
            fix = Fix(tr("Rename to {name}", name=free), lambda key=key, free=free: Rename(context.project, key, free))  # type: ignore[misc]
            message = tr("Two blocks are called {name}; every block needs a name of its own.", name=node.name)
            yield Problem("duplicate_names", ERROR, (key, *twins), message, fix)
        seen.add(node.name)


RULES = (
    no_input, no_output, several_outputs, cycle, port_full, unconnected, dead_end, few_inputs, duplicate_names,
)  # fmt: skip


def _feed(context: Context, key: str) -> Fix | None:
    """Connect a block that needs an input with the free end that lies nearest to its left, or with the Input."""
    below = context.graph.descendants(key) | {key}
    nodes = context.graph.nodes
    ends = [n for n in context.graph.order() if n in context.fed and n not in below and nodes[n].kind != OUTPUT]
    loose = [n for n in ends if not context.graph.outgoing(n)]
    if not ends:
        return None
    source = loose[-1] if loose else ends[0]
    title = tr("Connect {source} with {target}", source=context.name(source), target=context.name(key))
    return Fix(title, lambda: Connect(context.project, source, key))


def _can_be_fed(context: Context, key: str) -> bool:
    return context.graph.nodes[key].kind != INPUT and not context.graph.incoming(key)


def _left_of_all(context: Context) -> tuple[float, float]:
    places = [node.position for node in context.graph.nodes.values()] or [(BLOCK[0] + GAP[0], 0.0)]
    x, y = min(places)
    return (x - BLOCK[0] - GAP[0], y)
