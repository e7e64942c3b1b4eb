"""Rules about which columns enter at which Input, and about embeddings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from nndesigner.core.text import tr
from nndesigner.project.edits.base import Edit, Group
from nndesigner.project.edits.data import SetColumn
from nndesigner.project.edits.embedding import EmbedColumn
from nndesigner.project.edits.nodes import RemoveNodes, SetOption
from nndesigner.project.edits.recipe_forms import SetImageShape
from nndesigner.project.edits.wires import Connect
from nndesigner.project.graph import INPUT, Node
from nndesigner.project.inputs import named_columns
from nndesigner.project.rules.context import Context
from nndesigner.project.rules.model import ADVICE, ERROR, WARNING, Fix, Problem


def several_inputs(context: Context) -> Iterator[Problem]:
    """One Input at most takes the columns that no other names."""
    first, *others = [node for node in context.graph.input_nodes() if named_columns(node) is None] or (None,)
    if first is None or not others:
        return
    names = ", ".join(node.name for node in (first, *others))
    text = tr("Several Input blocks ({names}) would each take all columns; name the columns of all but one, or use one.")
    nodes = tuple(node.id for node in (*others, first))
    yield Problem("several_inputs", ERROR, nodes, text.format(names=names), _use_one(context, first, others))


def image_inputs(context: Context) -> Iterator[Problem]:
    """An image enters whole, at one Input."""
    nodes = context.graph.input_nodes()
    recipe = context.contents.recipe
    if recipe is None or recipe.image_shape is None or not any(named_columns(node) is not None for node in nodes):
        return
    fix = Fix(tr("Read rows as flat"), lambda: SetImageShape(context.project, None))
    message = tr("Rows are read as images, which enter at one Input that takes all columns.")
    yield Problem("image_inputs", ERROR, tuple(node.id for node in nodes), message, fix)


def empty_input(context: Context) -> Iterator[Problem]:
    """An Input has columns to take."""
    if not context.data.widths:
        return
    for node in context.graph.input_nodes():
        if context.columns.get(node.id):
            continue
        names = named_columns(node)
        text = (
            tr("{name} takes the columns {columns}, of which none is a feature.")
            if names
            else tr("No column is left for {name}.")
            if names is None
            else tr("{name} takes no column yet; choose its columns in the inspector.")
        )
        message = text.format(name=node.name, columns=", ".join(names or ()))
        gone = _alone(context, node.id)
        delete = Fix(tr("Delete {name}", name=node.name), partial(RemoveNodes, context.project, gone, heal=False))
        fix = (_offer(context, node) if names == () else None) or delete
        severity = ERROR if node.id in context.used else WARNING
        yield Problem("empty_input", severity, (node.id,), message, fix)


def shared_columns(context: Context) -> Iterator[Problem]:
    """A column enters once."""
    owners: dict[str, Node] = {}
    for node in context.graph.input_nodes():
        twice: dict[str, list[str]] = {}
        for name in named_columns(node) or ():
            if name in context.data.widths and owners.setdefault(name, node) is not node:
                twice.setdefault(owners[name].id, []).append(name)
        for first, names in twice.items():
            columns = ", ".join(names[:6])
            message = tr("{columns} enters twice, at {first} and at {second}; let one of them take it.")
            message = message.format(columns=columns, first=context.name(first), second=node.name)
            keeper, giver = context.graph.nodes[first], node
            if set(named_columns(node) or ()) <= set(names):  # it would have none left
                keeper, giver = giver, keeper
            left = [name for name in named_columns(giver) or () if name not in names]
            fix = Fix(
                tr("Let {name} alone take {columns}", name=keeper.name, columns=columns),
                partial(SetOption, context.project, giver.id, "columns", left, merge=False),
            )
            yield Problem("shared_columns", ERROR, (node.id, first), message, fix, names[0])


def unread_columns(context: Context) -> Iterator[Problem]:
    """Every feature enters somewhere."""
    nodes = context.graph.input_nodes()
    read = {name for node in nodes for name in context.columns.get(node.id, ())}
    unread = [name for name in context.data.widths if name not in read]
    if not unread or not nodes:
        return
    node = next((node for node in nodes if named_columns(node) == ()), nodes[0])
    wanted = [*(named_columns(node) or ()), *unread]
    fix = Fix(
        tr("Let {name} take them", name=node.name), lambda: SetOption(context.project, node.id, "columns", wanted, merge=False)
    )
    message = tr("No Input takes the features {names}, so the network does not see them.", names=", ".join(unread[:12]))
    yield Problem("unread_columns", WARNING, (node.id,), message, fix)


def embedding_categories(context: Context) -> Iterator[Problem]:
    """An Embedding knows as many categories as its columns have."""
    for key, node, block in _embeddings(context):
        needed = max((context.data.indices.get(name, 0) for name in context.columns[node.id]), default=0)
        if needed <= block.input_dim:
            continue
        text = tr("{name} knows {known} categories, but {columns} needs {needed}, of which one stands for unknown.")
        columns = ", ".join(context.columns[node.id])
        message = text.format(name=context.name(key), known=block.input_dim, columns=columns, needed=needed)
        title = tr("Set {name} to {needed} categories", name=context.name(key), needed=needed)
        fix = Fix(title, lambda key=key, needed=needed: SetOption(context.project, key, "input_dim", needed, merge=False))  # type: ignore[misc]
        yield Problem("embedding_categories", ERROR, (key, node.id), message, fix)


def embedding_of_numbers(context: Context) -> Iterator[Problem]:
    """An Embedding reads category numbers alone."""
    for key, node, _ in _embeddings(context):
        wrong = [name for name in context.columns[node.id] if name not in context.data.indices]
        if not wrong or not context.data.widths:
            continue
        recipe = context.contents.recipe
        able = recipe is not None and all(
            name in context.data.features and recipe.column(name).is_categorical for name in wrong
        )
        message = tr(
            "{name} reads {columns}, whose numbers do not count categories; encode it as an embedding index.",
            name=context.name(key), columns=", ".join(wrong[:6]),
        )  # fmt: skip
        fix = Fix(tr("Encode as embedding index"), lambda wrong=wrong: _index(context, wrong)) if able else None  # type: ignore[misc]
        yield Problem("embedding_of_numbers", ERROR, (key, node.id), message, fix, wrong[0])


def index_as_number(context: Context) -> Iterator[Problem]:
    """An embedding index is read by an Embedding."""
    for node in context.graph.input_nodes():
        readers = [context.graph.nodes[wire.target] for wire in context.graph.outgoing(node.id)]
        if not readers or all(reader.kind == "Embedding" for reader in readers):
            continue
        for name in context.columns.get(node.id, ()):
            if name not in context.data.indices:
                continue
            text = tr("{column} is an embedding index, but {reader} reads it as a number; give it an Embedding of its own.")
            reader = next(reader for reader in readers if reader.kind != "Embedding")
            message = text.format(column=name, reader=reader.name)
            fix = Fix(tr("Embed {column}", column=name), lambda name=name: EmbedColumn(context.project, name))  # type: ignore[misc]
            yield Problem("index_as_number", WARNING, (node.id, reader.id), message, fix, name)


def image_offered(context: Context) -> Iterator[Problem]:
    """Grey values of an image are better seen as one."""
    recipe, table = context.contents.recipe, context.contents.table
    if recipe is None or table is None or recipe.image_shape is not None or recipe.window is not None:
        return
    from nndesigner.data.images import image_shapes

    features = recipe.features
    if len(features) < 16 or any(column.scaling != "shared" for column in features):
        return
    for shape in image_shapes(len(features)):
        text = " × ".join(map(str, shape))
        message = tr("The {count} columns fill an image of {shape}; as such, a convolution sees which pixels are neighbours.")
        fix = Fix(tr("Read rows as images of {shape}", shape=text), lambda shape=shape: SetImageShape(context.project, shape))  # type: ignore[misc]
        yield Problem("image_offered", ADVICE, (), message.format(count=len(features), shape=text), fix)
        return


RULES = (
    several_inputs, image_inputs, empty_input, shared_columns, unread_columns, embedding_categories, embedding_of_numbers,
    index_as_number, image_offered,
)  # fmt: skip
FOLLOWING_RULES = frozenset({"embedding_categories"})


def _embeddings(context: Context) -> Iterator[tuple[str, Node, Any]]:
    """Each Embedding that an Input feeds, with that Input."""
    for node in context.graph.input_nodes():
        for wire in context.graph.outgoing(node.id):
            block = context.blocks.get(wire.target)
            if context.graph.nodes[wire.target].kind == "Embedding" and block is not None and node.id in context.columns:
                yield wire.target, node, block


def _index(context: Context, names: list[str]) -> Edit:
    return Group(tr("Encode as embedding index"), [SetColumn(context.project, name, encoding="embedding") for name in names])


def _offer(context: Context, node: Node) -> Fix | None:
    """Some of the columns of the Input that takes the rest: the categories, else the last one."""
    rest = next((other for other in context.graph.input_nodes() if named_columns(other) is None), None)
    names = [name for name in context.columns.get(rest.id, ()) if name in context.data.features] if rest is not None else []
    recipe = context.contents.recipe
    if len(names) < 2 or recipe is None:
        return None
    categories = [name for name in names if recipe.column(name).is_categorical]
    wanted = categories if 0 < len(categories) < len(names) else names[-1:]
    title = tr("Let {name} take {columns}", name=node.name, columns=", ".join(wanted[:6]))
    return Fix(title, partial(SetOption, context.project, node.id, "columns", wanted, merge=False))


def _use_one(context: Context, first: Node, others: list[Node]) -> Fix:
    def repair() -> Edit:
        edits: list[Edit] = []
        for other in others:
            for wire in context.graph.outgoing(other.id):
                if all(known.source != first.id for known in context.graph.incoming(wire.target)):
                    edits.append(Connect(context.project, first.id, wire.target, replace=True))
        return Group(tr("Use one Input"), [*edits, RemoveNodes(context.project, [node.id for node in others], heal=False)])

    return Fix(tr("Use {name} alone", name=first.name), repair)


def _alone(context: Context, key: str) -> list[str]:
    """``key`` and the chain behind it that nothing else feeds, up to where branches meet."""
    found = [key]
    while True:
        wires = context.graph.outgoing(found[-1])
        if len(wires) != 1 or len(context.graph.incoming(wires[0].target)) != 1:
            return found
        node = context.graph.nodes[wires[0].target]
        if node.kind in (INPUT, "Output"):
            return found
        found.append(node.id)
