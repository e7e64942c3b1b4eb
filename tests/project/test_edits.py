"""What single edits do to a project."""

from __future__ import annotations

import pytest

from nndesigner.core.errors import DesignerError, OptionError
from nndesigner.data.recipe import Recipe
from nndesigner.project.edits import (
    AddNode,
    AppendNode,
    Connect,
    Disconnect,
    Group,
    InsertOnWire,
    MoveNodes,
    MoveOnChain,
    Paste,
    Refusal,
    RemoveNodes,
    Rename,
    ReplaceData,
    ReplaceOnWire,
    SetColumn,
    SetOption,
    SetSettings,
    SetTarget,
    copy_nodes,
)
from nndesigner.project.graph import Wire
from tests.project.projects import SOURCE, flowers, graph_for, make_project


def path(project):
    """Names from the Input to the Output along the first wires."""
    key = project.design.input_nodes()[0].id
    names = [project.design.nodes[key].name]
    while project.design.outgoing(key):
        key = project.design.outgoing(key)[0].target
        names.append(project.design.nodes[key].name)
    return names


def test_appending_to_nothing_builds_a_network_from_left_to_right(bare):
    for kind in ("Input", "Dense", "Output", "Dense"):
        AppendNode(bare, kind).redo()
    assert path(bare) == ["input", "dense", "dense_1", "output"]
    places = [node.position for node in (bare.design.nodes[key] for key in bare.design.order())]
    assert places == sorted(places)
    assert len(set(places)) == 4


def test_appending_after_a_block_keeps_what_followed_it(project):
    edit = AppendNode(project, "Dense", after="n2")
    edit.redo()
    assert path(project) == ["input", "dense", "dense_2", "dropout", "dense_1", "output"]
    nodes = project.design.nodes
    assert nodes["n2"].position[0] < nodes[edit.node_id].position[0] < nodes["n3"].position[0]


def test_appending_after_the_output_goes_in_front_of_it(project):
    AppendNode(project, "Dropout", after="n5").redo()
    assert path(project)[-2:] == ["dropout_1", "output"]


def test_inserting_into_a_merge_layers_wire_keeps_its_place(project):
    Group("", [InsertOnWire(project, Wire("n4", "n5"), "Concatenate"), AddNode(project, "Dense")]).redo()
    merge = next(node.id for node in project.design.nodes.values() if node.kind == "Concatenate")
    Connect(project, "n1", merge).redo()
    edit = InsertOnWire(project, Wire("n4", merge, 0), "Dropout")
    edit.redo()
    assert [wire.source for wire in project.design.incoming(merge)] == [edit.node_id, "n1"]


def test_deleting_a_block_heals_the_wire(project):
    RemoveNodes(project, ["n2", "n3"]).redo()
    assert path(project) == ["input", "dense_1", "output"]


def test_deleting_without_healing_leaves_a_gap(project):
    RemoveNodes(project, ["n3"], heal=False).redo()
    assert path(project) == ["input", "dense"]


def test_healing_never_doubles_a_wire(project):
    InsertOnWire(project, Wire("n4", "n5"), "Add").redo()
    add = next(node.id for node in project.design.nodes.values() if node.kind == "Add")
    Connect(project, "n3", add).redo()
    RemoveNodes(project, ["n4"]).redo()
    assert [wire.source for wire in project.design.incoming(add)] == ["n3"]


def test_moving_a_block_along_the_chain(project):
    edit = MoveOnChain(project, "n3", Wire("n4", "n5"))
    edit.redo()
    assert path(project) == ["input", "dense", "dense_1", "dropout", "output"]
    edit.undo()
    assert path(project) == ["input", "dense", "dropout", "dense_1", "output"]


def test_a_loose_block_is_spliced_into_a_wire(project):
    add = AddNode(project, "Dense")
    add.redo()
    MoveOnChain(project, add.node_id, Wire("n1", "n2"), (100.0, 0.0)).redo()
    assert path(project)[:3] == ["input", "dense_2", "dense"]


def test_replacing_keeps_wires_and_shared_options(project):
    SetOption(project, "n2", "units", 30).redo()
    ReplaceOnWire(project, "n3", "Dense", {"activation": "tanh"}).redo()
    node = project.design.nodes["n3"]
    assert (node.kind, node.options) == ("Dense", {"units": 16, "activation": "tanh"})
    assert len(path(project)) == 5


def test_a_full_port_is_refused_or_replaced(project):
    with pytest.raises(Refusal, match="takes one wire"):
        Connect(project, "n1", "n5").redo()
    assert path(project)[-1] == "output"
    Connect(project, "n1", "n5", replace=True).redo()
    assert project.design.incoming("n5") == (Wire("n1", "n5"),)


def test_a_refused_edit_changes_nothing(project):
    before = project.contents
    with pytest.raises(Refusal):
        Group("", [SetOption(project, "n2", "units", 5), Connect(project, "n4", "n2", replace=True)]).redo()
    assert project.contents is before


def test_options_changed_in_a_row_are_one_step(project):
    first, *others = (SetOption(project, "n2", "units", units) for units in (9, 10, 11))
    first.redo()
    for edit in others:
        edit.redo()
        assert first.merge_with(edit)
    assert project.design.nodes["n2"].options["units"] == 11
    first.undo()
    assert project.design.nodes["n2"].options["units"] == 8
    first.redo()
    assert project.design.nodes["n2"].options["units"] == 11


@pytest.mark.parametrize(
    "other",
    [
        lambda p: SetOption(p, "n2", "activation", "tanh"),
        lambda p: SetOption(p, "n4", "units", 3),
        lambda p: Rename(p, "n2", "units"),
        lambda p: SetOption(p, "n2", "units", 3, merge=False),
    ],
)
def test_different_changes_do_not_merge(project, other):
    first = SetOption(project, "n2", "units", 9)
    first.redo()
    assert not first.merge_with(other(project))


