"""Each system trains a workload in its best plain form; :data:`SYSTEMS` names them."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.systems.base import System
from tests.benchmarks.workloads import Workload


@dataclass(frozen=True)
class Entry:
    """Where a system is written, what the package must be called that it needs, and which workloads it can train.

    ``comparable``: its losses can be compared with the oracle's.
    """

    name: str
    title: str
    module: str
    kind: str
    options: tuple[tuple[str, Any], ...] = ()
    only: tuple[str, ...] = ()
    dense: bool = False
    comparable: bool = True

    def can(self, work: Workload) -> bool:
        """Whether it trains this workload."""
        return (not self.only or work.name in self.only) and (work.is_dense or not self.dense)

    def create(self, threads: int) -> System:
        """The system itself; imports its package."""
        module = importlib.import_module(f"tests.benchmarks.systems.{self.module}")
        made: System = getattr(module, self.kind)(threads=threads, **dict(self.options))
        return made


_LAST = (("fused", True), ("channels_last", True))
OURS = "nndesigner"
SYSTEMS = {
    entry.name: entry
    for entry in (
        Entry(OURS, "nndesigner", "ours", "NNDesigner"),
        Entry("torch", "torch eager", "pytorch", "Torch"),
        Entry("torch-fused", "torch, fused optimizer", "pytorch", "Torch", (("fused", True),)),
        Entry("torch-last", "torch, channels last", "pytorch", "Torch", _LAST, ("W7",)),
        Entry("jax", "JAX, jit a step", "xla", "Jax"),
        Entry("jax-scan", "JAX, epoch in one scan", "xla", "Jax", (("scan", True),)),
        Entry("keras", "Keras 3 on JAX", "keras3", "Keras"),
        Entry("tutorial", "tutorial NumPy", "tutorial", "Tutorial"),
        Entry("sklearn", "scikit-learn", "scikit", "ScikitLearn", dense=True, comparable=False),
        Entry("torch-float64", "torch float64", "pytorch", "Torch", (("double", True),)),
    )
}
ORACLE = "torch-float64"
