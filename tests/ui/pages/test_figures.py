from __future__ import annotations

from nndesigner.ui.pages.results.figures import FiguresTable, figure


def test_figures_share_the_room_and_write_thousands_in_full(qtbot):
    table = FiguresTable("Figures")
    qtbot.addWidget(table)
    table.show_rows(("Metric", "Network", "Mean"), [("MAE", figure("mean_absolute_error", 15321.7), "—")])
    assert table.item(0, 1).text() == "15\u202f322"
    table.resize(600, 100)
    table.show()
    widths = [table.columnWidth(column) for column in range(3)]
    assert sum(widths) == table.viewport().width()
    assert abs(widths[1] - widths[2]) < 30


def test_long_headers_of_figures_break_rather_than_hide_rows(qtbot):
    table = FiguresTable("Figures")
    qtbot.addWidget(table)
    table.show_rows(("Metric", "Majority class", "Logistic regression"), [("Accuracy", "50.0 %", "86.7 %")] * 2)
    table.resize(900, 120)
    table.show()
    assert "\n" not in table.horizontalHeaderItem(2).text()
    low = table.sizeHint().height()
    table.resize(table.horizontalHeader().sectionSizeHint(0) + 200, 120)
    assert table.horizontalHeaderItem(2).text() == "Logistic\nregression"
    assert table.horizontalHeader().length() <= table.viewport().width()
    assert table.sizeHint().height() > low
