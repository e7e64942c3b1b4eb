"""A window that a test kills: it edits and trains without end, and writes down what it has done.

``python -m tests.ui.recovery_child FOLDER INTERVAL``; each line of the log is ``seconds epochs-of-the-plan trained-epochs``.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication


def main(folder: Path, interval: float) -> None:
    app = QApplication(["recovery-child"])
    from nndesigner.project.edits import SetSettings
    from nndesigner.ui.main_window import MainWindow

    random.seed(os.getpid())
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    window = MainWindow([folder / "plan.nnproj"], recovery_folder=folder / "recovery", recovery_interval_s=interval)
    window.show()
    window.furnish()
    edits = 1_000_000

    def act() -> None:
        nonlocal edits
        document, runner = window.document, window.runner
        if document.path is None or document.project.table is None:
            return
        if runner.state in ("idle", "finished"):
            runner.play()
        edits += 1
        document.push(SetSettings(document.project, epochs=edits))
        done = 0 if runner.feed is None else runner.feed.history.count
        os.write(log, f"{time.monotonic()} {edits} {done}\n".encode())

    timer = QTimer()
    timer.setInterval(random.randrange(5, 40))
    timer.timeout.connect(act)
    timer.start()
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
