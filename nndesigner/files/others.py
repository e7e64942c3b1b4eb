"""Files of other programs that are opened by mistake: what each seems to be, and what to do with it there."""

from __future__ import annotations

from pathlib import Path

from nndesigner.core.text import tr

_ZIP, _HDF5, _NPY, _GZIP = b"PK\x03\x04", b"\x89HDF\r\n\x1a\n", b"\x93NUMPY", b"\x1f\x8b"
_OLD_TORCH = b"\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19"  # the number that torch.save began with before version 1.6
_TORCH_SUFFIXES = (".pt", ".pth", ".ckpt", ".bin", ".pkl", ".pickle")
_PICKLES = (".pkl", ".pickle", ".joblib")
_TO_ONNX = "export it there as ONNX ({how}) and open the .onnx file"
_TO_CSV = "write the table there as CSV ({how}) and open that"
_IN_PICKLES = {
    b"sklearn": ("scikit-learn", "skl2onnx.to_onnx", _TO_ONNX),
    b"xgboost": ("XGBoost", "onnxmltools.convert_xgboost", _TO_ONNX),
    b"lightgbm": ("LightGBM", "onnxmltools.convert_lightgbm", _TO_ONNX),
    b"torch": ("PyTorch", "torch.onnx.export", _TO_ONNX),
    b"tensorflow": ("TensorFlow", "tf2onnx", _TO_ONNX),
    b"keras": ("Keras", "model.export", _TO_ONNX),
    b"pandas": ("pandas", "DataFrame.to_csv", _TO_CSV),
}


def other_folder(path: Path) -> str | None:
    """Why the folder ``path`` is nothing that can be opened, as a sentence naming it; None when it may be one of images."""
    if (path / "saved_model.pb").is_file():
        return _said(path, tr("a TensorFlow SavedModel"), tr(_TO_ONNX, how="python -m tf2onnx.convert"))
    if path.suffix.lower() in (".pkl", ".pickle", ".nnproj"):
        return tr("{path} is a folder; choose the file in it.", path=path)
    return None


def other_program(path: Path, head: bytes) -> str | None:
    """What the file that begins with ``head`` is if another program made it, as a sentence naming it; else None.

    Tables, and what merely is no table, are left to the reader of tables.
    """
    suffix = path.suffix.lower()
    if not head and suffix in (*_PICKLES, ".nnproj"):
        return tr("{path} is empty: it holds no model and no project; choose another file or a backup of it.", path=path)
    return _by_content(path, head, suffix) or (_no_pickle(path, head) if suffix in _PICKLES else None)


def _by_content(path: Path, head: bytes, suffix: str) -> str | None:
    torch = head.startswith(_ZIP) and (b"/data.pkl" in head or suffix in _TORCH_SUFFIXES)
    if torch or _OLD_TORCH in head[:16]:
        return _said(path, tr("a PyTorch file"), tr(_TO_ONNX, how="torch.onnx.export"))
    if head.startswith(_HDF5):
        what = tr("an HDF5 file, as Keras before version 3 and MATLAB write it")
        return _said(path, what, tr("save a model there as .keras or ONNX, a table as CSV"))
    if head.startswith(_NPY) or (head.startswith(_ZIP) and suffix == ".npz"):
        return _said(path, tr("a file of NumPy arrays"), tr(_TO_CSV, how="numpy.savetxt"))
    if head.startswith(b"MATLAB 5.0"):
        return _said(path, tr("a MATLAB file"), tr(_TO_CSV, how="writetable"))
    if suffix in (".rds", ".rda", ".rdata"):
        return _said(path, tr("a file of R"), tr(_TO_CSV, how="write.csv"))
    if suffix in _PICKLES and head[:1] == b"x" and head[1:2] in b"\x01\x5e\x9c\xda":
        return _said(path, tr("a compressed joblib file"), tr(_TO_ONNX, how="skl2onnx.to_onnx"))
    if head[:1] == b"\x80" or suffix == ".joblib":
        found = next((known for name, known in _IN_PICKLES.items() if name in head), None)
        if found is not None:
            program, how, advice = found
            what = tr("a pickle of {program}, which could run a program when it is opened", program=program)
            return _said(path, what, tr(advice, how=how))
    return None


def _no_pickle(path: Path, head: bytes) -> str | None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    advice = tr("choose a file that NN Designer saved, or give this one the suffix of its kind")
    if start[:1] == b"<":
        return _said(path, tr("a web page"), tr("download the file itself once more"))
    if start.startswith(b"%PDF"):
        return _said(path, tr("a PDF document"), advice)
    if start[:1] in (b"{", b"["):
        return _said(path, tr("a JSON file"), advice)
    if head.startswith(_GZIP):
        return _said(path, tr("a gzip archive"), tr("unpack it and open what is in it"))
    first, end, _ = start.partition(b"\n")
    if end and b"\0" not in head and any(mark in first for mark in (b",", b";", b"\t")):
        return _said(path, tr("a table in text form"), tr("give it the suffix .csv and open it as data"))
    return None


def _said(path: Path, what: str, advice: str) -> str:
    return tr("{path} is not a file of NN Designer, but seems to be {what}; {advice}.", path=path, what=what, advice=advice)
