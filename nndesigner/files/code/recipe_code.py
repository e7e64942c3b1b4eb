"""The fitted data recipe as source: table rows become the network's inputs, its outputs labels or values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nndesigner.data.transforms import CategoryTransform, ClassTransform, DatePartsTransform, NumberTransform

if TYPE_CHECKING:
    from nndesigner.data.fitted import FittedRecipe

_NUMBER = '''
def number(value, name, fill, offset, scale, bend="none"):
    """One number, bent ("log"), shifted and scaled as the training rows ask; ``fill`` stands for a missing one."""
    missing = value is None or value == "" or value != value
    if missing and fill is None:
        raise ValueError(f"{name} is missing")
    x = fill if missing else float(value)
    if bend == "log":
        x = np.sign(x) * np.log1p(abs(x))
    return [(x - offset) / scale]
'''
_DATE_PARTS = '''
def date_parts(value, name, parts, fill, offsets, scales):
    """Year, month, day … of an ISO date; what comes round as sine and cosine; ``fill`` in seconds since 1970."""
    if value is None or value == "":
        if fill is None:
            raise ValueError(f"{name} is missing")
        value = int(fill)
    moment = np.datetime64(value, "s")
    day, month, year = (moment.astype(f"datetime64[{unit}]") for unit in "DMY")
    found = {
        "year": int(year.astype(int)) + 1970,
        "month": int(month.astype(int)) % 12 + 1,
        "day": int((day - month.astype(day.dtype)).astype(int)) + 1,
        "weekday": (int(day.astype(int)) + 3) % 7,
        "hour": int(moment.astype(int)) // 3600 % 24,
        "yearday": int((day - year.astype(day.dtype)).astype(int)) + 1,
    }
    rounds = {"month": (12, 1), "day": (31, 1), "weekday": (7, 0), "hour": (24, 0), "yearday": (366, 1)}
    row, plain = [], iter(zip(offsets, scales))
    for part in parts:
        if part in found:
            offset, scale = next(plain)
            row.append((found[part] - offset) / scale)
        else:
            size, first = rounds[part.split()[0]]
            turn = 2 * np.pi * (found[part.split()[0]] - first) / size
            row += [np.sin(turn), np.cos(turn)]
    return row
'''
_DATE = '''
def days(value):
    """An ISO date or time in days since 1970-01-01; a missing one stays missing."""
    return value if value is None or value == "" else np.datetime64(value, "s").astype(int) / 86400
'''
_CATEGORY = '''
def category(value, name, encoding, levels, fill, own_missing, skip, offset, scale):
    """One category as numbers: one a level, an ordered number, or binary digits."""
    if value is None or value == "":
        if fill is None and not own_missing:
            raise ValueError(f"{name} is missing")
        code = len(levels) - 1 if own_missing else levels.index(fill) if fill in levels else -1
    else:
        known = levels[:-1] if own_missing else levels
        code = known.index(value) if value in known else -1
        if code < 0 and skip:
            raise ValueError(f"{name} has a category that the training rows did not have: {value}")
    if encoding == "onehot":
        return [float(code == place) for place in range(len(levels))]
    if encoding == "ordinal":
        return [0.0 if code < 0 else (code - offset) / scale]
    if encoding == "embedding":
        return [float(code + 1)]
    if len(levels) <= 2:
        return [0.5 if code < 0 else float(code)]
    return [float((code + 1) >> bit & 1) for bit in range(len(levels).bit_length())]
'''


def recipe_code(recipe: FittedRecipe) -> str:
    """The functions ``prepare(rows)``, ``targets(rows)`` and ``answer(outputs)``, with the helpers that they need.

    A recipe of windows over time is told in a comment instead: its samples are no single rows.
    """
    if recipe.recipe.window is not None:
        return _series(recipe)
    parts = [*recipe.features, *(part for part in recipe.targets if isinstance(part, NumberTransform))]
    helpers = [
        code
        for code, needed in (
            (_NUMBER, any(isinstance(part, NumberTransform) for part in parts)),
            (_DATE, any(part.type == "date" and isinstance(part, NumberTransform) for part in parts)),
            (_DATE_PARTS, any(isinstance(part, DatePartsTransform) for part in parts)),
            (_CATEGORY, any(isinstance(part, CategoryTransform) for part in parts)),
        )
        if needed
    ]
    return "\n".join([*helpers, _prepare(recipe), _targets(recipe), _answer(recipe)])


def _series(recipe: FittedRecipe) -> str:
    """A comment on what the network is fed with, and ``answer``."""
    window = recipe.recipe.window
    assert window is not None
    names = ", ".join(name.replace("\n", " ") for name in recipe.feature_names)
    comment = (
        f"\n# A sample is {window.look_back} rows in the order of time, each with the numbers {names}, prepared as in the\n"
        f"# designer; its target is that of the row {window.horizon} after the last.\n"
    )
    return comment + _answer(recipe)


def _prepare(recipe: FittedRecipe) -> str:
    lines = "\n".join(f"            + {line}" for line in map(_call, recipe.features))
    shape = f".reshape({_arranged(recipe)})"
    if recipe.recipe.image_planes and recipe.recipe.image_shape is not None:
        shape += ".transpose(0, 2, 3, 1)"
    if recipe.inputs:
        parts = ", ".join(f"x[..., {list(places)!r}]" for places in recipe.inputs)
        part = f"[{parts}]" if len(recipe.inputs) > 1 else parts
        shape += f"\n    return {part}"
    start = "x =" if recipe.inputs else "return"
    return f'''
def prepare(rows):
    """Table rows, each a dict from column to value (texts as in the training table), as the network's input."""
    {start} np.array(
        [
            []
{lines}
            for row in rows
        ],
        np.float32,
    ){shape}
