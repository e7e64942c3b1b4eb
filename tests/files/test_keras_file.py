"""Keras's own files come in with their numbers; hostile and foreign ones are refused in one sentence."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import FileError
from nndesigner.files.exchange import exported, import_model
from nndesigner.files.kinds import kind_of
from nndesigner.project.trained import TrainedModel

h5py = pytest.importorskip("h5py")
FOLDER = Path(__file__).parents[1] / "assets" / "keras"
FILES = ("dense", "image", "series")


def inputs_of(name):
    with np.load(FOLDER / f"{name}.npz") as data:
        x = [data[key] for key in sorted(data.files) if key.startswith("x")]
        return x[0] if len(x) == 1 else x, data["y"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_keras_gives_keras_outputs_and_trains_on(name):
    assert kind_of(FOLDER / f"{name}.keras") == "model"
    model = import_model(FOLDER / f"{name}.keras").model
    x, y = inputs_of(name)
    assert np.abs(model.predict(x) - y).max() <= 1e-5
    target = np.eye(2, dtype=np.float32)[[0, 1, 0, 1]] if name != "series" else np.ones((4, 1), np.float32)
    assert np.isfinite(model.train_on_batch(x, target))


def test_optimizer_and_loss_come_along():
    dense, image, series = (import_model(FOLDER / f"{name}.keras").model for name in FILES)
    assert dense.optimizer == nn.SGD(0.1, momentum=0.9)
    assert dense.loss.registered_name == "categorical_crossentropy"
    assert image.optimizer.registered_name == "adamw"
    assert image.optimizer.schedule.decay_rate == 0.5
    assert image.loss.registered_name == "huber"
    assert series.optimizer.registered_name == "rmsprop"


def test_the_command_line_imports_it(tmp_path):
    from nndesigner.cli.main import main
    from nndesigner.files.model_file import load_trained

    assert main(["import", str(FOLDER / "dense.keras"), "-o", str(tmp_path / "net.pkl")]) == 0
    x, y = inputs_of("dense")
    assert np.abs(load_trained(tmp_path / "net.pkl").model.predict(x) - y).max() <= 1e-5


def test_without_h5py_one_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(FileError, match=r"need the package h5py; install it with: pip install 'nndesigner\[keras\]'"):
        import_model(FOLDER / "dense.keras")


@pytest.mark.skipif(importlib.util.find_spec("keras") is None, reason="keras is not installed")
def test_exported_source_run_in_keras_and_saved_comes_back(tmp_path):
    model = nn.Sequential(
        [nn.Conv1D(4, 3, activation="relu"), nn.BatchNormalization(), nn.LSTM(3), nn.Dense(2, activation="softmax")],
        input_shape=(6, 2),
        seed=2,
    )
    model.compile("adam", "categorical_crossentropy")
    (tmp_path / "net.py").write_bytes(exported(TrainedModel(model), "keras"))
    script = "import net; net.model.save('net.keras')"
    environment = {"KERAS_BACKEND": "jax"} | os.environ
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    x = np.random.default_rng(1).standard_normal((5, 6, 2)).astype(np.float32)
    back = import_model(tmp_path / "net.keras").model
    assert np.abs(back.predict(x) - model.predict(x)).max() <= 1e-5
    assert back.optimizer == model.optimizer
    assert back.loss == model.loss


# --- hostile files ----------------------------------------------------------------------------------------------------


def parts_of(name="dense"):
    with zipfile.ZipFile(FOLDER / f"{name}.keras") as archive:
        return json.loads(archive.read("config.json")), archive.read("model.weights.h5")


def packed(config, weights, more=(), compression=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr("config.json", config if isinstance(config, bytes) else json.dumps(config))
        archive.writestr("model.weights.h5", weights)
        for name, data in more:
            archive.writestr(name, data)
    return file.getvalue()


def changed(change, name="dense"):
    """The file with its description changed."""
    config, weights = parts_of(name)
    change(config["config"]["layers"], config)
    return packed(config, weights)


def reshaped(change):
    """The file with its weights changed by ``change(file)``."""
    config, weights = parts_of()
    file = io.BytesIO(weights)
    with h5py.File(file, "r+") as opened:
        change(opened)
    return packed(config, file.getvalue())


def option(place, **values):
    return changed(lambda layers, _: layers[place]["config"].update(values))


def replaced(path, array=None, **options):
    def change(file):
        del file[path]
        if array is not None:
            file.create_dataset(path, data=array, **options)

    return reshaped(change)


def linked(file):
    del file["layers/dense/vars/0"]
    file["layers/dense/vars/0"] = h5py.ExternalLink("/etc/passwd", "/x")


def soft(file):
    del file["layers/dense/vars/0"]
    file["layers/dense/vars/0"] = h5py.SoftLink("/layers/dense/vars/1")


def outside(file):
    del file["layers/dense/vars/0"]
    file.create_dataset("layers/dense/vars/0", (3, 5), "f4", external=[("/etc/passwd", 0, 60)])


def endless(file):
    del file["layers/dense/vars/0"]
    file.create_dataset("layers/dense/vars/0", (1 << 40, 5), "f4", chunks=(1024, 5))


def whole(name="dense"):
    return (FOLDER / f"{name}.keras").read_bytes()


LAMBDA = {"class_name": "__lambda__", "config": {"code": "4wAAAA==", "defaults": None}}
HOSTILE = {
    "empty": (lambda: b"", "not a Keras 3 file"),
    "no zip": (lambda: b"PK\x03\x04" + bytes(100), "not a Keras 3 file"),
    "cut off": (lambda: whole()[:-300], "not a Keras 3 file"),
    "cut in the middle": (lambda: whole()[: len(whole()) // 2], "not a Keras 3 file"),
    "no config": (lambda: packed({}, b"").replace(b"config.json", b"confug.json"), r"holds no config\.json"),
    "no description": (lambda: packed([], parts_of()[1]), "describes no network"),
    "no json": (lambda: packed(b"{", parts_of()[1]), "cannot be read"),
    "deep json": (lambda: packed(b"[" * 100_000, parts_of()[1]), "cannot be read|describes no network"),
    "zip bomb": (
        lambda: packed(parts_of()[0], bytes(150 << 20), compression=zipfile.ZIP_DEFLATED),
        "unpacks to more than",
    ),
    "config bomb": (lambda: packed(b" " * (40 << 20), b"", compression=zipfile.ZIP_DEFLATED), "unpacks to more than"),
    "path tricks": (lambda: packed({}, b"", [("../../evil.py", "x"), ("/etc/evil", "x")]), "has no name|holds"),
    "a name twice": (
        lambda: packed(*parts_of(), [("confug.json", "{}")]).replace(b"confug.json", b"config.json"),
        "a name twice",
    ),
    "no weights": (lambda: packed(parts_of()[0], b"no hdf5"), "weights are damaged"),
    "cut weights": (lambda: packed(parts_of()[0], parts_of()[1][:3000]), "weights are damaged"),
    "lambda layer": (lambda: changed(lambda layers, _: layers[1].update({"class_name": "Lambda"})), "code of its own"),
    "lambda activation": (lambda: option(1, activation=LAMBDA), "code of its own"),
    "function activation": (
        lambda: option(1, activation={"module": "builtins", "class_name": "function", "config": "system"}),
        "code of its own",
    ),
    "custom layer": (
        lambda: changed(lambda layers, _: layers[1].update({"module": "os", "class_name": "Popen"})),
        "not Keras's own; received the module 'os'",
    ),
    "registered class": (
        lambda: changed(lambda layers, _: layers[1].update({"registered_name": "mine>Dense"})),
        "not Keras's own",
    ),
    "unknown layer": (
        lambda: changed(lambda layers, _: layers[1].update({"class_name": "MultiHeadAttention"})),
        "is a MultiHeadAttention, which there is none of here",
    ),
    "subclassed": (lambda: changed(lambda _, config: config.update({"class_name": "MyModel"})), "it holds a MyModel"),
    "model in the model": (
        lambda: changed(lambda layers, _: layers[1].update({"class_name": "Functional"})),
        "a model in the model",
    ),
    "no layers": (lambda: changed(lambda _, config: config["config"].update({"layers": []})), "it has 0 layers"),
    "many layers": (
        lambda: changed(lambda layers, config: config["config"].update({"layers": layers * 3000})),
        "12,000 layers",
    ),
    "huge layer": (lambda: option(1, units=900_000), "parameters"),
    "huge shape": (
        lambda: changed(lambda layers, _: layers[0]["config"].update({"batch_shape": [None, 10**12]})),
        "outputs|parameters|shape",
    ),
    "open shape": (
        lambda: changed(lambda layers, _: layers[0]["config"].update({"batch_shape": [None, None]})),
        "a size that is left open",
    ),
    "odd units": (lambda: option(1, units="5; import os"), "units must be"),
    "odd option": (lambda: option(1, lora_rank=4), "the option lora_rank, which is not known here; received 4"),
    "unknown part": (lambda: option(1, kernel_regularizer="L7"), "the part L7, which there is none of here"),
    "wrong shape": (
        lambda: replaced("layers/dense/vars/0", np.zeros((5, 3), np.float32)),
        r"layer 'dense.*' should have the shapes \[\(3, 5\), \(5,\)\]",
    ),
    "wrong size": (lambda: replaced("layers/dense/vars/0", np.zeros((3, 6), np.float32)), "32 parameters, but 35 are stored"),
    "missing weight": (lambda: replaced("layers/dense/vars/1"), "parameters, but"),
    "texts": (lambda: replaced("layers/dense/vars/0", np.array([[b"x"] * 5] * 3)), "no array of decimal numbers"),
    "filters": (
        lambda: replaced("layers/dense/vars/0", np.zeros((3, 5), np.float32), compression="gzip"),
        "packed or lies in another file",
    ),
    "another file's link": (lambda: reshaped(linked), "elsewhere than in the file"),
    "a soft link": (lambda: reshaped(soft), "elsewhere than in the file"),
    "another file's data": (lambda: reshaped(outside), "packed or lies in another file|damaged"),
    "an endless array": (lambda: reshaped(endless), "has fewer bytes than its shape"),
    "a circle": (
        lambda: changed(
            lambda layers, _: layers[2]["inbound_nodes"][0]["args"][0]["config"].update(
                {"keras_history": [layers[2]["config"]["name"], 0, 0]}
            ),
            "image",
        ),
        "circle",
    ),
    "two outputs": (
        lambda: changed(
            lambda layers, config: config["config"].update({"output_layers": [["dense", 0, 0], ["p_re_lu", 0, 0]]}), "image"
        ),
        "2 outputs",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence(name, tmp_path):
    make, sentence = HOSTILE[name]
    path = tmp_path / "evil.keras"
    path.write_bytes(make())
    with pytest.raises(FileError, match=rf"evil\.keras cannot be opened: .*({sentence})") as caught:
        import_model(path)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 700
    assert sorted(tmp_path.iterdir()) == [path]


def test_nothing_is_imported_run_or_written():
    script = f"""
import sys
from nndesigner.files.exchange import import_model
import h5py, nndesigner.nn.registries
from nndesigner.core.registry import registry
for table in ("layers", "activations", "losses", "optimizers", "schedules"):
    list(registry(table).items())
import_model({str(FOLDER / "dense.keras")!r})
seen = []
bad = ("subprocess.Popen", "os.system", "os.exec", "ctypes.dlopen", "socket.connect", "shutil.", "os.remove")
def hook(event, arguments):
    if event.startswith(bad) or (event == "open" and "w" in str(arguments[1])):
        seen.append(event)
sys.addaudithook(hook)
for name in {[str(FOLDER / f"{name}.keras") for name in FILES]!r}:
    import_model(name)
print(seen)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
