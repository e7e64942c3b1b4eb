"""Drives a trainer to its end and says on the way what came out."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from nndesigner.nn.training import EpochsEnded

if TYPE_CHECKING:
    from nndesigner.nn.training import Trainer


def report_progress(trainer: Trainer, verbose: int | str = "auto") -> None:
    """Run ``trainer``; unless silent, print a line for an epoch, at most ten a second, and why it stopped early."""
    speaks = is_shown(verbose)
    due = 0.0
    for event in trainer.run():
        if speaks and isinstance(event, EpochsEnded) and (time.perf_counter() >= due or event.last_epoch + 1 == trainer.epochs):
            due = time.perf_counter() + 0.1
            print(f"epoch {event.last_epoch + 1}/{trainer.epochs}  {line_of(event.last)}")
    reason = trainer.stop_reason
    if speaks and reason is not None and reason.kind != "finished":
        print(reason)


def is_shown(verbose: int | str) -> bool:
    """Whether to print: as ``verbose`` says, and for ``"auto"`` on a terminal only."""
    return sys.stdout.isatty() if verbose == "auto" else bool(verbose)


def line_of(logs: Mapping[str, float]) -> str:
    """Numbers with their names, in a line."""
    return "  ".join(f"{name} {value:.6g}" for name, value in logs.items())
