"""The cells of a column as different texts and, for each row, which of them stands there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.content import text_of

Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Coded:
    """Cell texts: row ``i`` holds ``texts[codes[i]]``. Texts are different, codes int32 of shape (rows,)."""

    texts: list[str]
    codes: Codes

    @classmethod
    def of(cls, cells: Iterable[str]) -> Coded:
        """The given cells, coded."""
        coder = Coder()
        coder.add_texts(list(cells))
        return coder.coded()

    def cells(self) -> list[str]:
        """The cell of every row."""
        return [self.texts[code] for code in self.codes.tolist()]


class Coder:
    """Gives every text of a column a code, block by block."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._code_of_text: dict[str, int] = {}
        self._code_of_bytes: dict[bytes, int] = {}
        self._parts: list[Codes] = []

    def coded(self) -> Coded:
        """Everything added so far."""
        return Coded(self.texts, np.concatenate([np.empty(0, np.int32), *self._parts]))

    def add_texts(self, cells: list[str]) -> None:
        """The next rows' cells."""
        self._parts.append(np.fromiter(map(self._code, cells), np.int32, len(cells)))

    def add_same(self, cell: str, count: int) -> None:
        """``count`` rows of one text."""
        self._parts.append(np.full(count, self._code(cell), np.int32))

    def add_cells(self, cells: list[bytes], quote: bytes) -> None:
        """The next rows' cells, in UTF-8; ``quote`` is doubled where it stands inside of a cell."""
        codes = [*map(self._code_of_bytes.get, cells)]
        if None in codes:
            codes = [self.code_of(cell, quote) if code is None else code for cell, code in zip(cells, codes, strict=True)]
        self._parts.append(np.array(codes, np.int32))

    def add_codes(self, codes: Codes) -> None:
        """The next rows' codes, as :meth:`code_of` gave them."""
        self._parts.append(codes)

    def code_of(self, cell: bytes, quote: bytes) -> int:
        """The code of a cell in UTF-8, a new one where it has none; ``quote`` is doubled where it stands inside of it."""
        code = self._code_of_bytes.get(cell)
        if code is None:
            text = text_of(cell.replace(quote + quote, quote) if quote and quote in cell else cell)
            code = self._code_of_bytes[cell] = self._code(text)
        return code

    def _code(self, text: str) -> int:
        code = self._code_of_text.get(text)
        if code is None:
            code = self._code_of_text[text] = len(self.texts)
            self.texts.append(text)
        return code
