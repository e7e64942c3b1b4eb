"""Bytes become text: byte-order mark, then the pattern of zero bytes, then strict UTF-8, then likely code pages."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from pathlib import Path

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.packed import MARKS, unpacked
from nndesigner.data.records import LINE_END

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (
    (b"PK\x03\x04", "a workbook or a damaged ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"\x1f\x9d", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
)
_CODE_PAGES = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "koi8_r", "shift_jis", "gb18030", "big5", "euc_jp", "euc_kr"]
_CONTROL = re.compile(r"[\x00\x02-\x08\x0e-\x1a\x1c-\x1e]")  # but for \x01 and \x1f, which some programs put between cells
# Greek words carry accents (ά έ ή ί) behind other small letters; in cp1251 these bytes are the capitals Ь Э Ю Я.
_GREEK_ACCENT = re.compile(rb"[\xe1-\xfe][\xdc-\xdf]")
_WESTERN = frozenset("äöüßéèêëàâáíìîïóòôúùûñçåæøãõÿœÄÖÜÉÈÀÂÁÍÓÚÑÇÅÆØÃÕÊÎÔŒ")
_MARKS_OF_TEXT = frozenset("’‘“”–—…«»°€£§©®™\u00a0²³µ·•´")
_REPLACED = "\ufffd"
LARGE = 16 << 20  # a file from here on stays on the disk


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text without NULs, its encoding, whether bytes that do not fit it became U+FFFD, and the lines that held NULs."""

    text: str
    encoding: str
    replaced: bool = False
    nulls: tuple[tuple[int, str], ...] = ()


def unpack(data: bytes, name: str) -> bytes:
    """``data``, decompressed when it is packed. Raises DataError when that fails or it is no text at all."""
    data = unpacked(data, name)
    for magic, kind in _BINARY:
        if data.startswith(magic):
            raise DataError(tr("{name} is {kind}, not a text file; save the table as CSV and open that.", name=name, kind=kind))
    return data


def decode(data: bytes, name: str, encoding: str | None = None) -> Decoded:
    """Decode ``data``; a single stray byte never changes the encoding. Raises DataError for what is no text."""
    decoded = _decode_as(data, name, encoding) if encoding is not None else _detect(data, name)
    text = decoded.text.removeprefix("\ufeff").removesuffix("\x1a")  # DOS marks the end of a text so
    if not text.strip():
        raise DataError(tr("{name} is empty: there is no row in it; choose a file with data.", name=name))
    sample = text[:65536]
    if len(_CONTROL.findall(sample)) > max(2, len(sample) // 50):
        raise DataError(tr("{name} is not a text file; save the table as CSV and open that.", name=name))
    kind = _other_format(text)
    if kind:
        raise DataError(tr("{name} is {kind}, not a table; save the table as CSV and open that.", name=name, kind=kind))
    nulls = tuple(
        (number, line.replace("\0", "␀"))
        for number, line in enumerate(LINE_END.split(text) if "\0" in text else (), 1)
        if "\0" in line
    )
    return Decoded(text.replace("\0", ""), decoded.encoding, decoded.replaced, nulls)


def large_utf8(path: Path, name: str) -> tuple[int, int, str] | None:
    """Where the text of a large file in plain UTF-8 begins and ends, and the quotes in it: it need not be held in memory.

    None for all that :func:`decode` must look at: small or compressed files, other encodings, stray bytes.
    """
    size = path.stat().st_size
    if size < LARGE:
        return None
    with path.open("rb", buffering=0) as stream:
        head = stream.read(65536)
        start = 3 if head.startswith(codecs.BOM_UTF8) else 0
        other = head.startswith(MARKS) or any(head.startswith(mark) for mark, kind in _MARKS if kind != "utf-8-sig")
        if other or 0 in head or _zero_pattern(head[:4096]) is not None:
            return None
        unpack(head, name)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            text = decoder.decode(head)
            if len(_CONTROL.findall(text)) > 2 or text.lstrip().startswith(("<", "{", "[")) or not text.strip():
                return None
            block, last, quotes = bytearray(1 << 18), head[-1:], {mark for mark in "\"'" if mark.encode() in head}
            while count := stream.readinto(block):
                if count < len(block):
                    block = block[:count]
                if not (block.isascii() and decoder.getstate()[0] == b""):
                    decoder.decode(block)
                quotes |= {mark for mark in "\"'" if mark not in quotes and mark.encode() in block}
                last = block[-1:]
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return None
    return start, size - last.endswith(b"\x1a"), "".join(sorted(quotes))


def _other_format(text: str) -> str:
    """What a text is that begins as no table does; "" for all that may be one."""
    head = text[:1000].lstrip().lower()
    if head.startswith("<?xml"):
        return tr("an XML file")
    if re.match(r"<(?:!doctype\s+html|html|head|body)\b", head):
        return tr("a web page")
    if head.startswith(("{", "[")) and text[-1000:].rstrip().endswith(("}", "]")):
        first, _, rest = text.lstrip().partition("\n")
        lines = rest.lstrip().startswith("{")  # one object a line
        return tr("a JSON file") if (lines and _is_json(first)) or _is_json(text) else ""
    return ""


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _decode_as(data: bytes, name: str, encoding: str) -> Decoded:
    try:
        text = data.decode(encoding, "replace")
    except (LookupError, UnicodeError, ValueError) as error:
        message = "{name} cannot be read in the encoding {encoding!r}; choose another one, such as utf-8 or cp1252."
        raise DataError(tr(message, name=name, encoding=encoding)) from error
    if not isinstance(text, str):
        raise DataError(tr("{encoding!r} is not an encoding of text; choose another one, such as utf-8.", encoding=encoding))
    return Decoded(text, encoding.lower(), _REPLACED in text)


def _detect(data: bytes, name: str) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(data, name, encoding)
    zeros = _zero_pattern(data[:4096])
    if zeros is not None:
        return _decode_as(data, name, zeros)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    invalid = text.count(_REPLACED)
    if invalid * 4 <= _beyond_ascii(data) - invalid:
        return Decoded(text, "utf-8", True)
    return _decode_as(data, name, _code_page(data))


def _beyond_ascii(data: bytes) -> int:
    """How many bytes begin a character of two or more bytes in UTF-8."""
    return len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]", data))


