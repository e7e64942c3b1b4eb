"""A system in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any


def environment(threads: int) -> dict[str, str]:
    """Variables that hold every library to so many threads; bytecode allowed, as people run it."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    count = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
    one = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1" if threads == 1 else ""
    return kept | dict.fromkeys(count, str(threads)) | {"XLA_FLAGS": one, "JAX_PLATFORMS": "cpu", "KERAS_BACKEND": "jax"}


class Process:
    """A worker that answers lines. ``missing`` says why its package cannot be imported."""

    def __init__(self, system: str, threads: int = 1, vary: int = 0) -> None:
        command = [sys.executable, "-m", "tests.benchmarks.worker", system, str(threads), str(vary)]
        self.system = system
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(threads)
        )
        self.missing: str = self._read().get("missing", "")

    def ask(self, line: str) -> Any:
        """Send one line, return the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> Any:
        assert self._process.stdout is not None
        text = self._process.stdout.readline()
        if not text:
            raise SystemExit(f"The process of {self.system} ended; its message stands above.")
        return json.loads(text)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
