"""The figures of a cross-validation as a table: a row a fold, mean and deviation, and the baselines beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QWidget

from nndesigner.core.text import grouped, tr
from nndesigner.ui.numbers import shown_number
from nndesigner.ui.pages.results.figures import HELP, METRICS, FiguresTable, figure, percent

if TYPE_CHECKING:
    from nndesigner.session.cross_validation import CrossValidation

_FIXED = 4
"""Columns before the metrics: the fold, rows trained on, rows measured on, epochs."""


class FoldsTable(FiguresTable):
    """Shows a CrossValidation, finished or not; the row of means stands out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Figures of each fold"), parent)
        self.setObjectName("train.folds_table")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._texts: list[list[str]] = []

    def show_folds(self, found: CrossValidation) -> None:
        """Show what has come out so far; planned folds that are not done yet have dashes."""
        keys = list(found.folds[0].metrics) if found.folds else []
        headers = [tr("Fold"), tr("Trained on"), tr("Measured on"), tr("Epochs"), *(tr(METRICS.get(key, key)) for key in keys)]
        rows = [
            [
                str(fold.number + 1),
                *(grouped(count) for count in (fold.training_rows, fold.validation_rows, fold.epochs)),
                *(figure(key, fold.metrics[key]) for key in keys),
            ]
            for fold in found.folds
        ]
        rows += [[str(number + 1), *["—"] * (len(headers) - 1)] for number in range(len(found.folds), found.planned)]
        means = len(rows)
        if found.folds:
            rows.append([tr("Mean ± deviation"), "", "", "", *(with_deviation(found, key) for key in keys)])
            rows += [_baseline(name, metrics, keys) for name, metrics in found.baselines.items()]
        self._texts = [headers, *rows]
        self.show_rows(headers, rows)
        for column, key in enumerate(keys, _FIXED):
            self.horizontalHeaderItem(column).setToolTip(tr(HELP.get(key, "")))
        if found.folds:
            self._make_bold(means)

    def text(self) -> str:
        """Everything as lines of cells with tabs between them, as a spreadsheet takes it."""
        return "\n".join("\t".join(row) for row in self._texts)

    def _make_bold(self, row: int) -> None:
        for column in range(self.columnCount()):
            item = self.item(row, column)
            font = item.font()
            font.setBold(True)
            item.setFont(font)
        self._spread()


def with_deviation(found: CrossValidation, key: str) -> str:
    """``2.31 ± 0.17``; the mean alone for a single fold."""
    mean, deviation = found.mean[key], found.deviation[key]
    if math.isnan(deviation):
        return figure(key, mean)
    return f"{figure(key, mean)} ± {percent(deviation) if key == 'accuracy' else shown_number(deviation, 2)}"


def _baseline(name: str, metrics: dict[str, float], keys: Sequence[str]) -> list[str]:
    return [tr("Baseline: {name}", name=name), "", "", "", *(figure(key, metrics.get(key)) for key in keys)]
