"""Project files (``*.nnproj``): JSON, readable in a diff, versioned; data paths relative; unknown parts kept."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
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

    A table that cannot be read, or is another than when the project was saved, is told in ``project.data_problem``.
    Raises FileError for all else, naming the file.
    """
    path = Path(path).absolute()
    if kind_of(path) == "model":
        raise FileError(tr("{path} is a trained model, not a project.", path=path))
    return project_from_text(read_bytes(path, MAX_FILE), path)


def project_text(project: Project, folder: Path) -> str:
    """Return the content of the file that ``project`` is saved to in ``folder``. Raises FileError."""
    config = unknown.restored(project.to_config(), project.unknown)
    config["source"] = _portable_source(project, folder)
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
        _check_fingerprint(project)
    return project


def unknown_parts(project: Project) -> list[str]:
    """Return where the project's file holds parts that this version does not know; they are kept on saving."""
    return unknown.paths(project.unknown)


def _portable_source(project: Project, folder: Path) -> Any:
    """The data source with its file's path as seen from ``folder`` (not across drives) and its fingerprint."""
    source = project.source
    if source is None or not isinstance(source.get("path"), str):
        return source
    path = Path(source["path"]).absolute()
    with suppress(ValueError):
        path = Path(os.path.relpath(path, folder))
    known = {} if project.table is None else {"fingerprint": project.table.fingerprint}
    return {**source, "path": path.as_posix(), **known}


def _check_fingerprint(project: Project) -> None:
    """Note in ``data_problem`` when the data file is not the one that the project was saved with; the table stays."""
    source, table = project.source or {}, project.table
    if table is not None and source.get("fingerprint") not in (None, table.fingerprint):
        text = tr("The data file {path} has changed since the project was saved; what it holds now was loaded.")
        project.data_problem = text.format(path=source.get("path"))


def _absolute(source: Any, folder: Path) -> Any:
    if not isinstance(source, Mapping) or not isinstance(source.get("path"), str):
        return source
    return {**source, "path": os.path.normpath(folder / source["path"])}
