"""How categories (and dates) become numbers: one file and one row an encoder."""

from __future__ import annotations

from nndesigner.core.registry import Registry
from nndesigner.data.transforms.encoders.base import Encoder

ENCODERS: Registry[Encoder] = Registry(
    "encoders",
    "encoding",
    {
        "onehot": "onehot",
        "ordinal": "ordinal",
        "binary": "binary",
        "embedding": "embedding",
        "parts": "parts",
        "none": "none",
    },
    "nndesigner.data.transforms.encoders",
)
ENCODINGS = tuple(ENCODERS)


def category_encoder(name: str) -> Encoder:
    """The encoder of categories called ``name``; one-hot where the name means that numbers stay as they are."""
    encoder = ENCODERS.create(name)
    return encoder if "category" in encoder.types else ENCODERS.create("onehot")


__all__ = ["ENCODERS", "ENCODINGS", "Encoder", "category_encoder"]
