"""The window: its promised names, its pages and panels, what an action is made of, what opens how."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QDockWidget, QMessageBox, QTreeWidget, QWidget

from nndesigner.project.edits import AppendNode
from nndesigner.ui.actions import ACTIONS, plain
from nndesigner.ui.app import create_window
from nndesigner.ui.journal import journal
from nndesigner.ui.main_window import MainWindow
from nndesigner.ui.theme import apply_theme, theme

PROMISED = {
    "train": ["play", "step", "stop", "reset", "new_weights", "epoch", "progress", "reason", "learning_rate"],
    "page": ["data", "design", "results"],
    "dock": ["palette", "inspector", "plots", "problems", "log"],
    "file": ["new", "open", "open_data", "save", "save_as", "save_model", "export_predictions", "examples"],
    "edit": ["undo", "redo", "cut", "copy", "paste", "duplicate", "delete", "select_all"],
    "view": ["fit", "zoom_in", "zoom_out", "tidy"],
    "data": ["table", "columns", "target"],
    "design": ["canvas", "outline"],
    "results": ["main"],
    "plots": ["loss", "metric"],
}


def test_the_promised_names_are_there(window):
    promised = [f"{group}.{name}" for group, names in PROMISED.items() for name in names]
    found = {child.objectName() for kind in (QWidget, QAction) for child in window.findChildren(kind)}
    assert set(promised) <= found


def test_create_window_opens_what_it_is_given(qtbot, qapp, small_csv, monkeypatch, tmp_path):
    monkeypatch.setattr("nndesigner.ui.recovery.state_directory", lambda: tmp_path / "recovery")
    window = create_window(["nndesigner", str(small_csv)])
    window.files.ask_unsaved = lambda _text: "discard"
    window.show()
    qtbot.waitUntil(lambda: window.is_furnished and window.document.project.table is not None, timeout=10_000)
    assert window.document.project.table.row_count == 40
    window.close()
    window.deleteLater()


def test_whoever_looks_for_a_part_finds_it_before_the_first_paint(qtbot, tmp_path):
    window = MainWindow(recovery_folder=tmp_path)
    assert not window.is_furnished
    assert window.findChild(QWidget, "design.canvas") is not None
    window.close()
    window.deleteLater()


def test_every_action_says_what_it_does(window):
    names = [row.name for row in ACTIONS]
    assert len(set(names)) == len(names)
    for row in ACTIONS:
        action = window.actions_[row.name]
        assert action.objectName() == row.name
        assert action.text()
        assert action.toolTip()
        assert action.statusTip()
        assert row.icon == "" or not action.icon().isNull()


def test_every_menu_entry_has_an_icon_where_its_neighbours_have(window):
    for bar_entry in window.menuBar().actions():
        bare = [entry.text() for entry in bar_entry.menu().actions() if not entry.isSeparator() and entry.icon().isNull()]
        assert bare == []


def test_no_two_entries_of_a_menu_share_their_letter(window):
    menus = [window.menuBar(), *(entry.menu() for entry in window.menuBar().actions())]
    for menu in menus:
        titles = [entry.text() for entry in menu.actions() if "&" in entry.text()]
        letters = [title[title.index("&") + 1].lower() for title in titles]
        assert len(set(letters)) == len(letters), titles


def test_the_menu_marks_the_page_that_is_shown_beside_its_icon(window):
    menu = next(entry.menu() for entry in window.menuBar().actions() if "View" in entry.text())
    pictures = {}
    for name in ("page.data", "page.design"):
        window.switcher.show_page(name)
        menu.ensurePolished()
        menu.popup(window.pos())
        place = menu.actionGeometry(window.actions_["page.data"]).adjusted(0, 0, -menu.width() // 2, 0)
        pictures[name] = menu.grab(place).toImage()
        menu.close()
    assert pictures["page.data"] != pictures["page.design"]


def test_enter_in_the_palette_appends_the_layer_that_was_found(window, qtbot):
    window.switcher.show_page("page.design")
    palette = window.panels.docks["dock.palette"].widget()
    palette.fill()
    qtbot.keyClicks(palette.search, "dropout")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert [node.kind for node in window.document.project.design.nodes.values()] == ["Dropout"]
    entry = palette.tree.currentItem()
    for words, title in (("input", "Input"), ("output", "Output"), ("relu", "PReLU"), ("lstm", "LSTM")):
        palette.search.setText(words)
        assert palette.tree.currentItem().text(0) == title
    palette.search.setText("dropout")
    qtbot.keyClick(palette.tree, Qt.Key.Key_Return)
    assert len(window.document.project.design.nodes) == 2
    palette.tree.itemActivated.emit(entry, 0)  # a double click
    assert len(window.document.project.design.nodes) == 3
    window.document.undo_stack.undo()
    assert len(window.document.project.design.nodes) == 2


def test_no_two_actions_share_their_keys(window):
    keys = [key.toString() for row in ACTIONS for key in window.actions_[row.name].shortcuts()]
    assert len(set(keys)) == len(keys)


def test_every_button_has_a_name_for_those_who_do_not_see_it(window):
    for place in ("page.data", "page.design", "page.results"):
        window.switcher.show_page(place)
        QApplication.processEvents()
        nameless = [
            button
            for button in window.findChildren(QAbstractButton)
            if button.isVisible() and not (button.accessibleName() or button.text() or button.toolTip())
        ]
        assert not [button for button in nameless if not button.objectName().startswith("qt_")]


def test_the_keys_and_the_tabs_switch_pages(window, qtbot):
    for name in ("page.design", "page.results", "page.data"):
        window.actions_[name].trigger()
        assert window.switcher.current == name
        assert window.actions_[name].isChecked()
        assert window.switcher.tabs[name].isChecked()


def test_an_empty_window_shows_the_start_page_and_nothing_else(window):
    assert window.switcher.place == "page.start"
    assert not any(dock.isVisible() for dock in window.panels.docks.values())


def test_going_from_page_to_page_leaves_the_panels_their_sizes(window, qtbot):
    docks = window.panels.docks
    window.switcher.show_page("page.design")
    qtbot.wait(50)
    qtbot.wait(700)  # they move to their sizes
    before = {name: docks[name].width() for name in docks if docks[name].isVisible()}
    for place in ("page.data", "page.design", "page.results", "page.design") * 2:
        window.switcher.show_page(place)
        qtbot.wait(20)
    after = {name: dock.width() for name, dock in docks.items() if dock.isVisible()}
    assert after.keys() == before.keys()
    assert all(abs(after[name] - before[name]) <= 4 for name in before), (before, after)


def test_panels_belong_to_pages_and_are_remembered(window):
    docks = window.panels.docks
    window.switcher.show_page("page.design")
    assert docks["dock.palette"].isVisible()
    docks["dock.palette"].toggleViewAction().trigger()
    window.switcher.show_page("page.results")
    assert docks["dock.plots"].isVisible()
    assert not docks["dock.inspector"].isVisible()
    window.switcher.show_page("page.design")
    assert not docks["dock.palette"].isVisible()
    assert docks["dock.inspector"].isVisible()
    window.panels.reset()
    assert docks["dock.palette"].isVisible()


def test_a_closed_panel_stays_closed_on_its_page(window):
    window.switcher.show_page("page.design")
    window.panels.docks["dock.inspector"].close()
    window.switcher.show_page("page.results")
    window.switcher.show_page("page.design")
    assert not window.panels.docks["dock.inspector"].isVisible()


def test_the_layout_outlives_the_window(qtbot, tmp_path):
    first = MainWindow(recovery_folder=tmp_path)
    first.furnish()
    first.show()
    first.switcher.show_page("page.design")
    first.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, first.panels.docks["dock.palette"])
    first.close()
    second = MainWindow(recovery_folder=tmp_path)
    second.furnish()
    area = second.dockWidgetArea(second.findChild(QDockWidget, "dock.palette"))
    second.close()
    first.deleteLater()
    second.deleteLater()
    assert area == Qt.DockWidgetArea.RightDockWidgetArea


def test_the_theme_is_chosen_and_remembered(window, qapp):
    window.actions_["view.theme_dark"].trigger()
    assert theme().is_dark
    assert window.settings.get("theme") == "dark"
    apply_theme(qapp, "light")


def test_dropping_a_csv_gives_data_and_a_network(window, qtbot, small_csv):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(small_csv))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(400, 300), Qt.DropAction.CopyAction, mime, buttons, keys)
    window.dropEvent(drop)
    qtbot.waitUntil(lambda: window.document.project.table is not None, timeout=10_000)
    project = window.document.project
    assert project.recipe.target == "ripe" or project.recipe.task == "binary"
    assert project.design.nodes
    assert window.switcher.place == "page.data"
    assert window.actions_["train.play"].isEnabled()
    assert "parameters" in window.findChild(QWidget, "status.totals").text()


@pytest.mark.parametrize("name", ["design.canvas", "data.table", "plots.loss", "results.main"])
def test_a_file_may_be_dropped_anywhere(window, small_csv, name):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(small_csv))])
    target = window.findChild(QWidget, name)
    target = target.viewport() if hasattr(target, "viewport") else target
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, buttons, keys)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()


def test_opening_what_is_not_there_is_a_sentence(window, tmp_path):
    window.opener.open(tmp_path / "missing.csv")
    message = window.switcher.messages.messages[0]
    assert "missing.csv" in message.label.text()
    assert "Traceback" not in message.label.text()


def test_a_defect_is_a_sentence_with_details_to_copy(window):
    try:
        raise KeyError("rabbit")
    except KeyError as error:
        journal().error(error)
    message = window.switcher.messages.messages[0]
    assert "Traceback" not in message.label.text()
    copy = next(button for button in message.buttons if "Copy" in button.text())
    copy.click()
    assert "rabbit" in QApplication.clipboard().text()


def test_undo_and_redo_name_what_they_do(window, qtbot, small_csv):
    window.opener.open(small_csv)
    qtbot.waitUntil(lambda: window.document.project.table is not None, timeout=10_000)
    undo, redo = window.actions_["edit.undo"], window.actions_["edit.redo"]
    assert "small" in undo.text()
    undo.trigger()
    assert window.document.project.table is None
    assert window.switcher.place == "page.start"
    assert "small" in redo.text()
    redo.trigger()
    assert window.document.project.table is not None


def test_edit_actions_go_to_the_focused_text(window, qtbot):
    window.switcher.show_page("page.design")
    search = window.findChild(QWidget, "palette.search")
    window.activateWindow()
    search.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is search)
    search.setText("dense")
    window.actions_["edit.select_all"].trigger()
    window.actions_["edit.copy"].trigger()
    assert QApplication.clipboard().text() == "dense"
    window.actions_["edit.delete"].trigger()
    assert search.text() == ""


def test_the_lists_of_help_open_beside_the_window(window, qtbot):
    window.document.push(AppendNode(window.document.project, "Dense"))
    window.actions_["help.shortcuts"].trigger()
    keys = window.findChild(QWidget, "help.shortcuts.list")
    assert keys.isVisible()
    tree = keys.findChild(QTreeWidget)
    groups = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    listed = {group.child(row).text(0) for group in groups for row in range(group.childCount())}
    with_keys = [row for row in ACTIONS if row.keys]
    assert {plain(row.text) for row in with_keys} <= listed  # "Undo", whatever can be undone now
    assert not keys.isModal()
    keys.close()
    window.actions_["help.about"].trigger()
    box = next(child for child in window.children() if isinstance(child, QMessageBox))
    box.close()


def test_furnishing_happens_only_once(window):
    before = [id(child) for child in window.findChildren(QWidget)]
    window.furnish()
    assert [id(child) for child in window.findChildren(QWidget)] == before


def test_the_system_changing_its_look_is_followed(window, qapp):
    apply_theme(qapp, "system")
    QApplication.sendEvent(window, QEvent(QEvent.Type.ThemeChange))
    apply_theme(qapp, "light")


def test_a_closed_panel_stays_closed_in_the_next_session_until_the_layout_is_reset(window, qtbot, tmp_path):
    from nndesigner.ui.main_window import MainWindow

    window.actions_["page.design"].trigger()
    window.panels.docks["dock.palette"].close()
    later = MainWindow(recovery_folder=tmp_path / "later")
    qtbot.addWidget(later)
    later.furnish()
    later.panels.show_for("page.design")
    assert later.panels.docks["dock.palette"].isHidden()
    assert not later.panels.docks["dock.inspector"].isHidden()
    later.panels.reset()
    assert not later.panels.docks["dock.palette"].isHidden()
    later.close()


def test_what_was_refused_is_forgotten_with_the_next_change(window):
    window.document.refused.emit("That cannot be done.")
    assert any(message.key == "refused" for message in window.switcher.messages.messages)
    window.document.push(AppendNode(window.document.project, "Dense"))
    assert not any(message.key == "refused" for message in window.switcher.messages.messages)


def test_the_tables_have_more_room_than_the_canvas_and_each_page_keeps_its_own(window, qtbot, tmp_path):
    from nndesigner.ui.main_window import MainWindow
    from nndesigner.ui.panels import _MOTION_MS

    def bottom(one):
        return one.panels.docks["dock.plots"]

    def show(one, page):
        one.switcher.set_empty(False)
        one.actions_[page].trigger()
        qtbot.waitUntil(lambda: bottom(one).height() == one.panels._heights[page], timeout=5000)

    show(window, "page.data")
    low = bottom(window).height()
    show(window, "page.design")
    assert bottom(window).height() > low
    window.resizeDocks([bottom(window)], [300], Qt.Orientation.Vertical)
    qtbot.waitUntil(lambda: bottom(window).height() == 300 and window.panels._entered.elapsed() > _MOTION_MS, timeout=5000)
    show(window, "page.data")
    assert bottom(window).height() == low
    show(window, "page.design")
    assert bottom(window).height() == 300
    window.panels.save()
    later = MainWindow(recovery_folder=tmp_path / "later")
    qtbot.addWidget(later)
    later.resize(1280, 800)
    later.furnish()
    later.show()
    show(later, "page.data")
    assert bottom(later).height() == low
    show(later, "page.design")
    assert bottom(later).height() == 300
    later.close()
