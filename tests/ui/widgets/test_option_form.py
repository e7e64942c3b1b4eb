from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QSpinBox

from nndesigner.core.options import Configurable, option
from nndesigner.core.registry import registry
from nndesigner.ui.widgets.number_edit import NumberEdit
from nndesigner.ui.widgets.option_form import OptionForm
from nndesigner.ui.widgets.part_picker import PartPicker


class Part(Configurable):
    units: int = option(default=8, minimum=1, help="How many.")
    rate: float = option(default=0.5, minimum=0.0, below=1.0)
    use_bias: bool = option(default=True)
    size: tuple[int, ...] = option(default=(3, 3), minimum=1)
    mode: str = option(default="same", choices=("same", "valid"))
    activation: object = option(default="relu", registry="activations")


@pytest.fixture
def form(qtbot):
    import nndesigner.nn.registries  # noqa: F401

    widget = OptionForm("Part", Part.OPTIONS, {"units": 12})
    qtbot.addWidget(widget)
    widget.said = []
    widget.changed.connect(lambda *pair: widget.said.append(pair))
    widget.show()
    return widget


def complaint(form):
    return [label.text() for label in form.findChildren(QLabel) if label.property("problem") and label.text()]


def test_every_option_has_an_editor_of_its_kind(form):
    kinds = {"units": QSpinBox, "rate": NumberEdit, "use_bias": QCheckBox, "activation": PartPicker}
    for name, kind in kinds.items():
        assert isinstance(form.editor(name), kind)
        assert form.editor(name).accessibleName()
    assert form.editor("units").value() == 12
    assert form.editor("size").text() == "3, 3"


def test_a_legal_change_is_passed_on_as_builtins(form, qtbot):
    form.editor("units").setValue(20)
    form.editor("use_bias").click()
    form.editor("size").selectAll()
    qtbot.keyClicks(form.editor("size"), "5 × 2")
    qtbot.keyClick(form.editor("size"), Qt.Key.Key_Return)
    assert form.said == [("units", 20), ("use_bias", False), ("size", [5, 2])]


def test_an_illegal_value_stays_with_its_sentence_and_is_not_passed_on(form, qtbot):
    editor = form.editor("rate")
    editor.selectAll()
    qtbot.keyClicks(editor, "1.5")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert form.said == []
    assert complaint(form) == ["Part: rate must be below 1; received 1.5."]
    editor.selectAll()
    qtbot.keyClicks(editor, "0.25")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert form.said == [("rate", 0.25)]
    assert complaint(form) == []


def test_showing_new_values_passes_nothing_on(form):
    form.set_values({"units": 30, "rate": 0.1, "use_bias": False, "activation": "tanh", "mode": "valid"})
    assert form.said == []
    assert form.editor("units").value() == 30
    assert form.editor("activation").text() == registry("activations").get("tanh").title


def test_a_picked_part_brings_its_own_options(form):
    form.editor("activation").picked.emit("leaky_relu")
    assert form.said == [("activation", "leaky_relu")]
    form.set_values({"activation": "leaky_relu"})
    (nested,) = form.findChildren(OptionForm)
    nested.changed.emit("negative_slope", 0.05)
    assert form.said[-1] == ("activation", {"class_name": "leaky_relu", "config": {"negative_slope": 0.05}})
    form.set_values({"activation": "relu"})
    assert all(not child.isVisible() or child is nested for child in form.findChildren(OptionForm))


def test_the_board_shows_all_parts_and_a_key_picks_one(form, qtbot):
    picker = form.editor("activation")
    picker.open_board()
    board = picker._board
    texts = [tile.text() for tile in board._tiles]
    assert len(texts) == len(registry("activations"))
    index = texts.index(registry("activations").get("tanh").title)
    board._tiles[index].setFocus()
    with qtbot.waitSignal(picker.picked) as picked:
        qtbot.keyClick(board, Qt.Key.Key_Return)
        if not picked.args:
            board._tiles[index].click()
    assert picked.args == ["tanh"]


