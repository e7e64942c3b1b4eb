"""A network as a script for NN Designer's own engine."""

from __future__ import annotations

from typing import Any

from nndesigner import nn
from nndesigner.core.registry import registry
from nndesigner.files.code.recipe_code import recipe_code
from nndesigner.files.code.rows import Row, Rows
from nndesigner.files.code.source import Piece, Source, check_parts
from nndesigner.files.code.weights_code import weights_code


def _spec(table: str, part: Any) -> str:
    return repr(registry(table).describe(part))


def _layer(layer: Any, piece: Piece) -> str:
    described = registry("layers").describe(layer)
    config = {} if isinstance(described, str) else described["config"]
    options = ", ".join(f"{name}={value!r}" for name, value in {**config, "name": piece.title}.items())
    inputs = piece.inputs[0] if layer.arity == "one" else f"[{', '.join(piece.inputs)}]"
    return f"{piece.name} = nn.{piece.kind}({options})({inputs})"


def _options(name: str, table: str) -> tuple[str, ...]:
    return tuple(registry(table).get(name).OPTIONS)


def _all(table: str, make: Any) -> dict[str, Row]:
    """A row for every part of the engine itself: here each is its own name, with all its options."""
    names = [name for name, part in registry(table).items() if part.__module__.startswith("nndesigner.nn.")]
    if table == "layers":
        names = [name for name in names if name in nn.__all__]
    return {name: Row(make, _options(name, table), ()) for name in names}


def rows() -> Rows:
    """The rows, made when asked for: they follow the registries."""
    own = {table: _all(table, lambda part: "") for table in ("activations", "losses", "optimizers")}
    layers = _all("layers", _layer)
    return Rows("nndesigner.nn", {"layers": layers, **own})


def nn_code(source: Source) -> str:
    """The script's text. Raises FileError naming the first part that is not of the engine."""
    table = rows()
    check_parts(source, table)
    lines = [f"{name} = nn.Input({source.piece(name).shape}, name={source.piece(name).title!r})" for name in source.inputs]
    lines += [str(table.make("layers", piece.layer, piece)) for piece in source.layers]
    inputs = f"[{', '.join(source.inputs)}]"
    lines.append(f"model = nn.Model({inputs}, {source.output}, name={source.name!r}, seed={source.seed!r})")
    lines.append("model.set_weights(list(weights.values()))")
    training = ""
    if source.loss is not None:
        optimizer, loss = _spec("optimizers", source.optimizer), _spec("losses", source.loss)
        lines.append(f"model.compile(optimizer={optimizer}, loss={loss})")
        training = _TRAIN.format(batch=source.batch_size)
    trains = ", fit(x, target) trains" if training else ""
    return "\n".join(
        [
            f'"""A network for NN Designer: predict(x) gives outputs{trains}. Needs nndesigner."""\n',
            "import numpy as np\n",
            "from nndesigner import nn\n",
            weights_code(source.weights),
            *lines,
            _PREDICT,
            training + (f"\n{recipe_code(source.recipe)}" if source.recipe is not None else ""),
            _MAIN,
        ]
    )


_PREDICT = '''

def predict(x):
    """Outputs (n, ...) for samples (n, ...); several inputs are a list of arrays."""
    return model.predict(x)
'''
_TRAIN = '''
def train_on_batch(x, target):
    """One training step; returns the loss before it."""
    return model.train_on_batch(x, target)


def fit(x, target, epochs=1, batch_size={batch}):
    """Train on all samples; returns the history."""
    return model.fit(x, target, epochs=epochs, batch_size=batch_size).history
'''
_MAIN = """
if __name__ == "__main__":
    model.summary()
"""
