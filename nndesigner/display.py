"""Is there a screen to open a window on? Asked before Qt starts, because Qt aborts the process when there is none."""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from nndesigner.core.text import tr

_SCREENLESS = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")
_PROBE = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"


def why_no_window(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """Return None where a window can be opened, else one sentence that says why not.

    The usual answers cost about a millisecond; where they leave a doubt, Qt itself is tried in a child process.
    """
    if not platform.startswith(("linux", "freebsd", "openbsd")):
        return None
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen.split(":")[0].split(";")[0] in _SCREENLESS:
        return None
    x11, wayland = environment.get("DISPLAY", ""), environment.get("WAYLAND_DISPLAY", "")
    if not x11 and not wayland and not chosen:
        return tr(
            "There is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set); "
            "without one, use the commands new, train, evaluate, predict and inspect (see nndesigner --help)."
        )
    if x11 and not chosen and not _wayland_answers(wayland, environment) and _x11_answers(x11):
        return _missing_library()
    if _qt_starts(environment):
        return None
    return tr(
        "The display {display} cannot be used to open a window; check it, or use the commands new, train, evaluate, "
        "predict and inspect, which need none (see nndesigner --help).",
        display=repr(x11 or wayland or chosen),
    )


def _x11_answers(display: str) -> bool:
    """Open and close a connection as Qt would, with its authorisation; False also where libxcb is not found."""
    try:
        xcb = ctypes.CDLL(ctypes.util.find_library("xcb") or "libxcb.so.1")
        xcb.xcb_connect.restype = ctypes.c_void_p
        xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
        xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
        xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
        connection = xcb.xcb_connect(display.encode(), None)
        broken = xcb.xcb_connection_has_error(connection)
        xcb.xcb_disconnect(connection)
    except (OSError, AttributeError):
        return False
    return not broken


def _wayland_answers(display: str, environment: Mapping[str, str]) -> bool:
    if not display:
        return False
    address = Path(environment.get("XDG_RUNTIME_DIR", "/")) / display
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(1.0)
            client.connect(str(address))
    except OSError:
        return False
    return True


def _missing_library() -> str | None:
    """Load Qt's X11 plugin with all libraries it needs (Qt loads the same ones right afterwards); say what is missing."""
    found = importlib.util.find_spec("PySide6")
    places = (
        [Path(place, "Qt", "plugins", "platforms", "libqxcb.so") for place in found.submodule_search_locations or ()]
        if found
        else []
    )
    for plugin in filter(Path.exists, places):
        try:
            ctypes.CDLL(str(plugin))
        except OSError as error:
            return tr(
                "No window can be opened because a system library that Qt needs is missing ({error}); "
                "on Debian and Ubuntu install libxcb-cursor0, libxkbcommon-x11-0 and libegl1.",
                error=str(error).split(":")[0],
            )
    return None


def _qt_starts(environment: Mapping[str, str]) -> bool:
    """Let a child process start Qt; slow (a third of a second) but always right."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PROBE], env=dict(environment), capture_output=True, timeout=20, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main() -> int:
    """For scripts: exit code 0 where a window can be opened, else 1 and the sentence on stderr."""
    reason = why_no_window()
    if reason is not None:
        print(reason, file=sys.stderr)
    return 0 if reason is None else 1


if __name__ == "__main__":
    sys.exit(main())
