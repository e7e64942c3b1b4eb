"""Edits of data and training: columns, target, split, settings, and the whole table or design."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nndesigner.core.text import tr
from nndesigner.project.connections import HasGraph
from nndesigner.project.contents import Contents, Reason
from nndesigner.project.edits.base import Edit, Refusal
from nndesigner.project.facts import data_facts
from nndesigner.project.graph import Graph

if TYPE_CHECKING:
    from nndesigner.data.recipe import Recipe
    from nndesigner.data.table import Table
    from nndesigner.project.project import Project


class RecipeEdit(Edit):
    """Base of the edits that change the recipe; the ends of the network follow a changed target and changed categories."""

    def change_recipe(self, recipe: Recipe, contents: Contents) -> Recipe:
        """The recipe after this edit."""
        raise NotImplementedError

    def change(self, contents: Contents) -> Contents:
        """The contents with the changed recipe, and the design adapted if the target's nature changed."""
        if contents.recipe is None:
            raise Refusal(tr("There is no data yet; open a CSV or choose a data set first."))
        recipe = self.change_recipe(contents.recipe, contents)
        changed = contents.with_changes({"recipe": recipe})
        if _ending(contents) == _ending(changed) and _beginning(contents) == _beginning(changed):
            return changed
        return _followed(self.project, contents, changed)


class SetColumn(RecipeEdit):
    """Change the rules of one column: role, type, missing, scaling, encoding, fill."""

    def __init__(self, project: Project, column: str, **changes: Any) -> None:
        super().__init__(project)
        self.title = tr("Change column {column}", column=column)
        self._column = column
        self._changes = changes

    def change_recipe(self, recipe: Recipe, contents: Contents) -> Recipe:
        """The recipe with the changed column."""
        if self._changes.get("role") == "target":
            others = {name: value for name, value in self._changes.items() if name != "role"}
            recipe = recipe.with_column(self._column, **others) if others else recipe
            return with_target(recipe, contents.table, (self._column,))
        return recipe.with_column(self._column, **self._changes)


class SetTarget(RecipeEdit):
    """Choose the column (or several numeric columns) to be predicted; the old target becomes a feature again."""

    def __init__(self, project: Project, column: str | tuple[str, ...]) -> None:
        super().__init__(project)
        self._columns = (column,) if isinstance(column, str) else tuple(column)
        self.title = tr("Predict {columns}", columns=", ".join(self._columns))

    def change_recipe(self, recipe: Recipe, contents: Contents) -> Recipe:
        """The recipe with the new target."""
        return with_target(recipe, contents.table, self._columns)


class SetRecipe(RecipeEdit):
    """Put another recipe in the place of the whole one."""

    def __init__(self, project: Project, recipe: Recipe, title: str | None = None) -> None:
        super().__init__(project)
        self.title = title or tr("Change the columns")
        self._recipe = recipe

    def change_recipe(self, recipe: Recipe, contents: Contents) -> Recipe:
        """The given recipe."""
        return self._recipe


_COUNTED = frozenset({"train", "validation", "test", "seed"})  # what is turned up and down; the rest is chosen


class SetSplit(Edit):
    """Change the shares, the seed or the method of the split; successive changes of the same shares or of the seed merge."""

    def __init__(self, project: Project, **changes: Any) -> None:
        super().__init__(project)
        self.title = tr("Change the split")
        self.merge_key = tuple(sorted(changes)) if changes.keys() <= _COUNTED else None
        self._changes = changes

    def change(self, contents: Contents) -> Contents:
        """The contents with the changed split."""
        return contents.with_changes({"split": replace(contents.split, **self._changes)})


class SetSettings(Edit):
    """Change training settings; successive changes of the same ones merge."""

    def __init__(self, project: Project, **changes: Any) -> None:
        super().__init__(project)
        names = ", ".join(name.replace("_", " ") for name in changes)
        self.title = tr("Change {settings}", settings=names)
        self.merge_key = tuple(sorted(changes))
        self._changes = changes

    def change(self, contents: Contents) -> Contents:
        """The contents with the changed settings."""
        return contents.with_changes({"settings": contents.settings.replace(**self._changes)})


class ReplaceData(Edit):
    """Train on another table. The network is kept, or proposed anew.

    A kept network keeps the old recipe's rules for columns that the new table has too. ``recipe`` overrides the proposal.
    """

    def __init__(
        self,
        project: Project,
        source: Mapping[str, Any],
        table: Table,
        keep_network: bool = False,
        recipe: Recipe | None = None,
    ) -> None:
        super().__init__(project)
        self.title = tr("Open data {name}", name=table.name)
        self._source = dict(source)
        self._table = table
        self._keep = keep_network
        self._recipe = recipe

    def change(self, contents: Contents) -> Contents:
        """The contents with the new table, its recipe and, unless kept, its network."""
        recipe = self._recipe or _recipe_for(self._table, contents.recipe if self._keep else None)
        changed = contents.with_changes({"source": self._source, "table": self._table, "recipe": recipe})
        if not self._keep:
            from nndesigner.project.propose import proposed_split

            return proposed(changed.with_changes({"split": proposed_split(self._table, contents.split.seed)}))
        return changed if _ending(contents) == _ending(changed) else _adapted(self.project, changed)


