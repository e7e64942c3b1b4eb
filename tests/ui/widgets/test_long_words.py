from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from nndesigner.ui.widgets.long_words import breakable
from nndesigner.ui.widgets.message_bar import MessageBar


@pytest.mark.parametrize("text", ["", "Column age is skewed.", "a " * 400, "x" * 40, "two\nlines", "/a/folder" * 20])
def test_what_can_be_broken_already_stays_as_it_is(text):
    assert breakable(text) == text


def test_a_long_word_can_be_broken_and_reads_the_same(qtbot):
    text = f"Column {'W' * 300} is skewed."
    label = QLabel(breakable(text))
    qtbot.addWidget(label)
    label.setWordWrap(True)
    assert label.text().replace("\u200b", "") == text
    assert breakable("x" * 41).count("\u200b") == 4
    assert label.minimumSizeHint().width() < 250


def test_a_message_with_a_long_name_does_not_widen_the_window(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message(f"{'W' * 300}.csv cannot be opened.", level="error")
    bar.show_message(f"{'W' * 300}.csv cannot be opened.", level="error")
    assert len(bar.messages) == 1
    assert bar.minimumSizeHint().width() < 400


def test_a_long_path_breaks_at_its_folders(qtbot):
    label = QLabel(breakable("/a/folder" * 60))
    qtbot.addWidget(label)
    label.setWordWrap(True)
    assert label.minimumSizeHint().width() < 250
