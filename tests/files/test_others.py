"""Files of other programs, opened by mistake: each is named for what it seems to be, with what to do."""

from __future__ import annotations

import gzip
import io
import pickle
import zipfile
import zlib

import numpy as np
import pytest

from nndesigner.core.errors import FileError
from nndesigner.files.kinds import kind_of
from nndesigner.session.describe import describe_file


def zipped(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr(name, b"x")
    return held.getvalue()


def saved(array: np.ndarray) -> bytes:
    held = io.BytesIO()
    np.save(held, array)
    return held.getvalue()


FOREST = b"\x80\x04\x95.\x00\x00\x00\x00\x00\x00\x00\x8c\x10sklearn.ensemble\x94\x8c\x06Forest\x94\x93)R."
FILES = {
    "forest.pkl": (FOREST, "a pickle of scikit-learn.*skl2onnx"),
    "forest.joblib": (FOREST, "a pickle of scikit-learn"),
    "packed.pkl": (zlib.compress(FOREST), "a compressed joblib file"),
    "net.pt": (zipped("net/data.pkl"), "a PyTorch file.*torch.onnx.export"),
    "net.pkl": (zipped("archive/data.pkl"), "a PyTorch file"),
    "old.pth": (pickle.dumps(0x1950A86A20F9469CFC6C, 2), "a PyTorch file"),
    "state.pkl": (b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n.", "a pickle of PyTorch"),
    "keras.h5": (b"\x89HDF\r\n\x1a\n" + bytes(99), "an HDF5 file"),
    "keras.pkl": (b"\x89HDF\r\n\x1a\n" + bytes(99), "an HDF5 file"),
    "a.npy": (saved(np.ones(3)), "a file of NumPy arrays"),
    "a.npz": (zipped("x.npy"), "a file of NumPy arrays"),
    "frame.pkl": (b"\x80\x04\x8c\x11pandas.core.frame\x94\x8c\x09DataFrame\x94\x93.", "a pickle of pandas.*to_csv"),
    "m.mat": (b"MATLAB 5.0 MAT-file".ljust(200), "a MATLAB file"),
    "m.rds": (gzip.compress(b"X\n"), "a file of R"),
    "j.pkl": (b'{"a": 1}', "a JSON file"),
    "h.pkl": (b"<!DOCTYPE html>", "a web page"),
    "p.pkl": (b"%PDF-1.7\n", "a PDF document"),
    "t.pkl": (b"a,b\n1,2\n", "a table in text form"),
    "z.pkl": (gzip.compress(b"x"), "a gzip archive"),
    "e.pkl": (b"", "is empty"),
    "e.nnproj": (b"", "is empty"),
    "plain.pkl": (pickle.dumps({"a": 1}), "values by name without a format"),
    "list.pkl": (pickle.dumps([1, 2]), "a list of 2 values"),
    "j.nnproj": (b'{"a": 1}', "values by name without a format"),
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_named_with_what_to_do(tmp_path, name):
    content, said = FILES[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileError, match=said) as caught:
        describe_file(path)
    sentence = str(caught.value)
    assert sentence.startswith(str(path))
    assert sentence.endswith(".")
    assert ";" in sentence


def test_folders_are_named_too(tmp_path):
    model = tmp_path / "saved"
    model.mkdir()
    assert kind_of(model) == "table"
    (model / "saved_model.pb").write_bytes(b"x")
    with pytest.raises(FileError, match="TensorFlow SavedModel"):
        kind_of(model)
    folder = tmp_path / "model.pkl"
    folder.mkdir()
    with pytest.raises(FileError, match="is a folder"):
        kind_of(folder)


def test_old_protocols_of_plain_data_are_models_still(tmp_path):
    path = tmp_path / "plain.pkl"
    for protocol in range(6):
        path.write_bytes(pickle.dumps({"format": "nndesigner-model", "a": "b,c"}, protocol))
        assert kind_of(path) == "model"
