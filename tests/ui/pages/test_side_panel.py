from __future__ import annotations

import pytest

from nndesigner.data.source import load_source
from nndesigner.project.edits import ProposeNetwork, ReplaceData

LONG = "W" * 300
ROWS = "\n".join(f"{2.0 ** (i % 20)},{i % 7},{'ab'[i % 2]}" for i in range(60))


@pytest.mark.parametrize("tab", [0, 1, 2, 3])
def test_a_column_with_a_name_without_end_does_not_widen_the_side(qtbot, data_page, load, tab):
    load({"kind": "embedded", "name": "t", "csv": f"{LONG},x,{LONG}y\n{ROWS}\n"})
    qtbot.waitUntil(lambda: data_page.columns_model.rowCount() == 3)
    data_page.side.tabs.setCurrentIndex(tab)
    data_page.columns_panel.choose(0)
    scroll = data_page.side.tabs.widget(tab)
    qtbot.waitUntil(lambda: scroll.widget().width() == scroll.viewport().width())


def test_a_network_for_other_data_is_said_to_be_of_before(qtbot, data_page, document, load):
    load({"kind": "embedded", "name": "t", "csv": f"a,x,y\n{ROWS}\n"})
    document.push(ProposeNetwork(document.project))
    assert data_page.side.changed_since.isHidden()
    source = {"kind": "embedded", "name": "names only", "csv": "p,q\n"}
    document.push(ReplaceData(document.project, source, load_source(source), False))
    assert not data_page.side.changed_since.isHidden()


def test_two_problems_with_one_remedy_have_one_button(data_page, document, load):
    load({"kind": "embedded", "name": "t", "csv": f"a,x,y\n{ROWS}\n"})
    document.push(ProposeNetwork(document.project))
    data_page.edits.change_columns(("a",), "type", "yes/no")
    data_page.columns_panel.choose(0)
    problems = [problem for problem in document.project.analysis.problems if problem.column == "a"]
    assert len(problems) == 2
    assert [button.title for button in data_page.side.details.remedies] == ["Ignore a"]
