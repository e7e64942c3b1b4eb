"""How closely columns go together: known values, measures by type, bounds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from nndesigner.data.association import MOST_ROWS, association, cramers_v, pearson, ranks, sample_rows
from nndesigner.data.samples import load_sample
from nndesigner.data.table import Table


def test_the_measure_follows_the_types() -> None:
    generator = np.random.default_rng(0)
    x = generator.normal(size=300)
    kinds = np.array(["a", "b", "c"])[generator.integers(0, 3, 300)]
    y = 2 * x + generator.normal(size=300)
    table = Table.from_columns("t", {"x": x, "y": y, "wild": np.exp(3 * x), "kind": kinds, "twin": np.char.upper(kinds)})
    straight = association(table, "x", "y")
    assert (straight.measure, straight.n) == ("Pearson", 300)
    assert straight.value == pytest.approx(stats.pearsonr(x, y).statistic)
    skewed = association(table, "wild", "y")
    assert skewed.measure == "Spearman"
    assert skewed.value == pytest.approx(stats.spearmanr(x, y).statistic)
    assert association(table, "kind", "twin").value == pytest.approx(1.0, abs=0.02)
    assert association(table, "kind", "twin").measure == "Cramér's V"
    one, other = association(table, "kind", "y"), association(table, "y", "kind")
    assert one == other
    assert one.measure == "correlation ratio"
    groups = [y[kinds == kind] for kind in "abc"]
    f = stats.f_oneway(*groups).statistic
    assert one.value == pytest.approx(np.sqrt(2 * f / (2 * f + 297)))


def test_chance_gives_nothing_and_a_column_may_be_read_as_another_type() -> None:
    generator = np.random.default_rng(1)
    a, b = generator.integers(0, 40, 400), generator.integers(0, 40, 400)
    assert cramers_v(a, b) < 0.1  # without the correction it would be 0.3
    iris = load_sample("titanic")
    survived = iris.column("survived").as_type("category")
    assert association(iris, "sex", survived).measure == "Cramér's V"
    assert association(iris, "sex", survived).value > 0.4


def test_what_cannot_be_measured_says_so() -> None:
    table = Table.from_columns("t", {"same": [1.0] * 9, "x": range(9), "note": [f"{i} words of text here" for i in range(9)]})
    assert not association(table, "same", "x").is_measured
    assert association(table, "note", "x").measure == ""
    assert association(table, "x", "x", rows=np.array([1, 2])).n == 0


def test_extremes_ties_and_the_sample() -> None:
    assert pearson(np.array([1e300, -1e300, 5e299]), np.array([1.0, -1.0, 0.5])) == pytest.approx(1.0)
    assert pearson(np.array([1e-200, 2e-200, 3e-200]), np.array([3.0, 2.0, 1.0])) == pytest.approx(-1.0)
    x = np.array([3.0, 1.0, 3.0, 2.0])
    assert ranks(x).tolist() == (stats.rankdata(x) - 1).tolist()
    many = Table.from_columns("t", {"x": range(3 * MOST_ROWS)})
    rows = sample_rows(many)
    assert len(rows) == MOST_ROWS
    assert (rows[0], rows[-1]) == (0, 3 * MOST_ROWS - 1)
