"""The head of an ARFF file (Weka): the columns' names, and where the data begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nndesigner.data.records import LINE_END

_RELATION = re.compile(r"^[ \t]*@relation\b", re.IGNORECASE | re.MULTILINE)
_ATTRIBUTE = re.compile(r"""^[ \t]*@attribute[ \t]+('[^'\r\n]*'|"[^"\r\n]*"|[^\s{]+)""", re.IGNORECASE | re.MULTILINE)
_DATA = re.compile(r"^[ \t]*@data[ \t]*(?:\r\n|\n|\r)", re.IGNORECASE | re.MULTILINE)
_HEAD = 1 << 20


@dataclass(frozen=True, slots=True)
class ArffHeader:
    """The names that ``@attribute`` lines give, the offset behind ``@data``, and the physical line there, from 1."""

    names: tuple[str, ...]
    end: int
    line: int


def arff_header(text: str) -> ArffHeader | None:
    """The head of ``text``, or None when it is no ARFF file."""
    relation = _RELATION.search(text, 0, 1 << 16)
    data = None if relation is None else _DATA.search(text, relation.end(), _HEAD)
    if relation is None or data is None:
        return None
    names = tuple(name.strip("'\"") for name in _ATTRIBUTE.findall(text, relation.end(), data.start()))
    return ArffHeader(names, data.end(), 1 + len(LINE_END.findall(text, 0, data.end()))) if names else None
