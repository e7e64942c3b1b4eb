"""Schedules, penalties and bounds, initializers, callbacks that act."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import DataError, OptionError, ShapeError
from nndesigner.nn import CONSTRAINTS, INITIALIZERS, OPTIMIZERS, REGULARIZERS, SCHEDULES


@pytest.mark.parametrize("registry", [REGULARIZERS, CONSTRAINTS, SCHEDULES], ids=lambda registry: registry.name)
def test_each_part_says_what_it_is_and_comes_back_from_its_description(registry):
    for name, part in registry.items():
        assert part.registered_name == name
        assert part.title
        assert part.summary
        assert part.formula
        assert all(option.help for option in part.OPTIONS.values())
        assert registry.create(registry.describe(part())) == part()


def small_model(optimizer, **options):
    model = nn.Sequential([nn.Dense(4, activation="tanh", **options), nn.Dense(1, **options)], input_shape=(3,), seed=5)
    model.compile(optimizer, "mse")
    return model


def small_data(rows=40):
    random = np.random.default_rng(3)
    return random.standard_normal((rows, 3)), random.standard_normal((rows, 1))


class TestSchedules:
    def test_one_cycle_is_that_of_torch(self):
        torch = pytest.importorskip("torch")
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
        theirs = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.2, total_steps=50)
        expected = []
        for _ in range(50):
            expected.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            theirs.step()
        np.testing.assert_allclose(nn.OneCycle(0.2, 50).at(np.arange(50.0)), expected, rtol=1e-9, atol=1e-12)

    def test_it_goes_where_the_learning_rate_goes(self):
        schedule = nn.ExponentialDecay(0.1, decay_steps=1, decay_rate=0.5)
        model, (x, y) = small_model(nn.SGD(schedule)), small_data(8)
        history = model.fit(x, y, epochs=3, batch_size=8, shuffle=False, verbose=0)
        reference = small_model(nn.SGD(0.1))
        for rate in (0.1, 0.05, 0.025):
            reference.optimizer.set_learning_rate(rate)
            reference.train_on_batch(x, y)
        np.testing.assert_allclose(model.get_weights()[0], reference.get_weights()[0], rtol=1e-5)
        assert history.history["learning_rate"][-1] == pytest.approx(0.0125)

    def test_it_is_kept_in_the_description(self):
        optimizer = nn.Adam(nn.CosineDecay(0.1, 50), beta_1=0.8)
        again = OPTIMIZERS.create(OPTIMIZERS.describe(optimizer))
        assert again == optimizer
        assert again.schedule == nn.CosineDecay(0.1, 50)

    def test_a_rate_set_by_hand_ends_it(self):
        optimizer = nn.SGD(nn.CosineDecay(0.1, 50))
        optimizer.set_learning_rate(0.3)
        assert optimizer.current_rate == 0.3

    @pytest.mark.parametrize("name", ["sgd", "nadam", "adamw"])
    def test_a_run_that_was_interrupted_gives_the_same_bits(self, name):
        def trainer(epochs):
            x, y = small_data()
            model = small_model(OPTIMIZERS.get(name)(nn.CosineDecay(0.05, 60), clipnorm=0.5), kernel_regularizer="l2")
            return nn.Trainer(model, x, y, batch_size=7, epochs=epochs)

        whole, first, second = trainer(8), trainer(3), trainer(8)
        list(whole.run())
        list(first.run())
        second.restore(first.state())
        list(second.run())
        np.testing.assert_array_equal(whole.model.graph.parameters, second.model.graph.parameters)
        assert whole.history.history == second.history.history

    def test_values_must_be_one_more_than_boundaries(self):
        with pytest.raises(OptionError, match="one more"):
            nn.PiecewiseConstantDecay([1, 2], [0.1, 0.2])


class TestWeights:
    @pytest.mark.parametrize("regularizer", [nn.L1(0.02), nn.L2(0.03), nn.L1L2(0.01, 0.02)])
    def test_a_penalty_is_in_loss_and_gradient(self, regularizer):
        model, (x, y) = small_model("sgd", kernel_regularizer=regularizer), small_data(6)
        assert max(nn.check_gradients(model, x, y).values()) < 1e-6
        penalty = sum(regularizer(layer.kernel.value) for layer in model.layers)
        plain = small_model("sgd")
        plain.set_weights(model.get_weights())
        expected = plain.evaluate(x, y) + penalty
        assert model.evaluate(x, y) == pytest.approx(expected, rel=1e-6)
        assert model.train_on_batch(x, y) == pytest.approx(expected, rel=1e-6)

    def test_max_norm_holds_after_every_step(self):
        model, (x, y) = small_model(nn.SGD(1.0), kernel_constraint=nn.MaxNorm(0.5)), small_data()
        model.fit(x, y, epochs=2, verbose=0)
        assert np.linalg.norm(model.layers[0].kernel.value, axis=0).max() <= 0.5 + 1e-6

    def test_they_are_saved_with_the_network(self):
        model = small_model("sgd", kernel_regularizer=nn.L1(0.2), kernel_constraint="non_neg")
        layer = nn.model_from_config(model.get_config()).layers[0]
        assert layer.kernel_regularizer == nn.L1(0.2)
        assert layer.kernel_constraint == nn.NonNeg()


class TestInitializers:
    @pytest.mark.parametrize("mode", ["fan_in", "fan_out", "fan_avg"])
    @pytest.mark.parametrize("distribution", ["truncated_normal", "untruncated_normal", "uniform"])
    def test_variance_scaling_has_the_variance(self, mode, distribution, rng):
        drawn = nn.VarianceScaling(2.0, mode, distribution)((100, 400), rng)
        fan = {"fan_in": 100, "fan_out": 400, "fan_avg": 250}[mode]
        assert drawn.std() == pytest.approx(math.sqrt(2 / fan), rel=0.03)

    @pytest.mark.parametrize("name", ["lecun_uniform", "lecun_normal"])
    def test_lecun_has_one_over_the_inputs(self, name, rng):
        assert INITIALIZERS.create(name)((100, 400), rng).std() == pytest.approx(0.1, rel=0.03)

    def test_truncated_normal_ends_at_two_deviations(self, rng):
        drawn = nn.TruncatedNormal(1.0, 0.1)((200, 200), rng)
        assert np.abs(drawn - 1).max() <= 0.2
        assert drawn.std() == pytest.approx(0.088, rel=0.03)

    def test_identity_needs_a_matrix(self, rng):
        np.testing.assert_array_equal(nn.Identity(2.0)((2, 3), rng), [[2, 0, 0], [0, 2, 0]])
        with pytest.raises(ShapeError, match="two axes"):
            nn.Identity()((3,), rng)


def test_sparsemax_is_the_nearest_point_that_sums_to_one(rng):
    x = rng.standard_normal((50, 6))
    y = nn.Sparsemax()(x)
    np.testing.assert_allclose(y.sum(axis=1), 1)
    others = rng.dirichlet(np.ones(6), (200, 1))
    assert (((x - y) ** 2).sum(axis=1) <= ((x - others) ** 2).sum(axis=2) + 1e-12).all()


class TestTargets:
    def test_class_numbers_train_as_one_hot_rows_do(self, rng):
        x, classes = rng.standard_normal((20, 3)), rng.integers(0, 4, 20)

        def trained(loss, y):
            model = nn.Sequential([nn.Dense(4, activation="softmax")], input_shape=(3,), seed=1)
            model.compile("adam", loss, ["accuracy"])
            model.fit(x, y, epochs=2, verbose=0, validation_data=(x, y))
            return model.history.history

        expected = trained("categorical_crossentropy", nn.to_categorical(classes, 4))
        for y in (classes, classes[:, None], nn.to_categorical(classes, 4)):
            assert trained("sparse_categorical_crossentropy", y) == expected

    def test_a_negative_count_is_refused_with_its_row(self):
        model = nn.Sequential([nn.Dense(1, activation="softplus")], input_shape=(1,))
        model.compile("sgd", "poisson")
        with pytest.raises(DataError, match="row 1"):
            model.fit([[1.0], [2.0]], [[0.0], [-1.0]], verbose=0)


class TestCallbacks:
    def test_the_rate_falls_on_a_plateau(self):
        model, (x, y) = small_model(nn.SGD(0.5)), small_data()
        callback = nn.ReduceLROnPlateau(monitor="loss", factor=0.5, patience=2, min_delta=10.0, cooldown=1, min_lr=0.1)
        history = model.fit(x, y, epochs=9, verbose=0, callbacks=[callback])
        rates = np.round(history.history["learning_rate"], 6).tolist()
        assert rates[0] == 0.5
        assert rates[-1] == pytest.approx(0.1)
        assert rates == sorted(rates, reverse=True)

    def test_a_function_sets_the_rate_of_each_epoch(self):
        model, (x, y) = small_model(nn.SGD(0.5)), small_data()
        halve = nn.LearningRateScheduler(lambda epoch, rate: 0.5 if epoch == 0 else rate / 2)
        history = model.fit(x, y, epochs=3, verbose=0, callbacks=[halve])
        assert history.history["learning_rate"] == pytest.approx([0.5, 0.25, 0.125])

    def test_checkpoints_are_models(self, tmp_path):
        model, (x, y) = small_model("sgd"), small_data()
        callback = nn.ModelCheckpoint(str(tmp_path / "of" / "{epoch:02d}.pkl"))
        model.fit(x, y, epochs=2, verbose=0, callbacks=[callback])
        again = nn.load_model(tmp_path / "of" / "02.pkl")
        np.testing.assert_array_equal(again.predict(x), model.predict(x))
        with pytest.raises(OptionError, match="may name epoch"):
            model.fit(x, y, verbose=0, callbacks=[nn.ModelCheckpoint(str(tmp_path / "{nothing}.pkl"))])

    def test_only_the_best_is_saved(self, tmp_path):
        model, (x, y) = small_model("sgd"), small_data()
        path = tmp_path / "best.pkl"
        best = nn.ModelCheckpoint(str(path), monitor="loss", save_best_only=True, initial_value_threshold=0.0)
        model.fit(x, y, epochs=2, verbose=0, callbacks=[best])
        assert not path.exists()

    def test_a_log_has_a_line_an_epoch(self, tmp_path):
        model, (x, y) = small_model("sgd"), small_data()
        path = tmp_path / "log.csv"
        for append in (False, True):
            history = model.fit(x, y, epochs=2, verbose=0, callbacks=[nn.CSVLogger(str(path), append=append)])
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        assert rows[0] == ["epoch", "learning_rate", "loss"]
        assert [row[0] for row in rows[1:]] == ["0", "1", "0", "1"]
        assert float(rows[-1][2]) == history.history["loss"][-1]

    def test_divergence_can_be_an_error(self):
        model, (x, y) = small_model(nn.SGD(1e6)), small_data()
        with pytest.raises(DataError, match="diverged"):
            model.fit(1e3 * x, y, epochs=50, verbose=0, callbacks=[nn.TerminateOnNaN(raise_error=True)])
