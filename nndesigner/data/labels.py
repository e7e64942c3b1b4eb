"""Labels of one table found among the labels of another: same text, else same but for case, else the same number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

YES_NO = (
    ("no", "yes"), ("false", "true"), ("n", "y"), ("f", "t"), ("off", "on"), ("nein", "ja"), ("non", "oui"), ("0", "1"),
    ("falsch", "wahr"), ("faux", "vrai"), ("no", "sí"), ("no", "si"), ("no", "sì"), ("falso", "verdadero"), ("falso", "vero"),
    ("não", "sim"), ("falso", "verdadeiro"), ("nee", "ja"), ("nej", "ja"), ("nei", "ja"), ("nie", "tak"), ("ne", "ano"),
    ("нет", "да"), ("ложь", "истина"), ("hayır", "evet"), ("ei", "kyllä"), ("否", "是"), ("いいえ", "はい"), ("아니요", "예"),
)  # fmt: skip
_NO = frozenset(no for no, _ in YES_NO)
_YES = frozenset(yes for _, yes in YES_NO)


def match_labels(known: Sequence[str], given: Sequence[str], *, yes_no: bool = False) -> NDArray[np.int64]:
    """For each label of ``given`` its index in ``known``, -1 where it is none of them. Shape (len(given) + 1,).

    The last entry is -1, so that the result can be indexed by codes in which -1 means missing. With ``yes_no`` any
    word for yes stands for any other.
    """
    exact = {label: place for place, label in enumerate(known)}
    folded = _unambiguous([label.strip().casefold() for label in known])
    numbers = _unambiguous([_number(label) for label in known])
    sides = _unambiguous([_side(label) for label in known]) if yes_no else {}
    found = []
    for label in given:
        place = exact.get(label, folded.get(label.strip().casefold(), -1))
        if place < 0:
            place = numbers.get(_number(label), -1)
        if place < 0 and sides:
            place = sides.get(_side(label), -1)
        found.append(place)
    return np.array([*found, -1], np.int64)


def _unambiguous(keys: Sequence[str | float | bool | None]) -> dict[str | float | bool | None, int]:
    return {key: place for place, key in enumerate(keys) if key is not None and keys.count(key) == 1}


def _number(label: str) -> float | None:
    try:
        return float(label)
    except ValueError:
        return None


def _side(label: str) -> bool | None:
    word = label.strip().lower()
    return True if word in _YES else False if word in _NO else None
