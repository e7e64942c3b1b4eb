"""RESULTS.md: tables from figures, goals beside them, and what was missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.benchmarks.floor import Floor
from tests.benchmarks.goals import goals, misses
from tests.benchmarks.speed import LOSSES, TOLERANCE, Row
from tests.benchmarks.systems import OURS, SYSTEMS

MEMORY_GOAL = 1.2
IMPORT_GOAL = 1.4


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table."""
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


def micros(value: float | None) -> str:
    """Three digits, or a dash."""
    return "–" if value is None else f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def systems_of(rows: Sequence[Row]) -> list[str]:
    """The systems that were measured, in the order of their table."""
    return [name for name in SYSTEMS if any(name in row.micros for row in rows)]


def speed_table(rows: Sequence[Row]) -> list[str]:
    """Microseconds a step, a column a system; the fastest loop is bold."""
    systems = systems_of(rows)
    lines = []
    for row in rows:
        least = min(value for name, value in row.micros.items() if name != "jax-scan")
        cells = [f"**{micros(v)}**" if (v := row.micros.get(name)) == least else micros(v) for name in systems]
        lines.append([f"**{row.work.name}** {row.work.title}", *cells])
    return table(["µs a step", *(SYSTEMS[name].title for name in systems)], lines)


def ratio_table(rows: Sequence[Row]) -> list[str]:
    """Times that peers take divided by ours, with the goals."""
    lines = []
    for row in rows:
        found = goals(row)
        cells = [found[kind].cell() if kind in found else "–" for kind in ("eager", "channels-last", "best", "scan")]
        who = f" {SYSTEMS[found['best'].against].title}" if "best" in found else ""
        lines.append([f"**{row.work.name}**", cells[0], cells[1], cells[2] + who, cells[3], _proof(row)])
    head = [
        "",
        "× torch eager",
        "× channels last",
        "× the fastest peer's loop",
        "× JAX, epoch in one scan",
        "largest loss difference",
    ]
    return table(head, lines)


def _proof(row: Row) -> str:
    """The loss differences, ours and the largest of the peers'."""
    peers = [value for name, value in row.difference.items() if name != OURS]
    ours = row.difference.get(OURS)
    words = [f"ours {ours:.0e}"] * (ours is not None) + [f"peers {max(peers):.0e}"] * bool(peers)
    return ", ".join(words)


def departures(rows: Sequence[Row]) -> list[str]:
    """Where a float32 path left the float64 path."""
    return [
        f"- {row.work.name}, {SYSTEMS[name].title}: losses leave float64's after step {step} "
        f"(largest difference {row.difference[name]:.0e}): equal until then, it is taken for float32's rounding."
        for row in rows
        for name, step in row.departed.items()
    ]


def speed_section(rows: Sequence[Row], missing: Mapping[str, str], threads: int, repetitions: int) -> list[str]:
    """Both tables of so many threads, and what they do not show."""
    cores = max((value for row in rows for value in row.cores.values()), default=0.0)
    left_out = [f"- {SYSTEMS[name].title} is left out: {reason}." for name, reason in missing.items()]
    title = "One thread" if threads == 1 else f"{threads} threads"
    return [
        f"### {title}",
        "",
        f"Medians of {repetitions}; the busiest process used {cores:.2f} cores at once.",
        "",
        *speed_table(rows),
        "",
        "Peer's time ÷ ours, goals in brackets:",
        "",
        *ratio_table(rows),
        "",
        *[*departures(rows), *left_out, ""][: None if departures(rows) or left_out else 0],
    ]


def floor_section(floors: Mapping[str, Floor], rows: Sequence[Row]) -> list[str]:
    """The floor of NumPy's calls beside ours and JAX's scan."""
    known = {row.work.name: row.micros for row in rows}
    lines = [
        [f"**{name}**", str(floor.calls), f"{floor.smallest:.1f}", f"{floor.bare:.1f}"]
        + [micros(known.get(name, {}).get(system)) for system in (OURS, "jax-scan")]
        for name, floor in floors.items()
    ]
    head = [
        "µs a step",
        "calls",
        "so many calls on 1 × 1 arrays",
        "floor: its own calls, bare",
        "ours",
        "JAX, epoch in one scan",
    ]
    return [
        "### The floor of NumPy's calls",
        "",
        "XLA turns an epoch into one machine-code loop; with NumPy each operation is a call that checks and dispatches its",
        "arguments for 0.2–0.4 µs before any arithmetic, so that no step can be faster than the sum of its calls: here each",
        "line of the compiled step ran by itself over and over, the least time taken, nothing of Python around it.",
        "",
        *table(head, lines),
        "",
    ]


