"""User-visible text outside Qt: marked for translation here, translated by whoever installs a translator."""

from __future__ import annotations

from collections.abc import Callable

_translate: Callable[[str], str] = str


def tr(text: str, /, **values: object) -> str:
    """Return ``text`` in the user's language with ``{name}`` places filled from ``values``."""
    translated = _translate(text)
    return translated.format(**values) if values else translated


def grouped(count: int) -> str:
    """A whole number in groups of three digits with narrow spaces between, as it is written everywhere in the window."""
    return f"{count:,}".replace(",", "\u202f")


def install_translator(translate: Callable[[str], str]) -> None:
    """Let ``translate`` turn every source text into the user's language (the window installs Qt's)."""
    global _translate
    _translate = translate
