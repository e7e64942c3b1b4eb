"""The progress bar of a training run: on a terminal only, fed by looking at the run's feed ten times a second."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any

from nndesigner.core.text import tr

if TYPE_CHECKING:
    from nndesigner.session.feed import Feed


class Bar:
    """A context in which ``update`` shows how far ``feed`` is; silent where stderr is no terminal."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._bar: Any = None
        if sys.stderr.isatty():
            from tqdm import tqdm

            told = os.get_terminal_size(sys.stderr.fileno()).columns > 0  # a bare pseudo-terminal says 0 columns
            size: dict[str, Any] = {"dynamic_ncols": True} if told else {"ncols": 80, "nrows": 24}
            self._bar = tqdm(unit=tr("epoch"), file=sys.stderr, leave=False, **size)

    @property
    def interval(self) -> float:
        """Seconds between looks: short where somebody watches, long in a pipe."""
        return 0.1 if self._bar is not None else 1.0

    def update(self) -> None:
        """Show the present state."""
        progress = self._feed.progress
        if self._bar is None or progress is None:
            return
        self._bar.total = progress.epochs
        self._bar.n = min(progress.epochs, round(progress.fraction * progress.epochs, 1))
        shown = {"loss": f"{progress.loss:.4g}"}
        history = self._feed.history
        if "val_loss" in history.keys and history.count:
            shown["val_loss"] = f"{history.column('val_loss')[-1]:.4g}"
        self._bar.set_postfix(shown, refresh=False)
        self._bar.refresh()

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.close()
