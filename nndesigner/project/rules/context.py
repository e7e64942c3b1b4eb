"""One look at a design: every block as an object, every shape and size, as far as they can be known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nndesigner.core.errors import DesignerError
from nndesigner.project.blocks import Shape, block_label, make_block, shape_text
from nndesigner.project.contents import Contents
from nndesigner.project.facts import DataFacts, data_facts
from nndesigner.project.graph import INPUT, OUTPUT, Graph, Node
from nndesigner.project.inputs import bindings

if TYPE_CHECKING:
    from nndesigner.project.project import Project


@dataclass
class Context:
    """What a rule may look at.

    ``blocks`` lacks the ids whose options are wrong, ``failures`` says why; ``misfits`` says why shapes do not fit.
    """

    project: Project
    contents: Contents
    data: DataFacts
    blocks: dict[str, Any] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    misfits: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, Shape | None] = field(default_factory=dict)
    parameters: dict[str, int] = field(default_factory=dict)
    multiply_adds: dict[str, int] = field(default_factory=dict)

    @property
    def graph(self) -> Graph:
        """The design under analysis."""
        return self.contents.graph

    @cached_property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The columns that enter at each Input block."""
        return bindings(self.graph, tuple(self.data.widths))

    @cached_property
    def output(self) -> Node | None:
        """The Output block, if there is exactly one."""
        outputs = self.graph.output_nodes()
        return outputs[0] if len(outputs) == 1 else None

    @cached_property
    def used(self) -> frozenset[str]:
        """Ids on a path to an Output, Outputs included."""
        found: set[str] = set()
        for node in self.graph.output_nodes():
            found |= {node.id, *self.graph.ancestors(node.id)}
        return frozenset(found)

    @cached_property
    def fed(self) -> frozenset[str]:
        """Ids that an Input reaches, Inputs included."""
        found: set[str] = set()
        for node in self.graph.input_nodes():
            found |= {node.id, *self.graph.descendants(node.id)}
        return frozenset(found)

    @cached_property
    def last(self) -> Node | None:
        """The block that feeds the Output."""
        wires = self.graph.incoming(self.output.id) if self.output else ()
        return self.graph.nodes[wires[0].source] if wires else None

    @cached_property
    def last_dense(self) -> Node | None:
        """The block whose ``units`` decide the output's width, reached from the Output through blocks that keep the shape."""
        return next((node for node in self.tail if "units" in getattr(self.blocks.get(node.id), "OPTIONS", {})), None)

    @cached_property
    def tail(self) -> tuple[Node, ...]:
        """The chain from the Output backwards as long as blocks have one input: last first."""
        chain: list[Node] = []
        node = self.last
        while node is not None and node.kind != INPUT and node not in chain:
            chain.append(node)
            wires = self.graph.incoming(node.id)
            node = self.graph.nodes[wires[0].source] if len(wires) == 1 else None
        return tuple(chain)

    @cached_property
    def activation(self) -> tuple[Node, str] | None:
        """The output's activation and the block that has it; None where that is not plain to see."""
        for node in self.tail:
            block = self.blocks.get(node.id)
            if block is None:
                return None
            if "activation" in block.OPTIONS:
                return node, activation_name(block.activation)
            if not is_transparent(node.kind):
                return None
        return None

    def name(self, node: str) -> str:
        """The block's name as the user sees it."""
        return self.graph.nodes[node].name

    def text(self, node: str) -> str:
        """The block's output shape as the user sees it."""
        return shape_text(self.shapes.get(node))


def look(project: Project, contents: Contents) -> Context:
    """Make the blocks and push the shapes through them. Never raises: what is wrong is written down."""
    context = Context(project, contents, data_facts(contents))
    behind = contents.graph.behind_cycles()
    for key in contents.graph.order():
        node = contents.graph.nodes[key]
        context.shapes[key] = None
        try:
            context.blocks[key] = make_block(node.kind, node.options)
            context.labels[key] = block_label(context.blocks[key])
        except Exception as error:  # a layer of the user's own may raise anything
            context.failures[key] = _sentence(error)
        else:
            if key not in behind:
                _measure(context, node)
    return context


def activation_name(activation: Any) -> str:
    """An activation option's registered name; no activation is "linear"."""
    if activation is None or isinstance(activation, str):
        return activation or "linear"
    return str(getattr(type(activation), "registered_name", None) or type(activation).__name__)


def is_transparent(kind: str) -> bool:
    """Whether a block of ``kind`` passes values on unchanged once training is over."""
    return kind in ("Dropout", "Flatten", "Reshape", "GaussianNoise", "GaussianDropout", "ActivityRegularization")


def _measure(context: Context, node: Node) -> None:
    block = context.blocks[node.id]
    if node.kind == INPUT:
        is_known = context.data.input_shape is not None
        context.shapes[node.id] = context.data.shape_of(context.columns.get(node.id, ())) if is_known else block.shape
        return
    wires = context.graph.incoming(node.id)
    known = [shape for shape in (context.shapes.get(wire.source) for wire in wires) if shape is not None]
    if not wires or len(known) != len(wires):
        return
    if node.kind == OUTPUT:
        context.shapes[node.id] = known[0]
        return
    if len(known) > 1 and block.arity != "many":
        return
    try:
        context.shapes[node.id] = _whole(block.output_shape(*known))
        context.parameters[node.id] = int(block.parameter_count(*known))
        context.multiply_adds[node.id] = int(block.multiply_adds(*known))
    except Exception as error:  # a layer of the user's own may raise anything
        context.misfits[node.id] = _sentence(error)


def _whole(shape: Iterable[Any]) -> Shape:
    return tuple(int(size) for size in shape)


def _sentence(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text if isinstance(error, DesignerError) else f"{type(error).__name__}: {text}"
