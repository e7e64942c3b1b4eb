"""torch as its tutorials and its performance guide write it: eager, sliced tensors; fused optimizer; channels last."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from tests.benchmarks.rows import data
from tests.benchmarks.workloads import Array, Part, Workload, batches, start_weights

ACTIVATIONS = {"tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "relu": nn.ReLU}
LOSSES = {"mse": nn.MSELoss, "bce": nn.BCEWithLogitsLoss, "cce": nn.CrossEntropyLoss}  # from logits: stable and faster


class LastState(nn.Module):
    """An LSTM's last state. Keras has one bias where torch has two: the second stays zero."""

    def __init__(self, features: int, units: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(features, units, batch_first=True)
        self.lstm.bias_hh_l0.requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.lstm(x)[1][0][0]


class MeanOverSteps(nn.Module):
    """The global average of a sequence, channels first."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.mean(-1)


class Torch:
    """``fused`` takes its fused optimizer, ``channels_last`` its other memory format, ``double`` is the oracle of losses."""

    def __init__(self, threads: int = 1, fused: bool = False, channels_last: bool = False, double: bool = False) -> None:
        torch.set_num_threads(threads)
        self.fused, self.channels_last = fused, channels_last
        self.dtype = torch.float64 if double else torch.float32

    def model(self, work: Workload) -> nn.Sequential:
        """The network with its start weights, without the last sigmoid or softmax, which the loss contains."""
        parts: list[nn.Module] = []
        weights = start_weights(work)
        for part, before in zip(work.layers, work.shapes, strict=False):
            made = module(part, before)
            count = len(part.weights(before, np.random.default_rng(0)))
            set_weights(made, part, before if part.kind != "dense" else self._before_flatten(work, part), weights[:count])
            weights = weights[count:]
            parts.append(made)
            if part.activation in ACTIVATIONS and not (part is work.layers[-1] and work.loss != "mse"):
                parts.append(ACTIVATIONS[part.activation]())
        model = nn.Sequential(*parts).to(self.dtype)
        return model.to(memory_format=torch.channels_last) if self.channels_last and len(work.shape) == 3 else model

    @staticmethod
    def _before_flatten(work: Workload, part: Part) -> tuple[int, ...]:
        """The shape that a dense layer's inputs had before they were flattened: torch flattens channels first."""
        place = next(index for index, other in enumerate(work.layers) if other is part)
        flat = place and work.layers[place - 1].kind == "flatten"
        return work.shapes[place - 1] if flat else work.shapes[place]

    def start(self, work: Workload) -> tuple[nn.Sequential, Any, Any, torch.Tensor, torch.Tensor]:
        """Model, loss, optimizer, inputs and targets."""
        model = self.model(work)
        weights = [weight for weight in model.parameters() if weight.requires_grad]
        if work.optimizer == "adam" and self.dtype == torch.float64:  # Keras's formula
            from tests.nn.golden.make_torch import KerasAdam

            optimizer: Any = KerasAdam(weights, lr=work.rate)
        elif work.optimizer == "adam":
            optimizer = torch.optim.Adam(weights, lr=work.rate, eps=1e-7, fused=self.fused or None)
        else:
            optimizer = torch.optim.SGD(weights, lr=work.rate, fused=self.fused or None)
        inputs, targets = data(work)
        x, y = torch.from_numpy(inputs).to(self.dtype), torch.from_numpy(targets).to(self.dtype)
        if len(work.shape) > 1 and work.layers[0].kind != "lstm":  # channels first
            x = x.movedim(-1, 1).contiguous()
            if self.channels_last and x.ndim == 4:
                x = x.contiguous(memory_format=torch.channels_last)
        return model, LOSSES[work.loss](), optimizer, x, y.argmax(1) if work.loss == "cce" else y

    def losses(self, work: Workload, steps: int) -> list[float]:
        model, loss_of, optimizer, x, y = self.start(work)
        found = []
        for step, rows in enumerate(batches(work, steps), 1):
            if work.optimizer == "adam":  # torch adds epsilon after the bias correction, Keras before: make them one
                optimizer.param_groups[0]["eps"] = 1e-7 / (1 - 0.999**step) ** 0.5
            index = torch.from_numpy(rows.astype(np.int64))
            loss = loss_of(model(x[index]), y[index])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            found.append(float(loss.detach()))
        return found

    def train(self, work: Workload) -> float:
        model, loss_of, optimizer, x, y = self.start(work)

        def run(xs: torch.Tensor, ys: torch.Tensor) -> None:
            total = torch.zeros((), dtype=self.dtype)
            for start in range(0, len(xs), work.batch):
                loss = loss_of(model(xs[start : start + work.batch]), ys[start : start + work.batch])
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()
                total += loss.detach()
            total.item()

        run(x[: 2 * work.batch], y[: 2 * work.batch])
        start = time.perf_counter()
        for _ in range(work.epochs):
            if work.shuffled:
                order = torch.randperm(len(x))
                run(x[order], y[order])
            else:
                run(x, y)
        return time.perf_counter() - start


def module(part: Part, before: tuple[int, ...]) -> nn.Module:
    """A part as a torch module."""
    if part.kind == "lstm":
        return LastState(before[-1], part.units)
    if part.kind.startswith("conv"):
        return (nn.Conv1d if part.kind == "conv1d" else nn.Conv2d)(before[-1], part.units, part.size)
    if part.kind.startswith("max_pool"):
        return (nn.MaxPool1d if part.kind == "max_pool1d" else nn.MaxPool2d)(part.size)
    if part.kind == "dense":
        return nn.Linear(before[-1], part.units)
    return nn.Flatten() if part.kind == "flatten" else MeanOverSteps()


@torch.no_grad()
def set_weights(made: nn.Module, part: Part, before: tuple[int, ...], weights: Sequence[Array]) -> None:
    """Copy Keras's arrays in. ``before`` is the shape of the inputs, before they were flattened."""
    arrays = [torch.from_numpy(array) for array in weights]
    if isinstance(made, LastState):
        for mine, array in zip(made.lstm.parameters(), (arrays[0].T, arrays[1].T, arrays[2], 0 * arrays[2]), strict=True):
            mine.copy_(array)
    elif isinstance(made, nn.Linear):  # rows from (..., channel) to (channel, ...) order
        kernel = arrays[0].reshape(*before, part.units).movedim(-2, 0).reshape(-1, part.units)
        made.weight.copy_(kernel.T)
        made.bias.copy_(arrays[1])
    elif weights:
        made.weight.copy_(arrays[0].permute(-1, -2, *range(arrays[0].ndim - 2)))
        made.bias.copy_(arrays[1])
