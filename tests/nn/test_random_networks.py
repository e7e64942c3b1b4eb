"""Random networks of all registered layers keep what is promised of every network."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from nn_cases import reference_gradients, step_gradients
from random_networks import APART, MAKERS, random_batch, random_network

from nndesigner import nn
from tests.proofs import is_proving, record

SAMPLE, PROOF = 60, 2000


def keeps_its_promises(seed, folder):
    """Raise AssertionError naming what the network of this seed breaks; gives the kinds of its layers."""
    model = random_network(seed)
    x, y = random_batch(model, 6)
    shapes_are_as_inferred(model, x)
    rows_do_not_see_each_other(model, x)
    the_step_has_the_gradients_of_the_reference(seed, x, y)
    for _ in range(3):
        assert np.isfinite(model.train_on_batch(x, y)), "training left the finite numbers"
    comes_back_from_its_file(model, x, folder)
    again = nn.Model.from_config(model.get_config())
    assert again.get_config() == model.get_config()
    for first, second in zip(again.get_weights(), random_network(seed).get_weights(), strict=True):
        np.testing.assert_array_equal(first, second)
    return Counter(type(layer).__name__ for layer in model.layers)


def shapes_are_as_inferred(model, x):
    outputs = model.activations(x)
    np.testing.assert_allclose(model.predict(x), outputs[model.graph.output.name], rtol=1e-4, atol=1e-5)
    for node in model.graph.nodes:
        assert outputs[node.name].shape == (6, *node.shape), node.name
        if node.layer is not None:
            counted = node.layer.parameter_count(*(source.shape for source in node.inbound))
            assert counted == sum(weight.size for weight in node.layer.weights), node.name


def rows_do_not_see_each_other(model, x):
    rows = [model.predict([part[i : i + 1] for part in x]) for i in range(6)]
    np.testing.assert_allclose(model.predict(x), np.concatenate(rows), rtol=1e-4, atol=1e-5)


def the_step_has_the_gradients_of_the_reference(seed, x, y):
    """In double precision, and without noise: a step draws it in another order than the reference."""
    one, other = random_network(seed, noisy=False), random_network(seed, noisy=False)
    ours, theirs = step_gradients(one, x, y), reference_gradients(other, x, y)
    scale = max(1.0, float(np.abs(theirs).max(initial=0.0)))
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-6 * scale)


def comes_back_from_its_file(model, x, folder):
    model.save(folder / "model.pkl")
    again = nn.load_model(folder / "model.pkl")
    np.testing.assert_array_equal(again.predict(x), model.predict(x))


@pytest.mark.parametrize("seed", range(SAMPLE))
def test_a_random_network_keeps_its_promises(seed, tmp_path):
    keeps_its_promises(seed, tmp_path)


@pytest.mark.prove
@pytest.mark.skipif(not is_proving(), reason="a long proof; make prove runs it")
def test_two_thousand_random_networks_keep_their_promises(tmp_path):
    kinds: Counter[str] = Counter()
    for seed in range(PROOF):
        try:
            kinds += keeps_its_promises(seed, tmp_path)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error}") from error
    missing = set(nn.LAYERS) - APART - set(kinds)
    assert not missing, f"no network had a {missing}"
    record("Random networks", {"networks": PROOF, "layers": kinds.total(), "kinds of layer": len(kinds)})


def test_every_layer_can_stand_in_a_random_network():
    assert set(MAKERS) | APART == set(nn.LAYERS)
