"""Numbers as people write them: decimal comma, thousands, percent, currency, accounting brackets."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest

import numpy as np
from numpy.typing import NDArray

MISSING = frozenset((
    "", "-", "--", "\u2013", "\u2014", "?", ".", "..", "...", ":",
    "NA", "N/A", "n/a", "N.A.", "n.a.", "NaN", "nan", "NAN", "-NaN", "-nan", "NaT", "<NA>", "1.#QNAN", "1.#IND", "-1.#IND",
    "null", "NULL", "Null", "(null)", "\\N", "None", "missing", "Missing", "MISSING",
    "#N/A", "#NA", "#N/A N/A", "#VALUE!", "#DIV/0!", "#REF!", "#NUM!", "#NAME?", "#NULL!",
))  # fmt: skip
_CURRENCY = "$€£¥₹₽₩₺₴₪฿¢"
_DRESS = re.compile(
    rf"^([+-]?)\s*(?:[{_CURRENCY}]|USD|EUR|GBP|CHF)?\s*([+-]?)(.*?)\s*(?:%|‰|°[CF]?|[{_CURRENCY}]|USD|EUR|GBP|CHF)?$"
)
# Letters and marks that no way of writing numbers has: all but those of e and of the currencies below.
_WORDY = re.compile(r"""[^\W\d_eEUSDRGBPCHF]|[/:;@#<>="\\*&~|?!\[\]{}]""")
_MINUS_BEHIND = re.compile(r"^\d[\d.,' \u00a0\u202f]*-$")  # as SAP writes it
_PLAIN = re.compile(r"^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$")
_POINTS = re.compile(r"^-?[1-9]\d{0,2}(?:\.\d{3})+$")
_FORTRAN = re.compile(r"^[+-]?(?:\d+[.,]?\d*|[.,]\d+)D[+-]?\d{1,3}$")  # double precision
_LEADING_ZERO = re.compile(r"\n *0\d+ *(?=\n)")
_FRACTION = re.compile(r"\d[.,]\d")
_LONG_INTEGER = re.compile(r"\n *-?\d{16,} *(?=\n)")
_COMMA = re.compile(r"^[+-]?(?:\d{1,3}(?:[.\u00a0\u202f ']\d{3})*|\d*),\d+(?:[eE][+-]?\d+)?$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}([,.\u00a0\u202f '’_])\d{3}(?:\1\d{3})*(?:[.,]\d+)?$")


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """The decimal mark and the mark between thousands ("" for none)."""

    decimal: str = "."
    thousands: str = ""

    def parse(self, text: str) -> float | None:
        """The finite number that ``text`` writes, or None; a percent sign or a currency is passed over."""
        text = text.strip()
        if _usual(self.decimal, self.thousands).match(text):
            value = float(text.replace(self.thousands, "").replace(self.decimal, "."))
            return value if math.isfinite(value) else None
        if _FORTRAN.match(text):
            text = text.replace("D", "E")
        text = text.replace("\u2212", "-").replace("\u2013", "-")  # a minus sign, and the dash that many programs make of it
        if _MINUS_BEHIND.match(text):
            text = f"-{text[:-1]}"
        negative = len(text) > 2 and text[0] == "(" and text[-1] == ")"
        match = _DRESS.match(text[1:-1] if negative else text)
        if match is None:
            return None
        outer, inner, digits = match.groups()
        digits = digits.strip()
        if self.thousands and self.thousands in digits:
            if not _grouped_by(digits, self.thousands, self.decimal):
                return None
            digits = digits.replace(self.thousands, "")
        if self.decimal != ".":
            if "." in digits:
                return None
            digits = digits.replace(self.decimal, ".", 1)
        if not _PLAIN.match(digits):
            return None
        value = float(digits)
        if not math.isfinite(value):
            return None
        return -value if negative != ((outer + inner) in ("-", "+-", "-+")) else value


_FORMATS = (
    NumberFormat(".", ""),
    NumberFormat(",", ""),
    NumberFormat(".", ","),
    NumberFormat(",", "."),
    NumberFormat(",", " "),
    NumberFormat(",", "\u00a0"),
    NumberFormat(",", "\u202f"),
    NumberFormat(".", " "),
    NumberFormat(".", "\u00a0"),
    NumberFormat(".", "\u202f"),
    NumberFormat(".", "'"),
    NumberFormat(".", "’"),
    NumberFormat(",", "'"),
    NumberFormat(".", "_"),
)


@lru_cache(maxsize=32)
def _usual(decimal: str, thousands: str) -> re.Pattern[str]:
    """A number without a percent sign, a currency or brackets."""
    mark, group = re.escape(decimal), re.escape(thousands)
    indian = rf"[0-9]{{1,2}}(?:{group}[0-9]{{2}})+{group}[0-9]{{3}}|" if thousands == "," else ""
    grouped = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|{indian}" if thousands else ""
    return re.compile(rf"^[+-]?(?:{grouped}[0-9]+)(?:{mark}[0-9]*)?(?:[eE][+-]?[0-9]{{1,4}})?$")


def _grouped_by(digits: str, thousands: str, decimal: str) -> bool:
    whole, _, fraction = digits.partition(decimal)
    groups = whole.split(thousands)
    if thousands in fraction or not 1 <= len(groups[0]) <= 3 or len(groups[-1]) != 3:
        return len(groups) == 1 and thousands not in fraction and 1 <= len(groups[0]) <= 3
    middle = {len(group) for group in groups[1:-1]}
    return middle <= {3} or (thousands == "," and middle == {2} and len(groups[0]) < 3)


def best_format(counts: Mapping[str, int], decimal: str = ".") -> tuple[NumberFormat, int]:
    """The format under which most of the texts (each with how often it occurs) are numbers, and how many are.

    ``decimal`` is the file's decimal mark; it decides where both readings fit, as for ``1,234`` or ``1.234``.
    """
    counts = {text: count for text, count in counts.items() if is_wordless(text)}
    candidates: tuple[NumberFormat, ...] = _FORMATS
    if len(counts) > 2000:
        few = {text: counts[text] for text in list(counts)[:: len(counts) // 1000]}
        candidates = tuple(sorted(_FORMATS, key=lambda form: -_readable(form, few)))[:3]
        if _readable(candidates[0], few) < 0.5 * sum(few.values()):
            return candidates[0], 0
    scores = [(_readable(candidate, counts), candidate.decimal == decimal) for candidate in candidates]
    best = scores.index(max(scores))
    return candidates[best], scores[best][0]


def _readable(form: NumberFormat, counts: Mapping[str, int]) -> int:
    return sum(count for text, count in counts.items() if form.parse(text) is not None)


def is_wordless(text: str) -> bool:
    """Whether there is no word in ``text``, so that it is worth trying to read it as a number."""
    return _WORDY.search(text) is None


def is_infinite(text: str) -> bool:
    """Whether ``text`` writes an infinite number, or one too large for a float."""
    try:
        return math.isinf(float(text))
    except ValueError:
        return False


def plain_numbers(cells: Sequence[str], missing: frozenset[str]) -> NDArray[np.float64] | None:
    """The cells as float64 with NaN where one is missing; None unless every other one is a plain finite number.

    Integers with leading zeros and those too long for a float are no plain numbers: they name things.
    """
    try:
        values = np.fromiter(map(float, cells), np.float64, len(cells))
    except ValueError:
        try:
            values = np.array([math.nan if cell in missing or cell.strip() in missing else float(cell) for cell in cells])
        except ValueError:
            return None
    if any(cells[index].strip() not in missing for index in np.flatnonzero(~np.isfinite(values)).tolist()):
        return None
    joined = "\n".join(cells)
    return None if "_" in joined or _names_things(f"\n{joined}\n", max(map(len, cells), default=0)) else values


def _names_things(joined: str, longest: int) -> bool:
    zeros = "\n0" in joined or "\n " in joined
    if zeros and _LEADING_ZERO.search(joined) is not None:
        return True
    return longest > 15 and _LONG_INTEGER.search(joined) is not None and _FRACTION.search(joined) is None


def has_leading_zeros(texts: Iterable[str]) -> bool:
    """Whether one of the texts is an integer written with a leading zero, or one too long for a float."""
    joined = "\n".join(texts)
    return _names_things(f"\n{joined}\n", len(joined))


def decimal_of(rows: Sequence[Sequence[str]]) -> str:
    """The decimal mark that the cells of some rows use, where they say so without doubt; "." otherwise."""
    commas = points = 0
    for cell in chain.from_iterable(rows):
        text = cell.strip().rstrip("%€$£- ").lstrip("€$£ ")
        if "," not in text:
            points += "." in text and bool(_PLAIN.match(text.lstrip("+-"))) and not _GROUPED.match(text)
        elif _COMMA.match(text) and not (
            _GROUPED.match(text) and not text.startswith("0") and text.count(",") == 1 and "." not in text
        ):
            commas += 1
    if not commas and not points and any(map(_groups_by_points, zip_longest(*rows, fillvalue=""))):
        return ","
    return "," if commas > points else "."


def _groups_by_points(column: Sequence[str]) -> bool:
    """Whether a column of whole numbers has points between thousands: three digits behind each point, none in small numbers."""
    cells = {cell.strip() for cell in column}
    grouped = {cell for cell in cells if _POINTS.match(cell)}
    whole = {cell for cell in cells if cell.isdigit()}
    plain = whole | {cell for cell in cells if cell in MISSING}
    return len(grouped) > 2 and len(whole) > 1 and cells <= grouped | plain and max(map(len, whole)) <= 3
