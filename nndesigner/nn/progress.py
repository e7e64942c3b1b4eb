"""Drives a trainer to its end and says on the way what came out."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from nndesigner.nn.training import EpochsEnded

if TYPE_CHECKING:
    from nndesigner.nn.training import Trainer


def report_progress(trainer: Trainer, verbose: int | str = "auto") -> None:
    """Run ``trainer``; unless silent, print a line for an epoch, at most ten a second, and why it stopped early."""
    speaks = sys.stdout.isatty() if verbose == "auto" else bool(verbose)
    due = 0.0
    for event in trainer.run():
        if speaks and isinstance(event, EpochsEnded) and (time.perf_counter() >= due or event.last_epoch + 1 == trainer.epochs):
            due = time.perf_counter() + 0.1
            numbers = "  ".join(f"{name} {value:.6g}" for name, value in event.last.items())
            print(f"epoch {event.last_epoch + 1}/{trainer.epochs}  {numbers}")
    reason = trainer.stop_reason
    if speaks and reason is not None and reason.kind != "finished":
        print(reason)
