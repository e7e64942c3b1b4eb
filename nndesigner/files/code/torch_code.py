"""A network as a PyTorch script that also trains in several processes, started by torchrun."""

from __future__ import annotations

from nndesigner.files.code.recipe_code import recipe_code
from nndesigner.files.code.source import Piece, Source, activation_of, check_parts
from nndesigner.files.code.torch_rows import ROWS
from nndesigner.files.code.weights_code import weights_code


def torch_code(source: Source) -> str:
    """The script's text. Raises FileError naming the first part that has no PyTorch form."""
    check_parts(source, ROWS)
    head = [
        _HEAD_TRAINING if source.loss is not None else _HEAD,
        f"torch.manual_seed({source.seed % 2**63!r})",
        weights_code(source.weights),
        _network(source),
        _load(source),
        _PREDICT,
    ]
    text = "\n".join(head)
    if source.loss is not None:
        text += _training(source)
    if source.recipe is not None:
        text += "\n" + recipe_code(source.recipe)
    return text + (_MAIN.format(batch=source.batch_size) if source.loss is not None else "")


def _network(source: Source) -> str:
    modules = [(piece, ROWS.make("layers", piece.layer, piece)[0]) for piece in source.layers]
    declared = [f"self.{piece.name}_layer = {module}" for piece, module in modules if module]
    forward = [line for piece in source.layers for line in _lines(piece, source)]
    return _CLASS.format(
        modules="".join(f"\n        {line}" for line in declared),
        inputs=", ".join(source.inputs),
        forward="\n".join(f"        {line}" for line in forward),
        output=source.output,
        ending=_formula(source.piece(source.output), "z") if source.fused else "z",
    )


def _lines(piece: Piece, source: Source) -> list[str]:
    """The layer and its activation; one that the loss computes is left to ``outputs``."""
    _, call = ROWS.make("layers", piece.layer, piece)
    lines = [f"{piece.name} = {call}"]
    left = source.fused and piece.name == source.output
    activation = activation_of(piece)
    if activation is not None and activation.registered_name != "linear" and not left:
        lines.append(f"{piece.name} = {_formula(piece, piece.name)}")
    return lines


def _formula(piece: Piece, value: str) -> str:
    return str(ROWS.make("activations", activation_of(piece))).format(z=value)


def _load(source: Source) -> str:
    lines = ["network = Network()", "with torch.no_grad():"]
    for key in source.weights:
        name, _, weight = key.partition(".")
        target = f"network.{name}_layer.{'weight' if weight == 'kernel' else weight}"
        lines.append(f"    {target}.copy_(torch.from_numpy(weights[{key!r}]{'.T' if weight == 'kernel' else ''}))")
    if not source.weights:
        lines.append("    pass  # no layer has weights")
    return "\n".join(lines) + "\n"


def _training(source: Source) -> str:
    mean = source.loss.reduction == "mean"
    epsilon = ""
    if source.optimizer.registered_name == "adam":
        epsilon = _EPSILON.format(beta=source.optimizer.beta_2, epsilon=source.optimizer.epsilon)
    return _TRAIN.format(
        optimizer=ROWS.make("optimizers", source.optimizer),
        p="" if source.fused else "\n    p = network.outputs(z)",
        loss=ROWS.make("losses", source.loss, source.fused),
        total="losses.sum() / count" if mean else "losses.sum()",
        step="adjust_epsilon()\n    optimizer.step()" if epsilon else "optimizer.step()",
        epsilon=epsilon,
        batch=source.batch_size,
    )


_HEAD = '''"""A network for PyTorch: predict(x) gives outputs. Needs torch and numpy."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional
'''
_HEAD_TRAINING = '''"""A network for PyTorch: predict(x) gives outputs, fit(x, target) trains. Needs torch and numpy.

    python THIS.py data.npz --epochs 10                              train on arrays x and y of a file
    torchrun --nproc_per_node=2 THIS.py data.npz --epochs 10         the same in two processes: the same loss
"""

import argparse
import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional
'''
_CLASS = '''
class Network(nn.Module):
    """The layers; forward gives what the loss needs, outputs makes predictions of it."""

    def __init__(self):
        super().__init__(){modules}

    def forward(self, {inputs}):
{forward}
        return {output}

    def outputs(self, z):
        return {ending}

'''
_PREDICT = '''
def tensors(x):
    """One array or a list of several, as float32 tensors."""
    return [torch.as_tensor(np.asarray(part, np.float32)) for part in (x if isinstance(x, (list, tuple)) else [x])]


def predict(x):
    """Outputs (n, ...) for samples (n, ...); several inputs are a list of arrays."""
    network.eval()
    with torch.no_grad():
        return network.outputs(network(*tensors(x))).numpy()
'''
_EPSILON = '''
def adjust_epsilon():
    """Keras adds epsilon before the bias correction, torch after it: this makes torch's steps Keras's."""
    group = optimizer.param_groups[0]
    group["steps"] = group.get("steps", 0) + 1
    group["eps"] = {epsilon!r} / (1 - {beta!r} ** group["steps"]) ** 0.5

'''
_TRAIN = '''

optimizer = {optimizer}
parallel = network  # in several processes: the network wrapped in DistributedDataParallel
rank, processes = 0, 1

{epsilon}
def losses_of(z, y):
    """The loss of each sample, from what the network's forward gave."""{p}
    return {loss}


def train_on_batch(x, target):
    """One training step; returns the loss before it. Each process takes its share of the batch."""
    network.train()
    y = tensors(target)[0]
    count = len(y)
    share = slice(rank * count // processes, (rank + 1) * count // processes)
    z = parallel(*(part[share] for part in tensors(x)))
    losses = losses_of(z, y[share].reshape(z.shape))
    loss = {total}
    optimizer.zero_grad()
    (loss * processes).backward()  # DistributedDataParallel averages the slopes over the processes
    {step}
    loss = loss.detach()
    if processes > 1:
        torch.distributed.all_reduce(loss)
    return float(loss)


def fit(x, target, epochs=1, batch_size={batch}, seed=0):
    """Train on all samples in a new order every epoch; returns the mean loss of each epoch."""
    random, history, x = np.random.default_rng(seed), [], tensors(x)
    target = np.asarray(target, np.float32)
    for epoch in range(epochs):
        order, total = random.permutation(len(target)), 0.0
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            total += train_on_batch([part[batch] for part in x], target[batch]) * len(batch)
        history.append(total / len(order))
    return history

'''
_MAIN = '''
def main():
    """Train on the arrays of a file, in as many processes as torchrun started."""
    global parallel, rank, processes
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("data", help="an .npz file with arrays x (or x0, x1 ... for several inputs) and y")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--batch-size", type=int, default={batch})
    parser.add_argument("--save", help="where to write the trained weights (torch.save of the state dict)")
    options = parser.parse_args()
    processes, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
    if processes > 1:
        torch.distributed.init_process_group("gloo")
        parallel = nn.parallel.DistributedDataParallel(network)
    data = np.load(options.data)
    x = [data[name] for name in sorted(data.files) if name.startswith("x")]
    for epoch, loss in enumerate(fit(x, data["y"], options.epochs, options.batch_size)):
        if rank == 0:
            print(f"epoch {{epoch}} loss {{loss:.9g}}")
    if options.save and rank == 0:
        torch.save(network.state_dict(), options.save)
    if processes > 1:
        torch.distributed.barrier()  # nobody leaves while another still needs it
        torch.distributed.destroy_process_group()


if __name__ == "__main__":
    main()
'''
