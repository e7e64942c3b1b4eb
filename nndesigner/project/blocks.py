"""What a block is: the project's own Input and Output, or a layer of the engine, all with declared options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from nndesigner.core.errors import OptionError
from nndesigner.core.options import REQUIRED, Configurable, Option, option
from nndesigner.core.registry import Registry, registry
from nndesigner.core.text import tr
from nndesigner.project.graph import INPUT, OUTPUT

Shape = tuple[int, ...]


class InputBlock(Configurable):
    """Where the features enter the network; with data its shape follows from the columns."""

    title: ClassVar[str] = "Input"
    family: ClassVar[str] = "input"
    summary: ClassVar[str] = "Where the features enter the network."
    arity: ClassVar[str] = "none"

    shape: tuple[int, ...] | None = option(
        default=None,
        minimum=1,
        help="Shape of one sample, without the batch axis. With data it follows from the columns.",
        advanced=True,
    )
    columns: tuple[str, ...] | None = option(
        default=None,
        help="The columns that enter here; none: all features that no other Input takes.",
    )

    def setup(self) -> None:
        names = self.columns
        if names is not None and not (isinstance(names, (list, tuple)) and all(isinstance(name, str) for name in names)):
            raise OptionError(f"Input: columns are a list of column names; received {names!r}.")

    def label(self) -> str:
        """The columns that are bound by name, or the shape where it is fixed by hand."""
        if self.columns:
            return ", ".join(self.columns)
        return "" if self.shape is None else shape_text(self.shape)


class OutputBlock(Configurable):
    """Where the network's result is compared with the target: it carries the loss."""

    title: ClassVar[str] = "Output"
    family: ClassVar[str] = "output"
    summary: ClassVar[str] = "The network's result, compared with the target by a loss."
    arity: ClassVar[str] = "one"

    loss: Any = option(default="mean_squared_error", registry="losses", help="What training makes small.")

    def label(self) -> str:
        """The loss as the user knows it."""
        return str(getattr(self.loss, "title", "") or type(self.loss).__name__)


def parts(name: str) -> Registry[Any]:
    """The engine's registry ``name`` ("layers", "losses", "activations" …), imported when it is first needed."""
    import nndesigner.nn.registries  # noqa: F401

    return registry(name)


def block_class(kind: str) -> Any:
    """The class that declares options, title, family, summary and arity of ``kind``. Raises OptionError if there is none."""
    if kind == INPUT:
        return InputBlock
    if kind == OUTPUT:
        parts("losses")
        return OutputBlock
    return parts("layers").get(kind)


def make_block(kind: str, options: Mapping[str, Any]) -> Any:
    """The block as an object (for a layer: the engine's layer, not built). Raises OptionError naming the option."""
    cls = block_class(kind)
    unknown = [name for name in options if name not in cls.OPTIONS]
    if unknown:
        raise OptionError(f"{kind} has no option {unknown[0]!r}; it has {', '.join(cls.OPTIONS) or 'none'}.")
    for name, value in options.items():
        if cls.OPTIONS[name].registry is not None and value is not None:
            _check_spec(cls.OPTIONS[name].registry, value)
    return cls(**options)


def block_label(block: Any) -> str:
    """What stands on a block beside its name: its main options, and how it is trained where that is not the usual way."""
    factor = getattr(block, "learning_rate_factor", 1.0)
    parts = [str(block.label())]
    if not getattr(block, "trainable", True):
        parts.append(tr("frozen"))
    elif factor != 1:
        parts.append(tr("rate × {factor:g}", factor=factor))
    return " · ".join(part for part in parts if part)


def make_part(name: str, spec: Any) -> Any:
    """A part of the registry ``name`` from its spec. Raises OptionError if it is no spec, or no part can be made of it."""
    _check_spec(name, spec)
    try:
        return parts(name).create(spec)
    except TypeError as error:
        raise OptionError(f"This does not describe any of the {name}; received {spec!r}.") from error


def new_options(kind: str) -> dict[str, Any]:
    """Options that a fresh block of ``kind`` needs beyond its defaults: those that are required get a usable start."""
    return {name: _start(declared) for name, declared in block_class(kind).OPTIONS.items() if declared.default is REQUIRED}


def plain_option(kind: str, name: str, value: Any) -> Any:
    """``value`` as it is kept in a node: builtins only. Raises OptionError if ``kind`` has no option ``name``."""
    declared = _declared(kind, name)
    if isinstance(value, Mapping):
        return dict(value)
    if declared.registry is not None and value is not None and not isinstance(value, str):
        return parts(declared.registry).describe(value)
    return list(value) if isinstance(value, tuple) else value


def is_default(kind: str, name: str, value: Any) -> bool:
    """Whether ``value`` is what the option has anyway."""
    default = _declared(kind, name).default
    return default is not REQUIRED and type(value) is type(default) and bool(value == default)


def takes_many(kind: str) -> bool:
    """Whether a block of ``kind`` joins several wires; an unknown kind takes one."""
    try:
        return bool(block_class(kind).arity == "many")
    except OptionError:
        return False


def shape_text(shape: Sequence[int | None] | None) -> str:
    """``28 × 28 × 16``; ``?`` when it is not known, ``1`` for a bare number."""
    if shape is None:
        return "?"
    return " × ".join("?" if size is None else f"{size}" for size in shape) or "1"


def _check_spec(name: str, spec: Any) -> None:
    if not isinstance(spec, (str, Mapping)):
        raise OptionError(f"One of the {name} is given by its name, or by 'class_name' and 'config'; received {spec!r}.")


def _declared(kind: str, name: str) -> Option:
    options: dict[str, Option] = block_class(kind).OPTIONS
    if name not in options:
        raise OptionError(f"{kind} has no option {name!r}; it has {', '.join(options) or 'none'}.")
    return options[name]


def _start(declared: Option) -> Any:
    if declared.choices:
        return declared.choices[0]
    if declared.registry is not None:
        return "relu" if declared.registry == "activations" else next(iter(parts(declared.registry)))
    starts: dict[str, Any] = {"units": 16, "rate": 0.2, "target_shape": [-1], "filters": 16, "kernel_size": [3], "stddev": 0.1}
    starts |= {"input_dim": 100, "output_dim": 8}
    if declared.name in starts:
        return starts[declared.name]
    return {"int": 1, "float": 0.5, "bool": False, "str": "", "tuple[int, ...]": [1], "tuple[float, ...]": [1.0]}.get(
        declared.kind
    )
