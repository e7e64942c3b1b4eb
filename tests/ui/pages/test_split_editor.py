from __future__ import annotations

import pytest

from nndesigner.data.split import Split
from nndesigner.ui.pages.data.split_editor import SplitEditor, balanced

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
