"""Kinds of dropout: inputs multiplied by random factors while training, and passed on as they are otherwise."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


class RandomFactors(Layer):
    """Base: ``y = x · factor`` while training; a subclass draws the factors, whose mean is 1."""

    family = "regularization"
    axes: ClassVar[int] = 0
    """How many axes a sample must have; any number if 0."""
    rate: float = option(default=0.5, minimum=0.0, below=1.0, help="Share of the inputs that is silenced.")

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1 or (self.axes and len(input_shapes[0]) != self.axes):
            raise self.refuse(f"takes one input of {self.axes} axes" if self.axes else "takes one input", *input_shapes)
        return input_shapes[0]

    def label(self) -> str:
        return f"{self.rate:g}"

    def factors(self, x: Array) -> Array:
        """Random factors that fit ``x`` (batch, \\*shape)."""
        raise NotImplementedError(f"{type(self).__name__} does not say how it draws: define factors(x).")

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self._factor = self.factors(x) if training and self.rate else None
        result: Array = x if self._factor is None else x * self._factor
        return result

    def backward(self, dy: Array) -> Array:
        result: Array = dy if self._factor is None else dy * self._factor
        return result


class SpatialDropout(RandomFactors):
    """Base: silences whole channels, since neighbours in a channel tell nearly the same (Tompson et al., 2015)."""

    def factors(self, x: Array) -> Array:
        channels = (len(x), *[1] * (x.ndim - 2), x.shape[-1])
        kept: Array = (self.random.random(channels) >= self.rate) * x.dtype.type(1 / (1 - self.rate))
        return kept


@LAYERS.register("SpatialDropout1D")
class SpatialDropout1D(SpatialDropout):
    """Silences whole channels of a sequence (steps, channels) while training."""

    title = "Spatial dropout 1D"
    summary = "Silences random channels of a sequence while training, against overfitting."
    axes = 2


@LAYERS.register("SpatialDropout2D")
class SpatialDropout2D(SpatialDropout):
    """Silences whole channels of an image (height, width, channels) while training."""

    title = "Spatial dropout 2D"
    summary = "Silences random channels of an image while training, against overfitting."
    axes = 3


@LAYERS.register("GaussianDropout")
class GaussianDropout(RandomFactors):
    """Multiplies its inputs by normal noise around 1 whose variance is that of a dropout (Srivastava et al., 2014)."""

    title = "Gaussian dropout"
    summary = "Multiplies its inputs by noise around 1 while training, against overfitting."
    rate: float = option(
        default=0.5, minimum=0.0, below=1.0, help="The noise is as strong as a dropout of this share: √(rate / (1 − rate))."
    )

    def factors(self, x: Array) -> Array:
        spread = math.sqrt(self.rate / (1 - self.rate))
        return np.asarray(self.random.standard_normal(x.shape, x.dtype) * spread + 1)


@LAYERS.register("AlphaDropout")
class AlphaDropout(RandomFactors):
    """Sets a share of its inputs to selu's lower bound and keeps mean and variance (Klambauer et al., 2017)."""

    title = "Alpha dropout"
    summary = "Dropout for networks with selu: mean and spread of the inputs stay as they are."
    _BOUND: ClassVar[float] = -1.7580993408473766
    """Selu's lower bound, −scale · alpha."""

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self._factor = None
        if not training or not self.rate:
            return x
        kept = self.random.random(x.shape) >= self.rate
        scale = 1 / math.sqrt((1 - self.rate) * (1 + self.rate * self._BOUND**2))
        factor: Array = kept * x.dtype.type(scale)
        self._factor = factor
        shift = x.dtype.type(-scale * self._BOUND * self.rate)
        result: Array = x * factor + np.where(kept, 0, x.dtype.type(scale * self._BOUND)) + shift
        return result
