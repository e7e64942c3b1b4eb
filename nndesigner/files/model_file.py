"""Trained models (``*.pkl``): one data pickle with network, weights, fitted recipe, settings, history and card.

The sections of the network are those of :mod:`nndesigner.nn.saving`, so a script opens the file with ``nn.load_model``
and this module opens what a script saved. A file is checked before anything is allocated from it, and never executed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.datapickle import read_tree, write_tree
from nndesigner.core.errors import FileError
from nndesigner.core.opening import opening
from nndesigner.core.text import tr
from nndesigner.files.card import model_card
from nndesigner.files.kinds import FOREIGN_MODELS
from nndesigner.files.migrations import Format
from nndesigner.nn import saving
from nndesigner.project.settings import TrainingSettings
from nndesigner.project.trained import TrainedModel

if TYPE_CHECKING:
    from nndesigner.data.recipe import FittedRecipe
    from nndesigner.nn import Model

MODEL = Format(saving.FORMAT, "trained model", saving.VERSION)


def save_trained(trained: TrainedModel, path: Path | str, *, optimizer_state: bool = True) -> None:
    """Write ``trained`` to ``path``, atomically. Raises FileError; the old file is then as it was.

    Without ``optimizer_state`` the file is a third as large with Adam, and training cannot go on from it with the same numbers.
    """
    write_tree(path, model_tree(trained, optimizer_state=optimizer_state))


def load_trained(path: Path | str) -> TrainedModel:
    """Read the model at ``path``, one of ours or, by its suffix, of another program.

    Raises FileError naming the file and what is wrong with it.
    """
    if Path(path).suffix.lower() in FOREIGN_MODELS:
        from nndesigner.files.exchange import import_model

        return import_model(path)
    return trained_from_tree(read_tree(path), path)


def model_tree(trained: TrainedModel, *, optimizer_state: bool = True) -> dict[str, Any]:
    """Return the content of the file that ``trained`` is saved to, as builtins and arrays."""
    return {
        **MODEL.header(),
        **saving.to_sections(trained.model, optimizer_state=optimizer_state),
        "history": {key: np.asarray(values, dtype=np.float64) for key, values in trained.history.items()},
        "recipe": None if trained.recipe is None else trained.recipe.to_config(),
        "settings": trained.settings.to_config(),
        "layout": trained.design,
        "fingerprint": trained.fingerprint,
        "card": {**model_card(trained), **trained.card},
        "state": dict(trained.state) if optimizer_state else {},
    }


def trained_from_tree(tree: Any, path: Path | str) -> TrainedModel:
    """Return the model in ``tree``, read from ``path``. Raises FileError naming ``path``."""
    from nndesigner.data.recipe import FittedRecipe

    content = MODEL.upgrade(tree, path)
    with opening(path):
        recipe = None if content.get("recipe") is None else FittedRecipe.from_config(content["recipe"])
        model = saving.from_sections(content)
        if recipe is not None:
            _check_fit(model, recipe)
        return TrainedModel(
            model=model,
            recipe=recipe,
            history=_history(content.get("history")),
            settings=TrainingSettings.from_config(_mapping(content, "settings")),
            design=_mapping(content, "layout") or None,
            fingerprint=str(content.get("fingerprint") or ""),
            card=_mapping(content, "card"),
            state=_mapping(content, "state"),
        )


def _check_fit(model: Model, recipe: FittedRecipe) -> None:
    """Raise FileError unless the network takes what the recipe gives and gives what the recipe reads."""
    takes, gives = [node.shape for node in model.graph.inputs], model.graph.output.shape
    if takes != recipe.input_shapes or gives != (recipe.output_width,):
        text = tr("its network, from {takes} to {gives}, does not fit its data recipe, from {inputs} to {outputs} numbers.")
        raise FileError(text.format(takes=takes, gives=gives, inputs=recipe.input_shapes, outputs=recipe.output_width))


def _history(history: Any) -> dict[str, np.ndarray[Any, Any]]:
    columns = {} if history is None else {str(key): np.asarray(values, dtype=np.float64) for key, values in history.items()}
    if any(column.ndim != 1 for column in columns.values()):
        raise FileError(tr("its history is not one number an epoch."))
    return columns


def _mapping(content: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = content.get(key)
    if value is not None and not isinstance(value, Mapping):
        raise FileError(tr("its {key} is not what a model file holds.", key=key))
    return dict(value or {})
