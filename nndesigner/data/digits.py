"""Decimal numbers read from bytes many at a time, each to the nearest float64.

The last bytes of all cells are fetched place by place, so that a row of digits is an array of bytes: those are quick to
check, and to put together to an integer. An integer below 2**53 divided by a power of ten up to 10**22 is the nearest
float64 (Clinger 1990, fast path). Longer ones divide in extended precision, where the platform has it, unless the result
lies so near to the middle of two that only ``float`` can tell.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

PAD = 32  # bytes that a buffer needs before and after what is read from it
_U, _B = np.uint64, np.uint8
_MOST = 8  # bytes of a number, but for its sign, that are read place by place for all cells together
_POWERS = 10.0 ** np.arange(23)
_LONG_POWERS = np.cumprod([np.longdouble(1), *[np.longdouble(10)] * 27])
_EXTENDED = np.finfo(np.longdouble).nmant == 63 and np.dtype(np.longdouble).itemsize == 16
_LONGEST = 24


def words_of(buffer: bytes | bytearray) -> Words:
    """The 64-bit little-endian word that starts at each byte of ``buffer``, as an overlapping view."""
    return np.ndarray((len(buffer) - 7,), "<u8", buffer=buffer, strides=(1,))


def read_numbers(data: Bytes, starts: Places, ends: Places, mark: int) -> tuple[Floats, Mask, Mask]:
    """Numbers that stand in ``data[starts:ends]``; which were not read; which are integers with a leading zero.

    ``mark`` is the decimal mark's byte. What is not read (True in the second array): words, empty cells, exponents,
    signs other than one minus, and what is longer than the fast path takes; :func:`read_long` takes more of those, and all
    where most are long.
    """
    first = data.take(starts)
    wide = ends - starts
    if len(wide) and wide.max() > _MOST + 1:
        if np.count_nonzero(wide > _MOST + 1) > len(wide) // 2:
            return *read_long(data, starts, ends, mark), np.zeros(len(wide), np.bool_)
        np.minimum(wide, _MOST + 2, out=wide)
    negative = first == 45
    length = wide.astype(np.uint8)
    length -= negative.view(np.uint8)
    digits = _last_bytes(data, ends, length, _MOST)
    dotted, behind = _without_mark(digits, _B((mark - 48) & 0xFF))
    unread = np.maximum.reduce(digits, axis=0) > 9
    unread |= length > _MOST
    unread |= length < dotted + _B(1)
    values = _integers(digits)[0] / (_POWERS[behind] if isinstance(behind, int) else _POWERS.take(behind))
    values *= 1 - 2 * negative.view(np.int8)  # as floats, so that -0 stays what it is
    if np.ndim(dotted) == 0 and dotted:
        return values, unread, np.zeros(len(values), np.bool_)
    zeros = (first == 48) & (length > 1)
    zeros &= ~(unread | dotted.view(np.bool_))
    return values, unread, zeros


def _last_bytes(data: Bytes, ends: Places, length: Bytes, most: int) -> Bytes:
    """The last bytes of every cell less "0", 0 before its beginning: at most ``most``, the very last in the last row.

    Shape (4 or a multiple of 8, cells).
    """
    longest = min(most, int(length.max(initial=0)))
    rows = 4 if longest <= 4 else -(-longest // 8) * 8
    digits = np.zeros((rows, len(ends)), np.uint8)
    begin = ends - rows
    for row in range(rows - longest, rows):
        digits[row] = data[row:].take(begin)  # quicker than take(..., out=...)
    digits -= _B(48)
    digits *= (length >= np.arange(rows, 0, -1, dtype=np.uint8)[:, None]).view(np.uint8)
    return digits


def _without_mark(digits: Bytes, mark: np.uint8) -> tuple[Bytes, Bytes | int]:
    """Move the digits before the decimal mark to where it stands; 1 for cells that hold one, and digits behind it.

    Where all cells have their mark at the same place, as most columns of measurements do, this costs nothing.
    """
    rows, count = digits.shape
    row = digits[:, 0].tolist().index(mark) if count and mark in digits[:, 0] else -1
    if row >= 0 and (digits[row] == mark).all():
        digits[1 : row + 1] = digits[:row]
        digits[0] = 0
        return np.ones((), np.uint8), rows - 1 - row
    moves = digits == mark
    if not moves.any():
        return np.zeros((), np.uint8), 0
    for row in range(rows - 1, 0, -1):
        moves[row - 1] |= moves[row]
    moved = moves.view(np.uint8)
    change = digits[1:] ^ digits[:-1]
    change *= moved[1:]
    digits[1:] ^= change
    digits[0] *= _B(1) - moved[0]
    behind = (_B(rows) - np.add.reduce(moved, axis=0, dtype=np.uint8)) * moved[0]
    return moved[0], behind


def _integers(digits: Bytes) -> NDArray[np.int32]:
    """The integers that the columns of ``digits`` write, at most eight rows together. Shape (1 for each 8 rows, cells)."""
    pairs = digits[::2] * _B(10)
    pairs += digits[1::2]
    fours = pairs[::2].astype(np.uint16)
    fours *= np.uint16(100)
    fours += pairs[1::2]
    whole: NDArray[np.int32] = fours[::2].astype(np.int32)
    if len(fours) > 1:
        whole *= np.int32(10000)
        whole += fours[1::2]
    return whole


def read_long(data: Bytes, starts: Places, ends: Places, mark: int) -> tuple[Floats, Mask]:
    """Numbers of up to 19 digits, with an exponent of two digits if they like; which were not read (True).

    Integers of more than 15 digits are not read, nor those with a leading zero: they name things.
    """
    opening = data.take(starts)
    negative = opening == 45
    first = starts + (negative | (opening == 43))
    last, exponent = _exponents(data, first, ends)
    length = np.clip(last - first, 0, _LONGEST + 1).astype(np.uint8)
    digits = _last_bytes(data, last, length, _LONGEST)
    dotted, behind = _without_mark(digits, _B((mark - 48) & 0xFF))
    unread = np.maximum.reduce(digits, axis=0) > 9
    unread |= length > _LONGEST
    unread |= length < dotted + _B(1)
    parts = _integers(digits)
    mantissa = parts[0].astype(np.uint64)
    if len(parts) > 2:
        unread |= parts[0] >= 1000
    for part in parts[1:]:
        mantissa *= _U(10**8)
        mantissa += part.astype(np.uint64)
    name = (data.take(first) == 48) & (length > 1)
    name |= (mantissa >= _U(10**15)) & (exponent == 0)
    unread |= name & (dotted == 0)
    values, sure = _divided(mantissa, behind - exponent)
    values *= 1 - 2 * negative.view(np.int8)
    return values, unread | ~sure


def _exponents(data: Bytes, first: Places, ends: Places) -> tuple[Places, Places]:
    """Where each mantissa ends, and the exponent behind it (``e-05``; 0 where there is none)."""
    has = ((data[ends - 4] | 32) == 101) & (ends - first > 4)
    if not has.any():
        return ends, np.zeros(len(ends), np.int64)
    sign, tens, units = data[ends - 3], data[ends - 2] - np.uint8(48), data[ends - 1] - np.uint8(48)
    has &= ((sign == 43) | (sign == 45)) & (tens < 10) & (units < 10)
    size = tens.astype(np.int64) * 10 + units
    return ends - 4 * has, np.where(has, np.where(sign == 45, -size, size), 0)


def _divided(mantissa: Words, power: Places) -> tuple[Floats, Mask]:
    """``mantissa / 10**power`` to the nearest float64, and where that is sure."""
    exact = mantissa < _U(1 << 53)
    if exact.all() and power.min(initial=0) >= 0 and power.max(initial=0) <= 22:
        return mantissa.astype(np.float64) / _POWERS.take(power), exact
    small = np.clip(power, -22, 22)
    values = mantissa.astype(np.float64)
    values = np.where(small < 0, values * _POWERS[np.maximum(-small, 0)], values / _POWERS[np.maximum(small, 0)])
    sure = exact & (small == power)
    far = np.flatnonzero(~sure & (power >= 0) & (power <= 27)) if _EXTENDED else np.empty(0, np.int64)
    if len(far):
        quotient = mantissa[far].astype(np.longdouble) / _LONG_POWERS[power[far]]
        values[far] = quotient.astype(np.float64)
        # Rounded twice: wrong only where the first rounding ended in the middle of two float64, bits 100…0.
        sure[far] = quotient.view(np.uint64)[::2] & _U(0x7FF) != _U(0x400)
    return values, sure
