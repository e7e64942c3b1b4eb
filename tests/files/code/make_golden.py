"""Make the golden numbers: ``KERAS_BACKEND=jax python -m tests.files.code.make_golden keras|torch``, with that library.

For a sample of the cases: the weights, the digest of the exported text, and what that text, run in the library, gave.
"""

from __future__ import annotations

import hashlib
import runpy
import sys
import tempfile
from pathlib import Path

import numpy as np

from nndesigner.files.code import code_of
from tests.files.code.cases import ALL, CASES, batch, trained
from tests.files.code.part_cases import BY_TARGET

STEPS = {"keras": 9, "torch": 5}


def main(target: str) -> None:
    """Write ``golden_TARGET.npz`` beside this file."""
    arrays = {}
    for case in [*CASES, *BY_TARGET[target]][:: STEPS[target]]:
        made = trained(case)
        if made.model.count_params() > 2_000:
            continue
        x, y = batch(made.model, ALL[case][1])
        text = code_of(made, target)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "net.py"
            path.write_text(text)
            scope = runpy.run_path(str(path))
        arrays |= {f"{case}/weight{number}": array for number, array in enumerate(made.model.get_weights())}
        arrays[f"{case}/digest"] = np.array(hashlib.sha256(text.encode()).hexdigest())
        arrays[f"{case}/before"] = scope["predict"](x)
        arrays[f"{case}/losses"] = np.array([scope["train_on_batch"](x, y) for _ in range(10)])
    np.savez_compressed(Path(__file__).with_name(f"golden_{target}.npz"), **arrays)


if __name__ == "__main__":
    main(sys.argv[1])
