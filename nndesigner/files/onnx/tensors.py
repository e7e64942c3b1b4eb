"""Arrays out of an ONNX file: sizes are checked before anything is allocated, external data is never opened."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.files.onnx.library import onnx_library

_Array = np.ndarray[Any, Any]
_KINDS = {
    "FLOAT": ("<f4", "float_data"),
    "DOUBLE": ("<f8", "double_data"),
    "INT64": ("<i8", "int64_data"),
    "INT32": ("<i4", "int32_data"),
}
_MAX_DIMENSIONS = 8


def array_of(tensor: Any, name: str) -> _Array:
    """A TensorProto as an array of its own. Raises FileError naming the tensor."""
    types = onnx_library("onnx").TensorProto
    if tensor.data_location == types.EXTERNAL or tensor.external_data:
        raise FileError(tr("its tensor {name!r} is kept in another file, which is not opened.", name=name[:80]))
    if tensor.HasField("segment"):
        raise FileError(tr("its tensor {name!r} is cut into segments, which is not understood.", name=name[:80]))
    known = {getattr(types, kind): row for kind, row in _KINDS.items()}
    if tensor.data_type not in known:
        text = tr("its tensor {name!r} is not of float32, float64, int32 or int64; received data type {kind}.")
        raise FileError(text.format(name=name[:80], kind=tensor.data_type))
    dtype, field = known[tensor.data_type]
    shape = tuple(tensor.dims)
    if len(shape) > _MAX_DIMENSIONS or any(size < 0 for size in shape):
        raise FileError(tr("its tensor {name!r} has no possible shape; received {shape}.", name=name[:80], shape=shape[:9]))
    stored = tensor.raw_data if tensor.HasField("raw_data") else getattr(tensor, field)
    count = len(stored) / np.dtype(dtype).itemsize if isinstance(stored, bytes) else len(stored)
    if count != math.prod(shape):
        text = tr("its tensor {name!r} of shape {shape} does not hold as many numbers; received {count:g}.")
        raise FileError(text.format(name=name[:80], shape=shape, count=count))
    flat = np.frombuffer(stored, dtype) if isinstance(stored, bytes) else np.array(stored, dtype)
    return flat.reshape(shape)
