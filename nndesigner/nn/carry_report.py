"""What became of learned weights in a changed network, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nndesigner.core.text import tr

if TYPE_CHECKING:
    from nndesigner.nn.layers.base import Layer


@dataclass(frozen=True, slots=True)
class Carried:
    """One layer: how many of its numbers were kept, and how many of the old ones cut.

    ``kept + zeroed + drawn`` is what the layer has now, ``kept + cut`` what it had: ``zeroed`` began at zero so that the
    outputs stay as they were, ``drawn`` came from the initializers.
    """

    name: str
    kind: str
    kept: int = 0
    cut: int = 0
    zeroed: int = 0
    drawn: int = 0
    note: str = ""

    @classmethod
    def inserted(cls, layer: Layer, note: str = "") -> Carried:
        """A layer that was not there before."""
        return cls(str(layer.name), type(layer).__name__, drawn=_size(layer), note=note or tr("it is new"))

    @classmethod
    def anew(cls, layer: Layer, before: int, note: str) -> Carried:
        """A layer of which nothing could be kept."""
        return cls(str(layer.name), type(layer).__name__, cut=before, drawn=_size(layer), note=note)

    @classmethod
    def removed(cls, name: str, kind: str, before: int) -> Carried:
        """A layer that is not there any more."""
        return cls(name, kind, cut=before, note=tr("it was removed"))

    @property
    def count(self) -> int:
        """How many numbers the layer has now."""
        return self.kept + self.zeroed + self.drawn

    def __str__(self) -> str:
        if self.kept and self.kept == self.count and not self.cut:
            text = tr("{name}: all {count} weights kept", name=self.name, count=self.kept)
        else:
            parts = [
                tr("{count} weights kept", count=self.kept) if self.kept else "",
                tr("{count} new ones at zero", count=self.zeroed) if self.zeroed else "",
                tr("{count} started anew", count=self.drawn) if self.drawn else "",
                tr("{count} old ones cut", count=self.cut) if self.cut else "",
            ]
            text = f"{self.name}: " + ", ".join(part for part in parts if part)
        return f"{text} ({self.note})." if self.note else f"{text}."


@dataclass(frozen=True, slots=True)
class CarryReport:
    """All layers with weights, in the order of the new network, then those that were removed."""

    layers: tuple[Carried, ...]

    @property
    def kept(self) -> int:
        """Numbers that the new network has from the old one."""
        return sum(row.kept for row in self.layers)

    @property
    def count(self) -> int:
        """Numbers that the new network has."""
        return sum(row.count for row in self.layers)

    @property
    def cut(self) -> int:
        """Numbers of the old network that are gone."""
        return sum(row.cut for row in self.layers)

    @property
    def is_whole(self) -> bool:
        """Whether everything was kept and nothing is new."""
        return self.kept == self.count and not self.cut

    @property
    def summary(self) -> str:
        """One sentence for a status line."""
        if self.is_whole:
            return tr("All {count} learned weights were kept.", count=self.kept)
        text = tr("{kept} of {count} weights were kept", kept=self.kept, count=self.count)
        return text + (tr("; {cut} old ones were cut.", cut=self.cut) if self.cut else ".")

    def __str__(self) -> str:
        return "\n".join([self.summary, *(f"  {row}" for row in self.layers)])


def _size(layer: Layer) -> int:
    return sum(weight.size for weight in layer.weights)
