"""Run generated files in a process of its own: outputs before and after ten training steps, and their losses."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import numpy as np


def main(folder: Path) -> None:
    """For every ``NAME.py`` with ``NAME.npz`` (x0, x1 ..., y) in ``folder`` write ``NAME.out.npz``."""
    for path in sorted(folder.glob("*.py")):
        data = np.load(path.with_suffix(".npz"))
        x = [data[name] for name in sorted(data.files) if name.startswith("x")]
        inputs = x[0] if len(x) == 1 else x
        scope = runpy.run_path(str(path))
        before = scope["predict"](inputs)
        losses = [scope["train_on_batch"](inputs, data["y"]) for _ in range(10)]
        np.savez(path.with_suffix(".out.npz"), before=before, losses=losses, after=scope["predict"](inputs))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
