"""What a data file may hold: plain values and arrays, in bounds; and how an array is spelled in plain values."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from nndesigner.core.text import tr

MAX_DEPTH = 64
MAX_NODES = 500_000
MAX_STEPS = 1_000_000
"""Pickle instructions in one file: a second's work at most."""
MAX_DIMENSIONS = 8
MAX_INTEGER_BYTES = 255
MAX_KEY = 1 << 60  # larger integers can be chosen so that their hashes collide
DTYPES = frozenset({"f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"})
ARRAY_KEYS = frozenset({"dtype", "shape", "data"})


class Refusal(Exception):
    """Why data is not read or written, as a clause without full stop; never leaves this package."""


class Pairs:
    """A dict as the machine builds it: keys and values in turn, nothing hashed yet."""

    __slots__ = ("items",)

    def __init__(self, items: list[Any]) -> None:
        self.items = items


class Array:
    """An array as the machine builds it: what it would be, nothing allocated yet."""

    __slots__ = ("data", "dtype", "order", "shape")

    def __init__(self, dtype: object = None, shape: object = None, data: object = None, order: str = "C") -> None:
        self.dtype, self.shape, self.data, self.order = dtype, shape, data, order


def pack(tree: Any) -> Any:
    """Return ``tree`` in exact builtins, arrays spelled out. Raises Refusal."""
    return _Packer().pack(tree, 0)


