"""The application: Qt set up in our look, one window, and nobody ever sees a traceback."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from nndesigner.core.text import install_translator
from nndesigner.data.suffixes import SUFFIXES
from nndesigner.files.kinds import FOREIGN_MODELS
from nndesigner.ui.journal import install_hooks
from nndesigner.ui.settings import ORGANISATION, Settings
from nndesigner.ui.theme import apply_theme

if TYPE_CHECKING:
    from nndesigner.ui.main_window import MainWindow

OPENED = (*SUFFIXES, ".nnproj", ".pkl", *FOREIGN_MODELS)
"""Endings by which a file is told from the program's name."""


def create_window(argv: Sequence[str] = ()) -> MainWindow:
    """Return the window, not shown yet, on the QApplication that exists.

    ``argv``: the files to open, with or without the program's name before them.
    """
    from nndesigner.ui.main_window import MainWindow

    app = QApplication.instance()
    assert isinstance(app, QApplication), "a QApplication must exist"
    apply_theme(app, Settings().get("theme"))
    return MainWindow([word for place, word in enumerate(argv) if place or Path(word).suffix.lower() in OPENED])


def run_window(argv: Sequence[str]) -> int:
    """Show the window and stay until it is closed; the process's exit code."""
    QCoreApplication.setOrganizationName(ORGANISATION)
    QCoreApplication.setApplicationName(ORGANISATION)
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(list(argv)[:1])
    app.setApplicationDisplayName("")
    app.setDesktopFileName("nndesigner")
    install_hooks()
    translate(app)
    window = create_window(argv)
    window.show()
    return app.exec()


def translate(app: QApplication, locale: QLocale | None = None, folder: str | None = None) -> bool:
    """Speak the system's language, if ``resources/translations`` has it: nndesigner_LANGUAGE.qm, context "nndesigner"."""
    translator = QTranslator(app)
    folder = folder or str(files("nndesigner.resources").joinpath("translations"))
    if not translator.load(locale or QLocale.system(), "nndesigner", "_", folder):
        return False
    app.installTranslator(translator)
    install_translator(lambda text: QCoreApplication.translate("nndesigner", text))
    return True


def main(argv: Sequence[str] | None = None) -> int:
    """As ``run_window``, with the process's own arguments."""
    return run_window(sys.argv if argv is None else argv)
