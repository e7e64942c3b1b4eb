"""safetensors out and in: the layout other programs read, the same model back, one error for anything damaged."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from nndesigner import nn
from nndesigner.core.errors import FileError
from nndesigner.data.reader import read_text
from nndesigner.data.recipe import Recipe
from nndesigner.files.safetensors import parse, read_safetensors, safetensors_bytes
from nndesigner.project.trained import TrainedModel
from tests.files.code.cases import CASES, batch, trained


def file_of(header, body=b""):
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(head).to_bytes(8, "little") + head + body


@pytest.mark.parametrize("case", CASES)
def test_a_model_comes_back(case, tmp_path):
    made = trained(case)
    (tmp_path / "m.safetensors").write_bytes(safetensors_bytes(made))
    back = read_safetensors(tmp_path / "m.safetensors").model
    x, _ = batch(made.model, CASES[case][1])
    assert np.array_equal(back.predict(x), made.model.predict(x))
    assert back.get_config() == made.model.get_config()
    assert back.optimizer == made.model.optimizer


def test_recipe_and_history_free_settings_come_back(tmp_path):
    table = read_text("size,colour,kind\n1,red,a\n2,blue,b\n3,red,a\n,blue,b\n")
    fitted = Recipe.propose(table, "kind").fit(table, np.arange(4))
    model = nn.Sequential([nn.Dense(fitted.output_width, activation="sigmoid")], input_shape=fitted.input_shape, seed=1)
    model.compile("adam", "binary_crossentropy", ["accuracy"])
    made = TrainedModel(model, fitted, history={"loss": np.array([1.0])}, fingerprint="abc")
    path = tmp_path / "m.safetensors"
    path.write_bytes(safetensors_bytes(made))
    back = read_safetensors(path)
    assert back.recipe == fitted
    assert (back.settings, back.fingerprint, back.epochs) == (made.settings, "abc", 0)


def test_the_original_library_reads_and_writes_it(tmp_path):
    library = pytest.importorskip("safetensors.numpy")
    made = trained("skip")
    path = tmp_path / "m.safetensors"
    path.write_bytes(safetensors_bytes(made))
    arrays = library.load_file(path)
    for weight, array in zip(made.model.get_weights(), parse(path.read_bytes())[0].values(), strict=True):
        assert np.array_equal(weight, array)
    assert set(arrays) == set(parse(path.read_bytes())[0])
    about = parse(path.read_bytes())[1]
    library.save_file({name: array + 1 for name, array in arrays.items()}, path, about)
    back = read_safetensors(path).model
    assert np.allclose(back.get_weights()[0], made.model.get_weights()[0] + 1)


GOOD = safetensors_bytes(trained("skip"))
ARRAY = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
HOSTILE = {
    "empty": b"",
    "short": b"abc",
    "text": b"hello, this is no model" * 9,
    "endless header": (1 << 60).to_bytes(8, "little") + b"{}",
    "half": GOOD[: len(GOOD) // 2],
    "more": GOOD + b"x",
    "list": file_of([]),
    "deep": file_of(b"[" * 100_000),
    "not json": file_of(b"{'a': 1}"),
    "twice": file_of(b'{"a": {}, "a": {}}'),
    "no network": file_of({"a": ARRAY}, bytes(4)),
    "number as array": file_of({"a": 5}),
    "unknown type": file_of({"a": {**ARRAY, "dtype": "I8"}}, bytes(4)),
    "list as type": file_of({"a": {**ARRAY, "dtype": []}}, bytes(4)),
    "negative": file_of({"a": {**ARRAY, "shape": [-1]}}, bytes(4)),
    "huge": file_of({"a": {**ARRAY, "shape": [1 << 40, 1 << 40]}}, bytes(4)),
    "overlap": file_of({"a": ARRAY, "b": ARRAY}, bytes(4)),
    "hole": file_of({"a": {**ARRAY, "data_offsets": [4, 8]}}, bytes(8)),
    "beyond": file_of({"a": ARRAY}),
    "many axes": file_of({"a": {**ARRAY, "shape": [1] * 99}}, bytes(4)),
    "metadata": file_of({"__metadata__": 5}),
    "network of text": file_of({"__metadata__": {"nndesigner": "hello"}}),
    "network of a list": file_of({"__metadata__": {"nndesigner": "[]"}}),
    "network without order": file_of({"__metadata__": {"nndesigner": "{}"}}),
    "empty network": file_of({"__metadata__": {"nndesigner": '{"order": [], "format": "nndesigner-model", "version": 1}'}}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gives_one_clear_error(name, tmp_path):
    path = tmp_path / "bad.safetensors"
    path.write_bytes(HOSTILE[name])
    with pytest.raises(FileError) as caught:
        read_safetensors(path)
    assert str(caught.value).startswith(f"{path} cannot be opened: ")
    assert len(str(caught.value)) < 600


def test_any_changed_byte_gives_a_model_or_one_error(tmp_path):
    random, path, errors = np.random.default_rng(2), tmp_path / "m.safetensors", []
    for _ in range(300):
        damaged = bytearray(GOOD)
        damaged[random.integers(len(GOOD))] = random.integers(256)
        path.write_bytes(damaged)
        try:
            read_safetensors(path)
        except FileError as error:
            errors.append(str(error))
    assert len(errors) > 20
    assert all(str(path) in text for text in errors)


def test_a_network_that_does_not_fit_its_arrays_is_refused(tmp_path):
    made = trained("skip")
    other = dataclasses.replace(trained("large"))
    header = json.loads(GOOD[8 : 8 + int.from_bytes(GOOD[:8], "little")])
    wrong = safetensors_bytes(other)
    meta = json.loads(wrong[8 : 8 + int.from_bytes(wrong[:8], "little")])["__metadata__"]
    tree = json.loads(meta["nndesigner"])
    tree["order"] = [name for name in header if name != "__metadata__"]
    header["__metadata__"] = {"nndesigner": json.dumps(tree)}
    body = GOOD[8 + int.from_bytes(GOOD[:8], "little") :]
    path = tmp_path / "m.safetensors"
    path.write_bytes(file_of(header, body))
    assert made.model.count_params() != other.model.count_params()
    with pytest.raises(FileError, match="parameters"):
        read_safetensors(path)
