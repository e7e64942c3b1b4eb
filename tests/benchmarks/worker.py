"""One system in one process: reads ``train NAME`` or ``losses NAME STEPS`` lines, answers each with one JSON line."""

from __future__ import annotations

import json
import sys

from tests.benchmarks.systems import SYSTEMS


def main() -> None:
    """Serve until standard input ends."""
    system = SYSTEMS[sys.argv[1]]()
    for line in sys.stdin:
        verb, name, *rest = line.split()
        answer = system.losses(name, int(rest[0])) if verb == "losses" else system.train(name)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
