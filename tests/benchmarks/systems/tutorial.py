"""A neural network from scratch in NumPy, as tutorials write it: a class a layer, batch first, new arrays in each step.

Convolution by im2col: windows are copied into columns for one product, and added back position by position.
"""

from __future__ import annotations

import itertools
import time
from typing import Any

import numpy as np

from tests.benchmarks.rows import data
from tests.benchmarks.workloads import Array, Part, Workload, batches, start_weights


class Layer:
    """A layer has weights, gradients of the same order, and two ways through."""

    def __init__(self, weights: list[Array]) -> None:
        self.weights = weights
        self.gradients: list[Array] = []

    def forward(self, x: Array) -> Array:
        raise NotImplementedError

    def backward(self, dy: Array) -> Array:
        raise NotImplementedError


class Dense(Layer):
    def forward(self, x: Array) -> Array:
        self.x = x
        return x @ self.weights[0] + self.weights[1]

    def backward(self, dy: Array) -> Array:
        self.gradients = [self.x.T @ dy, dy.sum(axis=0)]
        return dy @ self.weights[0].T


class Tanh(Layer):
    def forward(self, x: Array) -> Array:
        self.y = np.tanh(x)
        return self.y

    def backward(self, dy: Array) -> Array:
        return dy * (1 - self.y**2)


class Sigmoid(Layer):
    def forward(self, x: Array) -> Array:
        self.y = sigmoid(x)
        return self.y

    def backward(self, dy: Array) -> Array:
        return dy * self.y * (1 - self.y)


class ReLU(Layer):
    def forward(self, x: Array) -> Array:
        self.x = x
        return np.maximum(x, 0)

    def backward(self, dy: Array) -> Array:
        return dy * (self.x > 0)


class Flatten(Layer):
    def forward(self, x: Array) -> Array:
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dy: Array) -> Array:
        return dy.reshape(self.shape)


class GlobalAverage(Layer):
    def forward(self, x: Array) -> Array:
        self.shape = x.shape
        return x.mean(axis=1)

    def backward(self, dy: Array) -> Array:
        return np.broadcast_to(dy[:, None] / np.float32(self.shape[1]), self.shape)


class Convolution(Layer):
    """In one or two dimensions, stride 1, no padding."""

    def __init__(self, weights: list[Array]) -> None:
        super().__init__(weights)
        self.window = weights[0].shape[:-2]

    def _places(self, x: Array) -> list[tuple[Any, ...]]:
        """For each position in the window: the part of the input that it sees."""
        sides = [side - size + 1 for side, size in zip(x.shape[1:], self.window, strict=False)]
        starts = itertools.product(*(range(size) for size in self.window))
        return [(slice(None), *(slice(a, a + side) for a, side in zip(begin, sides, strict=True))) for begin in starts]

    def forward(self, x: Array) -> Array:
        kernel, bias = self.weights
        self.shape = x.shape
        columns = np.stack([x[place] for place in self._places(x)], axis=-2)
        self.columns = columns.reshape(-1, columns.shape[-1] * columns.shape[-2])
        y = self.columns @ kernel.reshape(-1, kernel.shape[-1]) + bias
        return y.reshape(*columns.shape[:-2], kernel.shape[-1])

    def backward(self, dy: Array) -> Array:
        kernel = self.weights[0]
        flat = dy.reshape(-1, dy.shape[-1])
        self.gradients = [(self.columns.T @ flat).reshape(kernel.shape), flat.sum(axis=0)]
        dx = np.zeros(self.shape, dy.dtype)
        columns = (flat @ kernel.reshape(-1, kernel.shape[-1]).T).reshape(*dy.shape[:-1], -1, kernel.shape[-2])
        for index, place in enumerate(self._places(dx)):
            dx[place] += columns[..., index, :]
        return dx


