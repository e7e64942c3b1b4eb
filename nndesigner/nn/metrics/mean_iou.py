"""Intersection over union."""

from __future__ import annotations

import numpy as np

from nndesigner.nn.metrics.base import Metric
from nndesigner.nn.registries import METRICS
from nndesigner.nn.types import Array


@METRICS.register("mean_iou")
class MeanIoU(Metric):
    """For each class the samples that are it and are called it, over those that are either; the mean over classes.

    Targets and outputs are one column a class (Keras's OneHotMeanIoU); a single output is a yes above ½. A class that
    neither occurs nor is predicted does not count.
    """

    title = "Mean intersection over union"
    summary = "How far the predicted and the true members of a class overlap, averaged over classes."
    larger_is_better = True

    def sums(self, y_true: Array, y_pred: Array) -> Array:
        width = y_pred.shape[-1]
        if width == 1:
            true, said = (part.reshape(-1) > 0.5 for part in (y_true, y_pred))
        else:
            true, said = (part.reshape(-1, width).argmax(axis=-1) for part in (y_true, y_pred))
        classes = max(2, width)
        flat = true.astype(np.intp) * classes + said.astype(np.intp)
        return np.bincount(flat, minlength=classes * classes).reshape(classes, classes).astype(float)

    def result(self, sums: Array) -> float:
        both = np.diag(sums)
        either = sums.sum(axis=0) + sums.sum(axis=1) - both
        counts = either > 0
        return float((both[counts] / either[counts]).mean()) if counts.any() else float("nan")
