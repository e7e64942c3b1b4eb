"""Trees of plain values and arrays <-> bytes, safely: a pickle that names nothing, read without executing anything.

What :func:`dumps` returns opens with plain ``pickle`` in any Python (arrays as ``{"dtype", "shape", "data"}``) and
ends, behind the pickle's STOP, with a SHA-256 of all before it. :func:`loads` reads it with a stack machine of its
own (:mod:`.machine`): no import, no call by name, bounded time and memory. It also takes other tools' pickles of
builtins and NumPy arrays, which carry no checksum.
"""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path
from typing import Any

from nndesigner.core.atomic import read_bytes, write_bytes
from nndesigner.core.datapickle.machine import run
from nndesigner.core.datapickle.tree import Refusal, Unpacker, pack
from nndesigner.core.errors import FileError
from nndesigner.core.text import printable, tr

_PROTOCOL = 4
_NAME = b"nndesigner data, sealed by SHA-256"
# SHORT_BINBYTES name POP: every unpickler drops it; to ours it says that a trailer must follow.
HEADER = pickle.PROTO + bytes([_PROTOCOL]) + pickle.SHORT_BINBYTES + bytes([len(_NAME)]) + _NAME + pickle.POP
SEAL = b"\nnndesigner-sha256:"
_TRAILER = len(SEAL) + hashlib.sha256().digest_size


def dumps(tree: Any) -> bytes:
    """Return ``tree`` (None, bool, int, float, str, bytes, list, tuple, dict, NumPy arrays and scalars) as bytes.

    Mappings become dicts, NumPy scalars Python numbers. Raises FileError for anything else, and beyond the bounds of
    :mod:`.tree`: what is written can be read back.
    """
    try:
        plain = pack(tree)
    except Refusal as refusal:
        raise FileError(tr("This cannot be saved as a data file: {reason}.", reason=refusal)) from refusal
    body = memoryview(pickle.dumps(plain, _PROTOCOL))[2:]  # without its PROTO, which HEADER has
    digest = hashlib.sha256(HEADER)
    digest.update(body)
    return b"".join((HEADER, body, SEAL, digest.digest()))


def loads(data: bytes, source: object = "The data") -> Any:
    """Return the tree in ``data``; ``source`` names it in messages. Raises FileError and nothing else."""
    try:
        end = _sealed_end(data)
        return Unpacker(end).unpack(run(data, end))
    except Refusal as refusal:
        raise FileError(tr("{source} cannot be opened: {reason}.", source=source, reason=printable(refusal))) from None
    except MemoryError:
        raise FileError(tr("{source} cannot be opened: there is not enough memory.", source=source)) from None


def read_tree(path: Path | str) -> Any:
    """Return the tree in the file at ``path``. Raises FileError naming the file."""
    return loads(read_bytes(path), path)


def write_tree(path: Path | str, tree: Any) -> None:
    """Write ``tree`` to ``path``, atomically. Raises FileError naming the file."""
    write_bytes(path, dumps(tree))


def _sealed_end(data: bytes) -> int:
    """Check the seal of ``data`` if it has one, or should have; return where its pickle ends."""
    end = len(data) - _TRAILER
    if end >= 0 and data.startswith(SEAL, end):
        if hashlib.sha256(memoryview(data)[:end]).digest() != data[-hashlib.sha256().digest_size :]:
            raise Refusal(tr("it is damaged, its checksum does not fit its content"))
        return end
    if data.startswith(HEADER):
        raise Refusal(tr("it is damaged or incomplete, its checksum is missing"))
    return len(data)
