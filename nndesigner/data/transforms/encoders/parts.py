"""The parts of a date."""

from __future__ import annotations

from nndesigner.data.transforms.encoders import ENCODERS
from nndesigner.data.transforms.encoders.base import Encoder


@ENCODERS.register("parts")
class Parts(Encoder):
    """Year, month, weekday … of a date; see ``transforms/date_parts.py``."""

    title = "Date parts"
    summary = "Year, month, weekday, hour …, of which those that come round lie on a circle."
    types = ("date",)
