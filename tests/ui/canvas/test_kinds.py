"""The kinds of blocks as the palette and the menu list them: complete, without internals, found by the names people use."""

from __future__ import annotations

import pytest

from nndesigner.project.blocks import parts
from nndesigner.ui.canvas.kinds import _FAMILIES, _OTHER_NAMES, all_kinds


def found(words):
    return [kind.name for kind in all_kinds() if kind.matches(words)]


def test_every_layer_is_offered_but_the_internal_one():
    names = {kind.name for kind in all_kinds()}
    assert set(parts("layers")) - names == {"TensorOperation"}
    assert {kind.family for kind in all_kinds()} <= set(_FAMILIES)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("relu", "Activation"),
        ("softmax", "Activation"),
        ("cnn", "Conv2D"),
        ("linear", "Dense"),
        ("fully connected", "Dense"),
        ("upsample", "UpSampling2D"),
        ("up-sampling", "UpSampling2D"),
        ("upsampling", "UpSampling1D"),
        ("residual", "Add"),
        ("rnn", "LSTM"),
        ("batchnorm", "BatchNormalization"),
    ],
)
def test_a_layer_is_found_by_the_names_that_people_use(words, name):
    assert name in found(words)


def test_other_names_are_those_of_layers_that_exist():
    assert set(_OTHER_NAMES) <= {kind.name for kind in all_kinds()}
