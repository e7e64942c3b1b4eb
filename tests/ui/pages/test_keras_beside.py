from __future__ import annotations

import numpy as np
import pytest

from nndesigner.files.examples import keras_moons, open_example
from nndesigner.ui.pages.results.keras_panel import KerasPanel, find


@pytest.mark.parametrize("name", ["moons_small", "moons_wide"])
def test_the_moons_examples_have_keras_beside_them(qtbot, name):
    found = find(open_example(name))
    runs = keras_moons()["networks"][name]["runs"]
    assert found.accuracies == tuple(sorted(run["accuracy"] for run in runs))
    assert found.accuracy in found.accuracies
    assert found.values.shape == (len(found.y), len(found.x), 2)
    assert np.allclose(found.values.sum(axis=2), 1)
    assert len(found.classes) == 2
    panel = KerasPanel()
    qtbot.addWidget(panel)
    panel.show_answer(found)
    assert f"over {len(runs)} seeds" in panel.title.text()
    assert found.version in panel.title.text()


def test_other_data_and_other_networks_have_none():
    from nndesigner.project.edits import SetOption

    assert find(open_example("xor")) is None
    project = open_example("moons_small")
    dense = next(node.id for node in project.design.nodes.values() if node.kind == "Dense")
    SetOption(project, dense, "units", 5).redo()
    assert find(project) is None
