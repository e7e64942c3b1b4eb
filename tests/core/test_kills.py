"""A process that is killed while it saves leaves the whole old file or the whole new one: at random moments, and before each
system call of a save, one by one (where strace is installed)."""

from __future__ import annotations

import os
import random
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
import os, signal
from nndesigner.core.atomic import write_bytes
write_bytes("warm", b"x")  # Qt is loaded, so that only the save's own calls come after the stop
os.unlink("warm")
os.kill(os.getpid(), signal.SIGSTOP)
write_bytes("model.pkl", b"B" * 3_000_001)
os.kill(os.getpid(), signal.SIGSTOP)
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


def killed_before(call, folder):
    """Save under strace, killed as the ``call``-th system call begins; whether the save got that far."""
    for item in strays(folder):
        item.unlink()
    (folder / "model.pkl").write_bytes(OLD)
    with start(SAVER, folder) as child:
        os.waitpid(child.pid, os.WUNTRACED)
        inject = f"inject=all:error=EIO:signal=SIGKILL:when={call}"
        command = ["strace", "-f", "-p", str(child.pid), "-e", inject, "-o", os.devnull]
        with subprocess.Popen(command, stderr=subprocess.PIPE) as tracer:
            assert b"attached" in tracer.stderr.readline()
            child.send_signal(signal.SIGCONT)
            _, status = os.waitpid(child.pid, os.WUNTRACED)
            if not os.WIFSIGNALED(status):
                tracer.terminate()
        child.kill()
        child.returncode = -signal.SIGKILL
        return os.WIFSIGNALED(status)


@pytest.mark.prove
@pytest.mark.timeout(600)
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_kills_before_each_system_call(tmp_path):
    calls, outcomes, left = 0, [], 0
    while killed_before(calls + 1, tmp_path):
        calls += 1
        outcomes.append((tmp_path / "model.pkl").read_bytes())
        assert outcomes[-1] in (OLD, NEW), f"broken before call {calls}"
        assert all(item.read_bytes() == NEW for item in strays(tmp_path))
        left += len(strays(tmp_path))
        if not is_proving() and calls == 8:
            break
    else:
        assert calls > 20
        assert (tmp_path / "model.pkl").read_bytes() == NEW
        assert outcomes[0] == OLD
        assert left <= 2
    record(
        "Kills before each system call of a save",
        {"system calls": calls, "old file whole": outcomes.count(OLD), "new file whole": outcomes.count(NEW), "broken": 0,
         "whole copies left beside": left},
    )  # fmt: skip
