"""Compressed files: gzip, bzip2, xz, and a ZIP archive of one table."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable
from typing import Any
from zlib import error as zlib_error

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.suffixes import UNPACKED

LARGEST = 4 << 30
GZIP, BZIP2, XZ, ZIP = b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x03\x04"
MARKS = (GZIP, BZIP2, XZ, ZIP)
_OPENERS: dict[bytes, tuple[str, Callable[[io.BytesIO], Any]]] = {
    GZIP: ("gzip", gzip.open),
    BZIP2: ("bzip2", bz2.open),
    XZ: ("xz", lzma.open),
}


def unpacked(data: bytes, name: str) -> bytes:
    """``data``, decompressed where it is compressed. Raises DataError when that fails."""
    if data.startswith(ZIP) and zipfile.is_zipfile(io.BytesIO(data)):
        return _from_zip(data, name)
    for mark, (kind, opener) in _OPENERS.items():
        if data.startswith(mark):
            try:
                with opener(io.BytesIO(data)) as stream:
                    return _whole(stream, name)
            except (OSError, EOFError, zlib_error, lzma.LZMAError) as error:
                raise DataError(
                    tr("{name} is a damaged {kind} file ({error}); compress it again.", name=name, kind=kind, error=error)
                ) from error
    return data


def _whole(stream: Any, name: str) -> bytes:
    """All of ``stream``, if that is not so much that it would not fit into memory."""
    data = bytes(stream.read(LARGEST + 1))
    if len(data) > LARGEST:
        message = "{name} holds more than {most} GB when it is unpacked; unpack it and open what is in it."
        raise DataError(tr(message, name=name, most=LARGEST >> 30))
    return data


def _from_zip(data: bytes, name: str) -> bytes:
    """The one table in an archive; a workbook, which is such an archive too, stays as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = [info.filename for info in archive.infolist() if not info.is_dir()]
            if "[Content_Types].xml" in found or "mimetype" in found:
                return data
            files = [file for file in found if not file.startswith("__MACOSX/")]
            tables = [file for file in files if file.lower().endswith(UNPACKED)] if len(files) > 1 else files
            if len(tables) == 1:
                with archive.open(tables[0]) as stream:
                    return _whole(stream, name)
    except DataError:
        raise
    except Exception as error:  # a damaged or encrypted archive leads zipfile to errors of many kinds
        raise DataError(
            tr(
                "{name} is a ZIP archive that cannot be unpacked ({error}); unpack it and open what is in it.",
                name=name,
                error=error,
            )
        ) from error
    inside = ", ".join((tables or files)[:5]) or tr("nothing")
    message = "{name} is a ZIP archive that holds {count} tables ({inside}); unpack it and open one of them."
    raise DataError(tr(message, name=name, count=len(tables), inside=inside))
