"""A job: all that a run needs, frozen at the moment when Play was pressed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nndesigner.core.errors import DataError, DesignerError
from nndesigner.core.text import tr
from nndesigner.session.learned import Learned

if TYPE_CHECKING:
    from nndesigner.data.recipe import Recipe
    from nndesigner.data.table import Table
    from nndesigner.project.contents import Contents
    from nndesigner.project.project import Project
    from nndesigner.project.settings import TrainingSettings
    from nndesigner.project.trained import TrainedModel


@dataclass(frozen=True, slots=True)
class Job:
    """An immutable project state to train. Later edits of the project do not reach it."""

    contents: Contents
    table: Table
    recipe: Recipe
    learned: Learned | None = None
    """What the network begins with where an earlier one knows it; else it begins with the weights of its seed."""

    @property
    def settings(self) -> TrainingSettings:
        """How to train."""
        return self.contents.settings

    @property
    def epochs(self) -> int:
        """How many epochs are planned."""
        return self.settings.epochs

    @classmethod
    def from_project(
        cls, project: Project, *, seed: int | None = None, epochs: int | None = None, start_from: TrainedModel | None = None
    ) -> Job:
        """Freeze ``project``, with another seed or number of epochs where one is given.

        ``start_from`` is a trained network whose weights are kept as far as they fit.

        Raises DesignerError with the first problem that stands in the way of training.
        """
        contents = project.contents
        if contents.table is None or contents.recipe is None:
            raise DataError(project.data_problem or tr("There is no training data: open a CSV file first."))
        errors = project.analysis.errors
        if errors:
            raise DesignerError(errors[0].message)
        settings = contents.settings
        settings = settings if seed is None else settings.replace(seed=seed)
        settings = settings if epochs is None else settings.replace(epochs=epochs)
        learned = None if start_from is None else Learned.of(start_from)
        return cls(replace(contents, settings=settings), contents.table, contents.recipe, learned)
