"""From a design to a compiled network, and from a network that a script made back to a design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nndesigner.core.errors import DesignerError, ShapeError
from nndesigner.core.text import tr
from nndesigner.project.blocks import make_block, shape_text
from nndesigner.project.connections import HasGraph
from nndesigner.project.design import Design
from nndesigner.project.graph import Graph
from nndesigner.project.graph_config import graph_from_network_config, graph_to_network_config
from nndesigner.project.inputs import bind, used_inputs
from nndesigner.project.settings import TrainingSettings

if TYPE_CHECKING:
    from nndesigner.data.recipe import FittedRecipe
    from nndesigner.nn import Model

CLASSIFICATION_METRICS = ("accuracy",)
REGRESSION_METRICS = ("mean_absolute_error", "root_mean_squared_error", "r2_score")


def build_model(
    design: HasGraph | Graph,
    recipe: FittedRecipe | None = None,
    settings: TrainingSettings | None = None,
    *,
    name: str = "network",
) -> Model:
    """The compiled network of a design.

    Args:
        design: A project, its contents, a design or a graph.
        recipe: The fitted recipe, which gives the input's shape and checks the output's width; without it the Input blocks
            say their own shapes.
        settings: Optimizer, metrics and seed; by default those of a project, else the defaults.
        name: The network's name.

    Raises:
        ShapeError: The network gives another width than the target needs.
        DesignerError: The design cannot be built: no Output, an option or a shape that does not fit.
    """
    from nndesigner import nn

    graph = design if isinstance(design, Graph) else design.graph
    settings = settings or getattr(design, "settings", None) or TrainingSettings()
    outputs = graph.output_nodes()
    if len(outputs) != 1 or not graph.incoming(outputs[0].id):
        raise DesignerError(tr("The design needs one connected Output; it has {count}.", count=len(outputs)))
    shapes = {} if recipe is None else dict(zip(used_inputs(graph), bind(recipe, graph).input_shapes, strict=True))
    config = graph_to_network_config(graph, shapes=shapes, name=name, seed=settings.seed)
    if not config["inputs"]:
        raise DesignerError(tr("No path leads from an Input to the Output."))
    model = nn.model_from_config(config)
    if recipe is not None:
        _check_width(model, recipe)
    loss = make_block(outputs[0].kind, outputs[0].options).loss
    model.compile(optimizer=settings.optimizer, loss=loss, metrics=list(metric_names(settings, recipe, loss)))
    return model


def metric_names(settings: TrainingSettings, recipe: FittedRecipe | None, loss: Any = None) -> tuple[str, ...]:
    """The metrics to be followed: the chosen ones, else those that suit the task (without a recipe: the loss)."""
    if settings.metrics is not None:
        return settings.metrics
    task = None if recipe is None else recipe.task
    if task is None:
        return CLASSIFICATION_METRICS if "crossentropy" in str(getattr(type(loss), "registered_name", "")) else ()
    return REGRESSION_METRICS if task == "regression" else CLASSIFICATION_METRICS


def design_of(model: Model) -> Design:
    """A laid-out design of ``model``, with the loss that it was compiled with."""
    return Design(graph_from_network_config(model.get_config(), loss=loss_spec(model)))


def loss_spec(model: Model) -> Any:
    """The spec of the loss that ``model`` was compiled with, or None."""
    from nndesigner.project.blocks import parts

    loss = getattr(model, "loss", None)
    if loss is None or isinstance(loss, (str, Mapping)):
        return loss
    return parts("losses").describe(loss) if getattr(type(loss), "registered_name", None) else None


def with_input_shape(graph: Graph, shape: Sequence[int], *others: Sequence[int]) -> Graph:
    """The graph whose Input blocks know their shapes themselves, for a network without a table.

    One shape is that of every Input; several are those of the Inputs that lead to the Output, in the network's order.
    """
    keys = used_inputs(graph) if others else tuple(node.id for node in graph.input_nodes())
    shapes = (shape, *others) if others else (shape,) * len(keys)
    sizes = {key: [int(size) for size in each] for key, each in zip(keys, shapes, strict=True)}
    return graph.with_nodes(
        replace(graph.nodes[key], options={**graph.nodes[key].options, "shape": each}) for key, each in sizes.items()
    )


def _check_width(model: Model, recipe: FittedRecipe) -> None:
    given, needed = tuple(model.output_shape)[-1:], recipe.output_width
    if given != (needed,):
        text = tr("The network gives {given} numbers a row, but the target needs {needed}; change the units of its last layer.")
        raise ShapeError(text.format(given=shape_text(given), needed=needed))
