"""One thing worth knowing about the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nndesigner.data.recipe import Recipe
    from nndesigner.data.split import Split
    from nndesigner.data.table import Table


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found.

    Attributes:
        kind: "constant", "mostly_missing", "id_like", "row_index", "skewed", "outliers", "leaking", "duplicates" or
            "imbalance".
        column: The column it is about; "" for the rows as a whole.
        sentence: One sentence with the number that says so.
        value: That number.
    """

    kind: str
    column: str
    sentence: str
    value: float


@dataclass(frozen=True, slots=True)
class Look:
    """What a search for findings may look at."""

    table: Table
    recipe: Recipe
    split: Split
