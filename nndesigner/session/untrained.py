"""The network of a project before any training, with its initial weights: what is exported while nothing was trained."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from nndesigner.project.build import build_model
from nndesigner.project.trained import TrainedModel
from nndesigner.session.job import Job
from nndesigner.session.prepare import prepare

if TYPE_CHECKING:
    from nndesigner.project.project import Project


def untrained(project: Project) -> Callable[[], TrainedModel]:
    """Freeze ``project`` now; the function that is returned builds its network and may be called on any thread.

    Raises DesignerError with the first problem that stands in the way.
    """
    if project.source is None and project.table is None:
        contents = project.contents
        return lambda: TrainedModel(build_model(contents), settings=contents.settings)
    job = Job.from_project(project)

    def build() -> TrainedModel:
        recipe = prepare(job).recipe
        return TrainedModel(build_model(job.contents, recipe), recipe, settings=job.settings)

    return build
