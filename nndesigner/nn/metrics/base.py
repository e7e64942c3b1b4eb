"""What every metric is: sums over samples that add up, and the number that they come to."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import numpy as np

from nndesigner.core.errors import OptionError
from nndesigner.core.options import Configurable
from nndesigner.nn.keras_names import drop_neutral
from nndesigner.nn.types import Array, Shape


class Metric(Configurable):
    """Base of all metrics.

    A metric over a whole epoch is made from parts: ``sums`` of any two batches may be added, and ``result`` turns the
    total into the number. So the metric is exact for any batch size, and never needs all predictions at once.
    """

    title: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    larger_is_better: ClassVar[bool] = False

    def __init__(self, *args: Any, name: str | None = None, **kwargs: Any) -> None:
        drop_neutral(type(self).__name__, kwargs, self.OPTIONS)
        super().__init__(*args, **kwargs)
        self.key = name

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | ({} if self.key is None else {"name": self.key})

    @property
    def name(self) -> str:
        """The key in history and logs."""
        return self.key or self.registered_name or type(self).__name__

    def resolve(self, output_shape: Shape) -> Metric:
        """The metric that is meant for this output (``accuracy`` chooses its kind by it)."""
        return self

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        """What a batch (n, ...) contributes, as a float64 array that may be added to another batch's."""
        raise NotImplementedError(f"{type(self).__name__} has no formula: define sums(y_true, y_pred).")

    def result(self, sums: Array) -> float:
        """The metric from added-up sums; by default their quotient: total over count."""
        return float(sums[0] / sums[1]) if sums[1] else float("nan")

    def __call__(self, y_true: Array, y_pred: Array) -> float:
        """The metric of one batch."""
        return self.result(self.sums(np.asarray(y_true), np.asarray(y_pred)))


class FunctionMetric(Metric):
    """A function ``f(y_true, y_pred)`` of the user's own, averaged over samples; gives one number or one a sample."""

    title = "Function"

    def __init__(self, function: Any) -> None:
        super().__init__()
        self._function = function

    @property
    def name(self) -> str:
        return self.key or str(getattr(self._function, "__name__", "metric"))

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        return np.array([np.mean(self._function(y_true, y_pred)) * len(y_pred), len(y_pred)])


def as_metrics(parts: Any) -> list[Metric]:
    """One metric or several, each as :func:`as_metric` takes it, as a list; None is none."""
    several = isinstance(parts, Iterable) and not isinstance(parts, str | Mapping)
    return [as_metric(part) for part in (parts if several else [] if parts is None else [parts])]


def resolved(metrics: Iterable[Metric], output_shape: Shape) -> list[Metric]:
    """The metrics for this output; the second of one name is called ``name_1``, so that both are kept."""
    found: list[Metric] = []
    for metric in metrics:
        fit, taken = metric.resolve(output_shape), {"loss", *(other.name for other in found)}
        if fit.name in taken:
            fit = copy.copy(fit)
            base = fit.name
            fit.key = next(name for name in (f"{base}_{n}" for n in itertools.count(1)) if name not in taken)
        found.append(fit)
    return found


def as_metric(part: Any) -> Metric:
    """A metric from a name, a description, a Metric or a function."""
    from nndesigner.nn.registries import METRICS

    made: Any = METRICS.create(part)
    if isinstance(made, Metric):
        return made
    if callable(made):
        return FunctionMetric(made)
    raise OptionError(f"A metric is a name, a Metric or a function; received {part!r}.")
