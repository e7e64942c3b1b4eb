"""A process that is killed while it saves leaves the whole old file or the whole new one: at random moments, and before each
system call of a save, one by one (where strace is installed)."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.proofs import is_proving, record

OLD, NEW = b"A" * 3_000_000, b"B" * 3_000_001

WRITER = """
import sys
from nndesigner.core.atomic import write_bytes
turn = 0
while True:
    turn = 1 - turn
    write_bytes("model.pkl", bytes([65 + turn]) * (3_000_000 + turn))
    if turn: print("written", flush=True)
"""

SAVER = """
import os, sys
from nndesigner.core.atomic import write_bytes
write_bytes("warm", b"x")  # Qt is loaded, so that only the save's own calls come after the signal to start
os.unlink("warm")
os.write(1, b"ready")
os.read(0, 1)
write_bytes("model.pkl", b"B" * 3_000_001)
os._exit(0)
"""


def start(code, folder, **more):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-c", code], cwd=folder, env=environment, **more)


def strays(folder):
    return [item for item in folder.iterdir() if item.name != "model.pkl"]


@pytest.mark.prove
@pytest.mark.timeout(1200)
def test_kills_at_random_moments(tmp_path):
    """Beside it nothing, or very rarely the new file, whole, under Qt's passing name: Linux cannot link over a name at once."""
    kills = 500 if is_proving() else 12
    generator = random.Random(20)
    for _ in range(kills):
        with start(WRITER, tmp_path, stdout=subprocess.PIPE) as child:
            assert child.stdout.readline() == b"written\n"
            time.sleep(generator.uniform(0, 0.05))
            child.send_signal(signal.SIGKILL)
        assert (tmp_path / "model.pkl").read_bytes() in (OLD, NEW)
    left = strays(tmp_path)
    assert all(item.read_bytes() in (OLD, NEW) for item in left)
    assert len(left) <= 1 + kills // 50
    record("Kills in mid-save", {"SIGKILLs": kills, "broken files": 0, "whole copies left beside": len(left)})


def save_under_strace(folder, *options):
    """Replace the old file in a child under strace; its exit code, and the names of its system calls in their order."""
    for item in strays(folder):
        item.unlink()
    (folder / "model.pkl").write_bytes(OLD)
    log = folder.parent / "strace.log"
    with start(SAVER, folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout.read(5) == b"ready"
        command = ["strace", "-f", "-p", str(child.pid), "-o", str(log), *options]
        with subprocess.Popen(command, stderr=subprocess.PIPE) as tracer:
            said = tracer.stderr.readline().decode()
            if "attached" not in said:
                child.kill()
                pytest.skip(f"strace may not watch a process here: {said.strip()}")
            child.stdin.write(b"x")
            child.stdin.flush()
            code = child.wait()
    return code, re.findall(r"^\d+ +(\w+)\(", log.read_text(errors="replace"), re.MULTILINE)[1:]  # the first is the wait


@pytest.mark.prove
@pytest.mark.timeout(600)
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_kills_before_each_system_call(tmp_path):
    folder = tmp_path / "here"
    folder.mkdir()
    code, calls = save_under_strace(folder)
    assert code == 0
    assert calls.index("write") < calls.index("fdatasync") < calls.index("rename")
    places = [(name, calls[:place].count(name) + 1) for place, name in enumerate(calls)]
    if not is_proving():
        places = [("openat", 1), ("write", 1), ("fdatasync", 1), ("linkat", 1), ("linkat", 2), ("rename", 1), ("exit_group", 1)]
    outcomes, left = [], 0
    for name, time_ in places:
        code, _ = save_under_strace(folder, "-e", f"inject={name}:error=EIO:signal=SIGKILL:when={time_}")
        assert code == -signal.SIGKILL, (name, time_)
        outcomes.append((folder / "model.pkl").read_bytes())
        assert outcomes[-1] in (OLD, NEW), f"broken before {name} {time_}"
        assert all(item.read_bytes() == NEW for item in strays(folder))
        left += len(strays(folder))
    assert (outcomes[0], outcomes[-1]) == (OLD, NEW)
    assert left <= 2
    record(
        "Kills before each system call of a save",
        {"system calls": len(places), "old file whole": outcomes.count(OLD), "new file whole": outcomes.count(NEW),
         "broken": 0, "whole copies left beside": left},
    )  # fmt: skip
