"""One system in one process: ``worker SYSTEM THREADS VARY`` answers each line with one JSON line.

``losses NAME STEPS``: a list.  ``train NAME EPOCHS ROWS``: seconds, steps, and how many cores were busy at once.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from typing import Any

from tests.benchmarks.rows import data
from tests.benchmarks.systems import SYSTEMS
from tests.benchmarks.systems.base import System
from tests.benchmarks.workloads import workload


def answer(system: System, line: str, vary: int) -> Any:
    """Do what a line asks for."""
    verb, name, *numbers = line.split()
    work = workload(name, vary)
    if verb == "losses":
        return system.losses(work, int(numbers[0]))
    work = replace(work, epochs=int(numbers[0]), rows=int(numbers[1]))
    data(work)
    begin, busy = time.perf_counter(), time.process_time()
    seconds = system.train(work)
    cores = (time.process_time() - busy) / (time.perf_counter() - begin)
    return {"seconds": seconds, "steps": work.steps * work.epochs, "cores": cores}


def main() -> None:
    """Serve until standard input ends."""
    name, threads, vary = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if hasattr(os, "sched_setaffinity"):  # so many cores, however a library counts its threads
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])
    try:
        system = SYSTEMS[name].create(threads)
    except ImportError as error:
        print(json.dumps({"missing": str(error)}), flush=True)
        return
    print(json.dumps({"ready": name}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(system, line, vary)), flush=True)


if __name__ == "__main__":
    main()
