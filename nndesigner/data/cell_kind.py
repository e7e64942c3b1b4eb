"""What a cell seems to hold, before its column is known: a number, a date, a word or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nndesigner.data.numerals import MISSING, NumberFormat, is_wordless

PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,20})?$")
_DATE = re.compile(
    r"^(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].*)?|\d{1,2}:\d\d(?::\d\d.*)?|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4})$"
)
_MARKS = ((".", ""), (",", "."), (".", ","), (",", "\u00a0"), (",", "\u202f"))
_FORMATS = tuple(NumberFormat(decimal, thousands) for decimal, thousands in _MARKS)


def is_number(text: str) -> bool:
    """Whether a cell writes a number in one of the common ways."""
    if PLAIN_NUMBER.match(text) is not None:
        return True
    return is_wordless(text) and any(form.parse(text) is not None for form in _FORMATS)


def kind_of(text: str) -> str:
    """A cell's rough kind: missing, number, date or word."""
    text = text.strip()
    if text in MISSING:
        return "missing"
    if is_number(text):
        return "number"
    return "date" if _DATE.match(text) else "word"


def count_solid(kinds: Sequence[str]) -> int:
    """How many of these kinds are numbers or dates: what stands in rows, and in no header."""
    return kinds.count("number") + kinds.count("date")
