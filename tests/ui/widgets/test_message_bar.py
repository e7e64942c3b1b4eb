from __future__ import annotations

import pytest

from nndesigner.ui.widgets.message_bar import MessageBar

TEXT = "table.csv: there is data already, with a network for it. What shall it replace?"


@pytest.mark.parametrize(("width", "stacked"), [(1200, False), (560, True)])
def test_buttons_stand_where_the_text_leaves_room(qtbot, width, stacked):
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.resize(width, 100)
    message = bar.show_message(TEXT, buttons=[("Replace the data, keep the network", list), ("Replace both", list)])
    bar.resize(width, 100)
    assert message.is_stacked is stacked
    assert message.label.width() > 300
    bar.resize(1760 - width, 100)
    qtbot.waitUntil(lambda: message.is_stacked is not stacked)
    assert all(button.isVisible() for button in message.buttons)


def test_a_message_without_buttons_is_one_row(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.resize(300, 100)
    assert not bar.show_message(TEXT).is_stacked
