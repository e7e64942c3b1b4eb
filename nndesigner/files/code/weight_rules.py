"""Penalties and bounds of single weights, written once for NumPy and PyTorch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nndesigner.files.code.source import Piece, Source

ORTHOGONAL = '''
def cosines(kernel):
    """The vectors of a kernel at length one, their lengths, and the cosines between different ones."""
    lengths = {fn}.sqrt((kernel * kernel).sum(1, {keep}=True))
    unit = kernel / lengths
    return unit, lengths, unit @ unit.T * (1 - {fn}.eye(len(unit){kind}))
'''
ORTHOGONAL_SLOPE = '''

def orthogonal_slope(kernel, factor):
    """The slope of factor times the sum of all cosines\' sizes by the kernel."""
    unit, lengths, between = cosines(kernel)
    pull = 2 * factor * (np.sign(between) @ unit)
    return (pull - unit * (pull * unit).sum(1, keepdims=True)) / lengths
'''


def trained_weights(source: Source) -> Iterator[tuple[Piece, Any]]:
    """The weights that training changes, each with its piece."""
    for piece in source.layers:
        assert piece.layer is not None
        if piece.layer.trains:
            yield from ((piece, weight) for weight in piece.layer.weights if weight.trainable)


def name_of(part: Any) -> str:
    """The name that a part is registered under."""
    return str(getattr(type(part), "registered_name", None))


def penalty(regularizer: Any, weight: str, fn: str) -> str:
    """What a weight adds to the loss, as an expression."""
    if name_of(regularizer) == "orthogonal":
        return f"{_share(regularizer, weight)} * {fn}.abs(cosines({_vectors(regularizer, weight)})[2]).sum()"
    terms = []
    if getattr(regularizer, "l1", 0.0):
        terms.append(f"{regularizer.l1!r} * {fn}.abs({weight}).sum()")
    if getattr(regularizer, "l2", 0.0):
        terms.append(f"{regularizer.l2!r} * ({weight} * {weight}).sum()")
    return " + ".join(terms) or "0"


def penalty_slope(regularizer: Any, weight: str) -> str:
    """The slope of :func:`penalty` by the weight, in NumPy."""
    if name_of(regularizer) == "orthogonal":
        back = "" if regularizer.mode == "rows" else ".T"
        return f"orthogonal_slope({_vectors(regularizer, weight)}, {_share(regularizer, weight)}){back}"
    terms = []
    if getattr(regularizer, "l1", 0.0):
        terms.append(f"{regularizer.l1!r} * np.sign({weight})")
    if getattr(regularizer, "l2", 0.0):
        terms.append(f"{2 * regularizer.l2!r} * {weight}")
    return " + ".join(terms) or "0"


def _vectors(regularizer: Any, weight: str) -> str:
    return weight if regularizer.mode == "rows" else f"{weight}.T"


def _share(regularizer: Any, weight: str) -> str:
    count = f"{weight}.shape[{0 if regularizer.mode == 'rows' else 1}]"
    return f"({regularizer.factor!r} / max(1, {count} * ({count} - 1)))"


def bound_lines(constraint: Any, weight: str, fn: str) -> list[str]:
    """The lines that bring a weight back into its bounds, in place."""
    name = name_of(constraint)
    if name == "non_neg":
        return [f"w = {weight}", "w *= w > 0"]
    keep = "keepdim" if fn == "torch" else "keepdims"
    lines = [f"w = {weight}", f"length = (w * w).sum({constraint.axis}, {keep}=True) ** 0.5"]
    if name == "unit_norm":
        return [*lines, "w /= 1e-7 + length"]
    if name == "max_norm":
        return [*lines, f"w *= {fn}.clip(length, 0, {constraint.max_value!r}) / (1e-7 + length)"]
    wanted = f"{fn}.clip(length, {constraint.min_value!r}, {constraint.max_value!r})"
    if constraint.rate != 1:
        wanted = f"({constraint.rate!r} * {wanted} + {1 - constraint.rate!r} * length)"
    return [*lines, f"w *= {wanted} / (1e-7 + length)"]
