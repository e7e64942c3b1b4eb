"""JAX on the processor: one jitted step with donated buffers, or a whole epoch as one ``lax.scan``."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tests.benchmarks.rows import data
from tests.benchmarks.workloads import Part, Workload, batches, start_weights

ACTIVATIONS: dict[str, Callable[[Any], Any]] = {"tanh": jnp.tanh, "sigmoid": jax.nn.sigmoid, "relu": jax.nn.relu}


def pool(x: Any, size: int) -> Any:
    """Maxima of windows by reshaping: many times faster on a processor than the gradient of ``lax.reduce_window``."""
    sides = [side // size for side in x.shape[1:-1]]
    x = x[(slice(None), *(slice(side * size) for side in sides))]
    split = [number for side in sides for number in (side, size)]
    return x.reshape(len(x), *split, x.shape[-1]).max(tuple(range(2, 2 + 2 * len(sides), 2)))


def lstm(x: Any, kernel: Any, recurrent: Any, bias: Any, units: int) -> Any:
    """The last state; the inputs of all steps meet the kernel at once."""

    def step(carry: tuple[Any, Any], sums: Any) -> tuple[tuple[Any, Any], None]:
        h, c = carry
        write, keep, candidate, read = jnp.split(sums + h @ recurrent, 4, -1)
        c = jax.nn.sigmoid(keep) * c + jax.nn.sigmoid(write) * jnp.tanh(candidate)
        return (jax.nn.sigmoid(read) * jnp.tanh(c), c), None

    zero = jnp.zeros((len(x), units), x.dtype)
    return lax.scan(step, (zero, zero), (x @ kernel + bias).swapaxes(0, 1))[0][0]


def layer(part: Part, x: Any, weights: list[Any]) -> Any:
    """One layer before its activation; takes its weights off the list."""
    if part.kind == "flatten":
        return x.reshape(len(x), -1)
    if part.kind == "global_average1d":
        return x.mean(1)
    if part.kind.startswith("max_pool"):
        return pool(x, part.size)
    if part.kind == "lstm":
        return lstm(x, weights.pop(0), weights.pop(0), weights.pop(0), part.units)
    kernel, bias = weights.pop(0), weights.pop(0)
    if part.kind == "dense":
        return x @ kernel + bias
    numbers = ("NWC", "WIO", "NWC") if part.kind == "conv1d" else ("NHWC", "HWIO", "NHWC")
    return lax.conv_general_dilated(x, kernel, (1,) * (x.ndim - 2), "VALID", dimension_numbers=numbers) + bias


def loss_of(work: Workload, weights: list[Any], x: Any, y: Any) -> Any:
    """The mean loss of a batch, from logits where there are any."""
    left = list(weights)
    for part in work.layers:
        x = layer(part, x, left)
        if part is not work.layers[-1] or work.loss == "mse":
            x = ACTIVATIONS.get(part.activation, lambda z: z)(x)
    if work.loss == "mse":
        return jnp.mean((x - y) ** 2)
    if work.loss == "bce":
        return jnp.mean(jax.nn.softplus(x) - x * y)
    return -jnp.mean(jnp.sum(jax.nn.log_softmax(x) * y, -1))


def update(work: Workload, state: tuple[Any, ...], x: Any, y: Any) -> tuple[tuple[Any, ...], Any]:
    """One step; the state is (weights, first moments, second moments, steps, sum of losses)."""
    weights, m, v, count, total = state
    loss, slopes = jax.value_and_grad(partial(loss_of, work))(weights, x, y)
    count = count + 1
    if work.optimizer == "adam":
        rate = work.rate * jnp.sqrt(-jnp.expm1(count * np.log(0.999))) / -jnp.expm1(count * np.log(0.9))
        m = [a + 0.1 * (g - a) for a, g in zip(m, slopes, strict=True)]
        v = [a + 0.001 * (g * g - a) for a, g in zip(v, slopes, strict=True)]
        weights = [w - rate * a / (jnp.sqrt(b) + 1e-7) for w, a, b in zip(weights, m, v, strict=True)]
    else:
        weights = [w - work.rate * g for w, g in zip(weights, slopes, strict=True)]
    return (weights, m, v, count, total + loss), loss


@lru_cache
def programs(work: Workload) -> tuple[Any, Any, Any]:
    """Compiled: a step on the batch that begins at a row; an epoch; many epochs in the same order."""

    def step(state: Any, x: Any, y: Any, row: Any) -> Any:
        return update(work, state, lax.dynamic_slice_in_dim(x, row, work.batch), lax.dynamic_slice_in_dim(y, row, work.batch))

    def scan(state: Any, x: Any, y: Any) -> Any:
        split = [array.reshape(-1, work.batch, *array.shape[1:]) for array in (x, y)]
        return lax.scan(lambda now, batch: (update(work, now, *batch)[0], None), state, tuple(split))[0]

    def epoch(state: Any, x: Any, y: Any, order: Any) -> Any:
        return scan(state, x[order], y[order])

    def epochs(state: Any, x: Any, y: Any, count: Any) -> Any:
        return lax.fori_loop(0, count, lambda _, now: scan(now, x, y), state)

    return tuple(jax.jit(function, donate_argnums=0) for function in (step, epoch, epochs))


@jax.jit
def shuffle(x: Any, y: Any, order: Any) -> Any:
    """Rows in another order."""
    return x[order], y[order]


class Jax:
    """``scan``: an epoch is one call (without shuffling, all epochs are); else a step is."""

    def __init__(self, threads: int = 1, scan: bool = False) -> None:
        self.scan = scan

    def start(self, work: Workload) -> tuple[Any, Any, Any]:
        """State, inputs and targets on the device."""
        weights = [jnp.array(array) for array in start_weights(work)]
        zeros = ([jnp.zeros_like(array) for array in weights] for _ in range(2))
        x, y = data(work)
        return (weights, *zeros, jnp.zeros((), jnp.float32), jnp.zeros((), jnp.float32)), jnp.array(x), jnp.array(y)

    def losses(self, work: Workload, steps: int) -> list[float]:
        state, x, y = self.start(work)
        found = []
        for rows in batches(work, steps):
            if self.scan:  # as it is timed: a scan, here over one batch
                before = float(state[4])
                state = programs(work)[1](state, x, y, jnp.array(rows))
                found.append(float(state[4]) - before)
                state = (*state[:4], jnp.zeros((), jnp.float32))
                continue
            state, loss = programs(work)[0](state, x[rows], y[rows], 0)
            found.append(float(loss))
        return found

    def train(self, work: Workload) -> float:
        key = _key(work)
        step, epoch, epochs = programs(key)
        rng = np.random.default_rng(1)
        state, x, y = self.start(work)

        def run(state: Any, count: int) -> Any:
            if self.scan and not work.shuffled:
                return epochs(state, x, y, count)
            for _ in range(count):
                order = rng.permutation(work.rows) if work.shuffled else None
                if self.scan:
                    state = epoch(state, x, y, order)
                    continue
                xs, ys = shuffle(x, y, order) if work.shuffled else (x, y)
                for row in range(0, work.rows, work.batch):
                    state, _ = step(state, xs, ys, row)
            return state

        state = jax.block_until_ready(run(state, 1))
        start = time.perf_counter()
        jax.block_until_ready(run(state, work.epochs))
        return time.perf_counter() - start


def _key(work: Workload) -> Workload:
    """The workload as far as the compiled programs depend on it: their cache is kept for any number of epochs."""
    from dataclasses import replace

    return replace(work, epochs=1, rows=0)
