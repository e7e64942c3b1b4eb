"""Reading large CSV files beside numpy.loadtxt and pandas' C engine: a fresh process each, taking turns.

``python -m tests.benchmarks data`` prints the table. Two files are made in a temporary folder: a million rows of 20 numbers
with six decimals, and a million rows of 15 numbers with four decimals and 5 categories.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np

ROWS = 1_000_000
REPETITIONS = 5
CATEGORIES = (
    ("red", "green", "blue"),
    ("north", "south", "east", "west"),
    tuple(f"type_{i}" for i in range(20)),
    ("yes", "no"),
    ("alpha", "beta", "gamma", "delta"),
)
# Prints seconds, and megabytes of the largest resident set above that before reading.
CHILD = """
import json, resource, sys, time
import numpy as np
what, path = sys.argv[1:]
if what == "pandas":
    import pandas
elif what == "nndesigner":
    from nndesigner.data.reader import read_csv
def largest():  # Linux counts the largest set of the process that started this one into ru_maxrss, so ask the kernel first
    try:
        return int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
before, start = largest(), time.perf_counter()
if what == "numpy.loadtxt":
    table = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.float32)
elif what == "pandas":
    table = pandas.read_csv(path, engine="c")
else:
    table = read_csv(path)
    if "numbers" in path:
        single = np.empty((table.row_count, len(table.columns)), np.float32)
        for place, column in enumerate(table.columns):
            single[:, place] = column.values
print(json.dumps([time.perf_counter() - start, largest() - before]))
"""


def write_numbers(path: Path, rows: int = ROWS) -> None:
    """20 columns of numbers with six decimals."""
    _write(path, 20, (), "%.6f", rows)


def write_mixed(path: Path, rows: int = ROWS) -> None:
    """15 columns of numbers with four decimals, 5 of categories."""
    _write(path, 15, CATEGORIES, "%.4f", rows)


def _write(path: Path, numbers: int, categories: tuple[tuple[str, ...], ...], form: str, rows: int) -> None:
    rng = np.random.default_rng(20)
    names = [f"x{i}" for i in range(numbers)] + [f"c{i}" for i in range(len(categories))]
    line = ",".join([form] * numbers + ["%s"] * len(categories)) + "\n"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(",".join(names) + "\n")
        for first in range(0, rows, 20_000):
            count = min(20_000, rows - first)
            chosen = [[words[k] for k in rng.integers(0, len(words), count)] for words in categories]
            values = rng.normal(size=(count, numbers)).tolist()
            stream.writelines(line % (*row, *words) for row, *words in zip(values, *chosen, strict=True))


def _run(system: str, path: Path) -> tuple[float, float]:
    done = subprocess.run([sys.executable, "-c", CHILD, system, str(path)], capture_output=True, text=True, check=True)
    seconds, megabytes = json.loads(done.stdout)
    return seconds, megabytes


def measure() -> tuple[list[str], list[str]]:
    """Run everything; return the lines of a Markdown report, and a sentence for each goal that is missed."""
    missed = []
    jobs = (
        ("1M × 20 numbers into float32", "numbers.csv", write_numbers, "numpy.loadtxt", 1.6, 200 + 80),
        ("1M mixed rows", "mixed.csv", write_mixed, "pandas", 2.0, 400),
    )
    lines = [
        "Fresh processes, taking turns, after one that warms the file cache; median of "
        f"{REPETITIONS}. Memory is the largest resident set above that before reading; for the numbers it holds the table",
        "(float64, 160 MB) and the float32 array made of it (80 MB).",
        "",
        "| | nndesigner | peer | ratio | goal | memory | goal | peer's memory |",
        "|---|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for title, name, write, peer, ratio, memory in jobs:
            path = Path(folder, name)
            write(path)
            found: dict[str, list[tuple[float, float]]] = {"nndesigner": [], peer: []}
            for repetition in range(REPETITIONS + 1):
                for system in found if repetition % 2 else reversed(found):
                    taken = _run(system, path)
                    if repetition:
                        found[system].append(taken)
            ours, theirs = (median(seconds for seconds, _ in found[system]) for system in ("nndesigner", peer))
            used, others = (max(size for _, size in found[system]) for system in ("nndesigner", peer))
            lines.append(
                f"| {title} | {ours:.2f} s | {peer} {theirs:.2f} s | {ours / theirs:.2f} | ≤ {ratio} "
                f"| {used:.0f} MB | ≤ {memory} MB | {others:.0f} MB |"
            )
            if ours > ratio * theirs:
                missed.append(f"{title}: {ours / theirs:.2f} × {peer}'s time, of at most {ratio}.")
            if used > memory:
                missed.append(f"{title}: {used:.0f} MB, of at most {memory}.")
            path.unlink()
    return lines, missed
