"""Weights inside a source file: numbers to read where they are few, hexadecimal digits where they are many."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

READABLE = 2_000
_WIDTH = 120
_Array = np.ndarray[Any, Any]

HELPER = '''
def array(shape, digits):
    """float32 weights from hexadecimal digits (little-endian, last axis fastest)."""
    return np.frombuffer(bytes.fromhex(digits), "<f4").reshape(shape).copy()
'''


def weights_code(weights: Mapping[str, _Array]) -> str:
    """The statement ``weights = {...}``, after the helper that it needs."""
    readable = sum(array.size for array in weights.values()) <= READABLE
    rows = "".join(f"    {key!r}: {_literal(array) if readable else _digits(array)},\n" for key, array in weights.items())
    statement = "weights = {\n" + rows + "}\n" if rows else "weights = {}\n"
    return statement if readable or not rows else f"{HELPER}\n\n{statement}"


def _literal(array: _Array) -> str:
    if array.ndim == 1:
        return f"np.array({next(_nested(array, 1)).strip()}, dtype=np.float32)"
    body = "\n".join(_nested(array, 2))
    return f"np.array(\n{body},\n        dtype=np.float32,\n    )"


def _nested(array: _Array, depth: int) -> Iterator[str]:
    indent = "    " * depth
    if array.ndim == 1:
        text = "[" + ", ".join(_number(value) for value in array) + "]"
        yield textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + " ", break_long_words=False)
        return
    yield indent + "["
    for part in array:
        yield "\n".join(_nested(part, depth + 1)) + ","
    yield indent + "]"


def _number(value: Any) -> str:
    """The shortest decimal that is this float32 again."""
    return str(value) if np.isfinite(value) else f"np.{value}"


def _digits(array: _Array) -> str:
    digits = np.ascontiguousarray(array, "<f4").tobytes().hex()
    lines = "\n".join(digits[start : start + _WIDTH] for start in range(0, len(digits), _WIDTH))
    return f'array({array.shape}, """\n{lines}\n""")'
