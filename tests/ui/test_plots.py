"""The live curves: one point, thousands, gaps, log scale, and an axis that keeps calm."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from nndesigner.ui.plots.live_curve import LiveCurve, Series
from nndesigner.ui.plots.ranges import epoch_range, round_up, value_range

SERIES = (Series("train", "training", "plot:train"), Series("validation", "validation", "plot:validation", True))


@pytest.fixture
def curve(qtbot):
    widget = LiveCurve("Loss", SERIES, has_log_scale=True)
    qtbot.addWidget(widget)
    widget.resize(600, 240)
    widget.show()
    return widget


def view(curve):
    return curve.plot.getViewBox().viewRange()


def test_nothing_draws_nothing(curve):
    curve.show_curves({})
    assert curve.readouts["train"].isHidden()
    assert view(curve)[1] == pytest.approx([0, 1])


def test_one_point_is_a_dot(curve):
    curve.show_curves({"train": np.array([0.7])})
    assert curve.curves["train"].opts["symbol"] == "o"
    assert "0.7" in curve.readouts["train"].text()


def test_thousands_of_points_are_thinned_to_what_the_screen_can_show(curve, qtbot):
    values = np.exp(-np.linspace(0, 5, 20_000)) + np.random.default_rng(0).normal(0, 0.01, 20_000)
    for count in (19_000, 20_000):  # as in a run: tick after tick
        curve.show_curves({"train": values[:count], "validation": values[:count] * 1.1}, 20_000)
        curve.grab()
    drawn = curve.curves["train"].getData()[0]
    assert 100 < len(drawn) <= 12 * curve.width()


def test_gaps_are_gaps(curve):
    values = np.array([0.9, np.nan, 0.5, np.inf, 0.4])
    curve.show_curves({"train": values, "validation": np.full(5, np.nan)})
    curve.grab()
    assert curve.readouts["validation"].isHidden()
    assert view(curve)[1][1] <= 1.1


def test_a_log_scale_takes_zeros_and_negatives(curve, qtbot):
    with qtbot.waitSignal(curve.scale_changed):
        curve.log_scale.click()
    curve.show_curves({"train": np.array([1.0, 0.1, 0.0, -1.0, 1e-3])})
    curve.grab()
    low, high = view(curve)[1]
    assert low <= -3
    assert 0 <= high <= 0.5
    curve.log_scale.click()
    assert not curve.is_logarithmic


def test_the_values_lose_their_names_before_they_are_clipped(curve, qtbot):
    curve.show_curves({"train": np.array([0.12345]), "validation": np.array([0.23456])})
    assert "training" in curve.readouts["train"].text()
    curve.resize(240, 240)
    qtbot.waitUntil(lambda: curve.readouts["train"].text() == "0.1235")
    curve.resize(600, 240)
    qtbot.waitUntil(lambda: "training" in curve.readouts["train"].text())


def test_the_pointer_reads_the_values_of_its_epoch(curve, qtbot):
    curve.show_curves({"train": np.array([0.5, 0.25, 0.125])})
    position = curve.plot.getViewBox().mapViewToScene(QPointF(2.0, 0.3))
    curve._hover(position)
    assert "0.25" in curve.readouts["train"].text()
    assert "2" in curve.where.text()
    curve.show_curves({"train": np.array([0.5, 0.25, 0.125, 0.1])})
    assert "0.25" in curve.readouts["train"].text()
    curve._leave()
    assert "0.1" in curve.readouts["train"].text()


def test_zooming_stops_following_until_asked(curve, qtbot):
    curve.show_curves({"train": np.linspace(1, 0.5, 50)})
    curve.plot.getViewBox().sigRangeChangedManually.emit([True, True])
    curve.plot.setRange(xRange=(10, 20), yRange=(0.6, 0.7), padding=0)
    curve.show_curves({"train": np.linspace(1, 0.5, 60)})
    assert view(curve)[0] == pytest.approx([10, 20])
    qtbot.mouseDClick(curve.plot.viewport(), Qt.MouseButton.LeftButton)
    assert view(curve)[0][1] >= 60


def test_the_axis_grows_in_few_steps():
    assert len({epoch_range(count) for count in range(1, 1001)}) <= 25
    falling = 2.3 * np.exp(-np.linspace(0, 4, 500))
    assert len({value_range([falling[:count]]) for count in range(1, 501)}) <= 12
    assert len({value_range([falling[:count]]) for count in range(100, 501)}) <= 4


@pytest.mark.parametrize("count", [1, 9, 10, 11, 99, 1000, 12345])
def test_the_epochs_always_fit(count):
    assert epoch_range(count)[1] >= count
    assert epoch_range(count, count)[1] >= count


@pytest.mark.parametrize("value", [1e-9, 0.3, 1.0, 1.0001, 7.7, 123456.0])
def test_round_numbers_hold_the_value_without_much_room(value):
    assert value * (1 - 1e-9) <= round_up(value) <= 1.51 * value


def test_a_spike_does_not_flatten_the_rest():
    values = np.concatenate([[1e6], np.linspace(1.0, 0.5, 100)])
    assert value_range([values])[1] < 3


def test_shares_are_seen_out_of_one():
    assert value_range([np.array([0.3, 0.6])], are_shares=True) == (0.0, 1.02)
    assert value_range([np.array([0.95, 0.97])], are_shares=True)[0] >= 0.8


@pytest.mark.parametrize("values", [[0.0], [5.0], [-3.0], [0.0, 0.0], [1e30, 1e-30], [-1.0, 1.0], [np.nan]])
def test_any_values_give_a_range(values):
    low, high = value_range([np.array(values)])
    assert low < high
    finite = [value for value in values if np.isfinite(value)]
    assert all(low <= value <= high for value in finite)
