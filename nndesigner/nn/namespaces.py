"""``nn.layers``, ``nn.activations``, ``nn.losses`` …: the parts under the places where Keras has them."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class Namespace(ModuleType):
    """A package of parts: ``nn.layers.Dense`` is a class, ``nn.activations.relu`` the part of that name, ``get`` makes one.

    A part is imported when it is first used. The modules that lie in the package have the names of parts too; here a name
    always stands for the part, and ``import`` finds the module.
    """

    def __getattr__(self, name: str) -> Any:
        from nndesigner import nn
        from nndesigner.core.registry import registry

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
        part = next((part for _, part in table.items() if part.__name__ == name), None)
        if part is not None:  # one whose name stands for another part in ``nn`` itself: nn.metrics.MeanSquaredError
            return part
        if name in table:
            return table.create(name)
        module = sys.modules.get(f"{self.__name__}.{name}")
        if module is not None:
            return module
        raise AttributeError(f"nn.{kind} has no {name!r}; it has {', '.join(self.__dir__())}")

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
