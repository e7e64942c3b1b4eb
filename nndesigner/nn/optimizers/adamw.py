"""AdamW: Adam with weights that shrink by themselves."""

from __future__ import annotations

from nndesigner.core.options import option
from nndesigner.nn.optimizers.adam import Adam
from nndesigner.nn.registries import OPTIMIZERS


@OPTIMIZERS.register("adamw")
class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2019). Keras 3 formula."""

    title = "AdamW"
    summary = "Adam that also shrinks every weight a little each step, against overfitting."
    weight_decay: float = option(
        default=0.004, minimum=0.0, help="Share of each weight, times the learning rate, that a step takes off."
    )
