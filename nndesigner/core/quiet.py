"""Work beside a window: threads give way quickly as long as it lasts."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_SWITCH_SECONDS = 0.0005  # with Python's default of 5 ms a window beside the worker stutters
_lock = threading.Lock()
_inside = 0
_before = 0.0


@contextmanager
def quick_switching() -> Iterator[None]:
    """Let threads switch twice a millisecond (in the whole process) as long as one such context lasts, in any thread."""
    global _inside, _before
    with _lock:
        _inside += 1
        if _inside == 1:
            _before = sys.getswitchinterval()
            sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                sys.setswitchinterval(_before)
