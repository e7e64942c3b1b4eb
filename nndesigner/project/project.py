"""A project: network design, data recipe and training settings as one observable whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from psygnal import Signal

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.project.contents import Contents, Reason
from nndesigner.project.design import Design
from nndesigner.project.graph import Graph
from nndesigner.project.graph_config import graph_from_config, graph_from_network_config
from nndesigner.project.settings import TrainingSettings

if TYPE_CHECKING:
    from nndesigner.data.recipe import Recipe
    from nndesigner.data.split import Split
    from nndesigner.data.table import Table
    from nndesigner.project.rules import Analysis
    from nndesigner.project.trained import TrainedModel

__all__ = ["Contents", "Project", "Reason", "TrainingSettings"]

_KEYS = ("title", "notes", "source", "recipe", "split", "settings", "design", "reasons")
_SIGNALS = {
    "source": "data_changed",
    "table": "data_changed",
    "recipe": "recipe_changed",
    "split": "recipe_changed",
    "settings": "settings_changed",
    "reasons": "details_changed",
    "title": "details_changed",
    "notes": "details_changed",
}


class Project:
    """What is saved and undone. Users' changes go through edits (``edits``), which call :meth:`become`.

    All parts have their new values before the first signal is emitted. ``recipe_changed`` covers the split too,
    ``details_changed`` title, notes and reasons; ``analysis_changed`` comes last, and only if the analysis did change.
    """

    data_changed: ClassVar[Signal] = Signal()
    recipe_changed: ClassVar[Signal] = Signal()
    settings_changed: ClassVar[Signal] = Signal()
    details_changed: ClassVar[Signal] = Signal()
    trained_changed: ClassVar[Signal] = Signal()
    analysis_changed: ClassVar[Signal] = Signal()

    def __init__(self, contents: Contents | None = None, *, unknown: Mapping[str, Any] | None = None) -> None:
        self._contents = contents or Contents()
        self.design = Design(self._contents.graph)
        self.unknown: dict[str, Any] = dict(unknown or {})
        self.data_problem: str | None = None
        self._trained: TrainedModel | None = None
        self._analysis: tuple[Contents, Analysis] | None = None
        self._is_changing = False
        self.design.changed.connect(self._design_changed)

    # -- parts -----------------------------------------------------------------------------------------------------------

    @property
    def contents(self) -> Contents:
        """The present state as one value."""
        if self._contents.graph is not self.design.graph:
            self._contents = self._contents.with_changes({"graph": self.design.graph})
        return self._contents

    @property
    def graph(self) -> Graph:
        """The design's present state as a value."""
        return self.design.graph

    @property
    def source(self) -> Mapping[str, Any] | None:
        """Where the table comes from, or None."""
        return self._contents.source

    @property
    def table(self) -> Table | None:
        """The training data, or None."""
        return self._contents.table

    @property
    def recipe(self) -> Recipe | None:
        """What to do with each column, or None without data."""
        return self._contents.recipe

    @property
    def split(self) -> Split:
        """Shares of training, validation and test rows."""
        return self._contents.split

    @property
    def settings(self) -> TrainingSettings:
        """How to train."""
        return self._contents.settings

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the proposed network looks as it does."""
        return self._contents.reasons

    @property
    def title(self) -> str:
        """The project's name for people."""
        return self._contents.title

    @property
    def notes(self) -> str:
        """Free text about the project."""
        return self._contents.notes

    @property
    def trained(self) -> TrainedModel | None:
        """The latest trained network; not part of what is undone."""
        return self._trained

    @trained.setter
    def trained(self, trained: TrainedModel | None) -> None:
        if trained is not self._trained:
            self._trained = trained
            self.trained_changed.emit()

    # -- changes ---------------------------------------------------------------------------------------------------------

    def become(self, contents: Contents) -> None:
        """Take over another state and tell the differences (edits call this)."""
        changes = self.contents.changes_to(contents)
        if not changes:
            return
        before = self._analysis
        self._contents = contents
        self._is_changing = True
        try:
            self.design.become(contents.graph)
            for signal in dict.fromkeys(_SIGNALS[name] for name in changes if name != "graph"):
                getattr(self, signal).emit()
        finally:
            self._is_changing = False
        self._tell_analysis(before)

    def replace(self, **changes: Any) -> None:
        """Change parts outside the undo stack: what loading, saving and relocating files do."""
        self.become(self.contents.with_changes(changes))

    def set_data(self, source: Mapping[str, Any] | None, table: Table | None, recipe: Recipe | None) -> None:
        """Give the project its table outside the undo stack, as loading does."""
        self.replace(source=source, table=table, recipe=recipe)

    # -- analysis --------------------------------------------------------------------------------------------------------

    @property
    def analysis(self) -> Analysis:
        """Shapes, sizes and problems of the present state; computed once a state."""
        from nndesigner.project.rules import analyse

        contents = self.contents
        if self._analysis is None or self._analysis[0] is not contents:
            self._analysis = (contents, analyse(self))
        return self._analysis[1]

    def reconsider(self) -> None:
        """Analyse again, because more is known about the same contents (findings of a large table, for one)."""
        before, self._analysis = self._analysis, None
        self._tell_analysis(before)

    def _design_changed(self) -> None:
        if not self._is_changing:
            self._tell_analysis(self._analysis)

    def _tell_analysis(self, before: tuple[Contents, Analysis] | None) -> None:
        if before is None or before[1] != self.analysis:
            self.analysis_changed.emit()

    # -- plain data ------------------------------------------------------------------------------------------------------

    def to_config(self) -> dict[str, Any]:
        """The project as JSON builtins, keys that this version does not know included; the table itself is not in it."""
        return {
            **self.unknown,
            "title": self.title,
            "notes": self.notes,
            "source": None if self.source is None else dict(self.source),
            "recipe": None if self.recipe is None else self.recipe.to_config(),
            "split": self.split.to_config(),
            "settings": self.settings.to_config(),
            "design": self.design.to_config(),
            "reasons": [[item.subject, item.choice, item.why, item.node] for item in self.reasons],
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any], base: Path | None = None, *, load_data: bool = True) -> Project:
        """The inverse of :meth:`to_config`; the table is loaded from its source, relative to ``base``.

        A source that cannot be read leaves ``table`` None and says why in ``data_problem``, so that the window can offer
        to locate it. Raises DesignerError when the rest cannot be read.
        """
        from nndesigner.data.recipe import Recipe
        from nndesigner.data.split import Split

        if not isinstance(config, Mapping):
            raise DesignerError(tr("This is not a project; received {kind}.", kind=type(config).__name__))
        given = {key: config[key] for key in _KEYS if config.get(key) is not None}
        try:
            contents = Contents(
                graph=graph_from_config(given.get("design", {})),
                source=given.get("source"),
                recipe=Recipe.from_config(given["recipe"]) if "recipe" in given else None,
                split=Split.from_config(given["split"]) if "split" in given else Split(),
                settings=TrainingSettings.from_config(given.get("settings", {})),
                reasons=tuple(Reason(*item) for item in given.get("reasons", ())),
                title=str(given.get("title", "")),
                notes=str(given.get("notes", "")),
            )
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            if isinstance(error, DesignerError):
                raise
            raise DesignerError(tr("A part of the project cannot be read: {error}.", error=error)) from error
        project = cls(contents, unknown={key: value for key, value in config.items() if key not in _KEYS})
        if load_data and contents.source is not None:
            project._load(base)
        return project

    @classmethod
    def from_trained(cls, trained: TrainedModel) -> Project:
        """An untitled project around a model file: network, recipe and weights, but no training data."""
        from nndesigner.project.build import loss_spec, with_input_shape

        if trained.design:
            graph = graph_from_config(trained.design)
        else:
            graph = graph_from_network_config(trained.model.get_config(), loss=loss_spec(trained.model))
        if trained.recipe is not None:
            graph = with_input_shape(graph, *trained.recipe.input_shapes)
        recipe = None if trained.recipe is None else trained.recipe.recipe
        project = cls(Contents(graph=graph, recipe=recipe, settings=trained.settings))
        project._trained = trained
        return project

    def _load(self, base: Path | None) -> None:
        from nndesigner.data.source import load_source

        assert self.source is not None
        try:
            table = load_source(dict(self.source), base)
        except DesignerError as error:
            self.data_problem = str(error)
        else:
            self.replace(table=table)
