from __future__ import annotations

import threading

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from nndesigner.data import recipe_check
from nndesigner.data.proposal import propose, propose_column
from nndesigner.data.reader import read_text
from nndesigner.ui.pages.data import data_edits
from nndesigner.ui.pages.data.split_method import SplitMethodChoice
from nndesigner.ui.tasks import end_all

SOURCE = {"kind": "embedded", "csv": "a,b,c,y\n" + "".join(f"{n % 7},{n * n % 5}.5,{n},{'yn'[n % 2]}\n" for n in range(60))}


@pytest.fixture
def page(qtbot, data_page):
    with qtbot.waitSignal(data_page.loader.loaded, timeout=10000):
        data_page.open_source(SOURCE, "abc")
    return data_page


@pytest.fixture
def is_large(monkeypatch):
    """Every table is taken for a large one."""
    monkeypatch.setattr(data_edits, "_CELLS_AT_ONCE", 0)


def test_edits_of_a_large_table_are_worked_out_in_a_thread_one_after_the_other(qtbot, page, document, is_large, monkeypatch):
    threads = []
    prepare = data_edits._prepare
    monkeypatch.setattr(data_edits, "_prepare", lambda *given: (threads.append(threading.current_thread()), prepare(*given)))
    before = document.undo_stack.count()
    assert page.edits.change_columns(("b", "c"), "scaling", "minmax")
    assert page.edits.change_columns(("a", "b"), "role", "ignore")
    assert document.undo_stack.count() == before
    qtbot.waitUntil(lambda: document.undo_stack.count() == before + 2)
    recipe = document.project.recipe
    assert [recipe.column(name).role for name in "abc"] == ["ignore", "ignore", "feature"]
    assert [recipe.column(name).scaling for name in "bc"] == ["minmax", "minmax"]
    assert len(threads) == 2
    assert threading.main_thread() not in threads


def test_a_refused_edit_of_a_large_table_is_told(qtbot, page, document, is_large):
    with qtbot.waitSignal(document.refused) as refused:
        page.edits.set_target("nobody")
    assert "nobody" in refused.args[0]


def test_edits_that_wait_can_be_dropped(qtbot, page, document, is_large):
    before = document.undo_stack.count()
    page.edits.change_columns(("b",), "role", "ignore")
    page.edits.change_columns(("c",), "role", "ignore")
    page.source_bar.cancel_wanted.emit()
    end_all()
    qtbot.wait(30)
    assert document.undo_stack.count() == before


def test_how_columns_go_with_the_target_stays_after_an_edit_and_its_undo(qtbot, page, document):
    model = page.columns_model
    qtbot.waitUntil(lambda: {0, 1} <= set(model.associations) and {0, 1} <= set(model.summaries), timeout=10000)
    found = dict(model.associations)
    page.edits.change_columns(("a",), "role", "ignore")
    assert {index: model.associations[index] for index in (0, 1)} == {index: found[index] for index in (0, 1)}
    document.undo_stack.undo()
    assert {0, 1} <= set(model.associations)


def test_headings_of_the_side_panel_wrap(page):
    page.side.setFixedWidth(240)
    page.side._titles["network"].setText("The network, as it was proposed")
    area = page.side.tabs.widget(0)
    area.widget().adjustSize()
    assert area.widget().minimumSizeHint().width() <= 240
    assert all(label.wordWrap() for label in page.side._titles.values() if isinstance(label, QLabel))


def test_row_numbers_do_not_ask_for_every_column_of_a_selected_row(page):
    table = page.rows.table
    table.selectAll()
    assert len(page.rows._selected) == 60
    assert table.verticalHeader().selectionModel() is not table.selectionModel()
    assert not table.verticalHeader().selectionModel().hasSelection()


def test_one_column_is_proposed_as_among_all():
    table = read_text(SOURCE["csv"])
    for target in table.names:
        whole = propose(table, target)
        assert [propose_column(table, name, is_target=name == target) for name in table.names] == list(whole.columns)


def test_columns_that_hold_values_are_not_gone_through_again(monkeypatch):
    table = read_text("a,b,empty,y\n" + "".join(f"{n},{n},,{'yn'[n % 2]}\n" for n in range(40)))
    recipe = propose(table).with_column("empty", role="feature")
    asked = []
    feature = recipe_check._feature
    monkeypatch.setattr(recipe_check, "_feature", lambda column, table: asked.append(column.name) or feature(column, table))
    first = recipe_check.problems(recipe, table)
    assert [problem.column for problem in first] == ["empty"]
    again = recipe_check.problems(recipe.with_column("a", scaling="minmax"), table)
    assert again == first
    assert asked == ["a", "b", "empty", "empty"]


def test_equal_recipes_have_equal_hashes():
    table = read_text(SOURCE["csv"])
    one, other = propose(table), propose(table)
    assert one == other
    assert hash(one) == hash(other)
    changed = one.with_column("a", role="ignore")
    assert changed != one
    assert changed.features == one.features[1:]


def test_columns_to_split_by_are_looked_for_once_a_table(qtbot, monkeypatch, document, load):
    from nndesigner.ui.pages.data import split_method

    load(SOURCE)
    choice = SplitMethodChoice()
    qtbot.addWidget(choice)
    asked = []
    search = split_method._fitting
    monkeypatch.setattr(split_method, "_fitting", lambda method, *rest: asked.append(method) or search(method, *rest))
    split, table = document.project.split, document.project.table
    choice.show_split(split, table)
    count = len(asked)
    assert count
    choice.show_split(split, table)
    assert len(asked) == count
    group = [choice.method.model().item(choice.method.findData(name)).isEnabled() for name in ("group", "time")]
    assert group == [True, True]
    assert np.unique(asked).size == len(asked)


def test_an_edit_that_waits_is_done_on_top_of_what_changed_meanwhile(qtbot, page, document, is_large):
    from nndesigner.project.edits import SetColumn

    page.edits.change_columns(("b", "c"), "scaling", "minmax")
    document.push(SetColumn(document.project, "a", role="ignore"))
    qtbot.waitUntil(lambda: document.project.recipe.column("c").scaling == "minmax", timeout=10000)
    assert document.project.recipe.column("a").role == "ignore"


def test_undo_takes_back_the_edit_that_is_still_being_worked_out(qtbot, document, is_large, monkeypatch, tmp_path):
    from nndesigner.ui.main_window import MainWindow

    window = MainWindow(recovery_folder=tmp_path)
    qtbot.addWidget(window)
    window.furnish()
    window.files.ask_unsaved = lambda _text: "discard"
    page = window.switcher.page("page.data")
    with qtbot.waitSignal(page.loader.loaded, timeout=10000):
        page.open_source(SOURCE, "abc")
    go_on = threading.Event()
    prepare = data_edits._prepare
    monkeypatch.setattr(data_edits, "_prepare", lambda *given: (go_on.wait(10), prepare(*given)))
    page.edits.change_columns(("b",), "role", "ignore")
    window.actions_["edit.undo"].trigger()
    go_on.set()
    end_all()
    qtbot.wait(30)
    assert window.document.project.table is not None
    assert window.document.project.recipe.column("b").role == "feature"
    window.actions_["edit.undo"].trigger()
    assert window.document.project.table is None
    window.close()
