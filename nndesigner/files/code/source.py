"""A network laid out for writing source: one piece a layer, safe names, weights, and what training needs."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.files.code.rows import Rows
from nndesigner.nn.layers.bidirectional import Bidirectional
from nndesigner.nn.layers.recurrent import Recurrent
from nndesigner.nn.step import fuses

if TYPE_CHECKING:
    from nndesigner.data.recipe import FittedRecipe
    from nndesigner.nn import Model
    from nndesigner.nn.layers.base import Layer
    from nndesigner.project.trained import TrainedModel

MAX_NUMBERS = 10_000_000
_TAKEN = """np nn torch keras functional math x y z p n weights target predict gradients loss fit update train_on_batch
slopes seed random network model optimizer data prepare targets answer number days date_parts category softmax
share_slopes array self main inputs_of tensors layers still loss_and_slope normal_share sparsemax
sparsemax_slope steps parallel rank processes gates summed penalty keep_bounds take_step learning_rate factors
parameters"""
_Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """One input or layer. ``name`` is a safe identifier, ``title`` the name as it is in the network."""

    name: str
    title: str
    layer: Layer | None
    inputs: tuple[str, ...]
    input_shapes: tuple[tuple[int, ...], ...]
    shape: tuple[int, ...]

    @property
    def kind(self) -> str:
        """The layer's registered name; "Input" for an input."""
        return "Input" if self.layer is None else registered(self.layer)


@dataclass(frozen=True, slots=True)
class Source:
    """What the writers of all targets read.

    Attributes:
        pieces: Inputs and layers, each after what it needs.
        weights: float32 arrays by "piece.weight", in the order of ``model.get_weights()``.
        fused: Whether loss and output activation are one formula, as in the engine.
    """

    name: str
    pieces: tuple[Piece, ...]
    inputs: tuple[str, ...]
    output: str
    weights: Mapping[str, _Array]
    loss: Any
    optimizer: Any
    fused: bool
    seed: int
    batch_size: int
    recipe: FittedRecipe | None

    @property
    def layers(self) -> tuple[Piece, ...]:
        """The pieces that are layers."""
        return tuple(piece for piece in self.pieces if piece.layer is not None)

    def piece(self, name: str) -> Piece:
        """The piece of this name."""
        return next(piece for piece in self.pieces if piece.name == name)


def source_of(trained: TrainedModel, most: int = MAX_NUMBERS) -> Source:
    """Lay out a trained model. Raises FileError when it has more than ``most`` parameters."""
    model = trained.model
    _check_size(model, most)
    names = identifiers(node.name for node in model.graph.nodes)
    return Source(
        name=model.name,
        pieces=tuple(
            Piece(
                names[node.name],
                node.name,
                node.layer,
                tuple(names[source.name] for source in node.inbound),
                tuple(source.shape for source in node.inbound),
                node.shape,
            )
            for node in model.graph.nodes
        ),
        inputs=tuple(names[node.name] for node in model.graph.inputs),
        output=names[model.graph.output.name],
        weights={
            f"{names[str(layer.name)]}.{weight.name}": np.asarray(weight.value, np.float32)
            for layer in model.layers
            for weight in layer.weights
        },
        loss=model.loss if model.is_compiled else None,
        optimizer=model.optimizer if model.is_compiled else None,
        fused=model.is_compiled and fuses(model.graph, model.loss),
        seed=model.seed,
        batch_size=trained.settings.batch_size,
        recipe=trained.recipe,
    )


def _check_size(model: Model, most: int) -> None:
    if model.count_params() > most:
        text = tr("The network has too many parameters for this format, which holds {most:,}; export safetensors instead.")
        raise FileError(text.format(most=most) + tr(" Received {count:,}.", count=model.count_params()))


def identifiers(titles: Iterable[str]) -> dict[str, str]:
    """A safe Python name for each title, all different.

    None begins with ``d_`` or ``_`` or ends like a helper variable (``_z``, ``_kept``), so that names derived from it are free.
    """
    made: dict[str, str] = {}
    taken = set(_TAKEN.split()) | set(dir(builtins)) | set(keyword.kwlist)
    for title in titles:
        base = re.sub(r"\W+", "_", title, flags=re.ASCII)[:60].strip("_").lower()
        if not base or base[0].isdigit() or base.startswith("d_"):
            base = f"layer_{base}".rstrip("_")
        if base.endswith(("_z", "_kept")):
            base += "_layer"
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}_{number}"
        taken.add(name)
        made[title] = name
    return made


def registered(part: Any) -> str:
    """The name under which a part is registered, or its class's."""
    return getattr(type(part), "registered_name", None) or type(part).__name__


def activation_of(piece: Piece) -> Any:
    """The activation that a layer applies itself, or None."""
    return getattr(piece.layer, "activation", None) if piece.layer is not None and piece.layer.fuses_activation else None


def applied(piece: Piece) -> Any:
    """The activation that comes behind a layer's own mathematics, or None; a recurrent layer has its own in each step."""
    layer = piece.layer
    return None if layer is None or isinstance(layer, (Recurrent, Bidirectional)) else getattr(layer, "activation", None)


def check_parts(source: Source, rows: Rows, *, training: bool = True) -> None:
    """Raise FileError naming the first part that ``rows`` has no row for."""
    for piece in source.layers:
        rows.check("layers", piece.layer, piece.title, training=training)
        for name in ("activation", "recurrent_activation"):
            activation = getattr(piece.layer, name, None)
            if activation is not None and (training or piece.layer.fuses_activation):  # type: ignore[union-attr]
                rows.check("activations", activation, piece.title)
    if training and source.loss is not None:
        rows.check("losses", source.loss, source.name)
        rows.check("optimizers", source.optimizer, source.name)


def comment(text: str) -> str:
    """``text`` in one line of printable characters, for a comment."""
    return "".join(sign if sign.isprintable() else " " for sign in text)[:200]
