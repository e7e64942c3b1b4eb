"""The text of a compiled step: its lines, the arrays and functions that they name, and the function made of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nndesigner.nn.types import Array

_FUNCTIONS = (
    *("add", "copyto", "divide", "equal", "exp", "expm1", "greater", "log", "matmul", "maximum", "minimum", "multiply"),
    *("absolute", "negative", "sign", "sqrt", "square", "subtract", "tanh"),
)
"""NumPy functions that generated lines may name."""


class Program:
    """A compiled step: ``run(slots)`` over tuples of views that a Bank makes for ``fields``.

    The field ``rate`` is the optimizer's rate times ``share``.
    """

    def __init__(
        self, run: Callable[[Sequence[tuple[Any, ...]]], None], fields: tuple[str, ...], batch: int, share: float, source: str
    ) -> None:
        self.run = run
        self.fields = fields
        self.batch = batch
        self.share = share
        self.source = source


class Lines:
    """Collects lines and the objects that they name; all that stays in place is looked up and bound once, now."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype
        self.bits = np.dtype(f"i{dtype.itemsize}")
        self._lines: list[str] = []
        self._bound: dict[str, Any] = {name: getattr(np, name) for name in _FUNCTIONS}
        self._arrays: dict[str, Array] = {}
        self._names: dict[int, str] = {}
        self._constants: dict[float, str] = {}
        self._zeros: dict[Any, str] = {}
        self._slots: dict[str, None] = {}
        self._count = 0

    def line(self, text: str) -> None:
        """Append one statement."""
        self._lines.append(text)

    def fresh(self, prefix: str) -> str:
        """A name that is not used yet."""
        self._count += 1
        return f"{prefix}{self._count}"

    def bind(self, thing: Any) -> str:
        """A name for an array or a function."""
        name = self._names.get(id(thing))
        if name is None:
            name = self.fresh("a" if isinstance(thing, np.ndarray) else "f")
            self._names[id(thing)] = name
            self._bound[name] = thing
            if isinstance(thing, np.ndarray):
                self._arrays[name] = thing
        return name

    def slot(self, name: str, prototype: Array) -> str:
        """A name whose array differs from batch to batch; ``prototype`` has its shape and layout."""
        self._slots[name] = None
        self._arrays[name] = prototype
        return name

    def constant(self, value: float) -> str:
        """A number as a 0-d array: half the cost of a Python float in an array operation."""
        if value not in self._constants:
            self._constants[value] = self.bind(np.array(value, self.dtype))
        return self._constants[value]

    def array(self, shape: Sequence[int], dtype: Any = None) -> str:
        """A buffer of its own."""
        return self.bind(np.zeros(shape, dtype or self.dtype))

    def like_array(self, name: str, dtype: Any = None) -> str:
        """A buffer with the shape and memory layout of another."""
        return self.bind(np.zeros_like(self._arrays[name], dtype or self.dtype, subok=False))

    def like_planes(self, name: str) -> str:
        """A contiguous buffer with the shape of another array, whatever its layout."""
        return self.array(self._arrays[name].shape)

    def fixed(self, name: str) -> Array:
        """The array behind a name, to take views of (of a slot: its prototype)."""
        return self._arrays[name]

    def zeros_like(self, name: str) -> str:
        """An array of zeros to compare with, shared by all of one shape and layout: faster than a 0-d zero."""
        array = self._arrays[name]
        key = array.shape, array.strides
        if key not in self._zeros:
            self._zeros[key] = self.like_array(name)
        return self._zeros[key]

    def view(self, name: str, dtype: Any) -> str:
        """The same memory read as another type of the same size."""
        array = self._arrays[name]
        if array.flags.c_contiguous:
            return self.bind(array.view(dtype))
        return self.bind(array.T.view(dtype).T)

    def slice(self, name: str, *index: slice) -> str:
        """A part of an array; a view bound once where the array is fixed."""
        if name in self._bound:
            return self.bind(self._bound[name][index])
        bounds = ((str(part.start or ""), "" if part.stop is None else str(part.stop)) for part in index)
        return f"{name}[{', '.join(f'{start}:{stop}' for start, stop in bounds)}]"

    def transposed(self, name: str) -> str:
        """The transpose of a fixed array."""
        return self.bind(self._arrays[name].T)

    def dot(self, left: str, right: str, out: str, bands: int = 1) -> None:
        """``out = left @ right`` by a method that is bound once, in ``bands`` of rows; ``out`` may be C- or F-contiguous."""
        if not self._arrays[out].flags.c_contiguous:
            left, right, out = self.flip(right), self.flip(left), self.flip(out)
        rows = len(self._arrays[out])
        for start, stop in itertools.pairwise(rows * number // bands for number in range(bands + 1)):
            band = slice(start, stop)
            a, c = (left, out) if bands == 1 else (self.slice(left, band), self.slice(out, band))
            self.line(f"{self.bind_method(a)}({right}, {c})")

    def flip(self, name: str) -> str:
        """The name of an array's transpose."""
        if name in self._bound:
            return self.transposed(name)
        other = name[:-2] if name.endswith("_t") else f"{name}_t"
        return self.slot(other, self._arrays[name].T)

    def bind_method(self, name: str) -> str:
        """``array.dot``, looked up now if the array is fixed."""
        if name not in self._bound:
            return f"{name}.dot"
        key = f"{name}_dot"
        self._bound[key] = self._arrays[name].dot
        return key

    def method(self, array: Array, name: str) -> str:
        """A name for a method of an array that stays in place, looked up now."""
        key = f"{self.bind(array)}_{name}"
        self._bound[key] = getattr(array, name)
        return key

    def loop(self, names: Sequence[str], rows: Sequence[tuple[Any, ...]], body: str) -> None:
        """Append ``body`` as a loop in which ``names`` are one of ``rows``, tuples of views, after the other."""
        self.line(f"for {', '.join(names)} in {self.bind(tuple(rows))}:")
        for line in body.strip().splitlines():
            self.line(f"    {line}")

    def enclose(self, name: str) -> None:
        """Make a function of the lines so far, which later lines may call as often as they like."""
        self._lines = [f"def {name}():", *(f"    {line}" for line in self._lines)]

    def compiled(self, batch: int, share: float) -> Program:
        """The function: a loop over batches, with all that is bound as default arguments, the fastest names there are."""
        fields = tuple(self._slots)
        body = "\n".join(f"        {line}" for line in self._lines)
        used = ", ".join(f"{name}={name}" for name in self._bound)
        source = f"def run(slots, {used}):\n    for ({', '.join(fields)},) in slots:\n{body}\n"
        scope = dict(self._bound)
        exec(compile(source, "<step>", "exec"), scope)
        return Program(scope["run"], fields, batch, share, source)
