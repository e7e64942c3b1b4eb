"""What NumPy's calls alone cost in one training step: each generated line by itself, over and over."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from nndesigner.nn import step
from tests.benchmarks.rows import data
from tests.benchmarks.systems.ours import NNDesigner
from tests.benchmarks.workloads import Workload

BLOCK = 20
"""Calls between two looks at the clock: few, so that repeated in-place products do not become denormal."""


@dataclass(frozen=True)
class Floor:
    """Microseconds a step: ``calls`` bare calls as they are, and the same number of calls on 1 × 1 arrays."""

    calls: int
    bare: float
    smallest: float


@contextmanager
def recorded() -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """Source, and what its names stand for, of every step that runs inside."""
    found: list[tuple[str, dict[str, Any]]] = []
    original = step.Program.__init__

    def record(self: Any, *arguments: Any, **named: Any) -> None:
        original(self, *arguments, **named)
        run, source, fields = self.run, self.source, self.fields
        bound = dict(zip(run.__code__.co_varnames[1 : run.__code__.co_argcount], run.__defaults__, strict=True))

        def running(slots: Any) -> None:
            found.append((source, bound | dict(zip(fields, slots[0], strict=True))))
            self.run = run
            run(slots)

        self.run = running

    step.Program.__init__ = record  # type: ignore[method-assign]
    try:
        yield found
    finally:
        step.Program.__init__ = original  # type: ignore[method-assign]


def statements(source: str) -> list[str]:
    """The lines that one step runs: the body of the loop over batches."""
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    loop = next(part for part in function.body if isinstance(part, ast.For))
    return [ast.unparse(part) for part in loop.body]


def step_of(work: Workload) -> tuple[list[str], dict[str, Any]]:
    """The lines of a workload's compiled step and the arrays and functions that they name."""
    x, y = data(work)
    with recorded() as found:
        model = NNDesigner().model(work)
        model.fit(x[: 2 * work.batch], y[: 2 * work.batch], batch_size=work.batch, epochs=1, verbose=0)
    source, names = max(found, key=lambda one: len(one[0]))  # the step itself, beside what only predicts
    return statements(source), names


def cheapest(line: str, names: dict[str, Any], blocks: int) -> float:
    """Least seconds of one call of a line; the arrays are restored between blocks."""
    used = [name for name in names if name in {node.id for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Name)}]
    kept = [(names[name], names[name].copy()) for name in used if isinstance(names[name], np.ndarray)]
    full, empty = (_block(text, used, names) for text in (line, "pass"))
    least, nothing = float("inf"), float("inf")
    for _ in range(blocks):
        for array, copy in kept:
            if array.flags.writeable:
                array[...] = copy
        with np.errstate(all="ignore"):
            least, nothing = min(least, full()), min(nothing, empty())
    return max(0.0, least - nothing) / BLOCK


def _block(line: str, used: list[str], names: dict[str, Any]) -> Callable[[], float]:
    body = "\n".join([f"    {line}"] * BLOCK)
    source = f"def block({', '.join(['clock=clock', *(f'{name}={name}' for name in used)])}):\n"
    scope = {"clock": time.perf_counter, **names}
    exec(f"{source}    begin = clock()\n{body}\n    return clock() - begin\n", scope)
    made: Callable[[], float] = scope["block"]
    return made


def smallest(line: str, blocks: int) -> float:
    """Least seconds of a line's kind of call on 1 × 1 arrays."""
    a, b, c = (np.full((1, 1), 0.5, np.float32) for _ in range(3))
    call = ast.parse(line).body[0]
    function = ast.unparse(call.value.func) if isinstance(call, ast.Expr) and isinstance(call.value, ast.Call) else ""
    if function.endswith("dot"):
        return cheapest("dot(b, c)", {"dot": a.dot, "b": b, "c": c}, blocks)
    kind = getattr(np, function, None)
    if isinstance(kind, np.ufunc) and kind.nin == 1:
        return cheapest("kind(b, c)", {"kind": kind, "b": b, "c": c}, blocks)
    return cheapest("kind(a, b, c)", {"kind": np.multiply, "a": a, "b": b, "c": c}, blocks)


def measure(work: Workload, blocks: int = 300) -> Floor:
    """The floor of a workload's step."""
    lines, names = step_of(work)
    return Floor(
        len(lines),
        1e6 * sum(cheapest(line, names, blocks) for line in lines),
        1e6 * sum(smallest(line, blocks) for line in lines),
    )
