"""Any sequence of edits keeps the design sound, can be taken back, and never makes the analysis raise."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.core.errors import DesignerError
from nndesigner.project import edits
from nndesigner.project.design import Graph, Node, Wire
from nndesigner.project.project import Contents, Project
from tests.project.projects import SOURCE, make_project

KINDS = ("Dense", "Dropout", "Add", "Concatenate", "Flatten", "Activation", "Input", "Output")
BASE = make_project().contents


def draw_edit(draw, project: Project) -> edits.Edit:
    """Some edit of what there is."""
    nodes = [*project.design.nodes, "ghost"]
    wires = [*project.design.wires, Wire("ghost", "n1")]
    node, other = draw(st.sampled_from(nodes)), draw(st.sampled_from(nodes))
    kind, wire = draw(st.sampled_from(KINDS)), draw(st.sampled_from(wires))
    makers = (
        lambda: edits.AddNode(project, kind),
        lambda: edits.AppendNode(project, kind, draw(st.sampled_from([None, node]))),
        lambda: edits.InsertOnWire(project, wire, kind),
        lambda: edits.ReplaceOnWire(project, node, kind),
        lambda: edits.RemoveNodes(project, {node, other}, heal=draw(st.booleans())),
        lambda: edits.MoveOnChain(project, node, wire),
        lambda: edits.Connect(project, node, other, replace=draw(st.booleans())),
        lambda: edits.Disconnect(project, wire),
        lambda: edits.SetOption(project, node, draw(st.sampled_from(["units", "rate", "loss"])), draw(st.integers(-1, 5))),
        lambda: edits.Paste(project, edits.copy_nodes(project.design, {node, other})),
        lambda: edits.SetTarget(project, draw(st.sampled_from(["kind", "size", "wild"]))),
        lambda: edits.SetColumn(project, draw(st.sampled_from(["x1", "colour", "kind"])), role="ignore"),
    )
    return draw(st.sampled_from(makers))()


def check(project: Project) -> None:
    """No wire dangles, slots have no gaps, no cycle, and every block has an analysis."""
    graph = project.design.graph
    assert {end for wire in graph.wires for end in (wire.source, wire.target)} <= graph.nodes.keys()
    for key in graph.nodes:
        assert [wire.slot for wire in graph.incoming(key)] == list(range(len(graph.incoming(key))))
    assert not graph.behind_cycles()
    assert project.analysis.shapes.keys() == graph.nodes.keys()
    assert all(problem.rule != "port_full" for problem in project.analysis.problems)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_walk_can_be_taken_back(data):
    project = Project(BASE)
    states = [(project.contents.graph, project.recipe)]
    done: list[edits.Edit] = []
    for _ in range(data.draw(st.integers(1, 10))):
        try:
            edit = draw_edit(data.draw, project)
            edit.redo()
        except DesignerError:
            assert (project.contents.graph, project.recipe) == states[-1]
            continue
        check(project)
        done.append(edit)
        states.append((project.contents.graph, project.recipe))
    for edit, state in zip(reversed(done), reversed(states[:-1]), strict=True):
        edit.undo()
        assert (project.contents.graph, project.recipe) == state
    for edit in done:
        edit.redo()
    assert (project.contents.graph, project.recipe) == states[-1]
    assert Graph(project.design.nodes, project.design.wires, project.design.notes) == project.design.graph


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_no_graph_makes_the_analysis_raise_and_every_fix_can_be_undone(data):
    count = data.draw(st.integers(0, 8))
    ids = [f"n{i}" for i in range(count)]
    options = st.dictionaries(
        st.sampled_from(["units", "rate", "loss", "shape"]), st.sampled_from([1, 3, "x", None, [2, 2]]), max_size=2
    )
    kinds = st.sampled_from((*KINDS, "Hologram"))
    names = st.sampled_from(["a", "b", "c"])
    nodes = {key: Node(key, data.draw(kinds), data.draw(names), data.draw(options)) for key in ids}
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), unique=True, max_size=12)) if ids else []
    graph = Graph(nodes, tuple(Wire(a, b, slot) for slot, (a, b) in enumerate(pairs)))
    project = Project(Contents(graph, SOURCE, BASE.table, BASE.recipe))
    for problem in project.analysis.problems:
        assert problem.message
        assert set(problem.nodes) <= set(ids)
        if problem.fix:
            edit = problem.fix.make()
            try:
                edit.redo()
            except DesignerError:
                assert project.design.graph == graph
                continue
            _ = project.analysis
            edit.undo()
            assert project.design.graph == graph
