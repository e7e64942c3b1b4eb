"""The type of a column, decided by every cell of it, and cells read as a type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.coded import Coded
from nndesigner.data.column import TYPES, Column
from nndesigner.data.dates import UNREAD, could_swap, date_form, parse_dates
from nndesigner.data.labels import YES_NO
from nndesigner.data.numerals import best_format, has_leading_zeros, is_infinite, plain_numbers
from nndesigner.data.texts import Texts

# A column of numbers may hold this share of cells that are none; they are named as problems.
STRAY_SHARE = 0.05
_SOME = 1024  # rows looked at before a look at all of them
_WORDS = frozenset(word for pair in YES_NO for word in pair)
_ID_NAME = re.compile(
    r"^(?:unnamed.*|row_?(?:names?|id|number)?|index|idx|id|key|uid|uuid|guid|nr|no\.?|#)$|[_ \-.]id$", re.IGNORECASE
)
_SENTINELS = frozenset((99.0, 999.0, 9999.0, 99999.0, 999999.0))
_TOKEN = re.compile(r"^(?=.*[0-9])[A-Za-z]{0,8}[-_/.:#]?[0-9a-fA-F][0-9a-fA-F\-]*$")
_CAMEL_ID = re.compile(r"[a-z](?:Id|ID)$")


@dataclass(frozen=True, slots=True)
class Context:
    """What a column's type depends on besides its cells."""

    texts: Texts
    bad: NDArray[np.bool_]
    missing: frozenset[str]
    decimal: str = "."


def numbers(name: str, index: int, values: NDArray[np.float64], context: Context) -> Column:
    """A column in which every cell is a plain number or missing (NaN)."""
    return _numbers(name, index, values, None, context)


def are_stray(strays: Sequence[str], numbers: int) -> bool:
    """Whether cells that are no plain numbers are few among ``numbers`` that are, and no numbers in any other writing."""
    counts = Counter(text.strip() for text in strays)
    total = numbers + len(strays)
    few = len(strays) <= STRAY_SHARE * total or (len(strays) == 1 and total >= 10)
    return few and not has_leading_zeros(counts) and not any(map(is_infinite, counts)) and not best_format(counts)[1]


def numbers_with_strays(
    name: str, index: int, values: NDArray[np.float64], rows: NDArray[np.int64], context: Context
) -> Column:
    """A column of plain numbers, but for the cells in ``rows``, which cannot be read."""
    unreadable = np.zeros(len(values), np.bool_)
    unreadable[rows] = True
    unreadable &= ~context.bad
    return _column(name, "number", index, values, context, unreadable=unreadable)


def column_of(name: str, index: int, cells: list[str], context: Context) -> Column:
    """The column of the given cell texts, with the type that all of them together call for."""
    values = plain_numbers(cells, context.missing)
    if values is not None and not (context.decimal == "," and np.any(values % 1)):
        return _numbers(name, index, values, None, context)
    return infer(name, index, Coded.of(cells), context)


def infer(name: str, index: int, cells: Coded, context: Context) -> Column:
    """The column of the given cell texts, with the type that they call for."""
    counts = _known_counts(cells, context)
    total = sum(counts.values())
    if not total:
        return _named(name, "text", index, cells, context)
    if has_leading_zeros(counts):
        share = sum(count for text, count in counts.items() if text.isdigit()) / total
        return _read(name, "identifier" if share > 0.5 else _wording(name, counts, total), index, cells, context)
    number_format, readable = best_format(counts, context.decimal)
    stray = total - readable
    infinite = sum(count for text, count in counts.items() if is_infinite(text)) if stray and readable else 0
    if readable and (stray - infinite <= STRAY_SHARE * total or (stray - infinite == 1 and total >= 10)):
        values = _mapped(cells, {text: number_format.parse(text) for text in counts}, np.nan, np.dtype(np.float64))
        return _numbers(name, index, values, cells if stray else None, context)
    if len({text.lower() for text in counts}) <= 2 and _is_yes_no(counts):
        return _coded(name, "yes/no", index, cells, context)
    if date_form(counts) is not None:
        return _read(name, "date", index, cells, context)
    return _read(name, _wording(name, counts, total), index, cells, context)


def read_as(column: Column, type: str) -> Column:
    """The cells of ``column`` read as ``type``. Raises DataError for a type that there is none of."""
    if type not in TYPES:
        raise DataError(tr("A column is of type {types}; received {type!r}.", types=", ".join(TYPES), type=type))
    context = Context(column.texts, column.bad, column.missing, column.decimal)
    return _read(column.name, type, column.index, Coded.of(column.texts.column(column.index)), context)


