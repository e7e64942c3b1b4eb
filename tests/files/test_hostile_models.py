"""Models with a valid checksum and a hostile content: one sentence or a model, and nothing else, whatever is done with them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.proofs import is_proving, record

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def report():
    command = [sys.executable, "-m", "tests.files.hostile_models", "5", "1" if is_proving() else "23"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=880, check=True, stdin=subprocess.DEVNULL)
    return json.loads(done.stdout.splitlines()[-1])


ERRORS = ("FileError: ", "DataError: ", "ShapeError: ", "OptionError: ", "DesignerError: ")


@pytest.mark.prove
def test_each_gives_a_model_or_one_sentence(report):
    assert len(report) > (2500 if is_proving() else 100)
    assert {name: seen["outcome"] for name, seen in report.items() if not seen["outcome"].startswith(("opened", *ERRORS))} == {}
    long = {name: len(seen["outcome"]) for name, seen in report.items() if len(seen["outcome"]) > 1000}
    assert long == {}
    assert {name for name, seen in report.items() if not seen["outcome"].isprintable()} == set()
    slowest = max(report, key=lambda name: report[name]["seconds"])
    above = {name: seen["bytes"] - 3 * seen["size"] for name, seen in report.items()}
    largest = max(above, key=lambda name: above[name])
    record(
        "Hostile models with a checksum that fits",
        {
            "openings (as a script does; inspected, measured, predicted with, exported)": len(report),
            "refused with one sentence": sum(not seen["outcome"].startswith("opened") for seen in report.values()),
            "with an audit event": sum(bool(seen["events"]) for seen in report.values()),
            "longest": f"{report[slowest]['seconds']:.2f} s ({slowest})",
            "most memory above three times the file": f"{above[largest] / 1e6:.0f} MB ({largest})",
        },
    )


def test_none_makes_python_do_anything(report):
    assert {name: seen["events"] for name, seen in report.items() if seen["events"]} == {}


def test_none_takes_much_memory(report):
    assert {name: seen["bytes"] for name, seen in report.items() if seen["bytes"] > 3 * seen["size"] + 200e6} == {}


@pytest.mark.prove
def test_none_takes_long(report):
    limit = 2 if is_proving() else 15  # many tests at once make a machine slow
    assert {name: seen["seconds"] for name, seen in report.items() if seen["seconds"] > limit} == {}
