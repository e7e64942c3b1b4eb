"""What every activation is: a function, its derivative, and how a compiled step runs both."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from nndesigner.core.errors import OptionError
from nndesigner.core.options import Configurable
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.blocks import Block
    from nndesigner.nn.step import StepBuilder


class Activation(Configurable):
    """Base of all activations.

    A subclass gives ``__call__`` and ``derivative``; one that is not elementwise gives ``backward`` instead of the latter.
    ``emit_forward`` and ``emit_backward`` may be overridden to write faster code into the compiled step; as they stand
    they call the methods above.
    """

    title: ClassVar[str] = ""
    formula: ClassVar[str] = ""
    elementwise: ClassVar[bool] = True
    """Whether each output depends on its own input only; else on all along the last axis."""

    def __call__(self, x: Array) -> Array:
        """Apply the activation to an array of any shape (softmax: over the last axis)."""
        raise NotImplementedError(f"{type(self).__name__} has no formula: define __call__(x).")

    def derivative(self, x: Array) -> Array:
        """Slope of the activation at ``x``, elementwise."""
        raise NotImplementedError(f"{type(self).__name__} has no derivative: define derivative(x).")

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        """Gradient of the loss by ``x``, given ``y = self(x)`` and the gradient by ``y``."""
        return dy * self.derivative(x)

    def emit_forward(self, step: StepBuilder, x: Block, y: Block) -> None:
        """Write ``y = self(x)`` into the step; ``x`` and ``y`` may be the same block."""
        if x is y:
            kept = step.like(x)
            step.line(f"copyto({kept.body}, {x.body})")
            step.keep(y, kept)
            x = kept
        step.line(f"copyto({y.rows}, {step.bind(self.__call__)}({x.rows}))")

    def emit_backward(self, step: StepBuilder, y: Block, gradient: Block) -> None:
        """Turn ``gradient`` (by ``y``) into the gradient by ``x``, in place."""
        x = step.kept(y)
        step.line(f"copyto({gradient.rows}, {step.bind(self.backward)}({x.rows}, {y.rows}, {gradient.rows}))")


class FunctionActivation(Activation):
    """A function of the user's own that carries its derivative as the attribute ``derivative``.

    >>> def square(x): return x * x
    >>> square.derivative = lambda x: 2 * x
    >>> Dense(4, activation=square)
    """

    title = "Function"

    def __init__(self, function: Callable[[Array], Array]) -> None:
        super().__init__()
        slope: Any = getattr(function, "derivative", None)
        name = getattr(function, "__name__", repr(function))
        if not callable(slope):
            raise OptionError(
                f"The activation {name} does not know its derivative: set {name}.derivative to a function of x; "
                f"received {slope!r}."
            )
        self._function = function
        self._derivative = slope

    def __call__(self, x: Array) -> Array:
        return self._function(x)

    def derivative(self, x: Array) -> Array:
        return self._derivative(x)  # type: ignore[no-any-return]


def as_activation(part: Any) -> Activation:
    """``part`` itself if it is an Activation, linear for None, else a plain function wrapped as one."""
    if isinstance(part, Activation):
        return part
    if part is None:
        from nndesigner.nn.activations.linear import Linear

        return Linear()
    inner = getattr(part, "activation", None)  # an Activation layer, as nn.layers.LeakyReLU(0.1) makes one
    if isinstance(inner, Activation):
        return inner
    if callable(part):
        return FunctionActivation(part)
    raise OptionError(f"An activation is a name, an Activation or a function; received {part!r}.")
