"""What the Data page changes in the project, each as one undoable edit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.words import ALSO_TARGET, fitting


class DataEdits:
    """Pushes edits of ``document``'s columns, target, split and network; whether it was done is what each returns."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def change_columns(self, names: tuple[str, ...], field: str, value: Any) -> bool:
        """Change one field of these columns as one step; a value that does not fit one of them leaves that one alone."""
        from nndesigner.project.edits import SetColumn, SetRecipe, SetTarget

        project = self._document.project
        if field == "role" and value in ("target", ALSO_TARGET):
            present = [column.name for column in project.recipe.targets] if value == ALSO_TARGET else []
            return self._document.push(SetTarget(project, tuple(dict.fromkeys([*present, *names]))))
        if len(names) == 1:
            return self._document.push(SetColumn(project, names[0], **_changes(project.recipe.column(names[0]), field, value)))
        chosen = set(names)
        columns = tuple(
            column.changed(**_changes(column, field, value))
            if column.name in chosen and (field in ("role", "type") or value in fitting(column, field))
            else column
            for column in project.recipe.columns
        )
        title = tr("Change {n} columns", n=len(names))
        return self._document.push(SetRecipe(project, replace(project.recipe, columns=columns), title))

    def set_fill(self, name: str, text: str) -> bool:
        """Fill the gaps of a column with what was typed; a number column refuses what is no number."""
        column = self._document.project.recipe.column(name)
        value: Any = text
        if column.type == "number":
            try:
                value = float(text.replace(",", "."))
            except ValueError:
                sentence = tr("Gaps of {name} must be filled with a number; received {text}.", name=name, text=repr(text))
                self._document.refused.emit(sentence)
                return False
        return value != column.fill and self.change_columns((name,), "fill", value)

    def set_target(self, name: str) -> bool:
        """Predict another column."""
        from nndesigner.project.edits import SetTarget

        return self._document.push(SetTarget(self._document.project, name))

    def set_split(self, changes: dict[str, Any]) -> bool:
        """Divide the rows in another way."""
        from nndesigner.project.edits import SetSplit

        return self._document.push(SetSplit(self._document.project, **changes))

    def propose(self) -> bool:
        """Replace the network by one that fits the data as they are now."""
        from nndesigner.project.edits import ProposeNetwork

        return self._document.push(ProposeNetwork(self._document.project))


def _changes(column: Any, field: str, value: Any) -> dict[str, Any]:
    """The changes of a column's recipe that make ``field`` the ``value``."""
    changes = {field: value}
    if field == "missing" and value == "constant" and column.fill is None:
        changes["fill"] = 0.0 if column.type in ("number", "date") else "missing"
    return changes
