"""The cells of a column as different texts and, for each row, which of them stands there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.content import text_of
from nndesigner.data.digits import Places
from nndesigner.data.fields import Fields

Codes = NDArray[np.int32]
_U = np.uint64
_BITS = 11
_MIX = _U(0x9E3779B97F4A7C15)
_MOST_WORDS = 4
_FIRST = np.array([(1 << (8 * k)) - 1 for k in range(8)] + [(1 << 64) - 1], np.uint64)
_FEW = 256  # texts that are found by arrays
_FEW_ROWS = 32  # in a block of fewer rows arrays do not pay


@dataclass(frozen=True, slots=True)
class Coded:
    """Cell texts: row ``i`` holds ``texts[codes[i]]``. Texts are different, codes int32 of shape (rows,)."""

    texts: list[str]
    codes: Codes

    @classmethod
    def of(cls, cells: Iterable[str]) -> Coded:
        """The given cells, coded."""
        coder = Coder()
        coder.add_texts(list(cells))
        return coder.coded()

    def cells(self) -> list[str]:
        """The cell of every row."""
        return [self.texts[code] for code in self.codes.tolist()]


class Coder:
    """Gives every text of a column a code, block by block: short ones that it knows by arrays, the others one by one."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._code_of_text: dict[str, int] = {}
        self._code_of_bytes: dict[bytes, int] = {}
        self._parts: list[Codes] = []
        self._slots = np.empty(0, np.int32)
        self._words = np.empty((0, _MOST_WORDS), np.uint64)
        self._lengths = np.empty(0, np.int64)

    def coded(self) -> Coded:
        """Everything added so far."""
        return Coded(self._texts, np.concatenate([np.empty(0, np.int32), *self._parts]))

    def add_texts(self, cells: list[str]) -> None:
        """The next rows' cells."""
        self._parts.append(np.fromiter(map(self._code, cells), np.int32, len(cells)))

    def add_same(self, cell: str, count: int) -> None:
        """``count`` rows of one text."""
        self._parts.append(np.full(count, self._code(cell), np.int32))

    def add_fields(self, fields: Fields, column: int, quote: bytes) -> None:
        """The next rows' cells, in UTF-8; ``quote`` is doubled where it stands inside of a cell."""
        starts, lengths = fields.starts[:, column], fields.ends[:, column] - fields.starts[:, column]
        longest = int(lengths.max())
        if len(self._texts) > _FEW or longest > 8 * _MOST_WORDS or len(starts) < _FEW_ROWS:
            pairs = zip(starts.tolist(), (starts + lengths).tolist(), strict=True)
            codes = [self._code_bytes(fields.buffer[a:b], quote) for a, b in pairs]
            self._parts.append(np.array(codes, np.int32))
            return
        if not len(self._slots):
            self._slots = np.full(1 << _BITS, -1, np.int32)
            self._words = np.zeros((_FEW, _MOST_WORDS), np.uint64)
            self._lengths = np.full(_FEW, -1, np.int64)
        words = [
            fields.words[starts + 8 * place] & _FIRST.take(lengths - 8 * place, mode="clip")
            for place in range(max(1, -(-longest // 8)))
        ]
        slots = _slots(words)
        found = self._slots[slots]
        unknown = (found < 0) | (self._lengths[found] != lengths)
        for place, word in enumerate(words):
            unknown |= self._words[found, place] != word
        for row in np.flatnonzero(unknown).tolist():
            cell = fields.buffer[starts[row] : starts[row] + lengths[row]]
            found[row] = code = self._code_bytes(cell, quote)
            if code < _FEW and self._slots[slots[row]] < 0 and self._lengths[code] < 0:
                self._slots[slots[row]] = code
                self._lengths[code] = len(cell)
                self._words[code] = 0
                self._words[code, : len(words)] = [word[row] for word in words]
        self._parts.append(found)

    def _code(self, text: str) -> int:
        code = self._code_of_text.get(text)
        if code is None:
            code = self._code_of_text[text] = len(self._texts)
            self._texts.append(text)
        return code

    def _code_bytes(self, cell: bytes, quote: bytes) -> int:
        code = self._code_of_bytes.get(cell)
        if code is None:
            text = text_of(cell.replace(quote + quote, quote) if quote and quote in cell else cell)
            code = self._code_of_bytes[cell] = self._code(text)
        return code


def _slots(words: list[NDArray[np.uint64]]) -> Places:
    mixed = words[0] * _MIX
    for word in words[1:]:
        mixed ^= mixed >> _U(29)
        mixed += word
        mixed *= _MIX
    mixed ^= mixed >> _U(32)
    mixed *= _MIX
    return (mixed >> _U(64 - _BITS)).astype(np.int64)
