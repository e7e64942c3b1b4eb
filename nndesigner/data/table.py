"""An immutable table: columns with types, the cell texts as they were, and every problem that reading met."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.column import Column, Histogram, Statistics
from nndesigner.data.numerals import MISSING
from nndesigner.data.problem import Problem
from nndesigner.data.records import Dialect
from nndesigner.data.texts import CellTexts, Texts
from nndesigner.data.types import Context, column_of

_WRITTEN_ROWS = 4096

__all__ = ["Column", "Dialect", "Histogram", "Problem", "Statistics", "Table"]


class Table:
    """Columns of equal length over the texts that they were read from.

    A row that could not be told apart into cells stays in the table (``bad`` marks it; its values are missing), so
    that predictions can be written beside every row; fitting and prediction leave it out.

    Args:
        name: What the table is called: a file's name without its folder.
        columns: The columns, all over ``texts``.
        texts: The cell texts.
        bad: Rows that could not be told apart, shape (rows,), bool.
        lines: Physical line at which each row starts, from 1, shape (rows,).
        dialect: How the file was read.
        problems: The first problems met; ``problem_count`` counts them all.
        header_texts: The header's cells as they stand in the file, or None without a header.
        fingerprint: SHA-256 of the content, if it is known already.
    """

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        texts: Texts,
        bad: NDArray[np.bool_],
        lines: NDArray[np.int64],
        dialect: Dialect,
        problems: Sequence[Problem] = (),
        problem_count: int = 0,
        header_texts: tuple[str, ...] | None = None,
        fingerprint: str | None = None,
    ) -> None:
        self.name = name
        self.columns = tuple(columns)
        self.bad = bad
        self.lines = lines
        self.dialect = dialect
        self.problems = tuple(problems)
        self.problem_count = problem_count
        self.header_texts = header_texts
        self._texts = texts
        self._fingerprint = fingerprint
        self._places = {column.name: place for place, column in enumerate(self.columns)}

    @classmethod
    def from_columns(cls, name: str, columns: Mapping[str, Iterable[Any]]) -> Table:
        """A table made in memory; numbers are written with as many digits as read back to the same float64."""
        cells = [[_cell(value) for value in values] for values in columns.values()]
        if len({len(column) for column in cells}) > 1:
            raise DataError(tr("Columns of one table have equal lengths; received {lengths}.", lengths=[len(c) for c in cells]))
        texts = CellTexts(cells)
        bad = np.zeros(len(texts), np.bool_)
        context = Context(texts, bad, MISSING)
        made = [column_of(title, place, cells[place], context) for place, title in enumerate(columns)]
        dialect = Dialect(width=len(made))
        return cls(name, made, texts, bad, np.arange(2, len(texts) + 2), dialect, header_texts=tuple(columns))

    def __repr__(self) -> str:
        return f"Table({self.name!r}, {self.row_count} rows, columns {', '.join(self.names)})"

    @property
    def row_count(self) -> int:
        """Number of rows, those that could not be told apart included."""
        return len(self.bad)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(self._places)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def column(self, name: str) -> Column:
        """The column called ``name``, or the one whose name differs only in case and outer spaces. Raises DataError."""
        place = self._places.get(name)
        if place is None:
            alike = [column for column in self.columns if column.name.strip().casefold() == name.strip().casefold()]
            if len(alike) != 1:
                shown = ", ".join(self.names[:12]) + (", …" if len(self.names) > 12 else "")
                message = "{table} has no column {name!r}; it has {names}."
                raise DataError(tr(message, table=self.name, name=name, names=shown))
            return alike[0]
        return self.columns[place]

    def row_texts(self, row: int) -> tuple[str, ...]:
        """The cells of one row as they stand in the source, one for each column."""
        return self._texts.row(row)

    def take(self, rows: NDArray[Any]) -> Table:
        """The chosen rows, in that order, as a table; problems stay with the whole."""
        rows = np.arange(self.row_count)[np.asarray(rows)]
        texts = self._texts.take(rows)
        columns = [column.take(rows, texts) for column in self.columns]
        return Table(self.name, columns, texts, self.bad[rows], self.lines[rows], self.dialect, header_texts=self.header_texts)

    def with_remarks(self, remarks: Sequence[Problem], dialect: Dialect | None = None) -> Table:
        """The same table with further problems, told first, and with what else is known of where it was read from."""
        return Table(
            self.name, self.columns, self._texts, self.bad, self.lines, dialect or self.dialect, (*remarks, *self.problems),
            self.problem_count + len(remarks), self.header_texts, self._fingerprint,
        )  # fmt: skip

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the file's bytes, or of the table written as CSV when it comes from no file."""
        return self._fingerprint or hashlib.sha256((self.to_csv() or "").encode("utf-8", "surrogatepass")).hexdigest()

    def to_csv(self, path: Path | str | None = None) -> str | None:
        """Write the cell texts unchanged (UTF-8, comma, RFC 4180; a header only if there was one), or return that text."""
        if path is None:
            return "".join(self._written())
        from nndesigner.core.atomic import open_atomic

        with open_atomic(Path(path)) as file:
            for part in self._written():
                file.write(part.encode("utf-8", "surrogatepass"))
        return None

    def _written(self) -> Iterator[str]:
        """The table as CSV, some thousand rows at a time."""
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, lineterminator="\r\n")
        if self.header_texts is not None:
            writer.writerow(self.header_texts)
        rows = iter(self._texts.rows())
        while some := list(islice(rows, _WRITTEN_ROWS)):
            writer.writerows(some)
            yield stream.getvalue()
            stream.seek(0)
            stream.truncate()
        yield stream.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float | np.floating):
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    return str(value)
