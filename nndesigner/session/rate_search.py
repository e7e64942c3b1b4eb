"""Finding a learning rate for a frozen job, on a network of its own: neither the project nor a run is touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from nndesigner.nn.rate_finder import RateSweep, find_learning_rate
from nndesigner.project.build import build_model
from nndesigner.session.prepare import prepare

if TYPE_CHECKING:
    from nndesigner.session.job import Job


def find_rate(job: Job, watch: Callable[[float, float], bool] | None = None) -> RateSweep:
    """Sweep the learning rate over the job's training rows, from its initial weights, with its optimizer and batches.

    ``watch(rate, loss)`` hears of each step and breaks off by returning False. Raises DesignerError as a run does.
    """
    prepared, settings = prepare(job), job.settings
    return find_learning_rate(
        build_model(job.contents, prepared.recipe, settings),
        prepared.recipe.feed(prepared.training.x),
        prepared.training.y,
        batch_size=settings.batch_size,
        class_weight=prepared.class_weight,
        watch=watch,
    )
