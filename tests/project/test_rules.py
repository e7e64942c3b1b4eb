"""Every rule, by a row in a table: what breaks it, what it says, and that its fix repairs it in one undoable step."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from nndesigner.data.recipe import Recipe, Window
from nndesigner.data.split import Split
from nndesigner.data.table import Table
from nndesigner.project.graph import Graph, Node, Wire
from nndesigner.project.project import Contents, Project
from nndesigner.project.rules import ADVICE, ERROR, RULES, WARNING
from nndesigner.project.settings import TrainingSettings
from tests.project.projects import SOURCE, graph_for, make_project


@dataclass(frozen=True)
class Case:
    """``breaks`` turns a sound project's contents into bad ones; ``says`` must stand in the sentence."""

    breaks: Callable[[Contents], Contents]
    severity: str
    says: tuple[str, ...]
    repaired: bool = True


def graph(change: Callable[[Graph], Graph]) -> Callable[[Contents], Contents]:
    return lambda contents: replace(contents, graph=change(contents.graph))


def option(key: str, **options: object) -> Callable[[Contents], Contents]:
    def change(old: Graph) -> Graph:
        node = old.nodes[key]
        return old.with_node(replace(node, options={**node.options, **options}))

    return graph(change)


def settings(**changes: object) -> Callable[[Contents], Contents]:
    return lambda contents: replace(contents, settings=contents.settings.replace(**changes))


def roles(**chosen: str) -> Callable[[Contents], Contents]:
    def change(contents: Contents) -> Contents:
        recipe = contents.recipe
        for name, role in chosen.items():
            recipe = recipe.with_column(name, role=role)
        return replace(contents, recipe=recipe)

    return change


def merged(kind: str, *, widen: bool = False) -> Callable[[Graph], Graph]:
    """dense (8) and dense_1 (3) both lead to a merge layer in front of the Output."""

    def change(old: Graph) -> Graph:
        old = old.with_swapped_wires([Wire("n4", "n5")], [Wire("n4", "n9", 0), Wire("n2", "n9", 1), Wire("n9", "n5")])
        return old.with_node(Node("n9", kind, "merge"))

    return change


def image(contents: Contents) -> Contents:
    """A table of 2 × 2 pictures."""
    recipe = contents.recipe
    for name in ("colour", "wild", "size"):
        recipe = recipe.with_column(name, role="ignore")
    return replace(contents, recipe=replace(recipe, image_shape=(2, 2)))


def columns(**changes: dict[str, str]) -> Callable[[Contents], Contents]:
    def change(contents: Contents) -> Contents:
        recipe = contents.recipe
        for name, change in changes.items():
            recipe = recipe.with_column(name, **change)
        return replace(contents, recipe=recipe)

    return change


def beside(old: Graph, kind: str, names: list[str], **options: object) -> Graph:
    """A second Input of these columns, led through a block of ``kind`` and a Flatten beside the first one."""
    nodes = [
        Node("n20", "Input", "extra", {"columns": names}),
        Node("n21", kind, "vectors", options),
        Node("n22", "Flatten", "flat"),
        Node("n23", "Concatenate", "both"),
    ]
    wires = [Wire("n20", "n21"), Wire("n21", "n22"), Wire("n22", "n23", 1), Wire("n1", "n23", 0), Wire("n23", "n2")]
    return old.with_nodes(nodes).with_swapped_wires([Wire("n1", "n2")], wires)


def bound(name: str) -> Callable[[Contents], Contents]:
    return graph(lambda old: beside(old, "Dense", [name], units=3))


def embedding(known: int) -> Callable[..., Contents]:
    def change(contents: Contents, encoding: str = "embedding") -> Contents:
        changed = columns(colour={"encoding": encoding})(contents)
        return graph(lambda old: beside(old, "Embedding", ["colour"], input_dim=known, output_dim=2))(changed)

    return change


def pixels(contents: Contents) -> Contents:
    """A table of 4 × 4 grey values."""
    grey = {f"pixel{i}": [(i * 7 + row * 13) % 256 for row in range(30)] for i in range(16)}
    table = Table.from_columns("t", grey | {"kind": ["a", "b", "c"] * 10})
    return replace(contents, table=table, recipe=Recipe.propose(table, "kind"))


