"""What the next page will need, imported in a thread while a person looks at this one."""

from __future__ import annotations

from functools import cache

from nndesigner.core.text import tr
from nndesigner.ui.tasks import Task


@cache
def warm_up() -> Task:
    """Import every layer, once: the palette of the Design page lists them all, and the window would wait for that."""
    from nndesigner.ui.canvas.kinds import all_kinds

    return Task(tr("Getting ready"), lambda _progress, _cancelled: all_kinds()).start()
