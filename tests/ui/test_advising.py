"""Advice about a large table comes from a thread, and appears among the problems by itself."""

from __future__ import annotations

import numpy as np

from nndesigner.data.advice import known
from nndesigner.data.table import Table
from nndesigner.project.edits import ReplaceData, SetColumn
from nndesigner.ui.advising import Adviser


def advice(document) -> list[str]:
    return [problem.column for problem in document.project.analysis.problems if problem.rule == "data_advice"]


def test_findings_of_a_large_table_appear_once_they_are_known(qtbot, document):
    rng = np.random.default_rng(0)
    rows = 12_000
    table = Table.from_columns(
        "large", {"odd": np.exp(2 * rng.normal(size=rows)), "x": rng.normal(size=rows), "y": rng.normal(size=rows)}
    )
    adviser = Adviser(document)
    document.push(ReplaceData(document.project, {"kind": "test"}, table))
    project = document.project
    if known(table, project.recipe, project.split) is None:
        qtbot.waitUntil(lambda: advice(document) == ["odd"], timeout=10_000)
    fix = next(problem.fix for problem in project.analysis.problems if problem.rule == "data_advice")
    document.push(fix.make())
    assert project.recipe.column("odd").scaling == "log"
    qtbot.waitUntil(lambda: known(table, project.recipe, project.split) == (), timeout=10_000)
    assert advice(document) == []
    document.push(SetColumn(project, "x", role="ignore"))
    qtbot.waitUntil(lambda: adviser._task is None, timeout=10_000)