def torn(contents: Contents) -> Contents:
    """A table whose index column was left in."""
    table = contents.table
    columns = {column.name: column.values for column in table.columns}
    table = Table.from_columns("t", {"index": range(0, 2 * table.row_count, 2)} | columns)
    recipe = Recipe.propose(table, "kind").with_column("index", role="feature", type="number")
    return replace(contents, table=table, recipe=recipe)


def series(old: Graph) -> Graph:
    return old.with_node(Node("n2", "GRU", "gru", {"units": 8}))


def sigmoids(old: Graph) -> Graph:
    ids = [f"s{i}" for i in range(5)]
    old = old.with_nodes(Node(key, "Dense", key, {"units": 4, "activation": "sigmoid"}) for key in ids)
    chain = ["n2", *ids, "n3"]
    return old.with_swapped_wires([Wire("n2", "n3")], [Wire(a, b) for a, b in itertools.pairwise(chain)])


def size_as_target(contents: Contents) -> Contents:
    return replace(contents, recipe=Recipe.propose(contents.table, "size"))


def regression(activation: str, loss: str = "mean_squared_error") -> Callable[[Contents], Contents]:
    return lambda contents: replace(size_as_target(contents), graph=graph_for(1, activation, loss))


def few_in_order(contents: Contents) -> Contents:
    """Three training rows in order, of which no window of three before a fourth can be made."""
    split = Split(0.02, 0.98, 0.0, method="ordered")
    return replace(contents, recipe=replace(contents.recipe, window=Window(3)), graph=series(contents.graph), split=split)


