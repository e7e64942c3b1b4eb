from __future__ import annotations

import pytest

from nndesigner.ui.journal import journal
from nndesigner.ui.main_window import MainWindow


def test_a_defect_while_furnishing_is_told(qtbot, tmp_path, monkeypatch):
    def fail(*_: object):
        raise RuntimeError("rabbit")

    monkeypatch.setattr("nndesigner.ui.furnishing.Palette", fail)
    window = MainWindow(recovery_folder=tmp_path)
    with pytest.raises(RuntimeError) as caught:
        window.furnish()
    journal().error(caught.value)
    message = window.switcher.messages.messages[0]
    assert "broke" in message.label.text()
    assert [button.text() for button in message.buttons] == ["Copy details"]
    window.close()
    window.deleteLater()
