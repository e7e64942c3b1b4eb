"""A diagram without a window: what ``nndesigner export --to svg`` draws, on any machine with or without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from nndesigner.ui.canvas.export import picture
from nndesigner.ui.canvas.scene import CanvasScene
from nndesigner.ui.document import Document
from nndesigner.ui.theme import apply_theme

if TYPE_CHECKING:
    from nndesigner.project.project import Project


def draw(project: Project, kind: str) -> bytes:
    """The project's diagram as "svg", "png" or "pdf", in the light look. Raises FileError for a design without blocks."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["nndesigner", "-platform", "offscreen"])
        apply_theme(app, "light")
    scene = CanvasScene(Document(project))
    scene.refresh()
    return picture(scene, kind)
