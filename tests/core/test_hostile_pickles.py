"""Hostile pickles: nothing is imported, called, opened or set while they are read; little time and memory; one sentence."""

from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import nndesigner
from nndesigner.core.datapickle import HEADER, SEAL, dumps, loads
from nndesigner.core.errors import FileError
from tests.proofs import is_proving, record

ROOT = Path(__file__).parents[2]


def watched(reader):
    """What ``tests.core.attacks`` reports from a child process of its own."""
    command = [sys.executable, "-m", "tests.core.attacks", reader]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=True, stdin=subprocess.DEVNULL)
    return json.loads(done.stdout.splitlines()[-1])


pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def report():
    return watched("ours")


@pytest.mark.prove
def test_the_family_is_large(report):
    assert len(report) >= 800
    slowest = max(report, key=lambda name: report[name]["seconds"])
    largest = max(report, key=lambda name: report[name]["bytes"] - 3 * report[name]["size"])
    record(
        "Hostile pickles",
        {
            "attacks": len(report),
            "refused with one sentence": sum(seen["outcome"].startswith("FileError") for seen in report.values()),
            "with an audit event (import, exec, open, subprocess, ctypes, setattr)": sum(
                bool(seen["events"]) for seen in report.values()
            ),
            "longest": f"{report[slowest]['seconds']:.2f} s ({slowest})",
            "most memory above three times the file": f"{report[largest]['bytes'] / 1e6:.0f} MB ({largest})",
        },
    )


def test_every_attack_is_refused_in_one_sentence(report):
    wrong = {
        name: seen["outcome"] for name, seen in report.items() if not seen["outcome"].startswith("FileError: The data cannot")
    }
    assert wrong == {}
    assert all(seen["outcome"].endswith(".") and len(seen["outcome"]) < 300 for seen in report.values())


def test_no_attack_makes_python_do_anything(report):
    assert {name: seen["events"] for name, seen in report.items() if seen["events"]} == {}


@pytest.mark.prove
def test_no_attack_takes_long(report):
    limit = 2 if is_proving() else 15  # many tests at once make a machine slow; the limit of the program is its steps
    assert {name: seen["seconds"] for name, seen in report.items() if seen["seconds"] > limit} == {}


def test_no_attack_takes_much_memory(report):
    assert {name: seen["bytes"] for name, seen in report.items() if seen["bytes"] > 3 * seen["size"] + 200e6} == {}


def test_the_watch_sees_plain_pickle_being_attacked():
    seen = watched("plain").values()
    acted = [one for one in seen if any(not event.startswith("pickle.") for event in one["events"])]
    assert len(acted) >= 100


@pytest.fixture(scope="module")
def model():
    generator = np.random.default_rng(3)
    weights = [generator.normal(size=(4, 16)).astype("f4"), np.zeros(16, "f4"), generator.normal(size=(16, 3)).astype("f4")]
    layers = [{"class_name": "Dense", "name": "dense", "config": {"units": 16}, "inbound": ["input"]}]
    return dumps({"format": "nndesigner-model", "version": 1, "network": {"layers": layers}, "weights": weights})


def refused(data):
    with pytest.raises(FileError):
        loads(data)


def test_every_flipped_bit_is_refused(model):
    generator = random.Random(7)
    places = generator.sample(range(8 * len(model)), 2000)
    for place in [*places, *range(8 * len(HEADER)), *range(8 * (len(model) - len(SEAL) - 33), 8 * len(model))]:
        damaged = bytearray(model)
        damaged[place // 8] ^= 1 << place % 8
        refused(bytes(damaged))


def test_every_truncation_is_refused(model):
    for length in range(len(model)):
        refused(model[:length])


def test_other_damage_is_refused(model):
    generator = random.Random(11)
    for _ in range(500):
        start, stop = sorted(generator.sample(range(len(model)), 2))
        refused(model[:start] + model[stop:])
        refused(model[:stop] + model[start:stop] + model[stop:])
        refused(model[:start] + generator.randbytes(stop - start) + model[stop:])
        refused(model + generator.randbytes(generator.randrange(1, 60)))


OPCODES = b"\x80\x95N\x88\x89JKMG\x8a\x8bILF\x8cX\x8dVCB\x8e\x96(0]lae)\x85\x86\x87t}dsu\x94qrphjgc\x93Rb.ioPQ\x81\x92\x82\x8f2"


@pytest.mark.prove
@pytest.mark.timeout(1800)
def test_fuzzed_inputs_give_a_file_error_or_a_tree(model):
    """Random bytes, random programs of real instructions, and real files with the seal taken off and bytes changed."""
    count = 1_000_000 if is_proving() else 12_000
    generator, refusals, slowest = random.Random(13), 0, 0.0
    stream = b"\x80\x04" + model[len(HEADER) : -len(SEAL) - 32]
    for number in range(count):
        size = generator.randrange(1, 60)
        if number % 3 == 0:
            data = generator.randbytes(size)
        elif number % 3 == 1:
            small = bytes(generator.choice(OPCODES if generator.random() < 0.8 else b"\x00\x01\x02\n") for _ in range(size))
            data = b"\x80\x04" + small + b"."
        else:
            damaged = bytearray(stream)
            for _ in range(generator.randrange(1, 8)):
                damaged[generator.randrange(len(damaged))] = generator.randrange(256)
            data = bytes(damaged)
        start = time.perf_counter()
        try:
            loads(data)
        except FileError:
            refusals += 1
        slowest = max(slowest, time.perf_counter() - start)
    assert count / 2 < refusals < count
    assert slowest < 5
    record("Fuzzed pickles", {"inputs": count, "refused": refusals, "read": count - refusals, "longest": f"{slowest:.3f} s"})


UNPICKLERS = {
    f"{module}.{name}"
    for module in ("pickle", "_pickle", "marshal", "shelve")
    for name in ("load", "loads", "Unpickler", "open")
}


def test_no_module_of_the_package_can_unpickle():
    for path in Path(nndesigner.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Attribute(value=ast.Name(id=module), attr=name):
                    assert f"{module}.{name}" not in UNPICKLERS, path
                case ast.ImportFrom(module=module):
                    assert module not in ("pickle", "_pickle", "marshal", "shelve", "dill", "joblib"), path
                case ast.keyword(arg=name):
                    assert name != "allow_pickle", path
