"""Rules about data and training settings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import grouped, tr
from nndesigner.project.blocks import make_part
from nndesigner.project.edits.base import Edit, Group
from nndesigner.project.edits.data import ProposeNetwork, SetColumn, SetSettings, SetSplit
from nndesigner.project.edits.nodes import SetOption
from nndesigner.project.edits.recipe_forms import SetImageShape, SetWindow
from nndesigner.project.rules.context import Context, activation_name
from nndesigner.project.rules.model import ADVICE, ERROR, WARNING, Fix, Problem

MANY_PARAMETERS = 10
FAR_TOO_MANY_PARAMETERS = 1000
DEEP_SIGMOID = 5
_SATURATING = ("sigmoid", "hard_sigmoid")


def no_data(context: Context) -> Iterator[Problem]:
    """Training needs a table."""
    if not context.data.has_table:
        yield Problem("no_data", ERROR, (), tr("There is no training data: open a CSV or choose a data set."))
    elif context.data.failure is not None:
        yield Problem("no_data", ERROR, (), context.data.failure)


def empty_design(context: Context) -> Iterator[Problem]:
    """With data at hand, a first network is one step away."""
    if not context.graph.nodes and context.data.has_table and context.contents.recipe is not None:
        fix = Fix(tr("Propose a network"), lambda: ProposeNetwork(context.project))
        yield Problem("empty_design", ERROR, (), tr("The design is empty."), fix)


def no_target(context: Context) -> Iterator[Problem]:
    """A column is to be predicted."""
    if context.data.has_table and not context.data.targets:
        yield Problem(
            "no_target", ERROR, _ids(context, "output"), tr("No column is the target: choose what is to be predicted.")
        )


def no_feature(context: Context) -> Iterator[Problem]:
    """At least one column is read."""
    if context.data.has_table and not context.data.features and not context.data.widths:
        message = tr("No column is a feature: choose at least one from which to predict.")
        yield Problem("no_feature", ERROR, _ids(context, "input"), message, _own_past(context))


def empty_training_split(context: Context) -> Iterator[Problem]:
    """Some rows are left to train on."""
    data = context.data
    if not data.has_table or data.failure is not None or not data.targets or data.train_rows > 0:
        return
    text = tr("No row is left for training: {rows} rows, a training share of {share:.0%}.")
    message = text.format(rows=data.rows, share=context.contents.split.train)
    fix = (
        Fix(tr("Train on every row"), lambda: SetSplit(context.project, train=1.0, validation=0.0, test=0.0))
        if data.rows
        else None
    )
    yield Problem("empty_training_split", ERROR, (), message, fix)


def data_problems(context: Context) -> Iterator[Problem]:
    """The recipe can be used on the table."""
    is_chosen = bool((context.data.features or context.data.widths) and context.data.targets)
    for problem in context.data.problems:
        column = problem.column
        if column in context.data.features:
            fix = Fix(tr("Ignore {column}", column=column), partial(SetColumn, context.project, column, role="ignore"))
            yield Problem("data_problems", ERROR, _ids(context, "input"), problem.sentence, fix, column)
        elif column or is_chosen:
            ids = _ids(context, "output" if column else "input")
            yield Problem("data_problems", ERROR, ids, problem.sentence, _plain_rows(context), column)


def _plain_rows(context: Context) -> Fix | None:
    """Take an image shape or a window away that does not fit."""
    recipe = context.contents.recipe
    if recipe is not None and recipe.window is not None:
        return Fix(tr("Let each row stand for itself"), lambda: SetWindow(context.project, None))
    if recipe is not None and recipe.image_shape is not None:
        return Fix(tr("Read rows as flat"), lambda: SetImageShape(context.project, None))
    return None


def bad_optimizer(context: Context) -> Iterator[Problem]:
    """The optimizer is known and its options have values that they can have."""
    try:
        make_part("optimizers", context.contents.settings.optimizer)
    except DesignerError as error:
        fix = Fix(tr("Use Adam"), lambda: SetSettings(context.project, optimizer="adam"))
        yield Problem("bad_optimizer", ERROR, (), tr("The optimizer cannot be used: {error}", error=error), fix)


def batch_too_large(context: Context) -> Iterator[Problem]:
    """A batch is at most as large as the training data."""
    batch, rows = context.contents.settings.batch_size, context.data.train_rows
    if 0 < rows < batch:
        text = tr("A batch of {batch} is larger than the {rows} training rows, so every step uses all of them.")
        fix = Fix(tr("Set the batch to {rows}", rows=rows), lambda: SetSettings(context.project, batch_size=rows))
        yield Problem("batch_too_large", ADVICE, (), text.format(batch=batch, rows=rows), fix)


def early_stopping_blind(context: Context) -> Iterator[Problem]:
    """Early stopping watches the validation rows."""
    contents = context.contents
    if contents.settings.early_stopping is not None and context.data.has_table and not context.data.has_validation:
        fix = Fix(tr("Switch early stopping off"), lambda: SetSettings(context.project, early_stopping=None))
        message = tr("Early stopping watches the validation loss, but the split leaves no validation rows.")
        yield Problem("early_stopping_blind", WARNING, (), message, fix)


def many_parameters(context: Context) -> Iterator[Problem]:
    """A network with far more weights than rows learns the rows by heart."""
    rows, count = context.data.train_rows, sum(context.parameters.values())
    if rows <= 0 or count <= MANY_PARAMETERS * rows:
        return
    text = tr("The network has {count} parameters for {rows} training rows; it may learn them by heart.")
    severity = WARNING if count > FAR_TOO_MANY_PARAMETERS * rows else ADVICE
    message = text.format(count=grouped(count), rows=grouped(rows))
    yield Problem("many_parameters", severity, (), message, _narrower(context))


def _narrower(context: Context) -> Fix | None:
    """Halve the hidden Dense layers, down to four units."""
    last = context.last_dense
    wide = {
        key: int(block.units)
        for key, block in context.blocks.items()
        if context.graph.nodes[key].kind == "Dense"
        and key in context.used
        and (last is None or key != last.id)
        and block.units > 4
    }
    if not wide:
        return None

    def repair() -> Edit:
        edits = [SetOption(context.project, key, "units", max(4, units // 2), merge=False) for key, units in wide.items()]
        return Group(tr("Halve the hidden units"), edits)

    return Fix(tr("Halve the hidden units"), repair)


def deep_sigmoid(context: Context) -> Iterator[Problem]:
    """Gradients fade through many sigmoids (Hochreiter 1991; Glorot & Bengio 2010)."""
    squashing = [key for key in context.graph.order() if _activation(context, key) in _SATURATING and key in context.used]
    hidden = [key for key in squashing if context.last is None or key != context.last.id]
    if len(hidden) < DEEP_SIGMOID:
        return

    def repair() -> Edit:
        edits = [SetOption(context.project, key, "activation", "relu", merge=False) for key in hidden]
        return Group(tr("Use ReLU in hidden layers"), edits)

    text = tr("{count} sigmoid layers follow each other, from {first} to {last}; the gradient fades on its way back.")
    message = text.format(count=len(hidden), first=context.name(hidden[0]), last=context.name(hidden[-1]))
    yield Problem("deep_sigmoid", ADVICE, tuple(hidden), message, Fix(tr("Use ReLU in hidden layers"), repair))


def _own_past(context: Context) -> Fix | None:
    """Where a date orders a numeric target, its own past is what there is to predict from."""
    recipe, table = context.contents.recipe, context.contents.table
    dated = table is not None and any(column.type == "date" for column in table.columns)
    if recipe is None or table is None or recipe.task != "regression" or recipe.window is not None or not dated:
        return None
    from nndesigner.data.window_guess import guess_window

    window = guess_window(table, recipe)
    title = tr("Predict {target} from the {count} rows before", target=recipe.target, count=window.look_back)
    return Fix(title, lambda: SetWindow(context.project, window))


RULES = (
    no_data, no_target, no_feature, empty_design, empty_training_split, data_problems, bad_optimizer,
    batch_too_large, early_stopping_blind, many_parameters, deep_sigmoid,
)  # fmt: skip


def _activation(context: Context, key: str) -> str | None:
    block = context.blocks.get(key)
    return activation_name(block.activation) if block is not None and "activation" in block.OPTIONS else None


def _ids(context: Context, end: str) -> tuple[str, ...]:
    nodes = context.graph.output_nodes() if end == "output" else context.graph.input_nodes()
    return tuple(node.id for node in nodes)
