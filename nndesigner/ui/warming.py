"""What the next page will need, imported in a thread while a person looks at this one."""

from __future__ import annotations

import gc
from functools import cache

from nndesigner.core.text import tr
from nndesigner.ui.tasks import Task


@cache
def warm_up() -> Task:
    """Import, once, every layer, which the palette of the Design page lists, and what Play needs: the window would wait.

    All that stands then stays: the garbage collector leaves it out. In whichever thread it went through it, the others would
    wait for 50 ms.
    """
    task = Task(tr("Getting ready"), lambda _progress, _cancelled: _import())
    task.ended.connect(gc.freeze)
    return task.start()


def _import() -> None:
    import nndesigner.session.checkpoint
    import nndesigner.session.evaluate
    import nndesigner.session.run
    import nndesigner.session.worker  # noqa: F401
    from nndesigner.ui.canvas.kinds import all_kinds

    all_kinds()
