"""The onnx package, where it is installed."""

from __future__ import annotations

import importlib
from typing import Any

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr


def onnx_library(part: str = "onnx") -> Any:
    """The module ``onnx`` (or a part of it). Raises FileError saying how to get it."""
    try:
        return importlib.import_module(part)
    except ImportError as error:
        text = tr("ONNX files need the package onnx; install it with: pip install nndesigner[onnx]; received {error}.")
        raise FileError(text.format(error=error)) from error
