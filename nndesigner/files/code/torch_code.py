"""A network as a PyTorch script that also trains in several processes, started by torchrun."""

from __future__ import annotations

from nndesigner.files.code.recipe_code import recipe_code
from nndesigner.files.code.source import Piece, Source, applied, check_parts
from nndesigner.files.code.torch_helpers import CLASSES, SPARSEMAX
from nndesigner.files.code.torch_layers import TorchLayer
from nndesigner.files.code.torch_rows import ROWS
from nndesigner.files.code.torch_training import Layers, training_code
from nndesigner.files.code.weights_code import weights_code


def torch_code(source: Source) -> str:
    """The script's text. Raises FileError naming the first part that has no PyTorch form."""
    check_parts(source, ROWS)
    layers: Layers = {piece.name: ROWS.make("layers", piece.layer, piece) for piece in source.layers}
    head = [
        _HEAD_TRAINING if source.loss is not None else _HEAD,
        f"torch.manual_seed({source.seed % 2**63!r})",
        _PARALLEL if source.loss is not None else "processes = 1" if _is_normalized(layers) else "",
        weights_code(source.weights),
        *_helpers(source, layers),
        _network(source, layers),
        _load(source, layers),
        _WHOLE if source.loss is not None else "",
        _PREDICT,
    ]
    text = "\n".join(part for part in head if part)
    if source.loss is not None:
        text += training_code(source, layers)
    if source.recipe is not None:
        text += "\n" + recipe_code(source.recipe)
    return text + (_MAIN.format(batch=source.batch_size) if source.loss is not None else "")


def _is_normalized(layers: Layers) -> bool:
    return any(layer.helper == "batch_normalization" for layer in layers.values())


def _helpers(source: Source, layers: Layers) -> list[str]:
    """The classes and functions that the layers need, each once."""
    names = dict.fromkeys(layer.helper for layer in layers.values() if layer.helper)
    helpers = [f"{CLASSES[name]}\n" for name in names]
    activations = [applied(piece) for piece in source.layers]
    if any(getattr(part, "registered_name", None) == "sparsemax" for part in activations):
        helpers.append(f"{SPARSEMAX}\n")
    return helpers


def _network(source: Source, layers: Layers) -> str:
    declared = [
        f"self.{piece.name}_layer{ending} = {module}"
        for piece in source.layers
        for ending, module in layers[piece.name].modules.items()
    ]
    forward = [line for piece in source.layers for line in _lines(piece, source, layers[piece.name])]
    return _CLASS.format(
        modules="".join(f"\n        {line}" for line in declared),
        inputs=", ".join(source.inputs),
        forward="\n".join(f"        {line}" for line in forward),
        output=source.output,
        ending=_formula(source.piece(source.output), "z") if source.fused else "z",
    )


def _lines(piece: Piece, source: Source, layer: TorchLayer) -> list[str]:
    """The layer and its activation; one that the loss computes is left to ``outputs``."""
    lines = [f"{piece.name} = {layer.call.replace('{self}', f'self.{piece.name}_layer')}"]
    left = source.fused and piece.name == source.output
    activation = applied(piece)
    if activation is not None and activation.registered_name != "linear" and not left:
        lines.append(f"{piece.name} = {_formula(piece, piece.name)}")
    return lines


def _formula(piece: Piece, value: str) -> str:
    return str(ROWS.make("activations", applied(piece))).format(z=value)


def _load(source: Source, layers: Layers) -> str:
    lines = ["network = Network()", "with torch.no_grad():"]
    for key in source.weights:
        name, _, weight = key.partition(".")
        attribute, turn = layers[name].weights[weight]
        target = f"network.{name}_layer{'' if attribute.startswith('_') else '.'}{attribute}"
        if turn != "gates":
            lines.append(f"    {target}{turn}.copy_(torch.from_numpy(weights[{key!r}]))")
        elif not attribute.startswith("bias"):
            lines.append(f"    {target}.copy_(gates(weights[{key!r}]))")
        else:
            for row, part in enumerate(("ih", "hh")):
                both = target.replace(".bias", f".bias_{part}_l0")
                lines.append(f"    {both}.copy_(gates(weights[{key!r}])[:, {row}])")
    lines += [
        f"    network.{piece.name}_layer.{name}.zero_()"
        for piece in source.layers
        for name in layers[piece.name].fixed
        if name.startswith("bias_hh")
    ]
    if len(lines) == 2:
        lines.append("    pass  # no layer has weights")
    for piece in source.layers:
        layer = layers[piece.name]
        assert piece.layer is not None
        if piece.layer.trains:
            lines += [f"network.{piece.name}_layer.{name}.requires_grad_(False)" for name in layer.fixed]
        else:
            lines += [f"network.{piece.name}_layer{ending}.requires_grad_(False)" for ending in layer.modules]
    return "\n".join(lines) + "\n"


_WHOLE = "parallel = network  # in several processes: the network wrapped in DistributedDataParallel\n"
_PARALLEL = """rank, processes = 0, 1  # this process among those that torchrun started
"""
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
