"""What the canvas shows: text that can be read at every zoom, and never nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from nndesigner.project.edits import AddNode
from nndesigner.ui.canvas.camera import LEGIBLE
from nndesigner.ui.canvas.facts import Facts
from nndesigner.ui.canvas.fonts import SMALLEST
from nndesigner.ui.canvas.geometry import BLOCK, COLUMN
from nndesigner.ui.canvas.items.block_text import FAR, lines

FACTS = Facts(
    name="dense_with_a_long_name", kind="Dense", family="core", detail="Dense · 100 · leaky relu", shape="batch × 28 × 28 × 16",
    size="78 500 parameters", severity=None, problems=(), hint="", parameters="78 500", brief="100 · leaky relu",
)  # fmt: skip


@pytest.mark.parametrize("zoom", [4.0, 1.0, 0.93, 0.9, 0.72, 0.6, 0.51, 0.5, 0.4, 0.3, 0.21])
def test_no_text_is_below_nine_points_or_outside_its_block(zoom):
    drawn = lines(FACTS, zoom)
    assert drawn
    for line in drawn:
        assert line.font.pixelSize() * zoom >= SMALLEST
        assert BLOCK.contains(line.place)
        assert QFontMetricsF(line.font).horizontalAdvance(line.text) <= line.place.width()


def test_fewer_lines_from_afar_and_at_half_size_still_the_option_and_the_shape():
    counts = [len(lines(FACTS, zoom)) for zoom in (1.0, 0.7, 0.5, 0.35, 0.25, FAR / 2)]
    assert counts == sorted(counts, reverse=True)
    assert (counts[0], counts[2], counts[-1]) == (4, 3, 0)


def test_the_columns_of_an_input_are_not_counted_twice():
    columns = Facts(
        name="input", kind="Input", family="input", detail="pixel_0_0, pixel_0_1, pixel_0_2, pixel_0_3", shape="batch × 784",
        size="784 columns", severity=None, problems=(), hint="", brief="784 columns",
    )  # fmt: skip
    assert [line.text for line in lines(columns, 0.72)] == ["input", "784 columns", "batch × 784"]


def test_a_long_network_opens_from_its_start_and_fit_shows_all_of_it(page, document, design):
    for index in range(20):
        document.push(AddNode(document.project, "Dense", ((4 + index) * COLUMN, 0.0)))
    view = page.canvas
    view.canvas_scene.refresh()
    view.fit_legibly()
    assert view.zoom == pytest.approx(LEGIBLE)
    assert view.visible_rect().contains(view.canvas_scene.blocks["a"].sceneBoundingRect())
    view.fit()
    assert view.zoom < LEGIBLE
    assert view.visible_rect().contains(view.canvas_scene.content_rect())


def test_undo_brings_into_sight_what_it_moves(page, document, design):
    far = {"b": QPointF(0, 4000), "c": QPointF(0, 4200), "a": QPointF(0, 3800), "d": QPointF(0, 4400)}
    view = page.canvas
    view.commands.move(far, {"t": QPointF(0, 4600)})
    view.canvas_scene.refresh()
    view.fit()
    view.set_zoom(1.0)
    document.undo_stack.undo()
    view.canvas_scene.refresh()
    assert view.visible_rect().intersects(view.canvas_scene.content_rect())


def test_a_fitted_view_still_shows_everything_after_undo(page, document, design):
    view = page.canvas
    view.commands.move({"d": QPointF(3 * COLUMN, 900)})
    view.commands.tidy()
    view.canvas_scene.refresh()
    view.fit()
    document.undo_stack.undo()
    view.canvas_scene.refresh()
    assert view.visible_rect().contains(view.canvas_scene.content_rect())


def test_the_first_block_stays_where_it_was_dropped(qtbot, page, document, design):
    page.canvas.commands.delete(list(design.nodes), (), list(design.notes))
    view = page.canvas
    view.canvas_scene.refresh()
    view._wants_fit = True  # as on a canvas that was always empty
    place = view.mapToScene(40, 40)
    node = view.commands.add("Dense", place)
    before = view.mapFromScene(QRectF(*design.nodes[node].position, 1, 1)).boundingRect().center()
    page.resize(page.width(), page.height() - 10)
    after = view.mapFromScene(QRectF(*design.nodes[node].position, 1, 1)).boundingRect().center()
    assert (after - before).manhattanLength() <= 10
