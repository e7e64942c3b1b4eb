"""A first network for a table, from published rules of thumb, each choice with its reason."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from nndesigner.core.text import grouped, tr
from nndesigner.project.blocks import parts
from nndesigner.project.contents import Contents, Reason
from nndesigner.project.design import Design
from nndesigner.project.edits.embedding import embedded
from nndesigner.project.facts import DataFacts, data_facts
from nndesigner.project.graph import INPUT, OUTPUT, Graph, Node, Wire
from nndesigner.project.inputs import named_columns
from nndesigner.project.layout import layout
from nndesigner.project.propose_front import describe_front, embedding_reasons, row_width
from nndesigner.project.rules.ending import ENDINGS, TWO_COLUMNS, Ending
from nndesigner.project.settings import TrainingSettings

if TYPE_CHECKING:
    from nndesigner.data.recipe import Recipe
    from nndesigner.data.split import Split
    from nndesigner.data.table import Table

NARROWEST, WIDEST = 16, 128
ROWS_FOR_TWO_LAYERS = 300
WEIGHTS_FOR_DROPOUT = 20  # dropout once there are more weights than this a row
WIDTH_FOR_DROPOUT = 32
WEIGHTS_PER_ROW = 200
ROWS_TO_SPARE = 50  # from so many rows on, some are kept back for validation and test
STEPS = 4000
FEWEST_EPOCHS, MOST_EPOCHS = 30, 500
PATIENCE = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """A design, settings and a split to start from, and why they are what they are."""

    design: Design
    settings: TrainingSettings
    split: Split
    reasons: tuple[Reason, ...]


def propose(table: Table, recipe: Recipe, split: Split | None = None) -> Proposal:
    """A first network for ``table``, and a split unless one is given.

    It depends on nothing but shapes, counts and the task, so it is the same every time.
    """
    split = split or proposed_split(table)
    facts = data_facts(Contents(table=table, recipe=recipe, split=split))
    builder = _Chain()
    inputs = describe_front(builder, facts, recipe, builder.add(INPUT))
    widths = hidden_widths(facts, inputs)
    _describe_hidden(builder, facts, widths, inputs)
    _describe_end(builder, facts)
    graph = _embedded(builder.graph(), facts)
    embedding_reasons(builder, facts, lambda column: _embedding_of(graph, column))
    settings = _settings(builder, facts, has_validation=split.validation > 0)
    if split.train == 1:
        why = tr("{rows} rows are too few to spare any for validation or a test.", rows=table.row_count)
        builder.because(tr("Split"), tr("all rows train"), why)
    return Proposal(Design(graph), settings, split, tuple(builder.reasons))


def proposed_split(table: Table, seed: int = 0) -> Split:
    """The usual shares; a handful of rows (a truth table such as XOR) is trained on whole."""
    from nndesigner.data.split import Split

    return Split(seed=seed) if table.row_count >= ROWS_TO_SPARE else Split(1.0, 0.0, 0.0, seed=seed)


def hidden_widths(facts: DataFacts, inputs: int | None = None) -> tuple[int, ...]:
    """Units of the hidden layers: a geometric pyramid between inputs and outputs (Masters 1993), powers of two.

    ``inputs`` is how many numbers reach the first of them; one layer is enough behind convolutions or a memory.
    """
    inputs, outputs = row_width(facts) if inputs is None else inputs, facts.output_width or 1
    is_deep = len(facts.input_shape or ()) > 1 and inputs != math.prod(facts.input_shape or (1,))
    count = 2 if facts.train_rows >= ROWS_FOR_TWO_LAYERS and not is_deep else 1
    ratio = (inputs / outputs) ** (1 / (count + 1))
    least = min(max(NARROWEST, _power_of_two(2 * outputs)), WIDEST)
    widths = [max(_power_of_two(outputs * ratio ** (count - layer)), least) for layer in range(count)]
    while widths[0] > least and _weights(inputs, widths, outputs) > WEIGHTS_PER_ROW * max(facts.train_rows, 1):
        widths = [max(width // 2, least) for width in widths]
    return tuple(widths)


class _Chain:
    """A chain of blocks in the making."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.reasons: list[Reason] = []
        self._names = Graph()

    def add(self, kind: str, **options: Any) -> str:
        node = Node(f"n{len(self.nodes) + 1}", kind, self._names.free_name(kind), options)
        self._names = self._names.with_node(node)
        self.nodes.append(node)
        return node.id

    def because(self, subject: str, choice: str, why: str, node: str | None = None) -> None:
        self.reasons.append(Reason(subject, choice, why, node))

    def graph(self) -> Graph:
        ids = [node.id for node in self.nodes]
        wires = tuple(Wire(source, target) for source, target in pairwise(ids))
        graph = Graph({node.id: node for node in self.nodes}, wires)
        places = layout(graph)
        return graph.with_nodes(Node(n.id, n.kind, n.name, n.options, places[n.id]) for n in self.nodes)


def _embedded(graph: Graph, facts: DataFacts) -> Graph:
    """``graph`` with an Embedding for each embedding index, laid out."""
    for column, categories in facts.indices.items():
        graph = embedded(graph, column, tuple(facts.widths), categories, facts.input_shape)
    places = layout(graph) if facts.indices else {}
    return graph.with_nodes(replace(graph.nodes[key], position=place) for key, place in places.items())


