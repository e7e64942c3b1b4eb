"""Words without end, as columns are called by: a line may break inside them, or they would widen whatever shows them."""

from __future__ import annotations

import re

LONGEST = 40
_PIECE = 10
_BREAK = "\u200b"
_WORD = re.compile(rf"[^\s/\\-]{{{LONGEST + 1},}}")  # after the others Qt breaks a line by itself, and a path stays fit to copy


def breakable(text: str) -> str:
    """``text`` with places to break a line in words of more than :data:`LONGEST` letters; it looks the same."""
    return _WORD.sub(lambda found: _BREAK.join(re.findall(rf".{{1,{_PIECE}}}", found[0])), text)
