"""Dates and times as they are commonly written, read by column: one form for the whole column, no locale involved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD = "|".join(["january|february|march|april|june|july|august|september|october|november|december", *_MONTHS, "sept"])
_LETTERS = {
    "Y": r"(?P<year>\d{4})",
    "y": r"(?P<year>\d\d)",
    "m": r"(?P<month>\d\d?)",
    "b": rf"(?P<name>{_WORD})\.?",
    "d": r"(?P<day>\d\d?)",
    "H": r"(?P<hour>\d\d?)",
    "M": r"(?P<minute>\d\d)",
    "S": r"(?P<second>\d\d)(?:[.,]\d{1,9})?",
    "p": r"(?P<half>[ap])\.?m\.?",
}
_DAYS = (
    "Y-m-d", "Y/m/d", "Y.m.d", "d.m.Y", "d/m/Y", "m/d/Y", "d-m-Y", "m-d-Y", "d.m.y", "d/m/y", "m/d/y", "d b Y", "d-b-Y",
    "d-b-y", "b d, Y", "b d Y",
)  # fmt: skip
_TIMES = ("", "H:M", "H:M:S", "H:M p", "H:M:S p")
FORMS = (*(f"{day} {time}".strip() for day in _DAYS for time in _TIMES), "H:M", "H:M:S", "Y-m", "m/Y", "b Y", "b-Y")
_COULD_BE = re.compile(r"\d.*[-/.: ].*\d|\d+[ -][A-Za-z]|[A-Za-z]+ \d+")
UNREAD = np.datetime64("NaT", "s")


def could_be_date(text: str) -> bool:
    """Whether it is worth trying to read ``text`` as a date."""
    return 5 <= len(text) <= 40 and _COULD_BE.search(text) is not None


def parse_date(text: str, form: str) -> np.datetime64:
    """``text`` read by ``form``, one of :data:`FORMS`, to the second, a zone passed over; NaT when it does not fit.

    A time without a date counts from the first day of 1970.
    """
    match = _pattern(form).match(text)
    if match is None:
        return UNREAD
    part = match.groupdict()
    year, hour = int(part.get("year") or 1970), int(part.get("hour") or 0)
    if len(part.get("year") or "") == 2:
        year += 1900 if year >= 69 else 2000
    if part.get("half"):
        if not 1 <= hour <= 12:
            return UNREAD
        hour = hour % 12 + (12 if part["half"].lower() == "p" else 0)
    month = _MONTHS.index(part["name"][:3].lower()) + 1 if part.get("name") else int(part.get("month") or 1)
    try:
        moment = datetime(
            year, month, int(part.get("day") or 1), hour, int(part.get("minute") or 0), int(part.get("second") or 0)
        )
    except ValueError:
        return UNREAD
    return np.datetime64(moment, "s")


@lru_cache(maxsize=len(FORMS))
def _pattern(form: str) -> re.Pattern[str]:
    body = "".join("(?: |T| T)" if letter == " " and "H" in form[place:place + 2] else _LETTERS.get(letter, re.escape(letter))
                   for place, letter in enumerate(form))  # fmt: skip
    zone = r"(?: ?(?:Z|UTC|[+-]\d\d:?(?:\d\d)?))?" if "H" in form else ""
    return re.compile(rf"\s*{body}{zone}\s*$", re.IGNORECASE)


def date_form(texts: Iterable[str]) -> str | None:
    """The one form that reads at least 95 of 100 texts, or None; the day before the month where both orders fit."""
    sample = list(texts)
    if not sample or sum(map(could_be_date, sample)) < 0.95 * len(sample):
        return None
    few = sample[:: max(1, len(sample) // 20)]
    possible = [form for form in FORMS if _read(form, few[:3])] or FORMS
    ranked = sorted(possible, key=lambda form: -_read(form, few))
    for form in ranked[:6]:
        if _read(form, few) >= 0.9 * len(few) and _read(form, sample) >= 0.95 * len(sample):
            return form
    return None


def _read(form: str, texts: list[str]) -> int:
    return sum(not np.isnat(parse_date(text, form)) for text in texts)


def parse_dates(texts: list[str], form: str) -> NDArray[np.datetime64]:
    """Every text read by ``form``; equal texts are read once."""
    known = {text: parse_date(text, form) for text in set(texts)}
    return np.array([known[text] for text in texts], dtype="datetime64[s]")
