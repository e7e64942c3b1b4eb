"""Names and arguments of Keras that have no meaning here, or another place: who knows Keras is told where to go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nndesigner.core.errors import OptionError

_NOT_BEGUN = "call super().__init__(**kwargs) first in the layer's own __init__"
ELSEWHERE: dict[str, dict[str, str]] = {
    "nn": {
        "Lambda": "write a layer of your own with forward and backward (see nn.Layer), so that it can be trained and saved",
        "Masking": "give the steps that count by sample_weight, or pad in front, so that the last step is a real one",
        "TimeDistributed": "Dense, Activation and Dropout act on every step of a sequence as they are",
        "model_from_json": "nn.Model.from_config(json.loads(text)) is it, for the text of json.dumps(model.get_config())",
        "InputLayer": "nn.Input(shape) is what comes first",
        "Functional": "nn.Model(inputs, outputs) is it",
    },
    "layer": {
        "output": "model.activations(x) gives what each layer gives, by its name; a layer belongs to one network",
        "input": "model.activations(x) gives what each layer gives, by its name; a layer belongs to one network",
        "call": "the mathematics of a layer are its forward(x, training=False) and backward(dy)",
        "compute_output_shape": "layer.output_shape(shape) gives it, for the shape of one sample",
        "name": _NOT_BEGUN,
        "weights": _NOT_BEGUN,
        "given_shape": _NOT_BEGUN,
        "kernel": "weights exist once the layer stands in a network whose input shape is known",
        "bias": "weights exist once the layer stands in a network whose input shape is known",
    },
    "model": {
        "call": "a network is made by calling layers on Input(...), then nn.Model(inputs, outputs)",
        "to_json": "json.dumps(model.get_config()) is it; nn.Model.from_config reads it back",
        "predict_classes": "model.predict(x).argmax(axis=-1) gives the classes",
        "fit_generator": "fit takes arrays; for batches of your own call model.train_on_batch in a loop",
        "add": "nn.Sequential has it; the layers of a Model are called on each other",
        "pop": "nn.Sequential has it; the layers of a Model are called on each other",
    },
}
"""By kind of object: a name that is asked for, and what to do instead."""

_NEUTRAL: dict[str, tuple[tuple[Any, ...], str]] = {
    "run_eagerly": ((False, None), "every network is compiled; nn.check_gradients runs it layer by layer"),
    "jit_compile": ((False, True, None, "auto"), "every network is compiled"),
    "steps_per_execution": ((1, None), "how many steps run at a time is chosen by their size"),
    "auto_scale_loss": ((True, False, None), "numbers are float32, their losses need no scaling"),
    "loss_weights": ((None,), "a network has one output; weigh samples with sample_weight or class_weight"),
    "weighted_metrics": ((None, [], ()), "metrics count every sample alike; the loss heeds sample_weight"),
    "steps_per_epoch": ((None,), "an epoch is all rows once; give fewer rows instead"),
    "validation_steps": ((None,), "validation looks at all rows; give fewer rows instead"),
    "validation_freq": ((None, 1), "validation data is looked at after every epoch"),
    "steps": ((None,), "all rows are taken; give fewer rows instead"),
    "callbacks": ((None, [], ()), "callbacks watch training only"),
    "workers": ((1, None), "data is in memory already"),
    "use_multiprocessing": ((False, None), "data is in memory already"),
    "max_queue_size": ((10, None), "data is in memory already"),
    "dtype": ((None, "float32"), "networks compute in float32, and check_gradients in float64"),
    "data_format": ((None, "channels_last"), "channels stand last"),
    "input_length": ((), "Keras 3 has none either; give input_shape=(steps,) to the first layer or to Sequential"),
    "stateful": ((False, None), "each sequence begins with a state of zeros"),
    "unroll": ((False, True, None), "a compiled step needs no unrolling"),
    "return_state": ((False, None), "a layer has one output; return_sequences=True gives the state after every step"),
    "use_cudnn": ((False, "auto", None), "it runs on the processor"),
    "implementation": ((1, 2, None), "there is one way"),
    "seed": ((None,), "the network's seed rules all of it: nn.Sequential(..., seed=7)"),
    "sparse": ((False, None), "arrays are dense"),
    "ragged": ((False, None), "rows have equal length; pad them"),
}
"""By argument: the values that change nothing here, and why others cannot be had."""


def drop_neutral(owner: str, arguments: dict[str, Any], known: Mapping[str, Any]) -> None:
    """Take arguments of Keras out of ``arguments`` that change nothing. Raises OptionError for those that would."""
    for name in [name for name in arguments if name in _NEUTRAL and name not in known]:
        values, reason = _NEUTRAL[name]
        value = arguments.pop(name)
        if not any(value is one or (type(value) is type(one) and value == one) for one in values):
            raise OptionError(f"{owner}: there is no {name}: {reason}; received {value!r}.")


def refuse_others(owner: str, arguments: dict[str, Any]) -> None:
    """Drop what changes nothing. Raises OptionError for anything else that is left in ``arguments``."""
    drop_neutral(owner, arguments, {})
    if arguments:
        name, value = next(iter(arguments.items()))
        raise OptionError(f"{owner} has no argument {name!r}; received {name}={value!r}.")


def missing(kind: str, owner: str, name: str) -> AttributeError:
    """The error for an attribute that is not there, with what to do instead where Keras has one of this name."""
    hint = ELSEWHERE[kind].get(name)
    return AttributeError(f"{owner!r} has no attribute {name!r}" + (f": {hint}." if hint else "."))
