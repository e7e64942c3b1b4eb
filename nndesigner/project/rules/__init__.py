"""What may connect, what is wrong with a project, and how to repair it.

Each rule is a function with the rule's name that looks at a :class:`Context` and yields problems; a new rule is one function
and its row in the RULES of its module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nndesigner.project.connections import can_connect, can_follow, can_insert, can_move
from nndesigner.project.contents import Contents
from nndesigner.project.rules import advice, division, ending, inputs, shapes, steps, structure, training
from nndesigner.project.rules.context import look
from nndesigner.project.rules.ending import ENDING_RULES
from nndesigner.project.rules.model import ADVICE, ERROR, WARNING, Analysis, Fix, Problem

if TYPE_CHECKING:
    from nndesigner.project.project import Project

__all__ = [
    "ADVICE",
    "ENDING_RULES",
    "ERROR",
    "FOLLOWING_RULES",
    "RULES",
    "WARNING",
    "Analysis",
    "Fix",
    "Problem",
    "analyse",
    "analyse_contents",
    "can_connect",
    "can_follow",
    "can_insert",
    "can_move",
]

RULES = (
    *training.RULES,
    *steps.RULES,
    *division.RULES,
    *structure.RULES,
    *inputs.RULES,
    *shapes.RULES,
    *ending.RULES,
    *advice.RULES,
)
FOLLOWING_RULES = ENDING_RULES | inputs.FOLLOWING_RULES
_RANK = {ERROR: 0, WARNING: 1, ADVICE: 2}


def analyse(project: Project) -> Analysis:
    """Shapes, sizes and problems of a project as it stands (``project.analysis`` remembers the latest)."""
    return analyse_contents(project, project.contents)


def analyse_contents(project: Project, contents: Contents) -> Analysis:
    """The analysis of ``contents``; the fixes are edits of ``project``. Never raises; problems come worst first."""
    context = look(project, contents)
    problems = [problem for rule in RULES for problem in rule(context)]
    problems.sort(key=lambda problem: _RANK[problem.severity])
    return Analysis(context.shapes, context.parameters, context.multiply_adds, context.labels, tuple(problems))
