"""What may be said about a project before it is made: targets, columns, split, images and windows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr

if TYPE_CHECKING:
    from nndesigner.project.edits import Edit
    from nndesigner.project.project import Project


@dataclass(frozen=True, slots=True)
class Plan:
    """Wishes for a new project; what is not wished is proposed.

    Attributes:
        targets: The columns to be predicted; several must all be numbers.
        ignored: Columns that the network shall not see.
        embedded: Columns of categories that get an Embedding of their own.
        split, by: How rows are divided, one of ``SPLITS``, and the column that goes by; "" as proposed.
        look_back, horizon: Rows of a time series that are seen, and how far ahead its target is; 0 for no series.
        time, group: Columns that order the rows of a series, and that tell several series apart; "" for none.
        image: Height, width and channels of the image that a row is, or None.
    """

    targets: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    embedded: tuple[str, ...] = ()
    split: str = ""
    by: str = ""
    look_back: int = 0
    horizon: int = 1
    time: str = ""
    group: str = ""
    image: tuple[int, int, int] | None = None

    def apply(self, project: Project) -> None:
        """Do what is wished, as edits of ``project``. Raises DesignerError naming what cannot be."""
        from nndesigner.session.create import check_column

        assert project.table is not None
        for name in filter(None, (*self.targets, *self.ignored, *self.embedded, self.by, self.time, self.group)):
            check_column(project.table, name)
        for edit in self._edits(project):
            edit.redo()

    def _edits(self, project: Project) -> Iterator[Edit]:
        from nndesigner.data.window import Window
        from nndesigner.project.edits import EmbedColumn, SetColumn, SetImageShape, SetSplit, SetTarget, SetWindow

        recipe = project.recipe
        present = () if recipe is None else tuple(column.name for column in recipe.targets)
        if self.targets and self.targets != present:
            yield SetTarget(project, self.targets)
        for name in self.ignored:
            yield SetColumn(project, name, role="ignore")
        if self.split or self.by:
            yield SetSplit(project, method=self.split or "group", column=self.by)
        if self.look_back:
            yield SetWindow(project, Window(self.look_back, self.horizon, time=self.time, group=self.group))
        if self.image is not None:
            yield SetImageShape(project, self.image)
        for name in self.embedded:
            if project.recipe is not None and project.recipe.column(name).encoding != "embedding":
                yield EmbedColumn(project, name)


def image_of(text: str) -> tuple[int, int, int]:
    """Read "28x28" or "32x32x3" as height, width and channels. Raises DataError for anything else."""
    found = re.fullmatch(r"\s*(\d{1,5})\s*[x×*]\s*(\d{1,5})(?:\s*[x×*]\s*(\d{1,3}))?\s*", text, re.IGNORECASE)
    sizes = () if found is None else tuple(int(size) for size in (found[1], found[2], found[3] or 1))
    if len(sizes) != 3 or min(sizes) < 1:
        raise DataError(tr("An image is written as 28x28 or 32x32x3; received {text!r}.", text=text))
    return sizes[0], sizes[1], sizes[2]
