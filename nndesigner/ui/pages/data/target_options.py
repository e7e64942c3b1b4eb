"""How the target is treated: numbers bent or scaled, rare classes weighted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.words import titles
from nndesigner.ui.theme import SPACING


class TargetOptions(QWidget):
    """One choice below the target; ``edit_wanted`` carries a function from the project to the Edit."""

    edit_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scaling = QComboBox()
        self.scaling.setObjectName("data.target.scaling")
        self.scaling.setAccessibleName(tr("Scaling of the target"))
        self.scaling.setToolTip(tr("What the network is trained on; predictions come back in the target's own unit."))
        self.scaling.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.scaling.activated.connect(lambda _index: self._set_scaling(self.scaling.currentData()))
        self.weights = QCheckBox(tr("Rare classes count for more"))
        self.weights.setObjectName("data.target.class_weight")
        self.weights.setToolTip(tr("Every class weighs alike in the loss, however few rows it has."))
        self.weights.clicked.connect(self._set_weights)
        self._scaling_row = QWidget()
        row = QHBoxLayout(self._scaling_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACING)
        label = QLabel(tr("Trained on"))
        label.setBuddy(self.scaling)
        row.addWidget(label)
        row.addWidget(self.scaling)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scaling_row)
        layout.addWidget(self.weights)

    def show_project(self, project: Any) -> None:
        """Show the treatment of the target of ``project``, which has data."""
        recipe = project.recipe
        targets = recipe.targets
        choices = titles(targets[0], "scaling") if targets else {}
        self._scaling_row.setVisible(bool(choices))
        self.scaling.clear()
        for value, title in choices.items():
            self.scaling.addItem(title, value)
        if targets:
            self.scaling.setCurrentIndex(self.scaling.findData(targets[0].scaling))
        has_classes = recipe.task in ("binary", "multiclass")
        self.weights.setVisible(has_classes)
        self.weights.setChecked(project.settings.class_weight == "balanced")
        self.setVisible(bool(choices) or has_classes)

    def _set_scaling(self, scaling: str) -> None:
        from nndesigner.project.edits import SetColumn
        from nndesigner.project.edits.recipe_forms import scaled

        def make(project: Any) -> Any:
            names = [column.name for column in project.recipe.targets]
            return SetColumn(project, names[0], scaling=scaling) if len(names) == 1 else scaled(project, names, scaling)

        self.edit_wanted.emit(make)

    def _set_weights(self, on: bool) -> None:
        from nndesigner.project.edits import SetSettings

        self.edit_wanted.emit(lambda project: SetSettings(project, class_weight="balanced" if on else "none"))
