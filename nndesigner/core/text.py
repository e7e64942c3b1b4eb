"""User-visible text outside Qt: marked for translation here, translated by whoever installs a translator."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import category

_translate: Callable[[str], str] = str


def tr(text: str, /, **values: object) -> str:
    """Return ``text`` in the user's language with ``{name}`` places filled from ``values``."""
    translated = _translate(text)
    return translated.format(**values) if values else translated


def grouped(count: int) -> str:
    """A whole number in groups of three digits with narrow spaces between, as it is written everywhere in the window."""
    return f"{count:,}".replace(",", "\u202f")


def printable(text: object, limit: int = 400) -> str:
    """``text`` in one line that a terminal can be shown: what is not printable as ``\\x1b``, beyond ``limit`` an ellipsis."""
    whole = text if isinstance(text, str) else str(text)
    cut = whole if len(whole) <= limit else whole[: limit * 3 // 4] + " … " + whole[-(limit // 4) :]
    if cut.isprintable():
        return cut
    return "".join(one if one.isprintable() or category(one) == "Zs" else ascii(one)[1:-1] for one in cut)


def install_translator(translate: Callable[[str], str]) -> None:
    """Let ``translate`` turn every source text into the user's language (the window installs Qt's)."""
    global _translate
    _translate = translate
