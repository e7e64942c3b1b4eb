"""Options declared once: constructor, form, file, validation and help of a part all derive from the declaration.

class LeakyReLU(Configurable):
    negative_slope: float = option(default=0.3, minimum=0.0, help="Slope below zero.")

LeakyReLU(0.1).get_config()         # {"negative_slope": 0.1}
LeakyReLU.OPTIONS["negative_slope"]  # the declaration, for forms and documentation
"""

from __future__ import annotations

import inspect
import math
import numbers
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, dataclass_transform

from nndesigner.core.errors import OptionError
from nndesigner.core.registry import registry
from nndesigner.core.text import printable


class _Required:
    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED = _Required()
_KINDS = ("bool", "int", "float", "str", "tuple[int, ...]", "tuple[float, ...]")


@dataclass(slots=True)
class Option:
    """One declared option of a part.

    ``kind`` is one of bool, int, float, str, ``tuple[int, ...]``, ``tuple[float, ...]``, ``part`` (a member of the
    registry named ``registry``) or ``any``; ``optional`` says whether None is a value.
    """

    default: Any
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    below: float | None = None
    choices: tuple[Any, ...] | None = None
    registry: str | None = None
    title: str = ""
    help: str = ""
    advanced: bool = False
    name: str = ""
    kind: str = "any"
    optional: bool = False

    def check(self, owner: str, value: Any) -> Any:
        """Return ``value`` in the option's own type. Raises OptionError naming owner, bounds and what was received."""
        if value is None:
            if not self.optional:
                raise self._refusal(owner, "needs a value", value)
            return None
        if self.registry is not None:
            return registry(self.registry).create(value)
        value = self._convert(owner, value)
        if self.choices is not None and isinstance(value, str) and value.lower() in self.choices:
            value = value.lower()
        if self.choices is not None and value not in self.choices:
            raise self._refusal(owner, f"must be one of {', '.join(map(repr, self.choices))}", value)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, (int, float)) and not isinstance(item, bool):
                self._check_bounds(owner, item)
        return value

    def _convert(self, owner: str, value: Any) -> Any:
        if self.kind == "bool":
            if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
                return bool(value)
            raise self._refusal(owner, "must be True or False", value)
        if self.kind == "int":
            if isinstance(value, numbers.Real) and not isinstance(value, bool) and float(value).is_integer():
                return int(value)  # type: ignore[call-overload]
            raise self._refusal(owner, "must be a whole number", value)
        if self.kind == "float":
            if isinstance(value, numbers.Real) and not isinstance(value, bool) and math.isfinite(value):
                return float(value)
            raise self._refusal(owner, "must be a finite number", value)
        if self.kind == "str":
            if isinstance(value, str):
                return value
            raise self._refusal(owner, "must be text", value)
        if self.kind.startswith("tuple"):
            items = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
            whole = self.kind == "tuple[int, ...]"
            if any(
                not isinstance(i, numbers.Real) or isinstance(i, bool) or (whole and not float(i).is_integer()) for i in items
            ):
                raise self._refusal(owner, "must be a list of whole numbers" if whole else "must be a list of numbers", value)
            return tuple((int if whole else float)(item) for item in items)
        return value

    def _check_bounds(self, owner: str, value: float) -> None:
        if self.minimum is not None and value < self.minimum:
            raise self._refusal(owner, f"must be at least {self.minimum:g}", value)
        if self.maximum is not None and value > self.maximum:
            raise self._refusal(owner, f"must be at most {self.maximum:g}", value)
        if self.above is not None and value <= self.above:
            raise self._refusal(owner, f"must be above {self.above:g}", value)
        if self.below is not None and value >= self.below:
            raise self._refusal(owner, f"must be below {self.below:g}", value)

    def _refusal(self, owner: str, what: str, value: Any) -> OptionError:
        return OptionError(f"{owner}: {self.name} {what}; received {printable(repr(value), 200)}.")

    def plain(self, value: Any) -> Any:
        """``value`` as it stands in a file: builtins only, a part as its name or ``{"class_name", "config"}``."""
        if self.registry is not None and value is not None:
            return registry(self.registry).describe(value)
        return list(value) if isinstance(value, tuple) else value


