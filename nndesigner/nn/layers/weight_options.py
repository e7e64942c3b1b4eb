"""The options that every weight has, declared alike: how it begins, what it costs when large, which bounds it keeps."""

from __future__ import annotations

from typing import Any

from nndesigner.core.options import option


def start(default: str, what: str) -> Any:
    """The initializer of a weight; ``what`` is its name, as in "Kernel"."""
    return option(
        default=default,
        registry="initializers",
        title=f"{what} starts as",
        help=f"How the {what.lower()} begins.",
        advanced=True,
    )


def penalty(what: str) -> Any:
    """The regularizer of a weight."""
    return option(
        default=None,
        registry="regularizers",
        title=f"{what} penalty",
        help=f"What a large {what.lower()} costs.",
        advanced=True,
    )


def bounds(what: str) -> Any:
    """The constraint of a weight."""
    return option(
        default=None,
        registry="constraints",
        title=f"{what} bounds",
        help=f"Bounds that the {what.lower()} keeps.",
        advanced=True,
    )
