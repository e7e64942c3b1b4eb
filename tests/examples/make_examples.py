"""Make the example projects anew, through the same classes that the window and the command line use.

::

    python -m tests.examples.make_examples            # writes resources/examples/*.nnproj
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from nndesigner.data.recipe import Recipe
from nndesigner.data.source import load_source
from nndesigner.data.split import Split
from nndesigner.data.table import Table
from nndesigner.files.examples import EXAMPLES
from nndesigner.files.project_file import save_project
from nndesigner.project.contents import Contents
from nndesigner.project.graph_config import graph_from_network_config
from nndesigner.project.project import Project
from nndesigner.project.settings import TrainingSettings

FOLDER = Path(__file__).parents[2] / "resources" / "examples"
THREE_ROWS = "a,b,c,target\n0,1,1,0\n1,1,0,1\n1,0,1,1\n"


def part(name: str, **config: Any) -> dict[str, Any]:
    """A part spec with options."""
    return {"class_name": name, "config": config}


def sgd(rate: float) -> dict[str, Any]:
    """Plain gradient descent."""
    return part("sgd", learning_rate=rate)


def dense(units: int, activation: str, spread: Mapping[str, Any] | None = None, *, bias: bool = True) -> dict[str, Any]:
    """A Dense layer whose weights, and biases where it has them, are drawn as ``spread`` says."""
    config: dict[str, Any] = {"units": units, "activation": activation}
    if spread is not None:
        config["kernel_initializer"] = dict(spread)
        if bias:
            config["bias_initializer"] = dict(spread)
    return part("Dense", **(config if bias else {**config, "use_bias": False}))


def stack(layers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The network configuration of an Input and ``layers`` one after the other."""
    names = ["input", *(f"dense_{i}" if i else "dense" for i in range(len(layers)))]
    entries: list[dict[str, Any]] = [{"class_name": "Input", "name": "input", "config": {}, "inbound": []}]
    for before, name, layer in zip(names[:-1], names[1:], layers, strict=True):
        entries.append({**layer, "name": name, "inbound": [before]})
    return {"name": "network", "seed": 0, "layers": entries, "inputs": ["input"], "outputs": [names[-1]]}


def project(
    name: str,
    source: Mapping[str, Any],
    target: str,
    layers: Sequence[Mapping[str, Any]],
    *,
    loss: str,
    settings: TrainingSettings,
    split: Split,
    scaling: str | None = None,
) -> Project:
    """A project of one of the examples; ``scaling`` overrides what the recipe proposes for numeric features."""
    example = next(item for item in EXAMPLES if item.name == name)
    table = load_source(dict(source), None)
    return Project(
        Contents(
            graph=graph_from_network_config(stack(layers), loss=loss),
            source=dict(source),
            table=table,
            recipe=recipe(table, target, scaling),
            split=split,
            settings=settings,
            title=example.title,
            notes=f"{example.summary} Published: {example.published}.",
        )
    )


def recipe(table: Table, target: str, scaling: str | None) -> Recipe:
    """The proposed recipe, numeric features (and a numeric target) scaled as ``scaling`` says."""
    proposed = Recipe.propose(table, target)
    for column in proposed.columns if scaling is not None else ():
        if column.role != "ignore" and column.type == "number":
            proposed = proposed.with_column(column.name, scaling=scaling)
    return proposed


TRAIN_ALL = Split(train=1.0, validation=0.0, test=0.0)


def three_rows() -> Project:
    normal = part("random_normal", stddev=1.0)
    return project(
        "three_rows",
        {"kind": "embedded", "name": "three_rows", "csv": THREE_ROWS},
        "target",
        [dense(units, "sigmoid", normal, bias=False) for units in (5, 10, 10, 1)],
        loss="mean_squared_error",
        settings=TrainingSettings(sgd(1.0), 3, 1000, shuffle=False),
        split=TRAIN_ALL,
        scaling="none",
    )


def xor() -> Project:
    uniform = part("random_uniform", minval=-0.5, maxval=0.5)
    return project(
        "xor",
        {"kind": "generator", "name": "xor", "options": {}},
        "target",
        [dense(3, "tanh", uniform), dense(1, "tanh", uniform)],
        loss="mean_squared_error",
        settings=TrainingSettings(sgd(0.1), 1, 1000, shuffle=False),
        split=TRAIN_ALL,
        scaling="none",
    )


def mnist_1000() -> Project:
    uniform = part("random_uniform", minval=-0.5, maxval=0.5)
    return project(
        "mnist_1000",
        {"kind": "bundled", "name": "mnist_subset", "options": {"rows": 2000, "seed": 0}},
        "label",
        [dense(units, "tanh", uniform) for units in (100, 50, 10)],
        loss="mean_squared_error",
        settings=TrainingSettings(sgd(0.1), 1, 35, shuffle=False),
        split=Split(train=0.5, validation=0.0, test=0.5),
    )


def parity_5() -> Project:
    uniform = part("random_uniform", minval=-4.0, maxval=4.0)
    return project(
        "parity_5",
        {"kind": "generator", "name": "parity", "options": {"bits": 5}},
        "target",
        [dense(units, "sigmoid", uniform) for units in (20, 10, 5, 1)],
        loss="halved_squared_sum",
        settings=TrainingSettings(sgd(0.01), 32, 20000, shuffle=False),
        split=TRAIN_ALL,
        scaling="none",
    )


def moons(name: str, units: Sequence[int]) -> Project:
    normal = part("random_normal", stddev=0.1)
    hidden = [dense(width, "relu", normal) for width in units]
    return project(
        name,
        {"kind": "generator", "name": "moons", "options": {"rows": 1000, "noise": 0.2, "seed": 0}},
        "label",
        [*hidden, dense(1, "sigmoid", normal)],
        loss="binary_crossentropy",
        settings=TrainingSettings(sgd(0.01), 900, 10000, shuffle=False),
        split=Split(train=0.9, validation=0.1, test=0.0),
        scaling="none",
    )


def auto_mpg() -> Project:
    return project(
        "auto_mpg",
        {"kind": "bundled", "name": "auto_mpg"},
        "mpg",
        [dense(16, "tanh"), dense(16, "tanh"), dense(1, "linear")],
        loss="mean_squared_error",
        settings=TrainingSettings(sgd(0.05), 16, 500, target_loss=0.1),
        split=Split(train=0.6, validation=0.2, test=0.2),
    )


def iris() -> Project:
    return project(
        "iris",
        {"kind": "bundled", "name": "iris"},
        "species",
        [dense(8, "tanh"), dense(8, "tanh"), dense(3, "softmax")],
        loss="categorical_crossentropy",
        settings=TrainingSettings(sgd(0.05), 16, 500, target_loss=0.08),
        split=Split(train=0.6, validation=0.2, test=0.2),
    )


MAKERS: dict[str, Callable[[], Project]] = {
    "three_rows": three_rows,
    "xor": xor,
    "mnist_1000": mnist_1000,
    "parity_5": parity_5,
    "moons_small": lambda: moons("moons_small", (4, 6, 6, 4)),
    "moons_wide": lambda: moons("moons_wide", (25, 50, 50, 25)),
    "auto_mpg": auto_mpg,
    "iris": iris,
}


def main(folder: Path = FOLDER) -> int:
    """Write every example into ``folder``; the data come from bundled sources, so no path enters the files."""
    for name, make in MAKERS.items():
        save_project(make(), folder / f"{name}.nnproj")
    return 0


if __name__ == "__main__":
    sys.exit(main())
