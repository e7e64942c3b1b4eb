"""The longest time that the window does not answer, by action, on a table: ``python -m tests.benchmarks.waits_child CSV``.

Its last line is JSON: milliseconds of the wait and of the window's own work in it, by action.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from nndesigner.ui.main_window import MainWindow
from nndesigner.ui.pages.data.row_filter import Filter
from nndesigner.ui.theme import apply_theme

LIMIT_SECONDS = 90.0
LEAST_SECONDS = 0.4


def wait(milliseconds: int) -> None:
    """Turn the event loop so long; ``QTest.qWait`` would keep the interpreter from the other threads."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Beat:
    """A timer that should fire every millisecond; the longest gap is what a person would wait.

    Beside it stands the processor time of the window's thread in that gap: on a busy machine the gap is longer.
    """

    def __init__(self) -> None:
        self.worst = (0.0, 0.0)
        self.found: dict[str, tuple[float, float]] = {}
        self._last = (time.perf_counter(), time.thread_time())
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(1)

    def measure(self, name: str, action: Callable[[], Any], until: Callable[[], bool] = lambda: True) -> None:
        """Do ``action``, turn the event loop until it is done and print the worst gap."""
        self._tick()
        self.worst = (0.0, 0.0)
        start = time.monotonic()
        action()
        wait(20)
        while (time.monotonic() < start + LEAST_SECONDS or not until()) and time.monotonic() < start + LIMIT_SECONDS:
            wait(5)
        wall, processor = self.worst
        self.found[name] = (wall * 1e3, processor * 1e3)
        print(f"{name:40s} {wall * 1e3:7.1f} ms, of them {processor * 1e3:6.1f} ms of work", flush=True)

    def _tick(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        self.worst = max(self.worst, (now[0] - self._last[0], now[1] - self._last[1]))
        self._last = now


def go_through(window: MainWindow, beat: Beat, path: str) -> None:
    """Open ``path`` and do what a person does with a table."""
    page = window.switcher.page("page.data")
    table, arrangement = page.rows.table, page.rows.arrangement
    done: list[int] = []
    page.loader.loaded.connect(lambda: done.append(1))
    arrangement.arranged.connect(lambda _rows: done.append(1))

    def finished(count: int) -> Callable[[], bool]:
        return lambda: len(done) > count

    beat.measure("open the file", lambda: page.open_data(path), finished(0))
    beat.measure("figures of the columns appear", lambda: wait(1500))
    for name, bar in (("rows", table.verticalScrollBar()), ("columns", table.horizontalScrollBar())):
        beat.measure(
            f"scroll through the {name}",
            lambda bar=bar: [(bar.setValue(bar.maximum() * i // 60), wait(5)) for i in range(60)],
        )
    for place in ("design", "results", "data"):
        beat.measure(f"go to the {place} page", lambda place=place: window.switcher.show_page(f"page.{place}"))
    names = page.rows.model.table.names
    for which, name in (("a number", names[0]), ("the last column", names[-1])):
        beat.measure(f"sort by {which}", lambda name=name: arrangement.next_sort(name), finished(len(done)))
    for which, item in (("by a number", Filter(names[0], text="> 0")), ("what is missing", Filter("", "missing"))):
        beat.measure(f"filter {which}", lambda item=item: page.rows.add_filter(item), finished(len(done)))
    beat.measure("show all rows", lambda: arrangement.ask(filters=(), sort=""), finished(len(done)))
    beat.measure("select all rows", table.selectAll)
    beat.measure("select none", lambda: window.document.selection.set_rows(()))
    edit(window, beat, page, names)
    train(window, beat)
    beat.measure("break off reading", lambda: (page.open_data(path), wait(300), page.loader.cancel()))


def edit(window: MainWindow, beat: Beat, page: Any, names: tuple[str, ...]) -> None:
    """Change target, columns and split, and take it back."""
    project, stack = window.document.project, window.document.undo_stack
    beat.measure("predict another column", lambda: page.edits.set_target(names[1]), lambda: project.recipe.target == names[1])
    beat.measure("ignore a column", lambda: page.edits.change_columns((names[2],), "role", "ignore"))
    beat.measure("scale a column otherwise", lambda: page.edits.change_columns((names[3],), "scaling", "minmax"))
    beat.measure("divide the rows otherwise", lambda: page.edits.set_split({"train": 0.6, "validation": 0.2, "test": 0.2}))
    for what in ("the split", "the scaling", "the role", "the target"):
        beat.measure(f"undo {what}", stack.undo)


def train(window: MainWindow, beat: Beat) -> None:
    """Play, look at the results meanwhile, stop."""
    runner, show = window.runner, window.switcher.show_page
    beat.measure("play, until the first curve", runner.play, lambda: runner.feed is not None and runner.feed.history.count > 0)
    beat.measure("train on", lambda: wait(2000))
    beat.measure("go to the results meanwhile", lambda: show("page.results"))
    beat.measure("stop", runner.stop, lambda: not runner.is_active)
    beat.measure("figures of the results appear", lambda: wait(3000))
    beat.measure("go back to the data", lambda: show("page.data"))


def main(path: str) -> None:
    """Measure one table in a new window."""
    with tempfile.TemporaryDirectory() as own:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, own)
        app = QApplication([])
        apply_theme(app, "light")
        window = MainWindow(recovery_folder=Path(own))
        window.files.ask_unsaved = lambda _text: "discard"
        window.resize(1280, 800)
        window.furnish()
        window.show()
        wait(1000)
        beat = Beat()
        go_through(window, beat, path)
        window.close()
    print(json.dumps(beat.found))


if __name__ == "__main__":
    main(sys.argv[1])
