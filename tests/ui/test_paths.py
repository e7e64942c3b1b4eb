from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from nndesigner.ui.paths import ANYTHING, MODEL, PROJECT, TABLE, WRITTEN_TABLE, ask_path, complete
from nndesigner.ui.settings import Settings


@pytest.mark.parametrize(
    ("name", "kinds", "wanted"),
    [
        ("plan", PROJECT, "plan.nnproj"),
        ("plan v1.2", PROJECT, "plan v1.2.nnproj"),
        ("plan.NNPROJ", PROJECT, "plan.NNPROJ"),
        ("net", MODEL, "net.pkl"),
        ("out", f"{WRITTEN_TABLE};;{ANYTHING}", "out.csv"),
        ("out.tsv", f"{TABLE};;{ANYTHING}", "out.tsv"),
        ("anything.xyz", ANYTHING, "anything.xyz"),
    ],
)
def test_a_name_gets_the_suffix_of_its_kind(name, kinds, wanted):
    assert complete(Path(name), kinds) == Path(wanted)


@pytest.fixture
def parent(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


def choose(monkeypatch, *chosen):
    """Let the file dialog give these, one each time; returns where it started."""
    left, starts = list(chosen), []

    def answer(_parent, _title, start, kinds, **_options):
        starts.append(Path(start))
        return str(left.pop(0)), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    return starts


def press_in_question(words):
    def press():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(button for button in box.buttons() if words in button.text()).click()

    QTimer.singleShot(0, press)


def test_a_file_is_not_replaced_unasked_because_its_suffix_was_not_typed(monkeypatch, parent, tmp_path):
    there = tmp_path / "plan.nnproj"
    there.write_text("precious")
    starts = choose(monkeypatch, tmp_path / "plan", "")
    press_in_question("Cancel")
    assert ask_path(parent, "Save project", PROJECT, "plan.nnproj", True) is None
    assert starts[1] == there
    choose(monkeypatch, tmp_path / "plan")
    press_in_question("Replace")
    assert ask_path(parent, "Save project", PROJECT, "plan.nnproj", True) == there


def test_the_next_dialog_starts_in_the_folder_of_the_last_file(monkeypatch, parent, tmp_path):
    starts = choose(monkeypatch, tmp_path / "data.csv", "")
    assert ask_path(parent, "Open data", TABLE) == tmp_path / "data.csv"
    ask_path(parent, "Export predictions", WRITTEN_TABLE, "data predictions.csv", True)
    assert starts[1] == tmp_path / "data predictions.csv"
    assert Settings().get("folder") == str(tmp_path)
