"""``make bench``: measure everything, write RESULTS.md.  ``python -m tests.benchmarks W1 W2``: only these, printed."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import speed, window
from tests.benchmarks.workloads import WORKLOADS

RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Measure what was asked for."""
    chosen = sys.argv[1:]
    if chosen:
        speed.measure([name for name in chosen if name in WORKLOADS])
        if "window" in chosen:
            window.measure()
        return
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "torch", "scikit-learn", "PySide6-Essentials"))
    lines = [
        "# Figures",
        "",
        f"Made by `make bench` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}, {packages}.",
        "Machines are noisy: read the ratios, which were taken side by side in one run.",
        "",
        "## Training speed",
        "",
        f"One process a system, one BLAS thread, taking turns; median of {speed.REPETITIONS} repetitions after a warm-up.",
        "Wall time of training divided by steps; shuffling, gathering and the loss of each epoch included, set-up excluded.",
        f"Before any timing, {speed.LOSSES} losses equal those of *float64* torch (last column: largest relative difference;",
        "ours are float32). scikit-learn's networks fix output activation and loss (identity with half squared error,",
        "logistic with log loss), so it trains the nearest net it can express.",
        "Goal: 2 × torch eager and 1.5 × scikit-learn on each row.",
        "",
        *speed.measure(list(WORKLOADS)),
        "",
        "## The window",
        "",
        *window.measure(),
        "",
    ]
    RESULTS.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
