"""The gated linear unit."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.types import Array, Shape


@LAYERS.register("GLU")
class GLU(Layer):
    """One half of an axis times the sigmoid of the other half (Dauphin et al., 2017).

    A layer, not an activation, since it halves an axis; ``keras.activations.glu`` and ``torch.nn.GLU`` give the same.
    """

    title = "Gated linear unit"
    family = "activation"
    summary = "Lets one half of its inputs decide how much of the other half passes; halves their number."
    axis: int = option(default=-1, help="Axis that is halved; -1 is the last, the batch is axis 0.")

    def _axis(self, shape: Shape) -> int:
        """The halved axis counted within a sample, from 0."""
        axis = self.axis + len(shape) if self.axis < 0 else self.axis - 1
        if not 0 <= axis < len(shape) or shape[axis] % 2:
            raise self.refuse(f"needs an even size along axis {self.axis}", shape)
        return axis

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1:
            raise self.refuse("takes one input", *input_shapes)
        shape, axis = input_shapes[0], self._axis(input_shapes[0])
        return (*shape[:axis], shape[axis] // 2, *shape[axis + 1 :])

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        self._where = self._axis(x.shape[1:]) + 1
        self._passed, gate = np.split(x, 2, axis=self._where)
        half = x.dtype.type(0.5)
        self._gate = half * np.tanh(half * gate) + half
        result: Array = self._passed * self._gate
        return result

    def backward(self, dy: Array) -> Array:
        by_gate = dy * self._passed * self._gate * (1 - self._gate)
        return np.concatenate([dy * self._gate, by_gate], axis=self._where)