def _read(name: str, type: str, index: int, cells: Coded, context: Context) -> Column:
    if type in ("category", "yes/no"):
        return _coded(name, type, index, cells, context)
    if type == "date":
        known = list(_known_counts(cells, context))
        form = date_form(known)
        data: NDArray[Any] = np.full(len(cells.codes), UNREAD)
        if form is not None:
            data = parse_dates(cells.texts, form)[cells.codes]
        unreadable = _not_missing(cells, context) & np.isnat(data)
        remark = _order(form) if form is not None and could_swap(known, form) else ""
        return _column(name, type, index, data, context, unreadable=unreadable, remark=remark)
    if type == "number":
        counts = _known_counts(cells, context)
        number_format, _ = best_format(counts, context.decimal)
        data = _mapped(cells, {text: number_format.parse(text) for text in counts}, np.nan, np.dtype(np.float64))
        return _column(name, type, index, data, context, unreadable=_not_missing(cells, context) & np.isnan(data))
    return _named(name, type, index, cells, context)


def _order(form: str) -> str:
    """What to say of dates whose day and month could be exchanged."""
    if form.startswith("d"):
        return tr("no date tells the day from the month; the day was read first")
    return tr("no date tells the day from the month; the month was read first")


def _numbers(name: str, index: int, values: NDArray[np.float64], cells: Coded | None, context: Context) -> Column:
    """A number column, unless its name and its values say that it only names the rows."""
    if context.bad.any():
        values[context.bad] = np.nan
    if np.isnan(values[:_SOME]).all() and np.isnan(values).all():
        return _column(name, "text", index, np.zeros(len(values), np.bool_), context)
    if cells is None and _could_name_rows(name, index):
        known = ~np.isnan(values)
        if np.array_equal(known, ~context.bad) and _names_rows(index, name, values[known]):
            return _column(name, "identifier", index, known, context)
    if cells is None and _could_be_days(values[:_SOME]) and _are_days(values[~np.isnan(values)]):
        days = _read(name, "date", index, Coded.of(context.texts.column(index)), context)
        if days.unreadable is None:
            return days
    unreadable = None if cells is None else _not_missing(cells, context) & np.isnan(values)
    return _column(name, "number", index, values, context, unreadable=unreadable, remark=_sentinel(values))


def _could_be_days(some: NDArray[np.float64]) -> bool:
    return not np.any((some < 1900_01_01) | (some > 2099_12_31))


def _sentinel(values: NDArray[np.float64]) -> str:
    """What to say of numbers such as -999 that stand for "missing" in some programs, far from all others; "" without such."""
    for value in (float(np.fmin.reduce(values)), float(np.fmax.reduce(values))):  # NaN counts for neither
        if abs(value) in _SENTINELS:
            others = values[(values != value) & ~np.isnan(values)]
            often = np.count_nonzero(values == value)
            if often > 1 and len(others) > 2 and abs(value) > 3 * max(abs(others.min()), abs(others.max())):
                message = "{value} stands here {count} times, far from all others: if it means missing, say so when reading"
                return tr(message, value=f"{value:g}", count=often)
    return ""


def _are_days(known: NDArray[np.float64]) -> bool:
    """Whether numbers such as 20201231 are days: all are, of 1900 to 2099, and three at least differ."""
    if known.min() < 1900_01_01 or known.max() > 2099_12_31 or np.any(known % 1):
        return False
    days = np.unique(known) % 10000
    return bool(len(days) > 2 and np.all((days >= 101) & (days <= 1231) & (days % 100 >= 1) & (days % 100 <= 31)))


def _could_name_rows(name: str, index: int) -> bool:
    return _is_nameless(name, index) or _is_id_name(name)


def _is_nameless(name: str, index: int) -> bool:
    return index == 0 and re.fullmatch(r"column_1|row", name) is not None


def _names_rows(index: int, name: str, known: NDArray[np.float64]) -> bool:
    if len(known) < 3 or np.any(known % 1):
        return False
    if _is_nameless(name, index):
        return bool(np.all(np.diff(known) == 1) and known[0] in (0, 1))
    return len(np.unique(known)) == len(known)


def _is_id_name(name: str) -> bool:
    return _ID_NAME.search(name) is not None or _CAMEL_ID.search(name) is not None


