"""Number for number against PyTorch: forward, gradients, and fifty training steps of each optimizer."""

from __future__ import annotations

import numpy as np
import pytest
from nn_cases import step_gradients

from nndesigner import nn

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore")

ACTIVATIONS = {
    "linear": lambda: torch.nn.Identity(),
    "relu": lambda: torch.nn.ReLU(),
    "leaky_relu": lambda: torch.nn.LeakyReLU(0.2),
    "elu": lambda: torch.nn.ELU(),
    "sigmoid": lambda: torch.nn.Sigmoid(),
    "tanh": lambda: torch.nn.Tanh(),
    "softmax": lambda: torch.nn.Softmax(-1),
}
OPTIMIZERS = {
    "sgd": (lambda: nn.SGD(0.05), lambda p: torch.optim.SGD(p, 0.05)),
    "momentum": (lambda: nn.SGD(0.02, momentum=0.9), lambda p: torch.optim.SGD(p, 0.02, momentum=0.9)),
    "nesterov": (
        lambda: nn.SGD(0.02, momentum=0.9, nesterov=True),
        lambda p: torch.optim.SGD(p, 0.02, momentum=0.9, nesterov=True),
    ),
}
TASKS = {
    "regression": ("linear", "mean_squared_error", lambda z, y: ((z - y) ** 2).mean()),
    "tanh": ("tanh", "mean_squared_error", lambda z, y: ((torch.tanh(z) - y) ** 2).mean()),
    "binary": ("sigmoid", "binary_crossentropy", lambda z, y: torch.nn.functional.binary_cross_entropy_with_logits(z, y)),
    "classes": ("softmax", "categorical_crossentropy", lambda z, y: torch.nn.functional.cross_entropy(z, y)),
    "halved": ("sigmoid", "halved_squared_sum", lambda z, y: 0.5 * ((torch.sigmoid(z) - y) ** 2).sum()),
}


def targets(task, random, rows, width=3):
    if task in ("classes", "binary", "halved"):
        return np.eye(width)[random.integers(0, width, rows)]
    return random.standard_normal((rows, width))


def pair(task, hidden="relu", optimizer="sgd", sizes=(6, 16, 8, 3)):
    """The same network here and, in double precision, there (without its output activation)."""
    activation, loss, torch_loss = TASKS[task]
    layers = [nn.Dense(size, activation=hidden) for size in sizes[1:-1]] + [nn.Dense(sizes[-1], activation=activation)]
    ours = nn.Sequential(layers, input_shape=(sizes[0],), seed=11)
    ours.compile(optimizer, loss)
    modules = []
    for i, layer in enumerate(ours.layers):
        linear = torch.nn.Linear(sizes[i], sizes[i + 1]).double()
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(layer.kernel.value.T.astype(float)))
            linear.bias.copy_(torch.tensor(layer.bias.value.astype(float)))
        modules += [linear] + ([ACTIVATIONS[hidden]()] if i < len(sizes) - 2 else [])
    return ours, torch.nn.Sequential(*modules), torch_loss


@pytest.mark.parametrize("hidden", sorted(ACTIVATIONS))
@pytest.mark.parametrize("task", sorted(TASKS))
def test_forward_and_gradients(task, hidden, rng):
    ours, theirs, torch_loss = pair(task, hidden)
    x, y = rng.standard_normal((20, 6)), targets(task, rng, 20)
    z = theirs(torch.tensor(x))
    output = ACTIVATIONS[TASKS[task][0]]()(z)
    np.testing.assert_allclose(ours.predict(x), output.detach().numpy(), rtol=1e-5, atol=1e-6)
    loss = torch_loss(z, torch.tensor(y))
    loss.backward()
    assert ours.evaluate(x, y) == pytest.approx(loss.item(), rel=1e-5)
    expected = np.concatenate([p.grad.numpy().T.ravel() for p in theirs.parameters()])
    np.testing.assert_allclose(step_gradients(ours, x, y), expected, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
@pytest.mark.parametrize("task", sorted(TASKS))
def test_fifty_steps(task, optimizer, rng):
    make, make_torch = OPTIMIZERS[optimizer]
    ours, theirs, torch_loss = pair(task, "tanh", make())
    torch_optimizer = make_torch(theirs.parameters())
    for _ in range(50):
        x, y = rng.standard_normal((16, 6)), targets(task, rng, 16)
        torch_optimizer.zero_grad()
        loss = torch_loss(theirs(torch.tensor(x)), torch.tensor(y))
        loss.backward()
        torch_optimizer.step()
        assert ours.train_on_batch(x, y) == pytest.approx(loss.item(), rel=1e-5)


@pytest.mark.parametrize("task", sorted(TASKS))
def test_fifty_steps_of_adam(task, rng):
    """Keras adds epsilon before the bias correction, torch after it; with a tiny epsilon the formulas agree."""
    ours, theirs, torch_loss = pair(task, "tanh", nn.Adam(0.01, epsilon=1e-12))
    torch_optimizer = torch.optim.Adam(theirs.parameters(), 0.01, eps=1e-12)
    for _ in range(50):
        x, y = rng.standard_normal((16, 6)), targets(task, rng, 16)
        torch_optimizer.zero_grad()
        loss = torch_loss(theirs(torch.tensor(x)), torch.tensor(y))
        loss.backward()
        torch_optimizer.step()
        assert ours.train_on_batch(x, y) == pytest.approx(loss.item(), rel=1e-5)


def test_a_branching_network(rng):
    """Skip connection, two inputs, concatenation, flatten: one gradient against torch's."""
    a, b = nn.Input((5,)), nn.Input((2, 3))
    h = nn.Dense(4, activation="relu", name="h")(a)
    s = nn.Add()([h, nn.Dense(4, activation="tanh", name="s")(h), h])
    c = nn.Concatenate()([s, nn.Flatten()(nn.Dense(2, name="t")(b)), a])
    model = nn.Model([a, b], nn.Dense(3, activation="softmax", name="o")(c), seed=4)
    model.compile("sgd", "categorical_crossentropy")
    x = [rng.standard_normal((7, 5)), rng.standard_normal((7, 2, 3))]
    y = np.eye(3)[rng.integers(0, 3, 7)]
    weights = {
        f"{layer.name}.{w.name}": torch.tensor(w.value.astype(float), requires_grad=True)
        for layer in model.layers
        for w in layer.weights
    }
    ta, tb = (torch.tensor(part) for part in x)
    th = torch.relu(ta @ weights["h.kernel"] + weights["h.bias"])
    ts = th + torch.tanh(th @ weights["s.kernel"] + weights["s.bias"]) + th
    tc = torch.cat([ts, (tb @ weights["t.kernel"] + weights["t.bias"]).flatten(1), ta], 1)
    torch.nn.functional.cross_entropy(tc @ weights["o.kernel"] + weights["o.bias"], torch.tensor(y)).backward()
    expected = np.concatenate([weight.grad.numpy().ravel() for weight in weights.values()])
    np.testing.assert_allclose(step_gradients(model, x, y), expected, rtol=1e-7, atol=1e-10)
