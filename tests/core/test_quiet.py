"""Threads give way quickly as long as any work beside a window lasts."""

from __future__ import annotations

import sys
from pathlib import Path

from nndesigner.core.quiet import quick_switching
from nndesigner.data.reader import read_csv


def test_the_interval_is_short_until_the_last_one_ends() -> None:
    before = sys.getswitchinterval()
    first, second = quick_switching(), quick_switching()
    first.__enter__()
    second.__enter__()
    assert sys.getswitchinterval() < before
    first.__exit__(None, None, None)
    assert sys.getswitchinterval() < before
    second.__exit__(None, None, None)
    assert sys.getswitchinterval() == before


def test_reading_a_file_lets_threads_switch(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    before, seen = sys.getswitchinterval(), []
    read_csv(path, progress=lambda _done: seen.append(sys.getswitchinterval()))
    assert seen
    assert max(seen) < before == sys.getswitchinterval()
