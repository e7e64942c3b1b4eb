from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from nndesigner.ui.widgets.number_edit import NumberEdit, number_text, stepped


@pytest.mark.parametrize(
    ("value", "up", "down"),
    [
        (0.01, 0.02, 0.005),
        (0.02, 0.05, 0.01),
        (0.03, 0.05, 0.02),
        (1.0, 2.0, 0.5),
        (-0.1, -0.05, -0.2),
        (0, 0.1, -0.1),
        (1e-7, 2e-7, 5e-8),
    ],
)
def test_a_step_goes_along_one_two_five(value, up, down):
    assert stepped(value, True) == pytest.approx(up)
    assert stepped(value, False) == pytest.approx(down)


@pytest.mark.parametrize(("value", "text"), [(0.001, "0.001"), (1e-7, "1e-07"), (3, "3"), (0.1 + 0.2, "0.3"), (None, "")])
def test_a_number_is_written_without_needless_digits(value, text):
    assert number_text(value) == text


@pytest.fixture
def edit(qtbot):
    def make(**options):
        widget = NumberEdit(**({"whole": False, "optional": False} | options))
        qtbot.addWidget(widget)
        widget.said = []
        widget.committed.connect(widget.said.append)
        widget.refused.connect(lambda text: widget.said.append(("refused", text)))
        return widget

    return make


def test_enter_commits_what_was_typed_once(edit, qtbot):
    widget = edit()
    widget.set_value(0.1)
    widget.selectAll()
    qtbot.keyClicks(widget, "2e-3")
    qtbot.keyClick(widget, Qt.Key.Key_Return)
    assert widget.said == [0.002]


def test_text_that_is_no_number_is_refused(edit, qtbot):
    widget = edit()
    widget.set_value(1.0)
    widget.selectAll()
    qtbot.keyClicks(widget, "fast")
    qtbot.keyClick(widget, Qt.Key.Key_Return)
    assert widget.said == [("refused", "fast")]


def test_empty_is_none_only_where_none_is_a_value(edit, qtbot):
    for optional, said in ((True, [None]), (False, [("refused", "")])):
        widget = edit(whole=True, optional=optional)
        widget.set_value(5)
        widget.selectAll()
        qtbot.keyClick(widget, Qt.Key.Key_Delete)
        qtbot.keyClick(widget, Qt.Key.Key_Return)
        assert widget.said == said


def test_the_arrow_keys_step_and_commit(edit, qtbot):
    widget = edit()
    widget.set_value(0.01)
    qtbot.keyClick(widget, Qt.Key.Key_Up)
    assert widget.said == [0.02]


def test_a_whole_number_stays_whole(edit, qtbot):
    widget = edit(whole=True)
    widget.set_value(7)
    qtbot.keyClick(widget, Qt.Key.Key_Down)
    assert widget.said == [6]
    assert isinstance(widget.said[0], int)
