"""What every layer is: options, shapes, weights, its mathematics, and how a compiled step runs it."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nndesigner.core.errors import DesignerError, ShapeError
from nndesigner.core.options import Configurable, Option
from nndesigner.nn.keras_names import drop_neutral, missing
from nndesigner.nn.registries import INITIALIZERS
from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Value
    from nndesigner.nn.constraints import Constraint
    from nndesigner.nn.graph import Node
    from nndesigner.nn.regularizers import Regularizer
    from nndesigner.nn.step import StepBuilder


_COMMON = (
    Option(
        name="trainable",
        kind="bool",
        default=True,
        title="Trainable",
        help="Whether training changes this layer's weights; a layer that is off is frozen.",
        advanced=True,
    ),
    Option(
        name="learning_rate_factor",
        kind="float",
        default=1.0,
        minimum=0.0,
        maximum=1e6,
        title="Learning rate factor",
        help="What the learning rate is multiplied by for this layer's weights.",
        advanced=True,
    ),
)
"""Options of every layer that has weights, which come after its own."""


class Weight:
    """One array that a layer keeps: trained, or only updated by the layer itself (``trainable`` is False).

    ``value`` and ``gradient`` are views into the network's two flat vectors; write into them, do not replace them.
    A weight that is never trained has an empty ``gradient``; that of a frozen layer is a place to write that nobody reads.
    """

    __slots__ = ("constraint", "gradient", "initializer", "name", "regularizer", "shape", "trainable", "value")

    def __init__(
        self,
        name: str,
        shape: Shape,
        initializer: Any,
        trainable: bool = True,
        regularizer: Regularizer | None = None,
        constraint: Constraint | None = None,
    ) -> None:
        self.regularizer = regularizer
        self.constraint = constraint
        self.name = name
        self.trainable = trainable
        self.shape = tuple(int(size) for size in shape)
        self.initializer = INITIALIZERS.create(initializer)
        self.value: Array = np.empty(0)
        self.gradient: Array = np.empty(0)

    @property
    def size(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)

    def numpy(self) -> Array:
        """A copy of the numbers, as Keras's variables give it."""
        return self.value.copy()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self.value, dtype)

    def __repr__(self) -> str:
        return f"Weight({self.name!r}, shape={self.shape})"


def fill(own: Sequence[Weight], given: Sequence[Any], owner: str) -> None:
    """Write arrays into weights. Raises ShapeError naming the first that does not fit, and then writes none."""
    if len(given) != len(own):
        raise ShapeError(f"{owner} has {len(own)} weight arrays; received {len(given)}.")
    arrays = [np.asarray(array) for array in given]
    for weight, array in zip(own, arrays, strict=True):
        if array.shape != weight.shape:
            raise ShapeError(f"The weight {weight.name!r} has shape {weight.shape}; received {array.shape}.")
    for weight, array in zip(own, arrays, strict=True):
        weight.value[...] = array


