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
    from nndesigner.session.plan import Plan


def project_from_file(path: Path, target: str, plan: Plan | None = None, sheet: str | None = None) -> Project:
    """Return a project that learns ``target`` from the table at ``path``; ``plan`` says what is wished besides.

    Of a workbook, its ``sheet`` is read.

    Raises DesignerError where nothing can be learnt.
    """
    table, source = _read(path, sheet)
    project = project_from_table(table, source, target)
    if plan is not None:
        plan.apply(project)
    if project.analysis.errors:
        raise DataError(project.analysis.errors[0].message)
    return project


def project_from_table(table: Table, source: Mapping[str, Any], target: str | None = None) -> Project:
    """Return a project that learns ``target`` (default: the likeliest column) of ``table``, as the window would propose it.

    Raises DataError when there is no such column.
    """
    from nndesigner.project.edits import ReplaceData, SetTarget
    from nndesigner.project.project import Project

    if target is not None:
        check_column(table, target)
    project = Project()
    ReplaceData(project, source, table).redo()
    if target is not None and project.recipe is not None and project.recipe.target != target:
        SetTarget(project, target).redo()
    return project


def replace_data(project: Project, path: Path, sheet: str | None = None) -> None:
    """Give ``project`` the table at ``path``, of a workbook its ``sheet``; recipe and network stay.

    Raises DataError if a column is missing.
    """
    table, source = _read(path, sheet)
    if project.recipe is not None:
        for column in project.recipe.columns:
            if column.role != "ignore":
                check_column(table, column.name)
    project.set_data(source, table, project.recipe)


def _read(path: Path, sheet: str | None) -> tuple[Table, dict[str, Any]]:
    """The table at ``path``, and the data source that names it."""
    from nndesigner.data.dialect import ReadOptions
    from nndesigner.data.tables import read_table

    source: dict[str, Any] = {"kind": "file", "path": str(path.absolute())}
    return read_table(path, ReadOptions(sheet=sheet)), source | ({} if sheet is None else {"read": {"sheet": sheet}})


def check_column(table: Table, name: str) -> None:
    """Raise DataError, with the columns that there are, unless ``table`` has a column called ``name``."""
    if name not in table.names:
        shown = ", ".join(table.names[:20]) + (" …" if len(table.names) > 20 else "")
        raise DataError(tr("There is no column {name}; the columns are {columns}.", name=repr(name), columns=shown))
