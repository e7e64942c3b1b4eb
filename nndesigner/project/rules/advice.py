"""What is worth knowing about the data, with a remedy for each finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from nndesigner.core.text import grouped, tr
from nndesigner.project.edits.base import Edit, Group
from nndesigner.project.edits.data import SetColumn, SetSettings
from nndesigner.project.edits.recipe_forms import DropDuplicates
from nndesigner.project.rules.context import Context
from nndesigner.project.rules.model import ADVICE, Fix, Problem

if TYPE_CHECKING:
    from nndesigner.data.advice import Finding

APART = 3
"""More columns than this with the same trouble are told of together."""


def data_advice(context: Context) -> Iterator[Problem]:
    """Findings about the data; of a large table only once :func:`nndesigner.data.advice.find` has looked through it."""
    contents = context.contents
    table, recipe, split = contents.table, contents.recipe, contents.split
    if table is None or recipe is None or not context.data.features or context.data.failure is not None:
        return
    from nndesigner.data.advice import find, known
    from nndesigner.data.advice.findings import is_quick

    alike: dict[str, list[Finding]] = {}
    for finding in (find(table, recipe, split) if is_quick(table) else known(table, recipe, split)) or ():
        if finding.kind == "imbalance" and contents.settings.class_weight == "balanced":
            continue
        if finding.column and recipe.image_shape is not None:
            continue  # an image needs all of its columns, black borders too
        alike.setdefault(finding.kind, []).append(finding)
    for findings in alike.values():
        if len(findings) > APART:
            yield _together(context, findings)
            continue
        for finding in findings:
            fix = _REMEDIES[finding.kind](context, finding)
            yield Problem("data_advice", ADVICE, (), finding.sentence, fix, finding.column)


RULES = (data_advice,)


def _together(context: Context, findings: list[Finding]) -> Problem:
    """One problem for the columns about which the same is to be said, with one remedy for all."""
    others = ", ".join(finding.column for finding in findings[1:6]) + (" …" if len(findings) > 6 else "")
    text = tr("{first} So it is with {count} other columns: {names}")
    message = text.format(first=findings[0].sentence, count=grouped(len(findings) - 1), names=others)
    fixes = [_REMEDIES[finding.kind](context, finding) for finding in findings]
    title = tr("{first}, and so all {count}", first=fixes[0].title, count=grouped(len(findings)))
    make = partial(_all, title, fixes)
    return Problem("data_advice", ADVICE, (), message if message.endswith("…") else f"{message}.", Fix(title, make))


def _all(title: str, fixes: list[Fix]) -> Edit:
    return Group(title, [fix.make() for fix in fixes])


def _ignore(context: Context, finding: Finding) -> Fix:
    title = tr("Ignore {column}", column=finding.column)
    return Fix(title, partial(SetColumn, context.project, finding.column, role="ignore"))


def _scale(scaling: str, text: str) -> Callable[[Context, Finding], Fix]:
    def remedy(context: Context, finding: Finding) -> Fix:
        title = tr(text).format(column=finding.column)
        return Fix(title, partial(SetColumn, context.project, finding.column, scaling=scaling))

    return remedy


def _balance(context: Context, finding: Finding) -> Fix:
    return Fix(tr("Let rare classes count for more"), partial(SetSettings, context.project, class_weight="balanced"))


def _drop(context: Context, finding: Finding) -> Fix:
    return Fix(tr("Leave duplicate rows out"), partial(DropDuplicates, context.project))


_REMEDIES: dict[str, Callable[[Context, Finding], Fix]] = {
    "constant": _ignore,
    "mostly_missing": _ignore,
    "id_like": _ignore,
    "row_index": _ignore,
    "leaking": _ignore,
    "skewed": _scale("log", "Put {column} on a logarithm"),
    "outliers": _scale("robust", "Scale {column} by median and quartiles"),
    "imbalance": _balance,
    "duplicates": _drop,
}
