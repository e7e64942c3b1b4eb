"""The table of what a target format can express: a row a registered part, a named refusal for every other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nndesigner.core.errors import FileError
from nndesigner.core.options import Configurable
from nndesigner.core.registry import registry
from nndesigner.core.text import tr

_OF_TRAINING = ("trainable", "learning_rate_factor")
_NOUNS = {
    "layers": "layer",
    "activations": "activation",
    "losses": "loss",
    "optimizers": "optimizer",
    "schedules": "learning rate schedule",
    "regularizers": "regularizer",
    "constraints": "constraint",
}


@dataclass(frozen=True, slots=True)
class Row:
    """How a part is written: ``make`` gives what the target's writer needs; ``options`` are those that it heeds.

    An option outside ``options`` must have its default; ``ignored`` ones do not change what the exported network does.
    """

    make: Callable[..., Any]
    options: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of one target, by registry and registered name."""

    target: str
    tables: Mapping[str, Mapping[str, Row]] = field(default_factory=dict)
    refused: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Why a registered part has no row: a half sentence by registry and name."""

    def has(self, table: str, name: str) -> bool:
        """Whether there is a row."""
        return name in self.tables.get(table, {})

    def row(self, table: str, part: Any) -> Row:
        """The row of ``part``; :meth:`check` has found it before."""
        return self.tables[table][str(type(part).registered_name)]

    def make(self, table: str, part: Any, *arguments: Any) -> Any:
        """What the row of ``part`` gives."""
        return self.row(table, part).make(part, *arguments)

    def check(self, table: str, part: Any, where: str, *, training: bool = True) -> None:
        """Raise FileError unless ``part`` can be written in full; ``where`` names its place.

        Without ``training``, options that matter only to it are left out of the question.
        """
        name = getattr(type(part), "registered_name", None)
        shown, noun = name or type(part).__name__, _NOUNS[table]
        if not isinstance(part, Configurable) or name is None or not self.has(table, name):
            text = tr("{target} export has no form for the {noun} {name} of {where!r}; replace it or choose another format.")
            reason = self.refused.get(table, {}).get(str(name))
            because = "" if reason is None else tr(" The reason: {reason}.", reason=reason)
            raise FileError(text.format(target=self.target, noun=noun, name=shown, where=where) + because)
        described = registry(table).describe(part)
        changed = {} if isinstance(described, str) else described["config"]
        row = self.row(table, part)
        for option, value in changed.items():
            if not training and option in _OF_TRAINING:
                continue
            if option not in row.options and option not in row.ignored:
                text = tr("{target} export has no form for {option} of the {noun} {name} of {where!r}; received {value!r}.")
                raise FileError(text.format(target=self.target, option=option, noun=noun, name=shown, where=where, value=value))
            if table == "optimizers" and option != "schedule" and not isinstance(value, (bool, int, float, type(None))):
                text = tr("{target} export needs a number for {option} of the {noun} {name}; received {value!r}.")
                raise FileError(text.format(target=self.target, option=option, noun=noun, name=shown, value=value))


def full(table: str, name: str, make: Callable[..., Any], *without: str) -> Row:
    """A row that heeds all options of a registered part but those named in ``without``; initializers do not matter."""
    options = registry(table).get(name).OPTIONS
    starts = tuple(option for option, declared in options.items() if declared.registry == "initializers")
    ignored = (*starts, *(("unit_forget_bias",) if "unit_forget_bias" in options else ()))
    return Row(make, tuple(option for option in options if option not in (*without, *ignored)), ignored)


FOREIGN_OPERATION = "it is one operator of an ONNX graph, which only ONNX export writes"
NO_LINE_SEARCH = "it searches along a line over the whole training set, which no single step of a batch does"