def test_moves_of_the_same_blocks_merge(project):
    first, second, third = (MoveNodes(project, {key: (float(x), 0.0)}) for key, x in (("n1", 1), ("n1", 2), ("n2", 2)))
    first.redo()
    second.redo()
    assert first.merge_with(second)
    assert not first.merge_with(third)
    first.undo()
    assert project.design.nodes["n1"].position == (0.0, 0.0)


def test_a_default_is_not_kept(project):
    SetOption(project, "n2", "use_bias", False).redo()
    assert project.design.nodes["n2"].options["use_bias"] is False
    SetOption(project, "n2", "use_bias", True).redo()
    assert "use_bias" not in project.design.nodes["n2"].options


def test_options_stay_plain_data(project):
    from nndesigner.nn.registries import INITIALIZERS

    SetOption(project, "n2", "kernel_initializer", INITIALIZERS.create("he_normal")).redo()
    SetOption(project, "n1", "shape", (4, 5)).redo()
    assert project.design.nodes["n2"].options["kernel_initializer"] == "he_normal"
    assert project.design.nodes["n1"].options["shape"] == [4, 5]


def test_an_option_that_is_not_there_is_refused(project):
    with pytest.raises(OptionError, match="colour"):
        SetOption(project, "n2", "colour", "red").redo()


def test_a_block_keeps_a_name(project):
    with pytest.raises(Refusal, match="name"):
        Rename(project, "n2", "  ").redo()


def test_pasting_keeps_the_wires_inside(project):
    edit = Paste(project, copy_nodes(project.design, ["n2", "n3", "n5"]), (0.0, 500.0))
    edit.redo()
    dense, dropout = edit.node_ids
    assert project.design.outgoing(dense) == (Wire(dense, dropout),)
    assert project.design.nodes[dense].name == "dense_2"
    assert project.design.nodes[dense].position == (0.0, 500.0)
    assert not project.design.incoming(dense)


def test_pasting_only_what_there_may_be_once_is_refused(project):
    with pytest.raises(Refusal, match="already"):
        Paste(project, copy_nodes(project.design, ["n1", "n5"])).redo()


def test_a_whole_network_is_pasted_into_an_empty_design(project, bare):
    Paste(bare, copy_nodes(project.design, project.design.nodes)).redo()
    assert path(bare) == path(project)


def test_an_empty_group_is_refused():
    with pytest.raises(DesignerError, match="empty"):
        Group("nothing", [])


def test_ignoring_and_retyping_a_column_changes_the_input_width_at_once(project):
    width = project.analysis.shapes["n1"][0]
    drop = SetColumn(project, "x1", role="ignore")
    drop.redo()
    assert project.analysis.shapes["n1"] == (width - 1,)
    assert project.analysis.parameters["n2"] == width * 8
    drop.undo()
    assert project.analysis.shapes["n1"] == (width,)
    SetColumn(project, "colour", role="ignore").redo()
    assert project.analysis.shapes["n1"] == (width - 4,)


def test_another_target_carries_the_networks_end_along(project):
    edit = SetTarget(project, "size")
    edit.redo()
    assert project.recipe.task == "regression"
    assert not project.analysis.errors
    assert project.analysis.shapes["n5"] == (1,)
    assert project.design.nodes["n2"].options["units"] == 8
    edit.undo()
    assert project.design.graph == graph_for()
    SetTarget(project, "wild").redo()
    assert not project.analysis.errors
    assert project.design.nodes["n5"].options["loss"] == "binary_crossentropy"


def test_the_old_target_becomes_a_feature(project):
    SetTarget(project, "size").redo()
    assert "kind" in [column.name for column in project.recipe.features]


def test_an_untouched_proposal_is_proposed_anew_for_another_target(proposed):
    SetTarget(proposed, "size").redo()
    assert not proposed.analysis.errors
    fresh = make_project(target="size")
    assert [reason.subject for reason in proposed.reasons]
    assert proposed.design.nodes[proposed.design.order()[-2]].options == {"units": 1}
    assert fresh.recipe.task == proposed.recipe.task


def test_a_column_that_is_not_there_cannot_be_the_target(project):
    with pytest.raises(DesignerError, match="ghost"):
        SetTarget(project, "ghost").redo()


def test_column_edits_without_data_are_refused(bare):
    with pytest.raises(Refusal, match="no data"):
        SetTarget(bare, "kind").redo()


def test_replacing_data_proposes_or_keeps_the_network(project):
    SetColumn(project, "x1", role="ignore").redo()
    graph = project.design.graph
    keep = ReplaceData(project, SOURCE, flowers(90), keep_network=True)
    keep.redo()
    assert project.design.graph is graph
    assert project.table.row_count == 90
    assert "x1" not in [column.name for column in project.recipe.features]
    assert project.recipe.target == "kind"
    anew = ReplaceData(project, SOURCE, flowers(60))
    anew.redo()
    assert project.design.graph != graph
    assert project.reasons
    assert not project.analysis.errors
    anew.undo()
    keep.undo()
    assert project.table.row_count == 150


def test_settings_are_checked(project):
    with pytest.raises(DesignerError, match="epochs"):
        SetSettings(project, epochs=0).redo()
    assert project.settings.epochs == 100


def test_disconnecting_twice_is_refused(project):
    Disconnect(project, Wire("n1", "n2")).redo()
    with pytest.raises(Refusal, match="any more"):
        Disconnect(project, Wire("n1", "n2")).redo()


def test_recipe_proposal_is_used_for_new_data(bare):
    table = flowers()
    ReplaceData(bare, SOURCE, table).redo()
    assert bare.recipe == Recipe.propose(table)
