"""Source out: a trained or untrained network as a script for plain NumPy, NN Designer's engine, Keras or PyTorch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr

if TYPE_CHECKING:
    from pathlib import Path

    from nndesigner.project.trained import TrainedModel

TARGETS = ("numpy", "nn", "keras", "torch")


def code_of(trained: TrainedModel, target: str) -> str:
    """The text of a Python file for ``target``, one of :data:`TARGETS`.

    Raises:
        FileError: The target is unknown, or a part of the network has no form in it; the part is named.
    """
    from nndesigner.files.code.source import source_of

    source = source_of(trained)
    if target == "numpy":
        from nndesigner.files.code.numpy_code import numpy_code

        return numpy_code(source)
    if target == "nn":
        from nndesigner.files.code.nn_code import nn_code

        return nn_code(source)
    if target == "keras":
        from nndesigner.files.code.keras_code import keras_code

        return keras_code(source)
    if target == "torch":
        from nndesigner.files.code.torch_code import torch_code

        return torch_code(source)
    raise FileError(tr("Source is exported to one of {known}; received {target!r}.", known=", ".join(TARGETS), target=target))


def export_code(trained: TrainedModel, target: str, path: Path | str) -> None:
    """Write :func:`code_of` to ``path``, atomically. Raises FileError."""
    from nndesigner.core.atomic import write_text

    write_text(path, code_of(trained, target))
