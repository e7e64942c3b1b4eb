"""A network as a table of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nndesigner.nn.graph import Node
    from nndesigner.nn.structure import Structure


def summary_text(model: Structure) -> str:
    """Layers with kind, output shape, parameter count and, where they branch, what they stand behind."""
    rows = [("Layer", "Output shape", "Parameters", "Behind")]
    previous: list[Node] = []
    for node in model.graph.nodes:
        kind = "Input" if node.layer is None else type(node.layer).__name__
        count = 0 if node.layer is None else sum(weight.size for weight in node.layer.weights)
        behind = "" if not node.inbound or list(node.inbound) == previous else ", ".join(source.name for source in node.inbound)
        rows.append((f"{node.name} ({kind})", str((None, *node.shape)), f"{count:,}", behind))
        previous = [node]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c:>{widths[2]}}  {d}".rstrip() for a, b, c, d in rows]
    lines.insert(1, "-" * max(map(len, lines)))
    trained = sum(weight.size for weight in model.trainable_weights)
    counts = f"Parameters in all: {model.count_params():,}"
    if trained < model.count_params():
        counts += f"\nTrainable: {trained:,}\nNot trainable: {model.count_params() - trained:,}"
    return "\n".join([f"Model {model.name!r}", *lines, counts])
