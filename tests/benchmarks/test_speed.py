"""The speed table's pure parts: losses, portions, goals, tables."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest

from nndesigner.nn.threads import one_blas_thread
from tests.benchmarks import floor, goals, report, speed
from tests.benchmarks.systems import OURS, SYSTEMS
from tests.benchmarks.systems.tutorial import Tutorial
from tests.benchmarks.worker import answer
from tests.benchmarks.workloads import WORKLOADS, workload


class Answers:
    """Stands for a process."""

    def __init__(self, *answers):
        self.answers = list(answers)

    def ask(self, line):
        return self.answers.pop(0)


def row(name, **micros):
    found = speed.Row(workload(name))
    found.micros = {system.replace("_", "-"): value for system, value in micros.items()}
    return found


def test_a_difference_is_relative_and_does_not_stumble_over_zero():
    assert speed.largest_difference([1.0, 2.02], [1.0, 2.0]) == pytest.approx(0.01)
    assert speed.largest_difference([1e-9, 1.0], [0.0, 1.0]) < 1e-5
    assert speed.largest_difference([float("nan")], [1.0]) != 0


def test_a_slow_system_trains_less():
    work = workload("W7")
    assert speed.portion(work, 1e-5) == (work.epochs, work.rows)
    epochs, rows = speed.portion(work, 0.01)
    assert epochs == 1
    assert rows == 25 * work.batch
    assert speed.portion(work, 10.0) == (1, 8 * work.batch)
    assert speed.portion(workload("W1"), 1e-3) == (62, 4)


def test_losses_that_differ_end_the_run():
    truth = list(np.linspace(1, 0.5, speed.LOSSES))
    good, late, wrong = list(truth), list(truth), list(truth)
    late[20] *= 1.01
    wrong[2] *= 1.001
    found = row("W5")
    speed.prove(found, {OURS: Answers(good), "torch": Answers(late), "sklearn": Answers()}, Answers(truth))
    assert found.difference[OURS] == 0
    assert found.departed == {"torch": 20}
    with pytest.raises(SystemExit, match="W5: the losses of torch"):
        speed.prove(row("W5"), {"torch": Answers(wrong)}, Answers(truth))
    with pytest.raises(SystemExit):
        speed.prove(row("W5"), {"torch": Answers([float("nan")] * speed.LOSSES)}, Answers(truth))


def test_the_best_peer_is_a_loop():
    found = row("W6", nndesigner=100.0, torch=500.0, jax=150.0, jax_scan=50.0)
    assert goals.best_peer(found) == "jax"
    assert goals.best_peer(row("W6", nndesigner=100.0)) is None


def test_goals_are_told_and_missed():
    found = row("W7", nndesigner=100.0, torch=160.0, torch_last=110.0, jax=300.0)
    asked = goals.goals(found)
    assert asked["eager"].met
    assert asked["eager"].cell() == "1.60 (✓ ≥ 1.5)"
    assert not asked["channels-last"].met
    assert asked["best"].against == "torch-last"
    assert "scan" not in asked
    assert goals.misses(found) == ["**W7** torch, channels last: 1.10 × of the promised 1.2 ×."]
    assert goals.misses(row("LSTM", nndesigner=100.0, torch=10.0)) == []
    near = row("W5", nndesigner=104.0, torch=150.0, torch_fused=100.0)
    assert goals.misses(near) == []


def test_every_promise_names_a_workload():
    assert {*goals.EAGER, *goals.CHANNELS_LAST, *goals.BEST, *goals.SCAN} <= set(WORKLOADS)


def test_the_tables_show_rows_that_we_lose():
    lost = row("W2", nndesigner=200.0, torch=100.0, jax_scan=20.0)
    lost.difference = {OURS: 1e-7, "torch": 2e-6}
    text = "\n".join(report.speed_section([lost], {"keras": "No module named 'keras'"}, 1, 7))
    assert "| 200 | **100** | 20.0 |" in text
    assert "0.50 (✗ ≥ 2)" in text
    assert "ours 1e-07, peers 2e-06" in text
    assert "Keras 3 on JAX is left out: No module named 'keras'." in text
    memory = {"W5": {OURS: 30.0, "torch": 20.0}}
    imports = {"numpy": 50.0, "nn": 5.0, "ready": 80.0}
    missed = "\n".join(report.missed_section([lost], memory, imports, ["A further sentence."]))
    assert "- A further sentence." in missed
    assert missed.count("\n- ") == 6
    assert "**W5** memory: 1.50 × torch's" in missed
    assert "Nowhere" in "\n".join(report.missed_section([], {}, {"numpy": 1.0}, []))
    assert "1.50 (✗ ≤ 1.2)" in "\n".join(report.memory_section(memory))
    assert "1.60 (✗ ≤ 1.4)" in "\n".join(report.startup_section(imports, {OURS: 0.1}))


def test_all_rows_of_a_table_are_as_wide():
    lines = report.speed_table([row("W1", nndesigner=1.0, torch=2.0), row("W7", nndesigner=1.0, torch_last=3.0)])
    assert len({line.count("|") for line in lines}) == 1


def test_the_floor_counts_the_calls_of_a_step():
    lines, names = floor.step_of(workload("W1"))
    assert len(lines) > 5
    before = {name: value.copy() for name, value in names.items() if isinstance(value, np.ndarray)}
    found = floor.measure(workload("W1"), blocks=1)
    assert found.calls == len(lines)
    for line in lines:
        floor.cheapest(line, names, 1)
    assert before.keys() <= names.keys()
    assert floor.statements("def run(slots, a=a):\n    for (x,) in slots:\n        f(x)\n        g(a)\n") == ["f(x)", "g(a)"]


def test_a_worker_trains_as_much_as_it_is_told():
    found = answer(Tutorial(), "train W3 3 32", 0)
    assert found["steps"] == 3
    assert found["seconds"] > 0
    assert len(answer(Tutorial(), "losses W3 4", 0)) == 4
    json.dumps(found)


@pytest.mark.parametrize("name", ["W1", "W2", "W3", "LSTM", "Conv1D"])
def test_the_tutorial_does_the_same_sums_as_we(name):
    work = workload(name)
    with one_blas_thread():
        ours = SYSTEMS[OURS].create(1).losses(work, 4)
        assert speed.largest_difference(Tutorial().losses(work, 4), ours) < 1e-5


def test_peers_are_not_imported_before_they_are_asked_for():
    assert SYSTEMS["keras"].module == "keras3"
    assert "tests.benchmarks.systems.keras3" not in sys.modules
