"""Several columns of texts coded together, block by block: a few array operations find the short texts known already."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.coded import Coder, Codes
from nndesigner.data.digits import Places, Words
from nndesigner.data.fields import Fields

_U = np.uint64
_MIX = _U(0x9E3779B97F4A7C15)
_MOST_WORDS = 4  # 64-bit words of a text that is found by arrays
_FEW = 256  # texts of a column for which there is room at first
_MANY = 1 << 20  # texts of all columns together that are found by arrays
# Rows for each text, from which on a column gets more room; where texts come again less, dictionaries are quicker.
_OFTEN = 8
_SPARSE = 8  # slots for each text
_FEW_ROWS = 32  # in a block of fewer rows arrays do not pay
# A text's last word ends with bytes 0xFF, which no UTF-8 holds: so its words alone tell it from every other text.
_BEHIND = np.array([((1 << 64) - 1) ^ ((1 << (8 * k)) - 1) for k in range(8)] + [0], np.uint64)
_NOTHING, _NO_TEXT = _BEHIND[0], _U(0xFF)  # words of a text that ended before, and of none at all


@dataclass(frozen=True, slots=True)
class _Room:
    """Where a column's slots and texts begin in the arrays, how many texts there may be, and the bits of a slot's number."""

    slots: int
    texts: int
    most: int
    bits: int


class Coders:
    """The coders of a table's columns of texts, by the column's place."""

    def __init__(self, quote: bytes) -> None:
        self._quote = quote
        self._coders: dict[int, Coder] = {}
        self._rooms: dict[int, _Room] = {}  # in the arrays below, which hold slots and texts of one column after the other
        self._rows = 0
        self._used = 0  # texts for which the columns have room
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
        self._rows += starts.shape[1]
        groups: dict[int, list[int]] = {}
        for number, (place, longest) in enumerate(zip(places.tolist(), lengths.max(axis=1).tolist(), strict=True)):
            if longest > 8 * _MOST_WORDS or starts.shape[1] < _FEW_ROWS or not self._has_room(place):
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
        rooms = [self._rooms[place] for place in places]
        slots = _hashed(words, np.array([[64 - room.bits] for room in rooms], np.uint64))
        slots += np.array([[room.slots] for room in rooms])
        codes = self._slots.take(slots)
        texts = codes + np.array([[room.texts] for room in rooms])
        unknown = self._words[0].take(texts) != words[0]
        for more in range(1, count):
            unknown |= self._words[more].take(texts) != words[more]
        for cell in np.flatnonzero(unknown).tolist():
            number, row = divmod(cell, codes.shape[1])
            coder, key = self._coders[places[number]], [word[number, row] for word in words]
            codes[number, row] = code = coder.code_of(fields.cell(row, places[number]), self._quote)
            self._remember(int(slots[number, row]), code, rooms[number], key)
        for place, found in zip(places, codes, strict=True):
            self._coders[place].add_codes(found)

    def _has_room(self, place: int) -> bool:
        """Whether the column's texts can be found by arrays; it is given more room where its texts come again often."""
        room, count = self._rooms.get(place), len(self._coders[place].texts)
        if room is not None and count <= room.most:
            return True
        most = _FEW if count <= _FEW else 1 << (2 * count).bit_length()
        if self._used + most > _MANY or (most > _FEW and self._rows < _OFTEN * count):
            return False
        self._rooms[place] = _Room(_SPARSE * self._used, self._used, most, (_SPARSE * most).bit_length() - 1)
        self._used += most
        if self._used > self._words.shape[1]:
            more = max(4 * _FEW, self._used)
            self._slots = np.concatenate([self._slots, np.zeros(_SPARSE * more, np.int32)])
            words = np.full((_MOST_WORDS, more), _NOTHING)
            words[0] = _NO_TEXT
            self._words = np.concatenate([self._words, words], axis=1)
        return True

    def _remember(self, slot: int, code: int, room: _Room, words: list[np.uint64]) -> None:
        """Let the text be found by arrays, if there is room for it."""
        if code < room.most and slot not in self._taken:
            self._taken.add(slot)
            self._slots[slot] = code
            self._words[: len(words), room.texts + code] = words


def _hashed(words: list[Words], shift: Words) -> Places:
    """A slot for every text: the upper bits of a mixture of its words, ``shift`` (columns, 1) to the right."""
    mixed = words[0] * _MIX
    for word in words[1:]:
        mixed ^= mixed >> _U(29)
        mixed += word
        mixed *= _MIX
    mixed >>= shift
    slots: NDArray[np.int64] = mixed.view(np.int64)
    return slots