CASES = {
    "no_data": Case(lambda c: replace(c, table=None), ERROR, ("no training data",), repaired=False),
    "empty_design": Case(graph(lambda g: Graph()), ERROR, ("empty",)),
    "no_target": Case(roles(kind="ignore"), ERROR, ("target",), repaired=False),
    "no_feature": Case(
        roles(x0="ignore", x1="ignore", x2="ignore", x3="ignore", colour="ignore", wild="ignore", size="ignore"),
        ERROR,
        ("feature",),
        repaired=False,
    ),
    "empty_training_split": Case(few_in_order, ERROR, ("150 rows", "2%")),
    "bad_optimizer": Case(settings(optimizer="gradient_ascent"), ERROR, ("gradient_ascent",)),
    "batch_too_large": Case(settings(batch_size=400), ADVICE, ("400", "105")),
    "early_stopping_blind": Case(
        lambda c: replace(c, settings=TrainingSettings(early_stopping=5), split=Split(1.0, 0.0, 0.0)), WARNING, ("validation",)
    ),
    "many_parameters": Case(option("n2", units=100), ADVICE, ("105",)),
    "deep_sigmoid": Case(graph(sigmoids), ADVICE, ("5 sigmoid", "s0", "s4")),
    "no_input": Case(graph(lambda g: g.without_nodes(["n1"])), ERROR, ("Input",)),
    "no_output": Case(graph(lambda g: g.without_nodes(["n5"])), ERROR, ("Output",)),
    "several_inputs": Case(
        graph(lambda g: g.with_node(Node("n9", "Input", "second")).with_swapped_wires([Wire("n3", "n4")], [Wire("n9", "n4")])),
        ERROR,
        ("input", "second"),
    ),
    "image_inputs": Case(
        lambda c: option("n1", columns=["x1"])(image(c)),
        ERROR,
        ("images",),
    ),
    "empty_input": Case(bound("kind"), ERROR, ("extra", "kind", "none is a feature")),
    "shared_columns": Case(
        lambda c: option("n1", columns=["x0", "x1", "x2", "x3", "kind", "colour"])(bound("x1")(c)),
        ERROR,
        ("x1 enters twice", "input", "extra"),
    ),
    "unread_columns": Case(option("n1", columns=["x1", "x2", "colour"]), WARNING, ("x0, x3", "not see them")),
    "embedding_categories": Case(embedding(3), ERROR, ("vectors knows 3", "colour needs 5")),
    "embedding_of_numbers": Case(
        lambda c: embedding(5)(c, encoding="onehot"), ERROR, ("vectors reads colour", "do not count categories")
    ),
    "index_as_number": Case(columns(colour={"encoding": "embedding"}), WARNING, ("colour is an embedding index", "dense")),
    "image_offered": Case(pixels, ADVICE, ("16 columns", "4 × 4 × 1")),
    "bad_split": Case(lambda c: replace(c, split=Split(method="group")), ERROR, ("By group", "needs a column")),
    "window_split": Case(
        lambda c: replace(c, recipe=replace(c.recipe, window=Window(3)), graph=series(c.graph)), ERROR, ("windows of 3 rows",)
    ),
    "split_column_as_feature": Case(
        lambda c: replace(c, split=Split(method="group", column="colour")), ADVICE, ("colour divides the rows",)
    ),
    "data_advice": Case(torn, ADVICE, ("index counts the rows, from 0 to 298",)),
    "several_outputs": Case(
        graph(lambda g: g.with_node(Node("n9", "Output", "second")).with_wires(Wire("n2", "n9"))), ERROR, ("output", "second")
    ),
    "unconnected": Case(graph(lambda g: g.without_wires(Wire("n2", "n3"))), ERROR, ("dropout",)),
    "dead_end": Case(
        graph(lambda g: g.with_node(Node("n9", "Dense", "stray", {"units": 2})).with_wires(Wire("n2", "n9"))),
        WARNING,
        ("stray",),
    ),
    "port_full": Case(graph(lambda g: g.with_wires(Wire("n2", "n4", 1))), ERROR, ("dense_1", "dropout", "dense")),
    "cycle": Case(
        graph(lambda g: g.with_swapped_wires([Wire("n1", "n2")], [Wire("n4", "n2"), Wire("n1", "n2", 1)])), ERROR, ("cycle",)
    ),
    "few_inputs": Case(
        graph(
            lambda g: g.with_node(Node("n9", "Add", "sum")).with_swapped_wires(
                [Wire("n4", "n5")], [Wire("n4", "n9"), Wire("n9", "n5")]
            )
        ),
        ERROR,
        ("sum", "dense_1"),
    ),
    "duplicate_names": Case(graph(lambda g: g.with_node(replace(g.nodes["n4"], name="dense"))), ERROR, ("dense",)),
    "option_error": Case(option("n2", units=-3), ERROR, ("dense", "units", "-3"), repaired=False),
    "shape_mismatch": Case(graph(merged("Add")), ERROR, ("merge", "dense_1 (3)", "dense (8)")),
    "shape_misfit": Case(graph(lambda g: g), ERROR, ("dense", "broken"), repaired=False),
    "dense_after_image": Case(image, ERROR, ("input gives 2 × 2", "dense")),
    "output_width": Case(option("n4", units=7), ERROR, ("dense_1 gives 7", "output", "3 classes", "kind")),
    "loss_task": Case(size_as_target, ERROR, ("output", "size", "categorical cross-entropy")),
    "output_activation": Case(option("n4", activation="relu"), ERROR, ("dense_1", "relu", "softmax", "output")),
    "lonely_softmax": Case(
        lambda c: replace(size_as_target(c), graph=graph_for(1, "softmax", "mean_squared_error")),
        ERROR,
        ("dense_1", "always 1"),
    ),
    "negative_target": Case(regression("linear", loss="poisson"), ERROR, ("output", "Poisson", "standardised", "negative")),
    "whole_steps": Case(settings(optimizer="lbfgs", batch_size=16), ADVICE, ("L-BFGS", "105", "16")),
    "bounded_output": Case(regression("sigmoid"), WARNING, ("dense_1", "sigmoid", "output")),
    "squared_error_for_classes": Case(option("n5", loss="mean_squared_error"), ADVICE, ("output", "mean squared error")),
    "data_problems": Case(lambda c: c, ERROR, ("y",)),
}


REPAIRED_ERRORS = [name for name, case in CASES.items() if case.severity == ERROR and case.repaired]


