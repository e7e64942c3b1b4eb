"""Callbacks that are compared with Keras on series of numbers: the same rows make the golden file and check it."""

from __future__ import annotations

from typing import Any

import numpy as np

EARLY_STOPPING: list[dict[str, Any]] = [
    {},
    {"patience": 3},
    {"patience": 3, "min_delta": 0.05},
    {"patience": 2, "baseline": 0.4},
    {"patience": 4, "baseline": 0.9, "min_delta": 0.02},
    {"patience": 2, "start_from_epoch": 5},
    {"patience": 3, "mode": "max"},
    {"patience": 2, "mode": "max", "min_delta": 0.1, "baseline": 0.3},
]
PLATEAU: list[dict[str, Any]] = [
    {"patience": 2},
    {"patience": 3, "factor": 0.5, "cooldown": 2},
    {"patience": 1, "factor": 0.3, "cooldown": 1, "min_lr": 0.01},
    {"patience": 2, "min_delta": 0.2, "mode": "max"},
    {"patience": 0, "factor": 0.9},
]


def series() -> np.ndarray:
    """Ten runs of thirty epochs: (runs, epochs), falling with noise."""
    random = np.random.default_rng(11)
    return np.exp(-np.arange(30) / 12) + 0.15 * random.standard_normal((10, 30))
