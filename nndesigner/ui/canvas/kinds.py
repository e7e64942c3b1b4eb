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

_INTERNAL = "tensor"
"""Made by code that computes with layers' outputs; such blocks are shown where a file brings them, and not offered."""

# What people type who look for a layer that is called otherwise here.
_OTHER_NAMES = {
    "Activation": "relu sigmoid tanh softmax gelu elu selu swish",
    "Dense": "linear fully connected fc perceptron",
    "Conv2D": "cnn filter image",
    "Conv1D": "cnn filter series",
    "Conv2DTranspose": "deconvolution",
    "Conv1DTranspose": "deconvolution",
    "UpSampling1D": "upsample enlarge",
    "UpSampling2D": "upsample enlarge",
    "Add": "residual shortcut sum",
    "Concatenate": "join stack",
    "LSTM": "rnn long short-term memory",
    "GRU": "rnn gated recurrent unit",
}


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

    def distance(self, words: str) -> int:
        """How far from its title the match is: 0 begins it, 1 is in it, 2 is elsewhere."""
        title, words = self.title.lower(), words.lower().strip()
        return 0 if title.startswith(words) else 1 if words in title else 2

    def matches(self, words: str) -> bool:
        """Whether every word typed is in its name, title, family, summary or other names; hyphens do not count."""
        text = f"{self.name} {self.title} {self.group} {self.summary} {_OTHER_NAMES.get(self.name, '')}"
        text = text.lower().replace("-", "")
        return all(word in text for word in words.lower().replace("-", "").split())


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
    kinds = [kind_of(name) for name in (*parts("layers"), "Input", "Output")]
    return sorted((kind for kind in kinds if kind.family != _INTERNAL), key=lambda kind: kind.rank)