class MaxPool(Layer):
    """Windows side by side: reshape, take the maximum, remember where it was; equal maxima share the gradient."""

    def __init__(self, size: int) -> None:
        super().__init__([])
        self.size = size

    def forward(self, x: Array) -> Array:
        sides = [side // self.size for side in x.shape[1:-1]]
        self.shape = x.shape
        self.place = (slice(None), *(slice(side * self.size) for side in sides))
        split = [number for side in sides for number in (side, self.size)]
        self.x = x[self.place].reshape(len(x), *split, x.shape[-1])
        self.axes = tuple(range(2, 2 + 2 * len(sides), 2))
        self.y = self.x.max(axis=self.axes, keepdims=True)
        return self.y.reshape(len(x), *sides, x.shape[-1])

    def backward(self, dy: Array) -> Array:
        dx = np.zeros(self.shape, dy.dtype)
        mask = (self.x == self.y).astype(dy.dtype)
        spread = mask / mask.sum(axis=self.axes, keepdims=True) * dy.reshape(self.y.shape)
        dx[self.place] = spread.reshape(dx[self.place].shape)
        return dx


class LSTM(Layer):
    """Step by step, keeping what the way back needs."""

    def forward(self, x: Array) -> Array:
        kernel, recurrent, bias = self.weights
        units = len(recurrent)
        h = c = np.zeros((len(x), units), x.dtype)
        self.x, self.steps = x, []
        for t in range(x.shape[1]):
            sums = x[:, t] @ kernel + h @ recurrent + bias
            i, f = sigmoid(sums[:, :units]), sigmoid(sums[:, units : 2 * units])
            g, o = np.tanh(sums[:, 2 * units : 3 * units]), sigmoid(sums[:, 3 * units :])
            before = h, c
            c = f * c + i * g
            opened = np.tanh(c)
            h = o * opened
            self.steps.append((*before, i, f, g, o, opened))
        return h

    def backward(self, dh: Array) -> Array:
        kernel, recurrent, _ = self.weights
        self.gradients = [np.zeros_like(weight) for weight in self.weights]
        dx, dc = np.empty_like(self.x), np.zeros_like(dh)
        for t in reversed(range(self.x.shape[1])):
            h, c, i, f, g, o, opened = self.steps[t]
            dc = dc + dh * o * (1 - opened**2)
            sums = np.concatenate(
                [dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2), dh * opened * o * (1 - o)], axis=1
            )
            self.gradients[0] += self.x[:, t].T @ sums
            self.gradients[1] += h.T @ sums
            self.gradients[2] += sums.sum(axis=0)
            dx[:, t] = sums @ kernel.T
            dh, dc = sums @ recurrent.T, dc * f
        return dx


def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x))."""
    return 1 / (1 + np.exp(-x))


ACTIVATIONS: dict[str, type[Layer]] = {"tanh": Tanh, "sigmoid": Sigmoid, "relu": ReLU}


def layer(part: Part, weights: list[Array]) -> Layer:
    """The class of a part, with its weights."""
    if part.kind.startswith("max_pool"):
        return MaxPool(part.size)
    kinds = {"dense": Dense, "lstm": LSTM, "flatten": Flatten, "global_average1d": GlobalAverage}
    return kinds.get(part.kind, Convolution)(weights)


class Tutorial:
    """Forward, loss, backward, update: plain Adam or SGD, weight by weight."""

    def __init__(self, threads: int = 1) -> None:
        self.threads = threads

    def start(self, work: Workload) -> None:
        """Fresh layers and moments."""
        self.work, self.count = work, 0
        self.layers: list[Layer] = []
        left = start_weights(work)
        for part, shape in zip(work.layers, work.shapes, strict=False):
            need = len(part.weights(shape, np.random.default_rng(0)))
            self.layers.append(layer(part, left[:need]))
            left = left[need:]
            if part.activation in ACTIVATIONS and not (part is work.layers[-1] and work.loss == "bce"):
                self.layers.append(ACTIVATIONS[part.activation]([]))
        self.moments = [[(np.zeros_like(w), np.zeros_like(w)) for w in one.weights] for one in self.layers]

    def loss(self, y: Array, p: Array) -> tuple[float, Array]:
        """Mean loss of outputs (of logits with crossentropy), and its gradient."""
        if self.work.loss == "mse":
            return float(np.mean((p - y) ** 2)), 2 * (p - y) / y.size
        if self.work.loss == "bce":
            return float(np.mean(np.maximum(p, 0) - p * y + np.log1p(np.exp(-np.abs(p))))), (sigmoid(p) - y) / y.size
        shifted = p - p.max(axis=1, keepdims=True)
        chance = np.exp(shifted)
        total = chance.sum(axis=1, keepdims=True)
        return float(-np.mean(np.sum(y * (shifted - np.log(total)), axis=1))), (chance / total - y) / len(y)

    def step(self, x: Array, y: Array) -> float:
        """Train on one batch."""
        for one in self.layers:
            x = one.forward(x)
        loss, slope = self.loss(y, x)
        for one in reversed(self.layers):
            slope = one.backward(slope)
        self.count += 1
        for one, moments in zip(self.layers, self.moments, strict=True):
            for index, (weight, gradient) in enumerate(zip(one.weights, one.gradients, strict=True)):
                if self.work.optimizer == "sgd":
                    weight -= self.work.rate * gradient
                    continue
                m, v = moments[index]
                m = 0.9 * m + 0.1 * gradient
                v = 0.999 * v + 0.001 * gradient**2
                moments[index] = m, v
                rate = self.work.rate * np.float32(1 - 0.999**self.count) ** 0.5 / (1 - 0.9**self.count)
                weight -= np.float32(rate) * m / (np.sqrt(v) + 1e-7)
        return loss

    def losses(self, work: Workload, steps: int) -> list[float]:
        self.start(work)
        x, y = data(work)
        return [self.step(x[rows], y[rows]) for rows in batches(work, steps)]

    def train(self, work: Workload) -> float:
        self.start(work)
        x, y = data(work)
        rng = np.random.default_rng(1)
        start = time.perf_counter()
        for _ in range(work.epochs):
            order = rng.permutation(work.rows) if work.shuffled else None
            xs, ys = (x, y) if order is None else (x[order], y[order])
            sum(self.step(xs[a : a + work.batch], ys[a : a + work.batch]) for a in range(0, work.rows, work.batch))
        return time.perf_counter() - start
