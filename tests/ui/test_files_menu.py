"""The File menu and what leaves or enters the window: projects, models, tables, predictions, unsaved work."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from nndesigner.files.project_file import load_project
from nndesigner.project.edits import SetSettings

WAIT = 20_000


def answers(window, *paths):
    """Let the window get these paths, one for each question; returns what it asked."""
    left, asked = list(paths), []

    def answer(title, _kinds, _name, _is_saving):
        asked.append(title)
        return left.pop(0)

    window.files.ask_path = answer
    return asked


def idle(window, qtbot):
    qtbot.waitUntil(lambda: not window.opener.is_busy and not window.loader.is_busy, timeout=WAIT)


@pytest.fixture
def loaded(window, qtbot, small_csv):
    """The window with a table and its proposed network."""
    window.opener.open(small_csv)
    qtbot.waitUntil(lambda: window.document.project.table is not None, timeout=WAIT)
    idle(window, qtbot)
    window.document.push(SetSettings(window.document.project, epochs=20, early_stopping=None))
    return window


@pytest.fixture
def trained(loaded, qtbot):
    """The same, trained for a moment."""
    loaded.runner.play()
    qtbot.waitUntil(lambda: loaded.runner.state == "finished", timeout=WAIT)
    return loaded


def message(window, key):
    return next((one for one in window.switcher.messages.messages if one.key == key), None)


def press(window, key, words):
    next(button for button in message(window, key).buttons if words in button.text()).click()


def test_a_project_is_saved_and_opened_again(loaded, qtbot, tmp_path):
    path = tmp_path / "plan.nnproj"
    answers(loaded, tmp_path / "plan", path)
    assert loaded.isWindowModified()
    loaded.actions_["file.save"].trigger()
    assert path.exists()
    assert not loaded.isWindowModified()
    assert loaded.windowTitle().startswith("plan[*]")
    nodes = dict(loaded.document.project.design.nodes)
    loaded.actions_["file.new"].trigger()
    assert loaded.switcher.place == "page.start"
    loaded.actions_["file.open"].trigger()
    qtbot.waitUntil(lambda: loaded.document.path == path, timeout=WAIT)
    assert dict(loaded.document.project.design.nodes) == nodes
    assert loaded.document.project.table.row_count == 40
    assert not loaded.document.is_dirty
    assert path in loaded.settings.recent


def test_save_again_asks_nothing(loaded, tmp_path):
    asked = answers(loaded, tmp_path / "plan.nnproj")
    loaded.actions_["file.save"].trigger()
    loaded.document.push(SetSettings(loaded.document.project, epochs=33))
    loaded.actions_["file.save"].trigger()
    assert len(asked) == 1
    assert load_project(tmp_path / "plan.nnproj").settings.epochs == 33


def test_saving_where_it_cannot_be_is_a_sentence_and_stays_unsaved(loaded, tmp_path):
    answers(loaded, tmp_path / "nowhere" / "plan.nnproj")
    loaded.actions_["file.save"].trigger()
    assert "plan.nnproj" in loaded.switcher.messages.messages[0].label.text()
    assert loaded.document.is_dirty


def test_a_model_opens_as_an_untitled_project_that_predicts_but_does_not_play(trained, qtbot, tmp_path, small_csv):
    path, out = tmp_path / "small.pkl", tmp_path / "out.csv"
    answers(trained, path)
    trained.actions_["file.save_model"].trigger()
    assert path.exists()
    assert not trained.document.has_unsaved_weights
    trained.opener.open(path)
    qtbot.waitUntil(lambda: trained.document.project.table is None, timeout=WAIT)
    assert trained.document.path is None
    assert trained.document.project.design.nodes
    assert not trained.document.is_dirty
    assert trained.switcher.place == "page.results"
    assert not trained.actions_["train.play"].isEnabled()
    assert "no training data" in trained.actions_["train.play"].toolTip()
    answers(trained, small_csv, out)
    trained.actions_["file.export_predictions"].trigger()
    qtbot.waitUntil(out.exists, timeout=WAIT)
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert len(rows) == 40
    assert {"width", "prediction", "p(no)", "p(yes)"} <= set(rows[0])


def test_a_csv_beside_a_trained_network_is_asked_about_without_a_dialog(trained, qtbot, small_csv):
    trained.opener.open(small_csv)
    assert "What is this table for" in message(trained, "table").label.text()
    press(trained, "table", "Predict")
    idle(trained, qtbot)
    assert trained.switcher.place == "page.results"
    qtbot.waitUntil(lambda: trained.shown_predictions() is not None, timeout=WAIT)
    table, predictions = trained.shown_predictions()
    assert table.row_count == len(predictions.ok) == 40


def test_the_button_of_the_data_page_asks_too_what_the_csv_is_for(trained, qtbot, small_csv):
    answers(trained, small_csv)
    trained.switcher.page("page.data").source_bar.open.click()
    assert message(trained, "table") is not None


def test_replacing_the_training_data_keeps_the_network_and_can_be_undone(trained, qtbot, tmp_path, small_csv):
    other = tmp_path / "other.csv"
    other.write_text("\n".join(small_csv.read_text("utf-8").splitlines()[:31]) + "\n", "utf-8")
    nodes = set(trained.document.project.design.nodes)
    trained.opener.open(other)
    press(trained, "table", "Replace the training data")
    qtbot.waitUntil(lambda: trained.document.project.table.row_count == 30, timeout=WAIT)
    assert set(trained.document.project.design.nodes) == nodes
    trained.document.undo_stack.undo()
    assert trained.document.project.table.row_count == 40


def test_unsaved_work_is_asked_about_and_cancel_keeps_it(loaded):
    asked = []
    loaded.files.ask_unsaved = lambda text: asked.append(text) or "cancel"
    loaded.actions_["file.new"].trigger()
    assert loaded.document.project.table is not None
    loaded.close()
    assert loaded.isVisible()
    assert len(asked) == 2
    assert "not saved" in asked[0]


def test_trained_weights_are_asked_about(trained, tmp_path):
    asked = []
    answers(trained, tmp_path / "plan.nnproj", tmp_path / "small.pkl")
    trained.files.ask_unsaved = lambda text: asked.append(text) or "save"
    assert trained.files.may_leave()
    assert "trained network" in asked[0]
    assert (tmp_path / "plan.nnproj").exists()
    assert (tmp_path / "small.pkl").exists()
    assert trained.files.may_leave()
    assert len(asked) == 1


def test_leaving_in_mid_run_and_saving_keeps_what_was_learnt(loaded, qtbot, tmp_path):
    loaded.document.push(SetSettings(loaded.document.project, epochs=1_000_000))
    loaded.runner.play()
    qtbot.waitUntil(lambda: loaded.runner.feed.history.count > 2, timeout=WAIT)
    answers(loaded, tmp_path / "plan.nnproj", tmp_path / "small.pkl")
    loaded.files.ask_unsaved = lambda _text: "save"
    assert loaded.files.may_leave()
    assert loaded.runner.state == "finished"
    assert (tmp_path / "small.pkl").exists()


def test_a_project_whose_data_moved_offers_to_locate_them(loaded, qtbot, tmp_path, small_csv):
    plan, moved = tmp_path / "plan.nnproj", tmp_path / "elsewhere.csv"
    answers(loaded, plan)
    loaded.actions_["file.save"].trigger()
    small_csv.rename(moved)
    loaded.opener.open(plan)
    qtbot.waitUntil(lambda: message(loaded, "data") is not None, timeout=WAIT)
    assert loaded.document.project.table is None
    nodes = set(loaded.document.project.design.nodes)
    answers(loaded, moved)
    press(loaded, "data", "Locate")
    qtbot.waitUntil(lambda: loaded.document.project.table is not None, timeout=WAIT)
    assert set(loaded.document.project.design.nodes) == nodes


def test_the_examples_are_in_the_menu_and_open(window, qtbot):
    from nndesigner.files.examples import EXAMPLES

    menu = window.actions_.menus["*examples"]
    assert [action.text() for action in menu.actions()] == [example.title for example in EXAMPLES]
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: bool(window.document.project.design.nodes), timeout=WAIT)
    assert window.document.path is None
    assert window.actions_["train.play"].isEnabled()


def test_a_damaged_model_is_a_sentence(window, qtbot, tmp_path):
    path = tmp_path / "broken.pkl"
    path.write_bytes(b"\x80\x04\x95garbage")
    window.opener.open(path)
    idle(window, qtbot)
    qtbot.waitUntil(lambda: bool(window.switcher.messages.messages), timeout=WAIT)
    assert "broken.pkl" in window.switcher.messages.messages[0].label.text()


def test_a_sample_from_the_start_page(window, qtbot):
    window.switcher.page("page.start").sample_chosen.emit("iris")
    qtbot.waitUntil(lambda: window.document.project.table is not None, timeout=WAIT)
    assert window.document.project.table.row_count == 150
    assert window.switcher.place == "page.data"


def test_recent_files_are_offered(loaded, small_csv):
    recent = loaded.actions_.menus["*recent"]
    assert not recent.isEnabled()
    recent.parentWidget().aboutToShow.emit()
    assert recent.isEnabled()
    assert [Path(action.toolTip()) for action in loaded.actions_.menus["*recent"].actions()] == [small_csv.resolve()]


def test_what_could_not_be_opened_is_forgotten_with_the_next_file(window, qtbot, tmp_path, small_csv):
    for name in ("first.csv", "second.csv"):
        (tmp_path / name).write_text("")
        window.opener.open(tmp_path / name)
        idle(window, qtbot)
    assert window.settings.recent == []
    errors = window.switcher.messages.messages
    assert [one.label.text().partition(" ")[0] for one in errors] == ["second.csv"]
    window.opener.open(small_csv)
    idle(window, qtbot)
    assert not window.switcher.messages.messages
    assert window.settings.recent == [small_csv]


def export(window, name):
    menu = window.actions_.menus["*export"]
    menu.aboutToShow.emit()
    action = next(action for action in menu.actions() if action.objectName() == f"file.export.{name}")
    assert action.isEnabled()
    action.trigger()


def test_the_network_is_exported_before_and_after_training(loaded, qtbot, tmp_path):
    answers(loaded, tmp_path / "before", tmp_path / "after.py")
    export(loaded, "numpy")
    idle(loaded, qtbot)
    loaded.runner.play()
    qtbot.waitUntil(lambda: loaded.runner.state == "finished", timeout=WAIT)
    export(loaded, "numpy")
    idle(loaded, qtbot)
    before, after = ((tmp_path / f"{name}.py").read_text(encoding="utf-8") for name in ("before", "after"))
    compile(before, "before.py", "exec")
    compile(after, "after.py", "exec")
    assert before != after


def test_the_diagram_is_exported(loaded, tmp_path):
    answers(loaded, tmp_path / "net.svg")
    export(loaded, "svg")
    assert (tmp_path / "net.svg").read_bytes().startswith(b"<?xml")


def test_nothing_is_exported_from_an_empty_design(window):
    menu = window.actions_.menus["*export"]
    menu.aboutToShow.emit()
    assert not any(action.isEnabled() for action in menu.actions() if not action.isSeparator())


def test_a_folder_of_images_becomes_the_data(window, qtbot, tmp_path):
    from PySide6.QtGui import QImage

    for number in range(10):
        for name, value in (("dark", 10 * number), ("light", 255 - number)):
            (tmp_path / "shades" / name).mkdir(parents=True, exist_ok=True)
            image = QImage(8, 8, QImage.Format.Format_Grayscale8)
            image.fill(value)
            assert image.save(str(tmp_path / "shades" / name / f"{number}.png"))
    window.files.ask_folder = lambda _title: tmp_path / "shades"
    window.actions_["file.open_images"].trigger()
    qtbot.waitUntil(lambda: window.document.project.table is not None, timeout=WAIT)
    idle(window, qtbot)
    project = window.document.project
    assert (project.table.row_count, len(project.table.names)) == (20, 65)
    assert project.recipe.target == "label"
    assert not project.analysis.errors
