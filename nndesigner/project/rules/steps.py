"""Rules about what every step needs: a target that the loss can measure, and rows enough for the optimizer."""

from __future__ import annotations

from collections.abc import Iterator

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.project.blocks import make_part
from nndesigner.project.edits.base import Edit, Group
from nndesigner.project.edits.data import SetColumn, SetSettings
from nndesigner.project.rules.context import Context
from nndesigner.project.rules.model import ADVICE, ERROR, Fix, Problem

_AROUND_ZERO = ("standard", "robust", "shared")


def negative_target(context: Context) -> Iterator[Problem]:
    """A loss of counts or ratios has no meaning for the negative numbers that a standardised target has."""
    output = context.output
    block = None if output is None else context.blocks.get(output.id)
    scaling = getattr(getattr(block, "loss", None), "target_scaling", None)
    if output is None or scaling is None or context.data.task != "regression" or context.data.scaling not in _AROUND_ZERO:
        return
    assert block is not None
    title = tr("Do not scale the target") if scaling == "none" else tr("Scale the target from 0 to 1")

    def repair() -> Edit:
        edits = [SetColumn(context.project, name, scaling=scaling) for name in context.data.targets]
        return edits[0] if len(edits) == 1 else Group(title, edits)

    text = tr("{output} measures with {loss}, which needs a target of at least 0, but a standardised one is negative too.")
    message = text.format(output=output.name, loss=block.loss.title)
    yield Problem("negative_target", ERROR, (output.id,), message, Fix(title, repair))


def whole_steps(context: Context) -> Iterator[Problem]:
    """An optimizer that searches along its steps takes all rows, whatever the batch says."""
    batch, rows = context.contents.settings.batch_size, context.data.train_rows
    try:
        optimizer = make_part("optimizers", context.contents.settings.optimizer)
    except DesignerError:
        return
    if getattr(optimizer, "takes_all_rows", False) and 0 < batch < rows:
        text = tr("{optimizer} takes all {rows} training rows in every step, not a batch of {batch}; an epoch is one step.")
        fix = Fix(tr("Set the batch to {rows}", rows=rows), lambda: SetSettings(context.project, batch_size=rows))
        yield Problem("whole_steps", ADVICE, (), text.format(optimizer=optimizer.title, rows=rows, batch=batch), fix)


RULES = (negative_target, whole_steps)
