"""Errors whose text may be shown to a person as it is: what happened, to what, what to do."""

from __future__ import annotations


class DesignerError(Exception):
    """Anything that went wrong and can be said in one sentence; never shown as a traceback."""


class OptionError(DesignerError, ValueError):
    """An option of a part has a value that it cannot have."""


class ShapeError(DesignerError, ValueError):
    """Shapes of arrays or layers do not fit each other."""


class DataError(DesignerError, ValueError):
    """A table, a column or a value in it cannot be used for what was asked."""


class FileError(DesignerError):
    """A file cannot be read or written; the message names it."""
