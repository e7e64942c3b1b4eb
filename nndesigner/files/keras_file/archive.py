"""What lies in a ``.keras`` file: a zip archive of a description (JSON) and arrays (HDF5), read within bounds."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from typing import Any

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr

CONFIG, WEIGHTS = "config.json", "model.weights.h5"
MAX_CONFIG = 32 << 20
_MEMBERS = 1_000
_SPARE = 100 << 20  # what a member may unpack to beyond three times the file
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


def members(data: bytes) -> tuple[dict[str, Any], bytes]:
    """The description and the HDF5 file in ``data``. Raises FileError; nothing is unpacked to the disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if len(names) > _MEMBERS or len(set(names)) < len(names):
                raise FileError(tr("its archive has a name twice, or more than {most:,} of them.", most=_MEMBERS))
            config = _member(archive, names, CONFIG, MAX_CONFIG)
            weights = _member(archive, names, WEIGHTS, 3 * len(data) + _SPARE)
    except _DAMAGED as error:
        raise FileError(tr("it is not a Keras 3 file, or is damaged ({reason}).", reason=str(error)[:80])) from error
    return _description(config), weights


def _member(archive: zipfile.ZipFile, names: list[str], name: str, limit: int) -> bytes:
    if name not in names:
        raise FileError(tr("it is not a Keras 3 file, for it holds no {name}.", name=name))
    with archive.open(name) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise FileError(tr("its {name} unpacks to more than {limit:,} bytes.", name=name, limit=limit))
    return data


def _description(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FileError(tr("its {name} cannot be read ({reason}).", name=CONFIG, reason=str(error)[:80])) from error
    if not isinstance(found, dict):
        raise FileError(tr("its {name} describes no network.", name=CONFIG))
    return found
