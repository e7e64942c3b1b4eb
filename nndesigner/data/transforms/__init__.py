"""What happens to one column between the table and the network, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.transforms.base import Block, Transform
from nndesigner.data.transforms.date_parts import DatePartsTransform
from nndesigner.data.transforms.encoding import CategoryTransform
from nndesigner.data.transforms.scaling import NumberTransform
from nndesigner.data.transforms.target import ClassTransform

TRANSFORMS: dict[str, type[Transform]] = {
    part.kind: part for part in (NumberTransform, CategoryTransform, DatePartsTransform, ClassTransform)
}


def transform_from_config(config: Any) -> Transform:
    """The transform that ``to_config`` described. Raises DataError when it is none."""
    kind = config.get("kind") if isinstance(config, Mapping) else None
    if not isinstance(kind, str) or kind not in TRANSFORMS:
        raise DataError(
            tr("A column's transform is one of {known}; received {kind!r}.", known=", ".join(TRANSFORMS), kind=kind)
        )
    return TRANSFORMS[kind].from_config(config)


__all__ = [
    "TRANSFORMS",
    "Block",
    "CategoryTransform",
    "ClassTransform",
    "DatePartsTransform",
    "NumberTransform",
    "Transform",
    "transform_from_config",
]
