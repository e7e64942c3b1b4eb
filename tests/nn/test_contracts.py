"""Every registered part keeps the contract of its kind; a part without a case here fails."""

from __future__ import annotations

import numpy as np
import pytest
from nn_cases import (
    ACTIVATION_CASES,
    LAYER_CASES,
    LOSS_CASES,
    METRIC_CASES,
    MORE_LAYERS,
    MORE_LOSSES,
    OPTIMIZER_CASES,
    batch_for,
    network_of,
    reference_gradients,
    step_gradients,
)

from nndesigner import nn
from nndesigner.nn import ACTIVATIONS, CONSTRAINTS, INITIALIZERS, LAYERS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES
from tests.nn.golden import parts as golden


def without_noise(layer):
    """The layer, or one of its kind that draws no random numbers while training."""
    if layer.family == "regularization":
        return type(layer)(0.0)
    return type(layer)(**(layer.get_config() | dict.fromkeys(DROPOUTS, 0.0))) if drops(layer) else layer


DROPOUTS = ("dropout", "recurrent_dropout")


def drops(layer):
    """Whether it is a recurrent layer with dropout of its own."""
    return any(getattr(layer, name, 0.0) for name in DROPOUTS)


class SameDraw:
    """A generator whose every draw is the same, so that dropout becomes a fixed function."""

    def random(self, shape):
        return np.random.default_rng(1).random(shape)


ALL_LAYERS = [*LAYER_CASES.values(), *MORE_LAYERS]
ALL_ACTIVATIONS = [(name, config) for name, configs in ACTIVATION_CASES.items() for config in configs]
ALL_LOSSES = [*((name, {}) for name in LOSS_CASES), *MORE_LOSSES]
ALL_OPTIMIZERS = [(name, config) for name, configs in OPTIMIZER_CASES.items() for config in configs]


