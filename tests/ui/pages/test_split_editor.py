from __future__ import annotations

import pytest

from nndesigner.data.split import Split
from nndesigner.data.table import Table
from nndesigner.data.window import Window
from nndesigner.project.edits import ProposeNetwork, SetSettings, SetSplit, SetWindow
from nndesigner.ui.pages.data.split_editor import SplitEditor, balanced
from nndesigner.ui.pages.data.split_method import columns_for

SHARES = {"train": 70, "validation": 15, "test": 15}


@pytest.mark.parametrize(
    ("part", "percent", "expected"),
    [
        ("test", 20, (65, 15, 20)),
        ("validation", 0, (85, 0, 15)),
        ("train", 80, (80, 5, 15)),
        ("train", 95, (95, 0, 5)),
        ("train", 100, (100, 0, 0)),
        ("validation", 99, (1, 99, 0)),
        ("test", 100, (1, 0, 99)),
    ],
)
def test_shares_stay_a_split_whatever_is_entered(part, percent, expected):
    shares = balanced(SHARES, part, percent)
    assert [round(100 * shares[name]) for name in SHARES] == list(expected)
    Split(**shares)  # raises unless it is one


def test_fields_show_the_split_and_its_rows_without_telling(qtbot):
    editor = SplitEditor()
    qtbot.addWidget(editor)
    with qtbot.assertNotEmitted(editor.changed):
        editor.show_split(Split(0.6, 0.2, 0.2, seed=5, method="ordered"), has_classes=True)
        editor.show_counts((6000, 2000, 2000))
    assert editor.shares["train"].value() == 60
    assert editor.counts["train"].text() == "6\u202f000 rows"
    assert editor.method.currentData() == "ordered"
    assert not editor.seed.isEnabled()
    assert not editor.stratify.isEnabled()


def test_changes_are_told(qtbot):
    editor = SplitEditor()
    qtbot.addWidget(editor)
    editor.show_split(Split(), has_classes=True)
    told = []
    editor.changed.connect(told.append)
    editor.shares["test"].setValue(20)
    editor.show_split(Split(), has_classes=True)
    editor.seed.setValue(3)
    editor.stratify.click()
    assert told == [{"train": 0.65, "validation": 0.15, "test": 0.2}, {"seed": 3}, {"stratify": False}]


def test_groups_are_looked_for_where_rows_share_their_values():
    columns = {
        "id": [f"u{i}" for i in range(120)],
        "few": ["p", "q", "r"] * 40,
        "who": [f"g{i // 6}" for i in range(120)],
        "count": [i // 4 for i in range(120)],
        "y": [i % 2 for i in range(120)],
    }
    found = columns_for("group", Table.from_columns("t", columns), ("y",))
    assert found[0] == "who"
    assert found[-1] == "y"
    assert set(found) == set(columns)


def test_each_choice_of_a_method_is_a_step_of_its_own_but_shares_merge(document, load):
    load({"kind": "embedded", "name": "t", "csv": "a,g,y\n" + "\n".join(f"{i},g{i // 5},{i % 2}" for i in range(60))})
    steps = document.undo_stack.count()
    document.push(SetSplit(document.project, method="ordered", column=""))
    document.push(SetSplit(document.project, method="group", column="g"))
    assert document.undo_stack.count() == steps + 2
    for share in (0.6, 0.5):
        document.push(SetSplit(document.project, train=share, validation=0.85 - share, test=0.15))
    assert document.undo_stack.count() == steps + 3


def test_windows_that_fit_into_no_validation_rows_are_told_of(document, load):
    rows = "\n".join(f"{i},{i % 7}" for i in range(60))
    load({"kind": "embedded", "name": "t", "csv": f"a,y\n{rows}"})
    document.push(SetWindow(document.project, Window(look_back=4)))
    document.push(SetSettings(document.project, early_stopping=5))
    assert "early_stopping_blind" not in [problem.rule for problem in document.project.analysis.problems]
    document.push(SetWindow(document.project, Window(look_back=12)))
    assert "early_stopping_blind" in [problem.rule for problem in document.project.analysis.problems]


def test_groups_that_leave_no_validation_rows_are_told_of(document, load):
    rows = "\n".join(f"{i},only,{'ab'[i % 2]}" for i in range(60))
    load({"kind": "embedded", "name": "t", "csv": f"a,g,y\n{rows}"})
    document.push(ProposeNetwork(document.project))
    document.push(SetSettings(document.project, early_stopping=5))
    assert "early_stopping_blind" not in [problem.rule for problem in document.project.analysis.problems]
    document.push(SetSplit(document.project, method="group", column="g"))
    assert "early_stopping_blind" in [problem.rule for problem in document.project.analysis.problems]
