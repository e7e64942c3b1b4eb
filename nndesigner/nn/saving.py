"""A model as sections of builtins and arrays, and as one file: a pickle that names nothing and is read without executing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nndesigner.core.errors import FileError
from nndesigner.core.opening import opening
from nndesigner.core.text import printable
from nndesigner.nn.graph import undrawn
from nndesigner.nn.losses.base import as_loss
from nndesigner.nn.model import Model, model_from_config
from nndesigner.nn.network_check import check_model
from nndesigner.nn.registries import LOSSES, METRICS, OPTIMIZERS

FORMAT = "nndesigner-model"
WEIGHTS_FORMAT = "nndesigner-weights"
VERSION = 1
MAX_METRICS = 100


def to_sections(model: Model, *, optimizer_state: bool = False) -> dict[str, Any]:
    """network, weights, compile, optimizer, random_state, history; the last four are None where there is nothing."""
    compiled = model.is_compiled
    return {
        "network": model.get_config(),
        "weights": model.get_weights(),
        "compile": compile_section(model) if compiled else None,
        "optimizer": model.get_optimizer_state() if compiled and optimizer_state else None,
        "random_state": model.random.state() if optimizer_state else None,
        "history": {name: np.array(values) for name, values in model.history.history.items()},
    }


def compile_section(model: Model) -> dict[str, Any]:
    """Loss, optimizer and metrics as their registries describe them."""
    return {
        "loss": LOSSES.describe(model.loss),
        "optimizer": OPTIMIZERS.describe(model.optimizer),
        "metrics": [METRICS.describe(metric) for metric in model.metric_specs],
    }


def from_sections(sections: Mapping[str, Any]) -> Model:
    """The model that :func:`to_sections` described. Raises DesignerError naming what does not fit."""
    check_model(sections.get("network"), sections.get("weights"))
    with undrawn():
        model = model_from_config(sections["network"])
    model.set_weights(sections["weights"])
    compiled = sections.get("compile")
    if compiled:
        if len(compiled["metrics"] or ()) > MAX_METRICS:
            raise FileError(f"it has more than {MAX_METRICS} metrics; received {len(compiled['metrics'])}.")
        model.compile(OPTIMIZERS.create(compiled["optimizer"]), as_loss(compiled["loss"]), compiled["metrics"])
        if sections.get("optimizer"):
            model.set_optimizer_state(sections["optimizer"])
    if sections.get("random_state"):
        model.random.set_state(sections["random_state"])
    history = {name: np.asarray(values) for name, values in (sections.get("history") or {}).items()}
    if history:
        model.history.extend(0, history)
    return model


def save_model(model: Model, path: str | Path) -> None:
    """Write the model with its optimizer and random state, so that training can go on. Raises FileError."""
    from nndesigner.core.datapickle import write_tree

    write_tree(path, {"format": FORMAT, "version": VERSION, **to_sections(model, optimizer_state=True)})


def load_model(path: str | Path) -> Model:
    """Read a model file; nothing in it is executed. Raises FileError naming the file."""
    tree = _read(path, (FORMAT,), "not a model")
    with opening(path):
        return from_sections(tree)


def save_weights(model: Model, path: str | Path) -> None:
    """Write the weights alone. Raises FileError."""
    from nndesigner.core.datapickle import write_tree

    write_tree(path, {"format": WEIGHTS_FORMAT, "version": VERSION, "weights": model.get_weights()})


def load_weights(model: Model, path: str | Path) -> None:
    """Give a model the weights of a file of weights or of a model. Raises FileError, or ShapeError if they do not fit."""
    model.set_weights(_read(path, (WEIGHTS_FORMAT, FORMAT), "no weights")["weights"])


def _read(path: str | Path, formats: tuple[str, ...], fault: str) -> dict[str, Any]:
    from nndesigner.core.datapickle import read_tree

    tree = read_tree(path)
    if not isinstance(tree, dict) or str(tree.get("format")) not in formats:
        raise FileError(f"{path} is {fault} of NN Designer; choose a file that was saved as one; received another content.")
    if str(tree.get("version")) != str(VERSION):
        version = printable(tree.get("version"), 80)
        raise FileError(f"{path} was saved by another NN Designer, as version {version}; this one reads {VERSION}.")
    return tree
