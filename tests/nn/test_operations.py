"""Tensor operations: gradients by finite differences, shapes before numbers, refusals, and the layer that applies them."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import OptionError, ShapeError
from nndesigner.nn.operations.elementwise import FUNCTIONS


def made(name, **config):
    return nn.OPERATIONS.create({"class_name": name, "config": config})


def positive(random, *shape):
    return random.uniform(0.5, 2, shape)


# operation, its options, the shapes of its operands.
CASES = [
    *[("elementwise", {"function": name}, [(2, 3)]) for name in FUNCTIONS],
    *[("arithmetic", {"function": name}, [(2, 3), (3,)]) for name in ("add", "subtract", "multiply", "divide", "power")],
    *[("arithmetic", {"function": name}, [(2, 1, 3), (4, 1), (2, 4, 3)]) for name in ("mean", "maximum", "minimum", "add")],
    ("arithmetic", {"function": "divide", "whole": True}, [(2, 3), (2, 3)]),
    ("clip", {"lowest": 0.8, "largest": 1.5}, [(3, 4)]),
    ("clip", {}, [(3,)]),
    ("sloped", {}, [(2, 3, 4), (3, 1)]),
    *[
        ("reduce", {"function": name, "axes": [0, -1], "keepdims": False}, [(2, 3, 4)])
        for name in ("mean", "sum", "max", "min", "product", "length")
    ],
    ("reduce", {}, [(2, 3)]),
    ("argmax", {"axis": 0, "keepdims": False, "last": True}, [(4, 3)]),
    ("slice", {"axes": [0, -1], "starts": [-1, 1], "stops": [-9, 99], "steps": [-2, 1]}, [(5, 4)]),
    ("pad", {"before": [1, -1], "after": [0, 2], "value": 3.0}, [(2, 4)]),
    ("pad", {"before": [2, 0], "after": [1, 1], "mode": "reflect"}, [(4, 3)]),
    ("pad", {"before": [2, 0], "after": [1, 1], "mode": "edge"}, [(4, 3)]),
    ("pad", {"before": [2, 0], "after": [1, 1], "mode": "wrap"}, [(4, 3)]),
    ("gather", {"axis": 1}, [(2, 3), (2, 2)]),
    ("take", {"axis": -1, "places": [0, -1, 0]}, [(2, 3)]),
    ("take", {"axis": 0, "places": [1], "drop": True}, [(2, 3)]),
    ("repeat", {"times": [2, 1, 3]}, [(1, 2, 2)]),
    ("expand", {"shape": [2, 4, 1]}, [(1, 3)]),
    ("join", {"axis": 1}, [(2, 1), (2, 3), (2, 2)]),
    ("matmul", {}, [(2, 3), (3, 4)]),
    ("matmul", {}, [(3,), (2, 3, 4)]),
    ("matmul", {}, [(5, 2, 3), (3,)]),
    ("matmul", {}, [(3,), (3,)]),
    ("matmul", {}, [(2, 1, 2, 3), (4, 3, 2)]),
    ("gemm", {"alpha": 0.5, "beta": 2.0, "turn_a": True, "turn_b": True}, [(3, 2), (4, 3), (4,)]),
    ("softmax_over", {"axes": [0, 2]}, [(2, 3, 2)]),
    ("softmax_over", {"axes": [1], "logarithm": True}, [(2, 3)]),
    ("normalize", {"axes": [1, 2], "epsilon": 0.01}, [(2, 3, 2), (3, 2), (2,)]),
    ("normalize", {}, [(2, 3)]),
    ("convolve", {}, [(2, 3, 5), (4, 3, 2), (4,)]),
    (
        "convolve",
        {"strides": [2, 1], "before": [1, 0], "after": [0, 2], "dilations": [1, 2], "groups": 2},
        [(2, 4, 5, 4), (6, 2, 2, 2)],
    ),
    ("convolve", {"strides": [1, 2, 1]}, [(1, 2, 3, 4, 2), (1, 2, 2, 2, 1)]),
    ("convolve_up", {}, [(2, 3, 4), (3, 2, 2), (2,)]),
    (
        "convolve_up",
        {"strides": [2, 3], "before": [1, 0], "after": [0, 1], "extra": [1, 0], "groups": 2, "dilations": [2, 1]},
        [(2, 4, 3, 2), (4, 3, 2, 2)],
    ),
    ("pool", {"window": [2, 2], "strides": [2, 1], "before": [1, 0], "after": [0, 0], "dilations": [1, 2]}, [(2, 2, 5, 4)]),
    ("pool", {"window": [3], "strides": [2], "ceil": True}, [(1, 2, 6)]),
    (
        "pool",
        {"window": [3, 2], "function": "mean", "before": [1, 1], "after": [1, 0], "ceil": True, "strides": [2, 2]},
        [(2, 1, 4, 5)],
    ),
    ("pool", {"window": [2], "function": "mean", "before": [1], "after": [1], "count_pad": True}, [(2, 2, 4)]),
    ("pool", {"window": [2], "function": "place"}, [(2, 2, 4)]),
    ("negative_log_likelihood", {"reduction": "none"}, [(4, 3), (4,)]),
    ("negative_log_likelihood", {"ignored": 1}, [(2, 3, 4), (2, 4), (3,)]),
    ("negative_log_likelihood", {"reduction": "sum"}, [(2, 3, 4), (2, 4), (3,)]),
]
_CLASSES = {"gather": 1, "negative_log_likelihood": 1}  # the operand that holds whole numbers


def operands_of(name, shapes):
    random = np.random.default_rng(len(name))
    arrays = [positive(random, *shape) for shape in shapes]
    if name in _CLASSES:
        place = _CLASSES[name]
        arrays[place] = random.integers(0, 3, shapes[place]).astype(float)
    return arrays


@pytest.mark.parametrize(("name", "config", "shapes"), CASES)
def test_gradients_match_finite_differences(name, config, shapes):
    operation, arrays = made(name, **config), operands_of(name, shapes)
    y, back = operation.apply(*arrays)
    assert y.shape == operation.check(*shapes)
    dy = np.random.default_rng(1).standard_normal(y.shape)
    gradients = back(dy)
    assert len(gradients) == len(arrays)
    for place, (array, gradient) in enumerate(zip(arrays, gradients, strict=True)):
        if gradient is None:
            continue
        assert gradient.shape == array.shape
        numeric = np.empty(array.shape)
        for index in np.ndindex(array.shape):
            moved = []
            for sign in (1, -1):
                shifted = [part.copy() for part in arrays]
                shifted[place][index] += sign * 1e-6
                moved.append((operation.apply(*shifted)[0] * dy).sum())
            numeric[index] = (moved[0] - moved[1]) / 2e-6
        np.testing.assert_allclose(gradient, numeric, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(("name", "config", "shapes"), CASES)
def test_float32_stays_and_a_description_gives_an_equal_part_back(name, config, shapes):
    operation = made(name, **config)
    y, _ = operation.apply(*(array.astype(np.float32) for array in operands_of(name, shapes)))
    assert y.dtype == np.float32
    assert nn.OPERATIONS.create(nn.OPERATIONS.describe(operation)) == operation


def test_every_operation_has_a_case():
    assert {name for name, _, _ in CASES} == set(nn.OPERATIONS)


REFUSED = [
    ("arithmetic", {"function": "divide"}, [(2,), (2,), (2,)]),
    ("arithmetic", {}, [(2,), (3,)]),
    ("sloped", {}, [(2,), (3, 2)]),
    ("reduce", {"axes": [2]}, [(2, 3)]),
    ("slice", {"axes": [5]}, [(2,)]),
    ("pad", {"before": [1], "after": [1]}, [(2, 2)]),
    ("pad", {"before": [-3], "after": [0]}, [(2,)]),
    ("pad", {"before": [1 << 40], "after": [0]}, [(2,)]),
    ("take", {"places": [4]}, [(3,)]),
    ("repeat", {"times": [1 << 40]}, [(3,)]),
    ("expand", {"shape": [1 << 20, 1 << 20]}, [(1,)]),
    ("join", {"axis": 0}, [(2, 3), (2, 4)]),
    ("matmul", {}, [(2, 3), (2, 3)]),
    ("gemm", {}, [(2, 3), (2, 3)]),
    ("softmax_over", {"axes": [3]}, [(2,)]),
    ("normalize", {}, [(2, 3), (4,)]),
    ("convolve", {}, [(1, 2, 5), (3, 1, 2)]),
    ("convolve", {"before": [1 << 40], "after": [0]}, [(1, 2, 5), (3, 2, 2)]),
    ("convolve_up", {"strides": [1 << 40]}, [(1, 2, 5), (2, 3, 2)]),
    ("pool", {"window": [9]}, [(1, 2, 5)]),
    ("pool", {"window": [1 << 30], "before": [1 << 30], "after": [1]}, [(1, 1, 5)]),
    ("negative_log_likelihood", {}, [(2, 3), (3,)]),
    ("gather", {"axis": 3}, [(2, 3), (2,)]),
    ("argmax", {"axis": 3}, [(2, 3)]),
    ("clip", {}, [(2,), (2,)]),
]


@pytest.mark.parametrize(("name", "config", "shapes"), REFUSED)
def test_what_cannot_be_is_refused_before_anything_is_allocated(name, config, shapes):
    with pytest.raises(ShapeError, match=r"received .*\.$"):
        made(name, **config).check(*shapes)


def test_options_that_do_not_belong_together_are_refused():
    with pytest.raises(OptionError):
        made("slice", axes=[0, 1])
    with pytest.raises(OptionError):
        made("slice", steps=[0])
    for constants in ("text", [[-1]], [[1] * 20], [["a"]], [[True]]):
        with pytest.raises(OptionError):
            nn.TensorOperation("arithmetic", constants=constants)


class TestTheLayer:
    def test_it_trains_its_own_arrays(self):
        x = nn.Input((3,))
        layer = nn.TensorOperation({"class_name": "arithmetic", "config": {"function": "multiply"}}, constants=[None, [3]])
        model = nn.Model(x, layer([x]), seed=0)
        model.compile({"class_name": "sgd", "config": {"learning_rate": 0.5}}, "mse")
        data = np.random.default_rng(0).standard_normal((64, 3))
        model.fit(data, data * [1, -2, 3], epochs=60, verbose=0)
        np.testing.assert_allclose(layer.get_weights()[0], [1, -2, 3], atol=1e-3)

    @pytest.mark.parametrize("per_sample", [False, True])
    def test_gradients_match_finite_differences(self, per_sample):
        x = nn.Input((2, 3))
        part = {"class_name": "matmul", "config": {}}
        layer = nn.TensorOperation(part, constants=[None, [3, 2]], per_sample=per_sample)
        model = nn.Model(x, nn.Dense(2)(nn.Flatten()(layer([nn.Dense(3)(x)]))), seed=0)
        random = np.random.default_rng(0)
        layer.weights[0].value[...] = random.standard_normal((3, 2))
        model.compile("sgd", "mse")
        errors = nn.check_gradients(model, random.standard_normal((4, 2, 3)), random.standard_normal((4, 2)))
        assert max(errors.values()) < 1e-6

    def test_what_mixes_samples_needs_per_sample(self):
        for part in ("softmax_over", "normalize", "slice", "take", "reduce"):
            config = {"axes": [0]} if part in ("softmax_over", "normalize", "slice", "reduce") else {"axis": 0}
            spec = {"class_name": part, "config": config}
            with pytest.raises(ShapeError, match="per_sample"):
                nn.TensorOperation(spec).output_shape((3, 4))
            assert nn.TensorOperation(spec, per_sample=True).output_shape((3, 4))

    def test_it_is_saved_and_loaded(self, tmp_path):
        x = nn.Input((3,))
        part = {"class_name": "clip", "config": {"largest": 0.5}}
        model = nn.Model(x, nn.Dense(2)(nn.TensorOperation(part)([x])), seed=0)
        model.compile("sgd", "mse")
        model.save(tmp_path / "m.pkl")
        data = np.random.default_rng(0).standard_normal((4, 3))
        assert np.array_equal(nn.load_model(tmp_path / "m.pkl").predict(data), model.predict(data))
