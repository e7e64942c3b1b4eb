from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from nndesigner.ui.canvas.mime import put_clip
from nndesigner.ui.dropping import outcome

_REST = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


def _mime(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def _messages(window) -> str:
    return "\n".join(message.label.text() for message in window.switcher.messages.messages)


@pytest.mark.parametrize(
    ("names", "opened", "said"),
    [
        (["a.csv"], "a.csv", "Open a.csv"),
        (["a.csv", "b.csv", "c.csv"], "a.csv", "the other 2 not"),
        (["read me.md", "net.nnproj"], "net.nnproj", "net.nnproj is opened"),
        (["what.ever"], "what.ever", "Open what.ever"),
        (["1.png", "2.JPG"], None, "Images are opened by their folder"),
        (["cats/", "dogs/"], None, "Images are opened by their folder"),
        (["pictures/"], "pictures", "images in pictures"),
    ],
)
def test_what_becomes_of_files_is_known_by_their_names(tmp_path, names, opened, said):
    for name in names:
        if name.endswith("/"):
            (tmp_path / name).mkdir()
    found = outcome([tmp_path / name for name in names])
    assert (found.path.name if found.path else None) == opened
    assert said in found.sentence


def test_a_long_name_is_cut_where_it_is_shown(tmp_path):
    assert len(outcome([tmp_path / ("x" * 240 + ".csv")]).sentence) < 80


def test_hovering_says_what_dropping_would_do_and_leaving_takes_it_away(window, small_csv):
    veil = window.findChild(QWidget, "drop.veil")
    mime = _mime(small_csv)
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, *_REST))
    assert not veil.isHidden()
    assert small_csv.name in veil.sentence
    assert veil.size() == window.size()
    QApplication.sendEvent(window, QEvent(QEvent.Type.DragLeave))
    assert veil.isHidden()


def test_a_text_field_does_not_write_down_the_address_of_a_file(window, qtbot, small_csv):
    window.switcher.show_page("page.design")
    field = window.findChild(QLineEdit, "palette.search")
    window.dropping.watch()
    place = field.mapTo(window, QPoint(4, 4))
    mime = _mime(small_csv)
    mime.setText(f"file://{small_csv}")
    handle = window.windowHandle()
    QApplication.sendEvent(handle, QDragEnterEvent(place, Qt.DropAction.CopyAction, mime, *_REST))
    QApplication.sendEvent(handle, QDropEvent(QPointF(place), Qt.DropAction.CopyAction, mime, *_REST))
    qtbot.waitUntil(lambda: window.document.project.table is not None, timeout=10_000)
    assert field.text() == ""


def test_of_several_files_one_is_opened_and_it_is_said_which(window, qtbot, small_csv):
    window.opener.open_one_of([small_csv, small_csv.with_name("other.csv")])
    qtbot.waitUntil(lambda: window.document.project.table is not None, timeout=10_000)
    assert f"{small_csv.name} is opened, the other 1 not" in _messages(window)
    window.opener.open(small_csv)
    assert "the other 1" not in _messages(window)


def test_a_table_can_be_pasted_where_there_is_nothing_yet(window, qtbot):
    QGuiApplication.clipboard().setText("a\tb\n1\tx\n2\ty\n3\tx\n")
    assert window.switcher.place == "page.start"
    window.switcher.page("page.start").setFocus()
    window.editing.refresh()
    assert window.actions_["edit.paste"].isEnabled()
    window.actions_["edit.paste"].trigger()
    qtbot.waitUntil(lambda: window.document.project.table is not None, timeout=10_000)
    assert window.document.project.table.names == ("a", "b")


def test_copied_blocks_are_no_table(window):
    put_clip({"nodes": []})
    window.actions_["file.paste_data"].trigger()
    assert "blocks of a network" in _messages(window)


def test_a_table_is_no_blocks(window):
    QGuiApplication.clipboard().setText("a,b\n1,2\n")
    window.switcher.show_page("page.design")
    window.actions_["edit.paste"].trigger()
    assert "no blocks" in _messages(window)
    assert not window.document.project.design.nodes


def test_a_question_is_answered_before_files_are_taken(window, small_csv):
    question = QDialog(window)
    question.open()
    mime = _mime(small_csv)
    event = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, *_REST)
    QApplication.sendEvent(window, event)
    assert window.findChild(QWidget, "drop.veil").isHidden()
    assert not event.isAccepted()
    question.reject()
