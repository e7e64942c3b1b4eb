"""Arrays that a network can take: checked, float, each sample one row."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nndesigner.core.errors import DataError, OptionError, ShapeError
from nndesigner.nn.arguments import class_weights
from nndesigner.nn.graph import Graph
from nndesigner.nn.types import Array, Shape

_SMALL = 1 << 22
"""Bytes of an input of which a copy does not matter."""


class Dataset:
    """Samples, targets and weights, ready to be gathered into a :class:`~nndesigner.nn.bank.Bank`.

    ``inputs``: one (n, size) array an input; ``y``: (n, width); ``weight``: (n,) or None. Arrays that are floats of the
    network's kind already are not copied.
    """

    def __init__(self, inputs: list[Array], y: Array, weight: Array | None) -> None:
        self.inputs = inputs
        self.y = y
        self.weight = weight
        self.wide = [_with_ones(array) if array.nbytes <= _SMALL else None for array in inputs]
        """For each small input a copy with a one behind each row, which is gathered faster than rows and ones apart."""

    def __len__(self) -> int:
        return len(self.y)

    @classmethod
    def of(
        cls, graph: Graph, x: Any, y: Any, sample_weight: Any = None, class_weight: Mapping[int, float] | None = None
    ) -> Dataset:
        """Check and convert. Raises DataError or ShapeError naming input, row and column."""
        dtype = graph.parameters.dtype
        arrays = check_inputs(graph, x)
        targets = check_targets(y, graph.output.shape, len(arrays[0]), dtype)
        weight = _weights(targets, sample_weight, class_weight, dtype)
        return cls([_as_rows(array) for array in arrays], _as_rows(targets), weight)


def check_inputs(graph: Graph, x: Any) -> list[Array]:
    """``x`` as one (n, \\*shape) array an input: an array, or a list or dict of arrays where there are several inputs."""
    nodes = graph.inputs
    if isinstance(x, Mapping):
        missing = [node.name for node in nodes if node.name not in x]
        if missing:
            raise DataError(
                f"The network needs data for its input {missing[0]!r}; received {', '.join(map(str, x)) or 'nothing'}."
            )
        parts: Sequence[Any] = [x[node.name] for node in nodes]
    else:
        parts = [x] if len(nodes) == 1 and not (isinstance(x, (list, tuple)) and len(x) == 1 and np.ndim(x[0]) > 1) else x
    if len(parts) != len(nodes):
        raise DataError(f"The network has {len(nodes)} inputs; give a list with one array each; received {len(parts)}.")
    arrays = []
    for node, part in zip(nodes, parts, strict=True):
        array = _finite(as_floats(part, f"the input {node.name!r}", graph.parameters.dtype), f"the input {node.name!r}")
        if array.shape[1:] != node.shape and array.shape[1:] == () and node.shape == (1,):
            array = array.reshape(-1, 1)
        if array.shape == node.shape:
            raise ShapeError(f"The input {node.name!r} takes rows of samples; one sample alone is [x]; received {array.shape}.")
        if array.shape[1:] != node.shape:
            raise ShapeError(f"The input {node.name!r} takes samples of shape {node.shape}; received {array.shape[1:]}.")
        arrays.append(array)
    if len({len(array) for array in arrays}) > 1:
        raise DataError(f"All inputs need the same number of rows; received {', '.join(str(len(a)) for a in arrays)}.")
    return arrays


def check_targets(y: Any, shape: Shape, rows: int, dtype: Any) -> Array:
    """Targets as (n, \\*shape); one number a sample is taken for an output of one."""
    array = _finite(as_floats(y, "the target", dtype), "the target")
    if math.prod(shape) == math.prod(array.shape[1:]) and array.shape[1:] != shape:
        array = array.reshape(len(array), *shape)
    if array.shape[1:] != shape:
        hint = " Class numbers become one-hot rows with nn.to_categorical(y)." if array.ndim == 1 else ""
        raise ShapeError(f"The network's output has shape {shape}, the target must too; received {array.shape[1:]}.{hint}")
    if len(array) != rows:
        raise DataError(f"Inputs and targets need the same number of rows, {rows}; received {len(array)}.")
    return array


def as_floats(values: Any, what: str, dtype: Any) -> Array:
    """An array of floats with a batch axis. Raises DataError if ``values`` are not numbers."""
    try:
        given = np.asarray(values)
        if np.iscomplexobj(given):
            raise TypeError("complex numbers have two parts, give each a column")
        if np.ma.is_masked(values):
            given = np.ma.filled(values.astype(dtype), np.nan)  # what is masked is missing, and told as such
        with np.errstate(over="ignore"):  # what is too large for ``dtype`` is named as not finite
            array = given.astype(dtype, copy=False)
    except (TypeError, ValueError) as error:
        raise DataError(
            f"All of {what} must be numbers in rows of equal length; received {type(values).__name__}: {error}."
        ) from None
    if array.ndim == 0:
        raise DataError(f"Several rows are needed for {what}; received the single number {values!r}.")
    return array


def to_categorical(y: Any, num_classes: int | None = None) -> Array:
    """Class numbers (n,) as one-hot rows (n, classes)."""
    classes = np.asarray(y).astype(int).reshape(-1)
    count = int(classes.max(initial=-1)) + 1 if num_classes is None else num_classes
    if classes.size and not 0 <= classes.min() <= classes.max() < count:
        raise DataError(f"Class numbers lie between 0 and {count - 1}; received {classes.min()} to {classes.max()}.")
    result: Array = np.eye(count, dtype=np.float32)[classes]
    return result


def split_off(graph: Graph, x: Any, y: Any, weight: Any, share: float) -> tuple[Any, Any, Any, Any]:
    """Training inputs, targets and weights, and the validation data: the last ``share`` of the rows."""
    if not 0 < share < 1:
        raise OptionError(f"validation_split lies between 0 and 1; received {share}.")
    arrays, targets = check_inputs(graph, x), np.asarray(y)
    cut = math.floor(len(targets) * (1 - share))
    if not cut:
        raise DataError(f"validation_split={share:g} leaves no row to learn from; give more rows; received {len(targets)}.")
    validation = [array[cut:] for array in arrays], targets[cut:], None if weight is None else np.asarray(weight)[cut:]
    return [array[:cut] for array in arrays], targets[:cut], None if weight is None else np.asarray(weight)[:cut], validation


def _finite(array: Array, what: str) -> Array:
    with np.errstate(all="ignore"):
        if np.isfinite(array.sum()):  # a tenth of the time of looking at each, and of the memory
            return array
    bad = ~np.isfinite(array)
    if bad.any():
        place = tuple(np.argwhere(bad)[0].tolist())
        where = f"row {place[0]}" + (f", column {', '.join(map(str, place[1:]))}" if len(place) > 1 else "")
        raise DataError(f"A value of {what} is not a finite number; fill or drop it; received {array[place]} in {where}.")
    return array


def _as_rows(array: Array) -> Array:
    """(n, size), side by side in memory, as ``np.take`` wants it."""
    return np.ascontiguousarray(array.reshape(len(array), math.prod(array.shape[1:])))


def _with_ones(rows: Array) -> Array:
    wide = np.ones((len(rows), rows.shape[1] + 1), rows.dtype)
    wide[:, :-1] = rows
    return wide


def _weights(targets: Array, sample_weight: Any, class_weight: Mapping[int, float] | None, dtype: Any) -> Array | None:
    if sample_weight is None and class_weight is None:
        return None
    weight = np.ones(len(targets), dtype)
    if sample_weight is not None:
        given = _finite(as_floats(sample_weight, "the sample weights", dtype), "the sample weights").reshape(-1)
        if len(given) != len(targets):
            raise DataError(f"One sample weight a row is needed, {len(targets)}; received {len(given)}.")
        weight = weight * given
    if class_weight is not None:
        wide = math.prod(targets.shape[1:]) > 1
        classes = targets.argmax(axis=-1) if wide else targets.reshape(-1).round().astype(int)
        by_class = class_weights(class_weight)
        weight = weight * np.array([by_class.get(int(c), 1.0) for c in classes.tolist()], dtype)
    return weight
