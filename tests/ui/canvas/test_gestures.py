"""Mouse gestures: each does one undoable thing, or nothing after Escape."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QToolTip

from nndesigner.project import edits
from nndesigner.ui.canvas import mime
from nndesigner.ui.canvas.menu import BlockMenu


def menu_of(view):
    return next((menu for menu in view.findChildren(BlockMenu) if menu.isVisible()), None)


def test_a_click_selects_and_a_click_beside_deselects(hand, document):
    hand.click(hand.centre("b"))
    assert document.selection.nodes == {"b"}
    hand.click(hand.centre("c"), Qt.KeyboardModifier.ControlModifier)
    assert document.selection.nodes == {"b", "c"}
    hand.click(hand.centre("c"), Qt.KeyboardModifier.ControlModifier)
    assert document.selection.nodes == {"b"}
    hand.click((0, -150))
    assert document.selection.nodes == frozenset()


def test_a_box_selects_what_it_touches(hand, document):
    hand.drag((200, -60), (500, 150))
    assert document.selection.nodes == {"b", "c"}
    assert not document.undo_stack.canUndo()


def test_escape_brings_the_old_selection_back(hand, document):
    hand.click(hand.centre("a"))
    hand.press((200, -60))
    hand.move((230, -30), (500, 150))
    assert document.selection.nodes == {"b", "c"}
    hand.key(Qt.Key.Key_Escape)
    assert document.selection.nodes == {"a"}


def test_a_drag_moves_the_selection_in_one_step(hand, document, design):
    hand.drag((200, -60), (500, 150))
    before = {key: design.nodes[key].position for key in "bc"}
    hand.drag(hand.centre("b"), hand.centre("b") + QPointF(48, 160))
    for key, (x, y) in before.items():
        assert design.nodes[key].position == (x + 48, y + 160)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert {key: design.nodes[key].position for key in "bc"} == before


def test_two_drags_are_two_steps(hand, document):
    for _ in range(2):
        hand.drag(hand.centre("b"), hand.centre("b") + QPointF(0, 160))
    assert document.undo_stack.count() == 2


def test_escape_cancels_a_move(hand, document, design):
    start = hand.centre("b")
    hand.press(start)
    hand.move(start + QPointF(30, 30), start + QPointF(0, 200))
    assert hand.centre("b") != start
    hand.key(Qt.Key.Key_Escape)
    assert hand.centre("b") == start
    hand.release(start + QPointF(0, 200))
    assert document.undo_stack.count() == 0


def test_dragging_a_block_onto_another_wire_reorders(hand, document, design, links):
    before = {key: node.position for key, node in design.nodes.items()}
    hand.drag(hand.centre("b"), hand.middle_of("c", "d"))
    assert links() == {("a", "c"), ("c", "b"), ("b", "d")}
    after = {key: node.position for key, node in design.nodes.items()}
    assert after == {"a": before["a"], "c": before["b"], "b": before["c"], "d": before["d"]}
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert links() == {("a", "b"), ("b", "c"), ("c", "d")}


def test_dragging_a_block_back_in_its_chain_reorders_too(hand, design, links):
    before = {key: node.position for key, node in design.nodes.items()}
    hand.drag(hand.centre("c"), hand.middle_of("a", "b"))
    assert links() == {("a", "c"), ("c", "b"), ("b", "d")}
    assert design.nodes["c"].position == before["b"]
    assert design.nodes["b"].position == before["c"]


def test_the_wire_lights_up_only_while_the_block_is_over_it(hand):
    item = next(item for wire, item in hand.scene.wires.items() if wire.target == "d")
    hand.press(hand.centre("b"))
    hand.move(hand.centre("b") + QPointF(20, 20), hand.middle_of("c", "d"))
    assert item.is_lit
    hand.move(hand.middle_of("c", "d") + QPointF(0, 300))
    assert not item.is_lit
    hand.key(Qt.Key.Key_Escape)


def test_a_wire_is_drawn_from_port_to_port(hand, document, design, links):
    document.push(edits.AddNode(document.project, "Add", (432.0, 200.0)))
    join = next(key for key, node in design.nodes.items() if node.kind == "Add")
    hand.scene.refresh()
    hand.drag(hand.scene.blocks["b"].output.anchor(), hand.scene.blocks[join].input.anchor())
    assert ("b", join) in links()
    hand.scene.refresh()
    hand.drag(hand.scene.blocks[join].input.anchor(), hand.scene.blocks["a"].output.anchor())
    assert ("a", join) in links()


def test_legal_targets_light_up_and_illegal_ones_say_why(qtbot, hand, document, links):
    before = links()
    hand.press(hand.scene.blocks["c"].output.anchor())
    hand.move(hand.scene.blocks["c"].output.anchor() + QPointF(20, 20), hand.centre("b"))
    assert hand.scene.blocks["b"].opacity() < 1
    assert "b" in hand.view.gesture._reasons
    assert "dense" in (hand.view.gesture._reasons["b"] or "")
    qtbot.waitUntil(lambda: QToolTip.text() != "")
    hand.release(hand.centre("b"))
    assert links() == before
    assert document.undo_stack.count() == 0
    assert hand.scene.blocks["b"].opacity() == 1


def test_cycles_are_refused(hand, document, design, links):
    document.push(edits.AppendNode(document.project, "Add", after="a"))
    join = next(key for key, node in design.nodes.items() if node.kind == "Add")
    hand.scene.refresh()
    hand.page.fit()
    before = links()
    hand.drag(hand.scene.blocks["c"].output.anchor(), hand.centre(join))
    assert links() == before


def test_released_on_empty_canvas_the_menu_offers_what_can_follow(qtbot, hand, document, design, links):
    hand.drag(hand.scene.blocks["b"].output.anchor(), QPointF(500, 300))
    menu = menu_of(hand.view)
    assert "Dense" in menu.kinds()
    assert "Input" not in menu.kinds()
    assert "Output" not in menu.kinds()
    qtbot.keyClicks(menu.search, "dropout")
    qtbot.keyClick(menu.search, Qt.Key.Key_Return)
    fresh = next(key for key, node in design.nodes.items() if node.kind == "Dropout")
    assert ("b", fresh) in links()
    assert document.undo_stack.count() == 1
    assert document.selection.nodes == {fresh}


def test_an_occupied_input_gives_its_wire_away(hand, document, links):
    hand.drag(hand.scene.blocks["c"].input.anchor(), QPointF(500, 300))
    assert ("b", "c") not in links()
    document.undo_stack.undo()
    assert ("b", "c") in links()


def test_the_middle_button_and_space_pan(hand, document):
    before = hand.view.mapToScene(0, 0)
    hand.drag((100, 250), (160, 290), button=Qt.MouseButton.MiddleButton)
    assert hand.view.mapToScene(0, 0) != before
    hand.view.setFocus()
    before = hand.view.mapToScene(0, 0)
    from PySide6.QtTest import QTest

    QTest.keyPress(hand.view, Qt.Key.Key_Space)
    hand.drag((100, 250), (160, 290))
    QTest.keyRelease(hand.view, Qt.Key.Key_Space)
    assert hand.view.mapToScene(0, 0) != before
    assert menu_of(hand.view) is None
    assert document.undo_stack.count() == 0


@pytest.fixture
def drop(hand):
    """Drag a kind from the palette to a point; drop it there, or leave again."""

    def play(kind, point, *, leave=False):
        view, data = hand.view, mime.kind_data(kind)
        place = hand.place(point)
        rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        view.dragEnterEvent(QDragEnterEvent(hand.place((0, 320)), *rest))
        view.dragMoveEvent(QDragMoveEvent(place, *rest))
        lit = [wire for wire, item in hand.scene.wires.items() if item.is_lit]
        if leave:
            view.dragLeaveEvent(QDragLeaveEvent())
        else:
            view.dropEvent(QDropEvent(QPointF(place), *rest))
        return lit

    return play


def test_a_layer_dropped_on_a_wire_is_spliced_in(hand, drop, document, design, links):
    lit = drop("Dropout", hand.middle_of("b", "c"))
    assert [(wire.source, wire.target) for wire in lit] == [("b", "c")]
    fresh = next(key for key, node in design.nodes.items() if node.kind == "Dropout")
    assert {("b", fresh), (fresh, "c")} <= links()
    assert ("b", "c") not in links()
    assert document.undo_stack.count() == 1
    hand.scene.refresh()
    rects = {key: block.sceneBoundingRect() for key, block in hand.scene.blocks.items()}
    assert not any(rects[one].intersects(rects[two]) for one in rects for two in rects if one < two)


def test_a_layer_dropped_beside_stands_there(drop, hand, design, links):
    drop("Dense", (500, 300))
    fresh = next(key for key in design.nodes if key not in "abcd")
    assert hand.centre(fresh).x() == pytest.approx(500, abs=8)
    assert hand.centre(fresh).y() == pytest.approx(300, abs=8)
    assert not any(fresh in link for link in links())


def test_a_layer_dropped_on_a_block_stands_below_it(drop, hand, design):
    drop("Dense", hand.centre("b"))
    fresh = next(key for key in design.nodes if key not in "abcd")
    assert not hand.scene.blocks[fresh].sceneBoundingRect().intersects(hand.scene.blocks["b"].sceneBoundingRect())


def test_a_second_input_cannot_stand_in_a_wire(hand, drop, links):
    before = links()
    assert drop("Input", hand.middle_of("b", "c"), leave=True) == []
    assert links() == before


def test_leaving_takes_the_ghost_away(hand, drop, design):
    count = len(hand.scene.items())
    assert drop("Dense", hand.middle_of("b", "c"), leave=True)
    assert len(hand.scene.items()) == count
    assert not any(item.is_lit for item in hand.scene.wires.values())
    assert len(design.nodes) == 4


def test_files_are_left_to_the_window(hand):
    from PySide6.QtCore import QMimeData, QUrl

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("a.csv")])
    args = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    event = QDragEnterEvent(hand.place((0, 0)), *args)
    hand.view.dragEnterEvent(event)
    assert not event.isAccepted()


def test_the_corner_of_a_note_resizes_it(hand, document, design):
    hand.drag((156, 268), (156 + 40, 268 + 24))
    assert design.notes["t"].rect == (0.0, 200.0, 200.0, 96.0)
    assert document.undo_stack.count() == 1