def _zero_pattern(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, told by where the zero bytes stand."""
    if head.count(0) < len(head) // 4 or len(head) < 4:
        return None
    lanes = [head[i::4].count(0) * 4 / len(head) for i in range(4)]
    if min(lanes[1:]) > 0.7 and lanes[0] < 0.3:
        return "utf-32-le"
    if min(lanes[:3]) > 0.7 and lanes[3] < 0.3:
        return "utf-32-be"
    if min(lanes[1], lanes[3]) > 0.5 > max(lanes[0], lanes[2]):
        return "utf-16-le"
    if min(lanes[0], lanes[2]) > 0.5 > max(lanes[1], lanes[3]):
        return "utf-16-be"
    return None


def _code_page(data: bytes) -> str:
    """The likeliest code page of text that is not UTF-8: western unless the bytes speak clearly for another one."""
    lines = [line for line in data.splitlines() if not line.isascii()]
    sample = b"\n".join(lines)[:32768]
    high = sum(byte >= 0x80 for byte in sample)
    letters = high + len(re.findall(rb"[A-Za-z]", sample))
    few = high < 20 or high < 0.25 * letters
    if few and not _looks_central_european(sample):
        return max(("cp1252", "mac_roman", "cp850"), key=lambda page: _western_letters(sample, page))
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_CODE_PAGES, threshold=0.5).best()
    found = "cp1252" if best is None else best.encoding
    if found == "cp1253" and not _GREEK_ACCENT.search(sample):
        found = "cp1251"
    return found if not few or found in ("cp1252", "cp1250") else "cp1252"


def _western_letters(sample: bytes, page: str) -> int:
    """How many of the bytes beyond ASCII beside a letter are usual western letters in this code page, less the others."""
    text = sample.decode(page, "replace")
    beside = re.findall(r"(?<=[A-Za-z])[^\x00-\x7f]|[^\x00-\x7f](?=[A-Za-z])", text)
    usual = sum(letter in _WESTERN for letter in beside)
    usual -= 2 * len(re.findall(r"(?<=[a-z])[ÄÖÜÉÈÀÂÁÍÓÚÑÇÅÆØÃÕÊÎÔŒ]", text))
    return usual - sum(letter not in _WESTERN and letter not in _MARKS_OF_TEXT for letter in beside) - 2 * text.count(_REPLACED)


def _looks_central_european(sample: bytes) -> bool:
    """Whether bytes that are letters only in cp1250 (ř ě ł ą ż ś ž …) outnumber those that are usual in cp1252."""
    central = len(re.findall(rb"[\xb9\xbf\xb3\x9c\x9f\xe6\xea\xf8\xec\x9e\x9a\xf5\xfb\xe8\xf9]", sample))
    western = len(re.findall(rb"[\xe4\xf6\xfc\xdf\xe9\xe0\xe7\xf1\xe3\xe5\xe2\xee\xef\xb0\xb2\xb5\xa3]", sample))
    return central > 2 * western and central >= 3
