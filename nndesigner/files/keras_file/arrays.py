"""Arrays out of the HDF5 file in a ``.keras`` file: plain ones only, no links to elsewhere, no filters of anybody's."""

from __future__ import annotations

import importlib
import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr

_Array = np.ndarray[Any, Any]
_MAX_VARIABLES = 64


def hdf5_library() -> Any:
    """The h5py package. Raises FileError saying how to get it."""
    try:
        return importlib.import_module("h5py")
    except ImportError as error:
        text = tr("Keras files need the package h5py; install it with: pip install 'nndesigner[keras]' ({reason}).")
        raise FileError(text.format(reason=error)) from error


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The HDF5 file in ``data``. Raises FileError when there is none."""
    library = hdf5_library()
    try:
        file = library.File(io.BytesIO(data), "r")
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        raise FileError(tr("its weights are damaged ({reason}).", reason=str(error)[:80])) from error
    with file:
        yield file


def variables(file: Any, place: str) -> list[Any]:
    """The arrays at ``place``, in Keras's order: of a layer, of its cell, of its two directions."""
    library, found = hdf5_library(), []
    for part in ("", "/cell", "/forward_layer/cell", "/backward_layer/cell"):
        group = _get(library, file, f"{place}{part}/vars")
        if group is None:
            continue
        if not isinstance(group, library.Group) or len(group) > _MAX_VARIABLES:
            raise FileError(tr("its weights at {place} are none.", place=place))
        names = sorted(group, key=lambda name: (len(name), name))
        found += [_plain(library, _get(library, group, name), f"{place}/{name}") for name in names]
    return found


def _get(library: Any, group: Any, path: str) -> Any:
    """What stands at a path, each step of which is an ordinary link within the file; None where nothing does."""
    for name in path.split("/"):
        try:
            if not isinstance(group, library.Group) or name not in group:
                return None
            if not isinstance(group.get(name, getlink=True), library.HardLink):
                raise FileError(tr("its weights lie elsewhere than in the file, at {path}.", path=path))
            group = group[name]
        except (OSError, RuntimeError, KeyError, ValueError) as error:
            raise FileError(tr("its weights are damaged ({reason}).", reason=str(error)[:80])) from error
    return group


def _plain(library: Any, array: Any, place: str) -> Any:
    """The dataset, of floats and as it lies in the file."""
    if not isinstance(array, library.Dataset) or array.dtype.kind != "f" or array.dtype.itemsize > 8:
        raise FileError(tr("its weight {place} is no array of decimal numbers.", place=place))
    creation = array.id.get_create_plist()
    if array.is_virtual or array.external or creation.get_nfilters():
        raise FileError(tr("its weight {place} is packed or lies in another file.", place=place))
    if math.prod(array.shape) * array.dtype.itemsize > max(array.id.get_storage_size(), 0):
        raise FileError(tr("its weight {place} has fewer bytes than its shape {shape}.", place=place, shape=array.shape))
    return array


def values(array: Any) -> _Array:
    """A dataset's numbers. Raises FileError when they cannot be read."""
    try:
        return np.asarray(array[...], np.float32)
    except (OSError, RuntimeError, ValueError) as error:
        raise FileError(tr("its weights are damaged ({reason}).", reason=str(error)[:80])) from error
