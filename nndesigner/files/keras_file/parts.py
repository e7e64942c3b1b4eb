"""Parts of Keras's configurations as the engine's: by name and options, never by importing or running anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import nndesigner.nn.registries  # noqa: F401  (fills the tables)
from nndesigner.core.errors import FileError, OptionError
from nndesigner.core.registry import registry
from nndesigner.core.text import tr

_LAYERS_AS_ACTIVATIONS = {"ReLU": "relu", "LeakyReLU": "leaky_relu", "ELU": "elu", "Softmax": "softmax"}
_IDLE = (None, False, 0, 0.0, 1, [1], [1, 1], "channels_last", "auto")
"""Values of an unknown option that change nothing."""
_FREE = {
    "name",
    "dtype",
    "seed",
    "batch_size",
    "input_length",
    "unroll",
    "time_major",
    "implementation",
    "zero_output_for_mask",
    "noise_shape",
    "synchronized",
    "renorm_momentum",
    "quantization_config",
    "lora_alpha",
    "registered_name",
    "shared_object_id",
    "build_config",
    "trainable",
    "autocast",
    "ema_overwrite_frequency",
    "jit_compile",
    "loss_scale_factor",
    "gradient_accumulation_steps",
    "reduction",
    "fn",
    "ragged",
    "sparse",
    "optional",
    "batch_shape",
}
"""Options that do not change what the network computes here."""


def short(value: Any) -> str:
    """A value from a file as it may stand in a sentence."""
    return repr(value)[:80]


def spec(entry: Any) -> tuple[str, Mapping[str, Any]]:
    """Class name and options of a part of Keras. Raises FileError for one of another home or that carries code."""
    if isinstance(entry, str):
        return entry, {}
    if not isinstance(entry, Mapping) or not isinstance(entry.get("class_name"), str):
        raise FileError(tr("a part of it has no name; received {entry}.", entry=short(entry)))
    name, config = entry["class_name"], entry.get("config", {})
    module = entry.get("module")
    if name in ("function", "Lambda") or name.startswith("__"):
        raise FileError(
            tr("it carries code of its own ({name}), which is never run; received {entry}.", name=name, entry=short(config))
        )
    if (module is not None and (not isinstance(module, str) or module.split(".")[0] != "keras")) or ">" in str(
        entry.get("registered_name")
    ):
        raise FileError(
            tr("its part {name} is not Keras's own; received the module {module}.", name=name, module=short(module))
        )
    if not isinstance(config, Mapping):
        raise FileError(tr("its part {name} has no options that can be read.", name=name))
    return name, config


def part(table: str, entry: Any, where: str) -> Any:
    """An activation, a regularizer … as the engine describes it. Raises FileError naming what there is none of."""
    if entry is None:
        return None
    name, config = spec(entry)
    if table == "activations" and name in _LAYERS_AS_ACTIVATIONS:
        return activation_of_layer(name, config, where)
    if name not in registry(table):
        raise FileError(
            tr("its layer {where!r} has the part {name}, which there is none of here.", where=where, name=name[:80])
        )
    canonical = registry(table).canonical(name)
    return {"class_name": canonical, "config": options(registry(table).get(canonical), config, where)}


def activation_of_layer(name: str, config: Mapping[str, Any], where: str) -> dict[str, Any]:
    """A layer of Keras that is an activation."""
    if name == "Softmax" and config.get("axis", -1) not in (-1, [-1]):
        raise FileError(tr("its layer {where!r} is a softmax of another axis than the last.", where=where))
    kind = _LAYERS_AS_ACTIVATIONS[name]
    kept = {key: value for key, value in config.items() if key != "axis"}
    return {"class_name": kind, "config": options(registry("activations").get(kind), kept, where)}


def options(kind: Any, config: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The options of a class of ours in a configuration. Raises FileError naming one that changes something unknown."""
    found: dict[str, Any] = {}
    for name, value in config.items():
        declared = kind.OPTIONS.get(name)
        if declared is None:
            if name not in _FREE and value not in _IDLE:
                text = tr("its {where!r} has the option {name}, which is not known here; received {value}.")
                raise FileError(text.format(where=where, name=str(name)[:80], value=short(value)))
        elif declared.registry == "initializers":
            start = _start(value)
            if start is not None:
                found[name] = start
        elif declared.registry is not None:
            found[name] = part(declared.registry, value, where)
        elif isinstance(value, Mapping):
            raise FileError(
                tr("its {where!r} has an unreadable {name}; received {value}.", where=where, name=name, value=short(value))
            )
        else:
            found[name] = value[0] if name == "axis" and isinstance(value, list) and len(value) == 1 else value
    return {name: value for name, value in found.items() if value is not None or kind.OPTIONS[name].optional}


def _start(entry: Any) -> Any:
    """How a weight began, where it is known here; the trained weights replace it anyway."""
    try:
        name, config = spec(entry)
        kind = registry("initializers").get(name)
        made = kind(**{key: value for key, value in config.items() if key in kind.OPTIONS and value is not None})
        return registry("initializers").describe(made)
    except (FileError, OptionError, TypeError, ValueError):
        return None


def layer_row(name: str, config: Mapping[str, Any], where: str) -> tuple[str, dict[str, Any]]:
    """Class and options of the engine's layer for one of Keras. Raises FileError naming one that has no counterpart."""
    if name in _LAYERS_AS_ACTIVATIONS:
        return "Activation", {"activation": activation_of_layer(name, config, where)}
    if config.get("data_format") == "channels_first":
        raise FileError(tr("its layer {where!r} has channels first; save it with channels last.", where=where))
    if name == "Bidirectional":
        return name, _both_ways(config, where)
    if name == "Glu":
        return "GLU", {"axis": config.get("axis", -1)}
    table = registry("layers")
    if name not in table or table.canonical(name) != name or name == "TensorOperation":
        raise FileError(tr("its layer {where!r} is a {name}, which there is none of here.", where=where, name=name[:80]))
    kind = table.get(name)
    found = options(kind, config, where)
    if "trainable" in kind.OPTIONS and isinstance(config.get("trainable"), bool):
        found["trainable"] = config["trainable"]
    if isinstance(found.get("size"), list) and kind.OPTIONS["size"].kind == "int":
        found["size"] = found["size"][0]
    return name, found


def _both_ways(config: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The one recurrent layer that is read with both ways."""
    name, inner = spec(config.get("layer"))
    other_name, other = spec(config.get("backward_layer") or config.get("layer"))
    differing = {"name", "go_backwards"}
    if name != other_name or any(inner.get(key) != other.get(key) for key in ("units", "activation", "use_bias")):
        raise FileError(tr("its layer {where!r} reads the two ways with different layers.", where=where))
    kind = registry("layers").get("Bidirectional")
    found = options(kind, {key: value for key, value in inner.items() if key not in differing}, where)
    return {**found, "layer": name, "merge_mode": config.get("merge_mode", "concat")}
