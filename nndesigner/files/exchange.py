"""All formats that models are exchanged in, each with its suffix: what ``export`` and ``import`` offer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.files.kinds import FOREIGN_MODELS

if TYPE_CHECKING:
    from nndesigner.project.trained import TrainedModel


@dataclass(frozen=True, slots=True)
class Format:
    """What a person calls a format, and its files' suffix."""

    title: str
    suffix: str


FORMATS = {
    "numpy": Format("Plain NumPy, one file", ".py"),
    "nn": Format("NN Designer's engine (Python)", ".py"),
    "keras": Format("Keras 3 (Python)", ".py"),
    "torch": Format("PyTorch (Python)", ".py"),
    "onnx": Format("ONNX", ".onnx"),
    "safetensors": Format("Weights as safetensors", ".safetensors"),
}
PICTURES = {
    "svg": Format("Diagram as SVG", ".svg"),
    "png": Format("Diagram as PNG", ".png"),
    "pdf": Format("Diagram as PDF", ".pdf"),
}
"""Formats of the diagram; ``nndesigner.ui.canvas.export`` draws them."""
IMPORTS = FOREIGN_MODELS


def exported(trained: TrainedModel, target: str, *, opset: int | None = None, recipe: bool = False) -> bytes:
    """The model in the format ``target``, one of :data:`FORMATS`, as a file's content.

    ``opset`` and ``recipe`` (the table's columns as inputs) belong to ONNX. Raises FileError naming what has no form there.
    """
    if target != "onnx" and (opset is not None or recipe):
        raise FileError(tr("An opset and a data recipe inside belong to ONNX; received the format {target}.", target=target))
    if target == "onnx":
        from nndesigner.files.onnx import OPSET, onnx_bytes

        return onnx_bytes(trained, opset=OPSET if opset is None else opset, recipe=recipe)
    if target == "safetensors":
        from nndesigner.files.safetensors import safetensors_bytes

        return safetensors_bytes(trained)
    from nndesigner.files.code import code_of

    return code_of(trained, target).encode()


def import_model(path: Path | str) -> TrainedModel:
    """Read a model of another program; the suffix says which format. Raises FileError naming the file."""
    suffix = Path(path).suffix.lower()
    if suffix == ".onnx":
        from nndesigner.files.onnx import read_onnx

        return read_onnx(path)
    if suffix == ".keras":
        from nndesigner.files.keras_file import read_keras

        return read_keras(path)
    if suffix == ".safetensors":
        from nndesigner.files.safetensors import read_safetensors

        return read_safetensors(path)
    text = tr("{path} cannot be imported: its name must end in {known}; received {suffix!r}.")
    raise FileError(text.format(path=path, known=" or ".join(IMPORTS), suffix=suffix))