def option(
    *,
    default: Any = REQUIRED,
    minimum: float | None = None,
    maximum: float | None = None,
    above: float | None = None,
    below: float | None = None,
    choices: Sequence[Any] | None = None,
    registry: str | None = None,
    title: str = "",
    help: str = "",
    advanced: bool = False,
) -> Any:
    """Declare an option (see :class:`Option`); its kind comes from the annotation.

    ``minimum`` and ``maximum`` are themselves allowed, ``above`` and ``below`` are not.
    """
    return Option(
        default, minimum, maximum, above, below, None if choices is None else tuple(choices), registry, title, help, advanced
    )


@dataclass_transform(field_specifiers=(option,))
class Configurable:
    """Base of every part with options: the constructor, ``get_config``, equality and repr follow from them.

    Options keep their order of declaration, those of a base class first. A subclass that needs more than its options
    at construction overrides :meth:`setup`, which runs after they are set.
    """

    OPTIONS: ClassVar[dict[str, Option]] = {}
    registered_name: ClassVar[str | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        options = dict(cls.OPTIONS)
        annotations = inspect.get_annotations(cls)
        for name, value in list(vars(cls).items()):
            if isinstance(value, Option):
                value.name = name
                value.title = value.title or name.replace("_", " ").capitalize()
                annotation = annotations.get(name, "Any")
                text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
                value.kind, value.optional = _kind(text, value)
                options[name] = value
                delattr(cls, name)
        cls.OPTIONS = options

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        owner = type(self).__name__
        names = list(self.OPTIONS)
        if len(args) > len(names):
            raise OptionError(f"{owner} takes at most {len(names)} arguments ({', '.join(names)}); received {len(args)}.")
        given = dict(zip(names, args, strict=False))
        for name, value in kwargs.items():
            if name not in self.OPTIONS:
                raise OptionError(f"{owner} has no option {printable(name, 80)!r}; it has {', '.join(names) or 'none'}.")
            if name in given:
                raise OptionError(f"{owner} received {name!r} twice.")
            given[name] = value
        for name, declared in self.OPTIONS.items():
            if name not in given and declared.default is REQUIRED:
                raise OptionError(f"{owner} needs {name!r}: {declared.help or declared.title}")
            object.__setattr__(self, name, declared.check(owner, given.get(name, declared.default)))
        self.setup()

    def setup(self) -> None:
        """Hook: what a part does once its options are set."""

    def get_config(self) -> dict[str, Any]:
        """All options as builtins, ready for a file; ``from_config`` gives an equal part back."""
        return {name: declared.plain(getattr(self, name)) for name, declared in self.OPTIONS.items()}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Build the part from what ``get_config`` returned."""
        return cls(**config)

    @classmethod
    def default_config(cls) -> dict[str, Any]:
        """The options' defaults as builtins; required options are absent."""
        return {
            name: list(declared.default) if isinstance(declared.default, tuple) else declared.default
            for name, declared in cls.OPTIONS.items()
            if declared.default is not REQUIRED
        }

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), repr(self)))

    def __repr__(self) -> str:
        defaults = self.default_config()
        config = self.get_config()
        shown = (f"{name}={value!r}" for name, value in config.items() if name not in defaults or defaults[name] != value)
        return f"{type(self).__name__}({', '.join(shown)})"


def _kind(annotation: str, declared: Option) -> tuple[str, bool]:
    parts = [part.strip() for part in annotation.split("|")]
    optional = "None" in parts or declared.default is None
    if declared.registry is not None:
        return "part", optional
    named = [part for part in parts if part != "None"]
    kind = named[0] if len(named) == 1 and named[0] in _KINDS else "any"
    return kind, optional
