"""Every edit class, by a row in a table: done, undone and redone many times it leaves equal states."""

from __future__ import annotations

import inspect

import pytest

import nndesigner.project.edits as edits
from nndesigner.data.recipe import Recipe, Window
from nndesigner.project.edits import Edit, copy_nodes
from nndesigner.project.graph import Graph, Node, Wire
from nndesigner.project.project import Project
from tests.project.projects import flowers

ABSTRACT = {"Edit", "DesignEdit"}

CASES = {
    "AddNode": lambda p: edits.AddNode(p, "Dense", (5.0, 6.0)),
    "AppendNode": lambda p: edits.AppendNode(p, "Dense", after="n2"),
    "JoinInput": lambda p: joined(p),
    "InsertOnWire": lambda p: edits.InsertOnWire(p, Wire("n2", "n3"), "Activation"),
    "ReplaceOnWire": lambda p: edits.ReplaceOnWire(p, "n3", "Dense"),
    "RemoveNodes": lambda p: edits.RemoveNodes(p, ["n2", "n3", "n6"]),
    "MoveOnChain": lambda p: edits.MoveOnChain(p, "n3", Wire("n1", "n2")),
    "MoveNodes": lambda p: edits.MoveNodes(p, {"n1": (9.0, 9.0), "n6": (1.0, 2.0)}),
    "SetOption": lambda p: edits.SetOption(p, "n2", "units", 32),
    "Rename": lambda p: edits.Rename(p, "n2", "hidden"),
    "Connect": lambda p: edits.Connect(p, "n1", "n5", replace=True),
    "Disconnect": lambda p: edits.Disconnect(p, Wire("n2", "n3")),
    "Paste": lambda p: edits.Paste(p, copy_nodes(p.design, ["n2", "n3", "n6"]), (50.0, 60.0)),
    "AddNote": lambda p: edits.AddNote(p, "hello", (0.0, 0.0, 10.0, 10.0)),
    "ChangeNote": lambda p: edits.ChangeNote(p, "n6", text="other"),
    "RemoveNotes": lambda p: edits.RemoveNotes(p, ["n6"]),
    "Describe": lambda p: edits.Describe(p, title="A new title"),
    "SetColumn": lambda p: edits.SetColumn(p, "x1", role="ignore"),
    "SetTarget": lambda p: edits.SetTarget(p, "size"),
    "SetRecipe": lambda p: edits.SetRecipe(p, Recipe.propose(p.table, "wild")),
    "SetSplit": lambda p: edits.SetSplit(p, seed=5),
    "SetSettings": lambda p: edits.SetSettings(p, epochs=7),
    "ReplaceData": lambda p: edits.ReplaceData(p, {"kind": "bundled", "name": "other"}, flowers(60)),
    "ReplaceDesign": lambda p: edits.ReplaceDesign(p, Graph({"n1": Node("n1", "Input", "input")})),
    "ProposeNetwork": lambda p: edits.ProposeNetwork(p),
    "SetRole": lambda p: edits.SetRole(p, "size", "target"),
    "SetImageShape": lambda p: edits.SetImageShape(p, (2, 2, 1)),
    "SetWindow": lambda p: edits.SetWindow(p, Window(5)),
    "DropDuplicates": lambda p: edits.DropDuplicates(p),
    "EmbedColumn": lambda p: edits.EmbedColumn(p, "colour"),
    "Group": lambda p: edits.Group("both", [edits.SetOption(p, "n2", "units", 5), edits.AppendNode(p, "Dense", "n3")]),
}


def joined(project: Project) -> Edit:
    """A second Input, led into the network at once."""
    add = edits.AppendNode(project, "Input")
    return edits.Group("both", [add, edits.JoinInput(project, add.node_id, "n1")])


def state(project: Project) -> tuple[object, ...]:
    """Everything of a project that an edit may change, in a form that compares by value."""
    return (project.to_config(), project.contents.graph, project.table and project.table.fingerprint, project.analysis)


def test_every_edit_has_a_case():
    classes = {
        name for name in edits.__all__ if inspect.isclass(getattr(edits, name)) and issubclass(getattr(edits, name), Edit)
    }
    assert classes - ABSTRACT == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_an_edit_survives_many_rounds(project, name):
    edit = CASES[name](project)
    before = state(project)
    edit.redo()
    after = state(project)
    assert after[:3] != before[:3]
    assert edit.title
    assert not edit.is_empty
    for _ in range(10):
        edit.undo()
        assert state(project) == before
        edit.redo()
        assert state(project) == after


@pytest.mark.parametrize("name", CASES)
def test_making_an_edit_changes_nothing(project, name):
    before = state(project)
    CASES[name](project)
    assert state(project) == before


@pytest.mark.parametrize("name", CASES)
def test_undo_leaves_alone_what_the_edit_did_not_touch(project, name):
    edit = CASES[name](project)
    edit.redo()
    touched = set(edit._after)
    if "settings" not in touched:
        project.replace(settings=project.settings.replace(epochs=3))
        edit.undo()
        assert project.settings.epochs == 3
    else:
        project.replace(notes="from elsewhere")
        edit.undo()
        assert project.notes == "from elsewhere"


def test_all_edits_in_a_row_can_be_undone_and_redone(project):
    before = state(project)
    done = []
    late = ("ReplaceOnWire", "Connect", "RemoveNotes", "RemoveNodes", "ReplaceData", "ProposeNetwork", "ReplaceDesign")
    for name in (*(name for name in CASES if name not in late), *late):
        if name not in ("InsertOnWire", "MoveOnChain", "Disconnect"):  # the wire is another one by then
            done.append(CASES[name](project))
            done[-1].redo()
    after = state(project)
    for _ in range(3):
        for edit in reversed(done):
            edit.undo()
        assert state(project) == before
        for edit in done:
            edit.redo()
        assert state(project) == after
