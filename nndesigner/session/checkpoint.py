"""What a crash in mid-training cannot take: the network as it was a moment ago, in a file of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.files.model_file import save_trained

if TYPE_CHECKING:
    from nndesigner.project.trained import TrainedModel

INTERVAL_S = 15.0


class Checkpoint:
    """Writes a run's network to ``path`` at most every ``interval_s`` seconds, on the run's own thread.

    Time decides only when it is written, never a number of the run. A failure is told once through ``failed`` (one sentence)
    and does not end the run; later writes are tried all the same.
    """

    def __init__(self, path: Path, interval_s: float = INTERVAL_S, failed: Callable[[str], None] | None = None) -> None:
        self.path = path
        self.interval_s = interval_s
        self._failed = failed
        self._due = time.monotonic() + interval_s

    @property
    def is_due(self) -> bool:
        """Whether the last one is an interval old."""
        return time.monotonic() >= self._due

    def write(self, trained: TrainedModel) -> None:
        """Replace the file by ``trained``."""
        try:
            save_trained(trained, self.path)
        except DesignerError as error:
            if self._failed is not None:
                self._failed(tr("The training cannot be kept safe from a crash. {reason}", reason=error))
                self._failed = None
        self._due = time.monotonic() + self.interval_s
