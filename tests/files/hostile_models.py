"""Model files with a checksum that fits and a content that does not: a family, and a child process that opens them watched.

``python -m tests.files.hostile_models FIRST STRIDE`` opens every STRIDE-th with each of the program's ways and prints what
happened: outcome, processor seconds, memory, and which audit events came up meanwhile.
"""

from __future__ import annotations

import copy
import itertools
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from nndesigner.core.datapickle import dumps, loads

WATCHED = ("import", "exec", "compile", "open", "os.", "subprocess.", "ctypes.", "socket.", "object.__setattr__", "pickle.")
MISCHIEF = "\x1b]0;owned\x07\x1b[2J\x1b[31mred\r\n\u202egnp.exe\u0000\x9b1m"
LONG = "x" * 2_000_000
Tree = dict[str, Any]
TABLE = "size,colour,day,kind\n" + "".join(
    f"{number % 7}.5,{('red', 'green', 'blue')[number % 3]},2024-0{1 + number % 9}-11,{('a', 'b', 'c')[number % 3]}\n"
    for number in range(60)
)


def healthy() -> Tree:
    """A small trained model with a number, a category and a date, as a tree."""
    from nndesigner import nn
    from nndesigner.data.reader import read_csv
    from nndesigner.data.recipe import Recipe
    from nndesigner.files.model_file import model_tree
    from nndesigner.project.trained import TrainedModel

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_text(TABLE)
        table = read_csv(path)
    recipe = Recipe.propose(table, "kind").with_column("day", role="feature").fit(table)
    arrays = recipe.transform(table, with_target=True)
    model = nn.Sequential([nn.Dense(5, activation="tanh"), nn.Dense(3, activation="softmax")], recipe.input_shape, seed=4)
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(arrays.x, arrays.y, epochs=2, verbose=0).history
    made = TrainedModel(model, recipe, {key: np.asarray(values) for key, values in history.items()})
    return dict(loads(dumps(model_tree(made))))


def at(tree: Tree, place: str, value: Any) -> Tree:
    """A copy of ``tree`` in which what stands at ``place`` (``recipe.features.0.fill``) is ``value``."""
    made = copy.deepcopy(tree)
    *way, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    part: Any = made
    for step in way:
        part = part[step]
    part[last] = value
    return made


def layer(kind: str, name: str = "a", inbound: Any = ("input",), **config: Any) -> Tree:
    return {"class_name": kind, "name": name, "config": config, "inbound": list(inbound)}


def network(*layers: Tree, shape: Any = (4,), weights: Any = (), output: str = "a", **more: Any) -> Tree:
    first = {"class_name": "Input", "name": "input", "config": {"shape": list(shape)}, "inbound": []}
    config = {"name": "n", "seed": 1, "layers": [first, *layers], "inputs": ["input"], "outputs": [output]}
    return {"format": "nndesigner-model", "version": 1, "network": config, "weights": list(weights), **more}


def zeros(*shapes: tuple[int, ...], dtype: str = "f4") -> list[Any]:
    return [np.zeros(shape, dtype) for shape in shapes]


