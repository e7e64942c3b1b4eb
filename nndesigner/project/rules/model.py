"""What an analysis says: shapes and sizes of every block, and the problems with their repairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from nndesigner.project.blocks import Shape

if TYPE_CHECKING:
    from nndesigner.project.edits.base import Edit

ERROR = "error"
WARNING = "warning"
ADVICE = "advice"


@dataclass(frozen=True)
class Fix:
    """A repair as one undoable edit; ``title`` is what its button says."""

    title: str
    make: Callable[[], Edit] = field(compare=False)


@dataclass(frozen=True)
class Problem:
    """One broken rule.

    Attributes:
        rule: The rule's name.
        severity: "error" (training is not possible), "warning" (it will hardly do what was meant) or "advice".
        nodes: The blocks concerned, the one to be marked first.
        message: One sentence: what is wrong, with which blocks and shapes.
        fix: The repair, if there is one.
        column: The column concerned, or "".
    """

    rule: str
    severity: str
    nodes: tuple[str, ...]
    message: str
    fix: Fix | None = None
    column: str = ""


@dataclass(frozen=True)
class Analysis:
    """Shapes (without the batch axis; None where unknown), parameters and multiply-adds by node id, and all problems."""

    shapes: Mapping[str, Shape | None] = field(default_factory=dict)
    parameters: Mapping[str, int] = field(default_factory=dict)
    multiply_adds: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @cached_property
    def total_parameters(self) -> int:
        """Trainable numbers in the whole network."""
        return sum(self.parameters.values())

    @cached_property
    def total_multiply_adds(self) -> int:
        """Multiply-adds of one sample's way through the network."""
        return sum(self.multiply_adds.values())

    @cached_property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that make training impossible."""
        return tuple(problem for problem in self.problems if problem.severity == ERROR)

    @property
    def is_trainable(self) -> bool:
        """Whether Play may be pressed."""
        return not self.errors

    def for_node(self, node: str) -> tuple[Problem, ...]:
        """The problems in which ``node`` takes part, worst first."""
        return tuple(problem for problem in self.problems if node in problem.nodes)

    def batch_bytes(self, batch: int) -> int:
        """Memory of one training step in bytes: float32 outputs and their gradients for ``batch`` rows, weights and theirs."""
        values = sum(_size(shape) for shape in self.shapes.values() if shape is not None)
        return 4 * 2 * (batch * values + self.total_parameters)


def _size(shape: Shape) -> int:
    size = 1
    for axis in shape:
        size *= axis
    return size
