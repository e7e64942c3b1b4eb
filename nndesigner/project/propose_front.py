"""The beginning of a proposed network: what turns an image, a time series or a table's row into a flat row of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from nndesigner.core.text import tr
from nndesigner.project.edits.embedding import vector_size
from nndesigner.project.facts import DataFacts

if TYPE_CHECKING:
    from nndesigner.data.recipe import Recipe

LEAST_SIDE = 6  # a smaller image is laid out flat
SIDE_FOR_TWO = 16
LONGEST_MEMORY = 100  # steps up to which an LSTM is proposed
FILTERS = 16
_RELU = {"activation": "relu", "kernel_initializer": "he_normal"}


class Chain(Protocol):
    """What collects blocks and reasons."""

    def add(self, kind: str, **options: Any) -> str:
        """Add a block behind the last one; its id."""
        ...

    def because(self, subject: str, choice: str, why: str, node: str | None = None) -> None:
        """Give a reason."""
        ...


def describe_front(chain: Chain, facts: DataFacts, recipe: Recipe, first: str) -> int:
    """Add what stands between the Input ``first`` and the first Dense layer; how many numbers it gives."""
    shape = facts.input_shape or ()
    if facts.is_image and len(shape) == 3 and min(shape[:2]) >= LEAST_SIDE:
        return _image(chain, shape)
    if len(shape) == 2 and not facts.is_image:
        return (_memory if shape[0] <= LONGEST_MEMORY else _long_series)(chain, shape)
    if len(shape) > 1:
        flat = chain.add("Flatten")
        chain.because(tr("Flatten"), tr("{count} numbers", count=math.prod(shape)), tr("A Dense layer reads a flat row."), flat)
        return int(math.prod(shape))
    numbers, columns = math.prod(shape or (0,)), len(facts.features)
    choice = tr("{count} numbers from {columns} columns", count=numbers, columns=columns)
    if columns == 1:
        choice = tr("{count} numbers from 1 column", count=numbers) if numbers != 1 else tr("1 number from 1 column")
    why = tr("Each column becomes numbers as the data page says.")
    if all(column.scaling == "standard" for column in recipe.features if column.is_numeric):
        why = tr("Numbers are standardised, so that every column weighs alike at the start (LeCun et al. 1998).")
    chain.because(tr("Input"), choice, why, first)
    return row_width(facts)


def row_width(facts: DataFacts) -> int:
    """How many numbers a flat row has once its embedding indices have become vectors."""
    width = math.prod(facts.input_shape or (1,))
    return width + sum(vector_size(categories - 1) - 1 for categories in facts.indices.values())


def embedding_reasons(chain: Chain, facts: DataFacts, block: Callable[[str], str | None]) -> None:
    """Say why each embedding index has an Embedding; ``block`` gives its id."""
    for column, categories in facts.indices.items():
        choice = tr("{column}: {categories} → {size}", column=column, categories=categories, size=vector_size(categories - 1))
        why = tr(
            "Like categories come to lie near each other (Guo & Berkhahn 2016); a vector has 1.6 · n^0.56 numbers, at most 50 "
            "(Howard & Gugger 2020)."
        )
        chain.because(tr("Embedding"), choice, why, block(column))


def _image(chain: Chain, shape: tuple[int, ...]) -> int:
    height, width, _ = shape
    count = 2 if min(height, width) >= SIDE_FOR_TWO else 1
    first, filters = "", FILTERS
    for place in range(count):
        filters = FILTERS << place
        made = chain.add("Conv2D", filters=filters, kernel_size=[3, 3], padding="same", **_RELU)
        first = first or made
        chain.add("MaxPooling2D")
        height, width = height // 2, width // 2
    flat = chain.add("Flatten")
    filters_text = ", ".join(str(FILTERS << place) for place in range(count))
    why = tr(
        "Small filters see the same pattern anywhere in the image (LeCun et al. 1998); 3 × 3 is the smallest that sees all "
        "sides, with twice the filters after each pooling (Simonyan & Zisserman 2015)."
    )
    chain.because(tr("Convolution"), tr("{filters} filters of 3 × 3", filters=filters_text), why, first)
    numbers = height * width * filters
    why = tr("A Dense layer reads a flat row.")
    chain.because(tr("Flatten"), tr("{count} numbers", count=numbers), why, flat)
    return numbers


def _memory(chain: Chain, shape: tuple[int, ...]) -> int:
    units = int(min(max(FILTERS, 2 ** round(math.log2(max(4 * shape[1], 1)))), 64))
    node = chain.add("LSTM", units=units)
    why = tr("Its gates keep what matters over many steps (Hochreiter & Schmidhuber 1997).")
    chain.because(tr("Memory"), tr("LSTM, {units} units over {steps} rows", units=units, steps=shape[0]), why, node)
    return units


def _long_series(chain: Chain, shape: tuple[int, ...]) -> int:
    node = chain.add("Conv1D", filters=2 * FILTERS, kernel_size=[5], strides=[2], padding="same", **_RELU)
    chain.add("Conv1D", filters=2 * FILTERS, kernel_size=[5], strides=[2], padding="same", **_RELU)
    chain.add("GlobalAveragePooling1D")
    why = tr("Over more than {steps} steps convolutions learn faster than a memory, and no worse (Bai, Kolter & Koltun 2018).")
    chain.because(tr("Convolution"), tr("2 layers of 32 filters over 5 rows"), why.format(steps=LONGEST_MEMORY), node)
    return 2 * FILTERS