@pytest.fixture
def broken(request, monkeypatch):
    """The project that breaks the rule called ``request.param``."""
    name = request.param
    contents = CASES[name].breaks(make_project().contents)
    if name == "shape_misfit":
        from nndesigner import nn
        from nndesigner.core.errors import ShapeError

        def refuse(self, *shapes):
            raise ShapeError("it is broken today.")

        monkeypatch.setattr(nn.Dense, "output_shape", refuse)
    if name == "data_problems":
        columns = {"x": range(30), "y": [f"a long text, number {i}, of its own" for i in range(30)], "kind": ["a", "b"] * 15}
        table = Table.from_columns("t", columns)
        recipe = Recipe.propose(table, "kind").with_column("y", role="feature", type="text")
        contents = Contents(graph_for(1, "sigmoid", "binary_crossentropy"), SOURCE, table, recipe)
    return name, Project(contents)


def found(project: Project, rule: str):
    return [problem for problem in project.analysis.problems if problem.rule == rule]


def test_every_rule_has_a_case():
    assert {rule.__name__ for rule in RULES} == set(CASES)


def test_a_sound_project_has_no_problem(project):
    assert project.analysis.problems == ()
    assert project.analysis.is_trainable


@pytest.mark.parametrize("broken", CASES, indirect=True)
def test_a_rule_tells_what_is_wrong(broken):
    name, project = broken
    case = CASES[name]
    problems = found(project, name)
    assert problems, [problem.message for problem in project.analysis.problems]
    assert problems[0].severity == case.severity
    for words in case.says:
        assert words in problems[0].message
    assert problems[0].message[0].isupper() or project.design.nodes
    assert all(node in project.design.nodes for node in problems[0].nodes)
    assert project.analysis.is_trainable == (not project.analysis.errors)


@pytest.mark.parametrize("broken", [name for name, case in CASES.items() if case.repaired], indirect=True)
def test_a_fix_repairs_it_and_can_be_undone(broken):
    name, project = broken
    before = project.to_config()
    count = len(found(project, name))
    fix = found(project, name)[0].fix
    edit = fix.make()
    edit.redo()
    assert len(found(project, name)) < count
    assert fix.title
    edit.undo()
    assert project.to_config() == before


@pytest.mark.parametrize("broken", REPAIRED_ERRORS, indirect=True)
def test_following_the_fixes_leads_to_a_trainable_project(broken):
    _, project = broken
    for _ in range(8):
        problem = next((problem for problem in project.analysis.errors if problem.fix), None)
        if problem is None:
            break
        problem.fix.make().redo()
    assert project.analysis.errors == ()


@pytest.mark.parametrize(
    ("target", "units", "activation", "loss"),
    [
        ("wild", 1, "tanh", "mean_squared_error"),
        ("wild", 1, "sigmoid", "mean_squared_error"),
        ("wild", 1, "sigmoid", "halved_squared_sum"),
        ("wild", 1, "sigmoid", "binary_crossentropy"),
        ("kind", 3, "tanh", "mean_squared_error"),
        ("kind", 3, "sigmoid", "mean_squared_error"),
        ("kind", 3, "sigmoid", "halved_squared_sum"),
        ("kind", 3, "softmax", "mean_squared_error"),
        ("size", 1, "linear", "mean_squared_error"),
        ("size", 1, "linear", "halved_squared_sum"),
    ],
)
def test_what_classic_tutorials_do_is_legal(target, units, activation, loss):
    project = make_project(graph_for(units, activation, loss), target)
    assert {problem.severity for problem in project.analysis.problems} <= {ADVICE}


def test_two_classes_may_have_two_outputs():
    project = make_project(graph_for(2, "softmax", "categorical_crossentropy"), "wild")
    (problem,) = project.analysis.errors
    assert problem.rule == "output_width"
    problem.fix.make().redo()
    assert project.analysis.errors == ()
    assert project.recipe.binary_outputs == 2
    assert project.design.graph == graph_for(2, "softmax", "categorical_crossentropy")


def test_a_spare_block_does_not_stop_training(project):
    project.design.add_node(Node("n9", "Dense", "spare", {"units": 2}))
    assert [(p.rule, p.severity) for p in project.analysis.problems] == [("unconnected", WARNING)]