JUNK: dict[str, Any] = {
    "none": None,
    "minus one": -1,
    "zero": 0,
    "2^60": 1 << 60,
    "2^2000": 1 << 2000,
    "nan": float("nan"),
    "inf": float("inf"),
    "minus zero": -0.0,
    "1e308": 1e308,
    "truth": True,
    "text": "4",
    "empty text": "",
    "mischief": MISCHIEF,
    "long text": LONG,
    "bytes": b"\x80\x04N.",
    "list": [],
    "list in list": [[[]]],
    "dict": {},
    "array": np.zeros((3, 3)),
    "no numbers": np.zeros(0),
    "big array": np.zeros(1_000_000, "u1"),
    "class": {"class_name": "os.system", "config": {"command": "true"}},
    "format": "{0.__class__.__init__.__globals__}{path}%s%n",
    "path": "/dev/zero",
    "unc": "\\\\host\\share\\x",
    "tuple": tuple(range(2000)),
    "lone surrogate": "\ud800",
}
PLACES = (
    "format", "version", "network", "network.name", "network.seed", "network.layers", "network.inputs", "network.outputs",
    "network.layers.0.config.shape", "network.layers.1.class_name", "network.layers.1.name", "network.layers.1.inbound",
    "network.layers.1.config", "network.layers.1.config.units", "network.layers.1.config.activation", "weights", "weights.0",
    "compile", "compile.loss", "compile.optimizer", "compile.metrics", "optimizer", "random_state", "history", "history.loss",
    "recipe", "recipe.recipe", "recipe.recipe.columns", "recipe.recipe.columns.0", "recipe.recipe.columns.0.name",
    "recipe.recipe.columns.0.type", "recipe.recipe.columns.0.fill", "recipe.recipe.columns.1.levels",
    "recipe.recipe.columns.2.parts", "recipe.recipe.image_shape", "recipe.recipe.binary_outputs", "recipe.recipe.window",
    "recipe.features", "recipe.features.0.kind", "recipe.features.0.fill", "recipe.features.0.offset",
    "recipe.features.0.scale", "recipe.features.1.categories", "recipe.features.1.encoding", "recipe.features.2.parts",
    "recipe.features.2.fill", "recipe.features.2.scales", "recipe.targets", "recipe.targets.0.classes",
    "recipe.targets.0.outputs", "recipe.inputs", "recipe.step", "settings", "settings.optimizer", "settings.batch_size",
    "settings.epochs", "settings.metrics", "settings.seed", "layout", "fingerprint", "card", "card.network", "state",
    "app_version",
)  # fmt: skip


def junk(base: Tree) -> Iterator[tuple[str, Callable[[], Tree]]]:
    """Every kind of junk at every place."""
    for place in PLACES:
        for name, value in JUNK.items():
            yield f"{place}: {name}", lambda place=place, value=value: at(base, place, value)


def _ring(length: int) -> list[Tree]:
    return [layer("Dense", f"d{number}", [f"d{(number + 1) % length}"], units=3) for number in range(length)]


def _chain(count: int, kind: str = "Flatten", **config: Any) -> list[Tree]:
    names = ["input", *(f"d{number}" for number in range(count - 1)), "a"]
    return [layer(kind, name, [source], **config) for source, name in itertools.pairwise(names)]


def _wide(count: int) -> list[Tree]:
    inner = [layer("Flatten", f"d{number}") for number in range(count)]
    return [*inner, layer("Concatenate", inbound=[one["name"] for one in inner])]


