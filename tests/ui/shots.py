"""Draws every screen, in light and dark, into a folder, for eyes: ``python -m tests.ui.shots FOLDER``."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nndesigner.project.edits import SetSettings
from nndesigner.ui.main_window import MainWindow
from nndesigner.ui.theme import apply_theme

WAIT_SECONDS = 30.0
PAGES = ("page.data", "page.design", "page.results")


def wait(condition: Callable[[], bool]) -> None:
    """Turn the event loop until ``condition()``."""
    end = time.monotonic() + WAIT_SECONDS
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("The window did not get there in time.")
        QTest.qWait(10)


def large_screen(folder: Path) -> QApplication:
    """An application on an offscreen screen that holds the whole window: Qt's own is 800 × 800."""
    screen = {"name": "large", "x": 0, "y": 0, "width": 1920, "height": 1200, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    file = folder / "screen.json"
    file.write_text(json.dumps({"synchronousWindowSystemEvents": True, "windowFrameMargins": False, "screens": [screen]}))
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file}"
    return QApplication([])


def trained_window(folder: Path) -> MainWindow:
    """A window on iris, trained for a while."""
    window = MainWindow(recovery_folder=folder)
    window.files.ask_unsaved = lambda _text: "discard"
    window.resize(1280, 800)
    window.furnish()
    window.show()
    return window


def main(target: str) -> None:
    """Draw all screens into the folder ``target``."""
    out = Path(target)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as own:
        app = large_screen(Path(own))
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, own)
        apply_theme(app, "light")
        window = trained_window(Path(own) / "recovery")
        draw(app, window, out, "start")
        window.switcher.page("page.start").sample_chosen.emit("iris")
        wait(lambda: window.document.project.table is not None)
        window.document.push(SetSettings(window.document.project, epochs=200, early_stopping=None))
        window.runner.play()
        wait(lambda: window.runner.state == "finished")
        for page in PAGES:
            window.switcher.show_page(page)
            draw(app, window, out, page.removeprefix("page."))
        window.close()


def draw(app: QApplication, window: MainWindow, out: Path, name: str) -> None:
    """Save what the window shows, in both themes."""
    for mode in ("light", "dark"):
        apply_theme(app, mode)
        QTest.qWait(400)
        path = out / f"{name}-{mode}.png"
        window.grab().save(str(path))
        print(path)


if __name__ == "__main__":
    main(sys.argv[1])
