from __future__ import annotations

import threading

from nndesigner.ui import warming
from nndesigner.ui.canvas import kinds


def test_layers_are_imported_once_and_away_from_the_window(qtbot, monkeypatch):
    threads = []
    monkeypatch.setattr(kinds, "all_kinds", lambda: threads.append(threading.current_thread()))
    warming.warm_up.cache_clear()
    task = warming.warm_up()
    with qtbot.waitSignal(task.ended):
        pass
    assert warming.warm_up() is task
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()
    warming.warm_up.cache_clear()
