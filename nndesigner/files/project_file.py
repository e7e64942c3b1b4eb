"""Project files (``*.nnproj``): JSON, readable in a diff, versioned; data paths relative; unknown parts kept."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nndesigner.core.atomic import read_bytes, write_text
from nndesigner.core.errors import FileError
from nndesigner.core.opening import opening
from nndesigner.core.text import tr
from nndesigner.files import readable_json, unknown
from nndesigner.files.kinds import kind_of
from nndesigner.files.migrations import PROJECT
from nndesigner.project.project import Project

MAX_FILE = 256 << 20


def save_project(project: Project, path: Path | str) -> None:
    """Write ``project`` to ``path``, atomically. Raises FileError; the old file is then as it was."""
    write_text(path, project_text(project, Path(path).absolute().parent))


def load_project(path: Path | str) -> Project:
    """Read the project at ``path``; its table is loaded from where the file says.

    A table that cannot be read leaves ``project.data_problem``. Raises FileError for all else, naming the file.
    """
    path = Path(path).absolute()
    if kind_of(path) == "model":
        raise FileError(tr("{path} is a trained model, not a project.", path=path))
    return project_from_text(read_bytes(path, MAX_FILE), path)


def project_text(project: Project, folder: Path) -> str:
    """Return the content of the file that ``project`` is saved to in ``folder``. Raises FileError."""
    config = unknown.restored(project.to_config(), project.unknown)
    config["source"] = _relative(config.get("source"), folder)
    known = Project().to_config().keys()
    ordered = {key: config[key] for key in (*known, *sorted(config.keys() - known))}
    return readable_json.encode({**PROJECT.header(), **ordered})


def project_from_text(data: bytes, path: Path) -> Project:
    """Return the project that ``data``, read from ``path``, describes. Raises FileError naming ``path``."""
    config = PROJECT.upgrade(readable_json.decode(data, path), path)
    config["source"] = _absolute(config.get("source"), path.parent)
    with opening(path):
        project = Project.from_config(config, path.parent)
        project.unknown |= unknown.leftover({**config, "source": None}, project.to_config())
    return project


def unknown_parts(project: Project) -> list[str]:
    """Return where the project's file holds parts that this version does not know; they are kept on saving."""
    return unknown.paths(project.unknown)


def _relative(source: Any, folder: Path) -> Any:
    """The data source with its path as seen from ``folder``, where there is such a path (not across drives)."""
    if not isinstance(source, Mapping) or not isinstance(source.get("path"), str):
        return source
    try:
        relative = os.path.relpath(Path(source["path"]).absolute(), folder)
    except ValueError:
        return source
    return {**source, "path": Path(relative).as_posix()}


def _absolute(source: Any, folder: Path) -> Any:
    if not isinstance(source, Mapping) or not isinstance(source.get("path"), str):
        return source
    return {**source, "path": os.path.normpath(folder / source["path"])}
