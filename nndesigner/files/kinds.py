"""What kind a file is, by its content first and its suffix second; and the suffix that each kind has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.files.others import other_folder, other_program

Kind = Literal["project", "model", "table"]

PROJECT_SUFFIX = ".nnproj"
MODEL_SUFFIX = ".pkl"
_HEAD = 4096
_PROJECT_HEAD = re.compile(rb'\A(\xef\xbb\xbf)?\s*\{\s*"format"\s*:\s*"nndesigner-project"')
_PICKLE_HEAD = re.compile(rb"\A\x80[\x02-\x05]")


def kind_of(path: Path | str) -> Kind:
    """Return whether ``path`` holds a project, a model or a table. Raises FileError when it cannot be read, or is plainly a
    file of another program.

    A folder is a table: that of the images in it.
    """
    from nndesigner.core.datapickle import HEADER  # brings NumPy, and the names above are needed before the first paint

    path = Path(path)
    try:
        if path.is_dir():
            _refuse(other_folder(path))
            return "table"
        if path.exists() and not path.is_file():
            raise FileError(tr("{path} cannot be opened: it is not a file.", path=path))
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(tr("{path} cannot be opened: {reason}.", path=path, reason=reason)) from error
    if _PROJECT_HEAD.match(head):
        return "project"
    if head.startswith(HEADER):
        return "model"
    _refuse(other_program(path, head))
    if _PICKLE_HEAD.match(head):
        return "model"
    return _BY_SUFFIX.get(path.suffix.lower(), "table")


def _refuse(sentence: str | None) -> None:
    if sentence is not None:
        raise FileError(sentence)


FOREIGN_MODELS = (".onnx", ".safetensors", ".keras")
"""Suffixes of other programs' models that can be opened."""
_BY_SUFFIX: dict[str, Kind] = {
    PROJECT_SUFFIX: "project",
    **dict.fromkeys((MODEL_SUFFIX, ".pickle", *FOREIGN_MODELS), "model"),
}
