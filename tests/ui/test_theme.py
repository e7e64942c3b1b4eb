"""The theme: contrast of every pair, palettes, icons that follow."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QApplication

from nndesigner.ui.colors import COLORS, GROUNDS, ICONS, contrast
from nndesigner.ui.theme import MINIMUM_POINTS, apply_theme, theme

NOT_TEXT = {*GROUNDS, "border", "outline", "grid", "on_accent"}


@pytest.fixture(autouse=True)
def _light_again(qapp):
    yield
    apply_theme(qapp, "light")


@pytest.mark.parametrize("index", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("role", sorted(set(COLORS) - NOT_TEXT))
def test_every_colour_reads_on_every_ground(role, index):
    for ground in GROUNDS:
        assert contrast(COLORS[role][index], COLORS[ground][index]) >= 4.5, ground


@pytest.mark.parametrize("index", [0, 1], ids=["light", "dark"])
def test_text_reads_on_the_accent(index):
    assert contrast(COLORS["on_accent"][index], COLORS["accent"][index]) >= 4.5


def test_contrast_follows_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("mode", "is_dark"), [("light", False), ("dark", True)])
def test_the_mode_decides_the_palette(qapp, mode, is_dark):
    apply_theme(qapp, mode)
    assert theme().is_dark is is_dark
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == COLORS["window"][is_dark]
    assert qapp.palette().color(QPalette.ColorRole.Text).name() == COLORS["text"][is_dark]


def test_an_unknown_mode_follows_the_system(qapp):
    apply_theme(qapp, "purple")
    assert theme().mode == "system"


def test_changed_is_told(qapp, qtbot):
    with qtbot.waitSignal(theme().changed):
        apply_theme(qapp, "dark")


def test_text_is_never_under_nine_points(qapp):
    assert QApplication.font().pointSizeF() >= MINIMUM_POINTS


def test_unknown_families_look_like_core():
    assert theme().name("family:of_next_year") == theme().name("family:core")


@pytest.mark.parametrize("name", sorted(ICONS))
def test_every_icon_exists(name):
    assert not theme().icon(name).pixmap(24, 24).toImage().isNull()


def test_icons_follow_the_theme(qapp):
    action = QAction()
    theme().set_icon(action, "play")

    def darkest():
        image = action.icon().pixmap(24, 24).toImage()
        pixels = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
        return min((pixel.lightness() for pixel in pixels if pixel.alpha() > 200), default=None)

    apply_theme(qapp, "light")
    light = darkest()
    apply_theme(qapp, "dark")
    assert light < 100 < darkest()


@pytest.mark.parametrize("index", [0, 1], ids=["light", "dark"])
def test_fields_stand_out_from_their_grounds(index):
    for ground in ("window", "surface", "raised"):
        assert contrast(COLORS["outline"][index], COLORS[ground][index]) >= 3.0, ground


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_fusion_outlines_fields_in_the_outline_colour(qapp, mode):
    from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox

    apply_theme(qapp, mode)
    for field in (QLineEdit(), QSpinBox(), QCheckBox()):
        field.ensurePolished()
        drawn = field.palette().color(QPalette.ColorRole.Window).darker(140)
        assert contrast(drawn.name(), theme().name("surface")) >= 3.0