@pytest.mark.parametrize(
    ("registry", "cases"),
    [
        (LAYERS, LAYER_CASES),
        (ACTIVATIONS, ACTIVATION_CASES),
        (LOSSES, LOSS_CASES),
        (OPTIMIZERS, OPTIMIZER_CASES),
        (METRICS, METRIC_CASES),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_every_part_has_a_case(registry, cases):
    assert set(registry) == set(cases)


def test_every_schedule_metric_and_bound_is_compared_with_keras():
    of_our_own = {"one_cycle"}  # told by hand in test_parts.py
    assert set(SCHEDULES) - of_our_own == {SCHEDULES.canonical(name) for name, _ in golden.SCHEDULES}
    assert set(CONSTRAINTS) - {"min_max_norm"} == {bound for *_, bound in golden.OPTIMIZERS if bound}


@pytest.mark.parametrize("registry", [LAYERS, ACTIVATIONS, LOSSES, OPTIMIZERS, METRICS, INITIALIZERS], ids=lambda r: r.name)
def test_every_part_says_what_it_is(registry):
    for name, part in registry.items():
        assert part.registered_name == name
        assert part.title, name
        assert part.__doc__, name
        for option in part.OPTIONS.values():
            assert option.help, (name, option.name)


@pytest.mark.parametrize("registry", [ACTIVATIONS, LOSSES, OPTIMIZERS, METRICS, INITIALIZERS], ids=lambda r: r.name)
def test_a_description_gives_an_equal_part_back(registry):
    for name, part in registry.items():
        made = part()
        assert registry.describe(made) == name
        assert registry.create(registry.describe(made)) == made
        assert part.from_config(made.get_config()) == made


class TestLayers:
    @pytest.mark.parametrize(("make", "shapes"), ALL_LAYERS)
    def test_configuration_round_trip(self, make, shapes):
        layer = make()
        described = LAYERS.describe(layer)
        again = LAYERS.create(described)
        assert again.get_config() == layer.get_config()
        assert LAYERS.describe(again) == described

    @pytest.mark.parametrize(("make", "shapes"), ALL_LAYERS)
    def test_shape_and_size_are_known_without_building(self, make, shapes, rng):
        layer = make()
        shape, count = layer.output_shape(*shapes), layer.parameter_count(*shapes)
        assert layer.multiply_adds(*shapes) >= 0
        assert isinstance(layer.label(), str)
        model = network_of(layer, shapes)
        inputs, _ = batch_for(model, 5)
        assert model.activations(inputs)[layer.name].shape == (5, *shape)
        assert sum(weight.size for weight in layer.weights) == count

    @pytest.mark.parametrize(("make", "shapes"), ALL_LAYERS)
    def test_gradients_match_finite_differences(self, make, shapes):
        model = network_of(make(), shapes)
        errors = nn.check_gradients(model, *batch_for(model, 4))
        assert max(errors.values()) < 1e-6, errors

    @pytest.mark.parametrize("rows", [1, 5])
    @pytest.mark.parametrize(("make", "shapes"), ALL_LAYERS)
    def test_the_compiled_step_has_the_same_gradients(self, make, shapes, rows):
        layer = without_noise(make())
        model = network_of(layer, shapes)
        x, y = batch_for(model, rows)
        np.testing.assert_allclose(step_gradients(model, x, y), reference_gradients(model, x, y), rtol=1e-9, atol=1e-12)

    @pytest.mark.parametrize(("make", "shapes"), ALL_LAYERS)
    def test_gradients_match_finite_differences_while_training(self, make, shapes):
        model = network_of(without_noise(make()), shapes)
        errors = nn.check_gradients(model, *batch_for(model, 4), training=True)
        assert max(errors.values()) < 1e-6, errors

    @pytest.mark.parametrize(("make", "shapes"), ALL_LAYERS)
    def test_float32_comes_out_as_float32(self, make, shapes):
        model = network_of(make(), shapes)
        inputs, _ = batch_for(model, 3)
        outputs = model.graph.forward([part.astype(np.float32) for part in inputs], training=True)
        assert {array.dtype for array in outputs.values()} == {np.dtype(np.float32)}
        gradients = model.graph.backward(np.ones((3, 2), np.float32))
        assert {array.dtype for array in gradients.values()} == {np.dtype(np.float32)}

    @pytest.mark.parametrize(("make", "shapes"), ALL_LAYERS)
    def test_a_batch_equals_its_rows_one_by_one(self, make, shapes):
        model = network_of(make(), shapes)
        x, _ = batch_for(model, 6)
        rows = [model.predict([part[i : i + 1] for part in x]) for i in range(6)]
        np.testing.assert_allclose(model.predict(x), np.concatenate(rows), rtol=1e-5, atol=1e-6)

    @pytest.mark.parametrize(("make", "shapes"), ALL_LAYERS)
    def test_extreme_inputs_give_finite_outputs(self, make, shapes):
        layer = make()
        model = network_of(layer, shapes)
        if isinstance(layer, nn.Embedding):  # its numbers are categories
            model.get_layer("dense").kernel.value[...] = 0
        x = [np.full((2, *shape), 1e4) * np.array([1, -1]).reshape(2, *[1] * len(shape)) for shape in shapes]
        assert np.isfinite(model.predict(x)).all()

    @pytest.mark.parametrize(("make", "shapes"), ALL_LAYERS)
    def test_an_empty_batch_gives_an_empty_output(self, make, shapes):
        model = network_of(make(), shapes)
        x = [np.zeros((0, *shape)) for shape in shapes]
        assert model.predict(x).shape == (0, 2)

    @pytest.mark.parametrize(("make", "shapes"), [case for case in ALL_LAYERS if drops(case[0]())])
    def test_dropout_inside_a_recurrent_layer_has_true_gradients(self, make, shapes):
        layer = make()
        model = network_of(layer, shapes)
        layer.random = SameDraw()
        x, y = batch_for(model, 4)
        errors = nn.check_gradients(model, x, y, training=True)
        assert max(errors.values()) < 1e-6, errors
        with model.graph.in_dtype(np.float64) as graph:
            output = graph.forward(x, training=True)[graph.output]
            graph.backward(model.loss.gradient(y, output))
            expected = graph.gradients.copy()
        np.testing.assert_allclose(step_gradients(model, x, y), expected, rtol=1e-9, atol=1e-12)

    @pytest.mark.parametrize(("make", "shapes"), ALL_LAYERS)
    def test_training_matters_only_to_noise_and_to_statistics_of_the_batch(self, make, shapes):
        """Otherwise a layer gives the same while training; and without it always the same."""
        layer = make()
        model = network_of(layer, shapes)
        inputs, _ = batch_for(model, 5)
        with model.graph.in_dtype(np.float64):
            before = [model.graph.forward(inputs)[model.graph.output] for _ in range(2)]
            while_training = model.graph.forward(inputs, training=True)[model.graph.output]
            after = model.graph.forward(inputs)[model.graph.output]
        np.testing.assert_array_equal(*before)
        if layer.family == "regularization" or isinstance(layer, nn.BatchNormalization) or drops(layer):
            assert not np.array_equal(while_training, before[0])
        else:
            np.testing.assert_array_equal(while_training, before[0])
            np.testing.assert_array_equal(after, before[0])

    @pytest.mark.parametrize("name", LAYERS)
    def test_penalties_and_bounds_reach_their_weights(self, name):
        """Every option that ends so is that of one weight, and is at work in a step."""
        make, shapes = LAYER_CASES[name]
        config = make().get_config()
        for option in [option for option in config if option.endswith(("_regularizer", "_constraint"))]:
            penalises = option.endswith("_regularizer")
            layer = LAYERS.get(name)(**(config | {option: "l2" if penalises else "non_neg"}))
            model = network_of(layer, shapes)
            found = [weight.name for weight in layer.weights if (weight.regularizer if penalises else weight.constraint)]
            assert len(found) == (2 if name == "Bidirectional" else 1), option  # one a direction
            x, y = batch_for(model, 4)
            if penalises:
                assert model.graph.penalised
                assert np.isfinite(model.train_on_batch(x, y))
            else:
                model.train_on_batch(x, y)
                assert min(w.value.min() for w in layer.weights if w.constraint) >= 0


class TestActivations:
    @pytest.mark.parametrize(("name", "config"), ALL_ACTIVATIONS)
    def test_backward_matches_finite_differences(self, name, config, rng):
        activation = ACTIVATIONS.get(name)(**config)
        x, dy = rng.standard_normal((3, 4)) * 2, rng.standard_normal((3, 4))
        gradient = activation.backward(x, activation(x), dy)
        for index in np.ndindex(x.shape):
            step = np.zeros_like(x)
            step[index] = 1e-6
            slope = ((activation(x + step) - activation(x - step)) * dy).sum() / 2e-6
            assert gradient[index] == pytest.approx(slope, rel=1e-6, abs=1e-9)

    @pytest.mark.parametrize(("name", "config"), ALL_ACTIVATIONS)
    def test_derivative_is_the_slope(self, name, config):
        activation = ACTIVATIONS.get(name)(**config)
        x = np.array([[-2.0, 0.3, 1.7]])
        for place in range(3):
            step = np.eye(3)[place] * 1e-6
            slope = (activation(x + step) - activation(x - step))[0, place] / 2e-6
            assert activation.derivative(x)[0, place] == pytest.approx(slope, rel=1e-5, abs=1e-8)

    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    @pytest.mark.parametrize(("name", "config"), ALL_ACTIVATIONS)
    def test_extremes_stay_finite_and_keep_their_type(self, name, config, dtype):
        activation = ACTIVATIONS.get(name)(**config)
        reach = 80 if name == "exponential" else 1e4  # exp(89) is beyond single precision, by definition
        x = np.array([[1, -1, 0.0], [-1, -1, -1]], dtype) * dtype(reach)
        for result in (activation(x), activation.derivative(x), activation.backward(x, activation(x), np.ones_like(x))):
            assert np.isfinite(result).all()
            assert result.dtype == dtype

    @pytest.mark.parametrize(("name", "config"), ALL_ACTIVATIONS)
    @pytest.mark.parametrize("loss", ["mean_squared_error", "binary_crossentropy", "categorical_crossentropy"])
    def test_as_output_of_a_step_under_every_loss(self, name, config, loss, rng):
        activation = ACTIVATIONS.get(name)(**config)
        model = nn.Sequential([nn.Dense(3, activation="tanh"), nn.Dense(3, activation=activation)], input_shape=(2,), seed=5)
        model.compile("sgd", loss)
        model.set_weights([*model.get_weights()[:3], np.array([0.4, 0.5, 0.6])])
        x = rng.standard_normal((4, 2))
        y = np.eye(3)[[0, 2, 1, 1]]
        with np.errstate(all="ignore"):  # some activations give no probabilities
            expected = reference_gradients(model, x, y)
        np.testing.assert_allclose(step_gradients(model, x, y), expected, rtol=1e-7, atol=1e-9)


class TestLosses:
    @pytest.mark.parametrize(("name", "config"), ALL_LOSSES)
    def test_gradient_matches_finite_differences(self, name, config):
        loss = LOSSES.get(name)(**config)
        y, p = (np.array(part) for part in LOSS_CASES[name])
        gradient = loss.gradient(y, p)
        for index in np.ndindex(p.shape):
            step = np.zeros_like(p)
            step[index] = 1e-6
            slope = (loss(y, p + step) - loss(y, p - step)) / 2e-6
            assert gradient[index] == pytest.approx(slope, rel=1e-6, abs=1e-9)

    @pytest.mark.parametrize("name", LOSS_CASES)
    def test_the_loss_is_that_of_its_rows(self, name):
        loss = LOSSES.create(name)
        y, p = (np.array(part) for part in LOSS_CASES[name])
        rows = [loss(y[i : i + 1], p[i : i + 1]) for i in range(len(y))]
        assert loss(y, p) == pytest.approx(sum(rows) if loss.reduction == "sum" else sum(rows) / len(rows))

    @pytest.mark.parametrize(("name", "config"), ALL_LOSSES)
    @pytest.mark.parametrize("activation", ["softmax", "sigmoid", "linear", "softplus"])
    def test_the_compiled_step_has_the_same_gradients(self, name, config, activation, rng):
        y = np.array(LOSS_CASES[name][0])
        units = np.shape(LOSS_CASES[name][1])[-1]
        model = nn.Sequential(
            [nn.Dense(4, activation="tanh"), nn.Dense(units, activation=activation)], input_shape=(3,), seed=6
        )
        model.compile("sgd", LOSSES.get(name)(**config))
        x = rng.standard_normal((len(y), 3))
        y = model.targets(y)
        with np.errstate(all="ignore"):
            expected = reference_gradients(model, x, y)
        np.testing.assert_allclose(step_gradients(model, x, y), expected, rtol=1e-6, atol=1e-8)

    @pytest.mark.parametrize(("name", "config"), ALL_LOSSES)
    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    def test_outputs_of_extreme_size_keep_it_finite_and_of_their_type(self, name, config, dtype):
        loss, (y, p) = LOSSES.get(name)(**config), LOSS_CASES[name]
        y, shape = np.array(y, dtype), np.shape(p)
        shares = loss.needs_probabilities and not config.get("from_logits")
        for value in (0.0, 1.0) if shares else (0.0,) if name == "poisson" else (-1e4, 0.0, 1e4):
            p = np.full(shape, value, dtype)
            p[:, 0] = 1 - value if shares else value
            for result in (loss.values(y, p), loss.gradients(y, p)):
                assert np.isfinite(result).all()
                assert result.dtype == dtype

    @pytest.mark.parametrize("name", LOSS_CASES)
    def test_it_says_where_it_fits(self, name):
        loss = LOSSES.create(name)
        assert loss.formula
        assert loss.summary
        assert loss.tasks <= {"binary", "multiclass", "regression"}
        assert all(activation in ACTIVATIONS for activation in loss.activations)
        curve = loss.curve(np.linspace(0.01, 0.99, 9))
        assert curve.shape == (9,)
        assert np.isfinite(curve).all()

    @pytest.mark.parametrize("name", [name for name in LOSS_CASES if LOSSES.get(name).fused_activation])
    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    def test_fused_with_its_activation_it_is_exact_for_any_logit(self, name, dtype):
        loss = LOSSES.create(name)
        logits = np.array([[1e4, -1e4], [-1e4, 1e4], [0.5, -0.25]], dtype)
        y = np.array([[0.0, 1.0], [0.0, 1.0], [1.0, 0.0]], dtype)
        values = loss.values_from_logits(y, logits)
        assert np.isfinite(values).all()
        assert values[0] >= 1e4
        assert values[1] == 0
        p = ACTIVATIONS.create(loss.fused_activation)(logits[2:])
        assert values[2] == pytest.approx(loss(y[2:], p), rel=1e-5)


class TestMetrics:
    @pytest.mark.parametrize("name", METRIC_CASES)
    def test_hand_computed_value(self, name):
        y, p, value = METRIC_CASES[name]
        assert METRICS.create(name)(np.array(y), np.array(p)) == pytest.approx(value)

    @pytest.mark.parametrize("name", METRIC_CASES)
    def test_parts_add_up_to_the_whole(self, name, rng):
        metric = METRICS.create(name)
        y, p = np.eye(3)[rng.integers(0, 3, 30)], rng.random((30, 3))
        parts = metric.sums(y[:7], p[:7]) + metric.sums(y[7:], p[7:])
        assert metric.result(parts) == pytest.approx(metric(y, p))


class TestOptimizers:
    @pytest.mark.parametrize(("name", "config"), ALL_OPTIMIZERS)
    @pytest.mark.parametrize("size", [5, 100_000])
    def test_the_compiled_update_follows_the_plain_one(self, name, config, size, rng):
        kernel = size // 5
        model = nn.Sequential([nn.Dense(5, use_bias=False)], input_shape=(kernel,), seed=1)
        model.compile(OPTIMIZERS.get(name)(**config), "mean_squared_error")
        plain = OPTIMIZERS.get(name)(**config)
        plain.build(size, np.float64)
        weights = model.get_weights()[0].astype(float).ravel()
        for _ in range(4):
            x, y = rng.standard_normal((2, kernel)) / kernel**0.5, rng.standard_normal((2, 5))
            gradient = reference_gradients(model, x, y)
            rate = plain.rates(1)[0]
            plain.update(weights, gradient * rate if plain.folds_rate else gradient, rate)
            plain.iterations += 1
            model.train_on_batch(x, y)
            np.testing.assert_allclose(model.get_weights()[0].ravel(), weights, rtol=2e-4, atol=2e-6)

    @pytest.mark.parametrize(("name", "config"), ALL_OPTIMIZERS)
    def test_state_round_trip(self, name, config, rng):
        def trained():
            model = nn.Sequential([nn.Dense(2)], input_shape=(3,), seed=1)
            model.compile(OPTIMIZERS.get(name)(**config), "mse")
            return model

        x, y = rng.standard_normal((8, 3)), rng.standard_normal((8, 2))
        first, second = trained(), trained()
        first.train_on_batch(x, y)
        second.set_weights(first.get_weights())
        second.set_optimizer_state(first.get_optimizer_state())
        for model in (first, second):
            model.train_on_batch(x, y)
        for a, b in zip(first.get_weights(), second.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_initializers_draw_the_same_from_the_same_seed(name):
    initializer = INITIALIZERS.create(name)
    draws = [initializer((30, 20), np.random.default_rng(4)) for _ in range(2)]
    assert draws[0].shape == (30, 20)
    np.testing.assert_array_equal(*draws)