def test_the_wheel_over_a_field_is_left_to_the_panel_behind_it(form):
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    for name in ("units", "mode"):
        field = form.editor(name)
        field.setFocus()
        at = QPointF(field.rect().center())
        turn = QWheelEvent(at, QPointF(field.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
                           Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        QApplication.sendEvent(field, turn)
        assert not turn.isAccepted()
    assert form.said == []


def test_choosing_the_same_part_again_keeps_its_options(qtbot):
    from PySide6.QtWidgets import QToolButton

    import nndesigner.nn.registries  # noqa: F401

    slope = {"class_name": "leaky_relu", "config": {"negative_slope": 0.3}}
    form = OptionForm("Part", {"activation": Part.OPTIONS["activation"]}, {"activation": slope})
    qtbot.addWidget(form)
    form.show()
    said = []
    form.changed.connect(lambda *pair: said.append(pair))
    picker = form.editor("activation")
    for wanted in ("Leaky ReLU", "Tanh"):
        picker.open_board()
        board = picker._board
        next(tile for tile in board.findChildren(QToolButton) if tile.text() == wanted).click()
        assert [value for _, value in said] == ([] if wanted == "Leaky ReLU" else ["tanh"])


def test_several_values_are_shown_as_such_and_any_choice_sets_all(form, qtbot):
    form.set_values({"units": 12, "use_bias": True, "rate": 0.5}, {"units": 8, "use_bias": False, "rate": 0.1})
    hints = [label.text() for label in form.findChildren(QLabel) if label.isVisible() and "several" in label.text()]
    assert len(hints) == 3
    assert form.editor("use_bias").checkState() == Qt.CheckState.PartiallyChecked
    assert form.editor("rate").text() == ""
    assert form.said == []
    qtbot.keyClick(form.editor("units"), Qt.Key.Key_Return)  # the value shown, for all
    form.editor("use_bias").click()
    qtbot.keyClicks(form.editor("rate"), "0.5")
    qtbot.keyClick(form.editor("rate"), Qt.Key.Key_Return)
    assert form.said == [("units", 12), ("use_bias", True), ("rate", 0.5)]
    form.set_values({"units": 12}, {"units": 12})
    assert not [label for label in form.findChildren(QLabel) if label.isVisible() and "several" in label.text()]


@pytest.mark.parametrize("count", [5, 200])
def test_the_board_stays_on_the_screen_and_every_tile_can_be_reached(qtbot, count):
    from PySide6.QtWidgets import QToolButton

    import nndesigner.nn.registries  # noqa: F401
    from nndesigner.ui.widgets import part_picker

    names = [name for name, _ in registry("activations").items()]
    picker = PartPicker("activations", optional=False)
    qtbot.addWidget(picker)
    picker.show()
    board = part_picker._Board("activations", (names * count)[:count], names[0], False, picker)
    board.show_below(picker)
    free = picker.screen().availableGeometry()
    assert free.contains(board.geometry())
    last = board._tiles[-1]
    last.setFocus()
    qtbot.waitUntil(lambda: not last.visibleRegion().isEmpty())
    assert last.width() <= board.width()
    assert len(board.findChildren(QToolButton)) == count
    board.close()


def test_arrow_keys_go_as_the_tiles_stand(qtbot):
    import nndesigner.nn.registries  # noqa: F401

    picker = PartPicker("activations", optional=False)
    qtbot.addWidget(picker)
    picker.show()
    picker.open_board()
    board = picker._board
    first = board._tiles[0]
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert board.focusWidget() is board._tiles[board._columns]
    qtbot.keyClick(board._tiles[board._columns], Qt.Key.Key_Right)
    assert board.focusWidget() is board._tiles[board._columns + 1]
    board.close()


class Deep(Configurable):
    units: int = option(default=8, minimum=1)
    penalty: float = option(default=0.0, minimum=0.0, advanced=True)
    start: str = option(default="zeros", choices=("zeros", "ones"), advanced=True)


@pytest.fixture
def deep(qtbot, monkeypatch):
    monkeypatch.setattr(OptionForm, "_unfolded", set())

    def make(**values):
        widget = OptionForm("Deep", Deep.OPTIONS, values)
        qtbot.addWidget(widget)
        widget.show()
        return widget

    return make


def shown(form):
    return [name for name in Deep.OPTIONS if form.editor(name).isVisible()]


def test_advanced_options_are_folded_away_while_they_have_their_default(deep):
    form = deep()
    assert shown(form) == ["units"]
    form.set_values({"start": "ones"})
    assert shown(form) == ["units", "start"]


def test_unfolding_shows_all_here_and_in_the_next_form_of_the_kind(deep):
    form = deep()
    assert "2" in form._more.text()
    form._more.click()
    assert shown(form) == ["units", "penalty", "start"]
    assert shown(deep()) == ["units", "penalty", "start"]
    form._more.click()
    assert shown(form) == shown(deep()) == ["units"]


def test_a_form_without_advanced_options_has_nothing_to_unfold(form):
    assert not form._more.isVisible()
