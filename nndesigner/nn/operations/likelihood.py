"""The negative log-likelihood of classes, as an operation on logarithms of shares."""

from __future__ import annotations

import numpy as np

from nndesigner.core.options import option
from nndesigner.nn.operations.base import Back, Gradients, Operation
from nndesigner.nn.registries import OPERATIONS
from nndesigner.nn.types import Array, Shape


@OPERATIONS.register("negative_log_likelihood")
class NegativeLogLikelihood(Operation):
    """−w[c]·x[n, c, …] for the class c that the second operand names for each sample and place.

    Operands are (samples, classes, \\*places), (samples, \\*places) and, where wanted, a weight a class. The mean is
    divided by the sum of the weights that took part; samples of the class ``ignored`` take no part.
    """

    title = "Negative log-likelihood"
    summary = "The loss of shares whose logarithms are given, for the class numbers that are right."
    fewest, most = 2, 3
    reduction: str = option(default="mean", choices=("none", "sum", "mean"), help="What becomes of the samples' losses.")
    ignored: int | None = option(default=None, help="The class number that does not count.")

    def output_shape(self, *shapes: Shape) -> Shape:
        x, target, *weight = shapes
        if len(x) < 2 or target != (x[0], *x[2:]) or any(w != x[1:2] for w in weight):
            raise self.refuse("has operands of shapes that do not fit", *shapes)
        return target if self.reduction == "none" else ()

    def apply(self, *operands: Array) -> tuple[Array, Back]:
        x, target, *weight = operands
        shape = self.output_shape(*(operand.shape for operand in operands))
        classes = np.asarray(np.nan_to_num(target), np.int64)
        counts = classes != self.ignored if self.ignored is not None else np.ones(classes.shape, bool)
        safe = np.clip(np.where(counts, classes, 0), 0, x.shape[1] - 1)
        share = np.asarray(weight[0][safe] if weight else np.ones(safe.shape, x.dtype)) * counts
        picked = np.take_along_axis(x, safe[:, None], 1)[:, 0]
        total = share.sum() if self.reduction == "mean" else x.dtype.type(1)
        losses = -picked * share
        y = losses if self.reduction == "none" else losses.sum() / total

        def back(dy: Array) -> Gradients:
            dx = np.zeros(x.shape, x.dtype)
            np.put_along_axis(dx, safe[:, None], (-share * dy / total)[:, None], 1)
            return dx, *(None for _ in operands[1:])

        return np.asarray(y, x.dtype).reshape(shape), back
