"""Keras 3's own files, ``.keras``: a network with its weights as a model of ours."""

from __future__ import annotations

from nndesigner.files.keras_file.reading import parse_keras, read_keras

__all__ = ["parse_keras", "read_keras"]