class Layer(Configurable):
    """Base of all layers.

    A layer of your own gives ``forward`` and ``backward``, and, where it needs them, ``build`` (which calls
    :meth:`add_weight`) and ``output_shape``; it then trains as it is. Overriding ``emit_forward`` and
    ``emit_backward`` lets it write faster code into the compiled step.

        class Scale(nn.Layer):
            def build(self, shape):
                self.factor = self.add_weight("factor", (shape[-1],), "ones")

            def forward(self, x, training=False):
                self._x = x                                   # (batch, *shape)
                return x * self.factor.value

            def backward(self, dy):
                self.factor.gradient[...] = (dy * self._x).sum(axis=0)
                return dy * self.factor.value
    """

    title: ClassVar[str] = ""
    family: ClassVar[str] = "core"
    summary: ClassVar[str] = ""
    arity: ClassVar[str] = "one"
    fuses_activation: ClassVar[bool] = False
    """Whether it has an ``activation`` that it applies by ``StepBuilder.activate``, and keeps its ``logits``."""
    weight_axes: ClassVar[dict[str, tuple[str, ...]]] = {}
    """What the last axes of a weight count, by its name, where its name does not tell it already (``nn/carry_over.py``)."""
    takes_largest: ClassVar[bool] = False
    """Whether it passes on the largest of its inputs; a relu before it may then come behind it, where there are fewer."""
    gives_planes: ClassVar[bool] = False
    """Whether its output may stand channel by channel in a compiled step's memory (see ``Block``)."""
    takes_planes: ClassVar[bool] = True
    """Whether its emitted lines take an input that stands so; those that name ``rows`` only do."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        common = {declared.name: declared for declared in _COMMON}
        own = {name: declared for name, declared in cls.OPTIONS.items() if name not in common}
        cls.OPTIONS = own if cls.build is Layer.build else own | common
        if "emit_forward" in vars(cls) and "takes_planes" not in vars(cls):
            cls.takes_planes = False

    def __init__(self, *args: Any, name: str | None = None, **kwargs: Any) -> None:
        self.name = name
        self.weights: list[Weight] = []
        self.input_shapes: tuple[Shape, ...] = ()
        self.random: np.random.Generator = np.random.default_rng(0)
        self.trains = True
        """Whether its weights are trained: what ``trainable`` was when the network was made or last compiled."""
        self.trainable, self.learning_rate_factor = True, 1.0
        if "trainable" not in self.OPTIONS:  # a layer without weights takes the word, as in Keras, and nothing follows from it
            self.trainable = bool(kwargs.pop("trainable", True))
        self.given_shape = _shape_given(self.OPTIONS, kwargs)
        """Shape of a sample where the first layer of a Sequential says it: ``input_shape=`` or ``input_dim=``."""
        drop_neutral(type(self).__name__, kwargs, self.OPTIONS)
        super().__init__(*args, **kwargs)

    if not TYPE_CHECKING:  # a type checker is to find what is not there

        def __getattr__(self, name: str) -> Any:
            raise missing("layer", type(self).__name__, name)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __call__(self, inputs: Node | list[Node] | tuple[Node, ...]) -> Node:
        """Wire the layer behind one or, for a merging layer, several nodes."""
        from nndesigner.nn.graph import Node

        return Node.of_layer(self, inputs)

    def output_shape(self, *input_shapes: Shape) -> Shape:
        """Shape of one output sample. Raises ShapeError if the layer cannot take the input."""
        return input_shapes[0]

    def build(self, *input_shapes: Shape) -> None:
        """Declare the weights, with :meth:`add_weight`."""

    def add_weight(
        self,
        name: str,
        shape: Shape,
        initializer: Any = "glorot_uniform",
        trainable: bool = True,
        regularizer: Regularizer | None = None,
        constraint: Constraint | None = None,
    ) -> Weight:
        """Declare an array; its ``value`` and ``gradient`` exist once the network is built."""
        weight = Weight(name, shape, initializer, trainable, regularizer, constraint)
        self.weights.append(weight)
        return weight

    @property
    def trainable_weights(self) -> list[Weight]:
        """The weights that training changes; none of a frozen layer."""
        return [weight for weight in self.weights if weight.trainable and self.trainable]

    @property
    def non_trainable_weights(self) -> list[Weight]:
        """The weights that training leaves alone."""
        return [weight for weight in self.weights if not (weight.trainable and self.trainable)]

    def get_weights(self) -> list[Array]:
        """Copies of the layer's weights: kernel, bias."""
        return [weight.value.copy() for weight in self.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Take over weights in the order of :meth:`get_weights`. Raises ShapeError naming the first that does not fit."""
        fill(self.weights, weights, f"The layer {self.name or type(self).__name__!r}")

    def count_params(self) -> int:
        """How many numbers its weights hold, trained or not."""
        return sum(weight.size for weight in self.weights)

    def prepare(self, *input_shapes: Shape) -> Shape:
        """Build the layer for these inputs unless it is built for them already; returns the output shape."""
        shape = self.output_shape(*input_shapes)
        if self.input_shapes != input_shapes:
            self.weights = []
            self.build(*input_shapes)
            self.input_shapes = input_shapes
        return shape

    def parameter_count(self, *input_shapes: Shape) -> int:
        """How many numbers its weights hold for these input shapes, trained or not."""
        probe = copy.copy(self)
        probe.weights = []
        probe.build(*input_shapes)
        return sum(weight.size for weight in probe.weights)

    def multiply_adds(self, *input_shapes: Shape) -> int:
        """Multiplications with addition that one sample's forward pass takes."""
        return 0

    def margin(self) -> int:
        """Rows of zeros that its output's gradient needs before and behind it in a compiled step."""
        return 0

    def label(self) -> str:
        """The main options as a short text, for a block on the canvas."""
        return ""

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        """Outputs (batch, \\*output_shape) for inputs (batch, \\*input_shape); keeps what ``backward`` needs."""
        raise DesignerError(
            f"{type(self).__name__} has no mathematics: define forward(x, training=False), as Keras's call, and backward(dy); "
            "received a layer without."
        )

    def backward(self, dy: Array) -> Any:
        """Write each weight's gradient and return the gradient by the input (a tuple of them for several inputs)."""
        raise DesignerError(f"{type(self).__name__} cannot be trained: define backward(dy); received a layer without.")

    def emit_forward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        """Write the forward pass into the step; as it stands it calls :meth:`forward`."""
        self.check_shape(*(value.shape for value in inputs))
        arguments = ", ".join(value.block.rows for value in inputs)
        step.line(f"copyto({output.block.rows}, {step.bind(self.forward)}({arguments}, training={step.training}))")

    def emit_backward(self, step: StepBuilder, inputs: list[Value], output: Value) -> None:
        """Write the backward pass into the step; as it stands it calls :meth:`backward`."""
        step.call_backward(self.backward, inputs, output)

    def check_shape(self, *input_shapes: Shape) -> None:
        """Run one sample of zeros through. Raises ShapeError if ``forward`` gives another shape than ``output_shape`` says."""
        dtype = self.weights[0].value.dtype if self.weights else np.float32
        with np.errstate(all="ignore"):
            given = np.shape(self.forward(*(np.zeros((1, *shape), dtype) for shape in input_shapes), training=False))[1:]
        told = tuple(self.output_shape(*input_shapes))
        if given != told:
            raise ShapeError(
                f"{self.name or type(self).__name__} says by output_shape that a sample gives {told}, but its forward gives "
                f"{given}; make them equal; received samples of shape {', '.join(map(str, input_shapes))}."
            )

    def refuse(self, reason: str, *input_shapes: Shape) -> ShapeError:
        """A ShapeError that names this layer and what it received."""
        received = ", ".join(map(str, input_shapes))
        return ShapeError(f"{self.name or type(self).__name__} {reason}; received {received}.")


def _shape_given(options: Mapping[str, Option], arguments: dict[str, Any]) -> tuple[int, ...] | None:
    """Take ``input_shape`` or ``input_dim`` out of a layer's arguments."""
    shape = arguments.pop("input_shape", None)
    if shape is None and "input_dim" not in options and "input_dim" in arguments:
        shape = arguments.pop("input_dim")
    return shape if shape is None else (shape,) if isinstance(shape, int) else tuple(shape)
