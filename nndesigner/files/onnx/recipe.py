"""The data recipe as ONNX nodes: one input a column, filled, scaled and encoded as the training rows ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.data.transforms import CategoryTransform, NumberTransform

if TYPE_CHECKING:
    from nndesigner.files.code.source import Source
    from nndesigner.files.onnx.writer import Writer

_ML = "ai.onnx.ml"


def recipe_nodes(writer: Writer, source: Source) -> None:
    """Declare one input a feature column and compute the network's input from them."""
    recipe, name = source.recipe, source.inputs[0]
    assert recipe is not None
    if recipe.recipe.window is not None:
        raise FileError(tr("A recipe of windows over time has no ONNX form; export the network without the data recipe."))
    parts = []
    for place, transform in enumerate(recipe.features):
        prefix = f"recipe.{place}"
        if isinstance(transform, NumberTransform):
            parts.append(_number(writer, transform, prefix))
        elif isinstance(transform, CategoryTransform):
            parts.append(_category(writer, transform, prefix))
        else:
            message = "The {kind} of column {name} have no ONNX operator; export the network without the data recipe."
            raise FileError(tr(message, kind=transform.kind, name=transform.name))
    flat = f"{name}.flat" if recipe.recipe.image_shape or recipe.inputs else name
    writer.add("Concat", parts, flat, axis=1)
    for place, columns in enumerate(recipe.inputs):
        chosen = writer.constant(f"recipe.columns.{place}", np.array(columns, np.int64))
        writer.add("Gather", [flat, chosen], source.inputs[place], axis=1)
    if recipe.recipe.image_shape:
        *sides, channels = recipe.recipe.image_shape
        planes = recipe.recipe.image_planes
        sizes = [-1, channels, *sides] if planes else [-1, *sides, channels]
        shape = writer.constant("recipe.shape", np.array(sizes, np.int64))
        arranged = writer.add("Reshape", [flat, shape], f"{name}.planes" if planes else name)
        if planes:
            writer.add("Transpose", [arranged], name, perm=[0, 2, 3, 1])


def target_nodes(writer: Writer, source: Source) -> str:
    """Bring a number back to the target's own unit; returns the name of the graph's output."""
    recipe = source.recipe
    assert recipe is not None
    targets = [part for part in recipe.targets if isinstance(part, NumberTransform)]
    if not targets:
        return source.output
    scale = writer.constant("target.scale", np.array([part.scale for part in targets], np.float32))
    offset = writer.constant("target.offset", np.array([part.offset for part in targets], np.float32))
    scaled = writer.add("Mul", [source.output, scale], "target.scaled")
    if not any(part.bend == "log" for part in targets):
        return writer.add("Add", [scaled, offset], "target.value")
    value = writer.add("Add", [scaled, offset], "target.bent")
    one = writer.constant("target.one", np.float32(1))
    sign = writer.add("Sign", [value], "target.sign")
    size = writer.add("Exp", [writer.add("Abs", [value], "target.abs")], "target.exp")
    straight = writer.add("Mul", [sign, writer.add("Sub", [size, one], "target.expm1")], "target.straight")
    bent = writer.constant("target.is_bent", np.array([part.bend == "log" for part in targets]))
    return writer.add("Where", [bent, straight, value], "target.value")


def _column(name: str) -> str:
    """The input's name: the column's, apart from the names inside the graph."""
    return f"column {name}"


def _number(writer: Writer, transform: NumberTransform, prefix: str) -> str:
    about = "days since 1970-01-01" if transform.type == "date" else ""
    value = writer.input(_column(transform.name), (1,), "DOUBLE", about)
    if transform.fill is not None:
        fill = writer.constant(f"{prefix}.fill", np.float64(transform.fill))
        missing = writer.add("IsNaN", [value], f"{prefix}.missing")
        value = writer.add("Where", [missing, fill, value], f"{prefix}.filled")
    offset = writer.constant(f"{prefix}.offset", np.float64(transform.offset))
    scale = writer.constant(f"{prefix}.scale", np.float64(transform.scale))
    if transform.bend == "log":
        value = _log(writer, value, prefix)
    shifted = writer.add("Sub", [value, offset], f"{prefix}.shifted")
    scaled = writer.add("Div", [shifted, scale], f"{prefix}.scaled")
    return writer.add("Cast", [scaled], f"{prefix}.number", to=writer.types.FLOAT)


def _log(writer: Writer, value: str, prefix: str) -> str:
    """sign(x) · ln(1 + |x|)."""
    one = writer.constant(f"{prefix}.one", np.float64(1))
    more = writer.add("Add", [writer.add("Abs", [value], f"{prefix}.abs"), one], f"{prefix}.more")
    sign = writer.add("Sign", [value], f"{prefix}.sign")
    return writer.add("Mul", [sign, writer.add("Log", [more], f"{prefix}.log")], f"{prefix}.bent")


def _category(writer: Writer, transform: CategoryTransform, prefix: str) -> str:
    """Look up the row of a table: one a level, then "none of them", then "cannot be used" (NaN)."""
    count = len(transform.levels)
    table = transform._encoded(np.array([*range(count), -1], np.int64))
    table = np.concatenate([table, np.full((1, table.shape[1]), np.nan)]).astype(np.float32)
    unseen, unusable = count, count + 1
    codes = {level: code for code, level in enumerate(transform.categories)}
    if transform.own_missing:
        missing = len(transform.categories)
    else:
        missing = unusable if transform.fill is None else codes.get(transform.fill, unseen)
    keys = {**codes, "": missing}
    code = writer.add(
        "LabelEncoder",
        [writer.input(_column(transform.name), (1,), "STRING")],
        f"{prefix}.code",
        domain=_ML,
        keys_strings=list(keys),
        values_int64s=list(keys.values()),
        default_int64=unusable if transform.unseen == "skip" else unseen,
    )
    axis = writer.constant(f"{prefix}.axis", np.array([1], np.int64))
    flat = writer.add("Squeeze", [code, axis], f"{prefix}.codes")
    return writer.add("Gather", [writer.constant(f"{prefix}.levels", table), flat], f"{prefix}.category", axis=0)
