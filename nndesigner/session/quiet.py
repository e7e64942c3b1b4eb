"""A process that trains beside a window: its threads give way quickly."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SWITCH_SECONDS = 0.0005  # with Python's default of 5 ms a window beside the worker stutters


@contextmanager
def quick_switching() -> Iterator[None]:
    """Let threads switch twice a millisecond (in the whole process) as long as the context lasts."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
