"""``make bench`` measures everything and writes RESULTS.md.

``python -m tests.benchmarks speed W5 W7 --systems nndesigner,torch --repeats 3 --vary 5`` only prints.
"""

from __future__ import annotations

import argparse
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.benchmarks import data, floor, memory, report, speed, startup, waits, window
from tests.benchmarks.systems import ORACLE, OURS, SYSTEMS
from tests.benchmarks.workloads import WORKLOADS, workload

RESULTS = Path(__file__).with_name("RESULTS.md")
PACKAGES = ("numpy", "torch", "scikit-learn", "jax", "jaxlib", "keras", "PySide6-Essentials")


def versions() -> str:
    """The packages that are installed, with their versions."""
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} missing")
    return ", ".join(found)


def write_all(names: list[str], repetitions: int, path: Path) -> None:
    """Measure everything, of these workloads, and write it down."""
    systems = [name for name in SYSTEMS if name != ORACLE]
    rows, missing = speed.measure(names, systems, repetitions=repetitions)
    threaded = [name for name in systems if name not in ("sklearn", "tutorial")]
    two, missing_too = speed.measure(names, threaded, repetitions=repetitions, threads=2)
    floors = {name: floor.measure(workload(name)) for name in ("W1", "W3", "W4")}
    rises, imports, cold = memory.measure(), startup.imports(), startup.cold()
    window_lines = window.measure()
    (read, missed), (waited, waited_too_long) = data.measure(), waits.measure()
    lines = [
        "# Figures",
        "",
        f"Made by `make bench` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}, {versions()}.",
        "Machines are noisy: read the ratios, which were taken side by side in one run.",
        "",
        *report.missed_section(rows, rises, imports, [*missed, *waited_too_long]),
        *report.bounds(),
        *report.method(),
        *report.speed_section(rows, missing, 1, repetitions),
        *report.speed_section(two, missing_too, 2, repetitions),
        *report.floor_section(floors, rows),
        *report.memory_section(rises),
        *report.startup_section(imports, cold),
        "## Reading data",
        "",
        *read,
        "",
        "## The window",
        "",
        *window_lines,
        "",
        "### Waiting for it",
        "",
        *waited,
        "",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("all", "speed", "data", "window"), default="all")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=", ".join(WORKLOADS))
    parser.add_argument("--systems", default=",".join((OURS, "torch", "torch-fused", "torch-last")), help=", ".join(SYSTEMS))
    parser.add_argument("--repeats", type=int, default=0, help="medians of so many (7; 3 where figures are only printed)")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--vary", type=int, default=0, metavar="SEED", help="other widths, rows, batches and seeds")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where `all` writes")
    asked = parser.parse_args()
    if asked.what == "all":
        write_all(asked.workloads or list(WORKLOADS), asked.repeats or speed.REPETITIONS, asked.out)
    elif asked.what == "window":
        window.measure()
        print(*waits.measure()[0], sep="\n")
    elif asked.what == "data":
        print(*data.measure()[0], sep="\n")
    else:
        speed.measure(
            asked.workloads or list(WORKLOADS),
            asked.systems.split(","),
            repetitions=asked.repeats or 3,
            threads=asked.threads,
            vary=asked.vary,
        )


if __name__ == "__main__":
    main()
