"""The first step of every optimizer, worked out by hand: one weight 1, target 0.75, squared error, so the gradient is 0.5."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner import nn

# The rate is 0.1; √ and the other steps are written out beside each number.
BY_HAND = [
    ("sgd", {}, 0.95),  # 1 − 0.1·0.5
    ("sgd", {"momentum": 0.9}, 0.95),  # the velocity is −0.05
    ("sgd", {"momentum": 0.9, "nesterov": True}, 0.905),  # 1 + 0.9·(−0.05) − 0.05
    ("sgd", {"weight_decay": 0.2}, 0.93),  # 1 − 0.1·0.2·1 − 0.05
    ("sgd", {"clipnorm": 0.3}, 0.97),  # 1 − 0.1·0.3
    ("rmsprop", {}, 0.6837727),  # v = 0.1·0.25 = 0.025; 0.05/√0.0250001 = 0.3162272
    ("rmsprop", {"centered": True}, 0.6666674),  # mean 0.05; 0.05/√(0.025 − 0.0025 + 1e-7) = 0.3333326
    ("rmsprop", {"momentum": 0.9}, 0.6837727),  # the step is kept, and is the first
    ("adagrad", {}, 0.9154846),  # 0.1 + 0.25 = 0.35; 0.05/√0.35 = 0.0845154
    ("adadelta", {"learning_rate": 1.0}, 0.9985858),  # v = 0.0125; 0.5·√1e-7/√0.0125001 = 0.0014142
    ("adam", {}, 0.9000006),  # 0.1·0.5·√0.001/(0.5·√0.001 + 1e-7) = 0.0999994
    ("adam", {"amsgrad": True}, 0.9000006),  # the largest so far is the first
    ("adam", {"epsilon": 0.01}, 0.9387426),  # 0.1·0.5·√0.001/(0.5·√0.001 + 0.01) = 0.0612574
    ("adamw", {}, 0.8996006),  # 1 − 0.1·0.004·1 − 0.0999994
    ("adamax", {}, 0.9),  # 0.1·0.05/0.1 over the largest gradient, 0.5
    # μ₁ = 0.9·(1 − 0.5·0.96) = 0.468, μ₂ = 0.9·(1 − 0.5·0.9216) = 0.48528, m = 0.05:
    # 0.48528·0.05/(1 − 0.468·0.48528) + 0.5 = 0.5313939; 0.1·0.5313939/0.5
    ("nadam", {}, 0.8937212),
    ("lion", {}, 0.9),  # the sign of 0.1·0.5, times the rate
    # Along −0.5 the full length ends at 0.5 with a loss as large as before; the cubic through both lies lowest at 0.75.
    ("lbfgs", {"learning_rate": 1.0}, 0.75),
]


@pytest.mark.parametrize(("name", "options", "expected"), BY_HAND, ids=str)
def test_the_first_step(name, options, expected):
    model = nn.Sequential([nn.Dense(1, use_bias=False, kernel_initializer="ones")], input_shape=(1,), seed=0)
    config = {"learning_rate": 0.1, **options}
    model.compile({"class_name": name, "config": config}, "mean_squared_error")
    assert model.train_on_batch([[1.0]], [[0.75]]) == pytest.approx(0.0625)
    assert model.get_weights()[0] == pytest.approx(np.array([[expected]]), abs=3e-7)


def test_every_optimizer_is_worked_out():
    assert {name for name, _, _ in BY_HAND} == {
        name for name in nn.OPTIMIZERS if nn.OPTIMIZERS.get(name).__module__[:3] == "nnd"
    }


def test_averaged_weights_come_at_the_end():
    """Steps of SGD to 0.95 and 0.91; the mean starts at the first: 0.8·0.95 + 0.2·0.91."""
    model = nn.Sequential([nn.Dense(1, use_bias=False, kernel_initializer="ones")], input_shape=(1,), seed=0)
    model.compile(nn.SGD(0.1, use_ema=True, ema_momentum=0.8), "mean_squared_error")
    losses = model.fit([[1.0]], [[0.75]], epochs=2, verbose=0).history["loss"]
    assert losses == pytest.approx([0.0625, 0.04])
    assert model.get_weights()[0] == pytest.approx(np.array([[0.942]]), abs=3e-7)
