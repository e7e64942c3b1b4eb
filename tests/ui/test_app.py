from __future__ import annotations

import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from nndesigner.core import text
from nndesigner.ui.app import create_window, translate

SOURCE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS><TS version="2.1" language="de_DE"><context><name>nndesigner</name>
<message><source>Open {name}</source><translation>{name} öffnen</translation></message>
</context></TS>"""


@pytest.fixture
def german(tmp_path):
    """A folder with a German translation, made by the lrelease that comes with PySide6."""
    spec = find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    lrelease = next((path for path in Path(spec.origin).parent.glob("lrelease*")), None)
    if lrelease is None:
        pytest.skip("this PySide6 brings no lrelease")
    (tmp_path / "de.ts").write_text(SOURCE, encoding="utf-8")
    subprocess.run([lrelease, tmp_path / "de.ts", "-qm", tmp_path / "nndesigner_de.qm"], check=True, capture_output=True)
    return tmp_path


def test_text_is_shown_in_the_systems_language_where_there_is_a_translation(qapp, german, monkeypatch):
    monkeypatch.setattr(text, "_translate", str)
    assert translate(qapp, QLocale("de_DE"), str(german))
    assert text.tr("Open {name}", name="iris.csv") == "iris.csv öffnen"
    assert text.tr("Not translated") == "Not translated"
    for translator in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(translator)


def test_without_a_translation_text_stays_english(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(text, "_translate", str)
    assert not translate(qapp, QLocale("de_DE"), str(tmp_path))
    assert text.tr("Open {name}", name="iris.csv") == "Open iris.csv"


@pytest.mark.parametrize("argv", [["{file}"], ["nndesigner", "{file}"], ["/usr/bin/pytest.py", "{file}"]])
def test_a_window_opens_the_files_it_is_given_with_or_without_the_programs_name(qapp, qtbot, tmp_path, argv):
    file = tmp_path / "points.csv"
    file.write_text("x,y\n" + "".join(f"{n},{n * 2}\n" for n in range(40)))
    window = create_window([word.format(file=file) for word in argv])
    qtbot.addWidget(window)
    window.files.ask_unsaved = lambda _text: "discard"
    window.furnish()
    qtbot.waitUntil(lambda: window.document.project.table is not None)
    assert window.document.project.table.row_count == 40
    window.close()
