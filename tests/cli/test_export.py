"""``export`` and ``import`` as a user meets them."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys

import pytest

FORMATS = {"numpy": "py", "nn": "py", "keras": "py", "torch": "py", "onnx": "onnx", "safetensors": "safetensors"}
HAS_ONNX = importlib.util.find_spec("onnx") is not None


@pytest.fixture
def files(trained, folder):
    for path in trained.iterdir():
        shutil.copy(path, folder)
    return folder


@pytest.mark.parametrize("target", FORMATS)
def test_a_model_and_a_project_are_exported(files, run, litter, target):
    if target == "onnx" and not HAS_ONNX:
        pytest.skip("onnx is not installed")
    litter()
    for name in ("flowers.pkl", "houses.nnproj"):
        output = f"{name[:6]}_{target}.{FORMATS[target]}"
        done = run("export", name, "--to", target, "-o", output)
        assert (done.code, done.out, done.err) == (0, "", "")
        assert litter() == [output]
        if FORMATS[target] == "py":
            compile((files / output).read_text(), output, "exec")


def test_the_numpy_file_predicts_what_the_model_does(files, run):
    assert run("export", "flowers.pkl", "--to", "numpy").code == 0
    assert run("predict", "flowers.pkl", "flowers.csv", "-o", "out.csv").code == 0
    code = (
        "import csv, flowers; rows = list(csv.DictReader(open('out.csv')));"
        "print(flowers.answer(flowers.predict(flowers.prepare(rows))) == [row['prediction'] for row in rows])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=files, capture_output=True, text=True, timeout=60)
    assert done.stdout == "True\n", done.stderr


@pytest.mark.parametrize(("kind", "head"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF-")])
def test_the_diagram_is_drawn_without_a_screen(files, run, litter, kind, head):
    litter()
    for name in ("flowers.pkl", "houses.nnproj"):
        done = run("export", name, "--to", kind, "-o", f"{name[:6]}.{kind}")
        assert (done.code, done.out, done.err) == (0, "", "")
        content = (files / f"{name[:6]}.{kind}").read_bytes()
        assert content.startswith(head)
        assert len(content) > 3000
    assert litter() == [f"flower.{kind}", f"houses.{kind}"]


@pytest.mark.parametrize("suffix", ["onnx", "safetensors"])
def test_what_was_exported_is_imported(files, run, suffix):
    if suffix == "onnx" and not HAS_ONNX:
        pytest.skip("onnx is not installed")
    assert run("export", "flowers.pkl", "--to", suffix, "-o", f"net.{suffix}").code == 0
    assert run("import", f"net.{suffix}").code == 0
    done = run("inspect", "net.pkl", "--json")
    assert done.code == 0
    assert '"kind": "model"' in done.out
    if suffix == "safetensors":
        assert run("predict", "net.pkl", "flowers.csv", "-o", "a.csv").code == 0
        assert run("predict", "flowers.pkl", "flowers.csv", "-o", "b.csv").code == 0
        assert (files / "a.csv").read_text() == (files / "b.csv").read_text()


@pytest.mark.skipif(not HAS_ONNX, reason="onnx is not installed")
def test_onnx_has_an_opset_and_the_recipe_inside(files, run):
    import onnx

    done = run("export", "flowers.pkl", "--to", "onnx", "-o", "net.onnx", "--opset", "20", "--with-recipe")
    assert done.code == 0, done.err
    message = onnx.load(files / "net.onnx")
    assert [value.name for value in message.graph.input] == ["column length", "column width", "column colour"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "flowers.csv", "--to", "numpy", "-o", "x.py"), "flowers.csv is a table"),
        (("export", "absent.pkl", "--to", "numpy"), "absent.pkl cannot be opened"),
        (("export", "flowers.pkl", "--to", "numpy", "-o", "flowers.pkl"), "would overwrite"),
        (("export", "flowers.pkl", "--to", "numpy", "-o", "no/where.py"), "no folder"),
        (("export", "flowers.pkl", "--to", "numpy", "--opset", "17", "-o", "x.py"), "received the format numpy"),
        (("export", "flowers.pkl", "--to", "svg", "--with-recipe", "-o", "x.svg"), "received the format svg"),
        (("export", "flowers.csv", "--to", "pdf", "-o", "x.pdf"), "flowers.csv is a table"),
        (("export", "flowers.pkl", "--to", "onnx", "--opset", "5", "-o", "x.onnx"), "received 5"),
        (("import", "flowers.csv", "-o", "x.pkl"), "must end in .onnx or .safetensors"),
        (("import", "bad.onnx"), "bad.onnx cannot be opened"),
        (("import", "bad.safetensors"), "bad.safetensors cannot be opened"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(files, run, litter, arguments, said):
    if not HAS_ONNX and any("onnx" in argument for argument in arguments[1:]):
        pytest.skip("onnx is not installed")
    (files / "bad.onnx").write_text("no model")
    (files / "bad.safetensors").write_text("no model, but long enough")
    litter()
    done = run(*arguments)
    assert done.code == 2
    assert said in done.sentence
    assert litter() == []
