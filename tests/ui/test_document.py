"""The document: pushing, undoing, merging, and when work counts as unsaved."""

from __future__ import annotations

from pathlib import Path

import pytest

from nndesigner.core.errors import DesignerError
from nndesigner.project.edits import SetSettings
from nndesigner.project.project import Project


class Impossible:
    title = "Impossible"

    def redo(self):
        raise DesignerError("It cannot be done, because of the weather; received rain.")


def test_pushing_does_the_edit_and_undo_takes_it_back(document):
    before = document.project.settings.epochs
    assert document.push(SetSettings(document.project, epochs=7))
    assert document.project.settings.epochs == 7
    document.undo_stack.undo()
    assert document.project.settings.epochs == before
    document.undo_stack.redo()
    assert document.project.settings.epochs == 7


def test_edits_that_merge_are_one_step(document):
    first, second = SetSettings(document.project, epochs=7), SetSettings(document.project, epochs=8)
    document.push(first)
    document.push(second)
    if first.merge_key is None:
        pytest.skip("settings do not merge")
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.project.settings.epochs == 100


def test_a_refused_edit_tells_why_and_leaves_no_step(document, qtbot):
    with qtbot.waitSignal(document.refused) as told:
        assert not document.push(Impossible())
    assert "weather" in told.args[0]
    assert document.undo_stack.count() == 0


def test_an_edit_makes_it_dirty_until_it_is_undone(document):
    assert not document.is_dirty
    document.push(SetSettings(document.project, epochs=7))
    assert document.is_dirty
    document.undo_stack.undo()
    assert not document.is_dirty


def test_saving_makes_it_clean(document):
    document.push(SetSettings(document.project, epochs=7))
    document.mark_saved(Path("plan.nnproj"))
    assert not document.is_dirty
    assert document.name == "plan"
    document.undo_stack.undo()
    assert document.is_dirty


def test_trained_weights_count_as_unsaved_work(document):
    document.project.trained = object()
    assert document.is_dirty
    document.mark_weights_saved()
    assert not document.is_dirty


def test_another_project_starts_clean_and_is_listened_to(document, qtbot):
    document.push(SetSettings(document.project, epochs=7))
    old = document.project
    with qtbot.waitSignal(document.project_replaced):
        document.set_project(Project())
    assert not document.is_dirty
    assert document.undo_stack.count() == 0
    old.trained = object()
    assert not document.is_dirty
    document.project.trained = object()
    assert document.is_dirty


def test_restored_work_is_unsaved(document):
    document.set_project(Project(), Path("plan.nnproj"), is_saved=False)
    assert document.is_dirty


def test_the_selection_tells_only_changes(document, qtbot):
    told = []
    document.selection.nodes_changed.connect(lambda: told.append(document.selection.nodes))
    document.selection.set_nodes(["a", "b"])
    document.selection.set_nodes(["b", "a"])
    assert told == [frozenset({"a", "b"})]


def test_what_changes_nothing_is_no_step_and_keeps_what_can_be_done_again(document):
    document.push(SetSettings(document.project, epochs=7))
    document.undo_stack.undo()
    epochs = document.project.settings.epochs
    assert document.push(SetSettings(document.project, epochs=epochs))
    assert document.undo_stack.canRedo()
    document.undo_stack.redo()
    assert document.project.settings.epochs == 7
    assert document.push(SetSettings(document.project, batch_size=document.project.settings.batch_size))
    assert document.undo_stack.count() == 1
