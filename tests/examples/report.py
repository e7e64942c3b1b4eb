"""Run every example at full length from several seeds and print the table of the README: published beside ours.

::

    python -m tests.examples.report            # all examples, 5 seeds: about four minutes
    python -m tests.examples.report xor 20     # one example, 20 seeds
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nndesigner.files.examples import EXAMPLES, keras_moons, open_example
from nndesigner.project.trained import TrainedModel
from nndesigner.session.job import Job
from nndesigner.session.run import run

SEEDS = 5


def last(key: str) -> Callable[[TrainedModel], float]:
    """The last value of a curve."""
    return lambda trained: float(trained.history[key][-1])


@dataclass(frozen=True)
class Measure:
    """What is compared: a number of each run, how it is written, and when a run counts as a success."""

    name: str
    of: Callable[[TrainedModel], float]
    form: str
    succeeds: Callable[[float], bool]
    success: str


MEASURES = {
    "three_rows": Measure(
        "last loss ÷ first",
        lambda t: float(t.history["loss"][-1] / t.history["loss"][0]),
        ".4f",
        lambda v: v < 0.1,
        "falls tenfold",
    ),
    "xor": Measure("error", last("loss"), ".5f", lambda v: v < 0.001, "below 0.001"),
    "mnist_1000": Measure(
        "training error after 30", lambda t: float(t.history["loss"][29]), ".4f", lambda v: v < 0.02, "below 0.02"
    ),
    "parity_5": Measure("accuracy", last("accuracy"), ".3f", lambda v: v == 1, "exactly 1"),
    "moons_small": Measure("held-out accuracy", last("val_accuracy"), ".2f", lambda v: v > 0.9, "above 0.9"),
    "moons_wide": Measure("held-out accuracy", last("val_accuracy"), ".2f", lambda v: v > 0.9, "above 0.9"),
    "auto_mpg": Measure("training loss", last("loss"), ".3f", lambda v: v <= 0.1, "at the target, 0.1"),
    "iris": Measure("training loss", last("loss"), ".3f", lambda v: v <= 0.08, "at the target, 0.08"),
}


def results(name: str, seeds: int) -> list[float]:
    """The measure of ``name`` from seeds 0, 1 …, at full length."""
    project = open_example(name)
    return [MEASURES[name].of(run(Job.from_project(project, seed=seed))) for seed in range(seeds)]


def published(name: str) -> str:
    """The source's result; for the moons what Keras reached here."""
    if not name.startswith("moons"):
        return next(example.published for example in EXAMPLES if example.name == name)
    kept = keras_moons()
    accuracies = [run["accuracy"] for run in kept["networks"][name]["runs"]]
    return f"Keras {kept['versions']['keras']}: {text(accuracies, '.2f')}"


def text(values: list[float], form: str) -> str:
    """Median and range."""
    return f"median {np.median(values):{form}} ({min(values):{form}} … {max(values):{form}})"


def row(name: str, seeds: int) -> str:
    """One row of the table."""
    measure = MEASURES[name]
    title = next(example.title for example in EXAMPLES if example.name == name)
    values = results(name, seeds)
    share = f"{sum(map(measure.succeeds, values))} of {seeds} {measure.success}"
    return f"| {title} | {published(name)} | {measure.name}: {text(values, measure.form)} | {share} |"


def main(arguments: list[str]) -> int:
    """Print the table, or one row of it."""
    names = arguments[:1] or list(MEASURES)
    seeds = int(arguments[1]) if len(arguments) > 1 else SEEDS
    print("| example | published | ours | seeds |\n|---|---|---|---|")
    for name in names:
        print(row(name, seeds), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
