"""A ``.keras`` file as a model: its network, weights, optimizer and loss; nothing in it is imported or run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from nndesigner.core.atomic import read_bytes
from nndesigner.core.errors import FileError
from nndesigner.core.opening import opening
from nndesigner.core.text import tr
from nndesigner.files.keras_file.archive import members
from nndesigner.files.keras_file.arrays import hdf5_library, opened, values, variables
from nndesigner.files.keras_file.network import network_of
from nndesigner.files.keras_file.training import loss_of, optimizer_of
from nndesigner.nn import Model
from nndesigner.nn.network_check import check_model
from nndesigner.nn.step import output_activation
from nndesigner.project.trained import TrainedModel

MAX_FILE = 2 << 30


def read_keras(path: Path | str) -> TrainedModel:
    """The network in the Keras 3 file at ``path``, ready to be trained on; only the file itself is read.

    An optimizer or a loss that there is none of here is replaced by Adam, or by the loss that suits the last activation.

    Raises:
        FileError: The file is damaged, or has a layer or an option that there is none of here; it is named.
    """
    hdf5_library()
    return parse_keras(read_bytes(path, MAX_FILE), path)


def parse_keras(data: bytes, path: Path | str) -> TrainedModel:
    """The network in ``data``, read from ``path``. Raises FileError naming ``path``."""
    with opening(path):
        description, weights = members(data)
        network, places = network_of(description)
        with opened(weights) as file:
            found = {row["name"]: variables(file, places[row["name"]]) for row in network["layers"] if row["name"] in places}
            # Shapes only, as arrays of no memory: everything is checked before anything is allocated.
            check_model(network, [np.broadcast_to(np.float32(0), array.shape) for arrays in found.values() for array in arrays])
            model = Model.from_config(network | {"seed": 0})
            model.set_weights(_weights(model, found))
        compiled = description.get("compile_config")
        activation = output_activation(model.graph)
        loss = loss_of(compiled, None if activation is None else activation.registered_name)
        model.compile(optimizer_of(compiled), loss)
        return TrainedModel(model)


def _weights(model: Model, found: dict[str, list[Any]]) -> list[Any]:
    """The arrays in the order of the network's weights. Raises FileError for a shape that is not the layer's."""
    ordered = []
    for layer in model.layers:
        arrays = found.get(str(layer.name), [])
        shapes = [tuple(array.shape) for array in arrays]
        wanted = [weight.shape for weight in layer.weights]
        if shapes != wanted:
            text = tr("the weights of its layer {name!r} should have the shapes {wanted}; received {shapes}.")
            raise FileError(text.format(name=str(layer.name)[:80], wanted=wanted, shapes=str(shapes)[:200]))
        ordered += [values(array) for array in arrays]
    return ordered
