"""The command line as a user meets it: a process with exit code, stdout, stderr and a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line on stderr; fails where there is more, or a traceback."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("nndesigner: ")
        return lines[0].removeprefix("nndesigner: ")


Run = Callable[..., Outcome]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder in which commands run."""
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Run ``nndesigner`` with these arguments in ``folder``."""

    def run(*arguments: object, environment: dict[str, str] | None = None) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "nndesigner", *map(str, arguments)],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            capture_output=True,
            timeout=100,
            stdin=subprocess.DEVNULL,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def litter(folder: Path) -> Callable[[], list[str]]:
    """Names of the files that have appeared in ``folder`` since the last call."""
    known: set[str] = set()

    def new() -> list[str]:
        found = {path.name for path in folder.iterdir()}
        appeared = sorted(found - known)
        known.update(found)
        return appeared

    return new


def flowers(rows: int = 60, seed: int = 0) -> str:
    """A small table of three classes that are easy to tell apart."""
    rng = np.random.default_rng(seed)
    lines = ["length,width,colour,kind"]
    for i in range(rows):
        kind = i % 3
        length, width = rng.normal(kind * 3, 0.5), rng.normal(5 - kind, 0.5)
        lines.append(f"{length:.3f},{width:.3f},{'red' if kind else 'blue'},{('rose', 'lily', 'tulip')[kind]}")
    return "\n".join(lines) + "\n"


def houses(rows: int = 60, seed: int = 0) -> str:
    """A small table with a numeric target in large units."""
    rng = np.random.default_rng(seed)
    lines = ["area,rooms,price"]
    for _ in range(rows):
        area, rooms = rng.uniform(30, 200), rng.integers(1, 7)
        lines.append(f"{area:.1f},{rooms},{area * 2500 + rooms * 10000:.0f}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with flowers.csv, flowers.nnproj and flowers.pkl, and the same for houses; copy, do not change."""
    folder = tmp_path_factory.mktemp("trained")
    for name, text, target in (("flowers", flowers(), "kind"), ("houses", houses(), "price")):
        (folder / f"{name}.csv").write_text(text)
        for command in (
            ["new", f"{name}.csv", "--target", target],
            ["train", f"{name}.nnproj", "--epochs", "30", "--history", f"{name}_history.csv"],
        ):
            done = subprocess.run(
                [sys.executable, "-m", "nndesigner", *command], cwd=folder, capture_output=True, timeout=100, check=False
            )
            assert done.returncode == 0, done.stderr.decode()
            assert done.stderr == b""
    return folder
