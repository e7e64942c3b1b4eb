"""What a person may ask of a column's cells: a part of a text, a range of numbers, some categories, missing, problems."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.text import tr

Mask = NDArray[np.bool_]
Cancel = Callable[[], bool]
_CHUNK = 16384
_COMPARISON = re.compile(r"\s*(<=|>=|!=|<>|<|>|=|≤|≥|≠)\s*(.+?)\s*$")
_RANGE = re.compile(r"\s*(.*?)\s*(?:\.\.|…)\s*(.*?)\s*$")
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "<>": "!="}
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "<": np.less,
    ">": np.greater,
    "<=": np.less_equal,
    ">=": np.greater_equal,
    "=": np.equal,
    "!=": np.not_equal,
}
HELP = {
    "number": "A number, or > 5, <= 2, != 0, 1..3; several with ; between them",
    "date": "A day, month or year, or > 2020, 2020-01..2021-06; several with ; between them",
    "text": "Part of the text; = for the whole text, ! for not; several with ; between them",
}


class FilterError(ValueError):
    """What was written cannot be understood; one sentence."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition; a row is shown when it meets all of them.

    ``column`` is a name, or "" for any column. ``kind`` is "expression" (see ``HELP``, in ``text``), "choice" (one of the
    categories ``labels``), "missing" or "problems".
    """

    column: str
    kind: str = "expression"
    text: str = ""
    labels: tuple[str, ...] = ()

    def check(self, table: Any) -> None:
        """Raise FilterError when the expression cannot be understood."""
        if self.kind == "expression":
            parsed(table.column(self.column), self.text)

    @property
    def words(self) -> str:
        """What its chip says."""
        if self.kind == "missing":
            return tr("{column}: missing", column=self.column) if self.column else tr("Something missing")
        if self.kind == "problems":
            return tr("{column}: problems", column=self.column) if self.column else tr("With problems")
        if self.kind == "choice":
            return f"{self.column}: {', '.join(self.labels)}"
        return f"{self.column}: {self.text}"

    def mask(self, table: Any, cancelled: Cancel = lambda: False) -> Mask:
        """Which rows of ``table`` meet it, shape (rows,)."""
        columns = [table.column(self.column)] if self.column else list(table.columns)
        if self.kind == "missing":
            return _any(table, columns, lambda column: ~column.known & ~table.bad, cancelled)
        if self.kind == "problems":
            return _any(table, columns, lambda column: column.unreadable, cancelled) | table.bad | _listed(table, self.column)
        if self.kind == "choice":
            wanted = np.array([label in self.labels for label in columns[0].categories] + [False])
            return wanted[columns[0].codes]
        return parsed(columns[0], self.text)(cancelled)


def parsed(column: Any, text: str) -> Callable[[Cancel], Mask]:
    """The expression ``text`` about ``column``: what computes its mask. Raises FilterError."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if not parts:
        raise FilterError(tr("Write what to look for."))
    if column.type in ("number", "date"):
        tests = [_number_test(column, part) for part in parts]
        return lambda _cancelled: np.logical_or.reduce([test() for test in tests]) & np.asarray(column.known)
    return lambda cancelled: _text_mask(column, [part.casefold() for part in parts], cancelled)


def _any(table: Any, columns: list[Any], of: Callable[[Any], Mask | None], cancelled: Cancel) -> Mask:
    found = np.zeros(table.row_count, dtype=bool)
    for column in columns:
        if cancelled():
            break
        part = of(column)
        if part is not None:
            found |= part
    return found


def _listed(table: Any, column: str) -> Mask:
    """Rows on whose lines reading met a problem (of ``column``, or any)."""
    found = np.zeros(table.row_count, dtype=bool)
    lines = [
        problem.line
        for problem in table.problems
        if problem.line > 0 and problem.column in (("", column) if column else (problem.column,))
    ]
    if lines and table.row_count:
        rows = np.searchsorted(table.lines, np.array(lines), side="right") - 1
        found[rows[rows >= 0]] = True
    return found


def _number_test(column: Any, part: str) -> Callable[[], Mask]:
    values = column.data
    match = _COMPARISON.match(part)
    if match:
        sign = _SIGNS.get(match[1], match[1])
        low, high = _value(column, match[2])
        if sign in ("=", "!="):
            return (lambda: (values >= low) & (values <= high)) if sign == "=" else (lambda: (values < low) | (values > high))
        bound = high if sign in (">", "<=") else low
        return lambda: _OPERATORS[sign](values, bound)
    match = _RANGE.match(part)
    if match and (match[1] or match[2]):
        low = _value(column, match[1])[0] if match[1] else None
        high = _value(column, match[2])[1] if match[2] else None
        return lambda: (True if low is None else values >= low) & (True if high is None else values <= high)
    low, high = _value(column, part)
    return lambda: (values >= low) & (values <= high)


def _value(column: Any, text: str) -> tuple[Any, Any]:
    """The smallest and the largest value that ``text`` means: a year is all of its days."""
    if column.type == "date":
        try:
            moment = np.datetime64(text.replace(" ", "T", 1))
            return moment.astype("datetime64[s]"), (moment + 1).astype("datetime64[s]") - np.timedelta64(1, "s")
        except (ValueError, OverflowError):
            raise FilterError(tr("{text} is no date such as 2024-05-31, 2024-05 or 2024.", text=repr(text))) from None
    try:
        number = float((text.replace(",", ".") if column.decimal == "," else text).replace("−", "-").replace("\u202f", ""))
    except ValueError:
        raise FilterError(tr("{text} is no number; write 5, > 5, <= 2 or 1..3.", text=repr(text))) from None
    if number != number:
        raise FilterError(tr("To see missing cells, choose “Missing only”."))
    return number, number


def _text_mask(column: Any, parts: list[str], cancelled: Cancel) -> Mask:
    tests = [_text_test(part) for part in parts]
    if column.type in ("category", "yes/no"):
        wanted = np.array([any(test(label.casefold()) for test in tests) for label in column.categories] + [False])
        return wanted[column.codes]
    texts = column.texts.column(column.index)
    found = np.zeros(len(texts), dtype=bool)
    for start in range(0, len(texts), _CHUNK):
        if cancelled():
            break
        piece = texts[start : start + _CHUNK]
        found[start : start + len(piece)] = [any(test(text) for test in tests) for text in map(str.casefold, piece)]
    return found & np.asarray(column.known)


def _text_test(part: str) -> Callable[[str], bool]:
    word = part.lstrip("!=≠").strip()
    if part.startswith(("!=", "≠")):
        return lambda text: text.strip() != word
    if part.startswith("="):
        return lambda text: text.strip() == word
    if part.startswith("!"):
        return lambda text: word not in text
    return lambda text: part in text