BIG = np.zeros(1_000_000, "f4")
NETWORKS: dict[str, Callable[[], Tree]] = {
    "one array as all weights": lambda: network(
        *[layer("Dense", f"d{n}", [f"d{n - 1}" if n else "input"], units=1000) for n in range(19)],
        layer("Dense", "a", ["d18"], units=1000),
        shape=(1000,),
        weights=[BIG.reshape(1000, 1000), BIG[:1000]] * 20,
    ),
    "weights of one byte": lambda: network(
        layer("Dense", units=8000), shape=(8000,), weights=zeros((8000, 8000), (8000,), dtype="u1")
    ),
    "weights of truths": lambda: network(
        layer("Dense", units=5000), shape=(5000,), weights=zeros((5000, 5000), (5000,), dtype="?")
    ),
    "weights of half": lambda: network(
        layer("Dense", units=2000), shape=(2000,), weights=zeros((2000, 2000), (2000,), dtype="f2")
    ),
    "a slow initializer": lambda: network(
        layer("Dense", units=1500, kernel_initializer="orthogonal"), shape=(1500,), weights=zeros((1500, 1500), (1500,))
    ),
    "an embedding of 2^60": lambda: network(layer("Embedding", input_dim=1 << 60, output_dim=8)),
    "an embedding of 10^9": lambda: network(layer("Embedding", input_dim=10**9, output_dim=1)),
    "an embedding wide": lambda: network(layer("Embedding", input_dim=1, output_dim=10**9)),
    "an embedding of nothing": lambda: network(layer("Embedding", input_dim=0, output_dim=0)),
    "repeated a million times": lambda: network(layer("RepeatVector", n=10_000_000)),
    "repeated 2^62 times": lambda: network(layer("RepeatVector", n=1 << 62)),
    "blown up": lambda: network(layer("UpSampling2D", size=[5000, 5000]), shape=(2, 2, 1)),
    "blown up, minus": lambda: network(layer("UpSampling2D", size=[-5, -5]), shape=(2, 2, 1)),
    "padded to a wall": lambda: network(layer("ZeroPadding2D", padding=[[10**9, 0], [0, 0]]), shape=(2, 2, 1)),
    "reshaped to negatives": lambda: network(layer("Reshape", target_shape=[-1, -1, -1])),
    "reshaped to nothing": lambda: network(layer("Reshape", target_shape=[0])),
    "reshaped deep": lambda: network(layer("Reshape", target_shape=[1] * 500 + [4])),
    "permuted out": lambda: network(layer("Permute", dims=[7, 9])),
    "permuted a million": lambda: network(layer("Permute", dims=list(range(1, 200_000)))),
    "cropped away": lambda: network(layer("Cropping2D", cropping=[[9, 9], [9, 9]]), shape=(4, 4, 1)),
    "a kernel of 10^9": lambda: network(
        layer("Conv2D", filters=1, kernel_size=[10**9, 10**9], padding="same"), shape=(4, 4, 1)
    ),
    "a stride of nothing": lambda: network(layer("Conv2D", filters=1, kernel_size=[1, 1], strides=[0, 0]), shape=(4, 4, 1)),
    "a dilation of 10^12": lambda: network(
        layer("Conv2D", filters=1, kernel_size=[3, 3], dilation_rate=10**12), shape=(4, 4, 1)
    ),
    "groups of nothing": lambda: network(layer("Conv2D", filters=4, kernel_size=[1, 1], groups=0), shape=(4, 4, 4)),
    "pooled by nothing": lambda: network(layer("MaxPooling2D", pool_size=[0, 0]), shape=(4, 4, 1)),
    "pooled by 10^12": lambda: network(layer("MaxPooling2D", pool_size=[10**12, 1], padding="same"), shape=(4, 4, 1)),
    "a dropout of nan": lambda: network(layer("Dropout", rate=float("nan"))),
    "a dropout of two": lambda: network(layer("Dropout", rate=2.0)),
    "an epsilon of nan": lambda: network(
        layer("BatchNormalization", epsilon=float("nan")), weights=zeros((4,), (4,), (4,), (4,))
    ),
    "an axis of 10^9": lambda: network(layer("LayerNormalization", axis=10**9), weights=zeros((4,), (4,))),
    "units of text": lambda: network(layer("Dense", units="3")),
    "units of mischief": lambda: network(layer("Dense", units=MISCHIEF)),
    "units of a long text": lambda: network(layer("Dense", units=LONG)),
    "a layer of a long name": lambda: network(layer(LONG, "a")),
    "a layer called long": lambda: network(layer("Dense", LONG, units=1), output=LONG),
    "a layer called mischief": lambda: network(layer("Dense", MISCHIEF, units=1), output=MISCHIEF, weights=zeros((4, 1), (1,))),
    "an option of a long name": lambda: network(layer("Dense", units=1, **{LONG: 1})),
    "a hundred thousand options": lambda: network(layer("Dense", **{f"o{n}": 1 for n in range(100_000)})),
    "an activation of a long name": lambda: network(layer("Dense", units=1, activation=LONG)),
    "an activation as a class": lambda: network(
        layer("Dense", units=1, activation={"class_name": "relu", "config": {"x": LONG}})
    ),
    "an activation in activations": lambda: network(layer("Activation", activation={"class_name": {"class_name": "relu"}})),
    "a regularizer of nan": lambda: network(
        layer("Dense", units=1, kernel_regularizer={"class_name": "l2", "config": {"l2": float("nan")}})
    ),
    "an initializer of inf": lambda: network(
        layer("Dense", units=1, kernel_initializer={"class_name": "constant", "config": {"value": float("inf")}})
    ),
    "a dunder as an option": lambda: network(layer("Dense", units=1, __class__="x", __init__="y", setup=None)),
    "a dunder as a layer": lambda: network(layer("__class__")),
    "a module as a layer": lambda: network(layer("nndesigner.cli.main")),
    "a dotted layer": lambda: network(layer("Dense.__init__.__globals__")),
    "a layer of a folder": lambda: network(layer("../../../../tmp/evil")),
    "a lambda": lambda: network(layer("Lambda", function="__import__('os').system('true')")),
    "a custom layer": lambda: network(layer("Custom>Evil", module="os")),
    "a network in a layer": lambda: network(layer("Sequential", layers=[{"class_name": "Dense"}])),
    "a wrapper in a wrapper": lambda: network(layer("Bidirectional", layer={"class_name": "Bidirectional", "config": {}})),
    "a tensor operation": lambda: network(layer("TensorOperation", operation="__import__('os')", arguments=["x"] * 1000)),
    "a tensor operation, tiled": lambda: network(layer("TensorOperation", operation="tile", arguments={"repeats": [1 << 40]})),
    "2001 layers": lambda: network(*_chain(2001)),
    "2000 layers": lambda: network(*_chain(1999)),
    "100 000 layers": lambda: network(*_chain(60_000)),
    "fed by a thousand": lambda: network(*_wide(1500)),
    "fed by itself": lambda: network(layer("Dense", "a", ["a"], units=1)),
    "fed by itself a million times": lambda: network(layer("Add", "a", ["input"] * 200_000)),
    "a ring": lambda: network(*_ring(1900), output="d0"),
    "two arms that meet": lambda: network(layer("Add", "a", ["input", "input"])),
    "the last first": lambda: network(*reversed(_chain(1900))),
    "a triangle of concatenations": lambda: network(
        *[layer("Concatenate", f"d{n}", [f"d{n - 1}" if n else "input"] * 2) for n in range(60)], output="d59"
    ),
    "sums without end": lambda: network(
        *[layer("Add", f"d{n}", [f"d{n - 1}" if n else "input"] * 2) for n in range(1900)], output="d1899"
    ),
    "an input fed by a layer": lambda: network(
        layer("Dense", units=4), {**layer("Input", "b", ["a"], shape=[4])}, weights=zeros((4, 4), (4,)), output="b"
    ),
    "ten thousand inputs": lambda: network(
        *[layer("Input", f"i{n}", [], shape=[1]) for n in range(1900)], layer("Flatten", "a")
    ),
    "inputs that are not": lambda: at(network(layer("Flatten")), "network.inputs", ["a", "a", "a"]),
    "an input of a million dimensions": lambda: network(layer("Flatten"), shape=[1] * 100_000),
    "an input of truths": lambda: network(layer("Flatten"), shape=[True, True]),
    "an input of fractions": lambda: network(layer("Flatten"), shape=[1.5]),
    "an input of 2^31 by 2^31": lambda: network(layer("Flatten"), shape=[1 << 31, 1 << 31]),
    "an input of 10^8": lambda: network(layer("Flatten"), shape=[100_000_000]),
    "a long LSTM": lambda: network(layer("LSTM", units=1), shape=(10_000_000, 1), weights=zeros((1, 4), (1, 4), (4,))),
    "weights in weights": lambda: network(layer("Dense", units=1), weights=[[[[zeros((4, 1))]]], zeros((1,))]),
    "weights by name": lambda: {**network(layer("Dense", units=1)), "weights": {"a": np.zeros((4, 1)), "b": np.zeros(1)}},
    "weights of nan": lambda: network(layer("Dense", units=1), weights=[np.full((4, 1), np.nan), np.full(1, np.inf)]),
    "weights that overflow": lambda: network(layer("Dense", units=1), weights=[np.full((4, 1), 1e300), np.zeros(1)]),
    "weights transposed": lambda: network(layer("Dense", units=1), weights=zeros((1, 4), (1,))),
    "weights too many": lambda: network(layer("Dense", units=1), weights=zeros((4, 1), (1,), (0,), (0,))),
}


