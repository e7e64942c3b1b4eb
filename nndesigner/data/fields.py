"""A block of whole, regular rows taken apart with a handful of array operations, or refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.digits import PAD, Bytes, Mask, Places, Words, words_of
from nndesigner.data.records import Dialect

_SPARE = b"\0" * PAD
_ODD_SPACE = re.compile(rb"[\x0b\x0c\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Fields:
    """Where the cells of a block stand in ``buffer``; ``starts`` and ``ends`` have shape (rows, width).

    The buffer holds the block between :data:`PAD` spare bytes on either side; quotes around cells are outside of them.
    """

    buffer: bytes
    data: Bytes
    words: Words
    starts: Places
    ends: Places
    row_starts: Places
    row_ends: Places

    def cell(self, row: int, column: int) -> bytes:
        """The bytes of one cell."""
        return self.buffer[self.starts[row, column] : self.ends[row, column]]

    def column(self, column: int) -> list[bytes]:
        """The bytes of a column's cells."""
        pairs = zip(self.starts[:, column].tolist(), self.ends[:, column].tolist(), strict=True)
        return [self.buffer[start:end] for start, end in pairs]


def split_block(block: bytes, dialect: Dialect) -> Fields | None:
    """Take ``block``, whole lines, apart; None unless every line is one row of the dialect's width with proper quotes."""
    mark = dialect.delimiter.encode()
    quote = (dialect.quote or "").encode()
    if len(mark) != 1 or len(quote) > 1 or mark in b"\r\n" or dialect.spaced:
        return None
    ended = block if block.endswith((b"\n", b"\r")) else block + b"\n"
    if b"\n" not in ended:
        ended = ended.replace(b"\r", b"\n")
    buffer = b"".join((_SPARE, ended, _SPARE))
    data = np.frombuffer(buffer, np.uint8)
    inner = data[PAD:-PAD]
    newline = inner == 10
    quoted = bool(quote) and quote in block
    if dialect.escape is not None and dialect.escape.encode() in block:
        return None
    if mark == b" ":
        return None if quoted or _ODD_SPACE.search(block) else _from_runs(buffer, data, inner, newline, dialect)
    is_end = inner == mark[0]
    is_end |= newline
    if quoted:
        if dialect.escape is not None or dialect.skip_spaces:
            return None
        inside = _inside(inner == quote[0])
        if inside[-1] or (inside & newline).any():
            return None
        np.greater(is_end, inside, out=is_end)
    ends = np.flatnonzero(is_end)
    width = dialect.width + dialect.trailing_delimiter
    if not len(ends) or len(ends) % width:
        return None
    ends += PAD
    starts = np.empty_like(ends)
    starts[0] = PAD
    np.add(ends[:-1], 1, out=starts[1:])
    firsts, lasts = starts.reshape(-1, width), ends.reshape(-1, width)
    if np.count_nonzero(newline) != len(lasts) or not (data[lasts[:, -1]] == 10).all():
        return None
    return _checked(Fields(buffer, data, words_of(buffer), firsts, lasts, firsts[:, 0].copy(), lasts[:, -1].copy()), dialect)


def _inside(quotes: Mask) -> Mask:
    """Whether an odd number of quotes stands up to each place: prefix sums modulo 2, of 64 places at once."""
    bits = np.packbits(quotes, bitorder="little")
    words = np.zeros(-(-len(bits) // 8), "<u8")
    words.view(np.uint8)[: len(bits)] = bits
    for shift in (1, 2, 4, 8, 16, 32):
        words ^= words << np.uint64(shift)
    odd = np.bitwise_xor.accumulate(words >> np.uint64(63))
    words[1:] ^= np.uint64(0) - odd[:-1]
    return np.unpackbits(words.view(np.uint8), count=len(quotes), bitorder="little").view(np.bool_)


def _checked(fields: Fields, dialect: Dialect) -> Fields | None:
    """Without carriage returns, spare delimiters and quotes; None when something is not as it should be."""
    buffer, data, starts, ends = fields.buffer, fields.data, fields.starts, fields.ends
    if b"\r" in buffer:
        if np.count_nonzero(data == 13) != len(ends) or not (data[ends[:, -1] - 1] == 13).all():
            return None
        ends[:, -1] -= 1
        np.subtract(fields.row_ends, 1, out=fields.row_ends)
    width = dialect.width
    if (fields.row_ends - fields.row_starts < ends.shape[1]).any() and (starts[:, :width] == ends[:, :width]).all(axis=1).any():
        return None
    if width == 1 and any(not buffer[a:b].strip() for a, b in zip(starts[:, 0], ends[:, 0], strict=True) if data[a] <= 32):
        return None
    if dialect.trailing_delimiter:
        if (starts[:, -1] != ends[:, -1]).any():
            return None
        starts, ends = np.ascontiguousarray(starts[:, :-1]), np.ascontiguousarray(ends[:, :-1])
    if dialect.quote and dialect.quote.encode() in buffer and not _unquote(buffer, data, starts, ends, dialect.quote):
        return None
    return Fields(buffer, data, fields.words, starts, ends, fields.row_starts, fields.row_ends)


def _unquote(buffer: bytes, data: Bytes, starts: Places, ends: Places, quote: str) -> bool:
    """Move starts and ends inside of the quotes; False when a quote stands where it should not."""
    mark = quote.encode()
    around = data[starts] == mark[0]
    if (around & ((ends - starts < 2) | (data[ends - 1] != mark[0]))).any():
        return False
    starts += around
    ends -= around
    spare = int(np.count_nonzero(data == mark[0])) - 2 * int(np.count_nonzero(around))
    if not spare:
        return True
    firsts, lasts = starts[around], ends[around]
    places = np.flatnonzero(data == mark[0])
    holds = np.flatnonzero(np.searchsorted(places, lasts) > np.searchsorted(places, firsts))
    for first, last in zip(firsts[holds].tolist(), lasts[holds].tolist(), strict=True):
        cell = buffer[first:last]
        doubled = cell.count(mark + mark)
        if 2 * doubled != cell.count(mark) or mark in cell.replace(mark + mark, b""):
            return False
        spare -= 2 * doubled
    return spare == 0


def _from_runs(buffer: bytes, data: Bytes, inner: Bytes, newline: NDArray[np.bool_], dialect: Dialect) -> Fields | None:
    """Cells between runs of spaces and tabs."""
    if b"\r" in buffer and buffer.count(b"\r\n") != buffer.count(b"\r"):
        return None
    filled = (inner != 32) & (inner != 9) & (inner != 13) & ~newline
    change = np.flatnonzero(filled[1:] != filled[:-1]) + 1
    if filled[0]:
        change = np.concatenate([[0], change])
    width, rows = dialect.width, int(np.count_nonzero(newline))
    if len(change) != 2 * rows * width or not rows or dialect.trailing_delimiter:
        return None
    change += PAD
    starts, ends = change[::2].reshape(rows, width).copy(), change[1::2].reshape(rows, width).copy()
    lines = np.flatnonzero(newline) + PAD
    if (ends[:, -1] > lines).any() or (starts[1:, 0] < lines[:-1]).any():
        return None
    begins = np.concatenate([[PAD], lines[:-1] + 1])
    return Fields(buffer, data, words_of(buffer), starts, ends, begins, lines - (data[lines - 1] == 13))
