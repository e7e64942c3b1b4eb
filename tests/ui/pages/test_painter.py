from __future__ import annotations

import csv

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from nndesigner.data.reader import read_text
from nndesigner.data.recipe import Recipe
from nndesigner.ui.pages.data.painter.dialog import Painter, embedded, to_paint_on
from nndesigner.ui.pages.data.painter.points import MOST, Brush, Points
from nndesigner.ui.tasks import end_all


@pytest.fixture
def painter(qtbot):
    painter = Painter()
    qtbot.addWidget(painter)
    painter.show()
    return painter


def generator():
    return np.random.Generator(np.random.PCG64(0))


def test_a_dab_leaves_its_points_within_the_brush():
    points = Points().sprayed(1.0, -2.0, 3.0, Brush(radius=0.5, count=200), generator())
    assert len(points) == 200
    reach = np.hypot(points.xy[:, 0] - 1.0, points.xy[:, 1] + 2.0)
    assert reach.max() <= 0.5 + 1e-3
    assert reach.mean() > 0.25
    assert set(points.labels) == {3.0}


def test_jitter_strays_and_nothing_leaves_the_sheet():
    points = Points().sprayed(4.9, 0.0, 0.0, Brush(radius=0.0, count=500, jitter=1.0), generator())
    assert 100 < len(points) < 400
    assert points.xy[:, 0].max() <= 5.0
    assert points.xy[:, 1].std() > 0.5


def test_the_sheet_holds_so_many_points_and_no_more():
    points = Points().sprayed(0.0, 0.0, 0.0, Brush(radius=1.0, count=MOST + 5), generator())
    assert len(points) == MOST
    assert len(points.sprayed(0.0, 0.0, 0.0, Brush(), generator())) == MOST


def test_rubbing_out_takes_what_is_near():
    points = Points(np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]]), np.zeros(3))
    assert points.rubbed_out(0.5, 0.0, 0.6).xy.tolist() == [[3.0, 0.0]]
    assert points.rubbed_out(-3.0, 0.0, 0.5) is points


def test_points_come_back_from_their_table():
    points = Points(classes=('a "b"', "c,d", "C", "D", "E", "F"))
    for label in (0.0, 1.0):
        points = points.sprayed(label, 0.0, label, Brush(count=10), generator())
    assert len(list(csv.reader(points.to_csv().splitlines()))) == 21
    table = read_text(points.to_csv())
    again = Points.from_table(table, Recipe.propose(table, "label"))
    assert again.names == ("x1", "x2", "label")
    assert again.classes[:2] == ('a "b"', "c,d")
    assert np.allclose(again.xy, points.xy)
    assert again.counts()[:2] == (10, 10)


def test_numbers_are_painted_too_and_wide_ones_brought_near():
    table = read_text("x1,x2,value\n0,0,10\n1,2,20\n2,1,40\n3,3,25\n1.5,2.5,12\n")
    recipe = Recipe.propose(table, "value").with_column("value", type="number")
    points = Points.from_table(table, recipe)
    assert not points.is_classes
    assert points.labels.min() == -1
    assert points.labels.max() == 1


def test_other_tables_are_not_for_painting():
    table = read_text("a,b,c,d\n" + "".join(f"{n},{n % 3},{n % 5},x{n % 2}\n" for n in range(20)))
    assert Points.from_table(table, Recipe.propose(table, "d")) is None


def test_a_stroke_is_one_step_and_can_be_taken_back(qtbot, painter):
    sheet = painter.sheet
    painter.choose_class(2)
    qtbot.mousePress(sheet, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    for x in range(120, 260, 20):
        qtbot.mouseMove(sheet, QPoint(x, 100))
    qtbot.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=QPoint(260, 100))
    count = len(sheet.points)
    assert count >= painter.sliders["density"].value()
    assert set(sheet.points.labels) == {2.0}
    qtbot.keyClick(sheet, Qt.Key.Key_Space)
    assert len(sheet.points) > count
    sheet.undo()
    assert len(sheet.points) == count
    sheet.undo()
    assert len(sheet.points) == 0
    assert not painter.undo.isEnabled()
    sheet.redo()
    assert len(sheet.points) == count


def test_the_right_button_and_the_eraser_rub_out(qtbot, painter):
    sheet = painter.sheet
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    qtbot.mouseClick(sheet, Qt.MouseButton.RightButton, pos=QPoint(150, 150))
    assert len(sheet.points) == 0
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    painter.eraser.setChecked(True)
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    assert len(sheet.points) == 0


