"""Make torch.npz: what float64 torch computes for each case.  ``python -m tests.nn.golden.make_torch`` (torch 2.13.0)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from tests.nn.golden.cases import CASES, Case

FILE = Path(__file__).with_name("torch.npz")

ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softmax": lambda x: torch.softmax(x, -1),
    "elu": torch.nn.functional.elu,
    "leaky_relu": lambda x: torch.nn.functional.leaky_relu(x, 0.2),  # Keras 3's function; its layer has 0.3
}
LOSSES = {
    "mean_squared_error": lambda y, p: ((p - y) ** 2).mean(),
    "binary_crossentropy": lambda y, p: torch.nn.functional.binary_cross_entropy(p, y),
    "categorical_crossentropy": lambda y, p: -(y * torch.log(p)).sum(-1).mean(),
    "halved_squared_sum": lambda y, p: ((p - y) ** 2).sum() / 2,
}


class KerasAdam(torch.optim.Optimizer):
    """Adam as Keras 3 has it: epsilon 1e-7 is added before the bias correction, which is folded into the rate."""

    def __init__(self, weights: list[torch.Tensor], lr: float) -> None:
        super().__init__(weights, {"lr": lr})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for weight in group["params"]:
                state = self.state[weight]
                count = state["count"] = state.get("count", 0) + 1
                m = state["m"] = 0.9 * state.get("m", torch.zeros_like(weight)) + 0.1 * weight.grad
                v = state["v"] = 0.999 * state.get("v", torch.zeros_like(weight)) + 0.001 * weight.grad**2
                weight -= group["lr"] * (1 - 0.999**count) ** 0.5 / (1 - 0.9**count) * m / (v.sqrt() + 1e-7)


def run(case: Case) -> dict[str, np.ndarray]:
    """First prediction, first gradients, the loss of every step and the last weights, all float64."""
    weights = [torch.tensor(array, dtype=torch.float64, requires_grad=True) for array in case.weights()]
    options = dict(case.options)
    rate = options.pop("learning_rate")
    if case.optimizer == "adam":
        optimizer = KerasAdam(weights, lr=rate)
    else:
        optimizer = torch.optim.SGD(weights, lr=rate, **options)
    found: dict[str, np.ndarray] = {}
    losses = []
    for x, y in zip(*(torch.tensor(array, dtype=torch.float64) for array in case.data()), strict=True):
        for (_, activation), kernel, bias in zip(case.layers, weights[::2], weights[1::2], strict=True):
            x = ACTIVATIONS[activation](x @ kernel + bias)
        loss = LOSSES[case.loss](y, x)
        optimizer.zero_grad()
        loss.backward()
        if not losses:
            found["prediction"] = x.detach().numpy()
            found |= {f"gradient{index}": weight.grad.numpy().copy() for index, weight in enumerate(weights)}
        losses.append(loss.item())
        optimizer.step()
    found["losses"] = np.array(losses)
    found |= {f"weight{index}": weight.detach().numpy() for index, weight in enumerate(weights)}
    return found


def main() -> None:
    """Write the golden file."""
    arrays = {f"{case.name}/{key}": array for case in CASES for key, array in run(case).items()}
    np.savez_compressed(FILE, torch=np.array(torch.__version__), **arrays)
    print(f"{FILE.name}: {len(CASES)} cases, {FILE.stat().st_size / 1024:.0f} KiB, torch {torch.__version__}")


if __name__ == "__main__":
    main()
