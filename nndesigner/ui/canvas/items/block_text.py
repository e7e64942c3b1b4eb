"""What a block writes at which zoom: never below 9 points on the screen, so fewer lines and shorter words from afar."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from nndesigner.core.text import tr
from nndesigner.ui.canvas.facts import Facts
from nndesigner.ui.canvas.fonts import SMALL, SMALLEST, elided, fitted, name_font, small_font
from nndesigner.ui.canvas.geometry import HEADER, HEIGHT, PADDING, WIDTH

ICON = 18
NEAR = SMALLEST / SMALL  # from this zoom on the small font has its 9 points
ICON_FROM = 2 / 3
FAR = 0.2  # below this zoom not even a name has room
_LEADING = 1.2
_LINE = 18
_WIDE = WIDTH - PADDING - PADDING / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A text in its font, its place on the block and the role of its colour."""

    text: str
    font: QFont
    place: QRectF
    role: str


def lines(facts: Facts, zoom: float) -> list[Line]:
    """What a block with these ``facts`` writes at ``zoom`` (screen pixels a scene pixel): its name first; none below FAR."""
    if zoom < FAR:
        return []
    return _all(facts) if zoom >= NEAR else _few(facts, ceil(SMALLEST / zoom), has_icon(zoom))


def has_icon(zoom: float) -> bool:
    """Whether there is room for the family's icon beside the name."""
    return zoom >= ICON_FROM


def _all(facts: Facts) -> list[Line]:
    left, width = PADDING + ICON + 8, WIDTH - PADDING - PADDING / 2
    name = elided(facts.name, name_font(), width - ICON - 8)
    found = [Line(name, name_font(), QRectF(left, 0, WIDTH - left - PADDING / 2, HEADER), "text")]
    for index, (text, role) in enumerate(((facts.detail, "text"), (facts.shape, "text"), (facts.size, "muted"))):
        shown, font = fitted(text, width)
        found.append(Line(shown, font, QRectF(PADDING, HEADER + 5 + index * _LINE, WIDTH - PADDING, _LINE), role))
    return found


def _few(facts: Facts, pixels: int, beside_icon: bool) -> list[Line]:
    """As many lines of this font as fit: the name, the main option, the shape, the size."""
    row = _LEADING * pixels
    head = max(HEADER, row)
    room = int((HEIGHT - head) / row)
    name = (facts.name,)
    if room == 0:
        return [_line(name, name_font(pixels), QRectF(PADDING, 0, _WIDE, HEIGHT), "text")]
    shape = (facts.shape, facts.shape.removeprefix(tr("batch") + " × "))
    size = (facts.size,) if facts.family in ("input", "output") else (facts.size, tr("{count} params", count=facts.parameters))
    texts = [((facts.detail, facts.brief), "text"), (shape, "text"), (size, "muted")]
    if size[0] == facts.brief and not _fits(facts.detail, small_font(pixels)):
        texts.pop()  # the size stands in for the detail already
    texts = [one for one in texts if one[0][0]][:room]
    left = PADDING + (ICON + 8 if beside_icon else 0)
    found = [_line(name, name_font(pixels), QRectF(left, 0, PADDING + _WIDE - left, head), "text")]
    step = (HEIGHT - head) / min(room, 3)
    for index, (words, role) in enumerate(texts):
        found.append(_line(words, small_font(pixels), QRectF(PADDING, head + index * step, _WIDE, step), role))
    return found


def _line(words: tuple[str, ...], font: QFont, place: QRectF, role: str) -> Line:
    """The first of ``words`` that fits, else the last one cut."""
    text = next((text for text in words if _fits(text, font, place.width())), None)
    return Line(elided(words[-1], font, place.width()) if text is None else text, font, place, role)


def _fits(text: str, font: QFont, width: float = _WIDE) -> bool:
    return QFontMetricsF(font).horizontalAdvance(text) <= width
