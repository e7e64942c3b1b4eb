"""Train the wide moons network (W2) in the real window and print how late the window's event loop was, in milliseconds."""

from __future__ import annotations

import json
import sys
import tempfile
import time

SECONDS = 8.0
PERIOD_MS = 10


def main() -> None:
    """Play for some seconds, sample, report."""
    from PySide6.QtCore import QSettings, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, tempfile.mkdtemp())
    app = QApplication(sys.argv)
    from nndesigner.files.examples import open_example
    from nndesigner.ui.app import create_window

    window = create_window([])
    window.resize(1280, 800)
    window.show()
    late: list[float] = []
    last = [0.0]

    def sample() -> None:
        now = time.perf_counter()
        if last[0]:
            late.append(max(0.0, (now - last[0]) * 1e3 - PERIOD_MS))
        last[0] = now

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(PERIOD_MS)
    timer.timeout.connect(sample)

    def start() -> None:
        window.document.set_project(open_example("moons_wide"))
        window.runner.play()
        QTimer.singleShot(1000, timer.start)
        QTimer.singleShot(1000 + int(SECONDS * 1000), finish)

    def finish() -> None:
        timer.stop()
        feed = window.runner.feed
        late.sort()
        print(
            json.dumps(
                {
                    "p50": late[len(late) // 2],
                    "p99": late[int(len(late) * 0.99)],
                    "max": late[-1],
                    "samples": len(late),
                    "epochs": feed.history.count,
                    "samples_per_second": feed.progress.samples_per_second,
                    "state": window.runner.state,
                }
            ),
            flush=True,
        )
        window.runner.close()
        import os

        os._exit(0)

    QTimer.singleShot(1500, start)
    app.exec()


if __name__ == "__main__":
    main()
