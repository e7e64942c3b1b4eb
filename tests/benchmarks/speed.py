"""Training speed beside the peers: a process a system, taking turns, medians, ratios; equal losses are proven first."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from statistics import median

from tests.benchmarks.workloads import WORKLOADS

REPETITIONS = 7
LOSSES = 50
PEERS = {"torch": 2.0, "scikit-learn": 1.5}  # the ratio that was promised
TIMED = ("nndesigner", "torch", "torch fused", "scikit-learn")


class Process:
    """A system in a process of its own, one BLAS thread."""

    def __init__(self, system: str) -> None:
        one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        command = [sys.executable, "-m", "tests.benchmarks.worker", system]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | one
        )

    def ask(self, line: str):
        """Send one line, return the answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def largest_difference(ours: list[float], theirs: list[float]) -> float:
    """Largest relative difference of two loss sequences."""
    return max(abs(a - b) / max(abs(b), 1e-12) for a, b in zip(ours, theirs, strict=True))


def measure(names: list[str]) -> list[str]:
    """Run everything; return the lines of a Markdown report."""
    oracle = Process("torch float64")
    systems = {system: Process(system) for system in TIMED}
    lines = [
        "| | µs a step: nndesigner | torch eager | torch, fused optimizer | scikit-learn (nearest net) "
        "| × torch | × fused | × scikit-learn | loss difference |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name in names:
        work = WORKLOADS[name]
        truth = oracle.ask(f"losses {name} {LOSSES}")
        difference = largest_difference(systems["nndesigner"].ask(f"losses {name} {LOSSES}"), truth)
        if difference > 1e-5:
            raise SystemExit(f"{name}: losses differ from float64 torch by {difference:.1e}; no speed is reported.")
        seconds: dict[str, list[float]] = {system: [] for system in TIMED}
        for repetition in range(REPETITIONS + 1):  # the first one warms up
            for system in TIMED if repetition % 2 else reversed(TIMED):
                taken = systems[system].ask(f"train {name}")
                if repetition:
                    seconds[system].append(taken)
        step = {system: 1e6 * median(taken) / work.steps for system, taken in seconds.items()}
        ratios = [step[system] / step["nndesigner"] for system in TIMED[1:]]
        cells = [
            f"**{name}** {work.title}",
            *(f"{step[s]:.1f}" for s in TIMED),
            *(f"{r:.1f}" for r in ratios),
            f"{difference:.0e}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
        print(lines[-1], flush=True)
        for system, promised in PEERS.items():
            if step[system] / step["nndesigner"] < promised:
                print(f"  MISSED: {name} against {system}: {step[system] / step['nndesigner']:.2f} of {promised}", flush=True)
    for process in (oracle, *systems.values()):
        process.close()
    return lines
