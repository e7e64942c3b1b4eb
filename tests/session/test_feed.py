"""Speed and time left are smoothed and do not count pauses."""

from __future__ import annotations

import pytest

from nndesigner.session.events import Paused, Progress, Resumed
from nndesigner.session.feed import Feed, Speed


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_speed_follows_a_change_within_seconds_and_not_at_once():
    clock = Clock()
    speed = Speed(clock)
    speed.start()
    for per_tick, expected in ((10, 1000), (20, 2000)):
        for _ in range(1000):
            clock.now += 0.01
            speed.add(per_tick)
        assert speed.per_second == pytest.approx(expected, rel=0.02)
    clock.now += 0.01
    speed.add(200)
    assert speed.per_second < 2200


def test_a_pause_does_not_lower_the_speed():
    clock = Clock()
    speed = Speed(clock)
    speed.start()
    clock.now += 1
    speed.add(100)
    clock.now += 3600
    speed.start()
    clock.now += 1
    speed.add(100)
    assert speed.per_second == pytest.approx(100)
    assert speed.seconds_for(50) == pytest.approx(0.5)


def test_time_left_is_unknown_before_the_first_sample():
    assert Speed(Clock()).seconds_for(10) is None


def test_progress_counts_steps_within_an_epoch():
    assert Progress(3, 10, 5, 10, 0.0, None, 1.0).fraction == pytest.approx(0.35)
    assert Progress(10, 10, 10, 10, 0.0, None, 1.0).fraction == 1.0


def test_events_are_drained_in_order():
    feed = Feed()
    feed.events.put(Paused(1))
    feed.events.put(Resumed(1))
    assert list(feed.drain()) == [Paused(1), Resumed(1)]
    assert list(feed.drain()) == []
