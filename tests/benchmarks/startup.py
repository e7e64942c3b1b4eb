"""From nothing: the time of imports, and from process start to a small trained network."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from statistics import median

from tests.benchmarks.process import environment
from tests.benchmarks.systems import OURS, SYSTEMS
from tests.benchmarks.workloads import WORKLOADS

IMPORTS = {
    "numpy": "import numpy",
    "nn": "import nndesigner.nn",
    "ready": "from nndesigner.nn import Adam, Dense, Model, Sequential, Trainer",
}
COLD = (OURS, "torch", "sklearn", "jax")


def imports(repetitions: int = 15) -> dict[str, float]:
    """Median milliseconds of each import, in fresh processes that take turns."""
    found: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for repetition in range(repetitions + 1):  # the first one writes bytecode and warms the disk cache
        for name, line in IMPORTS.items():
            code = f"import time\nbegin = time.perf_counter()\n{line}\nprint(1e3 * (time.perf_counter() - begin))"
            done = subprocess.run([sys.executable, "-c", code], env=environment(1), check=True, capture_output=True, text=True)
            if repetition:
                found[name].append(float(done.stdout))
    return {name: median(taken) for name, taken in found.items()}


def cold(repetitions: int = 5) -> dict[str, float]:
    """Median seconds from process start to 1000 epochs of XOR (W1), in fresh processes that take turns."""
    found: dict[str, list[float]] = {}
    for repetition in range(repetitions + 1):
        for system in COLD:
            begin = time.perf_counter()
            command = [sys.executable, "-m", "tests.benchmarks.startup", system]
            done = subprocess.run(command, env=environment(1), stdout=subprocess.PIPE, text=True, check=True)
            if repetition and json.loads(done.stdout) == system:
                found.setdefault(system, []).append(time.perf_counter() - begin)
    return {system: median(taken) for system, taken in found.items()}


def child(system: str) -> None:
    """Train XOR for 1000 epochs, and say whether the package was there."""
    try:
        SYSTEMS[system].create(1).train(replace(WORKLOADS["W1"], epochs=1000))
    except ImportError:
        system = ""
    print(json.dumps(system))


if __name__ == "__main__":
    child(*sys.argv[1:])