def memory_section(figures: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Peak memory with its goal."""
    systems = [name for name in SYSTEMS if any(name in row for row in figures.values())]
    lines = []
    for name, row in figures.items():
        ratio = row[OURS] / row["torch"]
        sign = "✓" if ratio <= MEMORY_GOAL else "✗"
        cells = [f"{row[system]:.1f}" if system in row else "–" for system in systems]
        lines.append([f"**{name}**", *cells, f"{ratio:.2f} ({sign} ≤ {MEMORY_GOAL})"])
    return [
        "## Memory",
        "",
        "Rise in MB of the resident set's peak during an epoch, above the process that has its imports and its data and has",
        "trained XOR once; medians of fresh processes.",
        "",
        *table(["MB", *(SYSTEMS[name].title for name in systems), "ours ÷ torch eager"], lines),
        "",
    ]


def startup_section(imports: Mapping[str, float], cold: Mapping[str, float]) -> list[str]:
    """Imports and the cold start."""
    lines = []
    titles = {
        "numpy": "`import numpy`",
        "nn": "`import nndesigner.nn`",
        "ready": "… with Model, Sequential, Dense, Adam, Trainer",
    }
    for name, took in imports.items():
        ratio = took / imports["numpy"]
        goal = "" if name == "numpy" else f"{ratio:.2f} ({'✓' if ratio <= IMPORT_GOAL else '✗'} ≤ {IMPORT_GOAL})"
        lines.append([titles[name], f"{took:.1f} ms", goal])
    for name, seconds in cold.items():
        lines.append([f"process start to 1000 epochs of XOR, {SYSTEMS[name].title}", f"{seconds:.2f} s", ""])
    return ["## Start", "", *table(["fresh processes, medians, taking turns", "", "÷ `import numpy`"], lines), ""]


def missed_section(
    rows: Sequence[Row], memory: Mapping[str, Mapping[str, float]], imports: Mapping[str, float], further: Sequence[str]
) -> list[str]:
    """Where we miss a goal, from the figures of one thread, and ``further`` sentences."""
    found = [sentence for row in rows for sentence in misses(row)]
    found += [
        f"**{row.work.name}** our own losses leave float64's by {row.difference[OURS]:.0e} (goal {TOLERANCE:.0e})."
        for row in rows
        if OURS in row.departed
    ]
    for name, figures in memory.items():
        if figures[OURS] > MEMORY_GOAL * figures["torch"]:
            found.append(f"**{name}** memory: {figures[OURS] / figures['torch']:.2f} × torch's, of at most {MEMORY_GOAL} ×.")
    for name, took in imports.items():
        if took > IMPORT_GOAL * imports["numpy"]:
            found.append(f"Import ({name}): {took / imports['numpy']:.2f} × NumPy's, of at most {IMPORT_GOAL} ×.")
    return ["## Where we miss it", "", *(f"- {sentence}" for sentence in [*found, *further] or ["Nowhere, in this run."]), ""]


def bounds() -> list[str]:
    """What stands in the way where a goal is missed: parts of our steps, measured once line by line."""
    return [
        "### What bounds it",
        "",
        "Our compiled steps timed line by line (processor time of one thread, least of 25, a shared machine; not remade by",
        "`make bench`):",
        "",
        *table(
            ["µs a step", "matrix products", "optimizer", "everything else"],
            [
                ["**W5**", "2530–3360", "1200–1370", "200"],
                ["**W7**", "2550", "220", "1730"],
                ["**LSTM**", "1920", "50", "1760"],
            ],
        ),
        "",
        "W5's products are 309 million multiplications and additions, each counted, at 92–122 GFLOP/s; OpenBLAS's product of",
        "two 1024 × 1024 matrices ran at 79 in the same hour. What is left is Adam over 535 thousand weights: ten passes of",
        "NumPy over blocks in the second-level cache, where a fused kernel reads and writes each vector once (torch's took",
        "0.46 ms when the engine was designed). Blocks of 8, 16 or 64 thousand elements (ratios 0.93–1.06, as far as the noise",
        "reaches) and one allocation with large pages for all vectors (0.98–1.00) changed nothing.",
        "",
    ]


def method() -> list[str]:
    """How the speed was measured."""
    return [
        "## Training speed",
        "",
        "A process a system, taking turns, after a warm-up. Wall time of training divided by steps: shuffling, gathering and",
        "the mean loss of each epoch included, set-up and compilation excluded. All float32; same rows, start weights and",
        "batches. All processes are held to the same core or cores, BLAS, oneDNN and XLA to as many threads. Peers in their",
        "best plain form: torch with sliced tensors and losses from logits, also with its fused optimizer, also channels last;",
        "JAX with donated buffers, batches cut inside the jitted step, max pooling by reshaping (faster than",
        "`reduce_window`); Keras 3 by `fit`; the tutorial is a class a layer with new arrays in each step, convolution by",
        "im2col. In the column of JAX's scan an epoch is one call (W1 to W3, which are not shuffled: all epochs are).",
        "",
        f"Before any timing, the first {LOSSES} losses of each system equal those of *float64* torch with Keras's Adam within",
        f"{TOLERANCE:.0e}; one that does not is named below its table. W5, W7 and Conv1D start from seeds chosen for it: from",
        "most others some float32 system, torch's own included, leaves float64 by 1e-3 or so. For this proof alone, torch's",
        "epsilon is moved in front of the bias correction, where Keras has it, and Keras's bias correction is made exact",
        "(it computes 1 − β₂ᵗ in float32). scikit-learn is the exception: its networks fix output and loss (identity with",
        "half squared error, logistic or softmax with log loss) and draw their own start, so it trains the nearest net that",
        "it can express.",
        "",
        "Goals, as peer's time ÷ ours: against torch eager 5 on W1, W3, W4, 2.5 on W4b and W6, 2 on W2, 1.25 on W5, 1.5 on W7",
        "(1.2 against channels last); ahead of every peer's loop, within 5 % of the best on W5; within 1.3 × of JAX's scan on",
        "W2, W4b, W5, W6.",
        "",
    ]