def _wording(name: str, counts: Mapping[str, int], total: int) -> str:
    """Category, identifier or text, for a column of words."""
    unique = len(counts)
    repeats = total >= 1.5 * unique
    longest = max(map(len, counts))
    if (unique <= 2 and total > unique) or (repeats and unique <= 1000 and longest <= 100):
        return "category"
    if unique == total and total >= 3 and (_is_id_name(name) or all(_TOKEN.match(text) for text in counts)):
        return "identifier"
    spaced = sum(" " in text for text in counts) > 0.3 * unique
    if total < 20 and longest <= 30 and not spaced and not (unique == total and name.lower() in ("name", "title")):
        return "category"
    return "text"


def _is_yes_no(counts: Mapping[str, int]) -> bool:
    words = {text.lower() for text in counts}
    if words == {"0", "1"} or not words <= _WORDS:
        return False
    return any(words == set(pair) for pair in YES_NO) or (len(words) == 1 and len(next(iter(words))) > 2)


def _named(name: str, type: str, index: int, cells: Coded, context: Context) -> Column:
    return _column(name, type, index, _not_missing(cells, context), context)


def _coded(name: str, type: str, index: int, cells: Coded, context: Context) -> Column:
    counts = _known_counts(cells, context)
    labels = _yes_no_labels(counts) if type == "yes/no" else _labels(counts)
    categories = tuple(dict.fromkeys(labels[text] for text in _in_order(labels, type)))
    place = {category: code for code, category in enumerate(categories)}
    codes = _mapped(cells, {text: place[label] for text, label in labels.items()}, -1, np.dtype(np.int32))
    if context.bad.any():
        codes[context.bad] = -1
    fit = counts.keys() <= labels.keys()
    unreadable = None if fit else _not_missing(cells, context) & (codes < 0)
    return _column(name, type, index, codes, context, categories=categories, unreadable=unreadable)


def _labels(counts: Mapping[str, int]) -> dict[str, str]:
    """Text → category: itself, except that equal numbers ("1", "1.0") are one category, spelled the shortest way."""
    numbers = {text: float(text) for text in counts if _is_plain(text)}
    if len(numbers) < len(counts) or has_leading_zeros(counts):
        return {text: text for text in counts}
    shortest: dict[float, str] = {}
    for text in sorted(counts, key=lambda text: (len(text), text)):
        shortest.setdefault(numbers[text], text)
    return {text: shortest[value] for text, value in numbers.items()}


def _yes_no_labels(counts: Mapping[str, int]) -> dict[str, str]:
    """Text → its most frequent spelling, for the texts of the pair of words that fits best."""

    def frequency(pair: tuple[str, str]) -> int:
        return sum(count for text, count in counts.items() if text.lower() in pair)

    pair = max(YES_NO, key=frequency)
    spelling = {
        word: max((t for t in counts if t.lower() == word), key=lambda t: (counts[t], t), default=word) for word in pair
    }
    return {text: spelling[text.lower()] for text in counts if text.lower() in pair}


def _in_order(labels: Mapping[str, str], type: str) -> list[str]:
    if type == "yes/no":
        return sorted(labels, key=lambda text: [text.lower() in {no for no, _ in YES_NO}, text], reverse=True)
    if labels and all(map(_is_plain, labels)):
        return sorted(labels, key=lambda text: (float(text), text))
    return sorted(labels)


def _is_plain(text: str) -> bool:
    return plain_numbers([text], frozenset()) is not None


def _known_counts(cells: Coded, context: Context) -> dict[str, int]:
    """How often each text occurs that is not missing, without the spaces around it."""
    counts: Counter[str] = Counter()
    often = np.bincount(cells.codes, minlength=len(cells.texts)).tolist()
    for text, count in zip(cells.texts, often, strict=True):
        stripped = text.strip()
        if count and stripped not in context.missing:
            counts[stripped] += count
    return counts


def _mapped(cells: Coded, meaning: Mapping[str, Any], otherwise: Any, dtype: np.dtype[Any]) -> NDArray[Any]:
    known = [meaning.get(text.strip()) for text in cells.texts]
    return np.array([otherwise if value is None else value for value in known], dtype)[cells.codes]


def _not_missing(cells: Coded, context: Context) -> NDArray[np.bool_]:
    known = np.array([text.strip() not in context.missing for text in cells.texts], np.bool_)
    return np.asarray(known[cells.codes] & ~context.bad)


def _column(name: str, type: str, index: int, data: NDArray[Any], context: Context, **more: Any) -> Column:
    column = Column(name, type, data, context.texts, index, context.bad, context.missing, decimal=context.decimal, **more)
    if column.unreadable is not None and not column.unreadable.any():
        return replace(column, unreadable=None)
    return column
