"""How long the window ever keeps a person waiting with a large table, by what the person does."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

import numpy as np

from tests.benchmarks.data import write_mixed
from tests.benchmarks.window import child, screen

REPETITIONS = 3
GOAL = 50


def write_wide(path: Path, rows: int = 2000, columns: int = 5000) -> None:
    """Columns of numbers, and one that the first two of them decide."""
    rng = np.random.default_rng(21)
    with path.open("w", encoding="utf-8") as stream:
        stream.write(",".join([*(f"x{i}" for i in range(columns)), "label"]) + "\n")
        for values in rng.normal(size=(rows, columns)):
            label = "yes" if values[0] + values[1] > 0 else "no"
            stream.write(",".join([*(f"{value:.3f}" for value in values), label]) + "\n")


def measure() -> tuple[list[str], list[str]]:
    """Run everything; return the lines of a Markdown report, and a sentence for each goal that is missed."""
    missed = []
    tables = {"1M rows × 20 columns": write_mixed, "2,000 rows × 5,001 columns": write_wide}
    waits: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as folder, screen() as environment:
        for title, write in tables.items():
            path = Path(folder, "table.csv")
            write(path)
            runs = [child("waits_child", str(path), environment=environment)[0] for _ in range(REPETITIONS)]
            for action in runs[0]:
                wall, work = (median(run[action][part] for run in runs) for part in (0, 1))
                waits.setdefault(action, {})[title] = f"{wall:.0f} ms ({work:.0f})"
                if wall > GOAL:
                    missed.append(f"{title}, {action}: {wall:.0f} ms, {work:.0f} of them work, of at most {GOAL}.")
    lines = [
        "The longest gap in a timer of 1 ms in the window's thread, and in brackets the processor time of that thread in it;",
        f"medians of {REPETITIONS} windows. The goal is {GOAL} ms.",
        "",
        "| | " + " | ".join(tables) + " |",
        "|---|" + "---|" * len(tables),
        *(f"| {action} | " + " | ".join(row.get(title, "") for title in tables) + " |" for action, row in waits.items()),
    ]
    return lines, missed
