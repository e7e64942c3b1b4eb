"""What the tests of projects edit: a small table, a network for it, and both as a project."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from nndesigner.data.recipe import Recipe
from nndesigner.data.table import Table
from nndesigner.project.graph import Graph, Node, Note, Wire
from nndesigner.project.project import Contents, Project

SOURCE = {"kind": "bundled", "name": "iris"}


def flowers(rows: int = 150) -> Table:
    """Four numbers, a colour, a yes/no, a size to predict and a kind of three."""
    rng = np.random.default_rng(0)
    kind = np.arange(rows) % 3
    columns: dict[str, list[object]] = {f"x{i}": (rng.normal(size=rows) + kind).round(3).tolist() for i in range(4)}
    columns["colour"] = [("red", "green", "blue", "white")[i] for i in rng.integers(0, 4, rows)]
    columns["wild"] = [("yes", "no")[i] for i in rng.integers(0, 2, rows)]
    columns["size"] = (rng.normal(size=rows) * 7 + 100).round(2).tolist()
    columns["kind"] = [("setosa", "versicolor", "virginica")[i] for i in kind]
    return Table.from_columns("flowers", columns)


def graph_for(units: int = 3, activation: str = "softmax", loss: str = "categorical_crossentropy") -> Graph:
    """Input → Dense 8 relu → Dropout → Dense → Output, with a note."""
    nodes = [
        Node("n1", "Input", "input"),
        Node("n2", "Dense", "dense", {"units": 8, "activation": "relu"}, (200.0, 0.0)),
        Node("n3", "Dropout", "dropout", {"rate": 0.2}, (400.0, 0.0)),
        Node("n4", "Dense", "dense_1", {"units": units, "activation": activation}, (600.0, 0.0)),
        Node("n5", "Output", "output", {"loss": loss}, (800.0, 0.0)),
    ]
    ids = [node.id for node in nodes]
    wires = tuple(Wire(a, b) for a, b in pairwise(ids))
    return Graph({node.id: node for node in nodes}, wires, {"n6": Note("n6", "a note")})


def make_project(graph: Graph | None = None, target: str = "kind", rows: int = 150) -> Project:
    table = flowers(rows)
    recipe = Recipe.propose(table, target)
    return Project(Contents(graph or graph_for(), SOURCE, table, recipe, title="Flowers"))
