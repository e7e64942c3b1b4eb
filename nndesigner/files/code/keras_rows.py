"""What each part is in Keras 3: mostly itself, for the engine speaks Keras's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import nndesigner.nn.registries  # noqa: F401  (fills the tables)
from nndesigner.core.options import REQUIRED
from nndesigner.core.registry import registry
from nndesigner.files.code.rows import FOREIGN_OPERATION, NO_LINE_SEARCH, Row, Rows, full
from nndesigner.nn.schedules.base import Schedule

if TYPE_CHECKING:
    from nndesigner.files.code.source import Piece

_TARGET = "Keras"
_ALWAYS = ("rate", "pool_size")  # Keras has no defaults for them
_MODULES = {"regularizers": "keras.regularizers", "constraints": "keras.constraints", "optimizers": "keras.optimizers"}
_SCHEDULES = "keras.optimizers.schedules"
_NESTED = ("padding", "cropping")
_AS_LAYERS = {"leaky_relu": "LeakyReLU", "elu": "ELU", "relu": "ReLU"}


def changed(part: Any) -> dict[str, Any]:
    """The options of a part that must be said: required ones, and those without their default."""
    found = {}
    for name, declared in type(part).OPTIONS.items():
        value, default = getattr(part, name), declared.default
        if declared.registry is not None:
            plain = declared.plain(value)
            if plain == default or declared.registry == "initializers":
                continue
        elif default is not REQUIRED and value == default and name not in _ALWAYS and not isinstance(part, Schedule):
            continue
        found[name] = value
    return found


def activation(part: Any) -> str:
    """An activation as an argument of a layer: its name, a layer, or a function with its numbers inside."""
    name, options = str(part.registered_name), changed(part)
    if name == "threshold":  # Keras has no defaults for it
        options = {"threshold": part.threshold, "default_value": part.default_value}
    if not options:
        return f'"{name}"'
    values = ", ".join(f"{option}={value!r}" for option, value in options.items())
    if name in _AS_LAYERS:
        return f"keras.layers.{_AS_LAYERS[name]}({values})"
    return f"lambda z: keras.activations.{name}(z, {values})"


def made(module: str, part: Any, **more: str) -> str:
    """A part of Keras with the options that must be said."""
    options = {name: value_of(name, value) for name, value in changed(part).items()} | more
    return f"{module}.{type(part).__name__}({', '.join(f'{name}={text}' for name, text in options.items())})"


def value_of(option: str, value: Any) -> str:
    """An option's value as source."""
    table = getattr(type(value), "registered_name", None)
    if table is None:
        return repr(value)
    kind = next(name for name in ("activations", "regularizers", "constraints") if _is(name, value))
    if kind == "activations":
        return activation(value)
    ROWS.check(kind, value, option)
    return str(ROWS.make(kind, value))


def _is(table: str, part: Any) -> bool:
    name = part.registered_name
    return name in registry(table) and isinstance(part, registry(table).get(name))


def layer(part: Any, piece: Piece) -> str:
    """A layer with its options, required ones by their place."""
    arguments = []
    for name, value in changed(part).items():
        if name in _NESTED and isinstance(value, tuple) and len(value) == 4:
            value = (value[:2], value[2:])
        first = type(part).OPTIONS[name].default is REQUIRED or name in _ALWAYS
        arguments.append(value_of(name, value) if first else f"{name}={value_of(name, value)}")
    arguments.append(f"name={piece.name!r}")
    return f"keras.layers.{piece.kind}({', '.join(arguments)})"


def _bidirectional(part: Any, piece: Piece) -> str:
    both = {name: value for name, value in changed(part).items() if name not in ("layer", "merge_mode", "trainable")}
    units = both.pop("units")
    inner = ", ".join([str(units), *(f"{name}={value_of(name, value)}" for name, value in both.items())])
    more = "" if part.merge_mode == "concat" else f", merge_mode={part.merge_mode!r}"
    more += "" if part.trainable else ", trainable=False"
    return f"keras.layers.Bidirectional(keras.layers.{part.layer}({inner}){more}, name={piece.name!r})"


def _activation_layer(part: Any, piece: Piece) -> str:
    return f"keras.layers.Activation({activation(part.activation)}, name={piece.name!r})"


def _glu(part: Any, piece: Piece) -> str:
    axis = "" if part.axis == -1 else f", axis={part.axis}"
    return f"keras.ops.glu({{x}}{axis})"


def _loss(part: Any, *_: Any) -> str:
    return made("keras.losses", part)


def _overlap(part: Any, width: int) -> str:
    axes = tuple(range(1, width + 1))
    return made("keras.losses", part, axis=repr(axes))


def _optimizer(part: Any, *_: Any) -> str:
    if part.schedule is None:
        return made("keras.optimizers", part)
    ROWS.check("schedules", part.schedule, "learning_rate")
    text = made("keras.optimizers", type(part).from_config(part.get_config() | {"schedule": None, "learning_rate": 0.123}))
    return text.replace("learning_rate=0.123", f"learning_rate={made(_SCHEDULES, part.schedule)}")


def _plain(module: str) -> Callable[..., str]:
    return lambda part, *_: made(module, part)


def _all(table: str, make: Callable[..., Any], *but: str, without: tuple[str, ...] = ()) -> dict[str, Row]:
    own = ((name, part) for name, part in registry(table).items() if part.__module__.startswith("nndesigner.nn."))
    return {name: full(table, name, make, *without) for name, _ in own if name not in but}


ROWS = Rows(
    _TARGET,
    {
        "layers": {
            **_all("layers", layer, "TensorOperation", without=("learning_rate_factor",)),
            "Activation": full("layers", "Activation", _activation_layer),
            "GLU": full("layers", "GLU", _glu),
            "Bidirectional": full("layers", "Bidirectional", _bidirectional, "learning_rate_factor"),
            # Keras's own scales along the last axis only, whatever its option says.
            "RMSNormalization": full("layers", "RMSNormalization", layer, "axis", "learning_rate_factor"),
        },
        "activations": _all("activations", activation, "sparsemax"),
        "losses": {
            **_all("losses", _loss),
            "halved_squared_sum": full("losses", "halved_squared_sum", lambda part, *_: "HalvedSquaredSum()"),
            "dice": full("losses", "dice", _overlap),
            "tversky": full("losses", "tversky", _overlap),
        },
        "optimizers": _all("optimizers", _optimizer, "lbfgs"),
        "schedules": _all("schedules", _plain(_SCHEDULES), "one_cycle"),
        "regularizers": _all("regularizers", _plain("keras.regularizers")),
        "constraints": _all("constraints", _plain("keras.constraints")),
    },
    {
        "layers": {"TensorOperation": FOREIGN_OPERATION},
        "activations": {"sparsemax": "Keras 3 gives other numbers, which are no sparsemax where three or more stay above zero"},
        "optimizers": {"lbfgs": NO_LINE_SEARCH},
        "schedules": {"one_cycle": "Keras has no such schedule"},
    },
)