def _recipe(base: Tree) -> dict[str, Callable[[], Tree]]:
    many = [f"c{number}" for number in range(200_000)]
    return {
        "a million categories": lambda: at(base, "recipe.features.1.categories", many),
        "a million categories, one another": lambda: at(base, "recipe.features.1.categories", ["red"] * 200_000),
        "a million classes": lambda: at(at(base, "recipe.targets.0.classes", many), "recipe.targets.0.outputs", len(many)),
        "classes twice": lambda: at(base, "recipe.targets.0.classes", ["a", "a", "a"]),
        "classes of mischief": lambda: at(base, "recipe.targets.0.classes", [MISCHIEF, "b", "c"]),
        "categories of mischief": lambda: at(base, "recipe.features.1.categories", [MISCHIEF, "b", "c"]),
        "a column of mischief": lambda: at(
            at(base, "recipe.recipe.columns.0.name", MISCHIEF), "recipe.features.0.name", MISCHIEF
        ),
        "a column of a long name": lambda: at(at(base, "recipe.recipe.columns.0.name", LONG), "recipe.features.0.name", LONG),
        "a hundred thousand columns": lambda: at(
            base, "recipe.recipe.columns", [base["recipe"]["recipe"]["columns"][0]] * 30_000
        ),
        "a hundred thousand transforms": lambda: at(base, "recipe.features", [base["recipe"]["features"][0]] * 50_000),
        "a window without end": lambda: at(base, "recipe.recipe.window", {"look_back": 10**9}),
        "a window of 10 000": lambda: at(base, "recipe.recipe.window", {"look_back": 10_000, "horizon": 10_000}),
        "a window of junk": lambda: at(base, "recipe.recipe.window", {"look_back": "2", "time": 5}),
        "an image of 2^60": lambda: at(base, "recipe.recipe.image_shape", [1 << 30, 1 << 30, 1]),
        "an image of a million": lambda: at(base, "recipe.recipe.image_shape", [1 << 19, 1 << 19, 1 << 19]),
        "an image of another size": lambda: at(base, "recipe.recipe.image_shape", [2, 2, 1]),
        "an image without sides": lambda: at(base, "recipe.recipe.image_shape", []),
        "an input of no places": lambda: at(base, "recipe.inputs", [[]]),
        "an input of places twice": lambda: at(base, "recipe.inputs", [[0] * 100_000]),
        "an input of places beyond": lambda: at(base, "recipe.inputs", [[10**18]]),
        "a scale of nothing": lambda: at(base, "recipe.features.0.scale", 0.0),
        "a scale of nan": lambda: at(base, "recipe.features.0.scale", float("nan")),
        "a scale of 1e-320": lambda: at(base, "recipe.features.0.scale", 1e-320),
        "a date of 1e300": lambda: at(base, "recipe.features.2.fill", 1e300),
        "a date of 1e18": lambda: at(base, "recipe.features.2.fill", 1e18),
        "an epoch of a million": lambda: at(base, "history.loss", np.zeros(3_000_000)),
        "a history of ten thousand keys": lambda: at(base, "history", {f"k{n}": np.zeros(1) for n in range(20_000)}),
        "a history of mischief": lambda: at(base, "history", {MISCHIEF: np.zeros(1)}),
        "a history of uneven lengths": lambda: at(base, "history", {"loss": np.zeros(3), "accuracy": np.zeros(9)}),
        "a history of nan": lambda: at(base, "history", {"loss": np.full(3, np.nan)}),
        "a card of mischief": lambda: at(base, "card", {MISCHIEF: MISCHIEF}),
        "a card of a long text": lambda: at(base, "card", {"inputs": LONG}),
        "a card of parts": lambda: at(base, "card", {"inputs": {"a": [1, {"b": np.zeros(3)}]}}),
        "a card without end": lambda: at(base, "card", {f"k{n}": "v" for n in range(60_000)}),
        "a layout of mischief": lambda: at(base, "layout", {"layers": [{"id": MISCHIEF, "class_name": MISCHIEF}]}),
        "a layout of another network": lambda: at(base, "layout", {"layers": [], "notes": LONG}),
        "a layout far away": lambda: at(
            base, "layout", {"layers": [{"id": "n1", "class_name": "Dense", "position": [1e308, float("nan")]}], "notes": []}
        ),
        "an optimizer of slots": lambda: at(base, "optimizer", {"slots": {"m": np.zeros(10)}, "iterations": 1 << 80}),
        "an optimizer of nan": lambda: at(
            base, "compile.optimizer", {"class_name": "adam", "config": {"learning_rate": float("nan")}}
        ),
        "a schedule of mischief": lambda: at(
            base, "compile.optimizer", {"class_name": "adam", "config": {"schedule": {"class_name": MISCHIEF}}}
        ),
        "a loss of nothing": lambda: at(base, "compile.loss", {"class_name": "huber", "config": {"delta": -1}}),
        "a hundred thousand metrics": lambda: at(base, "compile.metrics", ["accuracy"] * 100_000),
        "a metric of mischief": lambda: at(base, "compile.metrics", [MISCHIEF]),
        "a seed of 2^2000": lambda: at(base, "network.seed", 1 << 2000),
        "a random state of junk": lambda: at(
            base, "random_state", {"dropout": {"bit_generator": "os", "state": {"state": -1}}}
        ),
        "a fingerprint of mischief": lambda: at(base, "fingerprint", MISCHIEF),
        "a name of mischief": lambda: at(base, "network.name", MISCHIEF),
        "other sections": lambda: {**base, MISCHIEF: MISCHIEF, "files": ["/etc/passwd"]},
    }


