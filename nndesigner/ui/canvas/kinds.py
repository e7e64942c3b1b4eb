"""The kinds of blocks: Input, Output and every registered layer, with what the palette and the menu say of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.project.blocks import block_class, parts

_FAMILIES = (
    "core",
    "activation",
    "convolution",
    "pooling",
    "recurrent",
    "embedding",
    "attention",
    "normalization",
    "regularization",
    "reshape",
    "merge",
    "input",
    "output",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of block, as a palette entry or a menu entry shows it."""

    name: str
    title: str
    family: str
    summary: str

    @property
    def icon(self) -> str:
        """A name for ``theme().icon``: the family's."""
        return f"family:{self.family}"

    @property
    def color_role(self) -> str:
        """A role for ``theme().color``: the family's hue."""
        return f"family:{self.family}"

    @property
    def group(self) -> str:
        """The heading under which it is listed."""
        return tr("Input and output") if self.family in ("input", "output") else tr(self.family.replace("_", " ").capitalize())

    @property
    def rank(self) -> int:
        """The place of its family in a list."""
        return _FAMILIES.index(self.family) if self.family in _FAMILIES else len(_FAMILIES)

    def matches(self, words: str) -> bool:
        """Whether every word typed is in its name, title, family or summary."""
        text = f"{self.name} {self.title} {self.group} {self.summary}".lower()
        return all(word in text for word in words.lower().split())


@lru_cache(maxsize=256)
def kind_of(name: str) -> Kind:
    """The kind called ``name``; one that this version does not know is shown under its own name."""
    try:
        block = block_class(name)
    except DesignerError:
        return Kind(name, name, "core", tr("This layer is not known to this version."))
    return Kind(name, tr(block.title), block.family, tr(block.summary))


def all_kinds() -> list[Kind]:
    """Every kind that can be added, family by family: the layers, then Input and Output."""
    names = [*parts("layers"), "Input", "Output"]
    return sorted((kind_of(name) for name in names), key=lambda kind: kind.rank)
