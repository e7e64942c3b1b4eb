"""Where a project's table comes from: a file, a bundled set, a generator, or text inside the project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.dialect import ReadOptions
from nndesigner.data.reader import read_text
from nndesigner.data.samples import load_sample
from nndesigner.data.table import Table
from nndesigner.data.tables import read_table

KINDS = ("file", "bundled", "generator", "embedded")


def load_source(
    source: Mapping[str, Any],
    base: Path | None = None,
    *,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Table:
    """Load the table that ``source`` describes; a relative path is taken from the folder ``base``.

    ``{"kind": "file", "path", "read"}``, ``{"kind": "bundled", "name", "options"}``, ``{"kind": "generator", "name",
    "options"}`` or ``{"kind": "embedded", "name", "csv", "read"}``; ``read`` holds the changed fields of ReadOptions.

    Raises:
        DataError: The description is none of these, or its table cannot be read.
    """
    kind = source.get("kind")
    try:
        if kind == "file":
            path = Path(source["path"])
            path = path if base is None or path.is_absolute() else base / path
            return read_table(path, read_options(source.get("read")), progress=progress, cancelled=cancelled)
        if kind in ("bundled", "generator"):
            return load_sample(source["name"], progress=progress, cancelled=cancelled, **dict(source.get("options") or {}))
        if kind == "embedded":
            name, options = str(source.get("name", "pasted")), read_options(source.get("read"))
            return read_text(source["csv"], options, name=name, progress=progress, cancelled=cancelled)
    except (KeyError, TypeError, AttributeError) as error:
        message = "The project's description of its data is incomplete ({error}); open the data anew."
        raise DataError(tr(message, error=error)) from error
    raise DataError(tr("Data comes from {kinds}; received the kind {kind!r}.", kinds=", ".join(KINDS), kind=kind))


def read_options(config: Mapping[str, Any] | None) -> ReadOptions:
    """Reading options from the JSON in a data source; what is not known is passed over."""
    known = {field.name for field in fields(ReadOptions)}
    given = {key: value for key, value in (config or {}).items() if key in known}
    if "missing" in given:
        given["missing"] = tuple(given["missing"])
    return ReadOptions(**given)
