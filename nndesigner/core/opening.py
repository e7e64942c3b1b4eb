"""Whatever goes wrong while a file's content is turned into objects becomes one sentence that names the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nndesigner.core.errors import DesignerError, FileError
from nndesigner.core.text import printable, tr

_WRONG_PARTS = (ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)


@contextmanager
def opening(path: Path | str) -> Iterator[None]:
    """Inside, content that was read from ``path`` is interpreted; every failure leaves as a FileError naming ``path``."""
    try:
        yield
    except DesignerError as error:
        raise FileError(tr("{path} cannot be opened: {error}", path=path, error=printable(error))) from error
    except MemoryError as error:
        raise FileError(tr("{path} cannot be opened: there is not enough memory.", path=path)) from error
    except _WRONG_PARTS as error:
        text = tr("{path} cannot be opened: a part of it is damaged ({error}).")
        raise FileError(text.format(path=path, error=printable(error, 200))) from error
