"""A network as a Keras 3 script, for whichever backend Keras is set to."""

from __future__ import annotations

from typing import Any

from nndesigner.files.code.recipe_code import recipe_code
from nndesigner.files.code.rows import ADAM, DENSE, SGD, Row, Rows
from nndesigner.files.code.source import Piece, Source, activation_of, check_parts
from nndesigner.files.code.weights_code import weights_code


def _dense(layer: Any, piece: Piece) -> str:
    bias = "" if layer.use_bias else ", use_bias=False"
    return f"keras.layers.Dense({layer.units}{bias}, name={piece.name!r})"


def _simple(kind: str, *options: str) -> Any:
    def make(layer: Any, piece: Piece) -> str:
        values = "".join(f"{option}={getattr(layer, option)!r}, " for option in options)
        return f"keras.layers.{kind}({values}name={piece.name!r})"

    return make


def _call(template: str, *options: str) -> Any:
    def make(part: Any, *_: Any) -> str:
        return template.format(", ".join(f"{option}={getattr(part, option)!r}" for option in options))

    return make


_HALVED = '''

class HalvedSquaredSum(keras.losses.Loss):
    """Half the squared difference, summed over outputs and samples."""

    def __init__(self):
        super().__init__(reduction="sum")

    def call(self, y_true, y_pred):
        return keras.ops.square(y_pred - y_true) / 2
'''

_BY_NAME = (
    *("linear", "relu", "sigmoid", "tanh", "softmax", "exponential", "selu", "silu", "softplus", "softsign", "relu6"),
    *("hard_sigmoid", "hard_tanh", "hard_silu", "log_sigmoid", "tanh_shrink", "mish", "gelu", "celu"),
)

ROWS = Rows(
    "Keras",
    {
        "layers": {
            "Dense": Row(_dense, **DENSE),
            "Activation": Row(lambda layer, piece: "", ("activation",)),
            "Dropout": Row(_simple("Dropout", "rate"), ("rate",)),
            "Flatten": Row(_simple("Flatten")),
            "Add": Row(_simple("Add")),
            "Concatenate": Row(_simple("Concatenate", "axis"), ("axis",)),
        },
        "activations": {
            **{name: Row(_call(f'keras.layers.Activation("{name}")')) for name in _BY_NAME},
            "leaky_relu": Row(_call("keras.layers.LeakyReLU({})", "negative_slope"), ("negative_slope",)),
            "elu": Row(_call("keras.layers.ELU({})", "alpha"), ("alpha",)),
        },
        "losses": {
            "mean_squared_error": Row(_call("keras.losses.MeanSquaredError()")),
            "halved_squared_sum": Row(_call("HalvedSquaredSum()")),
            "binary_crossentropy": Row(_call("keras.losses.BinaryCrossentropy()")),
            "categorical_crossentropy": Row(_call("keras.losses.CategoricalCrossentropy()")),
        },
        "optimizers": {
            "sgd": Row(_call("keras.optimizers.SGD({})", *SGD), SGD),
            "adam": Row(_call("keras.optimizers.Adam({})", *ADAM), ADAM),
        },
    },
)


def keras_code(source: Source) -> str:
    """The script's text. Raises FileError naming the first part that has no Keras form."""
    check_parts(source, ROWS)
    lines = [f"{name} = keras.Input({source.piece(name).shape}, name={name!r})" for name in source.inputs]
    lines += [line for piece in source.layers for line in _lines(piece)]
    lines.append(f"model = keras.Model([{', '.join(source.inputs)}], {source.output})")
    lines.append("model.set_weights(list(weights.values()))")
    helper = training = ""
    if source.loss is not None:
        helper = _HALVED if source.loss.registered_name == "halved_squared_sum" else ""
        optimizer = ROWS.make("optimizers", source.optimizer)
        lines.append(f"model.compile(optimizer={optimizer}, loss={ROWS.make('losses', source.loss)})")
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
    """The layer, then its activation as a layer of its own."""
    made = str(ROWS.make("layers", piece.layer, piece))
    inputs = piece.inputs[0] if len(piece.inputs) == 1 else f"[{', '.join(piece.inputs)}]"
    lines = [f"{piece.name} = {made}({inputs})"] if made else [f"{piece.name} = {inputs}"]
    activation = activation_of(piece)
    if activation is not None and activation.registered_name != "linear":
        lines.append(f"{piece.name} = {ROWS.make('activations', activation)}({piece.name})")
    return lines


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
