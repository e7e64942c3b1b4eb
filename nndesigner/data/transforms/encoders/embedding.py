"""A whole number for an Embedding layer."""

from __future__ import annotations

import numpy as np

from nndesigner.data.transforms.encoders import ENCODERS
from nndesigner.data.transforms.encoders.base import Codes, Encoder, Floats


@ENCODERS.register("embedding")
class EmbeddingIndex(Encoder):
    """The category's number from 1; 0 is none of them. An Embedding of ``levels`` + 1 categories learns a vector for each."""

    title = "Embedding index"
    summary = "A whole number for an Embedding layer, which learns a vector for each category (Guo & Berkhahn 2016)."
    is_index = True

    def encode(self, codes: Codes, levels: int, offset: float = 0.0, scale: float = 1.0) -> Floats:
        return np.maximum(codes + 1, 0)[:, None].astype(np.float64)
