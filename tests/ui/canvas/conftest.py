"""A document with a small network on a canvas that is shown: Input → dense → dense_1 → Output."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from nndesigner.project.graph import Graph, Node, Note, Wire
from nndesigner.project.project import Project
from nndesigner.ui.bridge import Runner
from nndesigner.ui.canvas.geometry import COLUMN
from nndesigner.ui.document import Document
from nndesigner.ui.pages.design_page import DesignPage

CHAIN = (
    ("a", "Input", "input", {"shape": [4]}),
    ("b", "Dense", "dense", {"units": 8, "activation": "relu"}),
    ("c", "Dense", "dense_1", {"units": 3, "activation": "softmax"}),
    ("d", "Output", "output", {"loss": "categorical_crossentropy"}),
)


def chain() -> Graph:
    """Four blocks in a row, one column apart."""
    nodes = {
        key: Node(key, kind, name, options, (float(index * COLUMN), 0.0))
        for index, (key, kind, name, options) in enumerate(CHAIN)
    }
    return Graph(nodes, (Wire("a", "b"), Wire("b", "c"), Wire("c", "d")), {"t": Note("t", "A note", (0.0, 200.0, 160.0, 72.0))})


class Hand:
    """Mouse and keys on a page, in scene coordinates."""

    def __init__(self, page: DesignPage) -> None:
        self.page = page
        self.view = page.canvas
        self.scene = page.canvas.canvas_scene

    def place(self, point):
        return self.view.mapFromScene(QPointF(*point) if isinstance(point, tuple) else point)

    def press(self, point, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.mousePress(self.view.viewport(), button, modifiers, self.place(point))

    def move(self, *points):
        for point in points:
            QTest.mouseMove(self.view.viewport(), self.place(point))

    def release(self, point, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.mouseRelease(self.view.viewport(), button, modifiers, self.place(point))

    def click(self, point, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, modifiers, self.place(point))

    def drag(self, start, *points, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier):
        start = QPointF(*start) if isinstance(start, tuple) else start
        self.press(start, button, modifiers)
        self.move(start + QPointF(20, 20), *points)
        self.release(points[-1], button, modifiers)

    def key(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.view, key, modifiers)

    def centre(self, node):
        return self.scene.blocks[node].centre

    def middle_of(self, source, target):
        item = next(item for wire, item in self.scene.wires.items() if (wire.source, wire.target) == (source, target))
        return item.path.pointAtPercent(0.5)


@pytest.fixture
def document(qapp):
    document = Document(Project())
    document.project.design.become(chain())
    yield document
    document.undo_stack.clear()
    document.deleteLater()


@pytest.fixture
def page(qtbot, document):
    page = DesignPage(document, Runner(document, document))
    qtbot.addWidget(page)
    page.resize(1200, 640)
    page.show()
    qtbot.waitExposed(page)
    page.canvas.setFocus()
    page.canvas.canvas_scene.refresh()
    page.canvas.fit()
    return page


@pytest.fixture
def hand(page):
    return Hand(page)


@pytest.fixture
def design(document):
    return document.project.design


@pytest.fixture
def links(design):
    """The wires as pairs of ids."""
    return lambda: {(wire.source, wire.target) for wire in design.wires}
