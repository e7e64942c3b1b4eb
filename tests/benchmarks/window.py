"""The window's figures: first paint beside an empty PySide6 window, time to usable, and its pulse while W2 trains."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

REPETITIONS = 9


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """Environment for a window on a virtual X screen, or offscreen where there is no Xvfb."""
    ordinary = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}  # as people start it
    if shutil.which("Xvfb") is None:
        yield ordinary | {"QT_QPA_PLATFORM": "offscreen"}
        return
    server = subprocess.Popen(["Xvfb", ":96", "-screen", "0", "1280x800x24"], stderr=subprocess.DEVNULL)
    time.sleep(1.0)
    try:
        yield ordinary | {"DISPLAY": ":96", "QT_QPA_PLATFORM": "xcb"}
    finally:
        server.terminate()
        server.wait()


def child(module: str, *arguments: str, environment: dict[str, str]) -> tuple[dict[str, Any], float]:
    """Run a module of this folder; return its JSON line and the wall-clock time at which it was started."""
    start = time.time()
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    if not done.stdout:
        raise SystemExit(f"{module} said nothing: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1]), start


def startup(environment: dict[str, str]) -> dict[str, dict[str, float]]:
    """Median seconds from process start to first paint and to usable, of ours and of the empty window, taking turns."""
    found: dict[str, dict[str, list[float]]] = {kind: {"paint": [], "usable": []} for kind in ("empty", "ours")}
    for repetition in range(REPETITIONS + 1):  # the first one warms the disk cache
        for kind, seconds in found.items():
            times, start = child("startup_child", kind, environment=environment)
            if repetition:
                for what, taken in seconds.items():
                    taken.append(times[what] - start)
    return {kind: {what: median(taken) for what, taken in seconds.items()} for kind, seconds in found.items()}


def measure() -> list[str]:
    """Run everything; return the lines of a Markdown report."""
    with screen() as environment:
        times = startup(environment)
        pulse, _ = child("responsiveness_child", environment=environment)
    ours, empty = times["ours"], times["empty"]
    lines = [
        f"Platform plugin: {environment['QT_QPA_PLATFORM']}; medians of {REPETITIONS}, taking turns.",
        "",
        "| | this machine | goal |",
        "|---|---|---|",
        f"| process start to first paint, empty PySide6 window | {empty['paint'] * 1e3:.0f} ms | |",
        f"| process start to first paint, main window | {ours['paint'] * 1e3:.0f} ms | |",
        f"| ratio | {ours['paint'] / empty['paint']:.2f} | ≤ 2 |",
        f"| process start to fully usable | {ours['usable']:.2f} s | ≤ 1.5 s |",
        f"| lateness of the event loop while W2 trains, p50 | {pulse['p50']:.1f} ms | |",
        f"| p99 | {pulse['p99']:.1f} ms | ≤ 33 ms |",
        f"| largest | {pulse['max']:.1f} ms | |",
        f"| samples a second meanwhile | {pulse['samples_per_second']:,.0f} | |",
    ]
    print("\n".join(lines), flush=True)
    return lines
