"""Forms in a narrow panel: nothing is squeezed, clipped or painted with a negative size, whatever part is chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QScrollArea, QSpinBox, QToolButton

from nndesigner.ui.docks.inspector_network import training_options
from nndesigner.ui.widgets.option_form import OptionForm

WIDTHS = (330, 230, 280)
EDITORS = (QSpinBox, QLineEdit, QToolButton, QLabel, QComboBox, QCheckBox)


@pytest.fixture
def area(qtbot):
    import nndesigner.nn.registries  # noqa: F401

    OptionForm._unfolded.clear()
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(OptionForm("Training", training_options(), {"optimizer": "adam"}))
    area.resize(WIDTHS[0], 500)
    area.show()
    yield area
    OptionForm._unfolded.clear()


def squeezed(form):
    """What is shown lower than it must be; the field inside a spin box is the spin box's own business."""
    shown = [one for kind in EDITORS for one in form.findChildren(kind) if one.isVisible()]
    shown = [one for one in shown if not isinstance(one.parent(), (QSpinBox, QComboBox))]
    return [(one.objectName(), one.height()) for one in shown if one.height() < one.minimumSizeHint().height()]


@pytest.mark.parametrize("optimizer", ["lbfgs", "adamw"])
def test_a_form_in_a_form_has_its_height_at_every_width(area, capfd, optimizer):
    form = area.widget()
    for is_unfolded in (False, True):
        for width in WIDTHS:
            for name in ("adam", optimizer):
                form.set_values({"optimizer": {"class_name": name, "config": {}}})
                for more in form.findChildren(QToolButton, "option.more"):
                    more.setChecked(is_unfolded)
                area.resize(width, 500)
                for _ in range(3):
                    QApplication.processEvents()
                assert squeezed(form) == [], (name, width, is_unfolded)
            assert form.width() <= area.viewport().width()
    assert "QPainter" not in capfd.readouterr().err


def test_labels_stand_beside_their_fields_where_there_is_room(area):
    form = area.widget()
    label = next(one for one in form.findChildren(QLabel) if one.buddy() is form.editor("batch_size"))

    def is_beside():
        QApplication.processEvents()
        field = form.editor("batch_size")
        top = field.mapTo(form, field.rect().topLeft()).y()
        return label.y() <= top < label.y() + label.height()

    assert is_beside()
    area.resize(120, 500)
    assert not is_beside()
    area.resize(WIDTHS[0], 500)
    assert is_beside()
