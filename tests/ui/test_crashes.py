"""kill -9 while a person edits and trains: at most an interval of edits and of training is lost; the next start offers it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from nndesigner.files.model_file import load_trained
from nndesigner.files.project_file import load_project, save_project
from nndesigner.project.edits import ReplaceData, SetSettings
from nndesigner.project.project import Project
from nndesigner.ui.main_window import MainWindow
from nndesigner.ui.recovery import INTERVAL_S as RECOVERY_S
from nndesigner.ui.recovery import find
from tests.proofs import is_proving, record

INTERVAL_S = 0.2
SLACK_S = 3.0  # what a crowded machine may add to an interval


def plan(folder, small_csv):
    from nndesigner.data.reader import read_csv

    project = Project()
    ReplaceData(project, {"kind": "file", "path": str(small_csv), "read": {}}, read_csv(small_csv)).redo()
    SetSettings(project, epochs=1_000_000, early_stopping=None).redo()
    save_project(project, folder / "plan.nnproj")


def killed(folder, after):
    """Start the child, kill it ``after`` seconds from its first edit; its log (seconds, plan, epochs), and the time then."""
    log = folder / "log"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    environment |= {"XDG_CONFIG_HOME": str(folder), "XDG_STATE_HOME": str(folder)}
    command = [sys.executable, "-m", "tests.ui.recovery_child", str(folder), str(INTERVAL_S)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as child:
        until = time.monotonic() + 60
        while not (log.exists() and log.stat().st_size) and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(after)
        moment = time.monotonic()
        child.send_signal(signal.SIGKILL)
    lines = [line.split() for line in log.read_text().splitlines()]
    log.unlink()
    return [(float(when), int(edits), int(epochs)) for when, edits, epochs in lines if when], moment


@pytest.mark.prove
@pytest.mark.timeout(1200)
def test_a_kill_loses_at_most_an_interval(qtbot, tmp_path, small_csv):
    kills = 50 if is_proving() else 1
    generator = random.Random(31)
    plan(tmp_path, small_csv)
    lost_edits, lost_epochs, offered, with_weights = [], [], 0, 0
    for _ in range(kills):
        after = generator.uniform(0.0, 7.0) if is_proving() else 4.5
        lines, moment = killed(tmp_path, after)
        due = [line for line in lines if line[0] < moment - INTERVAL_S - SLACK_S]
        copies = find(tmp_path / "recovery")
        if not copies:  # it was killed before the first interval was over
            assert not due
            continue
        (found,) = copies
        offered += 1
        assert found.original == tmp_path / "plan.nnproj"
        edits = load_project(found.copy).settings.epochs
        assert not due or edits >= due[-1][1]
        lost_edits.append(lines[-1][1] - edits)
        if found.weights is not None:
            epochs = load_trained(found.weights).epochs
            assert not due or epochs >= due[-1][2]
            lost_epochs.append(max(0, lines[-1][2] - epochs))
            with_weights += 1
        else:
            assert not due
        for item in (tmp_path / "recovery").glob("*.*"):
            item.unlink()
    if is_proving():
        assert with_weights > kills // 2
    edits, epochs = sorted(lost_edits), sorted(lost_epochs)
    record(
        "Kills while editing and training",
        {
            "SIGKILLs at random moments": kills,
            "interval": f"{INTERVAL_S} s (in the program {RECOVERY_S:g} s)",
            "projects offered (the others were killed within the first interval)": offered,
            "trained networks offered": with_weights,
            "edits lost, median and most (one each 5 to 40 ms)": f"{edits[len(edits) // 2]}, {edits[-1]}" if edits else "none",
            "epochs lost, median and most": f"{epochs[len(epochs) // 2]}, {epochs[-1]}" if epochs else "none",
        },
    )


def test_the_next_start_restores_project_and_network(qtbot, tmp_path, small_csv):
    plan(tmp_path, small_csv)
    lines, _ = killed(tmp_path, 2.0)
    (found,) = find(tmp_path / "recovery")
    assert found.weights is not None
    window = MainWindow(recovery_folder=tmp_path / "recovery", recovery_interval_s=INTERVAL_S)
    window.files.ask_unsaved = lambda _text: "discard"
    window.furnish()
    window.show()
    (offer,) = [message for message in window.switcher.messages.messages if message.key == "recovery"]
    assert "with a trained network" in offer.label.text()
    offer.buttons[0].click()
    document = window.document
    assert document.path == tmp_path / "plan.nnproj"
    assert document.has_unsaved_edits
    assert document.has_unsaved_weights
    window.switcher.show_page("page.design")
    plots = window.panels.docks["dock.plots"].widget()
    qtbot.waitUntil(lambda: plots.hint.isHidden())  # the curves of the network that was restored
    assert window.actions_["train.reset"].isEnabled()
    assert 0 < document.project.trained.epochs <= lines[-1][2] + 10_000
    assert window.recovery.copy.exists()
    qtbot.waitUntil(lambda: window.recovery.copy.with_suffix(".pkl").exists() and not found.copy.exists(), timeout=10_000)
    window.close()
    window.deleteLater()
    assert not list((tmp_path / "recovery").glob("*.nnproj"))
    assert not list((tmp_path / "recovery").glob("*.pkl"))
