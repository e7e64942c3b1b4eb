from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel

from nndesigner.data.reader import read_text
from nndesigner.ui.pages.data.column_facts import ColumnFacts
from nndesigner.ui.pages.data.columns_model import FIELDS
from nndesigner.ui.pages.data.reading_preview import ReadingPreview, read_head
from nndesigner.ui.pages.data.words import ALSO_TARGET
from nndesigner.ui.tasks import end_all


@pytest.fixture
def wide(tmp_path):
    """A hundred columns of numbers, the first of them the class."""
    names = ["kind", *(f"gene_{n}" for n in range(99))]
    rows = [
        ",".join([("yes", "no")[row % 2], *(f"{(row * 7 + n * (row % 2 + 1) * 3) % 31 - 9}.5" for n in range(99))])
        for row in range(60)
    ]
    path = tmp_path / "wide.csv"
    path.write_text(",".join(names) + "\n" + "\n".join(rows) + "\n")
    return path


def load_file(qtbot, page, path):
    with qtbot.waitSignal(page.loader.loaded, timeout=10000):
        page.open_data(path)


def select(page, *names):
    flags = QItemSelectionModel.SelectionFlag
    model, view = page.columns_model, page.columns
    view.clearSelection()
    for name in names:
        row = next(row for row in range(model.rowCount()) if model.column(row).name == name)
        view.selectionModel().setCurrentIndex(model.index(row, 0), flags.Select | flags.Rows)
    return row


def test_a_choice_is_made_for_all_selected_columns_as_one_step(qtbot, data_page, document, wide):
    load_file(qtbot, data_page, wide)
    row = select(data_page, "gene_1", "gene_4", "gene_7")
    steps = document.undo_stack.count()
    assert "3 columns are selected" in data_page.side.details.several.text()
    assert data_page.columns_model.setData(data_page.columns_model.index(row, FIELDS.index("scaling")), "minmax")
    recipe = document.project.recipe
    assert [recipe.column(name).scaling for name in ("gene_1", "gene_4", "gene_7")] == ["minmax"] * 3
    assert recipe.column("gene_2").scaling != "minmax"
    assert document.undo_stack.count() == steps + 1
    document.undo_stack.undo()
    assert document.project.recipe.column("gene_4").scaling != "minmax"


def test_several_numbers_can_be_targets(qtbot, data_page, document, wide):
    load_file(qtbot, data_page, wide)
    row = select(data_page, "gene_1")
    role = data_page.columns_model.index(row, FIELDS.index("role"))
    assert ALSO_TARGET not in data_page.columns_model.choices(row, "role")
    assert data_page.columns_model.setData(role, "target")
    row = select(data_page, "gene_2")
    role = data_page.columns_model.index(row, FIELDS.index("role"))
    assert ALSO_TARGET in data_page.columns_model.choices(row, "role")
    assert data_page.columns_model.setData(role, ALSO_TARGET)
    assert [column.name for column in document.project.recipe.targets] == ["gene_1", "gene_2"]
    assert document.project.recipe.task == "regression"
    assert data_page.side.target.currentText() == "gene_1, gene_2"


def test_columns_are_found_by_name_and_sorted_by_their_association(qtbot, data_page, wide):
    load_file(qtbot, data_page, wide)
    panel, model = data_page.columns_panel, data_page.columns_model
    assert not panel.find.isHidden()
    panel.find.setText("GENE_9")
    assert [model.column(row).name for row in range(model.rowCount())] == ["gene_9", *(f"gene_{n}" for n in range(90, 99))]
    panel.find.clear()
    assert model.rowCount() == 100
    with qtbot.waitSignal(panel.associations.idle, timeout=20000):
        data_page.columns.sort_wanted.emit("association", False)
    qtbot.waitUntil(lambda: len(model.associations) == 100, timeout=10000)
    sizes = [abs(model.associations[model.index_of(row)].value) for row in range(99)]
    assert sizes == sorted(sizes, reverse=True)
    assert model.column(99).name == "kind"


def test_only_columns_that_can_be_seen_are_counted(qtbot, data_page, wide):
    load_file(qtbot, data_page, wide)
    qtbot.waitUntil(lambda: len(data_page.columns_model.summaries) > 3, timeout=10000)
    qtbot.waitUntil(lambda: data_page.columns_panel.summaries._task is None, timeout=10000)
    assert len(data_page.columns_model.summaries) < 60


def test_what_is_known_is_not_worked_out_again(qtbot):
    asked = []
    facts = ColumnFacts("Working", lambda _table, index, key: asked.append((index, key)) or index)
    table = object()
    facts.update(table, ("a", "a", "b"))
    with qtbot.waitSignal(facts.idle):
        facts.want([2, 0])
    assert asked == [(2, "b"), (0, "a")]
    assert facts.update(table, ("a", "c", "b")) == {0: 0, 2: 2}
    assert facts.update(table, ("x", "c", "b")) == {2: 2}
    assert facts.update(table, ("a", "c", "b")) == {0: 0, 2: 2}
    with qtbot.waitSignal(facts.idle):
        facts.want([0, 1, 2])
    assert asked[2:] == [(1, "c")]
    end_all()


