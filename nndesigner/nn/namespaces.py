"""``nn.layers``, ``nn.activations``, ``nn.losses`` …: the parts under the places where Keras has them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

ACTIVATION_LAYERS = ("ReLU", "LeakyReLU", "ELU", "Softmax")
"""Activations that Keras has as layers too; ``Activation`` is one of any of them."""


def applying(activation: Any) -> Callable[..., Any]:
    """``nn.layers.LeakyReLU(0.1)``: an Activation layer that applies it."""

    def make(*arguments: Any, name: str | None = None, **options: Any) -> Any:
        from nndesigner.nn.layers.activation import Activation

        layer = Activation(activation(*arguments, **options))
        layer.name = name
        return layer

    return make


def merging(layer: Any) -> Callable[..., Any]:
    """``nn.layers.concatenate(inputs, axis=-1)``: the layer made and called at once, as Keras has it."""

    def merge(inputs: Any, **options: Any) -> Any:
        return layer(**options)(inputs)

    return merge


def parts_by_name(kind: str) -> Callable[[str], Any]:
    """A module's ``__getattr__``: ``nn.initializers.he_normal`` is the class of the part of that name, ``get`` makes one."""

    def get(name: str) -> Any:
        from nndesigner.core.registry import registry

        table = registry(kind)
        if name == "get":
            return table.create
        if name.startswith("_") or name not in table:
            raise AttributeError(f"nn.{kind} has no {name!r}; it has get and {', '.join(table)}.")
        return table.get(name)

    return get


class Namespace(ModuleType):
    """A package of parts: ``nn.layers.Dense`` is a class, ``nn.activations.relu`` the part of that name, ``get`` makes one.

    A part is imported when it is first used. The modules that lie in the package have the names of parts too; here a name
    always stands for the part, and ``import`` finds the module.
    """

    def __getattr__(self, name: str) -> Any:
        from nndesigner import nn
        from nndesigner.core.registry import registry
        from nndesigner.nn.keras_names import ELSEWHERE

        kind = self.__name__.rpartition(".")[2]
        if name.startswith("_"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if name in nn.names_of(kind):
            return getattr(nn, name)
        if (kind, name) == ("optimizers", "schedules"):
            return nn.schedules
        table = registry(kind)
        if name == "get":
            return table.create
        if kind == "layers":
            if name == "Input":
                return nn.Input
            if name in ACTIVATION_LAYERS:
                return applying(getattr(nn, name))
            if name in table:
                return table.get(name) if name[0].isupper() else merging(table.get(name))
        part = next((part for _, part in table.items() if part.__name__ == name), None)
        if part is not None:  # one whose name stands for another part in ``nn`` itself: nn.metrics.MeanSquaredError
            return part
        if name in table:
            return table.create(name)
        module = sys.modules.get(f"{self.__name__}.{name}")
        if module is not None:
            return module
        hint = ELSEWHERE["nn"].get(name, f"it has {', '.join(self.__dir__())}")
        raise AttributeError(f"nn.{kind} has no {name!r}; {hint}")

    def __setattr__(self, name: str, value: Any) -> None:
        if not isinstance(value, ModuleType):  # the import system wants to leave each module here
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        from nndesigner import nn
        from nndesigner.core.registry import registry

        kind = self.__name__.rpartition(".")[2]
        return sorted({*nn.names_of(kind), *(part.__name__ for _, part in registry(kind).items())})


def lay_out(package: str) -> None:
    """Make a namespace of the package that is being imported."""
    sys.modules[package].__class__ = Namespace
