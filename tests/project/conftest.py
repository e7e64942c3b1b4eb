"""Projects to edit: one with a table of three kinds and a network for it, one fresh from a CSV, one with no data."""

from __future__ import annotations

import pytest

from nndesigner.data.recipe import Recipe
from nndesigner.data.table import Table
from nndesigner.project.edits import ReplaceData
from nndesigner.project.project import Project
from tests.project.projects import SOURCE, flowers, make_project


@pytest.fixture
def table() -> Table:
    return flowers()


@pytest.fixture
def project() -> Project:
    """A sound project: three classes, a network that fits."""
    return make_project()


@pytest.fixture
def proposed(table: Table) -> Project:
    """A project fresh from a CSV, with the proposed network untouched."""
    project = Project()
    ReplaceData(project, SOURCE, table, recipe=Recipe.propose(table, "kind")).redo()
    return project


@pytest.fixture
def bare() -> Project:
    """No data, no blocks."""
    return Project()
