"""The page around the canvas: outline, zoom, overview, export, palette, and edits during a run."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QTreeWidget

from nndesigner.core.errors import FileError
from nndesigner.project import edits
from nndesigner.project.graph import Wire
from nndesigner.ui.canvas.export import export_diagram
from nndesigner.ui.docks.palette import Palette
from nndesigner.ui.theme import apply_theme


def test_the_outline_has_every_block_with_its_facts(qtbot, page, document):
    page.show_outline(True)
    outline = page.findChild(QTreeWidget, "design.outline")
    texts = [[outline.topLevelItem(row).text(column) for column in range(4)] for row in range(4)]
    assert texts[1] == ["dense", "Dense · 8 · relu", "batch × 8", "40"]
    document.push(edits.Disconnect(document.project, Wire("b", "c")))
    qtbot.waitUntil(lambda: any(outline.topLevelItem(row).text(4) for row in range(4)))


def test_selecting_in_the_outline_selects_on_the_canvas(qtbot, page, document):
    page.show_outline(True)
    page.outline.setCurrentItem(page.outline.item_of("c"))
    assert page.canvas.canvas_scene.selected_ids() == ["c"]
    document.selection.set_nodes({"a", "b"})
    assert {item.text(0) for item in page.outline.selectedItems()} == {"input", "dense"}
    with qtbot.waitSignal(page.inspect_requested) as heard:
        page.outline.setCurrentItem(page.outline.item_of("c"))
        qtbot.keyClick(page.outline, Qt.Key.Key_Return)
    assert heard.args == ["c"]


def test_names_for_screen_readers(page, document):
    document.selection.set_nodes({"b"})
    assert page.canvas.accessibleName()
    assert "dense" in page.canvas.accessibleDescription()
    assert "batch × 8" in page.canvas.accessibleDescription()
    assert page.canvas.objectName() == "design.canvas"
    assert page.outline.accessibleName()


def test_zoom_keeps_what_is_under_the_pointer(page):
    view = page.canvas
    view.set_zoom(0.7)
    place = QPointF(200, 150)
    before = view.viewportTransform().inverted()[0].map(place)
    event = QWheelEvent(
        place,
        view.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    view.wheelEvent(event)
    after = view.viewportTransform().inverted()[0].map(place)
    assert view.zoom > 0.7
    assert (after - before).manhattanLength() < 2
    for _ in range(40):
        view.zoom_in()
    assert view.zoom <= 4.0
    for _ in range(80):
        view.zoom_out()
    assert view.zoom >= 0.1


def test_fit_shows_everything_and_the_overview_hides(qtbot, page):
    view, overview = page.canvas, page.controls.overview
    view.fit()
    assert view.visible_rect().contains(view.canvas_scene.content_rect())
    qtbot.waitUntil(lambda: not overview.isVisible())
    view.set_zoom(2.0)
    qtbot.waitUntil(overview.isVisible)
    before = view.visible_rect().center()
    qtbot.mouseClick(overview, Qt.MouseButton.LeftButton, pos=overview.rect().center() + QPoint(40, 0))
    assert view.visible_rect().center() != before


def test_tidy_is_one_step_and_nothing_when_tidy(page, document, design):
    document.push(edits.MoveNodes(document.project, {"b": (30.0, 300.0)}, merge=False))
    page.tidy()
    assert document.undo_stack.count() == 2
    xs = [design.nodes[key].position[0] for key in "abcd"]
    assert xs == sorted(xs)
    page.tidy()
    assert document.undo_stack.count() == 2


def test_align(page, document, design):
    document.push(edits.MoveNodes(document.project, {"b": (216.0, 40.0), "c": (432.0, 80.0)}, merge=False))
    document.selection.set_nodes({"b", "c"})
    page.align_top()
    assert design.nodes["b"].position[1] == design.nodes["c"].position[1] == 40.0


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_diagram_is_saved_as_svg_png_and_pdf(qapp, page, tmp_path, mode):
    apply_theme(qapp, mode)
    try:
        export_diagram(page.canvas.canvas_scene, tmp_path / "net.svg")
        export_diagram(page.canvas.canvas_scene, tmp_path / "net.png")
        export_diagram(page.canvas.canvas_scene, tmp_path / "net.pdf")
    finally:
        apply_theme(qapp, "light")
    text = (tmp_path / "net.svg").read_text(encoding="utf-8")
    assert "<svg" in text
    assert "<path" in text
    assert (tmp_path / "net.pdf").read_bytes().startswith(b"%PDF-")
    image = QImage(str(tmp_path / "net.png"))
    assert image.width() > 1600
    colors = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert len(colors) > 10


def test_another_suffix_is_refused_in_one_sentence(page, tmp_path):
    with pytest.raises(FileError, match=r"received .bmp"):
        export_diagram(page.canvas.canvas_scene, tmp_path / "net.bmp")


@pytest.fixture
def palette(qtbot, page, document):
    palette = Palette(document, page.runner)
    palette.append_requested.connect(page.append)
    qtbot.addWidget(palette)
    palette.show()
    qtbot.waitUntil(lambda: palette.tree.topLevelItemCount() > 0)
    return palette


def test_the_palette_appends_after_the_selected_block(qtbot, palette, document, links):
    document.selection.set_nodes({"b"})
    qtbot.keyClicks(palette.search, "dropout")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    (fresh,) = document.selection.nodes
    assert {("b", fresh), (fresh, "c")} <= links()


def test_without_a_selection_it_appends_before_the_output(qtbot, palette, document, links):
    qtbot.keyClicks(palette.search, "dense")
    palette.tree.setFocus()
    qtbot.keyClick(palette.tree, Qt.Key.Key_Return)
    (fresh,) = document.selection.nodes
    assert {("c", fresh), (fresh, "d")} <= links()
    assert document.undo_stack.count() == 1


def test_the_palette_lists_every_layer(palette):
    from nndesigner.nn.registries import LAYERS

    listed = {entry.data(0, Qt.ItemDataRole.UserRole) for entry in palette._entries()}
    assert listed == {*LAYERS, "Input", "Output"} - {"TensorOperation"}  # made by code, not by hand


def test_a_line_says_when_the_running_network_is_another_one(page, document):
    runner = page.runner
    runner.run_started.emit()
    runner.state = "training"
    document.push(edits.MoveNodes(document.project, {"b": (216.0, 200.0)}))
    assert page.notice.isHidden()
    document.push(edits.SetOption(document.project, "b", "units", 5))
    assert not page.notice.isHidden()
    document.undo_stack.undo()
    assert page.notice.isHidden()
    runner.state = "idle"


def test_tidy_takes_notes_along_and_off_the_blocks(page, document, design):
    document.push(edits.MoveNodes(document.project, {"b": (30.0, 300.0), "t": (216.0, 20.0)}, merge=False))
    page.tidy()
    scene = page.canvas.canvas_scene
    note = scene.notes["t"].sceneBoundingRect()
    assert not any(note.intersects(block.sceneBoundingRect()) for block in scene.blocks.values())
