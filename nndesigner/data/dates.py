"""Dates and times as they are commonly written, read by column: one form for the whole column, no locale involved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

# Names of the months as English, German, French, Spanish, Italian, Portuguese and Dutch write and shorten them.
_MONTHS = (
    "january jan januar jänner januari janvier janv enero ene gennaio gen janeiro", "february feb februar februari février "
    "févr fév fevrier febrero febbraio fevereiro fev", "march mar märz mär mrz maart mrt mars marzo março",
    "april apr avril avr abril abr aprile", "may mai mei mayo maggio mag maio", "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho", "august aug augustus août aout agosto ago",
    "september sep sept septembre septiembre settembre set setembro", "october oct oktober okt octobre octubre ottobre ott "
    "outubro out", "november nov novembre noviembre novembro", "december dec dezember dez décembre déc diciembre dic "
    "dicembre dezembro",
)  # fmt: skip
_NUMBERS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_WORD = "|".join(sorted(_NUMBERS, key=len, reverse=True))
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
    "q": r"Q(?P<quarter>[1-4])",
    "#": r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    "@": r"(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?Z?",
}
_DAYS = (
    "Y-m-d", "Y/m/d", "Y.m.d", "d.m.Y", "d/m/Y", "m/d/Y", "d-m-Y", "m-d-Y", "d.m.y", "d/m/y", "m/d/y", "d b Y", "d-b-Y",
    "d-b-y", "d b y", "d/b/Y", "d. b Y", "b d, Y", "b d Y", "b-d-Y", "Y b d", "Y-b-d", "#",
)  # fmt: skip
_TIMES = ("", "H:M", "H:M:S", "H:M p", "H:M:S p")
_OTHERS = (
    "H:M", "H:M:S", "H:M p", "H:M:S p", "Y-m", "m/Y", "b Y", "b-Y", "b-y", "Yq", "Y-q", "Y q", "q Y", "q-Y", "YMm",
    "b d H:M:S Y", "d/b/Y:H:M:S", "#T@", "# @",
)  # fmt: skip
FORMS = (*(f"{day} {time}".strip() for day in _DAYS for time in _TIMES), *_OTHERS)
_COULD_BE = re.compile(
    r"\d.*[-/.: ].*\d|\d+[ -][^\W\d_]|[^\W\d_]+ \d+|[^\W\d_]{3,}-\d\d(?:\d\d)?$"
    r"|^\d{4}[ -]?[QM]\d|^Q\d[ -]\d|[12]\d{7}(?:[T ]\d{4,6}Z?)?$",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?"
_ZONE = r"(?: ?(?:(?:UTC|GMT)?[+-]\d\d:?(?:\d\d)?|Z|UTC|GMT|[A-Z]{3,4}))?"
UNREAD = np.datetime64("NaT", "s")


def could_be_date(text: str) -> bool:
    """Whether it is worth trying to read ``text`` as a date."""
    return 5 <= len(text) <= 40 and _COULD_BE.search(text) is not None


def parse_date(text: str, form: str) -> np.datetime64:
    """``text`` read by ``form``, one of :data:`FORMS`, to the second, a zone passed over; NaT when it does not fit.

    A time without a date counts from the first day of 1970; a date without its time is midnight, and 24:00 the next one.
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
    month = _NUMBERS[part["name"].lower()] if part.get("name") else int(part.get("month") or 1)
    month = 3 * int(part["quarter"]) - 2 if part.get("quarter") else month
    minute, second = int(part.get("minute") or 0), int(part.get("second") or 0)
    late = hour == 24 and not minute and not second
    try:
        moment = datetime(year, month, int(part.get("day") or 1), 0 if late else hour, minute, second)
    except ValueError:
        return UNREAD
    return np.datetime64(moment, "s") + np.timedelta64(int(late), "D")


@lru_cache(maxsize=len(FORMS))
def _pattern(form: str) -> re.Pattern[str]:
    day, time = form, ""
    if " H:M" in form and not form.endswith(" Y"):
        day, time = form[: form.index(" H:M")], form[form.index(" H:M") + 1 :]
    body = _parts(day) + (f"(?:(?: |T| T|, ?){_parts(time)}{_ZONE})?" if time else _ZONE if "H" in day else "")
    weekday = _WEEKDAY if "d" in day else ""
    return re.compile(rf"\s*{weekday}{body}\s*$", re.IGNORECASE)


def _parts(form: str) -> str:
    if form.endswith(":M:S"):  # seconds that are zero are often left out
        return _parts(form[:-2]) + f"(?::{_LETTERS['S']})?"
    if form == "YMm":  # as offices of statistics write months
        return f"{_LETTERS['Y']}M{_LETTERS['m']}"
    if form == "b d H:M:S Y":  # as C's ctime writes it, with a zone before the year
        return f"{_parts('b d')} {_parts('H:M:S')}{_ZONE} {_LETTERS['Y']}"
    return "".join(" +" if letter == " " else _LETTERS.get(letter, re.escape(letter)) for letter in form)


def date_form(texts: Iterable[str]) -> str | None:
    """The one form that reads at least 95 of 100 texts, or None; the day before the month where both orders fit."""
    sample = list(texts)
    no_dates = (text for text in sample if not could_be_date(text))
    if not sample or next(islice(no_dates, int(len(sample) - 0.95 * len(sample)), None), None) is not None:
        return None
    few = sample[:: max(1, len(sample) // 20)]
    possible = [form for form in FORMS if _read(form, few[:3])] or FORMS
    ranked = sorted(possible, key=lambda form: -_read(form, few))
    for form in ranked[:6]:
        if _read(form, few) >= 0.9 * len(few) and _read(form, sample) >= 0.95 * len(sample):
            return _other_order(form) if _are_months(sample, form) else form
    return None


def could_swap(texts: Sequence[str], form: str) -> bool:
    """Whether day and month could as well stand the other way round in every text."""
    other = _other_order(form)
    if other == form:
        return False
    one, two = parse_dates(texts, form), parse_dates(texts, other)
    return np.count_nonzero(np.isnat(one)) == np.count_nonzero(np.isnat(two)) and set(one) != set(two)


def _other_order(form: str) -> str:
    """The form with day and month exchanged; itself where one order is sure: nobody writes points behind the month."""
    return form.translate(str.maketrans("dm", "md")) if re.match(r"[dm][-/][dm]", form) else form


def _are_months(texts: Sequence[str], form: str) -> bool:
    """Whether ``1/1/2020, 2/1/2020, … 12/1/2020`` are the first days of months rather than days of several Januaries."""
    if not could_swap(texts, form):
        return False
    dates = np.unique(parse_dates(texts, form))
    dates = dates[~np.isnat(dates)]
    firsts = np.unique(dates.astype("datetime64[M]").astype(int) % 12)
    years = np.unique(dates.astype("datetime64[Y]"))
    return bool(len(firsts) == 1 and firsts[0] == 0 and (len(dates) >= 12 or (len(years) > 1 and len(dates) > 2 * len(years))))


def _read(form: str, texts: Sequence[str]) -> int:
    return sum(not np.isnat(parse_date(text, form)) for text in texts)


def parse_dates(texts: Sequence[str], form: str) -> NDArray[np.datetime64]:
    """Every text read by ``form``; equal texts are read once."""
    known = {text: parse_date(text, form) for text in set(texts)}
    return np.array([known[text] for text in texts], dtype="datetime64[s]")
