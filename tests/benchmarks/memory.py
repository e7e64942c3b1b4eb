"""Peak memory of training: how far the resident set rises above the process that has its imports and its data."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np

from tests.benchmarks.process import environment
from tests.benchmarks.rows import data, keep
from tests.benchmarks.systems import OURS, SYSTEMS
from tests.benchmarks.workloads import WORKLOADS, workload

NAMES = ("W5", "W6", "W7")
PEERS = (OURS, "torch", "torch-fused", "torch-last")
REPETITIONS = 3


def resident(field: str) -> float:
    """MB of ``VmRSS`` (now) or ``VmHWM`` (the most so far) of this process."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def child(system_name: str, name: str, rows: str) -> None:
    """Print the rise in MB over one epoch. A tiny training before wakes up what a library starts once."""
    system = SYSTEMS[system_name].create(1)
    with np.load(rows) as arrays:
        keep(workload(name), arrays["x"], arrays["y"])
    system.train(_short("W1"))
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    before = resident("VmRSS")
    system.train(_short(name))
    print(json.dumps(resident("VmHWM") - before))


def _short(name: str):
    from dataclasses import replace

    return replace(WORKLOADS[name], epochs=1)


def measure(repetitions: int = REPETITIONS) -> dict[str, dict[str, float]]:
    """Median rise in MB by workload and system, in fresh processes that take turns."""
    found: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            x, y = data(workload(name))
            file = Path(folder, f"{name}.npz")
            np.savez(file, x=x, y=y)
            able = [system for system in PEERS if SYSTEMS[system].can(workload(name))]
            found[name] = {system: [] for system in able}
            for _ in range(repetitions):
                for system in able:
                    command = [sys.executable, "-m", "tests.benchmarks.memory", system, name, str(file)]
                    done = subprocess.run(command, env=environment(1), check=True, stdout=subprocess.PIPE, text=True)
                    found[name][system].append(json.loads(done.stdout))
    return {name: {system: median(rises) for system, rises in row.items()} for name, row in found.items()}


if __name__ == "__main__":
    child(*sys.argv[1:])
