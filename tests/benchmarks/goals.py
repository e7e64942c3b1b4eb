"""What was promised of the speed, as ratios of a peer's time to ours."""

from __future__ import annotations

from dataclasses import dataclass

from tests.benchmarks.speed import Row
from tests.benchmarks.systems import OURS, SYSTEMS

EAGER = {"W1": 5.0, "W2": 2.0, "W3": 5.0, "W4": 5.0, "W4b": 2.5, "W5": 1.25, "W6": 2.5, "W7": 1.5}
CHANNELS_LAST = {"W7": 1.2}
BEST = dict.fromkeys(EAGER, 1.0) | {"W5": 1 / 1.05}
SCAN = dict.fromkeys(("W2", "W4b", "W5", "W6"), 1 / 1.3)


@dataclass(frozen=True)
class Goal:
    """``ratio`` is a peer's time divided by ours, ``least`` what was promised (None: nothing)."""

    against: str
    ratio: float
    least: float | None

    @property
    def met(self) -> bool:
        """Whether the promise is kept."""
        return self.least is None or self.ratio >= self.least

    def cell(self) -> str:
        """For a table: ratio, and promise with ✓ or ✗."""
        promise = "" if self.least is None else f" ({'✓' if self.met else '✗'} ≥ {self.least:.3g})"
        return f"{self.ratio:.2f}{promise}"


def best_peer(row: Row) -> str | None:
    """The fastest peer that steps through a loop, as a person would write it (an epoch in one scan is not)."""
    peers = [name for name in row.micros if name not in (OURS, "jax-scan")]
    return min(peers, key=lambda name: row.micros[name], default=None)


def goals(row: Row) -> dict[str, Goal]:
    """The goals of a row by kind: eager, channels-last, best, scan; those whose peer was measured."""
    name = row.work.name
    asked = {
        "eager": ("torch", EAGER.get(name)),
        "channels-last": ("torch-last", CHANNELS_LAST.get(name)),
        "best": (best_peer(row), BEST.get(name)),
        "scan": ("jax-scan", SCAN.get(name)),
    }
    return {kind: Goal(peer, row.ratio(peer), least) for kind, (peer, least) in asked.items() if peer in row.micros and peer}


def misses(row: Row) -> list[str]:
    """A sentence for each goal that is missed."""
    return [
        f"**{row.work.name}** {SYSTEMS[goal.against].title}: {goal.ratio:.2f} × of the promised {goal.least:.3g} ×."
        for kind, goal in goals(row).items()
        if not goal.met
    ]
