"""Everything on the canvas from the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nndesigner.project import edits
from nndesigner.ui.canvas.menu import BlockMenu

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def menu_of(view):
    return next((menu for menu in view.findChildren(BlockMenu) if menu.isVisible()), None)


def test_arrows_follow_the_wires(hand, document):
    hand.key(Qt.Key.Key_Right)
    assert document.selection.nodes == {"a"}
    for expected in "bcdd":
        hand.key(Qt.Key.Key_Right)
        assert document.selection.nodes == {expected}
    hand.key(Qt.Key.Key_Left)
    assert document.selection.nodes == {"c"}


def test_up_and_down_go_to_the_nearest_block(hand, document, design):
    document.push(edits.AddNode(document.project, "Dense", (216.0, 192.0)))
    fresh = next(key for key in design.nodes if key not in "abcd")
    document.selection.set_nodes({"b"})
    hand.key(Qt.Key.Key_Down)
    assert document.selection.nodes == {fresh}
    hand.key(Qt.Key.Key_Up)
    assert document.selection.nodes == {"b"}


def test_tab_goes_through_the_network_and_out(hand, document):
    hand.key(Qt.Key.Key_Tab)
    assert document.selection.nodes == {"a"}
    hand.key(Qt.Key.Key_Tab)
    assert document.selection.nodes == {"b"}
    hand.key(Qt.Key.Key_Backtab, SHIFT)
    assert document.selection.nodes == {"a"}
    document.selection.set_nodes({"d"})
    assert hand.view.hasFocus()
    hand.page.show_outline(True)
    hand.key(Qt.Key.Key_Tab)
    assert not hand.view.hasFocus()


def test_ctrl_and_shift_arrows_move_and_undo_together(hand, document, design):
    document.selection.set_nodes({"b"})
    hand.key(Qt.Key.Key_Down, CTRL)
    hand.key(Qt.Key.Key_Down, SHIFT)
    assert design.nodes["b"].position == (216.0, 32.0)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert design.nodes["b"].position == (216.0, 0.0)


def test_delete_heals_the_wire(hand, document, links):
    document.selection.set_nodes({"b"})
    hand.key(Qt.Key.Key_Delete)
    assert links() == {("a", "c"), ("c", "d")}
    document.undo_stack.undo()
    assert links() == {("a", "b"), ("b", "c"), ("c", "d")}


def test_delete_cuts_a_selected_wire(hand, document, links):
    hand.click(hand.middle_of("b", "c"))
    hand.key(Qt.Key.Key_Delete)
    assert links() == {("a", "b"), ("c", "d")}


def test_blocks_wires_and_notes_go_in_one_step(hand, document, design):
    hand.page.select_all()
    hand.key(Qt.Key.Key_Delete)
    assert not design.nodes
    assert not design.notes
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert len(design.nodes) == 4
    assert len(design.wires) == 3


def test_copy_paste_and_duplicate(hand, document, design):
    document.selection.set_nodes({"b", "c"})
    hand.page.copy()
    hand.page.paste()
    assert len(design.nodes) == 6
    fresh = set(design.nodes) - set("abcd")
    assert document.selection.nodes == fresh
    assert sum(wire.source in fresh and wire.target in fresh for wire in design.wires) == 1
    text = QApplication.clipboard().text()
    hand.page.duplicate()
    assert len(design.nodes) == 8
    assert QApplication.clipboard().text() == text
    assert document.undo_stack.count() == 2


def test_cut_is_one_step(hand, document, design, links):
    document.selection.set_nodes({"b"})
    hand.page.cut()
    assert links() == {("a", "c"), ("c", "d")}
    assert document.undo_stack.count() == 1
    hand.page.paste()
    assert len(design.nodes) == 4


def test_a_strange_clipboard_is_left_alone(hand, document):
    QApplication.clipboard().setText("not blocks")
    hand.page.paste()
    assert document.undo_stack.count() == 0


def test_space_opens_the_menu_and_enter_takes_the_first(qtbot, hand, design):
    hand.key(Qt.Key.Key_Space)
    menu = menu_of(hand.view)
    assert menu.kinds()[0] == "Dense"
    qtbot.keyClicks(menu.search, "conc")
    assert menu.kinds() == ["Concatenate"]
    qtbot.keyClick(menu.search, Qt.Key.Key_Return)
    assert any(node.kind == "Concatenate" for node in design.nodes.values())


def test_a_menu_without_a_match_says_so_and_escape_closes(qtbot, hand, design):
    hand.key(Qt.Key.Key_Space)
    menu = menu_of(hand.view)
    qtbot.keyClicks(menu.search, "zzz")
    assert menu.kinds() == []
    assert menu.empty.isVisible()
    qtbot.keyClick(menu.search, Qt.Key.Key_Return)
    qtbot.keyClick(menu.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: menu_of(hand.view) is None)
    assert len(design.nodes) == 4


def test_arrows_in_the_menu_step_through_the_list(qtbot, hand, design):
    hand.key(Qt.Key.Key_Space)
    menu = menu_of(hand.view)
    second = menu.kinds()[1]
    qtbot.keyClick(menu.search, Qt.Key.Key_Down)
    qtbot.keyClick(menu.search, Qt.Key.Key_Return)
    assert any(node.kind == second for key, node in design.nodes.items() if key not in "abcd")


def test_a_double_click_on_empty_canvas_opens_the_menu_there(qtbot, hand, design):
    QTest.mouseDClick(hand.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, hand.place((500, 300)))
    menu = menu_of(hand.view)
    qtbot.keyClicks(menu.search, "dense")
    qtbot.keyClick(menu.search, Qt.Key.Key_Return)
    fresh = next(key for key in design.nodes if key not in "abcd")
    assert (hand.centre(fresh) - QPointF(500, 300)).manhattanLength() < 16


def test_enter_and_double_click_ask_for_the_inspector(qtbot, hand, document):
    document.selection.set_nodes({"b"})
    with qtbot.waitSignal(hand.page.inspect_requested) as heard:
        hand.key(Qt.Key.Key_Return)
    assert heard.args == ["b"]
    with qtbot.waitSignal(hand.page.inspect_requested) as heard:
        place = hand.place(hand.centre("c"))
        QTest.mouseDClick(hand.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert heard.args == ["c"]


def test_a_note_is_edited_in_place(qtbot, hand, document, design):
    note = hand.scene.notes["t"]
    note.edit()
    assert note.is_edited
    qtbot.keyClicks(hand.view, "Look here")
    hand.key(Qt.Key.Key_Return, CTRL)
    assert design.notes["t"].text == "Look here"
    assert document.undo_stack.count() == 1
    note.edit()
    qtbot.keyClicks(hand.view, "no")
    hand.key(Qt.Key.Key_Escape)
    assert design.notes["t"].text == "Look here"
    assert note.text.toPlainText() == "Look here"


def test_delete_while_writing_a_note_deletes_no_block(qtbot, hand, document, design):
    document.selection.set_nodes({"b"})
    hand.scene.notes["t"].edit()
    hand.key(Qt.Key.Key_Delete)
    hand.key(Qt.Key.Key_Escape)
    assert "b" in design.nodes


def test_a_new_note_joins_with_its_text_in_one_step(qtbot, hand, document, design):
    hand.page.add_note()
    qtbot.keyClicks(hand.view, "Why")
    assert len(design.notes) == 1
    hand.key(Qt.Key.Key_Return, CTRL)
    assert {note.text for note in design.notes.values()} == {"A note", "Why"}
    assert document.undo_stack.count() == 1


def test_a_new_note_that_stays_empty_leaves_no_trace(hand, document, design):
    count = len(hand.scene.items())
    hand.page.add_note()
    hand.key(Qt.Key.Key_Escape)
    assert len(design.notes) == 1
    assert len(hand.scene.items()) == count
    assert document.undo_stack.count() == 0


def test_an_emptied_note_goes(hand, design):
    hand.scene.notes["t"].edit()
    hand.key(Qt.Key.Key_Delete)
    hand.key(Qt.Key.Key_Return, CTRL)
    assert not design.notes


def test_a_note_grows_with_its_text(qtbot, hand, document):
    note = hand.scene.notes["t"]
    note.edit()
    qtbot.keyClicks(hand.view, "a long text " * 30)
    assert note.size[1] > note.text.boundingRect().height()
    hand.key(Qt.Key.Key_Escape)
