"""ONNX convolutions and pooling as layers: our own where they fit, else tensor operations with channels first."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nndesigner.core.text import tr
from nndesigner.files.onnx.graph import GraphReader, Record
from nndesigner.files.onnx.node import attributes, numbers, operands, refuse

_Array = np.ndarray[Any, Any]


class Geometry:
    """Where the windows of a node lie: strides, dilations and the cells added before and behind, an axis each."""

    def __init__(self, node: Any, given: dict[str, Any], sizes: tuple[int, ...], kernel: tuple[int, ...]) -> None:
        rank = len(kernel)
        self.sizes, self.kernel = sizes, kernel
        self.strides = tuple(given["strides"] or [1] * rank)
        self.dilations = tuple(given["dilations"] or [1] * rank)
        pads = given["pads"] or [0] * 2 * rank
        whole = all(isinstance(value, int) for value in (*self.strides, *self.dilations, *pads, *kernel))
        if len(self.strides) != rank or len(self.dilations) != rank or len(pads) != 2 * rank or len(sizes) != rank or not whole:
            raise refuse(node, tr("its sizes do not fit its {count} axes", count=len(sizes)))
        if not rank or min(*self.strides, *self.dilations, *kernel) < 1 or min(pads) < 0:
            raise refuse(node, tr("its sizes are not possible"))
        self.before, self.after = tuple(pads[:rank]), tuple(pads[rank:])
        reach = [(k - 1) * d + 1 for k, d in zip(kernel, self.dilations, strict=True)]
        total = [max((-(-n // s) - 1) * s + r - n, 0) for n, s, r in zip(sizes, self.strides, reach, strict=True)]
        less, more = tuple(t // 2 for t in total), tuple(t - t // 2 for t in total)
        if given["auto_pad"] in ("SAME_UPPER", "SAME_LOWER"):
            upper = given["auto_pad"] == "SAME_UPPER"
            self.before, self.after = (less, more) if upper else (more, less)
        elif given["auto_pad"] not in ("NOTSET", "VALID", ""):
            raise refuse(node, tr("its padding is not known; received {pad}", pad=given["auto_pad"][:20]))
        self.causal = self.after == (0,) and self.before == (reach[0] - 1,)
        self.same = (self.before, self.after) == (less, more)
        self.reach = reach

    @property
    def padded(self) -> bool:
        """Whether any cell is added."""
        return any((*self.before, *self.after))

    @property
    def plain(self) -> bool:
        """Whether our own layers lay windows like this."""
        return not self.padded or self.same or self.causal

    def options(self) -> dict[str, Any]:
        """Options of a tensor operation, without those that have their default."""
        ones, zeros = (1,) * len(self.kernel), (0,) * len(self.kernel)
        found = {"strides": self.strides, "dilations": self.dilations}
        made: dict[str, Any] = {name: value for name, value in found.items() if value != ones}
        return {**made, **{n: v for n, v in (("before", self.before), ("after", self.after)) if v != zeros}}


_WINDOW = {"auto_pad": "NOTSET", "dilations": None, "kernel_shape": None, "pads": None, "strides": None}


def _cells(reader: GraphReader, name: str) -> tuple[int, ...]:
    """The sizes behind samples and channels."""
    return reader.shape(name)[1 if reader.rows else 2 :]


def conv(reader: GraphReader, node: Any) -> None:
    x, kernel, *bias = operands(reader, node, 2, 3)
    given = attributes(node, group=1, **_WINDOW)
    arrays = [reader.known(name) for name in (kernel, *bias)]
    shape = reader.shape(kernel) if arrays[0] is None else arrays[0].shape
    window = tuple(shape[2:] if arrays[0] is not None or not reader.rows else shape[1:])
    if given["kernel_shape"] not in (None, list(window)):
        raise refuse(node, tr("its window does not fit its weights"))
    geometry = Geometry(node, given, _cells(reader, x), window)
    known = [array for array in arrays if array is not None and array.dtype.kind == "f"]
    if reader.rows and len(known) == len(arrays) and not reader.is_constant(x):
        kind = _kind(known[0], reader.shape(x)[0], given["group"], geometry)
        if kind is not None:
            return _own_conv(reader, node, x, kind, known, geometry)
    names: list[Any] = [x, *(name if array is None else array for name, array in zip((kernel, *bias), arrays, strict=True))]
    groups = {"groups": given["group"]} if given["group"] != 1 else {}
    record = reader.operation(node, "convolve", names, **geometry.options(), **groups)
    return reader.alias(node.output[0], record)


def _kind(kernel: _Array, channels: int, groups: int, geometry: Geometry) -> str | None:
    """Our layer for the convolution, if we have one."""
    rank = len(geometry.kernel)
    if rank not in (1, 2) or (max(geometry.strides) > 1 and max(geometry.dilations) > 1):
        return None
    if not geometry.plain and (rank != 2 or min(geometry.before + geometry.after) < 0):
        return None
    if groups == 1 and kernel.shape[1] == channels:
        return f"Conv{rank}D"
    if rank == 2 and groups == channels and kernel.shape[1] == 1 and kernel.shape[0] % groups == 0:
        return "DepthwiseConv2D"
    return None


def _own_conv(reader: GraphReader, node: Any, name: str, kind: str, arrays: list[_Array], geometry: Geometry) -> None:
    record = _channels_last(reader, name)
    padding = "valid" if not geometry.padded else "same" if geometry.same else "causal"
    if not geometry.plain:
        padding = "valid"
        edges = [width for pair in zip(geometry.before, geometry.after, strict=True) for width in pair]
        record = reader.record("padding", "ZeroPadding2D", [record], last=True, padding=edges)
    kernel = np.asarray(arrays[0], np.float32)
    options: dict[str, Any] = {"kernel_size": geometry.kernel, "strides": geometry.strides, "padding": padding}
    if max(geometry.dilations) > 1:
        options["dilation_rate"] = geometry.dilations
    if kind == "DepthwiseConv2D":
        channels = record.shape[-1]
        turned = kernel.reshape(channels, -1, *kernel.shape[2:]).transpose(2, 3, 0, 1)
        options["depth_multiplier"] = len(kernel) // channels
    else:
        turned = kernel.transpose(*range(2, kernel.ndim), 1, 0)
        options["filters"] = len(kernel)
    reader.layer(node, kind, [record], [turned, *arrays[1:]], last=True, use_bias=len(arrays) > 1, **options)


def _channels_last(reader: GraphReader, name: str) -> Record:
    return reader.channels_last(name)


def conv_transpose(reader: GraphReader, node: Any) -> None:
    x, kernel, *bias = operands(reader, node, 2, 3)
    given = attributes(node, group=1, output_padding=None, output_shape=None, **_WINDOW)
    array = reader.known(kernel)
    if array is None:
        raise refuse(node, tr("its weights are not constant"))
    window, sizes = array.shape[2:], _cells(reader, x)
    geometry = Geometry(node, {**given, "auto_pad": "NOTSET"}, sizes, window)
    extra = list(given["output_padding"] or [0] * len(window))
    if given["output_shape"] or given["auto_pad"] in ("SAME_UPPER", "SAME_LOWER"):
        wanted = given["output_shape"] or [n * s for n, s in zip(sizes, geometry.strides, strict=True)]
        wanted = wanted[-len(window) :]
        full = [(n - 1) * s + r + e for n, s, r, e in zip(sizes, geometry.strides, geometry.reach, extra, strict=True)]
        total = [n - w for n, w in zip(full, wanted, strict=True)]
        upper = given["auto_pad"] == "SAME_UPPER"
        extra = [e - min(t, 0) for e, t in zip(extra, total, strict=True)]
        small = [max(t, 0) // 2 for t in total]
        large = [max(t, 0) - s for t, s in zip(total, small, strict=True)]
        geometry.before, geometry.after = (tuple(small), tuple(large)) if upper else (tuple(large), tuple(small))
    known = [reader.known(name) for name in bias]
    if given["group"] == 1 and all(b is not None for b in known):
        padding = _own_transpose(reader, x, array, geometry, extra)
        if padding:
            options = {"filters": array.shape[1], "kernel_size": window, "strides": geometry.strides, "padding": padding}
            weights = [np.asarray(array.transpose(*range(2, array.ndim), 1, 0), np.float32), *known]
            kind = f"Conv{len(window)}DTranspose"
            reader.layer(node, kind, [reader.channels_last(x)], weights, last=True, use_bias=bool(bias), **options)  # type: ignore[arg-type]
            return
    names: list[Any] = [x, array, *(name if b is None else b for name, b in zip(bias, known, strict=True))]
    options = {"extra": extra} if any(extra) else {}
    groups = {"groups": given["group"]} if given["group"] != 1 else {}
    record = reader.operation(node, "convolve_up", names, **geometry.options(), **options, **groups)
    reader.alias(node.output[0], record)


def _own_transpose(reader: GraphReader, name: str, kernel: _Array, geometry: Geometry, extra: list[int]) -> str:
    """The padding with which our transposed convolution does the same; empty for none."""
    rank = len(geometry.kernel)
    if not reader.rows or rank not in (1, 2) or max(geometry.dilations) > 1 or kernel.shape[0] != reader.shape(name)[0]:
        return ""
    over = [k - s for k, s in zip(geometry.kernel, geometry.strides, strict=True)]
    less = tuple(o // 2 for o in over)
    if not geometry.padded and extra == [max(-o, 0) for o in over]:
        return "valid"
    same = geometry.before == less and geometry.after == tuple(o - p for o, p in zip(over, less, strict=True))
    return "same" if same and not any(extra) and min(over) >= 0 else ""


def pool(function: str) -> Callable[[GraphReader, Any], None]:
    """The largest or the mean of windows; the places of the largest are a second output."""

    def read(reader: GraphReader, node: Any) -> None:
        (x,) = operands(reader, node, 1, 1, outputs=2 if function == "max" else 1)
        given = attributes(node, ceil_mode=0, count_include_pad=0, storage_order=0, **_WINDOW)
        window = tuple(given["kernel_shape"] or ())
        geometry = Geometry(node, given, _cells(reader, x), window)
        if any(pad >= reach for pad, reach in zip(geometry.before, geometry.reach, strict=True)):
            raise refuse(node, tr("its padding is wider than its window"))
        kind = {"max": "MaxPooling", "mean": "AveragePooling"}[function]
        if _is_own_pool(reader, x, geometry, given, function):
            padding = "same" if geometry.padded else "valid"
            own: dict[str, Any] = {"pool_size": window, "strides": geometry.strides, "padding": padding}
            reader.layer(node, f"{kind}{len(window)}D", [reader.channels_last(x)], last=True, **own)
        else:
            flags = {"ceil": bool(given["ceil_mode"]), "count_pad": bool(given["count_include_pad"])}
            options = {**geometry.options(), **{name: True for name, value in flags.items() if value}}
            reader.operate(node, "pool", [x], function=function, window=window, **options)
        if len(node.output) > 1 and node.output[1] and reader.is_used(node.output[1]):
            if given["storage_order"]:
                raise refuse(node, tr("its places count by columns"))
            reader.operate(node, "pool", [x], output=1, function="place", window=window, **geometry.options())

    return read


def _is_own_pool(reader: GraphReader, name: str, geometry: Geometry, given: dict[str, Any], function: str) -> bool:
    rank = len(geometry.kernel)
    whole = not given["ceil_mode"] or all(
        (n - k) % s == 0 for n, k, s in zip(geometry.sizes, geometry.kernel, geometry.strides, strict=True)
    )
    counted = given["count_include_pad"] and function == "mean" and geometry.padded
    fits = reader.rows and rank in (1, 2) and (geometry.same or not geometry.padded) and max(geometry.dilations) == 1
    return bool(fits and whole and not counted and not reader.is_constant(name) and math.prod(geometry.kernel) <= 10_000)


def global_pool(function: str) -> Callable[[GraphReader, Any], None]:
    """One number a channel; its axes stay, with size 1."""

    def read(reader: GraphReader, node: Any) -> None:
        (x,) = operands(reader, node, 1, 1)
        attributes(node)
        rank = reader.rank(x)
        if rank < 3:
            raise refuse(node, tr("its input has no axes behind the channels"))
        if reader.rows and rank in (3, 4) and not reader.is_constant(x):
            kind = f"Global{'Average' if function == 'mean' else 'Max'}Pooling{rank - 2}D"
            reader.layer(node, kind, [reader.channels_last(x)], last=True, keepdims=True)
        else:
            reader.operate(node, "reduce", [x], function=function, axes=list(range(2, rank)))

    return read


def resize(reader: GraphReader, node: Any) -> None:
    """Images made larger by whole factors, by repetition or by straight lines."""
    names = operands(reader, node, 2, 4)
    given = attributes(
        node,
        mode="nearest",
        coordinate_transformation_mode="half_pixel",
        nearest_mode="round_prefer_floor",
        antialias=0,
        axes=None,
        cubic_coeff_a=-0.75,
        exclude_outside=0,
        extrapolation_value=0.0,
        keep_aspect_ratio_policy="stretch",
    )
    shape = [1, *reader.shape(names[0])]
    scales = names[-1] if node.op_type == "Upsample" or len(names) == 3 else ""
    if len(names) == 4 and names[3]:
        factors = [size / own for size, own in zip(numbers(reader, node, names[3]).tolist(), shape, strict=False)]
    elif scales:
        factors = [float(value) for value in numbers(reader, node, scales).reshape(-1)]
    else:
        raise refuse(node, tr("it has no factors"))
    known = given["mode"] in ("nearest", "linear") and not given["antialias"] and not given["axes"]
    image = (
        reader.rows and len(factors) == len(shape) in (3, 4) and all(f == round(f) >= 1 for f in factors) and factors[1] == 1
    )
    by = given["coordinate_transformation_mode"], given["nearest_mode"]
    exact = by[0] == "half_pixel" if given["mode"] == "linear" else by in _REPEATING or node.op_type == "Upsample"
    if not (known and image and exact) or (len(shape) == 3 and given["mode"] != "nearest"):
        raise refuse(node, tr("it is no enlargement of images by whole factors"))
    if len(shape) == 3:
        return reader.alias(
            node.output[0],
            reader.record("up_sampling1d", "UpSampling1D", [reader.channels_last(names[0])], last=True, size=int(factors[2])),
        )
    how = "nearest" if given["mode"] == "nearest" else "bilinear"
    size = [int(factors[2]), int(factors[3])]
    reader.layer(node, "UpSampling2D", [reader.channels_last(names[0])], last=True, size=size, interpolation=how)
    return None


_REPEATING = {("asymmetric", "floor"), ("half_pixel", "round_prefer_floor"), ("half_pixel", "round_prefer_ceil")}
