"""A network as a Keras 3 script, for whichever backend Keras is set to."""

from __future__ import annotations

from nndesigner.files.code.keras_rows import ROWS
from nndesigner.files.code.recipe_code import recipe_code
from nndesigner.files.code.source import Piece, Source, check_parts
from nndesigner.files.code.weights_code import weights_code

_HALVED = '''

class HalvedSquaredSum(keras.losses.Loss):
    """Half the squared difference, summed over outputs and samples."""

    def __init__(self):
        super().__init__(reduction="sum")

    def call(self, y_true, y_pred):
        return keras.ops.square(y_pred - y_true) / 2
'''


def keras_code(source: Source) -> str:
    """The script's text. Raises FileError naming the first part that has no Keras form."""
    check_parts(source, ROWS)
    lines = [f"{name} = keras.Input({source.piece(name).shape}, name={name!r})" for name in source.inputs]
    lines += [line for piece in source.layers for line in _lines(piece)]
    lines.append(f"model = keras.Model([{', '.join(source.inputs)}], {source.output})")
    if source.weights:
        lines.append(_LOAD)
    helper = training = ""
    if source.loss is not None:
        helper = _HALVED if source.loss.registered_name == "halved_squared_sum" else ""
        optimizer = ROWS.make("optimizers", source.optimizer)
        loss = ROWS.make("losses", source.loss, len(source.piece(source.output).shape))
        lines.append(f"model.compile(optimizer={optimizer}, loss={loss})")
        training = _TRAIN.format(batch=source.batch_size)
    inputs = "[np.asarray(part, np.float32) for part in x]" if len(source.inputs) > 1 else "[np.asarray(x, np.float32)]"
    trains = ", fit(x, target) trains" if training else ""
    return "\n".join(
        [
            f'"""A network for Keras 3: predict(x) gives outputs{trains}. Needs keras and a backend of it."""\n',
            "import keras\nimport numpy as np\n" + helper,
            f"keras.utils.set_random_seed({source.seed % 2**32!r})",
            weights_code(source.weights),
            *lines,
            _PREDICT.format(inputs=inputs),
            training + (f"\n{recipe_code(source.recipe)}" if source.recipe is not None else ""),
            _MAIN,
        ]
    )


def _lines(piece: Piece) -> list[str]:
    """The layer, called on what feeds it."""
    made = str(ROWS.make("layers", piece.layer, piece))
    inputs = piece.inputs[0] if piece.layer is not None and piece.layer.arity == "one" else f"[{', '.join(piece.inputs)}]"
    return [f"{piece.name} = {made.format(x=inputs) if '{x}' in made else f'{made}({inputs})'}"]


_LOAD = """for layer in model.layers:
    layer.set_weights([array for key, array in weights.items() if key.startswith(layer.name + ".")])"""
_PREDICT = '''

def inputs_of(x):
    """The samples as Keras takes them."""
    return {inputs}


def predict(x):
    """Outputs (n, ...) for samples (n, ...); several inputs are a list of arrays."""
    return model.predict(inputs_of(x), verbose=0)
'''
_TRAIN = '''
def train_on_batch(x, target):
    """One training step; returns the loss before it."""
    return float(model.train_on_batch(inputs_of(x), np.asarray(target, np.float32)))


def fit(x, target, epochs=1, batch_size={batch}):
    """Train on all samples; returns the history."""
    target = np.asarray(target, np.float32)
    return model.fit(inputs_of(x), target, epochs=epochs, batch_size=batch_size, verbose=0).history
'''
_MAIN = """
if __name__ == "__main__":
    model.summary()
"""
