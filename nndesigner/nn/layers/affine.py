"""What normalizations share: a trainable factor and shift for each feature behind the scaling."""

from __future__ import annotations

from typing import Any

from nndesigner.core.options import option
from nndesigner.nn.constraints import Constraint
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.base import Layer, Weight
from nndesigner.nn.layers.weight_options import bounds, penalty, start
from nndesigner.nn.regularizers import Regularizer
from nndesigner.nn.types import Array, Shape


class Affine(Layer):
    """Base: ``y = gamma · normal + beta``, a factor and a shift for each feature along one axis."""

    family = "normalization"
    epsilon: float = option(default=1e-3, above=0.0, help="Added to the variance, so that it is never 0.", advanced=True)
    center: bool = option(default=True, help="Add a trainable shift, beta.")
    scale: bool = option(default=True, help="Multiply by a trainable factor, gamma.")
    beta_initializer: Initializer = start("zeros", "Beta")
    gamma_initializer: Initializer = start("ones", "Gamma")
    beta_regularizer: Regularizer | None = penalty("Beta")
    gamma_regularizer: Regularizer | None = penalty("Gamma")
    beta_constraint: Constraint | None = bounds("Beta")
    gamma_constraint: Constraint | None = bounds("Gamma")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        first = {name: known for name, known in cls.OPTIONS.items() if name not in Affine.OPTIONS and known.registry is None}
        cls.OPTIONS = first | cls.OPTIONS  # as in Keras: axis, momentum or groups stand before what all of them have

    def feature_axis(self, shape: Shape) -> int:
        """The features' axis counted within a sample, from 0; by the option ``axis`` where there is one."""
        declared = getattr(self, "axis", -1)
        axis: int = declared + len(shape) if declared < 0 else declared - 1
        if not 0 <= axis < len(shape):
            raise self.refuse(f"has no axis {declared}", shape)
        return axis

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1:
            raise self.refuse("takes one input", *input_shapes)
        self.feature_axis(input_shapes[0])
        return input_shapes[0]

    def build(self, *input_shapes: Shape) -> None:
        shape = (input_shapes[0][self.feature_axis(input_shapes[0])],)
        self.gamma: Weight | None = None
        self.beta: Weight | None = None
        if self.scale:
            self.gamma = self.add_weight(
                "gamma", shape, self.gamma_initializer, regularizer=self.gamma_regularizer, constraint=self.gamma_constraint
            )
        if self.center:
            self.beta = self.add_weight(
                "beta", shape, self.beta_initializer, regularizer=self.beta_regularizer, constraint=self.beta_constraint
            )

    def see(self, x: Array) -> None:
        """Note how ``x`` (batch, \\*shape) stands: ``_feature``, the axis, and ``_wide``, gamma's shape beside it."""
        self._feature = self.feature_axis(x.shape[1:]) + 1
        self._wide = tuple(size if axis == self._feature else 1 for axis, size in enumerate(x.shape))

    def spread(self, normal: Array) -> Array:
        """Scaled and shifted; ``normal`` is kept for the gradients."""
        self._normal = normal
        y = normal if self.gamma is None else normal * self.gamma.value.reshape(self._wide)
        return y if self.beta is None else y + self.beta.value.reshape(self._wide)

    def gather(self, dy: Array) -> Array:
        """Write the gradients of factor and shift; returns the gradient by what was scaled."""
        others = tuple(axis for axis in range(dy.ndim) if axis != self._feature)
        if self.beta is not None:
            self.beta.gradient[...] = dy.sum(axis=others)
        if self.gamma is None:
            return dy
        self.gamma.gradient[...] = (dy * self._normal).sum(axis=others)
        return dy * self.gamma.value.reshape(self._wide)


def centred(x: Array, axes: tuple[int, ...]) -> tuple[Array, Array]:
    """``x`` less its mean over ``axes``, and its (biased) variance."""
    rest = x - x.mean(axis=axes, keepdims=True)
    return rest, (rest * rest).mean(axis=axes, keepdims=True)


def centred_back(dn: Array, normal: Array, scale: Array, axes: tuple[int, ...]) -> Array:
    """The gradient by x of ``normal = (x - mean) · scale``, where mean and scale move with x along ``axes``."""
    along = (dn * normal).mean(axis=axes, keepdims=True)
    dx: Array = (dn - dn.mean(axis=axes, keepdims=True) - normal * along) * scale
    return dx