def attacks() -> dict[str, Callable[[], Tree]]:
    """Every hostile tree by name."""
    base = healthy()
    return dict(junk(base)) | NETWORKS | _recipe(base)


def ways(table_path: Path) -> dict[str, Callable[[Path], object]]:
    """Everything that the program does with a model file that somebody sent."""
    from nndesigner import nn
    from nndesigner.cli.inspect import as_json, shown
    from nndesigner.data.reader import read_csv
    from nndesigner.files.exchange import exported
    from nndesigner.files.kinds import kind_of
    from nndesigner.files.model_file import load_trained
    from nndesigner.session.describe import describe_model
    from nndesigner.session.evaluate import evaluate
    from nndesigner.session.predict import predict

    table = read_csv(table_path)

    def whole(path: Path) -> object:
        """inspect, then what one does with a model that opened."""
        kind_of(path)
        trained = load_trained(path)
        text = shown(describe_model(trained)) + as_json(describe_model(trained))
        for character in text.replace("\n", "").replace("\u202f", " "):  # lines, and groups of digits
            if not character.isprintable():
                raise AssertionError(f"inspect prints {character!r}")
        if trained.recipe is not None:
            evaluate(trained, table)
            predict(trained, table)
        for target in ("numpy", "keras", "torch", "nn"):
            exported(trained, target)
        exported(trained, "safetensors")
        return trained

    return {"script": nn.load_model, "program": whole}


