"""A network as one plain NumPy file: forward, loss, backward and update written out line by line, weights inside."""

from __future__ import annotations

from collections.abc import Iterator

from nndesigner.files.code.numpy_classes import CLASSES
from nndesigner.files.code.numpy_layers import NumpyLayer
from nndesigner.files.code.numpy_losses import NumpyLoss
from nndesigner.files.code.numpy_rows import HELPERS, ROWS
from nndesigner.files.code.numpy_training import bounds_of, penalties_of, update_code
from nndesigner.files.code.recipe_code import recipe_code
from nndesigner.files.code.source import Piece, Source, applied, check_parts, comment
from nndesigner.files.code.weight_rules import trained_weights
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
    update(slopes){bounds}
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
    layers = {piece.name: ROWS.make("layers", piece.layer, piece) for piece in source.layers}
    head = [
        _HEAD_TRAINING if source.loss is not None else _HEAD,
        "import numpy as np\n",
        f"random = np.random.default_rng({source.seed!r})",
        weights_code(source.weights),
    ]
    text = "\n".join(head) + _objects(source, layers) + _predict(source, layers)
    if source.loss is not None:
        text += _gradients(source, layers)
        text += "\n" + update_code(source) + "\n" + _training(source)
    calls = [name for name in HELPERS if f"{name}(" in text]
    place = text.index("\n\nclass ") if "\n\nclass " in text else text.index("\n\ndef predict(")
    text = text[:place] + "".join(f"\n{HELPERS[name]}" for name in calls) + text[place:]
    if source.recipe is not None:
        main = text.find('\n\nif __name__ == "__main__":')
        place = main if main >= 0 else len(text)
        text = text[:place] + "\n" + recipe_code(source.recipe) + text[place:]
    return text


def _objects(source: Source, layers: dict[str, NumpyLayer]) -> str:
    """The classes that the network needs, each once, and the objects of them."""
    kinds = dict.fromkeys(kind for layer in layers.values() for kind in (*layer.needs, layer.kind) if kind)
    if not kinds:
        return ""
    texts = dict.fromkeys(text for kind in kinds for text in CLASSES[kind])
    functions, names = _functions(source, layers)
    objects = []
    for name, layer in layers.items():
        if layer.kind:
            kind = layer.kind.removesuffix(" before")
            objects.append(f"    {name!r}: {kind}({layer.arguments.replace('<functions>', names.get(name, ''))}),")
    return "".join(f"\n{text}" for text in (*texts, *functions)) + "\n\nlayers = {\n" + "\n".join(objects) + "\n}\n"


def _functions(source: Source, layers: dict[str, NumpyLayer]) -> tuple[list[str], dict[str, str]]:
    """Activations of recurrent layers as functions with their ways back; for each layer its tuple of them."""
    known: dict[tuple[str, str], str] = {}
    tuples = {}
    for piece in source.layers:
        found = []
        for option in layers[piece.name].activations:
            part = getattr(piece.layer, option)
            formulas = ROWS.make("activations", part)
            name = str(part.registered_name)
            if formulas not in known:
                name = f"{name}_function" if name in HELPERS else name
                known[formulas] = name if name not in known.values() else f"{name}_{len(known)}"
            found += [known[formulas], f"{known[formulas]}_back"]
        tuples[piece.name] = f"({', '.join(found)})"
    texts = [
        _FUNCTION.format(name=name, forward=forward.format(z="z"), backward=backward.format(z="z", y="y", d="d"))
        for (forward, backward), name in known.items()
    ]
    return texts, tuples


_FUNCTION = '''
def {name}(z):
    return {forward}


def {name}_back(z, y, d):
    """The slope by z, from y = {name}(z) and the slope by y."""
    return {backward}
'''


def _training(source: Source) -> str:
    several = len(source.inputs) > 1
    samples = [_samples(source, name) for name in source.inputs]
    goal = "softmax(outputs[::-1])" if "crossentropy" in str(source.loss.registered_name) else "outputs[::-1]"
    if goal != "outputs[::-1]" and _activation_name(source.piece(source.output)) != "softmax":
        goal = "np.full_like(outputs, 0.5)"
    return _TRAIN.format(
        batch=source.batch_size,
        batched="[part[batch] for part in x]" if several else "x[batch]",
        samples=f"[{', '.join(samples)}]" if several else samples[0],
        goal=goal,
        bounds="\n    keep_bounds()" if bounds_of(source) else "",
    )


def _samples(source: Source, name: str) -> str:
    """Four made-up samples of an input: numbers, or categories for an embedding."""
    shape = (4, *source.piece(name).shape)
    for piece in source.layers:
        if piece.kind == "Embedding" and name in piece.inputs:
            return f"random.integers(0, {piece.layer.input_dim}, {shape})"  # type: ignore[union-attr]
    return f"random.standard_normal({shape})"


def _unpacked(source: Source) -> Iterator[str]:
    several = len(source.inputs) > 1
    for place, name in enumerate(source.inputs):
        yield f"{name} = np.asarray({f'x[{place}]' if several else 'x'}, np.float32)"


