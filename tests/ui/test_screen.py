"""The main job in a real window on a real X screen, by keyboard alone: from a CSV to a saved model and predictions."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.resources import files

import pytest

TOOLS = ("Xvfb", "xdotool")

pytestmark = [
    pytest.mark.screen,
    pytest.mark.timeout(180),
    pytest.mark.skipif(any(shutil.which(tool) is None for tool in TOOLS), reason="needs Xvfb and xdotool"),
]


class Screen:
    """An X server of its own, and the program on it."""

    def __init__(self, folder) -> None:
        self.folder = folder
        reader, writer = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
            pass_fds=[writer],
            stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"), "XDG_STATE_HOME": str(folder / "state")}
        self._environment = {key: value for key, value in os.environ.items() if not key.startswith(("QT_", "XDG_"))}
        self._environment |= {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"} | home
        self._program: subprocess.Popen | None = None

    def start(self, *arguments: str) -> None:
        with (self.folder / "output").open("w") as output:
            command = [sys.executable, "-m", "nndesigner", *arguments]
            self._program = subprocess.Popen(command, env=self._environment, cwd=self.folder, stdout=output, stderr=output)

    def do(self, *arguments: str) -> str:
        done = subprocess.run(["xdotool", *arguments], env=self._environment, capture_output=True, text=True, timeout=30)
        return done.stdout.strip()

    def titles(self) -> list[str]:
        ids = self.do("search", "--onlyvisible", "--name", ".").split()
        return [self.do("getwindowname", window) for window in ids]

    def focus(self, title: str) -> None:
        """Give the keyboard to a window: there is no window manager here."""
        window = self.do("search", "--onlyvisible", "--name", title).split()[0]
        self.do("windowfocus", "--sync", window)

    def wait(self, what: Callable[[], object], sentence: str, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while not what():
            assert self._program is not None
            assert self._program.poll() is None, (self.folder / "output").read_text()
            assert time.monotonic() < end, f"{sentence}; windows: {self.titles()}; {(self.folder / 'output').read_text()}"
            time.sleep(0.2)

    def close(self) -> None:
        for process in (self._program, self._server):
            if process is not None:
                process.terminate()
                process.wait(20)


@pytest.fixture
def screen(tmp_path):
    screen = Screen(tmp_path)
    yield screen
    screen.close()


def save_as(screen, keys: str, name: str) -> None:
    """Press the keys of a save action and write a file name into its dialog."""
    target = screen.folder / name

    def try_once() -> bool:
        before = set(screen.titles())
        screen.focus("NN Designer")
        screen.do("key", keys)
        time.sleep(1.0)
        dialogs = [title for title in set(screen.titles()) - before if title]
        if not dialogs:
            return False
        screen.focus(dialogs[0])
        screen.do("type", str(target))
        screen.do("key", "Return")
        return True

    screen.wait(try_once, f"{keys} opens no dialog")
    screen.wait(target.exists, f"{name} was not written")


def test_from_a_csv_to_a_saved_model_that_predicts(screen, tmp_path):
    csv = tmp_path / "flowers.csv"
    csv.write_bytes(files("nndesigner.resources").joinpath("datasets", "iris.csv").read_bytes())
    screen.start(str(csv))
    screen.wait(lambda: any("*" in title and "NN Designer" in title for title in screen.titles()), "the data did not open")
    screen.focus("NN Designer")
    screen.do("key", "F5")
    save_as(screen, "ctrl+m", "flowers.pkl")
    save_as(screen, "ctrl+s", "flowers.nnproj")
    screen.wait(lambda: any(title.startswith("flowers") for title in screen.titles()), "the title does not name the project")

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "nndesigner", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, cwd=tmp_path).stdout

    model = json.loads(run("inspect", "flowers.pkl", "--json"))
    assert model["classes"] == ["setosa", "versicolor", "virginica"]
    assert json.loads(run("evaluate", "flowers.pkl", "flowers.csv", "--json"))["accuracy"] > 0.8
    assert run("inspect", "flowers.nnproj")
    run("predict", "flowers.pkl", "flowers.csv", "-o", "out.csv")
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 151
