"""What happens to one column between the table and the network, and back."""

from __future__ import annotations

from typing import Any

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.transforms.base import Block, Transform
from nndesigner.data.transforms.encoding import CategoryTransform
from nndesigner.data.transforms.scaling import NumberTransform
from nndesigner.data.transforms.target import ClassTransform

TRANSFORMS: dict[str, type[Transform]] = {part.kind: part for part in (NumberTransform, CategoryTransform, ClassTransform)}


def transform_from_config(config: Any) -> Transform:
    """The transform that ``to_config`` described. Raises DataError when it is none."""
    try:
        return TRANSFORMS[config["kind"]].from_config(config)
    except (KeyError, TypeError) as error:
        raise DataError(tr("The description of a column's transform cannot be understood ({error}).", error=error)) from error


__all__ = [
    "TRANSFORMS",
    "Block",
    "CategoryTransform",
    "ClassTransform",
    "NumberTransform",
    "Transform",
    "transform_from_config",
]
