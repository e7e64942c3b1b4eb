"""Each system trains a workload in its best plain form. ``losses`` proves that it does the same sums, ``train`` is timed."""

from __future__ import annotations

import time
from typing import Any, Protocol

import numpy as np

from tests.benchmarks.workloads import WORKLOADS, batches, data, start_weights


class System(Protocol):
    """What the harness asks of a system."""

    def losses(self, name: str, steps: int) -> list[float]: ...

    def train(self, name: str) -> float:
        """Seconds of one repetition of ``WORKLOADS[name].epochs`` epochs, set-up excluded."""
        ...


class NNDesigner:
    """This project's engine through its public face: ``fit`` with history and shuffling."""

    def _model(self, name: str) -> Any:
        from nndesigner import nn

        work = WORKLOADS[name]
        activations = [work.hidden] * (len(work.sizes) - 2) + [work.output]
        layers = [nn.Dense(units, activation=activation) for units, activation in zip(work.sizes[1:], activations, strict=True)]
        model = nn.Sequential(layers, input_shape=(work.sizes[0],), seed=1)
        optimizer = nn.Adam(work.rate) if work.optimizer == "adam" else nn.SGD(work.rate)
        model.compile(optimizer=optimizer, loss={"mse": "mean_squared_error", "bce": "binary_crossentropy"}[work.loss])
        model.set_weights(start_weights(name))
        return model

    def losses(self, name: str, steps: int) -> list[float]:
        model = self._model(name)
        x, y = data(name)
        return [float(np.ravel(model.train_on_batch(x[rows], y[rows]))[0]) for rows in batches(name, steps)]

    def train(self, name: str) -> float:
        work = WORKLOADS[name]
        x, y = data(name)
        model = self._model(name)
        model.fit(x, y, batch_size=work.batch, epochs=1, shuffle=work.shuffled, verbose=0)
        start = time.perf_counter()
        model.fit(x, y, batch_size=work.batch, epochs=work.epochs, shuffle=work.shuffled, verbose=0)
        return time.perf_counter() - start


class Torch:
    """torch eager, one thread, sliced tensors; ``fused`` takes its fused optimizer."""

    def __init__(self, fused: bool = False, double: bool = False) -> None:
        import torch

        torch.set_num_threads(1)
        self.torch = torch
        self.fused = fused
        self.dtype = torch.float64 if double else torch.float32

    def _start(self, name: str) -> tuple[Any, Any, Any, Any, Any]:
        torch = self.torch
        work = WORKLOADS[name]
        functions = {"tanh": torch.nn.Tanh, "sigmoid": torch.nn.Sigmoid, "relu": torch.nn.ReLU}
        parts: list[Any] = []
        activations = [work.hidden] * (len(work.sizes) - 2) + [work.output]
        for fan_in, fan_out, activation in zip(work.sizes, work.sizes[1:], activations, strict=False):
            parts.append(torch.nn.Linear(fan_in, fan_out, dtype=self.dtype))
            if activation in functions:
                parts.append(functions[activation]())
        loss = torch.nn.MSELoss()
        if work.loss == "bce":  # logits: the stable and faster form
            parts.pop()
            loss = torch.nn.BCEWithLogitsLoss()
        model = torch.nn.Sequential(*parts)
        linears = [part for part in model if isinstance(part, torch.nn.Linear)]
        weights = start_weights(name)
        with torch.no_grad():
            for linear, kernel, bias in zip(linears, weights[::2], weights[1::2], strict=True):
                linear.weight.copy_(torch.from_numpy(kernel.T.copy()))
                linear.bias.copy_(torch.from_numpy(bias))
        if work.optimizer == "adam" and self.dtype == torch.float64:  # the oracle of losses: Keras's formula
            from tests.nn.golden.make_torch import KerasAdam

            optimizer: Any = KerasAdam(list(model.parameters()), lr=work.rate)
        elif work.optimizer == "adam":
            optimizer = torch.optim.Adam(model.parameters(), lr=work.rate, eps=1e-7, fused=self.fused or None)
        else:
            optimizer = torch.optim.SGD(model.parameters(), lr=work.rate, fused=self.fused or None)
        x, y = (torch.from_numpy(array).to(self.dtype) for array in data(name))
        return model, loss, optimizer, x, y

    def losses(self, name: str, steps: int) -> list[float]:
        model, loss_of, optimizer, x, y = self._start(name)
        found = []
        for rows in batches(name, steps):
            index = self.torch.from_numpy(rows.astype(np.int64))
            loss = loss_of(model(x[index]), y[index])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            found.append(float(loss.detach()))
        return found

    def train(self, name: str) -> float:
        work = WORKLOADS[name]
        model, loss_of, optimizer, x, y = self._start(name)

        def run(epochs: int) -> None:
            for _ in range(epochs):
                if work.shuffled:
                    order = self.torch.randperm(len(x))
                    xs, ys = x[order], y[order]
                else:
                    xs, ys = x, y
                total = self.torch.zeros((), dtype=self.dtype)
                for start in range(0, len(xs), work.batch):
                    loss = loss_of(model(xs[start : start + work.batch]), ys[start : start + work.batch])
                    optimizer.zero_grad(set_to_none=True)
                    loss.backward()
                    optimizer.step()
                    total += loss.detach()
                float(total)

        run(1)
        start = time.perf_counter()
        run(work.epochs)
        return time.perf_counter() - start


class ScikitLearn:
    """The nearest net that scikit-learn's MLPs express: they fix the output activation and the loss."""

    def losses(self, name: str, steps: int) -> list[float]:
        return []

    def train(self, name: str) -> float:
        import warnings

        from sklearn.neural_network import MLPClassifier, MLPRegressor
        from threadpoolctl import threadpool_limits

        work = WORKLOADS[name]
        x, y = data(name)
        kind = MLPClassifier if work.loss == "bce" else MLPRegressor
        target = y.ravel() if y.shape[1] == 1 else y
        model = kind(
            hidden_layer_sizes=work.sizes[1:-1],
            activation={"sigmoid": "logistic"}.get(work.hidden, work.hidden),
            solver=work.optimizer,
            alpha=0.0,
            batch_size=work.batch,
            learning_rate_init=1e-3,  # the rate does not change the speed, and an identity output diverges at ours
            max_iter=work.epochs,
            shuffle=work.shuffled,
            tol=0.0,
            n_iter_no_change=10**9,
            momentum=0.0,
            nesterovs_momentum=False,
            random_state=0,
        )
        with warnings.catch_warnings(), threadpool_limits(1):
            warnings.simplefilter("ignore")
            start = time.perf_counter()
            model.fit(x, target)
            return time.perf_counter() - start


SYSTEMS = {
    "nndesigner": NNDesigner,
    "torch": Torch,
    "torch fused": lambda: Torch(fused=True),
    "scikit-learn": ScikitLearn,
    "torch float64": lambda: Torch(double=True),
}
