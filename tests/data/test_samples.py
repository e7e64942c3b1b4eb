"""Built-in data sets and data sources."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nndesigner.core.errors import DataError, OptionError
from nndesigner.data.reader import read_csv
from nndesigner.data.samples import SAMPLES, load_sample
from nndesigner.data.source import load_source


def matrix(name: str, **options: float) -> np.ndarray:
    return np.stack([column.values for column in load_sample(name, **options).columns], axis=1)


def test_small_tables_are_the_tutorials() -> None:
    assert matrix("xor").tolist() == [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]
    assert matrix("three_rows").tolist() == [[0, 1, 1, 0], [1, 1, 0, 1], [1, 0, 1, 1]]
    parity = matrix("parity", bits=5)
    assert parity.shape == (32, 6)
    assert len(np.unique(parity[:, :5], axis=0)) == 32
    assert np.array_equal(parity[:, 5], parity[:, :5].sum(axis=1) % 2)


def test_moons_and_circles_have_the_known_geometry() -> None:
    datasets = pytest.importorskip("sklearn.datasets")
    for name, make, options in (("moons", datasets.make_moons, {}), ("circles", datasets.make_circles, {"factor": 0.5})):
        x, y = make(200, shuffle=False, noise=None, **options)
        expected = np.column_stack([x, y])
        found = matrix(name, rows=200, noise=0.0)
        assert np.abs(found[np.lexsort(found.round(4).T)] - expected[np.lexsort(expected.round(4).T)]).max() < 1e-5


def test_generators_follow_rows_noise_and_seed() -> None:
    for name, sample in SAMPLES.items():
        if sample.options is None or "noise" not in sample.options.OPTIONS:
            continue
        table = load_sample(name, rows=50, seed=3)
        assert table.row_count == 50
        assert table.fingerprint == load_sample(name, rows=50, seed=3).fingerprint
        assert table.fingerprint != load_sample(name, rows=50, seed=4).fingerprint
        assert table.fingerprint != load_sample(name, rows=50, seed=3, noise=0.7).fingerprint


def test_bundled_sets_are_what_the_notice_says() -> None:
    penguins = load_sample("penguins")
    assert (penguins.row_count, sum(column.missing_count for column in penguins.columns)) == (344, 19)
    titanic = load_sample("titanic")
    assert (titanic.row_count, titanic.column("age").missing_count) == (1313, 557)
    assert load_sample("auto_mpg").row_count == 392
    assert (load_sample("digits").row_count, len(load_sample("digits").columns)) == (1797, 65)


def test_mnist_is_drawn_stratified_and_seeded() -> None:
    table = load_sample("mnist_subset", rows=200, seed=1)
    assert np.bincount(table.column("label").values.astype(int)).tolist() == [20] * 10
    assert table.fingerprint == load_sample("mnist_subset", rows=200, seed=1).fingerprint
    assert table.fingerprint != load_sample("mnist_subset", rows=200, seed=2).fingerprint
    assert len(table.columns) == 785


def test_unknown_samples_and_options_are_refused() -> None:
    with pytest.raises(DataError, match="no built-in data set"):
        load_sample("irises")
    with pytest.raises(OptionError):
        load_sample("moons", rows=-1)
    with pytest.raises(OptionError):
        load_sample("iris", rows=5)


def test_sources_lead_to_tables(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a;b\n1;2\n3;4\n")
    source = {"kind": "file", "path": "x.csv", "read": {"delimiter": ";", "header": True, "missing": ["9"], "later": 1}}
    assert load_source(source, tmp_path).names == ("a", "b")
    assert (
        load_source({"kind": "file", "path": str(tmp_path / "x.csv")}).fingerprint == read_csv(tmp_path / "x.csv").fingerprint
    )
    assert load_source({"kind": "bundled", "name": "iris"}).row_count == 150
    assert load_source({"kind": "generator", "name": "moons", "options": {"rows": 10}}).row_count == 10
    assert load_source({"kind": "embedded", "name": "mine", "csv": "a,b\n1,2\n"}).name == "mine"


@pytest.mark.parametrize(
    "source", [{}, {"kind": "web"}, {"kind": "file"}, {"kind": "embedded", "csv": 5}, {"kind": "bundled", "name": 3}]
)
def test_broken_sources_are_refused(source: dict[str, object]) -> None:
    with pytest.raises(DataError, match=r"\.$"):
        load_source(source)
