"""Numbers need no encoding."""

from __future__ import annotations

from nndesigner.data.transforms.encoders import ENCODERS
from nndesigner.data.transforms.encoders.base import Encoder


@ENCODERS.register("none")
class NoEncoding(Encoder):
    """Numbers stay numbers; a date is its day, counted from 1970-01-01."""

    title = "As it is"
    summary = "Numbers stay numbers; a date is its day, counted from 1970."
    types = ("number", "date")
