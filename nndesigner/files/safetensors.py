"""Weights as ``.safetensors``: arrays by name for other programs, with the network beside them so that it comes back whole.

Layout of the format (Hugging Face, version 0.3): 8 bytes with the header's length, little-endian; the header, JSON of
``{name: {"dtype", "shape", "data_offsets"}}`` and text under ``__metadata__``; then the arrays' bytes without gaps.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.atomic import read_bytes
from nndesigner.core.errors import FileError
from nndesigner.core.opening import opening
from nndesigner.core.text import printable, tr
from nndesigner.files.model_file import model_tree, trained_from_tree

if TYPE_CHECKING:
    from nndesigner.project.trained import TrainedModel

_Array = np.ndarray[Any, Any]
_META = "__metadata__"
_KEY = "nndesigner"
_KINDS = {"F16": "<f2", "F32": "<f4", "F64": "<f8"}
_LEFT_OUT = ("weights", "optimizer", "random_state", "history", "state")
MAX_HEADER = 64 << 20
_MAX_DIMENSIONS = 8


def safetensors_bytes(trained: TrainedModel) -> bytes:
    """Weights, network, recipe and settings as a file's content; history and optimizer state are left out."""
    tree = model_tree(trained, optimizer_state=False)
    arrays = {name: np.ascontiguousarray(array, "<f4") for name, array in _named_weights(trained).items()}
    about = {key: value for key, value in tree.items() if key not in _LEFT_OUT}
    header: dict[str, Any] = {_META: {"format": "nndesigner", _KEY: _as_json({**about, "order": list(arrays)})}}
    place = 0
    for name, array in arrays.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [place, place + array.nbytes]}
        place += array.nbytes
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    return b"".join((len(head).to_bytes(8, "little"), head, *(array.tobytes() for array in arrays.values())))


def _as_json(about: dict[str, Any]) -> str:
    try:
        return json.dumps(about)
    except (TypeError, ValueError) as error:
        reason = printable(error, 80)
        raise FileError(
            tr("This cannot be saved as safetensors: its description is no plain text ({reason}).", reason=reason)
        ) from error


def _named_weights(trained: TrainedModel) -> dict[str, _Array]:
    """The network's weights as "layer.weight", in its own order."""
    layers = [(str(layer.name), weight.name) for layer in trained.model.layers for weight in layer.weights]
    arrays = trained.model.get_weights()
    names = [f"{layer}.{weight}" for layer, weight in layers]
    if len(set(names)) != len(arrays):
        names = [f"weight.{number}" for number in range(len(arrays))]
    return dict(zip(names, arrays, strict=True))


def read_safetensors(path: Path | str) -> TrainedModel:
    """The model that :func:`safetensors_bytes` made, or another program trained on; nothing in it is executed.

    Raises:
        FileError: The file is damaged, or holds weights without the network that they belong to.
    """
    data = read_bytes(path)
    with opening(path):
        arrays, about = parse(data)
        tree = _description(about)
        order = tree.pop("order", None)
        if not isinstance(order, list) or not all(isinstance(name, str) for name in order) or sorted(order) != sorted(arrays):
            raise FileError(tr("its arrays are not those of its network."))
        tree["weights"] = [np.asarray(arrays[name], np.float32) for name in order]
    return trained_from_tree({key: value for key, value in tree.items() if key not in _LEFT_OUT[1:]}, path)


def parse(data: bytes) -> tuple[dict[str, _Array], dict[str, Any]]:
    """Arrays by name, and the metadata. Raises FileError unless the arrays fill the file without gap or overlap."""
    header, body = _header(data)
    about = header.pop(_META, {})
    if not isinstance(about, dict):
        raise FileError(tr("its metadata is damaged."))
    arrays, rows = {}, [(_row(name, row), name) for name, row in header.items()]
    place = 0
    for (start, stop, kind, shape), name in sorted(rows, key=lambda row: row[0][:2]):
        if start != place or stop > len(body):
            raise FileError(tr("its array {name!r} is not where the one before ends.", name=name[:80]))
        arrays[name] = np.frombuffer(body[start:stop], kind).reshape(shape)
        place = stop
    if place != len(body):
        raise FileError(tr("it has {count:,} bytes that belong to no array.", count=len(body) - place))
    return arrays, about


def _header(data: bytes) -> tuple[dict[str, Any], memoryview]:
    size = int.from_bytes(data[:8], "little")
    if len(data) < 8 or not 2 <= size <= min(MAX_HEADER, len(data) - 8):
        raise FileError(tr("it is not a safetensors file."))
    try:
        header = json.loads(data[8 : 8 + size], object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise FileError(tr("it is not a safetensors file ({reason}).", reason=str(error)[:80])) from error
    if not isinstance(header, dict):
        raise FileError(tr("it is not a safetensors file, for its header is no object."))
    return header, memoryview(data)[8 + size :]


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise FileError(tr("a name stands in its header twice."))
    return made


def _row(name: str, row: Any) -> tuple[int, int, str, tuple[int, ...]]:
    """Start, end, dtype and shape of one array."""
    if not isinstance(row, Mapping) or row.get("dtype") not in _KINDS:
        raise FileError(tr("its array {name!r} is not of float16, float32 or float64.", name=name[:80]))
    shape, offsets, kind = row.get("shape"), row.get("data_offsets"), _KINDS[row["dtype"]]
    whole = all(
        isinstance(part, list) and all(isinstance(size, int) and not isinstance(size, bool) and size >= 0 for size in part)
        for part in (shape, offsets)
    )
    if not whole or len(shape) > _MAX_DIMENSIONS or len(offsets) != 2:  # type: ignore[arg-type]
        raise FileError(tr("its array {name!r} has no possible shape.", name=name[:80]))
    start, stop = offsets  # type: ignore[misc]
    if stop - start != math.prod(shape) * np.dtype(kind).itemsize:  # type: ignore[arg-type]
        raise FileError(tr("its array {name!r} has another number of bytes than its shape.", name=name[:80]))
    return start, stop, kind, tuple(shape)  # type: ignore[arg-type]


def _description(about: Mapping[str, Any]) -> dict[str, Any]:
    text = about.get(_KEY)
    if not isinstance(text, str):
        text = tr("it holds weights but no network; only files that NN Designer exported can be imported.")
        raise FileError(text)
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileError(tr("the description of its network is damaged ({reason}).", reason=str(error)[:80])) from error
    if not isinstance(tree, dict):
        raise FileError(tr("the description of its network is damaged."))
    return tree
