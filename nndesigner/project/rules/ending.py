"""Rules about the end of the network: width, activation and loss against the target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from nndesigner.core.text import tr
from nndesigner.project.blocks import shape_text
from nndesigner.project.edits.base import Edit, Group
from nndesigner.project.edits.data import SetRecipe
from nndesigner.project.edits.nodes import InsertOnWire, SetOption
from nndesigner.project.rules.context import Context
from nndesigner.project.rules.model import ADVICE, ERROR, WARNING, Fix, Problem
from nndesigner.project.rules.shapes import flatten_fix


@dataclass(frozen=True)
class Ending:
    """How a network for one task ends by the book."""

    activation: str
    loss: str
    title: str


ENDINGS = {
    "multiclass": Ending("softmax", "categorical_crossentropy", "softmax with categorical cross-entropy"),
    "binary": Ending("sigmoid", "binary_crossentropy", "sigmoid with binary cross-entropy"),
    "regression": Ending("linear", "mean_squared_error", "no activation with the mean squared error"),
}
TWO_COLUMNS = ENDINGS["multiclass"]
_TASKS = {"multiclass": "several classes", "binary": "two classes", "regression": "a number"}
_BOUNDED = {"sigmoid": "0 and 1", "softmax": "0 and 1", "tanh": "−1 and 1"}


def output_width(context: Context) -> Iterator[Problem]:
    """The network gives as many numbers as the target needs."""
    output, last, width = context.output, context.last, context.data.output_width
    shape = None if output is None else context.shapes.get(output.id)
    if output is None or last is None or width is None or shape is None or shape == (width,):
        return
    text = tr("{name} gives {shape}, but {output} needs {width}: {why}.")
    why = _why_width(context, width)
    message = text.format(name=last.name, shape=shape_text(shape), output=output.name, width=width, why=why)
    if len(shape) > 1:
        if not any(context.graph.nodes[key].kind == "Dense" for key in context.used if _is_image_fed(context, key)):
            yield Problem(
                "output_width", ERROR, (output.id, last.id), message, flatten_fix(context, context.graph.incoming(output.id)[0])
            )
        return
    yield Problem("output_width", ERROR, (output.id, last.id), message, _width_fix(context, width))


def loss_task(context: Context) -> Iterator[Problem]:
    """The loss can measure this kind of target."""
    loss, task = _loss(context), context.data.task
    if loss is None or task not in ENDINGS or context.output is None:
        return
    if loss.fits(task) and not _compares_one_number(context, loss):
        return
    ending = ending_for(context)
    text = tr("{output} measures with {loss}, which does not fit a target with {task} ({target}).")
    message = text.format(
        output=context.output.name, loss=_title(loss), task=tr(_TASKS[task]), target=", ".join(context.data.targets)
    )
    yield Problem("loss_task", ERROR, (context.output.id,), message, _ending_fix(context, ending))


def output_activation(context: Context) -> Iterator[Problem]:
    """The last activation gives what the loss expects."""
    loss, found, output = _loss(context), context.activation, context.output
    if loss is None or found is None or output is None or not _is_entropy(loss) or found[1] in loss.activations:
        return
    if _compares_one_number(context, loss):
        return  # loss_task says so
    node, activation = found
    wanted = loss.activations[0] if loss.activations else ENDINGS["multiclass"].activation
    text = tr("{name} ends with {activation}, but {loss} of {output} needs probabilities from {wanted}.")
    message = text.format(name=node.name, activation=activation, loss=_title(loss), output=output.name, wanted=wanted)
    fix = Fix(
        tr("Set {wanted} on {name}", wanted=wanted, name=node.name),
        lambda: SetOption(context.project, node.id, "activation", wanted, merge=False),
    )
    yield Problem("output_activation", ERROR, (node.id, output.id), message, fix)


def lonely_softmax(context: Context) -> Iterator[Problem]:
    """Softmax shares 1 among several outputs; a single one gets all of it."""
    found, output = context.activation, context.output
    if found is None or output is None or found[1] != "softmax" or context.shapes.get(output.id) != (1,):
        return
    if context.data.output_width not in (1, None):
        return  # output_width says so
    node = found[0]
    message = tr("{name} is a softmax over a single number, which is always 1; {output} learns nothing from it.")
    fix = _ending_fix(context, ending_for(context))
    yield Problem("lonely_softmax", ERROR, (node.id, output.id), message.format(name=node.name, output=output.name), fix)


def bounded_output(context: Context) -> Iterator[Problem]:
    """A number to be predicted can lie anywhere; an activation with bounds cannot follow it there."""
    found, loss, output = context.activation, _loss(context), context.output
    if context.data.task != "regression" or found is None or loss is None or output is None or _is_entropy(loss):
        return
    node, activation = found
    if activation in _BOUNDED and context.data.scaling == "standard":
        what = tr("stays between {bounds}", bounds=_BOUNDED[activation])
    elif activation == "relu" and context.data.scaling == "standard":
        what = tr("is never negative")
    else:
        return
    text = tr("{name} ends with {activation}, which {what}, but the standardised target of {output} goes beyond.")
    message = text.format(name=node.name, activation=activation, what=what, output=output.name)
    fix = Fix(
        tr("Set no activation on {name}", name=node.name),
        lambda: SetOption(context.project, node.id, "activation", "linear", merge=False),
    )
    yield Problem("bounded_output", WARNING, (node.id, output.id), message, fix)


def squared_error_for_classes(context: Context) -> Iterator[Problem]:
    """Classes are learned faster with cross-entropy than with a squared error (Simard, Steinkraus & Platt 2003)."""
    loss, output, task = _loss(context), context.output, context.data.task
    if loss is None or output is None or task not in ("binary", "multiclass") or _is_entropy(loss) or not loss.fits(task):
        return
    text = tr("{output} measures classes with {loss}; cross-entropy usually learns them faster.")
    message = text.format(output=output.name, loss=_title(loss))
    yield Problem("squared_error_for_classes", ADVICE, (output.id,), message, _ending_fix(context, ending_for(context)))


RULES = (output_width, loss_task, output_activation, lonely_softmax, bounded_output, squared_error_for_classes)
ENDING_RULES = frozenset({"output_width", "loss_task", "output_activation", "lonely_softmax", "dense_after_image"})


def ending_for(context: Context) -> Ending:
    """The ending by the book for the data; two classes in two columns end like several."""
    task = context.data.task or "regression"
    return TWO_COLUMNS if task == "binary" and context.data.output_width == 2 else ENDINGS[task]


def _loss(context: Context) -> Any:
    block = context.blocks.get(context.output.id) if context.output else None
    return None if block is None else block.loss


def _is_entropy(loss: Any) -> bool:
    return bool(getattr(loss, "needs_probabilities", False))


def _compares_one_number(context: Context, loss: Any) -> bool:
    """Whether a loss over several classes is given one number: softmax of it is 1, whatever it is."""
    is_one = context.data.output_width == 1 and not _is_two_column_softmax(context)
    return is_one and _is_entropy(loss) and "softmax" in loss.activations


def _title(loss: Any) -> str:
    title = str(getattr(loss, "title", "") or type(loss).__name__)
    return title[:1].lower() + title[1:]


def _why_width(context: Context, width: int) -> str:
    target = ", ".join(context.data.targets)
    if context.data.task == "regression":
        return (
            tr("one number for each of {target}", target=target) if width > 1 else tr("one number for {target}", target=target)
        )
    if width == 1:
        return tr("one probability for the two classes of {target}", target=target)
    return tr("one for each of the {width} classes of {target}", width=width, target=target)


def _is_image_fed(context: Context, key: str) -> bool:
    wires = context.graph.incoming(key)
    shape = context.shapes.get(wires[0].source) if wires else None
    return shape is not None and len(shape) > 1


def _width_fix(context: Context, width: int) -> Fix | None:
    output, last = context.output, context.last_dense
    assert output is not None
    if _is_two_column_softmax(context):
        return Fix(tr("Give each of the two classes an output"), lambda: _two_outputs(context))
    many = context.data.task == "multiclass"
    if last is not None:
        text = tr("Set {name} to the {width} classes") if many else tr("Set {name} to {width} units")
        title = text.format(name=last.name, width=width)
        return Fix(title, lambda: SetOption(context.project, last.id, "units", width, merge=False))
    options = {"units": width, "activation": ending_for(context).activation}
    title = tr("Insert Dense with {units} units", units=width)
    wire = context.graph.incoming(output.id)[0]
    return Fix(title, lambda: InsertOnWire(context.project, wire, "Dense", options=options))


def _is_two_column_softmax(context: Context) -> bool:
    """Whether two classes meet a softmax of two, which is as good as a sigmoid of one."""
    shape = context.shapes.get(context.output.id) if context.output else None
    return (
        context.data.task == "binary"
        and shape == (2,)
        and context.activation is not None
        and context.activation[1] == "softmax"
    )


def _two_outputs(context: Context) -> Edit:
    recipe = context.contents.recipe
    assert recipe is not None
    return SetRecipe(context.project, replace(recipe, binary_outputs=2), tr("Two outputs for two classes"))


def _ending_fix(context: Context, ending: Ending) -> Fix | None:
    output, found = context.output, context.activation
    assert output is not None
    if found is None:
        return None
    node = found[0]

    def repair() -> Edit:
        loss = SetOption(context.project, output.id, "loss", ending.loss, merge=False)
        activation = SetOption(context.project, node.id, "activation", ending.activation, merge=False)
        return Group(tr("Use {ending}", ending=tr(ending.title)), [loss, activation])

    return Fix(tr("Use {ending}", ending=tr(ending.title)), repair)
