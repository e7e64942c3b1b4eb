from __future__ import annotations

import pytest
from PySide6.QtWidgets import QCheckBox

from nndesigner.data.transforms.date_parts import DATE_PARTS, USUAL_PARTS
from nndesigner.project.facts import data_facts

ROWS = "\n".join(f"2024-{1 + i % 12:02d}-{1 + i % 28:02d},{i},{'ab'[i % 2]}" for i in range(60))


@pytest.fixture
def dates(qtbot, data_page, document, load):
    """The Data page with a date column that is a feature, divided into parts, at a closer look."""
    load({"kind": "embedded", "name": "t", "csv": f"when,x,y\n{ROWS}\n"})
    qtbot.waitUntil(lambda: data_page.columns_model.rowCount() == 3)
    data_page.edits.change_columns(("when",), "role", "feature")
    data_page.columns_panel.choose(0)
    assert data_page.side.details.parts.isHidden()
    data_page.edits.change_columns(("when",), "encoding", "parts")
    return data_page


def _checked(page) -> tuple[str, ...]:
    return tuple(name for name, box in page.side.details.parts.boxes.items() if box.isChecked())


def test_every_part_has_a_box_and_the_usual_are_checked(dates):
    editor = dates.side.details.parts
    assert not editor.isHidden()
    assert tuple(editor.boxes) == DATE_PARTS
    assert _checked(dates) == USUAL_PARTS
    assert all(box.toolTip() for box in editor.findChildren(QCheckBox))


def test_a_click_takes_a_part_and_the_input_follows(dates, document):
    before = data_facts(document.project.contents).input_shape
    dates.side.details.parts.boxes["day"].click()
    assert document.project.recipe.column("when").parts == ("year", "day", "month cycle", "weekday cycle", "hour cycle")
    assert data_facts(document.project.contents).input_shape == (before[0] + 1,)
    document.undo_stack.undo()
    assert document.project.recipe.column("when").parts == ()
    assert _checked(dates) == USUAL_PARTS


def test_back_to_the_usual_parts_is_as_if_nobody_had_chosen(dates, document):
    dates.side.details.parts.boxes["day"].click()
    dates.side.details.parts.boxes["day"].click()
    assert document.project.recipe.column("when").parts == ()


def test_the_last_part_stays(qtbot, dates, document):
    boxes = dates.side.details.parts.boxes
    for name in USUAL_PARTS[1:]:
        boxes[name].click()
    assert document.project.recipe.column("when").parts == ("year",)
    with qtbot.waitSignal(document.refused) as refused:
        boxes["year"].click()
    assert "at least one part" in refused.args[0]
    assert boxes["year"].isChecked()
    assert document.project.recipe.column("when").parts == ("year",)


def test_a_column_of_another_kind_has_no_parts(dates):
    dates.columns_panel.choose(1)
    assert dates.side.details.parts.isHidden()
