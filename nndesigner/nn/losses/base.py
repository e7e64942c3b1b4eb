"""What every loss is: a number for each sample, its gradient, and how a compiled step runs it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nndesigner.core.errors import DataError, OptionError
from nndesigner.core.options import Configurable
from nndesigner.nn.types import Array, Shape

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder

EPSILON = 1e-7
"""How close to 0 or 1 a probability may come when its logarithm is taken (Keras ``backend.epsilon``)."""


def sample_means(values: Array) -> Array:
    """Mean over all axes but the first: (n, ...) -> (n,); a row's mean does not depend on the other rows, to the bit."""
    rows = values.reshape(len(values), math.prod(values.shape[1:]))
    means: Array = rows[:, 0] if rows.shape[1] == 1 else rows.mean(axis=1)
    return means


class Loss(Configurable):
    """Base of all losses. Arrays are (batch, \\*output shape).

    A loss of your own gives ``values`` and ``gradients``; ``emit_gradient`` may be overridden for speed.

    ``fused_activation`` names the output activation whose slope cancels against this loss's: then the gradient by
    the activation's *input* is ``scale · (prediction − target)``, and ``values_from_logits`` is exact for any logit.
    """

    title: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    formula: ClassVar[str] = ""
    tasks: ClassVar[frozenset[str]] = frozenset()
    activations: ClassVar[tuple[str, ...]] = ()
    reduction: ClassVar[str] = "mean"
    fused_activation: ClassVar[str | None] = None
    needs_probabilities: ClassVar[bool] = False
    """Whether predictions must be probabilities from one of ``activations``."""
    curve_target: ClassVar[float] = 0.0
    """The target that a picture of the loss is drawn for: 1 where targets are answers, 0 where they are numbers."""
    target_scaling: ClassVar[str | None] = None
    """How to scale a target that must not become negative; None where it may."""

    def fits(self, task: str) -> bool:
        """Whether it measures such a target in the application, where outputs are probabilities or numbers."""
        return task in self.tasks

    def fuses_with(self, activation: str | None) -> bool:
        """Whether it is computed from what goes into this output activation."""
        return activation is not None and activation == self.fused_activation

    def values(self, y_true: Array, y_pred: Array) -> Array:
        """The loss of each sample: (n, ...) -> (n,)."""
        raise NotImplementedError(f"{type(self).__name__} has no formula: define values(y_true, y_pred).")

    def gradients(self, y_true: Array, y_pred: Array) -> Array:
        """Gradient of each sample's loss by its prediction, same shape as ``y_pred``."""
        raise NotImplementedError(f"{type(self).__name__} cannot be trained with: define gradients(y_true, y_pred).")

    def values_from_logits(self, y_true: Array, logits: Array) -> Array:
        """The loss of each sample, from what goes into the fused activation."""
        raise NotImplementedError(f"{type(self).__name__} is not fused with an activation.")

    def reduce(self, values: Array, sample_weight: Array | None = None) -> float:
        """One number for a batch: the weighted sum of ``values``, divided by their count unless the loss is a sum."""
        total = values.sum(dtype=np.float64) if sample_weight is None else np.dot(values, sample_weight.reshape(-1))
        return float(total) / (1 if self.reduction == "sum" else max(1, len(values)))

    def __call__(self, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> float:
        """The loss of a batch."""
        return self.reduce(self.values(y_true, y_pred), sample_weight)

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        """Gradient of the batch's loss by the predictions."""
        return self.gradients(y_true, y_pred) * self.share(len(y_pred))

    def share(self, batch: int) -> float:
        """What one sample's loss counts in a batch."""
        return 1.0 if self.reduction == "sum" else 1 / max(1, batch)

    def scale(self, width: int) -> float:
        """Constant factor that ``emit_gradient`` leaves out, for ``width`` outputs a sample."""
        return 1.0

    def encode_targets(self, y: Any, shape: Shape) -> Any:
        """Targets as a caller may give them, in the shape of the output; by default as they are."""
        return y

    def check_targets(self, y: Array) -> None:
        """Refuse targets that this loss has no meaning for. Raises DataError naming the row."""

    def curve(self, prediction: Array) -> Array:
        """Loss over predictions for one fixed target, ``curve_target``, for a picture."""
        prediction = np.asarray(prediction, float).reshape(-1, 1)
        return self.values(np.full_like(prediction, self.curve_target), prediction)

    def emit_gradient(self, step: StepBuilder, y: str, p: str, d: str) -> None:
        """Write ``d = gradients(y, p) / scale`` into the step (names of arrays (n, ...)); fused: simply ``p − y``."""
        step.line(f"copyto({d}, {step.bind(self.gradients)}({y}, {p}))")


class FunctionLoss(Loss):
    """A function ``f(y_true, y_pred) -> (n,)`` of the user's own that carries its gradient as the attribute ``gradient``."""

    title = "Function"
    tasks = frozenset({"binary", "multiclass", "regression"})

    def __init__(self, function: Callable[[Array, Array], Array]) -> None:
        super().__init__()
        slope: Any = getattr(function, "gradient", None)
        name = getattr(function, "__name__", repr(function))
        if not callable(slope):
            raise OptionError(
                f"The loss {name} does not know its gradient: set {name}.gradient to a function of (y_true, y_pred) "
                f"that gives each sample's gradient; received {slope!r}."
            )
        self._function = function
        self._gradients = slope

    def values(self, y_true: Array, y_pred: Array) -> Array:
        return np.asarray(self._function(y_true, y_pred))

    def gradients(self, y_true: Array, y_pred: Array) -> Array:
        return np.asarray(self._gradients(y_true, y_pred))


def as_loss(part: Any) -> Loss:
    """A loss from a name, a description, a Loss or a function."""
    from nndesigner.nn.registries import LOSSES

    made: Any = LOSSES.create(part)
    if isinstance(made, Loss):
        return made
    if callable(made):
        return FunctionLoss(made)
    raise OptionError(f"A loss is a name, a Loss or a function; received {part!r}.")


def refuse_row(y: Array, wrong: Array, what: str) -> None:
    """Raise DataError for the first row where ``wrong`` (same shape as ``y``, or one flag a row) holds."""
    rows = wrong.reshape(len(wrong), -1).any(axis=1)
    if rows.any():
        row = int(rows.argmax())
        shown = np.array2string(y[row], threshold=6, precision=4)
        raise DataError(f"{what}; received {shown} in row {row}.")