class ProposeNetwork(Edit):
    """Replace the network and the settings by the proposal for the present data."""

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self.title = tr("Propose a network")

    def change(self, contents: Contents) -> Contents:
        """The contents with the proposed network."""
        if contents.table is None or contents.recipe is None:
            raise Refusal(tr("There is no data yet; open a CSV or choose a data set first."))
        return proposed(contents)


class ReplaceDesign(Edit):
    """Put another design in the place of the whole one."""

    def __init__(
        self, project: Project, design: HasGraph | Graph, title: str | None = None, reasons: tuple[Reason, ...] = ()
    ) -> None:
        super().__init__(project)
        self.title = title or tr("Replace the design")
        self._graph = design if isinstance(design, Graph) else design.graph
        self._reasons = reasons

    def change(self, contents: Contents) -> Contents:
        """The contents with the other design."""
        return contents.with_changes({"graph": self._graph, "reasons": self._reasons})


def proposed(contents: Contents) -> Contents:
    """``contents`` with the network, settings and reasons proposed for its data."""
    from nndesigner.project.propose import propose

    assert contents.table is not None
    assert contents.recipe is not None
    if not contents.table.row_count:  # names of columns alone: there is nothing to shape a network after
        return contents
    proposal = propose(contents.table, contents.recipe, contents.split)
    settings = proposal.settings.replace(seed=contents.settings.seed)
    return contents.with_changes({"graph": proposal.design.graph, "settings": settings, "reasons": proposal.reasons})


def _followed(project: Project, before: Contents, after: Contents) -> Contents:
    """The design after the target changed: proposed anew if it was an untouched proposal, else its end repaired."""
    if before.reasons and before.recipe is not None and before.table is not None and _is_untouched(before):
        return proposed(after)
    return _adapted(project, after)


def _is_untouched(contents: Contents) -> bool:
    again = proposed(contents)
    return again.graph == contents.graph and again.settings == contents.settings


def _adapted(project: Project, contents: Contents) -> Contents:
    """Apply the fixes of the problems at the network's ends, as long as there are any."""
    from nndesigner.project.rules import FOLLOWING_RULES, analyse_contents

    for _ in range(4):
        problems = analyse_contents(project, contents).problems
        fix = next((p.fix for p in problems if p.rule in FOLLOWING_RULES and p.severity == "error" and p.fix), None)
        if fix is None:
            break
        contents = fix.make().change(contents)
    return contents


def _ending(contents: Contents) -> tuple[Any, ...]:
    """What the end of the network depends on."""
    if contents.recipe is None or contents.table is None:
        return (None, None, None)
    facts = data_facts(contents)
    return (facts.targets, facts.task, facts.output_width)


def _beginning(contents: Contents) -> tuple[Any, ...]:
    """What the kind of layers at the network's beginning depends on; widths follow by themselves."""
    if contents.recipe is None or contents.table is None:
        return (None, None)
    facts = data_facts(contents)
    shape = facts.input_shape or ()
    return (shape if facts.is_image else len(shape), facts.indices)


def with_target(recipe: Recipe, table: Table | None, columns: tuple[str, ...]) -> Recipe:
    """The recipe with ``columns`` as its targets; what was one becomes a feature. Raises Refusal when a column is absent."""
    known = {column.name for column in recipe.columns}
    missing = [name for name in columns if name not in known]
    if missing:
        raise Refusal(tr("There is no column {column!r} to predict.", column=missing[0]))
    for column in recipe.columns:
        if column.role == "target" and column.name not in columns:
            recipe = _as_feature(recipe, column.name, table, columns[0])
    for name in columns:
        recipe = _as_target(recipe, name, table, is_alone=len(columns) == 1)
    return recipe


def _as_feature(recipe: Recipe, name: str, table: Table | None, target: str) -> Recipe:
    """What was the target, treated as if it had never been: the rules proposed for it, unless the user gave it others."""
    from nndesigner.data.proposal import propose_column

    if table is None or recipe.column(name) != propose_column(table, name, is_target=True):
        return recipe.with_column(name, role="feature")
    fresh = propose_column(table, name, is_target=name == target)
    return replace(recipe, columns=tuple(fresh if known.name == name else known for known in recipe.columns))


def _as_target(recipe: Recipe, name: str, table: Table | None, *, is_alone: bool) -> Recipe:
    """One column made the target: with the rules proposed for it, unless the user gave it another type."""
    column = recipe.column(name)
    if not is_alone and column.natural == "number":
        return recipe.with_column(name, role="target", type="number")
    if table is None or column.type != column.natural:
        return recipe.with_column(name, role="target")
    from nndesigner.data.proposal import propose_column

    fresh = propose_column(table, name, is_target=True)
    return replace(recipe, columns=tuple(fresh if known.name == name else known for known in recipe.columns))


def _recipe_for(table: Table, old: Recipe | None) -> Recipe:
    from nndesigner.data.recipe import Recipe

    if old is None:
        return Recipe.propose(table)
    targets = [column.name for column in old.columns if column.role == "target" and column.name in table.names]
    fresh = Recipe.propose(table, target=targets[0] if targets else None)
    known = {column.name: column for column in old.columns}
    kept = tuple(
        replace(known.get(column.name, column), natural=column.natural, levels=column.levels) for column in fresh.columns
    )
    return replace(fresh, columns=kept, image_shape=old.image_shape if {*known} <= {*table.names} else fresh.image_shape)
