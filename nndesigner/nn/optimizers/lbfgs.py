"""L-BFGS: steps along a direction that knows the curvature, on all rows at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.errors import OptionError, ShapeError
from nndesigner.core.options import option
from nndesigner.nn.optimizers.base import Optimizer
from nndesigner.nn.optimizers.line_search import Point, wolfe_step
from nndesigner.nn.optimizers.objective import Objective
from nndesigner.nn.registries import OPTIMIZERS
from nndesigner.nn.types import Array

if TYPE_CHECKING:
    from nndesigner.nn.step import StepBuilder


@OPTIMIZERS.register("lbfgs")
class LBFGS(Optimizer):
    """Limited-memory BFGS (Liu and Nocedal, 1989) with a strong-Wolfe line search; the formulas of torch.optim.LBFGS.

    Every step looks at all training rows, whatever the batch size, several times while it searches along its direction; so an
    epoch is one step. The random numbers of dropout and noise stay the same during a step. It keeps the last ``history_size``
    steps and changes of the gradient, in double precision. Where nothing can be gained any more the weights stay as they are.
    """

    title = "L-BFGS"
    summary = "Learns the curvature and searches along each step, on all rows at once; for small networks and data sets."
    takes_all_rows = True

    learning_rate: float = option(
        default=1.0, above=0.0, maximum=1e6, help="Length at which the search along a step begins; 1 is the natural one."
    )
    history_size: int = option(default=10, minimum=1, maximum=1000, help="How many past steps tell of the curvature.")
    max_search: int = option(
        default=25,
        minimum=1,
        maximum=1000,
        title="Longest search",
        help="Most looks at all rows in a step.",
        advanced=True,
    )
    tolerance_grad: float = option(
        default=1e-7, minimum=0.0, title="Flat enough", help="No step where no slope is larger than this.", advanced=True
    )
    tolerance_change: float = option(
        default=1e-9, minimum=0.0, title="Small enough", help="No step where less than this can be gained.", advanced=True
    )

    weight_decay = clipnorm = clipvalue = global_clipnorm = None
    use_ema = False

    def build(self, size: int, dtype: Any) -> None:
        if self._gradient.shape != (size,):
            self._forget(size)

    def setup(self) -> None:
        super().setup()
        self._forget(0)

    def reset(self) -> None:
        super().reset()
        self._forget(self._gradient.size)

    def _forget(self, size: int) -> None:
        """No step yet, of ``size`` weights."""
        self._gradient, self._step = np.zeros(size), np.zeros(size)
        self._past: list[tuple[Array, Array]] = []
        """The last steps with the changes of the gradient that they brought."""
        self._scale = 1.0
        self._has_moved = False

    def emit(self, step: StepBuilder, folded: bool) -> None:
        if step.graph.stretches():
            raise OptionError("L-BFGS moves all layers at one rate: each needs a learning_rate_factor of 1; received another.")
        if any(weight.constraint is not None for weight in step.graph.trained):
            raise OptionError("L-BFGS cannot keep weights within bounds: remove the constraint or choose another optimizer.")
        objective = Objective(step)
        step.line(f"{step.bind(self._take_step)}({objective.emit(step)}, {step.rate})")

    def _take_step(self, evaluate: Callable[[], float], objective: Objective, rate: Any) -> None:
        """Go along the direction of the two-loop recursion as far as the line search says."""
        with objective.held(evaluate) as look:
            loss, gradient = look()
            direction = self._direction(gradient)
            slope = float(gradient @ direction)
            self._gradient, self._step = gradient, np.zeros_like(gradient)
            steepest = float(np.abs(gradient).max(initial=0))
            if not np.isfinite(loss) or steepest <= self.tolerance_grad or slope > -self.tolerance_change:
                return
            first = float(rate) if self._has_moved else float(rate) * min(1.0, 1.0 / float(np.abs(gradient).sum()))
            origin = objective.weights.astype(np.float64)

            def along(length: float) -> Point:
                objective.weights[...] = origin + length * direction
                there, slopes = look()
                return Point(length, there if np.isfinite(there) else np.inf, float(slopes @ direction))

            longest = float(np.abs(direction).max())
            start = Point(0.0, loss, slope)
            length = wolfe_step(along, start, first, longest, self.tolerance_change, self.max_search)
            objective.weights[...] = origin + length * direction
            self._step, self._has_moved = length * direction, True
            if not length:  # the past has misled it, or rounding hides what is left to gain: begin again along the gradient
                self._past, self._scale, self._has_moved = [], 1.0, False

    def _direction(self, gradient: Array) -> Array:
        """Minus the gradient, times the inverse curvature that the past steps tell of (two-loop recursion)."""
        change = gradient - self._gradient
        curvature = float(change @ self._step)
        if curvature > 1e-10:
            self._past = [*self._past, (self._step, change)][-self.history_size :]
            self._scale = curvature / float(change @ change)
        direction = -gradient
        shares = []
        for step, change in reversed(self._past):
            shares.append(float(step @ direction) / float(change @ step))
            direction -= shares[-1] * change
        direction *= self._scale
        for (step, change), share in zip(self._past, reversed(shares), strict=True):
            direction += (share - float(change @ direction) / float(change @ step)) * step
        return direction

    def state(self) -> dict[str, Any]:
        size = self._gradient.size
        return {
            "iterations": self.iterations,
            "gradient": self._gradient.copy(),
            "step": self._step.copy(),
            "past_steps": np.array([step for step, _ in self._past]).reshape(-1, size),
            "past_changes": np.array([change for _, change in self._past]).reshape(-1, size),
            "scale": self._scale,
            "has_moved": self._has_moved,
        }

    def set_state(self, state: dict[str, Any]) -> None:
        size = self._gradient.size
        names = ("gradient", "step", "past_steps", "past_changes")
        arrays = {name: np.array(state.get(name, np.empty(0)), np.float64) for name in names}
        for name, array in arrays.items():
            if array.shape[-1:] != (size,):
                raise ShapeError(
                    f"The optimizer state {name!r} does not fit this network: {size} numbers are needed; "
                    f"received {array.shape[-1] if array.ndim else 1}."
                )
        self._gradient, self._step = arrays["gradient"], arrays["step"]
        self._past = list(zip(arrays["past_steps"], arrays["past_changes"], strict=True))
        self._scale, self._has_moved = float(state["scale"]), bool(state["has_moved"])
        self.iterations = int(state.get("iterations", 0))


# What would bend the direction or the length that the search has found.
for _name in ("weight_decay", "clipnorm", "clipvalue", "global_clipnorm", "use_ema", "ema_momentum"):
    del LBFGS.OPTIONS[_name]
