"""A network as layers and weights: what can be said of it before it is trained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from nndesigner.core.errors import OptionError, ShapeError
from nndesigner.nn.config import graph_to_config
from nndesigner.nn.dataset import check_inputs
from nndesigner.nn.graph import Graph, Node
from nndesigner.nn.keras_names import missing
from nndesigner.nn.layers.base import Layer, Weight, fill
from nndesigner.nn.randomness import RandomStreams
from nndesigner.nn.summary import summary_text
from nndesigner.nn.types import Array, Shape


class Structure:
    """Base of :class:`~nndesigner.nn.model.Model`: its graph, and what is read off it."""

    name: str
    random: RandomStreams
    _graph: Graph | None

    if not TYPE_CHECKING:  # a type checker is to find what is not there

        def __getattr__(self, name: str) -> Any:
            raise missing("model", type(self).__name__, name)

    @property
    def graph(self) -> Graph:
        """The wired layers. Raises ShapeError if the input shape is not known yet."""
        if self._graph is None:
            raise ShapeError(f"The shape of the input of {self.name!r} is not known yet: give input_shape=; received None.")
        return self._graph

    @property
    def layers(self) -> list[Layer]:
        """All layers, each after those that it needs."""
        return self.graph.layers

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """The layer called ``name``, or the one that stands at ``index``."""
        if isinstance(index, int) and name is None and -len(self.layers) <= index < len(self.layers):
            return self.layers[index]
        if name is None:
            raise OptionError(f"A layer is found by its name, or by an index below {len(self.layers)}; received {index!r}.")
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise OptionError(f"There is no layer {name!r}; there are {', '.join(str(layer.name) for layer in self.layers)}.")

    @property
    def inputs(self) -> list[Node]:
        """The places where samples come in."""
        return list(self.graph.inputs)

    @property
    def input(self) -> Node | list[Node]:
        """The place where samples come in (a list of them for several inputs)."""
        return self.inputs[0] if len(self.inputs) == 1 else self.inputs

    @property
    def output(self) -> Node:
        """What the last layer gives."""
        return self.graph.output

    @property
    def outputs(self) -> list[Node]:
        """:attr:`output` in a list."""
        return [self.output]

    @property
    def built(self) -> bool:
        """Whether the weights exist."""
        return self._graph is not None

    @property
    def input_shape(self) -> Shape | list[Shape]:
        """Shape of one sample (a list of them for several inputs)."""
        shapes = [node.shape for node in self.graph.inputs]
        return shapes[0] if len(shapes) == 1 else shapes

    @property
    def output_shape(self) -> Shape:
        """Shape of one output."""
        return self.graph.output.shape

    @property
    def seed(self) -> int:
        """What rules weights, order and dropout."""
        return self.random.seed

    def count_params(self) -> int:
        """How many numbers the weights hold, trained or not."""
        return int(self.graph.values.size)

    @property
    def trainable(self) -> bool:
        """Whether any layer trains; setting it freezes or frees all layers. As in Keras it takes effect at the next compile."""
        return any(layer.trainable for layer in self.layers)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self.layers:
            layer.trainable = bool(value)

    @property
    def weights(self) -> list[Weight]:
        """All weights, in the order of :meth:`get_weights`."""
        return self.graph.weights

    @property
    def trainable_weights(self) -> list[Weight]:
        """The weights that training changes, in the order of layers."""
        return [weight for layer in self.layers for weight in layer.trainable_weights]

    @property
    def non_trainable_weights(self) -> list[Weight]:
        """The weights of frozen layers, and those that layers only update themselves."""
        return [weight for layer in self.layers for weight in layer.non_trainable_weights]

    trainable_variables = trainable_weights
    """Keras's other name for it."""
    non_trainable_variables = non_trainable_weights
    """Keras's other name for it."""

    def get_weights(self) -> list[Array]:
        """Copies of all weights: for each layer kernel, bias."""
        return [weight.value.copy() for weight in self.graph.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Take over weights in the order of :meth:`get_weights`. Raises ShapeError naming the first that does not fit."""
        fill(self.graph.weights, weights, "The network")

    def activations(self, x: Any) -> dict[str, Array]:
        """What every input and layer, by name, gives for the samples; for pictures of a network at work."""
        outputs = self.graph.forward(check_inputs(self.graph, x))
        return {node.name: array for node, array in outputs.items()}

    def summary(self, print_fn: Callable[[str], object] = print) -> None:
        """Print a table of layers, shapes and parameter counts."""
        print_fn(summary_text(self))

    def get_config(self) -> dict[str, Any]:
        """The network without weights, as builtins: what a design is made of."""
        return {"name": self.name, "seed": self.seed, **graph_to_config(self.graph)}
