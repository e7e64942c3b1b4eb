"""Windows in tests: no screen, settings of their own, and nothing left running afterwards."""

from __future__ import annotations

import os
import threading

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def qapp_args():
    return ["nndesigner-tests"]


@pytest.fixture(scope="session")
def _themed(qapp):
    from nndesigner.ui.theme import apply_theme

    apply_theme(qapp, "light")
    return qapp


@pytest.fixture(autouse=True)
def own_settings(tmp_path, _themed):
    """Every test starts with empty settings, and leaves those of the person who runs it alone."""
    from PySide6.QtCore import QSettings

    from nndesigner.ui.journal import journal

    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    journal().entries.clear()
    return tmp_path


@pytest.fixture(autouse=True)
def nothing_left_behind(request, own_settings):
    """A thread or a timer that outlives its test is a failure."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    before = set(threading.enumerate())
    yield
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible() and widget.objectName() != "window":
            widget.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]
    for thread in left:
        thread.join(2.0)
    left = [thread for thread in left if thread.is_alive()]
    assert not left, f"threads left running: {left}"


@pytest.fixture
def document(qapp):
    """A document with an empty project."""
    from nndesigner.project.project import Project
    from nndesigner.ui.document import Document

    return Document(Project())


@pytest.fixture
def runner(document):
    """A runner on the document; its run, if any, ends with the test."""
    from nndesigner.ui.bridge import Runner

    runner = Runner(document)
    yield runner
    runner.close()


@pytest.fixture
def window(qtbot, tmp_path):
    """The furnished main window; unsaved work is discarded when it closes."""
    from PySide6.QtCore import QTimer

    from nndesigner.ui.main_window import MainWindow

    window = MainWindow(recovery_folder=tmp_path / "recovery")
    window.files.ask_unsaved = lambda _text: "discard"
    window.resize(1280, 800)
    window.furnish()
    window.show()
    yield window
    window.files.ask_unsaved = lambda _text: "discard"
    window.close()
    running = [timer for timer in window.findChildren(QTimer) if timer.isActive() and timer.interval() > 0]
    window.deleteLater()
    assert not running, f"timers left running: {[(timer.parent(), timer.interval()) for timer in running]}"


@pytest.fixture
def small_csv(tmp_path):
    """A table of forty rows: two numbers, a category, and the class that the first number decides."""
    path = tmp_path / "small.csv"
    rows = [
        f"{index % 10 - 4.5},{index % 7},{'red' if index % 3 else 'blue'},{'yes' if index % 10 > 4 else 'no'}"
        for index in range(40)
    ]
    path.write_text("width,height,colour,ripe\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path
