"""What other tools' pickles name: NumPy's arrays, dtypes and scalars, understood as symbols, never imported or called."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np

from nndesigner.core.datapickle.tree import DTYPES, Array, Refusal, check_dtype
from nndesigner.core.text import tr


class Name(Enum):
    """The names that are known; each stands for what NumPy or Python means by it."""

    NDARRAY = "ndarray"
    DTYPE = "dtype"
    RECONSTRUCT = "_reconstruct"
    SCALAR = "scalar"
    FROM_BUFFER = "_frombuffer"
    ENCODE = "encode"
    BYTES = "bytes"


_NAMES = {
    ("numpy", "ndarray"): Name.NDARRAY,
    ("numpy", "dtype"): Name.DTYPE,
    ("numpy.core.multiarray", "_reconstruct"): Name.RECONSTRUCT,
    ("numpy._core.multiarray", "_reconstruct"): Name.RECONSTRUCT,
    ("numpy.core.multiarray", "scalar"): Name.SCALAR,
    ("numpy._core.multiarray", "scalar"): Name.SCALAR,
    ("numpy.core.numeric", "_frombuffer"): Name.FROM_BUFFER,
    ("numpy._core.numeric", "_frombuffer"): Name.FROM_BUFFER,
    # How protocols below 3 spell bytes:
    ("_codecs", "encode"): Name.ENCODE,
    ("__builtin__", "bytes"): Name.BYTES,
    ("builtins", "bytes"): Name.BYTES,
}


class Budget:
    """How many bytes may still be made from text; text used again and again would otherwise fill the memory."""

    def __init__(self, count: int) -> None:
        self._left = count

    def spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise Refusal(tr("its arrays are larger than the file itself"))


class Dtype:
    """A dtype as another tool spells it: its code, then its byte order."""

    __slots__ = ("code", "order")

    def __init__(self, code: str) -> None:
        self.code = code
        self.order = "<"

    @property
    def text(self) -> str:
        return self.order + self.code


def named(module: object, name: object) -> Name:
    """Return the symbol for a global. Raises Refusal unless it is one of the few that are known."""
    known = _NAMES.get((module, name)) if type(module) is str and type(name) is str else None
    if known is None:
        shown = f"{module}.{name}"[:80] if type(module) is str and type(name) is str else "?"
        raise Refusal(tr("it names {name!r}, which a data file never needs and which could run a program", name=shown))
    return known


def call(function: object, arguments: object, budget: Budget) -> Any:
    """Return what ``function(*arguments)`` stands for. Raises Refusal for any other form than the tools write."""
    match function, arguments:
        case Name.DTYPE, (str(code), *_) if code in DTYPES:
            return Dtype(code)
        case Name.RECONSTRUCT, (Name.NDARRAY, _, _):
            return Array()
        case Name.FROM_BUFFER, (bytes() | memoryview() as data, Dtype() as dtype, tuple(shape), "C" | "F" as order):
            return Array(dtype.text, shape, data, order)
        case Name.SCALAR, (Dtype() as dtype, bytes() | memoryview() as data):
            return _scalar(dtype, data)
        case Name.ENCODE, (str(text), "latin1" | "latin-1"):
            budget.spend(len(text))
            return text.encode("latin-1")
        case Name.BYTES, ():
            return b""
    raise Refusal(tr("it calls a function, which a data file never does"))


def build(target: object, state: object) -> None:
    """Give an array or a dtype the state that NumPy pickled for it. Raises Refusal for anything else."""
    match target, state:
        case Dtype(), (3, "<" | ">" | "|" | "=" as order, None, None, None, int(), int(), int()):
            target.order = order
        case Array(data=None), (int(), tuple(shape), Dtype() as dtype, bool(fortran), bytes() | memoryview() as data):
            target.dtype, target.shape, target.data, target.order = dtype.text, shape, data, "F" if fortran else "C"
        case _:
            raise Refusal(tr("it sets the state of an object, which a data file never does"))


def _scalar(dtype: Dtype, data: bytes | memoryview) -> Any:
    known = check_dtype(dtype.text)
    if len(data) != known.itemsize:
        raise Refusal(tr("a number in it has the wrong size"))
    return np.frombuffer(data, known)[0].item()
