"""The table in the clipboard: text as a spreadsheet or an editor leaves it there, or a table of a web page."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

from PySide6.QtCore import QMimeData

_CELLS = ("td", "th")
_UNSEEN = ("script", "style")


def table_text(mime: QMimeData) -> str:
    """The table in ``mime`` as text that can be read as a CSV; "" where there is none.

    Text comes first: it is as it was copied.
    """
    text = mime.text() if mime.hasText() else ""
    return text if text.strip() else html_table(mime.html()) if mime.hasHtml() else ""


def html_table(html: str) -> str:
    """The rows of all tables in ``html`` as a CSV; a page without a table gives ""."""
    parser = _Rows()
    parser.feed(html)
    parser.close()
    rows = [row for row in parser.rows if any(row)]
    if not rows:
        return ""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


class _Rows(HTMLParser):
    """Collects the cells; one that spans columns leaves those after its first empty. End tags may be left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self._span = 1
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif tag in _CELLS:
            self._end_cell()
            span = dict(attrs).get("colspan") or ""
            self._span = min(int(span), 1000) if span.isdecimal() and int(span) else 1
            self._cell = []
        elif tag in _UNSEEN:
            self._unseen += 1
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in (*_CELLS, "tr", "table"):
            self._end_cell()
        elif tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._unseen:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        if not self.rows:
            self.rows.append([])
        self.rows[-1] += [" ".join("".join(self._cell).split()), *[""] * (self._span - 1)]
        self._cell = None
