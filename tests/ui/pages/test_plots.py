from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import Qt

from nndesigner.ui.colors import contrast
from nndesigner.ui.plots.confusion import ConfusionView, _readable, shade
from nndesigner.ui.plots.contour import Inks, finer, lead, painted, picture_of, segments
from nndesigner.ui.plots.histogram import Bars, HistogramView
from nndesigner.ui.plots.scatter import SHOWN_POINTS, ResidualPlot, ScatterPlot
from nndesigner.ui.plots.surface import SurfacePlot
from nndesigner.ui.theme import theme

INKS = Inks(np.array([255.0] * 3), np.array([[0.0, 0, 255], [255, 128, 0]]), np.array([[255.0, 0, 0], [0, 0, 255]]))


@dataclass
class Answers:
    values: np.ndarray
    x: np.ndarray
    y: np.ndarray
    classes: tuple[str, ...] | None = ("a", "b")
    features: tuple[str, str] = ("u", "v")


def halves(size=21):
    """Class b with certainty to the right of x = 0.3, class a left of it."""
    x = y = np.linspace(-1, 1, size)
    positive = 1 / (1 + np.exp(-40 * (np.meshgrid(x, y)[0] - 0.3)))
    return Answers(np.stack([1 - positive, positive], axis=2), x, y)


@pytest.fixture(params=["light", "dark"])
def mode(request, qapp):
    theme().apply(qapp, request.param)
    yield request.param
    theme().apply(qapp, "light")


def test_the_boundary_runs_where_the_classes_are_equal():
    answers = halves()
    x, y = segments(answers.x, answers.y, lead(answers.values, 1))
    assert len(x) == len(y) > 0
    assert np.abs(x - 0.3).max() < 0.05
    assert (y.min(), y.max()) == (-1, 1)


def test_boundary_pieces_join_up_on_a_circle():
    axis = np.linspace(-2, 2, 41)
    grid_x, grid_y = np.meshgrid(axis, axis)
    x, y = segments(axis, axis, grid_x**2 + grid_y**2 - 1)
    assert np.abs(np.hypot(x, y) - 1).max() < 0.01
    ends, counts = np.unique(np.round(np.stack([x, y], axis=1), 9), axis=0, return_counts=True)
    assert len(ends) > 40
    assert (counts % 2 == 0).all()


def test_no_boundary_where_one_class_wins_everywhere():
    axis = np.linspace(0, 1, 5)
    x, y = segments(axis, axis, np.ones((5, 5)))
    assert len(x) == len(y) == 0


def test_finer_grids_keep_planes_and_shape():
    rows, columns = np.meshgrid(np.arange(5.0), np.arange(7.0), indexing="ij")
    made = finer((2 * rows + 3 * columns)[..., None])
    assert made.shape == (20, 28, 1)
    middle = made[8:12, 8:12, 0]
    assert np.allclose(np.diff(middle, axis=0), 2 / 4)
    assert np.allclose(np.diff(middle, axis=1), 3 / 4)


def test_sure_answers_are_strong_and_unsure_ones_faint():
    values = np.array([[[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]])
    colors = painted(values, INKS, is_classes=True)[0].astype(int)
    distance = np.abs(colors - 255).sum(axis=1)
    assert distance[1] < 0.5 * min(distance[0], distance[2])
    assert colors[0, 2] > colors[0, 0]
    assert colors[2, 0] > colors[2, 2]


def test_a_number_is_painted_between_two_ends():
    colors = painted(np.array([[[0.0], [5.0], [10.0]]]), INKS, is_classes=False)[0].astype(int)
    assert colors[0, 0] > colors[0, 2]
    assert colors[1].tolist() == [255, 255, 255]
    assert colors[2, 2] > colors[2, 0]


def test_the_surface_plot_shows_picture_boundary_and_points(qtbot, mode):
    plot = SurfacePlot()
    qtbot.addWidget(plot)
    answers = halves()
    chosen = []
    plot.row_chosen.connect(chosen.append)
    plot.set_points(np.array([0.0, 0.5]), np.array([0.0, 0.5]), np.array([0, 1]), 2, np.array([10, 20]))
    plot.set_surface(answers, picture_of(answers, INKS))
    (left, right), _ = plot.viewRange()
    assert left < -0.9
    assert right > 0.9
    assert plot._image.image.shape == (84, 84, 3)
    assert len(plot._boundary.getData()[0]) > 0
    plot._points[1].sigClicked.emit(plot._points[1], plot._points[1].points(), None)
    assert chosen == [20]


def test_confusion_cells_tell_counts_and_shares(qtbot):
    view = ConfusionView()
    qtbot.addWidget(view)
    view.set_matrix(np.array([[8, 2], [0, 1200]]), ("no", "yes"))
    cells = [[view.matrix.index(row, column).data() for column in range(2)] for row in range(2)]
    assert cells == [["8", "2"], ["0", "1\u202f200"]]
    view.set_proportional(True)
    assert view.matrix.index(0, 1).data() == "20.0\u202f%"
    spoken = view.matrix.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "2 rows are no and were predicted yes (20.0\u202f% of no)"


def test_a_cell_is_chosen_by_click_and_by_key(qtbot):
    view = ConfusionView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    view.set_matrix(np.eye(3, dtype=int), ("a", "b", "c"))
    place = view.visualRect(view.matrix.index(1, 2)).center()
    with qtbot.waitSignal(view.cell_chosen) as chosen:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [1, 2]
    view.setCurrentIndex(view.matrix.index(2, 0))
    with qtbot.waitSignal(view.cell_chosen) as chosen:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert chosen.args == [2, 0]


@pytest.mark.parametrize("share", [0.01, 0.2, 0.4, 0.5, 0.6, 0.8, 1.0])
def test_confusion_numbers_are_legible_on_every_shade(mode, share):
    ground = shade(share)
    assert contrast(_readable(ground).name(), ground.name()) >= 4.5


def test_scatter_draws_the_identity_and_an_even_selection_of_many_rows(qtbot, mode):
    plot = ScatterPlot()
    qtbot.addWidget(plot)
    actual = np.linspace(0, 10, 20_000)
    actual[5] = np.nan
    plot.set_values(actual, actual + 1, "mpg")
    assert plot.shown == SHOWN_POINTS
    x, y = plot._line.getData()
    assert (x == y).all()
    assert (x[0], x[-1]) == (0.0, 11.0)
    chosen = []
    plot.row_chosen.connect(chosen.append)
    plot._points.sigClicked.emit(plot._points, plot._points.points()[-1:], None)
    assert chosen == [19_999]


def test_residuals_are_counted_once_each(qtbot, mode):
    plot = ResidualPlot()
    qtbot.addWidget(plot)
    plot.set_residuals(np.array([-1.0, 0.0, 0.1, 2.0, np.nan]), "mpg")
    assert plot._bars.opts["height"].sum() == 4


def test_a_histogram_says_in_words_what_it_shows(qtbot):
    view = HistogramView()
    qtbot.addWidget(view)
    view.set_bars(Bars((3, 1), labels=("red", "blue")))
    assert view.accessibleDescription() == "red: 3, blue: 1"
    view.resize(200, 80)
    image = view.grab().toImage()
    accent = theme().color("accent").rgb()
    columns = {x for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) == accent}
    assert columns
