"""Messages that wait: one a key, buttons that act and dismiss, never a pile."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from nndesigner.ui.widgets.elided_label import ElidedLabel
from nndesigner.ui.widgets.message_bar import MessageBar
from nndesigner.ui.widgets.numbers import ShortNumber


@pytest.fixture
def bar(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    return bar


def test_it_takes_no_room_while_there_is_nothing_to_say(bar):
    assert bar.isHidden()
    message = bar.show_message("Something happened.")
    assert not bar.isHidden()
    message.dismiss()
    assert bar.isHidden()


def test_a_key_has_one_message(bar):
    bar.show_message("First.", key="data")
    bar.show_message("Second.", key="data")
    assert [message.label.text() for message in bar.messages] == ["Second."]


def test_the_same_sentence_is_said_once(bar):
    bar.show_message("Again.")
    bar.show_message("Again.")
    assert len(bar.messages) == 1


def test_old_messages_give_way(bar):
    for number in range(9):
        bar.show_message(f"Message {number}.")
    assert len(bar.messages) == 4
    assert bar.messages[0].label.text() == "Message 8."


def test_a_button_acts_and_dismisses(bar):
    done = []
    message = bar.show_message("Restore?", buttons=[("Restore", lambda: done.append(len(bar.messages)))])
    message.buttons[0].click()
    assert done == [0]


def test_a_long_sentence_keeps_its_whole_text(qtbot):
    label = ElidedLabel(2)
    qtbot.addWidget(label)
    text = "Early stopping after epoch 106: no better validation loss for 20 epochs. The weights of epoch 86 are kept."
    label.setText(text)
    label.resize(220, 40)
    shown = label._fitting()
    assert len(shown) == 2
    assert shown[-1].endswith("…")
    assert label.text() == label.toolTip() == text


@pytest.mark.parametrize(("value", "text"), [(0.001, "0.001"), (1e-7, "1e-07"), (0.1, "0.1"), (10.0, "10")])
def test_numbers_are_shown_short(qtbot, value, text):
    field = ShortNumber(1e-9, 100.0)
    qtbot.addWidget(field)
    field.setValue(value)
    assert field.text() == text


def test_a_comma_is_a_decimal_point_too(qtbot):
    field = ShortNumber(1e-9, 100.0)
    qtbot.addWidget(field)
    field.lineEdit().setText("0,25")
    field.interpretText()
    assert field.value() == 0.25


def test_a_name_from_a_file_is_shown_as_it_is_and_loads_nothing(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    text = 'Column <img src="//host/share/x.png"> has no value.'
    bar.show_message(text)
    assert bar.messages[0].label.text() == text
    assert bar.messages[0].label.textFormat() == Qt.TextFormat.PlainText