class _Counter:
    def __init__(self) -> None:
        self._nodes = 0

    def _count(self, depth: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise Refusal(tr("it holds more than {count:,} values", count=MAX_NODES))
        if depth > MAX_DEPTH:
            raise Refusal(tr("it is nested more than {depth} levels deep", depth=MAX_DEPTH))


class _Packer(_Counter):
    def __init__(self) -> None:
        super().__init__()
        self._steps = 1000.0
        self._known: dict[Any, Any] = {}  # equal texts become one object, so that equal trees give equal bytes

    def pack(self, value: Any, depth: int) -> Any:
        self._count(depth)
        self._steps += _steps_of(value)
        if self._steps > MAX_STEPS:
            raise Refusal(tr("it holds more than {count:,} values", count=self._nodes - 1))
        if type(value) in (str, bytes):
            return self._known.setdefault(value, value)
        if value is None or type(value) in (bool, float):
            return value
        if isinstance(value, np.generic) and value.dtype.str[1:] in DTYPES:
            return value.item()
        if isinstance(value, np.ndarray):
            return _pack_array(value)
        if isinstance(value, Mapping):
            return self._pack_mapping(value, depth)
        if isinstance(value, (list, tuple)):
            items = [self.pack(item, depth + 1) for item in value]
            return items if isinstance(value, list) else tuple(items)
        if isinstance(value, int):
            return check_integer(int(value))
        if isinstance(value, str):
            return self.pack(str.__str__(value), depth)
        raise Refusal(tr("it holds a {kind}", kind=type(value).__name__))

    def _pack_mapping(self, value: Mapping[Any, Any], depth: int) -> dict[Any, Any]:
        packed = {check_key(self.pack(key, depth + 1)): self.pack(item, depth + 1) for key, item in value.items()}
        if packed.keys() == ARRAY_KEYS and isinstance(packed["data"], bytes):
            raise Refusal(tr("it holds a dict that looks like an array (dtype, shape and data)"))
        return packed


def _steps_of(value: Any) -> float:
    """How many pickle instructions a value takes at most, without those inside it; containers are filled by thousands."""
    if isinstance(value, np.ndarray):
        return 20
    if isinstance(value, (str, bytes)):
        return 2 + len(value) / 50_000  # a frame opens every 64 KiB
    return 5 + len(value) // 400 if isinstance(value, (Mapping, list, tuple)) else 1


def _pack_array(value: npt.NDArray[Any]) -> dict[str, Any]:
    if value.dtype.str[1:] not in DTYPES:
        raise Refusal(tr("it holds an array of type {dtype}", dtype=value.dtype))
    if value.ndim > MAX_DIMENSIONS:
        raise Refusal(tr("it holds an array of {count} dimensions", count=value.ndim))
    little = value.dtype.newbyteorder("<")
    return {"dtype": little.str, "shape": value.shape, "data": np.asarray(value).astype(little, copy=False).tobytes()}


class Unpacker(_Counter):
    """Turns what the machine built into the tree: new containers, arrays allocated, all in bounds.

    Args:
        budget: How many bytes all arrays together may take; one stretch of a file is not the data of many arrays.
    """

    def __init__(self, budget: int) -> None:
        super().__init__()
        self._budget = budget
        self._made: dict[int, Any] = {}  # bytes and arrays by the identity of what they were made from

    def unpack(self, value: Any, depth: int = 0) -> Any:
        """Return the tree that ``value`` stands for. Raises Refusal."""
        self._count(depth)
        kind = type(value)
        if value is None or kind in (bool, int, float, str, bytes):
            return value
        if kind is list:
            return [self.unpack(item, depth + 1) for item in value]
        if kind is tuple:
            return tuple([self.unpack(item, depth + 1) for item in value])
        if kind is Pairs:
            return self._unpack_pairs(value, depth)
        if kind is Array:
            return self._once(value, lambda: self._array(value))
        if kind is memoryview:
            return self._once(value, lambda: bytes(value))
        raise Refusal(tr("it holds something that is neither a plain value nor an array"))

    def _unpack_pairs(self, pairs: Pairs, depth: int) -> Any:
        found: dict[Any, Any] = {}
        for key, item in zip(pairs.items[::2], pairs.items[1::2], strict=True):
            self._count(depth + 1)
            if check_key(key) in found:
                raise Refusal(tr("it gives {key!r} twice", key=key))
            found[key] = item
        if found.keys() == ARRAY_KEYS and isinstance(found["data"], (bytes, memoryview)):
            return self._once(pairs, lambda: self._array(Array(found["dtype"], found["shape"], found["data"])))
        return {key: self.unpack(item, depth + 1) for key, item in found.items()}

    def _once(self, origin: object, make: Callable[[], Any]) -> Any:
        if id(origin) not in self._made:
            self._made[id(origin)] = make()
        return self._made[id(origin)]

    def _array(self, array: Array) -> npt.NDArray[Any]:
        dtype, shape, data = check_dtype(array.dtype), _check_shape(array.shape), array.data
        if not isinstance(data, (bytes, memoryview)):
            raise Refusal(tr("an array in it has no data"))
        if math.prod(shape) * dtype.itemsize != len(data):
            raise Refusal(
                tr("an array in it has {count} bytes, which do not fit its shape {shape}", count=len(data), shape=shape)
            )
        self._budget -= len(data)
        if self._budget < 0:
            raise Refusal(tr("its arrays are larger than the file itself"))
        if dtype.kind == "b" and len(data) and np.frombuffer(data, np.uint8).max() > 1:
            raise Refusal(tr("an array of yes and no in it holds other values"))
        order: Any = array.order
        values = np.frombuffer(data, dtype).reshape(shape, order=order)
        return np.array(values, dtype=dtype.newbyteorder("="), order="C")


def check_integer(value: int) -> int:
    """Return ``value`` if a data file may hold it. Raises Refusal."""
    if value.bit_length() > 8 * MAX_INTEGER_BYTES - 1:
        raise Refusal(tr("it holds an integer of more than {count} bytes", count=MAX_INTEGER_BYTES))
    return value


def check_key(key: Any) -> Any:
    """Return ``key`` if a dict may have it: text, or an integer below 2^60. Raises Refusal."""
    if type(key) is str or (type(key) is int and -MAX_KEY < key < MAX_KEY):
        return key
    raise Refusal(tr("a dict in it has a key that is neither text nor a small integer"))


def check_dtype(text: Any) -> np.dtype[Any]:
    """Return the dtype that ``text`` (``"<f4"``) spells. Raises Refusal."""
    if type(text) is str and text[:1] in ("<", ">", "|", "=") and text[1:] in DTYPES:
        return np.dtype(text)
    raise Refusal(tr("an array in it has a type that is not known"))


def _check_shape(shape: Any) -> tuple[int, ...]:
    if type(shape) is not tuple or len(shape) > MAX_DIMENSIONS:
        raise Refusal(tr("an array in it has no shape, or more than {count} dimensions", count=MAX_DIMENSIONS))
    if not all(type(size) is int and 0 <= size < 1 << 40 for size in shape):
        raise Refusal(tr("an array in it has an impossible shape"))
    return shape
