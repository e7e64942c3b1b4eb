"""Writes ``keras.npz``: what Keras 3 says about every case of :mod:`layer_cases`.

Needs Keras 3 and JAX, which the project itself does not; from the repository's root:

    KERAS_BACKEND=jax python -m tests.nn.golden.make_keras [--all]

Cases that the file has already stay as they are, unless all are wanted.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from tests.nn.golden.layer_cases import LAYER_CASES, LayerCase

FILE = Path(__file__).with_name("keras.npz")


def run(case: LayerCase) -> dict[str, np.ndarray]:
    """Output, gradients by inputs and trained weights, and the weights that the layer updated itself."""
    import jax
    import keras

    inputs = case.inputs()
    made_by = {"GLU": _gated, "Bidirectional": _two_ways}.get(case.kind)
    layer = made_by(keras, **case.options) if made_by else getattr(keras.layers, case.kind)(**case.options)
    layer.build([array.shape for array in inputs] if len(inputs) > 1 else inputs[0].shape)
    layer.set_weights(case.weights([tuple(weight.shape) for weight in layer.weights]))
    trained = [variable.value for variable in layer.trainable_variables]
    others = [variable.value for variable in layer.non_trainable_variables]
    options = {"training": True} if case.training else {}

    def call(trained, inputs):
        return layer.stateless_call(trained, others, inputs if len(inputs) > 1 else inputs[0], **options)

    output, pull_back, updated = jax.vjp(call, trained, [jax.numpy.asarray(array, "float32") for array in inputs], has_aux=True)
    by_weights, by_inputs = pull_back(jax.numpy.asarray(case.output_gradient(output.shape), "float32"))
    found = {"output": output}
    found |= {f"weight{index}": array for index, array in enumerate(by_weights)}
    found |= {f"input{index}": array for index, array in enumerate(by_inputs)}
    if case.training:
        found |= {f"updated{index}": array for index, array in enumerate(updated)}
    return {key: np.asarray(array, np.float32) for key, array in found.items()}


def _gated(keras: Any, axis: int = -1) -> Any:
    """Keras has the gated linear unit as a function only."""
    return keras.layers.Activation(lambda x: keras.activations.glu(x, axis=axis))


def _two_ways(keras: Any, layer: str, merge_mode: str = "concat", **options: Any) -> Any:
    """Keras takes the layer itself."""
    return keras.layers.Bidirectional(getattr(keras.layers, layer)(**options), merge_mode)


def main() -> None:
    import jax
    import keras

    arrays: dict[str, Any] = {}
    if "--all" not in sys.argv and FILE.exists():
        with np.load(FILE) as kept:
            names = {case.name for case in LAYER_CASES}
            arrays = {key: kept[key] for key in kept if key.rpartition("/")[0] in names}
    new = [case for case in LAYER_CASES if f"{case.name}/output" not in arrays]
    arrays |= {f"{case.name}/{key}": array for case in new for key, array in run(case).items()}
    np.savez_compressed(FILE, **arrays)
    versions = f"Keras {keras.__version__}, JAX {jax.__version__}"
    print(f"{len(new)} new cases of {len(LAYER_CASES)}, {FILE.stat().st_size / 1000:.0f} kB, {versions}")


if __name__ == "__main__":
    main()
