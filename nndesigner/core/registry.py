"""A registry: the one way in which a named part (a layer, a loss, a transform …) becomes known to everybody."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from nndesigner.core.errors import OptionError
from nndesigner.core.text import printable

T = TypeVar("T")

_REGISTRIES: dict[str, Registry[Any]] = {}


def registry(name: str) -> Registry[Any]:
    """Return the registry called ``name`` (``"activations"``, ``"layers"`` …)."""
    return _REGISTRIES[name]


_SHOWN = 12  # names in a message; more would hide what it says


class Registry(Generic[T]):
    """Names of parts, each imported when it is first asked for.

    Args:
        name: The registry's own name, for :func:`registry`.
        noun: What one part is called in messages (``"activation"``).
        modules: A row a part: its name and the module that defines it, relative to ``package``.
        package: The package that holds the modules.
        aliases: Other accepted spellings, each with the name it stands for.
    """

    def __init__(
        self,
        name: str,
        noun: str,
        modules: Mapping[str, str],
        package: str,
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.noun = noun
        self._package = package
        self._modules = dict(modules)
        self._aliases = dict(aliases or {})
        self._parts: dict[str, type[T]] = {}
        _REGISTRIES[name] = self

    def register(self, name: str) -> Callable[[type[T]], type[T]]:
        """Class decorator: make the class known as ``name``; a class of the user's own adds its row."""

        def add(part: type[T]) -> type[T]:
            known = self._parts.get(name)
            if known is not None and (known.__module__, known.__qualname__) != (part.__module__, part.__qualname__):
                raise ValueError(f"The {self.noun} {name!r} is registered already, by {known.__module__}.")
            self._modules.setdefault(name, part.__module__)
            self._parts[name] = part
            part.registered_name = name  # type: ignore[attr-defined]
            self._aliases.setdefault(part.__name__, name)
            return part

        return add

    def get(self, name: str) -> type[T]:
        """Return the class called ``name``. Raises OptionError with the nearest names if there is none."""
        name = self.canonical(name)
        if name not in self._parts:
            module = self._modules[name]
            importlib.import_module(module if module.startswith(self._package) else f"{self._package}.{module}")
        return self._parts[name]

    def canonical(self, name: str) -> str:
        """Return the one spelling under which ``name`` is listed."""
        if name in self._modules:
            return name
        if name in self._aliases:
            return self._aliases[name]
        name = printable(name, 80)  # a file may say anything
        folded = {key.replace("_", "").lower(): value for key, value in self._spellings()}
        found = folded.get(name.replace("_", "").lower())
        if found is None:
            inside = [known for known in self._modules if len(str(name)) > 2 and str(name).lower() in known.lower()]
            near = (inside or get_close_matches(name, self._modules, n=3, cutoff=0.5))[:3]
            known = ", ".join(list(self._modules)[:_SHOWN]) + (", …" if len(self._modules) > _SHOWN else "")
            hint = f" Did you mean {' or '.join(near)}?" if near else f" Known are: {known}."
            raise OptionError(f"There is no {self.noun} called {name!r}.{hint}")
        return found

    def _spellings(self) -> Iterator[tuple[str, str]]:
        yield from ((name, name) for name in self._modules)
        yield from self._aliases.items()

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        try:
            self.canonical(name)
        except OptionError:
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)

    def items(self) -> Iterator[tuple[str, type[T]]]:
        """Every name with its class, in registration order; imports them all."""
        return ((name, self.get(name)) for name in tuple(self._modules))

    def create(self, spec: Any) -> T:
        """Turn a name, a ``{"class_name", "config"}`` dict, a class or an object into an object."""
        if isinstance(spec, str):
            return self.get(spec)()
        if isinstance(spec, Mapping):
            unknown = set(spec) - {"class_name", "config"}
            if unknown or not isinstance(spec.get("class_name"), str):
                raise OptionError(
                    f"A {self.noun} is described by 'class_name' and 'config'; received {printable(dict(spec), 200)}."
                )
            return self.get(spec["class_name"])(**spec.get("config", {}))
        if isinstance(spec, type):
            return spec()  # type: ignore[no-any-return]
        return spec  # type: ignore[no-any-return]

    def describe(self, part: T) -> Any:
        """The inverse of :meth:`create`: a bare name where every option has its default, else a dict."""
        name = getattr(type(part), "registered_name", None)
        if name is None:
            raise OptionError(
                f"{type(part).__name__} is not registered as a {self.noun}, so it cannot be saved. "
                f"Decorate the class with register({type(part).__name__!r})."
            )
        config = part.get_config()  # type: ignore[attr-defined]
        changed = {key: value for key, value in config.items() if value != type(part).default_config().get(key)}  # type: ignore[attr-defined]
        return {"class_name": name, "config": changed} if changed else name
