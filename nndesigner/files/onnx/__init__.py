"""ONNX out and in: networks for other programs, and networks of other programs (needs the extra ``onnx``)."""

from __future__ import annotations

from nndesigner.files.onnx.reading import read_onnx
from nndesigner.files.onnx.running import run
from nndesigner.files.onnx.writing import OPSET, onnx_bytes, write_onnx

__all__ = ["OPSET", "onnx_bytes", "read_onnx", "run", "write_onnx"]
