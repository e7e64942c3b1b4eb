"""A network as one plain NumPy file: forward, loss, backward and update written out line by line, weights inside."""

from __future__ import annotations

from collections.abc import Iterator

from nndesigner.files.code.numpy_rows import ROWS, SHARES, SOFTMAX
from nndesigner.files.code.recipe_code import recipe_code
from nndesigner.files.code.source import Piece, Source, activation_of, check_parts, comment
from nndesigner.files.code.weights_code import weights_code

_HEAD = '"""A network in plain NumPy: predict(x) gives outputs, with no import but numpy."""\n'
_HEAD_TRAINING = '''"""A network in plain NumPy: predicts and trains, with no import but numpy.

predict(x) gives outputs (n, ...) for samples (n, ...); several inputs are a list of arrays.
train_on_batch(x, target) takes one step of training, fit(x, target) many.
"""
'''
_TRAIN = '''
def train_on_batch(x, target):
    """One training step; returns the loss before it."""
    loss, slopes = gradients(x, target)
    update(slopes)
    return loss


def fit(x, target, epochs=1, batch_size={batch}):
    """Train on all samples in a new order every epoch; returns the mean loss of each epoch."""
    history = []
    for epoch in range(epochs):
        order, total = random.permutation(len(target)), 0.0
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            total += train_on_batch({batched}, target[batch]) * len(batch)
        history.append(total / len(order))
    return history


if __name__ == "__main__":
    samples = {samples}
    outputs = predict(samples)
    print("Outputs for four made-up samples:", outputs, sep="\\n")
    print("Loss while learning other outputs for them:")
    for step in range(5):
        print(step, train_on_batch(samples, {goal}))
'''


def numpy_code(source: Source) -> str:
    """The file's text. Raises FileError naming the first part that has no plain NumPy form."""
    check_parts(source, ROWS)
    head = [
        _HEAD_TRAINING if source.loss is not None else _HEAD,
        "import numpy as np\n",
        f"random = np.random.default_rng({source.seed!r})",
        weights_code(source.weights),
    ]
    text = "\n".join(head)
    if any(_activation_name(piece) == "softmax" for piece in source.layers):
        text += "\n" + SOFTMAX
    text += _predict(source)
    if source.loss is not None:
        text += (SHARES if "share_slopes" in _loss(source)[1] else "") + "\n" + _gradients(source)
        text += "\n" + str(ROWS.make("optimizers", source.optimizer)) + "\n" + _training(source)
    if source.recipe is not None:
        main = text.find('\n\nif __name__ == "__main__":')
        place = main if main >= 0 else len(text)
        text = text[:place] + "\n" + recipe_code(source.recipe) + text[place:]
    return text


def _training(source: Source) -> str:
    several = len(source.inputs) > 1
    samples = [f"random.standard_normal({(4, *source.piece(name).shape)})" for name in source.inputs]
    goal = "softmax(outputs[::-1])" if "crossentropy" in str(source.loss.registered_name) else "outputs[::-1]"
    if goal != "outputs[::-1]" and _activation_name(source.piece(source.output)) != "softmax":
        goal = "np.full_like(outputs, 0.5)"
    return _TRAIN.format(
        batch=source.batch_size,
        batched="[part[batch] for part in x]" if several else "x[batch]",
        samples=f"[{', '.join(samples)}]" if several else samples[0],
        goal=goal,
    )


def _unpacked(source: Source) -> Iterator[str]:
    several = len(source.inputs) > 1
    for place, name in enumerate(source.inputs):
        yield f"{name} = np.asarray({f'x[{place}]' if several else 'x'}, np.float32)"


def _predict(source: Source) -> str:
    lines = [*_unpacked(source), *(line for piece in source.layers for line in _forward(piece, training=False))]
    body = "\n".join(f"    {line}" for line in lines)
    shapes = ", ".join(f"(n, {', '.join(map(str, source.piece(name).shape))})" for name in source.inputs)
    return f'''

def predict(x):
    """Outputs for n samples of shape {shapes}."""
{body}
    return {source.output}
'''


def _forward(piece: Piece, *, training: bool) -> Iterator[str]:
    inputs = " and ".join(" x ".join(map(str, shape)) for shape in piece.input_shapes)
    yield f"# {comment(piece.title)}: {piece.kind}, {inputs} -> {' x '.join(map(str, piece.shape))}"
    if piece.kind == "Dropout" and (not training or not piece.layer.rate):  # type: ignore[union-attr]
        yield f"{piece.name} = {piece.inputs[0]}"
        return
    lines, _ = ROWS.make("layers", piece.layer, piece)
    activation = activation_of(piece)
    if activation is None or _activation_name(piece) == "linear":
        yield from lines
        return
    (line,) = lines
    formula, _ = ROWS.make("activations", activation)
    yield f"{piece.name}_z" + line.removeprefix(piece.name)
    yield f"{piece.name} = {formula.format(z=f'{piece.name}_z')}"


def _gradients(source: Source) -> str:
    value, slope = _loss(source)
    out = source.output
    fused_z = f"{out}_z" if source.fused else out
    lines = [*_unpacked(source), *(line for piece in source.layers for line in _forward(piece, training=True))]
    lines += ["", "# How wrong the outputs are, and how that changes with each of them."]
    lines += ["y = np.asarray(target, np.float32).reshape(" + out + ".shape)"]
    lines += [f"p, z = {out}, {fused_z}" if source.fused else f"p = {out}"]
    lines += [f"loss = {value}", f"d_{out} = {slope}", "", "# Backward through the network, by the chain rule.", "slopes = {}"]
    lines += list(_backward(source))
    body = "\n".join(f"    {line}".rstrip() for line in lines)
    return f'''
def gradients(x, target):
    """The loss of a batch, and its slope by every weight."""
{body}
    return float(loss), {{name: slopes[name] for name in weights}}
'''


def _loss(source: Source) -> tuple[str, str]:
    value, slope = ROWS.make("losses", source.loss, source.fused)
    return value, slope


def _backward(source: Source) -> Iterator[str]:
    """The backward lines; a value that feeds several layers sums what comes back from them."""
    needed, seen = _trainable(source), {source.output}
    for piece in reversed(source.layers):
        if piece.name not in needed:
            continue
        yield f"# {comment(piece.title)}"
        activation = activation_of(piece)
        if (
            activation is not None
            and _activation_name(piece) != "linear"
            and not (source.fused and piece.name == source.output)
        ):
            _, formula = ROWS.make("activations", activation)
            yield f"d_{piece.name} = {formula.format(z=f'{piece.name}_z', y=piece.name, d=f'd_{piece.name}')}"
        lines = ROWS.make("layers", piece.layer, piece)[1]
        if piece.kind == "Dropout" and not piece.layer.rate:  # type: ignore[union-attr]
            lines = [f"{{d_{piece.inputs[0]}}}d_{piece.name}"]
        for line in lines:
            if not line.startswith("{d_"):
                yield line
                continue
            source_name, _, formula = line.removeprefix("{d_").partition("}")
            if source_name in needed:
                first = source_name not in seen
                seen.add(source_name)
                yield f"d_{source_name} = {formula}" if first else f"d_{source_name} = d_{source_name} + {formula}"


def _trainable(source: Source) -> set[str]:
    """Names of the pieces whose gradient leads to a weight."""
    needed: set[str] = set()
    for piece in source.layers:
        if piece.layer is not None and (piece.layer.weights or needed & set(piece.inputs)):
            needed.add(piece.name)
    return needed


def _activation_name(piece: Piece) -> str | None:
    activation = activation_of(piece)
    return None if activation is None else str(activation.registered_name)
