"""Networks under the place where Keras has them."""

from __future__ import annotations

from nndesigner.nn.model import Model
from nndesigner.nn.saving import load_model, save_model
from nndesigner.nn.sequential import Sequential

__all__ = ["Model", "Sequential", "clone_model", "load_model", "save_model"]


def clone_model(model: Model) -> Model:
    """The same network once more, with the initial weights of its seed and not compiled."""
    return type(model).from_config(model.get_config())
