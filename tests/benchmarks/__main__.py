"""``make bench`` measures everything and writes RESULTS.md.

``python -m tests.benchmarks speed W5 W7 --systems nndesigner,torch --repeats 3 --vary 5`` only prints.
"""

from __future__ import annotations

import argparse

from tests.benchmarks import speed
from tests.benchmarks.systems import OURS, SYSTEMS
from tests.benchmarks.workloads import WORKLOADS


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("all", "speed", "window"), default="all")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=", ".join(WORKLOADS))
    parser.add_argument("--systems", default=",".join((OURS, "torch", "torch-fused", "torch-last")), help=", ".join(SYSTEMS))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--vary", type=int, default=0, metavar="SEED", help="other widths, rows, batches and seeds")
    asked = parser.parse_args()
    speed.measure(
        asked.workloads or list(WORKLOADS),
        asked.systems.split(","),
        repetitions=asked.repeats,
        threads=asked.threads,
        vary=asked.vary,
    )


if __name__ == "__main__":
    main()
