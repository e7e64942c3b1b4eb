"""Rows drawn at random, class by class where that is wished."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.column import Column
from nndesigner.data.splits import SPLITS
from nndesigner.data.splits.base import Parts, Rows, SplitMethod, cut


@SPLITS.register("random")
class RandomSplit(SplitMethod):
    """Shuffled with PCG64(seed), stratum by stratum."""

    title = "Shuffled"
    summary = "Rows are drawn at random; of use when no row has to do with another."
    is_seeded = True

    def parts(self, usable: Rows, shares: NDArray[np.float64], seed: int, by: Column | None, strata: Rows) -> Parts:
        generator = np.random.Generator(np.random.PCG64(seed))
        codes = strata[usable]
        groups = [usable[codes == code] for code in np.unique(codes)] or [usable]
        return cut([group[generator.permutation(len(group))] for group in groups], shares)
