"""The scene mirrors the design: what stands in the one stands in the other."""

from __future__ import annotations

from dataclasses import replace

from nndesigner.project import edits
from nndesigner.project.graph import Graph, Node, Wire
from nndesigner.project.project import Project
from nndesigner.ui.canvas.geometry import BLOCK


def mirrored(scene, design):
    assert set(scene.blocks) == set(design.nodes)
    assert set(scene.wires) == set(design.wires)
    assert set(scene.notes) == set(design.notes)
    for key, node in design.nodes.items():
        assert (scene.blocks[key].pos().x(), scene.blocks[key].pos().y()) == node.position


def test_items_follow_every_edit_undo_and_redo(page, document, design):
    scene, project = page.canvas.canvas_scene, document.project
    for edit in (
        edits.AppendNode(project, "Dropout", after="b"),
        edits.MoveNodes(project, {"b": (10.0, 20.0), "t": (5.0, 6.0)}),
        edits.RemoveNodes(project, ["c"]),
        edits.AddNote(project, "new", (0.0, 0.0, 100.0, 50.0)),
        edits.Connect(project, "a", "b") if not design.incoming("b") else edits.Disconnect(project, Wire("a", "b")),
    ):
        assert document.push(edit)
        mirrored(scene, design)
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
        mirrored(scene, design)
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
        mirrored(scene, design)


def test_a_block_says_kind_shape_and_parameters(page):
    facts = page.canvas.canvas_scene.blocks["b"].facts
    assert (facts.name, facts.detail, facts.shape, facts.size) == ("dense", "Dense · 8 · relu", "batch × 8", "40 parameters")
    assert page.canvas.canvas_scene.blocks["c"].facts.size == "27 parameters"
    assert page.canvas.canvas_scene.blocks["d"].facts.detail == "Categorical cross-entropy"


def test_shapes_change_with_an_option(qtbot, page, document):
    document.push(edits.SetOption(document.project, "b", "units", 32))
    block = page.canvas.canvas_scene.blocks["b"]
    qtbot.waitUntil(lambda: block.facts.shape == "batch × 32")
    assert block.facts.size == "160 parameters"


def test_a_problem_puts_a_badge_on_the_block(qtbot, page, document):
    scene = page.canvas.canvas_scene
    document.push(edits.Disconnect(document.project, Wire("b", "c")))
    qtbot.waitUntil(lambda: any(block.badge.severity == "error" for block in scene.blocks.values()))
    marked = next(block for block in scene.blocks.values() if block.badge.severity == "error")
    assert marked.badge.isVisible()
    assert marked.badge.toolTip() == "\n\n".join(marked.facts.problems)
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: marked.badge.severity != "error")


def test_selection_goes_both_ways(page, document):
    scene = page.canvas.canvas_scene
    document.selection.set_nodes({"b", "c"})
    assert scene.selected_ids() == ["b", "c"]
    scene.select([scene.blocks["a"]])
    assert document.selection.nodes == {"a"}


def test_a_removed_block_leaves_the_selection(page, document):
    document.selection.set_nodes({"b", "c"})
    document.push(edits.RemoveNodes(document.project, ["b"]))
    assert document.selection.nodes == {"c"}


def test_another_project_replaces_everything(page, document):
    project = Project()
    project.design.become(Graph({"x": Node("x", "Input", "input", {"shape": [2]})}))
    old = document.project.design
    document.set_project(project)
    scene = page.canvas.canvas_scene
    assert set(scene.blocks) == {"x"}
    assert not scene.wires
    old.add_node(Node("late", "Dense", "late", {"units": 2}))
    assert set(scene.blocks) == {"x"}


def test_a_wire_passes_around_blocks_in_its_way(page, document, design):
    document.push(edits.AddNode(document.project, "Add", (3 * 216.0, 240.0)))
    join = next(key for key, node in design.nodes.items() if node.kind == "Add")
    document.push(edits.MoveNodes(document.project, {join: (3 * 216.0, 0.0), "d": (4 * 216.0, 0.0)}))
    document.push(edits.Connect(document.project, "b", join))
    scene = page.canvas.canvas_scene
    scene.refresh()
    path = scene.wires[next(wire for wire in design.wires if wire.target == join)].path
    block = scene.blocks["c"].mapRectToScene(BLOCK)
    assert not any(block.contains(path.pointAtPercent(step / 100)) for step in range(101))


def test_a_renamed_block_shows_its_name(page, document, design):
    design.replace_node(replace(design.nodes["b"], name="features"))
    page.canvas.canvas_scene.refresh()
    assert page.canvas.canvas_scene.blocks["b"].facts.name == "features"
