"""Context menus: what the mouse can do, the keyboard can do too."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from nndesigner.project import edits
from nndesigner.project.graph import Wire
from nndesigner.ui.canvas.context_menu import context_menu


def entries(menu):
    found = {}
    for action in menu.actions():
        if action.menu():
            found |= {f"{action.text()} {text}": inner for text, inner in entries(action.menu()).items()}
        elif action.text():
            found[action.text()] = action
    return found


def menu_on(page, item, place=None):
    return entries(context_menu(page.canvas, item, place or QPoint(10, 10)))


def test_connect_and_disconnect_by_name(page, document, links):
    document.push(edits.Disconnect(document.project, Wire("b", "c")))
    scene = page.canvas.canvas_scene
    menu = menu_on(page, scene.blocks["b"])
    menu["Connect to dense_1"].trigger()
    assert ("b", "c") in links()
    menu_on(page, scene.blocks["c"])["Disconnect from output"].trigger()
    assert ("c", "d") not in links()


def test_a_block_can_be_moved_along_the_chain_by_name(page, links):
    menu = menu_on(page, page.canvas.canvas_scene.blocks["b"])
    assert "Move between input and dense" not in menu
    menu["Move between dense_1 and output"].trigger()
    assert links() == {("a", "c"), ("c", "b"), ("b", "d")}


def test_illegal_targets_are_not_offered(page):
    menu = menu_on(page, page.canvas.canvas_scene.blocks["c"])
    assert not [text for text in menu if text.startswith("Connect to")]


def test_a_problem_offers_its_fix(qtbot, page, document):
    document.push(edits.SetOption(document.project, "c", "activation", "linear"))
    scene = page.canvas.canvas_scene
    problems = document.project.analysis.for_node("c")
    fix = next(problem.fix for problem in problems if problem.fix)
    menu_on(page, scene.blocks["c"])[f"Fix: {fix.title}"].trigger()
    assert not [problem for problem in document.project.analysis.for_node("c") if problem.fix]
    document.undo_stack.undo()
    assert document.project.analysis.for_node("c")


def test_the_menus_of_wires_notes_and_canvas(page, document, links):
    scene = page.canvas.canvas_scene
    wire = Wire("b", "c")
    assert "Insert a block…" in menu_on(page, scene.wires[wire])
    menu_on(page, scene.wires[wire])["Delete the wire"].trigger()
    assert ("b", "c") not in links()
    assert "Edit the note" in menu_on(page, scene.notes["t"])
    menu_on(page, None)["Select all"].trigger()
    assert document.selection.nodes == set("abcd")