def test_one_class_is_not_enough_and_says_so(qtbot, painter):
    qtbot.mouseClick(painter.sheet, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    assert not painter.use.isEnabled()
    assert "second class" in painter.count.text()
    painter.choose_class(1)
    qtbot.mouseClick(painter.sheet, Qt.MouseButton.LeftButton, pos=QPoint(250, 150))
    assert painter.use.isEnabled()
    painter.kind.setCurrentIndex(1)
    painter.kind.activated.emit(1)
    assert len(painter.sheet.points) == 0
    painter.sheet.undo()
    assert painter.kind.currentData() is True
    assert len(painter.sheet.points) == 8


def test_painted_points_become_data_and_can_be_painted_on(qtbot, data_page, document):
    points = Points()
    for label in (0.0, 1.0):
        points = points.sprayed(4 * label - 2, 0.0, label, Brush(count=30), generator())
    with qtbot.waitSignal(data_page.loader.loaded, timeout=10000):
        data_page.painting.use(points)
    project = document.project
    assert project.recipe.target == "label"
    assert project.recipe.task == "binary"
    assert not data_page.source_bar.paint.isHidden()
    assert data_page.dialect_bar.isHidden()
    again = to_paint_on(project)
    assert again.area == points.area
    assert len(again) == 60
    nodes = set(project.design.nodes)
    more = again.sprayed(0.0, 3.0, 1.0, Brush(count=5), generator())
    with qtbot.waitSignal(data_page.loader.loaded, timeout=10000):
        data_page.painting.use(more)
    assert project.table.row_count == 65
    assert set(project.design.nodes) == nodes
    document.undo_stack.undo()
    assert project.table.row_count == 60
    end_all()


def test_a_project_with_painted_points_is_saved_and_read(tmp_path, document, load):
    from nndesigner.files.project_file import load_project, save_project

    points = Points()
    for label in (0.0, 1.0):
        points = points.sprayed(4 * label - 2, 0.0, label, Brush(count=10), generator())
    load(embedded(points))
    save_project(document.project, tmp_path / "p.nnproj")
    again = load_project(tmp_path / "p.nnproj")
    assert again.table.row_count == 20
    assert to_paint_on(again).area == points.area


def test_the_picture_of_a_generator_gives_way_in_a_low_window(qtbot, data_page):
    from PySide6.QtWidgets import QScrollArea

    panel = data_page.samples
    low = panel.minimumSizeHint().height()
    panel.choose("spirals")
    assert panel.preview.isVisible()
    assert panel.minimumSizeHint().height() <= low + 8
    data_page.resize(900, 420)
    area = panel.findChild(QScrollArea)
    qtbot.waitUntil(lambda: panel.preview.height() <= max(128, area.viewport().height()))
    image = panel.preview.grab().toImage()
    assert image.width() >= 128
    assert panel.use.mapTo(data_page, panel.use.rect().bottomLeft()).y() < data_page.height()


def test_strokes_that_were_not_used_are_there_again(qtbot, data_page, document):
    data_page.paint()
    first = data_page.findChild(Painter)
    first.sheet.become(Points(np.array([[1.0, 2.0], [2.0, 1.0]] * 5), np.array([0.0, 1.0] * 5)))
    first.reject()
    qtbot.waitUntil(lambda: data_page.findChild(Painter) is None)
    data_page.paint()
    second = data_page.findChild(Painter)
    assert len(second.sheet.points) == 10
    second.sheet.undo()
    assert len(second.sheet.points) == 0
    second.sheet.redo()
    with qtbot.waitSignal(data_page.loader.loaded, timeout=10000):
        second.use.click()
    qtbot.waitUntil(lambda: data_page.findChild(Painter) is None)
    data_page.paint()
    assert not data_page.findChild(Painter).sheet.can_undo
    data_page.findChild(Painter).reject()


def test_strokes_on_one_table_are_not_there_on_another(qtbot, data_page, small_csv):
    data_page.paint()
    painter = data_page.findChild(Painter)
    painter.sheet.become(Points(np.array([[1.0, 2.0], [2.0, 1.0]]), np.array([0.0, 1.0])))
    painter.reject()
    qtbot.waitUntil(lambda: data_page.findChild(Painter) is None)
    with qtbot.waitSignal(data_page.loader.loaded, timeout=10000):
        data_page.loader.open_file(small_csv)
    data_page.paint()
    assert not data_page.findChild(Painter).sheet.can_undo
    data_page.findChild(Painter).reject()
