"""Several columns of texts coded together, block by block: a few array operations find the short texts known already."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.coded import Coder, Codes
from nndesigner.data.digits import Places, Words
from nndesigner.data.fields import Fields

_U = np.uint64
_BITS = 11  # a column's texts go to 2**_BITS slots
_MIX = _U(0x9E3779B97F4A7C15)
_MOST_WORDS = 4  # 64-bit words of a text that is found by arrays
_FEW = 256  # texts of a column that are found by arrays
_FEW_ROWS = 32  # in a block of fewer rows arrays do not pay
# A text's last word ends with bytes 0xFF, which no UTF-8 holds: so its words alone tell it from every other text.
_BEHIND = np.array([((1 << 64) - 1) ^ ((1 << (8 * k)) - 1) for k in range(8)] + [0], np.uint64)
_NOTHING, _NO_TEXT = _BEHIND[0], _U(0xFF)  # words of a text that ended before, and of none at all


class Coders:
    """The coders of a table's columns of texts, by the column's place."""

    def __init__(self, quote: bytes) -> None:
        self._quote = quote
        self._coders: dict[int, Coder] = {}
        self._row_of: dict[int, int] = {}  # in the arrays below, which hold slots and texts of one column after the other
        self._slots: Codes = np.empty(0, np.int32)
        self._words = np.empty((_MOST_WORDS, 0), np.uint64)
        self._taken: set[int] = set()

    def __contains__(self, place: int) -> bool:
        return place in self._coders

    def __getitem__(self, place: int) -> Coder:
        return self._coders[place]

    def start(self, place: int) -> Coder:
        """A new coder for the column at ``place``."""
        coder = self._coders[place] = Coder()
        return coder

    def pop(self, place: int) -> Coder:
        """The coder of the column at ``place``, which is forgotten here."""
        return self._coders.pop(place)

    def add_fields(self, fields: Fields) -> None:
        """The next rows' cells of all columns, in UTF-8."""
        if not self._coders:
            return
        places = np.array(list(self._coders))
        starts = np.ascontiguousarray(fields.starts[:, places].T)
        lengths = fields.ends[:, places].T - starts
        groups: dict[int, list[int]] = {}
        for number, (place, longest) in enumerate(zip(places.tolist(), lengths.max(axis=1).tolist(), strict=True)):
            if longest > 8 * _MOST_WORDS or starts.shape[1] < _FEW_ROWS or len(self._coders[place].texts) > _FEW:
                self._coders[place].add_cells(fields.column(place), self._quote)
            else:
                groups.setdefault(max(1, -(-longest // 8)), []).append(number)
        for count, group in groups.items():
            whole = len(group) == len(places)
            if whole:
                self._add_group(fields, places.tolist(), starts, lengths, count)
            else:
                self._add_group(fields, places[group].tolist(), starts[group], lengths[group], count)

    def _add_group(self, fields: Fields, places: list[int], starts: Places, lengths: Places, count: int) -> None:
        """The cells of some columns, shape (columns, rows), whose texts have at most ``count`` words."""
        words = [fields.words[starts]] + [fields.words[starts + 8 * more] for more in range(1, count)]
        for more, word in enumerate(words):
            word |= _BEHIND.take(lengths - 8 * more if more else lengths, mode="clip")
        rows = [self._row(place) for place in places]
        offsets = np.array(rows)[:, None]
        slots = _hashed(words) + (offsets << _BITS)
        codes = self._slots.take(slots)
        texts = codes + offsets * _FEW
        unknown = self._words[0].take(texts) != words[0]
        for more in range(1, count):
            unknown |= self._words[more].take(texts) != words[more]
        for cell in np.flatnonzero(unknown).tolist():
            number, row = divmod(cell, codes.shape[1])
            coder, key = self._coders[places[number]], [word[number, row] for word in words]
            codes[number, row] = code = coder.code_of(fields.cell(row, places[number]), self._quote)
            self._remember(int(slots[number, row]), code, rows[number], key)
        for place, found in zip(places, codes, strict=True):
            self._coders[place].add_codes(found)

    def _row(self, place: int) -> int:
        """Where the column's slots and texts stand."""
        row = self._row_of.get(place)
        if row is None:
            row = self._row_of[place] = len(self._row_of)
            if row << _BITS >= len(self._slots):
                more = max(4, row)
                self._slots = np.concatenate([self._slots, np.zeros(more << _BITS, np.int32)])
                words = np.full((_MOST_WORDS, more * _FEW), _NOTHING)
                words[0] = _NO_TEXT
                self._words = np.concatenate([self._words, words], axis=1)
        return row

    def _remember(self, slot: int, code: int, row: int, words: list[np.uint64]) -> None:
        """Let the text be found by arrays, if there is room for it."""
        text = row * _FEW + code
        if code < _FEW and slot not in self._taken and self._words[0, text] == _NO_TEXT:
            self._taken.add(slot)
            self._slots[slot] = code
            self._words[: len(words), text] = words


def _hashed(words: list[Words]) -> Places:
    """A slot for every text, 0 to 2**_BITS."""
    mixed = words[0] * _MIX
    for word in words[1:]:
        mixed ^= mixed >> _U(29)
        mixed += word
        mixed *= _MIX
    mixed >>= _U(64 - _BITS)
    slots: NDArray[np.int64] = mixed.view(np.int64)
    return slots
