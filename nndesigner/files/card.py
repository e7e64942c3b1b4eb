"""The model card: what a trained model is, in plain text, for whoever opens the file without this program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nndesigner import __version__
from nndesigner.core.text import grouped, tr

if TYPE_CHECKING:
    from nndesigner.project.trained import TrainedModel


def model_card(trained: TrainedModel) -> dict[str, str]:
    """Return headings with plain text: network, data, training, results and how to read the file."""
    settings, recipe = trained.settings, trained.recipe
    card = {
        "network": tr("{layers} with {count} parameters", layers=_layers(trained), count=grouped(trained.model.count_params())),
        "results": ", ".join(f"{key} {values[-1]:.6g}" for key, values in trained.history.items() if len(values)),
        "made with": tr("NN Designer {version}", version=__version__),
        "how to read": tr("A Python pickle of plain values; arrays are dicts of dtype, shape and data (C order)."),
    }
    if recipe is not None:
        card["task"] = str(trained.task)
        card["inputs"] = ", ".join(trained.columns)
        card["target"] = str(recipe.target_name)
        card["classes"] = ", ".join(trained.classes or ())
    if trained.epochs:
        card["training"] = tr(
            "{epochs} epochs, batches of {batch}, seed {seed}",
            epochs=trained.epochs,
            batch=settings.batch_size,
            seed=settings.seed,
        )
    if trained.fingerprint:
        card["data"] = tr("training table with SHA-256 {fingerprint}", fingerprint=trained.fingerprint)
    return {heading: text for heading, text in card.items() if text}


def _layers(trained: TrainedModel) -> str:
    names = [" ".join(filter(None, (type(layer).__name__, layer.label()))) for layer in trained.model.layers]
    return " → ".join(names) or tr("no layers")
