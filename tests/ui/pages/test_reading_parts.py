from __future__ import annotations

from dataclasses import replace

import pytest

from nndesigner.data.problem import Problem
from nndesigner.data.reader import read_text
from nndesigner.data.samples import SAMPLES
from nndesigner.data.source import load_source
from nndesigner.ui.pages.data.dialect_bar import DialectBar
from nndesigner.ui.pages.data.problems_list import ProblemsList
from nndesigner.ui.pages.data.samples_panel import SamplesPanel


def test_a_workbook_offers_its_sheets_and_no_delimiters(qtbot):
    bar = DialectBar()
    qtbot.addWidget(bar)
    text = read_text("a,b\n1,2\n").dialect
    bar.show_dialect(replace(text, medium="workbook", sheet="Sales", sheets=("Notes", "Sales")), {})
    assert bar.line.text() == "Read as: sheet “Sales” of a workbook · header in the first row"
    assert [name for name, field in bar.fields.items() if not field.isHidden()] == ["sheet", "header"]
    field = bar.fields["sheet"]
    assert [field.itemText(place) for place in range(field.count())] == ["Sales (detected)", "Notes", "Sales"]
    field.setCurrentIndex(1)
    assert bar.options() == {"sheet": "Notes"}
    bar.show_dialect(replace(text, medium="parquet"), {})
    assert "Parquet" in bar.line.text()
    assert all(field.isHidden() for field in bar.fields.values())
    bar.show_dialect(text, {})
    assert [name for name, field in bar.fields.items() if field.isHidden()] == ["sheet"]
    assert bar.options() == {}


def test_the_detected_dialect_stands_in_one_line(qtbot):
    bar = DialectBar()
    qtbot.addWidget(bar)
    bar.show_dialect(read_text("a;b\n1,5;2\n3,5;4\n").dialect, {})
    for word in ("UTF-8", "semicolon", "header in the first row", "decimal comma"):
        assert word in bar.line.text()
    assert bar.options() == {}


def test_an_override_is_told_and_shown_as_fixed(qtbot):
    bar = DialectBar()
    qtbot.addWidget(bar)
    table = read_text("a;b\n1,5;2\n")
    bar.show_dialect(table.dialect, {})
    field = bar.fields["delimiter"]
    bar.toggle.setChecked(True)
    assert not bar.apply.isEnabled()
    with qtbot.waitSignal(bar.edited):
        field.setCurrentIndex(field.findText("comma"))
        field.activated.emit(field.currentIndex())
    with qtbot.waitSignal(bar.changed) as told:
        bar.apply.click()
    assert told.args == [{"delimiter": ","}]
    bar.show_dialect(table.dialect, told.args[0])
    assert field.currentText() == "comma"
    assert bar.options() == {"delimiter": ","}
    field.setCurrentIndex(0)
    assert bar.options() == {}


def test_no_quotes_and_no_header_can_be_fixed(qtbot):
    bar = DialectBar()
    qtbot.addWidget(bar)
    bar.show_dialect(read_text("1,2\n3,4\n").dialect, {"quote": "", "header": False})
    assert bar.options() == {"quote": "", "header": False}


def test_further_missing_spellings_are_told_after_a_pause(qtbot):
    bar = DialectBar()
    qtbot.addWidget(bar)
    with qtbot.waitSignal(bar.edited) as told:
        qtbot.keyClicks(bar.missing, "999, unknown")
    assert told.args == [{"missing": ["999", "unknown"]}]


def test_problems_are_counted_and_unfold(qtbot):
    problems = ProblemsList()
    qtbot.addWidget(problems)
    problems.show_problems((), 0)
    assert not problems.isVisibleTo(None) or problems.isHidden()
    listed = (Problem(7, "age", "x\ny", "not a number"), Problem(9, "", "1,2", "the row has 2 cells"))
    problems.show_problems(listed, 1200)
    assert not problems.isHidden()
    assert "1\u202f200" in problems.toggle.text()
    assert "first 2" in problems.toggle.text()
    problems.toggle.click()
    assert not problems.view.isHidden()
    cells = [problems.model.index(0, column).data() for column in range(4)]
    assert cells == ["7", "age", "x ⏎ y", "not a number"]


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_data_set_can_be_chosen_and_loaded(qtbot, name):
    panel = SamplesPanel()
    qtbot.addWidget(panel)
    panel.choose(name)
    assert panel.title.text() == SAMPLES[name].title
    source = panel.source()
    assert (source["kind"], source["name"]) == (SAMPLES[name].kind, name)
    if name != "mnist_subset":
        assert load_source(source).row_count > 0


def test_options_of_a_generator_reach_the_source(qtbot):
    panel = SamplesPanel()
    qtbot.addWidget(panel)
    panel.choose("moons")
    panel.form.editor("rows").setValue(123)
    with qtbot.waitSignal(panel.chosen) as told:
        panel.use.click()
    assert told.args[0]["options"] == {"rows": 123}
    assert load_source(told.args[0]).row_count == 123
    panel.choose("xor")
    assert "options" not in panel.source()


def test_a_folder_of_images_has_no_delimiter(tmp_path):
    from nndesigner.ui.pages.data.dialect_bar import has_dialect

    (tmp_path / "cats").mkdir()
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    project = tmp_path / "p.nnproj"
    assert not has_dialect({"kind": "file", "path": str(tmp_path)}, None)
    assert not has_dialect({"kind": "file", "path": "cats"}, project)
    assert has_dialect({"kind": "file", "path": "a.csv"}, project)
    assert has_dialect({"kind": "embedded", "csv": "a,b\n1,2\n"}, None)
    assert not has_dialect({"kind": "embedded", "csv": "a\n1\n", "painted": True}, None)
    assert not has_dialect({"kind": "generator", "name": "xor"}, None)


def test_what_was_tried_and_cancelled_is_not_there_again(qtbot):
    bar = DialectBar()
    qtbot.addWidget(bar)
    bar.show_dialect(read_text("a;b\n1,5;2\n").dialect, {"missing": ["n/v"]})
    bar.toggle.setChecked(True)
    field = bar.fields["delimiter"]
    field.setCurrentIndex(field.findText("comma"))
    field.activated.emit(field.currentIndex())
    bar.missing.setText("999")
    bar.cancel.click()
    bar.toggle.setChecked(True)
    assert bar.options() == {"missing": ["n/v"]}
    assert not bar.apply.isEnabled()
