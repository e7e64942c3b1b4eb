"""Training speed beside the peers: a process a system, taking turns, medians, ratios; equal losses are proven first."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

from tests.benchmarks.process import Process
from tests.benchmarks.systems import ORACLE, OURS, SYSTEMS
from tests.benchmarks.workloads import Workload, workload

REPETITIONS = 7
LOSSES = 50
TOLERANCE = 1e-5
EQUAL_STEPS, PARTED = 5, 0.05
"""Rounding may grow, in torch's own float32 too: such a path is told, if it was equal for some steps and stays near."""
PATIENCE = 0.25
"""Seconds that one repetition should take: a slow system trains fewer epochs, at last on fewer rows."""


@dataclass
class Row:
    """What was found of one workload: median microseconds a step, and the largest relative difference of its losses."""

    work: Workload
    micros: dict[str, float] = field(default_factory=dict)
    difference: dict[str, float] = field(default_factory=dict)
    cores: dict[str, float] = field(default_factory=dict)
    departed: dict[str, int] = field(default_factory=dict)
    """After how many equal losses a system's rounding took another path."""

    def ratio(self, system: str) -> float:
        """How many times faster than a system we are."""
        return self.micros[system] / self.micros[OURS]


def largest_difference(ours: list[float], theirs: list[float]) -> float:
    """Largest relative difference of two loss sequences; one that is nearly 0 is compared with a thousandth of their mean."""
    least = max(1e-3 * sum(map(abs, theirs)) / len(theirs), 1e-12)
    return max(abs(a - b) / max(abs(b), least) for a, b in zip(ours, theirs, strict=True))


def portion(work: Workload, seconds_a_step: float) -> tuple[int, int]:
    """Epochs and rows of one repetition of a system that needs so long for a step: at least eight steps."""
    steps = max(8, int(PATIENCE / seconds_a_step))
    if steps >= work.steps:
        return min(work.epochs, max(1, round(steps / work.steps))), work.rows
    return 1, min(work.rows, steps * work.batch)


def start(systems: list[str], threads: int, vary: int) -> tuple[dict[str, Process], dict[str, str]]:
    """The processes of the systems, and why some are missing."""
    processes = {name: Process(name, threads, vary) for name in systems}
    missing = {name: process.missing for name, process in processes.items() if process.missing}
    return {name: process for name, process in processes.items() if name not in missing}, missing


def prove(row: Row, processes: dict[str, Process], oracle: Process) -> None:
    """Compare the first losses of every system with float64's; raise SystemExit where they differ."""
    question = f"losses {row.work.name} {LOSSES}"
    truth = oracle.ask(question)
    for name, process in processes.items():
        if SYSTEMS[name].comparable:
            found = process.ask(question)
            row.difference[name] = largest_difference(found, truth)
            if not row.difference[name] <= TOLERANCE:
                row.departed[name] = departure(found, truth)
                if row.departed[name] < EQUAL_STEPS or not row.difference[name] <= PARTED:
                    raise SystemExit(f"{row.work.name}: the losses of {name} differ by {row.difference[name]:.1e}.")


def departure(found: list[float], truth: list[float]) -> int:
    """How many losses at the start are equal."""
    return next(
        count for count in range(len(truth)) if not largest_difference(found[: count + 1], truth[: count + 1]) <= TOLERANCE
    )


def time_row(row: Row, processes: dict[str, Process], repetitions: int) -> None:
    """Let the systems take turns, and keep their medians."""
    work = row.work
    portions = {}
    for name, process in processes.items():
        portions[name] = portion(work, guess(process, work))
    found: dict[str, list[float]] = {name: [] for name in processes}
    for repetition in range(repetitions + 1):  # the first one warms up
        for name in list(processes) if repetition % 2 else reversed(processes):
            epochs, rows = portions[name]
            taken = processes[name].ask(f"train {work.name} {epochs} {rows}")
            row.cores[name] = max(row.cores.get(name, 0.0), taken["cores"])
            if repetition:
                found[name].append(1e6 * taken["seconds"] / taken["steps"])
    row.micros = {name: median(taken) for name, taken in found.items()}


def guess(process: Process, work: Workload) -> float:
    """Roughly the seconds of a step: one trial to wake the system up, then longer ones until the clock can tell."""
    rows, epochs = min(work.rows, 8 * work.batch), 1
    process.ask(f"train {work.name} 1 {rows}")
    while True:
        trial = process.ask(f"train {work.name} {epochs} {rows}")
        if trial["seconds"] > PATIENCE / 8 or epochs >= work.epochs * work.steps:
            return float(trial["seconds"] / trial["steps"])
        epochs *= 4


def measure(
    names: list[str], systems: list[str], *, repetitions: int = REPETITIONS, threads: int = 1, vary: int = 0
) -> tuple[list[Row], dict[str, str]]:
    """Rows of figures, and the systems that cannot be imported with the reason."""
    processes, missing = start(systems, threads, vary)
    oracle = Process(ORACLE, vary=vary)
    rows = []
    for name in names:
        row = Row(workload(name, vary))
        chosen = {system: process for system, process in processes.items() if SYSTEMS[system].can(row.work)}
        prove(row, chosen, oracle)
        time_row(row, chosen, repetitions)
        rows.append(row)
        print(summary(row), flush=True)
    for process in (oracle, *processes.values()):
        process.close()
    return rows, missing


def summary(row: Row) -> str:
    """One line for a person who waits."""
    words = [f"{name} {micros:.1f}" for name, micros in row.micros.items()]
    if OURS in row.micros:
        words += [f"×{row.ratio(name):.2f} {name}" for name in row.micros if name != OURS]
    equal = max((value for name, value in row.difference.items() if name not in row.departed), default=0.0)
    words.append(f"losses within {equal:.0e}")
    words += [f"{name}'s {row.difference[name]:.0e} after step {step}" for name, step in row.departed.items()]
    return f"{row.work.name:6} µs a step: {', '.join(words)}, cores ≤ {max(row.cores.values()):.2f}"