def _predict(source: Source, layers: dict[str, NumpyLayer]) -> str:
    lines = [*_unpacked(source), *(line for piece in source.layers for line in _forward(piece, layers, training=False))]
    body = "\n".join(f"    {line}" for line in lines)
    shapes = ", ".join(f"(n, {', '.join(map(str, source.piece(name).shape))})" for name in source.inputs)
    return f'''

def predict(x):
    """Outputs for n samples of shape {shapes}."""
{body}
    return {source.output}
'''


def _forward(piece: Piece, layers: dict[str, NumpyLayer], *, training: bool) -> Iterator[str]:
    inputs = " and ".join(" x ".join(map(str, shape)) for shape in piece.input_shapes)
    yield f"# {comment(piece.title)}: {piece.kind}, {inputs} -> {' x '.join(map(str, piece.shape))}"
    layer = layers[piece.name]
    if layer.random and not training:
        yield f"{piece.name} = {piece.inputs[0]}"
        return
    *lines, last = (line.replace(", training=<training>", ", training=True" if training else "") for line in layer.forward)
    yield from lines
    activation = applied(piece)
    if activation is None or _activation_name(piece) == "linear":
        yield last
        return
    formula, _ = ROWS.make("activations", activation)
    yield f"{piece.name}_z" + last.removeprefix(piece.name)
    yield f"{piece.name} = {formula.format(z=f'{piece.name}_z')}"


def _gradients(source: Source, layers: dict[str, NumpyLayer]) -> str:
    made: NumpyLoss = ROWS.make("losses", source.loss, source.fused)
    out = source.output
    lines = [*_unpacked(source), *(line for piece in source.layers for line in _forward(piece, layers, training=True))]
    lines += ["", "# How wrong the outputs are, and how that changes with each of them."]
    lines += ["y = np.asarray(target, np.float32)"]
    if source.loss.registered_name == "sparse_categorical_crossentropy":
        classes = f"np.eye({out}.shape[-1], dtype=np.float32)[y.reshape({out}.shape[:-1]).astype(int)]"
        lines.append(f"y = y if y.shape == {out}.shape else {classes}  # one-hot rows")
    else:
        lines[-1] += f".reshape({out}.shape)"
    if made.helper:
        lines.append(f"loss, d_{out} = loss_and_slope(y, {out})")
    else:
        lines += [f"p, z = {out}, {out}_z" if source.fused else f"p = {out}"]
        lines += [f"loss = {made.value}", f"d_{out} = {made.slope}"]
    lines += ["", "# Backward through the network, by the chain rule.", "slopes = {}", *_backward(source, layers)]
    penalties, helper = penalties_of(source)
    lines += penalties
    body = "\n".join(f"    {line}".rstrip() for line in lines)
    still, kept = _still(source)
    return f'''{made.helper and chr(10) + made.helper}{helper}{still}
def gradients(x, target):
    """The loss of a batch, and its slope by every weight."""
{body}
    return float(loss), {{name: slopes[name] for name in {kept}}}
'''


def _still(source: Source) -> tuple[str, str]:
    """Where training leaves weights alone: their names, and the choice of the others."""
    trained = {f"{piece.name}.{weight.name}" for piece, weight in trained_weights(source)}
    still = [key for key in source.weights if key not in trained]
    if not still:
        return "\n", "weights"
    names = "".join(f"    {name!r},\n" for name in still)
    return f"\n\nstill = {{  # weights that no slope changes\n{names}}}\n\n", "weights if name not in still"


def _backward(source: Source, layers: dict[str, NumpyLayer]) -> Iterator[str]:
    """The backward lines; a value that feeds several layers sums what comes back from them."""
    needed, seen = _trainable(source), {source.output}
    for piece in reversed(source.layers):
        if piece.name not in needed:
            continue
        yield f"# {comment(piece.title)}"
        activation, layer = applied(piece), layers[piece.name]
        if (
            activation is not None
            and _activation_name(piece) != "linear"
            and not (source.fused and piece.name == source.output)
        ):
            _, formula = ROWS.make("activations", activation)
            yield f"d_{piece.name} = {formula.format(z=f'{piece.name}_z', y=piece.name, d=f'd_{piece.name}')}"
        for line in layer.backward:
            if not line.startswith("{d_"):
                if piece.layer is None or piece.layer.trains or not line.startswith("slopes["):
                    yield line
                continue
            source_name, _, formula = line.removeprefix("{d_").partition("}")
            if source_name in needed:
                first = source_name not in seen
                seen.add(source_name)
                yield f"d_{source_name} = {formula}" if first else f"d_{source_name} = d_{source_name} + {formula}"
            elif layer.kind:  # nothing needs the slope by the input, but the call finds those by the weights
                yield formula


def _trainable(source: Source) -> set[str]:
    """Names of the pieces whose gradient leads to a weight."""
    needed: set[str] = set()
    for piece in source.layers:
        trains = piece.layer is not None and piece.layer.trains and piece.layer.weights
        if trains or needed & set(piece.inputs):
            needed.add(piece.name)
    return needed


def _activation_name(piece: Piece) -> str | None:
    activation = applied(piece)
    return None if activation is None else str(activation.registered_name)
