"""Keras's answer on the two moons examples, computed beforehand, to stand beside our own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.pages.results.figures import percent
from nndesigner.ui.plots.surface import SurfacePlot
from nndesigner.ui.theme import SPACING, title_font
from nndesigner.ui.widgets.elided_label import ElidedLabel

_DATA = {"rows": 1000, "noise": 0.2, "seed": 0}


@dataclass(frozen=True, slots=True)
class Beforehand:
    """A surface as ``session.surface.Surface`` has it, with the accuracies of all of Keras's runs on the held-out rows."""

    features: tuple[str, str]
    x: np.ndarray
    y: np.ndarray
    values: np.ndarray
    classes: tuple[str, ...]
    version: str
    accuracy: float
    accuracies: tuple[float, ...]


def find(project: Any) -> Beforehand | None:
    """What Keras reached on the data and network of ``project``, or None if it is not one of the moons examples."""
    if not _is_moons(project.source):
        return None
    units = [int(node.options.get("units", 0)) for node in _in_order(project.design) if node.kind == "Dense"]
    content = _content()
    found = next((net for net in content.get("networks", {}).values() if net["units"] == units), None)
    return None if found is None else _beforehand(content, found, project)


def _beforehand(content: dict[str, Any], network: dict[str, Any], project: Any) -> Beforehand:
    positive = np.asarray(network["permille"], dtype=np.float64) / 1000
    axes = [np.linspace(low, high, content["resolution"]) for low, high in zip(content["low"], content["high"], strict=True)]
    shown = next(run for run in network["runs"] if run["seed"] == network["shown_seed"])
    names = tuple(column.name for column in project.recipe.features)
    return Beforehand(
        features=(names[0], names[1]),
        x=axes[0],
        y=axes[1],
        values=np.stack([1 - positive, positive], axis=2),
        classes=tuple(project.table.column(project.recipe.target).as_type("category").categories),
        version=str(content["versions"]["keras"]),
        accuracy=float(shown["accuracy"]),
        accuracies=tuple(sorted(float(run["accuracy"]) for run in network["runs"])),
    )


def _is_moons(source: Any) -> bool:
    from nndesigner.data.generators import Points

    if not source or source.get("kind") != "generator" or source.get("name") != "moons":
        return False
    options = {**Points.default_config(), **(source.get("options") or {})}
    return all(options.get(name) == value for name, value in _DATA.items())


def _in_order(design: Any) -> list[Any]:
    return [design.nodes[node] for node in design.order()]


def _content() -> dict[str, Any]:
    from nndesigner.files.examples import keras_moons

    try:
        return keras_moons()
    except FileNotFoundError:  # a package built without the examples
        return {}


class KerasPanel(QWidget):
    """Keras's surface under its heading."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel()
        self.title.setFont(title_font(1.05))
        self.plot = SurfacePlot(tr("Decision surface of Keras"))
        self.plot.setObjectName("results.keras")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACING, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.title)
        layout.addWidget(self.plot, 1)

    def show_answer(self, found: Beforehand) -> None:
        """Show what Keras reached."""
        low, high = percent(found.accuracies[0]), percent(found.accuracies[-1])
        text = tr("Keras {version}: accuracy {value} ({low} to {high} over {n} seeds)")
        shown = {"version": found.version, "value": percent(found.accuracy), "low": low, "high": high}
        self.title.setText(text.format(n=len(found.accuracies), **shown))
        self.plot.set_surface(found)