def test_the_header_tells_figures_in_words(qtbot, data_page, wide):
    load_file(qtbot, data_page, wide)
    header = data_page.rows.table.header
    qtbot.waitUntil(lambda: header.summary(0) is not None and header.summary(1) is not None, timeout=10000)
    assert header.summary(0).short.endswith("50\u202f%")
    assert "…" in header.summary(1).short
    assert "mean" in header.tip(1)
    assert "data keep their order" in header.tip(1)


def test_advice_comes_with_its_remedy(qtbot, data_page, document, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("good,same,label\n" + "".join(f"{n % 7}.5,4,{'ab'[n % 2]}\n" for n in range(60)))
    load_file(qtbot, data_page, path)
    row = select(data_page, "same")
    data_page.columns_model.setData(data_page.columns_model.index(row, FIELDS.index("role")), "feature")
    remedies = data_page.side.details.remedies
    assert [button.title for button in remedies] == ["Ignore same"]
    remedies[0].click()
    assert document.project.recipe.column("same").role == "ignore"
    assert not data_page.side.details.remedies


def test_a_preview_reads_the_head_alone(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("a;b\n" + "".join(f"{n},5;x{n % 3}\n" for n in range(60000)))
    source = {"kind": "file", "path": "long.csv"}
    found = read_head(source, tmp_path, {})
    assert found.names == ("a", "b")
    assert 1000 < found.row_count < 40000
    assert found.problem_count == 0
    assert read_head(source, tmp_path, {"delimiter": ","}).names != ("a", "b")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig", "cp1252"])
def test_a_preview_cuts_between_lines_in_any_encoding(tmp_path, encoding):
    path = tmp_path / "long.csv"
    text = "name,value\n" + "".join(f"zoë {n},{n}\n" for n in range(40000))
    path.write_bytes((b"\xfe\xff" if encoding == "utf-16-be" else b"") + text.encode(encoding))
    found = read_head({"kind": "file", "path": str(path)}, None, {})
    assert found.names == ("name", "value")
    assert found.problem_count == 0
    assert found.row_texts(found.row_count - 1)[0].startswith("zoë")


def test_a_preview_says_what_is_wrong(qtbot, tmp_path):
    preview = ReadingPreview()
    qtbot.addWidget(preview)
    preview.show_source({"kind": "file", "path": str(tmp_path / "gone.csv")}, None, {})
    qtbot.waitUntil(lambda: "gone.csv" in preview.line.text(), timeout=5000)
    preview.show_source({"kind": "embedded", "name": "x", "csv": "a,b\n1,2\n3,4\n"}, None, {})
    with qtbot.waitSignal(preview.read, timeout=5000):
        pass
    assert preview.model.table.names == ("a", "b")
    assert read_text("a,b\n1,2\n").names == ("a", "b")


def test_other_reading_is_previewed_then_done_as_one_step(qtbot, data_page, document, tmp_path):
    path = tmp_path / "dots.csv"
    path.write_text("a;b,c\n1;2,5\n3;4,5\n5;6,5\n")
    load_file(qtbot, data_page, path)
    bar = data_page.dialect_bar
    bar.toggle.click()
    assert data_page._stack.currentWidget() is data_page.preview
    with qtbot.waitSignal(data_page.preview.read, timeout=5000):
        field = bar.fields["delimiter"]
        field.setCurrentIndex(field.findText("comma"))
        field.activated.emit(field.currentIndex())
    qtbot.waitUntil(lambda: data_page.preview.model.table.names == ("a;b", "c"), timeout=5000)
    assert document.project.table.names == ("a", "b,c")
    with qtbot.waitSignal(data_page.loader.loaded, timeout=10000):
        bar.apply.click()
    assert document.project.table.names == ("a;b", "c")
    assert data_page._stack.currentWidget() is not data_page.preview
    document.undo_stack.undo()
    assert document.project.table.names == ("a", "b,c")


def test_choices_stand_in_the_order_in_which_they_are_declared(qtbot, data_page, wide):
    load_file(qtbot, data_page, wide)
    row = select(data_page, "gene_1")
    for field, titles in (
        ("role", ["Feature", "Target", "Ignore"]),
        ("missing", ["Mean", "Median", "Fixed value…", "Drop the row"]),
    ):
        index = data_page.columns_model.index(row, FIELDS.index(field))
        editor = data_page.columns.itemDelegate().createEditor(data_page.columns.viewport(), None, index)
        found = [editor.itemText(place) for place in range(editor.count())]
        editor.deleteLater()
        assert [title for title in found if title != "Also a target"] == titles
