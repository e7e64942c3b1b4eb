"""The start: nothing slow before the first paint, and the whole window soon after."""

from __future__ import annotations

import os
import subprocess
import sys

SHELL = """
import sys, tempfile
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, tempfile.mkdtemp())
app = QApplication([])
from nndesigner.ui.app import create_window
window = create_window([])
window.grab()
slow = "numpy", "pyqtgraph", "qtawesome", "psygnal", "nndesigner.nn", "nndesigner.project.project"
names = {name for name in sys.modules if name.startswith("nndesigner.data.")} - {"nndesigner.data.suffixes"}
print(*(name for name in slow if name in sys.modules), *names)
"""

TRACEBACK = """
import sys, tempfile
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, tempfile.mkdtemp())
from nndesigner.ui import app, journal
def fail():
    raise ValueError("rabbit")
def leave():
    print(journal.journal().entries[-1].details)
    QApplication.exit(0)
original = app.create_window
def create(argv):
    window = original(argv)
    QTimer.singleShot(0, fail)
    QTimer.singleShot(0, leave)
    return window
app.create_window = create
raise SystemExit(app.run_window(["nndesigner"]))
"""


def run(code, tmp_path):
    own = {"QT_QPA_PLATFORM": "offscreen", "XDG_STATE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    return subprocess.run([sys.executable, "-c", code], env=os.environ | own, capture_output=True, text=True, timeout=60)


def test_nothing_slow_is_imported_before_the_first_paint(tmp_path):
    done = run(SHELL, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_what_nobody_caught_goes_to_the_log_and_the_window_lives_on(tmp_path):
    done = run(TRACEBACK, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "rabbit" in done.stdout
    assert "Traceback" not in done.stderr
