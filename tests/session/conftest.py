"""Small projects to run."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner.data.table import Table
from nndesigner.project.project import Project
from nndesigner.session.create import project_from_table
from nndesigner.session.job import Job


def changed(project: Project, **settings: object) -> Project:
    """The same project with other training settings."""
    project.replace(settings=project.settings.replace(**settings))
    return project


@pytest.fixture
def flowers() -> Table:
    """Three classes, 150 rows; a number, a category, one missing value."""
    rng = np.random.default_rng(0)
    kind = np.arange(150) % 3
    length = [None if i == 7 else round(float(value), 3) for i, value in enumerate(rng.normal(kind * 2, 0.7))]
    names = np.array(["rose", "lily", "tulip"])
    return Table.from_columns(
        "flowers", {"length": length, "width": rng.normal(5 - kind, 0.7), "colour": names[(kind + 1) % 3], "kind": names[kind]}
    )


@pytest.fixture
def houses() -> Table:
    """A regression in large units, 120 rows."""
    rng = np.random.default_rng(1)
    area, rooms = rng.uniform(30, 200, 120), rng.integers(1, 7, 120)
    return Table.from_columns(
        "houses", {"area": area, "rooms": rooms, "price": area * 2500 + rooms * 10000 + rng.normal(0, 3000, 120)}
    )


@pytest.fixture
def classifier(flowers: Table) -> Project:
    """A project that learns to tell the flowers apart, without early stopping."""
    project = project_from_table(flowers, {"kind": "embedded", "name": "flowers", "csv": flowers.to_csv()}, "kind")
    return changed(project, epochs=20, early_stopping=None)


@pytest.fixture
def regressor(houses: Table) -> Project:
    """A project that learns the houses' prices, without early stopping."""
    project = project_from_table(houses, {"kind": "embedded", "name": "houses", "csv": houses.to_csv()}, "price")
    return changed(project, epochs=20, early_stopping=None)


@pytest.fixture
def job(classifier: Project) -> Job:
    """Twenty epochs of the classifier."""
    return Job.from_project(classifier)
