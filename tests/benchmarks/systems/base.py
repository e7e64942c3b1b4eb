"""What the harness asks of a system."""

from __future__ import annotations

from typing import Protocol

from tests.benchmarks.workloads import Workload


class System(Protocol):
    """Trains workloads; one object a process."""

    def losses(self, work: Workload, steps: int) -> list[float]:
        """The losses of the first steps over ``batches``: the proof that it does the same sums."""
        ...

    def train(self, work: Workload) -> float:
        """Seconds of ``work.epochs`` epochs from the start weights, set-up and compilation excluded."""
        ...
