"""The application: Qt set up in our look, one window, and nobody ever sees a traceback."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from nndesigner.ui.journal import install_hooks
from nndesigner.ui.settings import ORGANISATION, Settings
from nndesigner.ui.theme import apply_theme

if TYPE_CHECKING:
    from nndesigner.ui.main_window import MainWindow


def create_window(argv: Sequence[str] = ()) -> MainWindow:
    """Return the window, not shown yet, on the QApplication that exists. ``argv``: the program's name and the files to open."""
    from nndesigner.ui.main_window import MainWindow

    app = QApplication.instance()
    assert isinstance(app, QApplication), "a QApplication must exist"
    apply_theme(app, Settings().get("theme"))
    return MainWindow(list(argv)[1:])


def run_window(argv: Sequence[str]) -> int:
    """Show the window and stay until it is closed; the process's exit code."""
    QCoreApplication.setOrganizationName(ORGANISATION)
    QCoreApplication.setApplicationName(ORGANISATION)
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(list(argv)[:1])
    app.setApplicationDisplayName("")
    app.setDesktopFileName("nndesigner")
    install_hooks()
    window = create_window(argv)
    window.show()
    return app.exec()


def main(argv: Sequence[str] | None = None) -> int:
    """As ``run_window``, with the process's own arguments."""
    return run_window(sys.argv if argv is None else argv)
