"""The data sets that come with the program: files in ``resources/datasets`` and generators, one row of a table each."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np

from nndesigner.core.errors import DataError
from nndesigner.core.options import Configurable, option
from nndesigner.core.text import tr
from nndesigner.data import generators
from nndesigner.data.generators import Arms, Bits, Clusters, Columns, NoOptions, Points, Rings
from nndesigner.data.reader import read_csv
from nndesigner.data.table import Table

Progress = Callable[[float], None]
Cancel = Callable[[], bool]


class Drawn(Configurable):
    """How many rows to draw from a big set."""

    rows: int = option(default=1000, minimum=10, maximum=5000, help="How many digits, as many of each as can be.")
    seed: int = option(default=0, minimum=0, help="The same seed draws the same digits.")


@dataclass(frozen=True, slots=True)
class Sample:
    """One built-in data set.

    ``options`` is None where there is nothing to choose; ``make`` is a generator and ``file`` a name in
    ``resources/datasets``, exactly one of them given; ``task`` and ``target`` say what it is good for.
    """

    name: str
    title: str
    summary: str
    task: str
    target: str
    options: type[Configurable] | None = None
    make: Callable[[Any], Columns] | None = None
    file: str | None = None

    @property
    def kind(self) -> str:
        """ "generator" or "bundled", as in a data source."""
        return "bundled" if self.make is None else "generator"


_ROWS = (
    Sample("iris", "Iris", "Three species of iris told apart by four measures of their flowers; 150 rows.",
           "multiclass", "species", file="iris.csv"),
    Sample("penguins", "Penguins", "Three species of penguins; numbers, categories and 19 missing cells; 344 rows.",
           "multiclass", "species", file="penguins.csv"),
    Sample("titanic", "Titanic", "Who survived, by age, sex and class; 557 of 1313 ages are missing.",
           "binary", "survived", file="titanic.csv"),
    Sample("auto_mpg", "Cars", "Miles per gallon of 392 cars of 1970 to 1982 by weight, power and origin.",
           "regression", "mpg", file="auto_mpg.csv"),
    Sample("digits", "Digits, 8 × 8", "Handwritten digits as 64 grey values; 1797 rows.",
           "multiclass", "label", file="digits.csv"),
    Sample("mnist_subset", "MNIST digits, 28 × 28", "Handwritten digits as 784 grey values, drawn from 5000 of MNIST.",
           "multiclass", "label", Drawn, file="mnist_subset.csv.gz"),
    Sample("xor", "XOR", "The four cases of exclusive or, which no single layer can learn.",
           "binary", "target", None, generators.xor),
    Sample("three_rows", "Three rows", "Inputs 011, 110 and 101 with targets 0, 1 and 1.",
           "binary", "target", None, generators.three_rows),
    Sample("parity", "Parity", "All combinations of n bits; is an odd number of them set?",
           "binary", "target", Bits, generators.parity),
    Sample("moons", "Two moons", "Two interleaving half circles.", "binary", "label", Points, generators.moons),
    Sample("circles", "Circles", "A circle around another one.", "binary", "label", Rings, generators.circles),
    Sample("spirals", "Spirals", "Two spiral arms wound around each other.", "binary", "label", Arms, generators.spirals),
    Sample("blobs", "Clusters", "Round clusters, each a class.", "multiclass", "label", Clusters, generators.blobs),
    Sample("plane", "Plane", "A tilted plane with noise: what a linear network can learn.",
           "regression", "target", Points, generators.plane),
    Sample("waves", "Waves", "A wavy surface: what a linear network cannot learn.",
           "regression", "target", Points, generators.waves),
)  # fmt: skip
SAMPLES: dict[str, Sample] = {sample.name: sample for sample in _ROWS}


def load_sample(name: str, *, progress: Progress | None = None, cancelled: Cancel | None = None, **options: Any) -> Table:
    """The built-in data set called ``name``. Raises DataError for an unknown name, OptionError for an option it has not."""
    sample = SAMPLES.get(name)
    if sample is None:
        message = "There is no built-in data set called {name!r}; there are {names}."
        raise DataError(tr(message, name=name, names=", ".join(SAMPLES)))
    chosen = (sample.options or NoOptions)(**options)
    if sample.make is not None:
        return Table.from_columns(name, sample.make(chosen))
    assert sample.file is not None
    data = resources.files("nndesigner.resources").joinpath("datasets", sample.file).read_bytes()
    if isinstance(chosen, Drawn):
        data = _drawn(gzip.decompress(data), chosen.rows, chosen.seed)
    return read_csv(data, name=name, progress=progress, cancelled=cancelled)


def _drawn(data: bytes, rows: int, seed: int) -> bytes:
    """The header and ``rows`` lines drawn evenly from the classes that the last cell names, in a random order."""
    header, *lines = data.splitlines(keepends=True)
    generator = np.random.Generator(np.random.PCG64(seed))
    labels = np.array([line.rsplit(b",", 1)[1].strip() for line in lines])
    classes = np.unique(labels)
    shares = np.full(len(classes), rows // len(classes))
    shares[: rows % len(classes)] += 1
    chosen = np.concatenate(
        [generator.permutation(np.flatnonzero(labels == label))[:share] for label, share in zip(classes, shares, strict=True)]
    )
    return header + b"".join(lines[row] for row in generator.permutation(chosen))
