"""A project from a file: read, decide what each column is, propose a network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr

if TYPE_CHECKING:
    from nndesigner.data.table import Table
    from nndesigner.project.project import Project


def project_from_file(path: Path, target: str) -> Project:
    """Return a project that learns ``target`` from the CSV at ``path``. Raises DesignerError naming the file or column."""
    from nndesigner.data.reader import read_csv

    return project_from_table(read_csv(path), file_source(path), target)


def project_from_table(table: Table, source: Mapping[str, Any], target: str | None = None) -> Project:
    """Return a project that learns ``target`` (default: the likeliest column) of ``table``, with a proposed network."""
    from nndesigner.data.recipe import Recipe
    from nndesigner.project.contents import Contents
    from nndesigner.project.project import Project
    from nndesigner.project.propose import propose

    if target is not None:
        check_column(table, target)
    recipe = Recipe.propose(table, target)
    proposal = propose(table, recipe)
    return Project(
        Contents(
            graph=proposal.design.graph,
            source=source,
            table=table,
            recipe=recipe,
            split=proposal.split,
            settings=proposal.settings,
            reasons=proposal.reasons,
            title=table.name,
        )
    )


def replace_data(project: Project, path: Path) -> None:
    """Give ``project`` the CSV at ``path`` as its table; recipe and network stay. Raises DataError if a column is missing."""
    from nndesigner.data.reader import read_csv

    table = read_csv(path)
    if project.recipe is not None:
        for column in project.recipe.columns:
            if column.role != "ignore":
                check_column(table, column.name)
    project.set_data(file_source(path), table, project.recipe)


def file_source(path: Path) -> dict[str, Any]:
    """The data source that names the file at ``path``."""
    return {"kind": "file", "path": str(path.absolute())}


def check_column(table: Table, name: str) -> None:
    """Raise DataError, with the columns that there are, unless ``table`` has a column called ``name``."""
    if name not in table.names:
        shown = ", ".join(table.names[:20]) + (" …" if len(table.names) > 20 else "")
        raise DataError(tr("There is no column {name}; the columns are {columns}.", name=repr(name), columns=shown))