def test_problems_come_worst_first(project):
    project.design.add_node(Node("n9", "Dense", "spare", {"units": 2}))
    project.design.replace_node(replace(project.design.nodes["n4"], options={"units": 9, "activation": "softmax"}))
    assert [p.severity for p in project.analysis.problems] == [ERROR, WARNING]
    assert [p.rule for p in project.analysis.for_node("n4")] == ["output_width"]


def test_an_unknown_layer_is_kept_and_named(project):
    project.design.replace_node(Node("n3", "Hologram", "hologram"))
    messages = [problem.message for problem in project.analysis.errors]
    assert any("Hologram" in message and "hologram" in message for message in messages)


def test_a_layer_that_raises_anything_is_a_problem_not_a_crash(project, monkeypatch):
    from nndesigner import nn

    def crash(self, *shapes):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(nn.Dropout, "output_shape", crash)
    project.design.replace_node(replace(project.design.nodes["n3"], options={"rate": 0.3}))
    assert any("ZeroDivisionError" in problem.message for problem in project.analysis.errors)


def test_sizes_are_counted(project):
    width = project.analysis.shapes["n1"][0]
    assert project.analysis.parameters == {"n2": (width + 1) * 8, "n3": 0, "n4": 27}
    assert project.analysis.total_parameters == (width + 1) * 8 + 27
    assert project.analysis.total_multiply_adds == width * 8 + 24
    assert project.analysis.batch_bytes(10) == 8 * (10 * (width + 8 + 8 + 3 + 3) + project.analysis.total_parameters)
    assert project.analysis.labels["n2"] == "8 · relu"


def test_the_analysis_is_remembered_and_its_change_is_told_once(project):
    told = []
    project.analysis_changed.connect(lambda: told.append(project.analysis))
    first = project.analysis
    assert project.analysis is first
    project.design.replace_node(replace(project.design.nodes["n2"], position=(1.0, 1.0)))
    assert told == []
    project.design.replace_node(replace(project.design.nodes["n2"], options={"units": 9}))
    assert len(told) == 1


def chain_of(count: int) -> Project:
    ids = [f"n{i}" for i in range(count)]
    nodes = {key: Node(key, "Dense", key, {"units": 16, "activation": "relu"}) for key in ids}
    nodes |= {ids[0]: Node(ids[0], "Input", ids[0]), ids[-1]: Node(ids[-1], "Output", ids[-1])}
    return make_project(Graph(nodes, tuple(Wire(a, b) for a, b in itertools.pairwise(ids))))


def calls_of(action: Callable[[], object]) -> int:
    """How many functions ``action`` calls: a measure of work that no other program disturbs."""
    count = 0

    def see(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(see)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


def test_the_work_of_an_analysis_grows_with_the_blocks_and_no_faster():
    from nndesigner.project.rules import analyse

    small, large = chain_of(30), chain_of(60)
    analyse(small)  # imports and caches
    analyse(large)
    assert calls_of(lambda: analyse(large)) < 2.2 * calls_of(lambda: analyse(small))


def test_many_columns_with_the_same_trouble_are_one_problem():
    from nndesigner.data.table import Table
    from nndesigner.project.edits import SetColumn
    from nndesigner.session.create import project_from_table

    columns = {f"flat{number}": [5] * 40 for number in range(8)}
    columns |= {"x": [number % 7 for number in range(40)], "y": ["a" if number % 3 else "b" for number in range(40)]}
    project = project_from_table(Table.from_columns("t", columns), {"kind": "embedded", "name": "t", "csv": ""}, "y")
    for number in range(8):
        SetColumn(project, f"flat{number}", role="feature").redo()
    (problem,) = [one for one in project.analysis.problems if one.rule == "data_advice" and "flat" in one.message]
    assert "flat0 has the same value" in problem.message
    assert "7 other columns: flat1, flat2, flat3, flat4, flat5 …" in problem.message
    before = project.contents
    edit = problem.fix.make()
    edit.redo()
    assert all(project.recipe.column(f"flat{number}").role == "ignore" for number in range(8))
    assert not any("flat" in one.message for one in project.analysis.problems)
    edit.undo()
    assert project.contents == before
