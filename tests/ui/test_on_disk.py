"""The project's file and the rest of the world: other programs, other windows, a folder that is gone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from nndesigner.files.project_file import load_project, save_project
from nndesigner.project.edits import SetSettings
from nndesigner.project.project import Project
from nndesigner.ui.document import Document
from nndesigner.ui.on_disk import OnDisk

HOLDER = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
app = QCoreApplication([])
from nndesigner.ui.document import Document
from nndesigner.ui.on_disk import OnDisk
from nndesigner.project.project import Project
document = Document(Project())
document.path = Path(sys.argv[1])
watch = OnDisk(document, Path(sys.argv[2]))
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "plan.nnproj"
    save_project(Project(), path)
    return path


@pytest.fixture
def document(path):
    document = Document(Project())
    document.set_project(load_project(path), path)
    return document


@pytest.fixture
def watch(document, tmp_path):
    watch = OnDisk(document, tmp_path / "open")
    yield watch
    watch.close()


def test_a_foreign_change_is_told_once_and_known_after_saving(qtbot, watch, document, path):
    with qtbot.waitSignal(watch.changed, timeout=5000):
        path.write_text(path.read_text() + "\n")
    assert watch.is_foreign
    with qtbot.assertNotEmitted(watch.changed, wait=400):
        watch.check()
    save_project(document.project, path)
    document.mark_saved(path)
    assert not watch.is_foreign


def test_an_own_save_is_not_foreign(qtbot, watch, document, path):
    document.push(SetSettings(document.project, epochs=7))
    with qtbot.assertNotEmitted(watch.changed, wait=600):
        save_project(document.project, path)
        document.mark_saved(path)
    assert not watch.is_foreign


def test_a_touched_file_and_one_replaced_by_its_equal_are_not_foreign(qtbot, watch, path):
    content = path.read_bytes()
    with qtbot.assertNotEmitted(watch.changed, wait=600):
        path.unlink()
        path.write_bytes(content)
    assert not watch.is_foreign


def test_a_file_that_is_gone_is_told_and_still_watched_when_it_comes_back(qtbot, watch, path):
    with qtbot.waitSignal(watch.vanished, timeout=5000):
        path.unlink()
    assert not watch.is_foreign
    with qtbot.waitSignal(watch.changed, timeout=5000):
        path.write_text("{}")


def test_another_process_that_has_the_file_open_is_told(qtbot, document, path, tmp_path):
    command = [sys.executable, "-c", HOLDER, str(path), str(tmp_path / "open")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        document.set_project(Project())
        watch = OnDisk(document, tmp_path / "open")
        with qtbot.waitSignal(watch.shared, timeout=5000) as told:
            document.set_project(load_project(path), path)
        assert told.args == [holder.pid]
        holder.kill()
    document.set_project(Project())
    with qtbot.assertNotEmitted(watch.shared):
        document.set_project(load_project(path), path)  # the lock of a process that was killed is nobody's
    watch.close()


@pytest.fixture
def opened(window, qtbot, path):
    window.opener.open(path)
    qtbot.waitUntil(lambda: window.document.path == path and not window.opener.is_busy, timeout=10_000)
    return window


def message(window):
    return next((one for one in window.switcher.messages.messages if one.key == "disk"), None)


@pytest.mark.parametrize("answer", ["cancel", "replace", "save_as"])
def test_saving_over_a_foreign_change_asks_first(opened, path, tmp_path, answer):
    opened.document.push(SetSettings(opened.document.project, epochs=7))
    path.write_text("{}")
    other = tmp_path / "other.nnproj"
    opened.files.ask_changed = lambda _path: answer
    opened.files.ask_path = lambda *_: other
    assert opened.files.save() is (answer != "cancel")
    assert (path.read_text() == "{}") is (answer != "replace")
    assert other.exists() is (answer == "save_as")
    assert opened.document.is_dirty is (answer == "cancel")


def test_the_window_offers_to_reload(opened, qtbot, path):
    project = load_project(path)
    SetSettings(project, epochs=123).redo()
    save_project(project, path)
    qtbot.waitUntil(lambda: message(opened) is not None, timeout=5000)
    message(opened).buttons[0].click()
    qtbot.waitUntil(lambda: opened.document.project.settings.epochs == 123, timeout=5000)
    assert message(opened) is None


def test_a_removed_file_is_unsaved_work(opened, qtbot, path):
    path.unlink()
    qtbot.waitUntil(lambda: message(opened) is not None, timeout=5000)
    assert opened.document.is_dirty
    message(opened).buttons[0].click()
    assert path.exists()
    assert not opened.document.is_dirty


def test_a_file_that_comes_back_as_it_was_takes_the_message_away(opened, qtbot, path):
    content = path.read_bytes()
    path.unlink()
    qtbot.waitUntil(lambda: message(opened) is not None, timeout=5000)
    path.write_bytes(content)
    qtbot.waitUntil(lambda: message(opened) is None, timeout=5000)


def test_a_removed_folder_keeps_the_work_and_says_so(opened, path, tmp_path):
    folder = tmp_path / "deep"
    folder.mkdir()
    opened.files.ask_path = lambda *_: folder / "plan.nnproj"
    assert opened.files.save_as()
    opened.document.push(SetSettings(opened.document.project, epochs=9))
    (folder / "plan.nnproj").unlink()
    folder.rmdir()
    assert not opened.files.save()
    assert opened.document.is_dirty
    assert any("does not exist" in one.label.text() for one in opened.switcher.messages.messages)
