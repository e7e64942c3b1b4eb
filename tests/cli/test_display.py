"""Where a window can be opened is found out before Qt is started."""

from __future__ import annotations

import pytest

from nndesigner import display


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "offscreen:size=800x600", "vnc"])
def test_a_platform_without_a_screen_is_always_there(platform):
    assert display.why_no_window({"QT_QPA_PLATFORM": platform}, "linux") is None


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_systems_have_a_screen(system):
    assert display.why_no_window({}, system) is None


def test_no_variables_no_display():
    assert "no display" in display.why_no_window({}, "linux")


def test_a_display_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr(display, "_qt_starts", lambda _: False)
    assert "':4711'" in display.why_no_window({"DISPLAY": ":4711"}, "linux")
    assert "'wayland-9'" in display.why_no_window({"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": "/nowhere"}, "linux")


def test_a_doubt_is_settled_by_qt_itself(monkeypatch):
    monkeypatch.setattr(display, "_qt_starts", lambda _: True)
    assert display.why_no_window({"DISPLAY": ":4711"}, "linux") is None


def test_a_missing_library_is_said(monkeypatch):
    monkeypatch.setattr(display, "_x11_answers", lambda _: True)
    monkeypatch.setattr(display.ctypes, "CDLL", _missing)
    assert "libnothing.so.1" in display.why_no_window({"DISPLAY": ":1"}, "linux")


def _missing(_name):
    raise OSError("libnothing.so.1: cannot open shared object file: No such file or directory")


def test_scripts_get_an_exit_code(monkeypatch, capsys):
    monkeypatch.setattr(display, "why_no_window", lambda: "No.")
    assert display.main() == 1
    assert capsys.readouterr().err == "No.\n"
    monkeypatch.setattr(display, "why_no_window", lambda: None)
    assert display.main() == 0
