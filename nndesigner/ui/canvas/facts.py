"""What a block says about itself: the same words on the canvas, in the outline and for a screen reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nndesigner.core.text import grouped, tr
from nndesigner.project.facts import data_facts
from nndesigner.project.inputs import bindings
from nndesigner.ui.canvas.kinds import kind_of

SEVERITIES = ("error", "warning", "advice")
_AXES = {1: ("features",), 2: ("steps", "features"), 3: ("height", "width", "channels")}


@dataclass(frozen=True, slots=True)
class Facts:
    """The texts of one block: ``detail``, ``shape`` and ``size`` are its lines.

    ``brief`` is the detail in fewer words, ``type`` and ``parameters`` are cells of the outline; ``severity`` is the worst
    of its problems, or None.
    """

    name: str
    kind: str
    family: str
    detail: str
    shape: str
    size: str
    severity: str | None
    problems: tuple[str, ...]
    hint: str
    type: str = ""
    parameters: str = ""
    brief: str = ""

    def sentence(self) -> str:
        """Everything in one line, for a screen reader."""
        parts = [self.name, self.detail, self.shape, self.size, *self.problems]
        return ", ".join(part for part in parts if part)


def facts(project: Any, node: Any) -> Facts:
    """Read the facts of ``node`` from the project and its analysis."""
    analysis = project.analysis
    kind = kind_of(node.kind)
    label = analysis.labels.get(node.id, "")
    kind_text = f"{kind.title} · {label}" if label else kind.title
    own = (problem for problem in analysis.for_node(node.id) if problem.nodes[0] == node.id)
    problems = sorted(own, key=lambda problem: SEVERITIES.index(problem.severity))
    shape = shape_text(analysis.shapes.get(node.id))
    if node.kind == "Input":
        detail, size, hint = _input_texts(project, node)
    elif node.kind == "Output":
        detail, size, hint = _output_texts(project, label)
    else:
        detail, size, hint = kind_text, parameters_text(analysis.parameters.get(node.id, 0)), kind.summary
    return Facts(
        name=node.name,
        kind=kind.title,
        family=kind.family,
        detail=detail,
        shape=shape or tr("shape not known yet"),
        size=size,
        severity=problems[0].severity if problems else None,
        problems=tuple(problem.message for problem in problems),
        type=kind_text,
        brief=size if node.kind == "Input" and size else label or detail,
        parameters=grouped(analysis.parameters.get(node.id, 0)),
        hint="\n".join(part for part in (hint, dimensions_text(analysis.shapes.get(node.id))) if part),
    )


def shape_text(shape: tuple[int, ...] | None) -> str:
    """``batch × 28 × 28 × 16``; empty where the shape is unknown."""
    return "" if shape is None else " × ".join((tr("batch"), *(str(size) for size in shape)))


def dimensions_text(shape: tuple[int, ...] | None) -> str:
    """The shape with each axis named, for a tooltip."""
    names = _AXES.get(len(shape)) if shape is not None else None
    if shape is None or names is None:
        return shape_text(shape)
    return " × ".join((tr("batch"), *(f"{tr(name)} {size}" for name, size in zip(names, shape, strict=True))))


def parameters_text(count: int) -> str:
    """``1 290 parameters``."""
    if count == 0:
        return tr("no parameters")
    return tr("1 parameter") if count == 1 else tr("{count} parameters", count=grouped(count))


def _input_texts(project: Any, node: Any) -> tuple[str, str, str]:
    data = data_facts(project.contents)
    names = bindings(project.graph, tuple(data.widths) or data.features).get(node.id, ())
    if not names:
        return tr("no data bound"), "", tr("Where the columns of the data enter the network.")
    size = tr("1 column") if len(names) == 1 else tr("{count} columns", count=grouped(len(names)))
    shown = ", ".join(names[:24]) + (", …" if len(names) > 24 else "")
    return ", ".join(names[:6]), size, tr("Bound to: {columns}", columns=shown)


def _output_texts(project: Any, loss: str) -> tuple[str, str, str]:
    data = data_facts(project.contents)
    if not data.targets:
        return loss, tr("no target bound"), tr("What the network is trained to give, and how its error is measured.")
    target = ", ".join(data.targets)
    classes = _classes(project, data.targets[0]) if data.task in ("binary", "multiclass") else ()
    size = target if not classes else tr("{target} · {count} classes", target=target, count=len(classes))
    hint = tr("Target: {target}", target=target)
    return loss, size, hint + ("\n" + tr("Classes: {classes}", classes=", ".join(classes[:12])) if classes else "")


def _classes(project: Any, target: str) -> tuple[str, ...]:
    """The class labels of the target, as the table has them."""
    if project.table is None or target not in project.table.names:
        return ()
    return tuple(str(text) for text in (getattr(project.table.column(target), "categories", None) or ()))