def watch(first: int, stride: int) -> dict[str, dict[str, Any]]:
    """Open every ``stride``-th with each way; return by name what came of it."""
    from nndesigner.core.errors import DesignerError

    seen: list[str] | None = None
    allowed = ""

    def hook(event: str, given: tuple[Any, ...]) -> None:
        own = event in OWN_CODE and (_is_own(given) or (event == "open" and str(given[0]) == allowed))
        if seen is not None and event.startswith(WATCHED) and not own:
            seen.append(f"{event} {str(given)[:120]}")

    sys.addaudithook(hook)
    report: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path, table = Path(folder) / "model.pkl", Path(folder) / "table.csv"
        table.write_text(TABLE)
        allowed = str(path)
        opens = ways(table)
        path.write_bytes(dumps(healthy()))
        for way in opens.values():
            way(path)
        for name, make in list(attacks().items())[first::stride]:
            try:
                data = dumps(make())
            except DesignerError:
                continue  # cannot even be written
            print(name, file=sys.stderr, flush=True)
            for title, way in opens.items():
                path.write_bytes(data)
                reset_peak()
                before, start, events = peak(), time.process_time(), []
                seen = events
                try:
                    way(path)
                    outcome = "opened"
                except DesignerError as error:
                    outcome = f"{type(error).__name__}: {error}"
                except BaseException as error:
                    import traceback

                    seen = None
                    outcome = f"{type(error).__name__}! {str(error)[:300]} {traceback.extract_tb(error.__traceback__)[-1]}"
                seen = None
                report[f"{title}: {name}"] = {
                    "outcome": outcome,
                    "seconds": time.process_time() - start,
                    "bytes": peak() - before,
                    "size": len(data),
                    "events": events,
                }
    return report


OWN_CODE = ("exec", "compile", "import", "open", "os.listdir")


def _is_own(given: tuple[Any, ...]) -> bool:
    """Whether this is the program itself: a part that is imported when it is first used, or a compiled step."""
    about = str(given[0]) + str(given[1:2])
    return any(part in about for part in ("/nndesigner/", "nndesigner.", '"<step>"', "'<step>'", "<forward>"))


def reset_peak() -> None:
    """Let the kernel count the peak from here on (Linux)."""
    import contextlib

    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak() -> int:
    """The most memory that this process has had, bytes."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    print(f"\n{json.dumps(watch(int(sys.argv[1]), int(sys.argv[2])))}")