def _embedding_of(graph: Graph, column: str) -> str | None:
    """Id of the Embedding that reads ``column``."""
    bound = (node for node in graph.input_nodes() if named_columns(node) in (None, (column,)))
    found = [wire.target for node in bound for wire in graph.outgoing(node.id)]
    return next((key for key in reversed(found) if graph.nodes[key].kind == "Embedding"), None)


def _describe_hidden(chain: _Chain, facts: DataFacts, widths: tuple[int, ...], inputs: int) -> None:
    weights = _weights(inputs, list(widths), facts.output_width or 1)
    drop = widths[0] >= WIDTH_FOR_DROPOUT and weights > WEIGHTS_FOR_DROPOUT * max(facts.train_rows, 1)
    first = _hidden(chain, widths[0])
    dropout = chain.add("Dropout", rate=0.2) if drop else None
    for width in widths[1:]:
        _hidden(chain, width)
    rows = tr("{rows} training rows", rows=grouped(facts.train_rows))
    depth = tr("one hidden layer") if len(widths) == 1 else tr("{count} hidden layers", count=len(widths))
    why = tr("One hidden layer can follow any smooth shape (Hornik et al. 1989); a second one needs more than {rows} rows.")
    chain.because(tr("Depth"), f"{depth}, {rows}", why.format(rows=ROWS_FOR_TWO_LAYERS), first)
    why = tr("Between the widths of input and output on a geometric pyramid (Masters 1993), but at least {least} units.")
    chain.because(tr("Width"), " → ".join(map(str, widths)), why.format(least=NARROWEST), first)
    why = tr("ReLU does not saturate, and He's starting weights keep its signal level (He et al. 2015).")
    chain.because(tr("Hidden activation"), "ReLU, he_normal", why, first)
    if drop:
        why = tr(
            "There are far more weights than rows; dropout keeps them from learning rows by heart (Srivastava et al. 2014)."
        )
        chain.because(tr("Dropout"), "0.2", why, dropout)


def _hidden(chain: _Chain, units: int) -> str:
    return chain.add("Dense", units=units, activation="relu", kernel_initializer="he_normal")


def _describe_end(chain: _Chain, facts: DataFacts) -> None:
    width = facts.output_width or 1
    ending = _ending(facts)
    dense = chain.add("Dense", units=width, **({} if ending.activation == "linear" else {"activation": ending.activation}))
    output = chain.add(OUTPUT, **({} if ending.loss == "mean_squared_error" else {"loss": ending.loss}))
    shape, likelihood = {
        "softmax": (tr("Softmax gives one probability for each class (Bridle 1990)."), tr("the classes")),
        "sigmoid": (tr("A sigmoid gives the probability of the second class (Bishop 1995)."), tr("two classes")),
        "linear": (tr("A number may lie anywhere, so no activation bounds it."), tr("a number with Gaussian noise")),
    }[ending.activation]
    chain.because(tr("Output layer"), f"{width} · {ending.activation}", shape, dense)
    why = tr("Making it small makes the targets most likely: it is the negative log-likelihood of {what} (Bishop 1995).")
    chain.because(tr("Loss"), parts("losses").get(ending.loss).title, why.format(what=likelihood), output)


def _settings(chain: _Chain, facts: DataFacts, *, has_validation: bool) -> TrainingSettings:
    rows = max(facts.train_rows, 1)
    batch = min(32, rows)
    epochs = min(max(math.ceil(STEPS / math.ceil(rows / batch)), FEWEST_EPOCHS), MOST_EPOCHS)
    rate = 0.01 if rows < 1000 else 0.001
    optimizer: Any = "adam" if rate == 0.001 else {"class_name": "adam", "config": {"learning_rate": rate}}
    why = tr("Adam finds a step size for each weight by itself (Kingma & Ba 2015).")
    if rate != 0.001:
        why = tr(
            "Adam finds a step size for each weight (Kingma & Ba 2015); few steps an epoch allow ten times its usual rate."
        )
    chain.because(tr("Optimizer"), tr("Adam, learning rate {rate:g}", rate=rate), why)
    why = tr("Small batches generalise well (Bengio 2012; Masters & Luschi 2018).")
    chain.because(tr("Batch"), str(batch), why)
    why = tr("About {steps} steps of training, within bounds.")
    if has_validation:
        why = tr("About {steps} steps of training, within bounds: too many, since early stopping cuts them (Bengio 2012).")
    chain.because(tr("Epochs"), str(epochs), why.format(steps=STEPS))
    if has_validation:
        why = tr("Training stops when the validation loss has not improved for {epochs} epochs (Prechelt 1998).")
        chain.because(tr("Early stopping"), tr("patience {epochs}", epochs=PATIENCE), why.format(epochs=PATIENCE))
    return TrainingSettings(optimizer, batch, epochs, early_stopping=PATIENCE if has_validation else None)


def _ending(facts: DataFacts) -> Ending:
    if facts.task == "binary" and facts.output_width == 2:
        return TWO_COLUMNS
    return ENDINGS[facts.task or "regression"]


def _power_of_two(width: float) -> int:
    return int(min(max(2 ** round(math.log2(max(width, 1.0))), NARROWEST), WIDEST))


def _weights(inputs: int, widths: list[int], outputs: int) -> int:
    sizes = [inputs, *widths, outputs]
    return sum((a + 1) * b for a, b in pairwise(sizes))