'''


def _arranged(recipe: FittedRecipe) -> tuple[int, ...]:
    """The shape of the prepared rows before channels are brought behind."""
    shape = recipe.input_shape
    return (-1, shape[-1], *shape[:-1]) if recipe.recipe.image_planes and recipe.recipe.image_shape else (-1, *shape)


def _call(part: object) -> str:
    if isinstance(part, NumberTransform):
        value = f"days(row[{part.name!r}])" if part.type == "date" else f"row[{part.name!r}]"
        bend = "" if part.bend == "none" else f", {part.bend!r}"
        return f"number({value}, {part.name!r}, {part.fill!r}, {part.offset!r}, {part.scale!r}{bend})"
    if isinstance(part, DatePartsTransform):
        return (
            f"date_parts(row[{part.name!r}], {part.name!r}, {part.parts!r}, {part.fill!r}, {part.offsets!r}, {part.scales!r})"
        )
    assert isinstance(part, CategoryTransform)
    skip = part.unseen == "skip"
    return (
        f"category(row[{part.name!r}], {part.name!r}, {part.encoding!r}, {part.levels!r}, "
        f"{part.fill!r}, {part.own_missing!r}, {skip!r}, {part.offset!r}, {part.scale!r})"
    )


def _targets(recipe: FittedRecipe) -> str:
    return '''
def targets(rows):
    """The target of each table row as the network is to give it."""
''' + "\n".join(_target_lines(recipe))


def _target_lines(recipe: FittedRecipe) -> Iterator[str]:
    first = recipe.targets[0]
    if isinstance(first, ClassTransform):
        yield f"    codes = [{first.classes!r}.index(row[{first.name!r}]) for row in rows]"
        yield (
            "    return np.array(codes, np.float32)[:, None]"
            if first.outputs == 1
            else f"    return np.eye({len(first.classes)}, dtype=np.float32)[codes]"
        )
    else:
        yield f"    return np.array([{' + '.join(map(_call, recipe.targets))} for row in rows], np.float32)"
    yield ""


def _answer(recipe: FittedRecipe) -> str:
    first = recipe.targets[0]
    if isinstance(first, ClassTransform):
        codes = "(outputs[:, 0] > 0.5).astype(int)" if first.outputs == 1 else "outputs.argmax(axis=1)"
        body = f"    return [{first.classes!r}[code] for code in {codes}]"
    else:
        numbers = [part for part in recipe.targets if isinstance(part, NumberTransform)]
        body = f"    values = outputs * {[part.scale for part in numbers]!r} + {[part.offset for part in numbers]!r}\n"
        bent = [place for place, part in enumerate(numbers) if part.bend == "log"]
        if bent:
            body += f"    values[:, {bent!r}] = np.sign(values[:, {bent!r}]) * np.expm1(np.abs(values[:, {bent!r}]))\n"
        body += "    return values"
    return f'''
def answer(outputs):
    """Network outputs as class labels, or as values in the target's own unit."""
{body}
'''
