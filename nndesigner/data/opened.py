"""A source made ready for reading: its content in UTF-8, what its encoding was, and its fingerprint."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nndesigner.data.content import Content, Held, OnDisk, bytes_of, text_of
from nndesigner.data.encoding import decode, large_utf8, unpack
from nndesigner.data.records import LINE_END
from nndesigner.data.sample import PART, Beyond

# A text up to this size is looked at as a whole when its dialect is detected; of a longer one the opening, middle and tail.
_HEAD = 1 << 20
_BLOCK = 1 << 18


class Fingerprint:
    """The SHA-256 of some bytes; that of a large file is made in a thread while the file is read."""

    def __init__(self, work: Callable[[], str]) -> None:
        self._value = ""
        self._error: OSError | None = None
        self._stopped = threading.Event()
        self._work = work
        self._thread: threading.Thread | None = None

    @classmethod
    def of(cls, data: bytes) -> Fingerprint:
        """The fingerprint of bytes in memory."""
        return cls(hashlib.sha256(data).hexdigest)

    @classmethod
    def of_file(cls, path: Path) -> Fingerprint:
        """The fingerprint of a file, begun at once."""
        made: Fingerprint

        def work() -> str:
            total = hashlib.sha256()
            block = bytearray(_BLOCK)
            with path.open("rb", buffering=0) as stream:
                while not made._stopped.is_set() and (count := stream.readinto(block)):
                    total.update(memoryview(block)[:count])
            return total.hexdigest()

        made = cls(work)
        made._thread = threading.Thread(target=made._run, name="fingerprint", daemon=True)
        made._thread.start()
        return made

    def _run(self) -> None:
        try:
            self._value = self._work()
        except OSError as error:
            self._error = error

    def stop(self) -> None:
        """It is no longer wanted."""
        self._stopped.set()

    def value(self) -> str:
        """The fingerprint, as 64 hexadecimal digits. Raises OSError when the file went away."""
        if self._thread is None:
            return self._work()
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._value


@dataclass(frozen=True, slots=True)
class Opened:
    """A source's content; ``quotes`` are those in all of it, if that is known already, ``nulls`` the lines that held NULs."""

    content: Content
    encoding: str
    replaced: bool
    fingerprint: Fingerprint
    quotes: str | None = None
    nulls: tuple[tuple[int, str], ...] = ()

    def head(self) -> tuple[str, Beyond | None]:
        """The text, or the opening of a large one with what must be known of the rest."""
        content = self.content
        if content.size <= _HEAD:
            return text_of(content.read(0, content.size)), None
        data = content.read(0, _HEAD)
        end = data.rfind(b"\n") + 1 or data.rfind(b"\r", 0, len(data) - 1) + 1
        while not end and len(data) < content.size:
            data = content.read(0, 4 * len(data))
            end = data.rfind(b"\n") + 1 or data.rfind(b"\r", 0, len(data) - 1) + 1
        if not end:
            return text_of(data), None
        return text_of(data[:end]), self._beyond(end)

    def _beyond(self, start: int) -> Beyond:
        content, size = self.content, self.content.size

        def blocks() -> Iterator[bytes]:
            return (content.read(place, place + _BLOCK) for place in range(start, size, _BLOCK))

        def lines() -> int:
            return max(map(sum, zip(*((block.count(b"\n"), block.count(b"\r")) for block in blocks()), strict=True)))

        quotes = self.quotes
        if quotes is None:
            whole = content.read(0, size)
            quotes = "".join(mark for mark in "\"'" if mark.encode() in whole)
        parts = [self._lines(max(start, size // 2)), self._lines(max(start, size - PART // 2))]
        return Beyond(parts, quotes, lines)

    def _lines(self, start: int) -> list[str]:
        """Whole lines behind ``start``."""
        data = self.content.read(start, start + PART // 2)
        lines = LINE_END.split(data.decode("utf-8", "ignore"))
        return lines[1:] if start + len(data) >= self.content.size else lines[1:-1]


def open_bytes(data: bytes, name: str, encoding: str | None) -> Opened:
    """Decode ``data``, unpacking it where it is compressed. Raises DataError when it is empty or no text."""
    fingerprint = Fingerprint.of(data)
    decoded = decode(unpack(data, name), name, encoding)
    return Opened(Held(bytes_of(decoded.text)), decoded.encoding, decoded.replaced, fingerprint, nulls=decoded.nulls)


def open_large(path: Path, name: str) -> Opened | None:
    """A large file in plain UTF-8, left where it is; None for any other one. Raises OSError and DataError."""
    place = large_utf8(path, name)
    if place is None:
        return None
    start, end, quotes = place
    encoding = "utf-8-sig" if start else "utf-8"
    return Opened(OnDisk(path, start, end - start), encoding, False, Fingerprint.of_file(path), quotes)
