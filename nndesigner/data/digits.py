"""Decimal numbers read from bytes many at a time, each to the nearest float64.

A number's last eight bytes are one 64-bit word; its decimal mark is cut out, and three multiplications make the digits
an integer (the trick of simdjson and of Lemire, "Number parsing at a gigabyte per second", 2021). An integer below 2**53
divided by a power of ten up to 10**22 is the nearest float64 (Clinger 1990, fast path). Longer ones divide in extended
precision, where the platform has it, unless the result lies so near to the middle of two that only ``float`` can tell.
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
_U = np.uint64
_ZEROS, _ONES, _TOPS = _U(0x3030303030303030), _U(0x0101010101010101), _U(0x8080808080808080)
_SIX, _HIGH = _U(0x0606060606060606), _U(0xF0F0F0F0F0F0F0F0)
_PAIRS, _TENS, _UNITS = _U(0x000000FF000000FF), _U(0x000F424000000064), _U(0x0000271000000001)
_BEHIND = _U(0x0706050403020100)  # byte k holds k: times 256**p its top byte is 7 - p
_LAST = np.array([0, *(((1 << 64) - 1) ^ ((1 << (8 * (8 - k))) - 1) for k in range(1, 9))], np.uint64)
_POWERS = 10.0 ** np.arange(23)
_LONG_POWERS = np.cumprod([np.longdouble(1), *[np.longdouble(10)] * 27])
_EXTENDED = np.finfo(np.longdouble).nmant == 63 and np.dtype(np.longdouble).itemsize == 16
_LONGEST = 24


def words_of(buffer: bytes | bytearray) -> Words:
    """The 64-bit little-endian word that starts at each byte of ``buffer``, as an overlapping view."""
    return np.ndarray((len(buffer) - 7,), "<u8", buffer=buffer, strides=(1,))


def read_numbers(data: Bytes, words: Words, starts: Places, ends: Places, mark: int) -> tuple[Floats, Mask, Mask]:
    """Numbers that stand in ``data[starts:ends]``; which were not read; which are integers with a leading zero.

    ``mark`` is the decimal mark's byte. What is not read (True in the second array): words, empty cells, exponents,
    signs other than one minus, and what is longer than the fast path takes; :func:`read_long` takes more of those.
    """
    negative = data[starts] == 45
    length = ends - starts
    length -= negative
    digits = words[ends - 8]
    digits ^= _ZEROS
    digits &= _LAST.take(length, mode="clip")
    place = _same_place(digits, mark ^ 0x30)
    if place >= 0:
        return _fixed(digits, place, length, negative)
    dot = _first_byte(digits, mark ^ 0x30)
    dotted = int(np.count_nonzero(dot))
    behind: Words | None = None
    if dotted:
        plain = dot == 0 if dotted < len(dot) else None
        one = dot >> _U(7)
        behind = (one * _BEHIND) >> _U(56)
        before = (digits & (one - _U(1))) << _U(8)
        dot <<= _U(1)
        dot -= _U(1)
        np.invert(dot, out=dot)
        dot &= digits
        dot |= before
        digits = dot if plain is None else np.where(plain, digits, dot)
    odd = digits + _SIX
    odd |= digits
    odd &= _HIGH
    unread = odd != 0
    unread |= length > 8
    values = _from_digits(digits).astype(np.float64)
    if behind is None:
        unread |= length < 1
        zeros = (values < _POWERS.take(length - 1, mode="clip")) & (length > 1)
    else:
        unread |= length < (1 if plain is None else 2 - plain.astype(np.int64))
        if plain is None:
            unread |= length < 2
            zeros = np.zeros(len(values), np.bool_)
        else:
            zeros = plain & (values < _POWERS.take(length - 1, mode="clip")) & (length > 1)
        values /= _POWERS[behind.astype(np.int64)]
    np.negative(values, out=values, where=negative)
    zeros &= ~(negative | unread)
    return values, unread, zeros


def _same_place(words: Words, byte: int) -> int:
    """At which byte of every word ``byte`` stands; -1 where it does not stand at the same one in all of them."""
    place = int(words[0]).to_bytes(8, "little").find(byte) if len(words) else -1
    if place < 0 or not ((words & _U(0xFF << (8 * place))) == _U(byte << (8 * place))).all():
        return -1
    return place


def _fixed(digits: Words, place: int, length: Places, negative: Mask) -> tuple[Floats, Mask, Mask]:
    """Numbers that all have equally many digits behind their decimal mark, which stands at byte ``place``."""
    before = digits & _U((1 << (8 * place)) - 1)
    before <<= _U(8)
    digits &= _U((1 << 64) - (1 << (8 * place + 8)))
    digits |= before
    np.add(digits, _SIX, out=before)
    before |= digits
    before &= _HIGH
    unread = before != 0
    unread |= length > 8
    unread |= length < 2
    values = _from_digits(digits).astype(np.float64)
    values /= _POWERS[7 - place]
    np.negative(values, out=values, where=negative)
    return values, unread, np.zeros(len(values), np.bool_)


def _first_byte(words: Words, byte: int) -> Words:
    """0x80 at the first byte (in the order of the text) that equals ``byte``, nothing elsewhere."""
    found = words ^ _U(byte * 0x0101010101010101)
    less = found - _ONES
    np.invert(found, out=found)
    found &= less
    found &= _TOPS
    np.invert(found, out=less)
    less += _U(1)
    found &= less
    return found


def _from_digits(digits: Words) -> Words:
    """The integers that eight bytes of digits (0 to 9, the first one lowest) write; overwrites ``digits``."""
    upper = digits >> _U(8)
    digits *= _U(10)
    digits += upper
    upper = digits >> _U(16)
    upper &= _PAIRS
    upper *= _UNITS
    digits &= _PAIRS
    digits *= _TENS
    digits += upper
    digits >>= _U(32)
    return digits


def read_long(data: Bytes, starts: Places, ends: Places, mark: int) -> tuple[Floats, Mask]:
    """Numbers of up to 19 digits, with an exponent of two digits if they like; which were not read (True).

    Digit by digit, so slower than :func:`read_numbers`. Integers of more than 15 digits are not read: they name things.
    """
    negative = data[starts] == 45
    signed = negative | (data[starts] == 43)
    first = starts + signed
    last, exponent = _exponents(data, first, ends)
    length = last - first
    unread = (length < 1) | (length > _LONGEST) | (ends - starts < 1)
    mantissa = np.zeros(len(starts), np.uint64)
    fraction = np.zeros(len(starts), np.int64)
    count = np.zeros(len(starts), np.int64)
    seen = np.zeros(len(starts), np.bool_)
    for place in range(min(_LONGEST, max(0, int(length.max(initial=0))))):
        inside = place < length
        byte = data[first + np.minimum(place, np.maximum(length - 1, 0))]
        is_mark = (byte == mark) & inside
        digit = byte - np.uint8(48)
        is_digit = (digit < 10) & inside
        unread |= inside & ~is_digit & (~is_mark | seen)
        mantissa = np.where(is_digit, mantissa * _U(10) + digit, mantissa)
        fraction += is_digit & seen
        count += is_digit & (mantissa != 0)
        seen |= is_mark
    leading = (data[first] == 48) & ~seen & (length > 1)
    whole = ~seen & (exponent == 0) & (count > 15)
    unread |= (count > 19) | (length - seen < 1) | leading | whole
    values, sure = _divided(mantissa, fraction - exponent)
    np.negative(values, out=values, where=negative)
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
