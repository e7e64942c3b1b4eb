"""Saving leaves the whole old file or the whole new one, whatever happens in between."""

from __future__ import annotations

import os
import random
import stat
import subprocess
import sys

import pytest

from nndesigner.core.atomic import open_atomic, open_atomic_text, write_bytes, write_text
from nndesigner.core.errors import FileError

OLD = b"old content"


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "model.pkl"
    path.write_bytes(OLD)
    return path


def names(folder):
    return sorted(item.name for item in folder.iterdir())


def test_new_file_appears_with_its_content(tmp_path):
    write_bytes(tmp_path / "a.bin", b"\x00\n\r\n")
    write_text(tmp_path / "b.txt", "é\n\r\n")
    assert (tmp_path / "a.bin").read_bytes() == b"\x00\n\r\n"
    assert (tmp_path / "b.txt").read_bytes() == "é\n\r\n".encode()
    assert names(tmp_path) == ["a.bin", "b.txt"]


def test_large_data_is_written_whole(saved):
    data = random.Random(1).randbytes(10_000_001)
    write_bytes(saved, data)
    assert saved.read_bytes() == data


def test_streams_take_bytes_and_text(tmp_path):
    with open_atomic(tmp_path / "a") as file:
        assert file.write(b"one ") == 4
        file.write(memoryview(b"two"))
    with open_atomic_text(tmp_path / "b") as text:
        text.write("x" * 100_000)
        text.write("\r\n")
    assert (tmp_path / "a").read_bytes() == b"one two"
    assert (tmp_path / "b").read_bytes() == b"x" * 100_000 + b"\r\n"


@pytest.mark.parametrize("opened", [open_atomic, open_atomic_text])
def test_an_error_while_writing_keeps_the_old_file(saved, opened):
    with pytest.raises(ZeroDivisionError), opened(saved) as file:  # noqa: PT012
        file.write(b"new" if opened is open_atomic else "new")
        raise ZeroDivisionError
    assert saved.read_bytes() == OLD
    assert names(saved.parent) == ["model.pkl"]


def test_old_file_stands_until_the_block_ends(saved):
    with open_atomic(saved) as file:
        file.write(b"n" * 1_000_000)
        assert saved.read_bytes() == OLD
    assert len(saved.read_bytes()) == 1_000_000


def test_mode_is_kept(saved):
    saved.chmod(0o640)
    write_bytes(saved, b"new")
    assert stat.S_IMODE(saved.stat().st_mode) == 0o640


def test_symbolic_link_stays_a_link(saved, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.pkl"
    link.symlink_to(saved)
    write_bytes(link, b"new")
    assert link.is_symlink()
    assert saved.read_bytes() == b"new"
    assert names(link.parent) == ["link.pkl"]


def refused(path, data=b"new"):
    with pytest.raises(FileError) as caught:
        write_bytes(path, data)
    message = str(caught.value)
    assert str(path) in message
    assert message.endswith(".")
    return message


def test_folder_instead_of_a_file_is_refused(tmp_path):
    assert "it is a folder" in refused(tmp_path)


def test_removed_folder_is_named(tmp_path):
    assert "does not exist" in refused(tmp_path / "gone" / "model.pkl")


def test_file_in_place_of_the_folder_is_named(saved):
    assert "does not exist" in refused(saved / "model.pkl")
    assert saved.read_bytes() == OLD


def test_impossible_names_are_refused(tmp_path):
    refused(tmp_path / ("n" * 300))
    refused(f"{tmp_path}/nul\0byte")


def test_device_or_pipe_is_never_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "device or a pipe" in refused(pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_broken_text_is_refused_and_the_old_file_kept(saved):
    with pytest.raises(FileError, match="position 1"):
        write_text(saved, "a\ud800")
    assert saved.read_bytes() == OLD


def test_missing_qt_is_said(saved, monkeypatch):
    monkeypatch.setitem(sys.modules, "PySide6.QtCore", None)
    assert "PySide6" in refused(saved)
    assert saved.read_bytes() == OLD


CHILD = """
import os, resource, signal, sys
import PySide6.QtCore
from nndesigner.core.atomic import write_bytes
{limit}
try:
    write_bytes("model.pkl", bytes({size}))
except Exception as error:
    print(type(error).__name__, error)
"""
NOT_ROOT = "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)"
FULL_DISK = "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"


def save_in_child(folder, limit, size=10):
    """Save ``size`` bytes as model.pkl in a child process that lives under ``limit``; return what it printed."""
    command = [sys.executable, "-c", CHILD.format(limit=limit, size=size)]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, cwd=folder, env=paths, capture_output=True, text=True, timeout=60, check=True).stdout


@pytest.mark.parametrize("mode", [0o644, 0o666])
def test_read_only_folder_keeps_the_old_file(saved, mode):
    saved.chmod(mode)
    saved.parent.chmod(0o555)
    try:
        said = save_in_child(saved.parent, NOT_ROOT)
    finally:
        saved.parent.chmod(0o755)
    assert said.startswith("FileError Cannot save model.pkl: ")
    assert saved.read_bytes() == OLD
    assert names(saved.parent) == ["model.pkl"]


@pytest.mark.parametrize("size", [5_000, 70_000, 9_000_000])  # the first is noticed by commit, the others by write
def test_full_disk_keeps_the_old_file(saved, size):
    said = save_in_child(saved.parent, FULL_DISK, size)
    assert said.startswith("FileError Cannot save model.pkl: ")
    assert saved.read_bytes() == OLD
    assert names(saved.parent) == ["model.pkl"]
