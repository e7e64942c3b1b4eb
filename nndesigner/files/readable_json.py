"""JSON that reads well in a diff: keys in the order given, two spaces, what has no parts of its own on one line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nndesigner.core.errors import FileError
from nndesigner.core.text import printable, tr

MAX_LINE = 120
MAX_DEPTH = 64


def encode(value: Any) -> str:
    """Return ``value`` as JSON text with a final newline. Raises FileError for what JSON cannot hold (NaN, objects)."""
    try:
        return _encode(value, 0) + "\n"
    except (TypeError, ValueError, RecursionError) as error:
        raise FileError(tr("This cannot be saved as JSON: {error}.", error=error)) from error


def _encode(value: Any, depth: int) -> str:
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    if not any(isinstance(part, (Mapping, list, tuple)) for part in parts):
        line = _scalar(value)
        if not parts or len(line) <= MAX_LINE:
            return line
    elif depth > MAX_DEPTH:
        raise ValueError(tr("it is nested too deep"))
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(value, Mapping):
        items = [f"{_scalar(str(key))}: {_encode(part, depth + 1)}" for key, part in value.items()]
        return "{\n" + ",\n".join(inner + item for item in items) + "\n" + outer + "}"
    return "[\n" + ",\n".join(inner + _encode(part, depth + 1) for part in parts) + "\n" + outer + "]"


def _scalar(value: Any) -> str:
    return _ENCODER.encode(value)


def _plain(value: Any) -> Any:
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(tr("it holds a {kind}", kind=type(value).__name__))


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_plain)


def decode(data: bytes, source: Path | str) -> Any:
    """Return the JSON value in ``data`` (UTF-8). Raises FileError naming ``source``, and line and column of a mistake."""
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileError(tr("{source} cannot be opened: line {line} is not UTF-8 text.", source=source, line=line)) from error
    except json.JSONDecodeError as error:
        text = tr("{source} cannot be opened: line {line}, column {column}: {mistake}.")
        raise FileError(text.format(source=source, line=error.lineno, column=error.colno, mistake=error.msg)) from error
    except RecursionError as error:
        raise FileError(tr("{source} cannot be opened: it is nested too deep.", source=source)) from error
    except ValueError as error:
        raise FileError(tr("{source} cannot be opened: {error}.", source=source, error=printable(error))) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [key for key, _ in pairs]
        raise ValueError(tr("it gives {key!r} twice", key=next(key for key in names if names.count(key) > 1)))
    return found


def _no_constant(text: str) -> Any:
    raise ValueError(tr("it holds the number {text}, which JSON does not have", text=text))
