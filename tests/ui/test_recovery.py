"""Recovery: written soon after a change, gone after a clean end, offered after a crash, harmless when damaged."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from nndesigner.project.edits import SetSettings
from nndesigner.project.project import Project
from nndesigner.ui.document import Document
from nndesigner.ui.main_window import MainWindow
from nndesigner.ui.recovery import INTERVAL_S, Recovery, find
from nndesigner.ui.tasks import end_all

CRASH = """
import os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
from nndesigner.project.edits import SetSettings
from nndesigner.project.project import Project
from nndesigner.ui.document import Document
from nndesigner.ui.recovery import Recovery
document = Document(Project())
document.path = Path(sys.argv[2]) if len(sys.argv) > 2 else None
recovery = Recovery(document, Path(sys.argv[1]))
document.push(SetSettings(document.project, epochs=77))
recovery.write()
os._exit(1)
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "recovery"


def crash(folder, *more):
    done = subprocess.run([sys.executable, "-c", CRASH, str(folder), *map(str, more)], timeout=60)
    assert done.returncode == 1


def copies(folder):
    return list(folder.glob("*.nnproj"))


def test_it_is_soon_enough():
    assert INTERVAL_S <= 30


def test_a_change_is_written_after_the_interval_and_removed_when_saved(qtbot, folder, tmp_path):
    document = Document(Project())
    recovery = Recovery(document, folder, 0.01)
    document.push(SetSettings(document.project, epochs=7))
    qtbot.waitUntil(lambda: len(copies(folder)) == 1)
    document.mark_saved(tmp_path / "plan.nnproj")
    assert not copies(folder)
    recovery.close()


def test_a_clean_close_leaves_nothing(qtbot, folder):
    document = Document(Project())
    recovery = Recovery(document, folder, 0.01)
    document.push(SetSettings(document.project, epochs=7))
    qtbot.waitUntil(lambda: len(copies(folder)) == 1)
    recovery.close()
    assert not list(folder.iterdir())


def test_the_copy_of_a_living_window_is_not_offered(folder):
    document = Document(Project())
    recovery = Recovery(document, folder, 60)
    document.push(SetSettings(document.project, epochs=7))
    recovery.write()
    assert find(folder) == []
    recovery.close()


@pytest.mark.parametrize("name", [None, "plan.nnproj"])
def test_after_a_crash_it_is_offered_and_restored(qtbot, folder, tmp_path, name):
    crash(folder, *([tmp_path / name] if name else []))
    window = MainWindow(recovery_folder=folder)
    window.files.ask_unsaved = lambda _text: "discard"
    window.furnish()
    window.show()
    offer = next(message for message in window.switcher.messages.messages if message.key == "recovery")
    offer.buttons[0].click()
    assert window.document.project.settings.epochs == 77
    assert window.document.path == (tmp_path / name if name else None)
    assert window.document.is_dirty
    window.close()
    window.deleteLater()
    assert not copies(folder)


def test_discarding_the_offer_removes_it(qtbot, folder):
    crash(folder)
    window = MainWindow(recovery_folder=folder)
    window.furnish()
    window.switcher.messages.messages[0].buttons[1].click()
    assert not copies(folder)
    window.close()
    window.deleteLater()


def offered(window):
    return [message for message in window.switcher.messages.messages if message.key == "recovery"]


def test_discarding_one_of_two_offers_the_other(qtbot, folder, tmp_path):
    for name in ("plan.nnproj", "lesson.nnproj"):
        crash(folder, tmp_path / name)
    window = MainWindow(recovery_folder=folder)
    window.furnish()
    names = []
    for left in (1, 0):
        [offer] = offered(window)
        names += [name for name in ("plan", "lesson") if name in offer.label.text()]
        offer.buttons[1].click()
        assert len(copies(folder)) == left
    assert sorted(names) == ["lesson", "plan"]
    assert not offered(window)
    window.close()
    window.deleteLater()


def test_who_stays_with_unsaved_work_is_offered_the_copy_again(qtbot, folder):
    crash(folder)
    window = MainWindow(recovery_folder=folder)
    window.furnish()
    window.document.push(SetSettings(window.document.project, epochs=5))
    window.files.ask_unsaved = lambda _text: "cancel"
    offered(window)[0].buttons[0].click()
    assert window.document.project.settings.epochs == 5
    assert len(offered(window)) == 1
    assert copies(folder)
    window.files.ask_unsaved = lambda _text: "discard"
    offered(window)[0].buttons[0].click()
    assert window.document.project.settings.epochs == 77
    window.close()
    window.deleteLater()


def test_a_damaged_copy_does_not_block_the_start(qtbot, folder):
    folder.mkdir()
    (folder / "1-1.nnproj").write_bytes(b"\x00not json")
    (folder / "1-1.json").write_bytes(b"[")
    window = MainWindow(recovery_folder=folder)
    window.furnish()
    window.switcher.messages.messages[0].buttons[0].click()
    assert "could not be restored" in window.switcher.messages.messages[0].label.text()
    assert not copies(folder)
    window.close()
    window.deleteLater()


def test_a_folder_that_cannot_be_written_is_a_line_in_the_log(qtbot, tmp_path):
    from nndesigner.ui.journal import journal

    place = tmp_path / "file"
    place.write_text("in the way")
    document = Document(Project())
    recovery = Recovery(document, place / "recovery", 60)
    document.push(SetSettings(document.project, epochs=7))
    recovery.write()
    assert journal().entries[-1].level == "warning"
    recovery.close()


def test_many_columns_are_written_off_the_window_s_thread(qtbot, tmp_path, monkeypatch):
    from nndesigner.data.source import load_source
    from nndesigner.project.edits import ReplaceData, SetColumn
    from nndesigner.ui import recovery as module

    monkeypatch.setattr(module, "_MANY_COLUMNS", 2)
    threads = []
    write = module.Recovery._write
    monkeypatch.setattr(module.Recovery, "_write", lambda *given: (threads.append(threading.current_thread()), write(*given)))
    document = Document()
    recovery = Recovery(document, tmp_path)
    source = {"kind": "embedded", "csv": "a,b,c\n" + "".join(f"{n},{n % 3},{'yn'[n % 2]}\n" for n in range(30))}
    document.push(ReplaceData(document.project, source, load_source(source)))
    recovery.write()
    document.push(SetColumn(document.project, "a", role="ignore"))
    recovery.write()
    qtbot.waitUntil(lambda: recovery.copy.exists() and '"ignore"' in recovery.copy.read_text("utf-8"), timeout=10_000)
    assert threading.main_thread() not in threads
    recovery.write()
    recovery.close()
    end_all()
    qtbot.wait(20)
    assert not recovery.copy.exists()
    recovery.write(at_once=True)
    assert threads[-1] is threading.main_thread()
    assert recovery.copy.exists()
    recovery.close()
