"""Embedding: a vector for each category."""

from __future__ import annotations

import numpy as np

from nndesigner.core.errors import DataError
from nndesigner.core.options import option
from nndesigner.nn.constraints import Constraint
from nndesigner.nn.initializers import Initializer
from nndesigner.nn.layers.base import Layer
from nndesigner.nn.layers.weight_options import bounds, penalty, start
from nndesigner.nn.registries import LAYERS
from nndesigner.nn.regularizers import Regularizer
from nndesigner.nn.types import Array, Shape


@LAYERS.register("Embedding")
class Embedding(Layer):
    """Gives every whole number from 0 to ``input_dim`` - 1 a trainable vector; fractions are cut off.

    Numbers pass no gradient on. Raises DataError, naming it, for a number outside that range.
    """

    title = "Embedding"
    family = "embedding"
    summary = "Gives each category, counted from 0, a vector that is learned."
    input_dim: int = option(minimum=1, maximum=10_000_000, title="Categories", help="How many categories there are.")
    output_dim: int = option(minimum=1, maximum=100_000, title="Vector size", help="How many numbers a category gets.")
    embeddings_initializer: Initializer = start("random_uniform", "Vectors")
    embeddings_regularizer: Regularizer | None = penalty("Vectors")
    embeddings_constraint: Constraint | None = bounds("Vectors")

    def output_shape(self, *input_shapes: Shape) -> Shape:
        if len(input_shapes) != 1:
            raise self.refuse("takes one input", *input_shapes)
        return (*input_shapes[0], self.output_dim)

    def build(self, *input_shapes: Shape) -> None:
        self.embeddings = self.add_weight(
            "embeddings",
            (self.input_dim, self.output_dim),
            self.embeddings_initializer,
            regularizer=self.embeddings_regularizer,
            constraint=self.embeddings_constraint,
        )

    def label(self) -> str:
        return f"{self.input_dim} → {self.output_dim}"

    def forward(self, *inputs: Array, training: bool = False) -> Array:
        (x,) = inputs
        wrong = ~((x > -1) & (x < self.input_dim))
        if wrong.any():
            raise DataError(
                f"The layer {self.name or 'Embedding'} knows the categories 0 to {self.input_dim - 1}; give it more "
                f"categories or check the data; received {x[wrong][0]:g}."
            )
        self._categories = x.astype(np.intp)
        return np.asarray(self.embeddings.value[self._categories])

    def backward(self, dy: Array) -> Array:
        if self.trains:
            self.embeddings.gradient[...] = 0
            np.add.at(self.embeddings.gradient, self._categories, dy)
        return np.zeros(self._categories.shape, dy.dtype)
