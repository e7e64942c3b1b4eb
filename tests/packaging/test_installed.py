"""The wheel and the editable install both carry the code, the type marker and the resources."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROBE = """
import sys
from importlib.resources import files
import nndesigner
resources = files("nndesigner.resources")
print(nndesigner.__file__)
print(resources.joinpath("datasets", "iris.csv").read_text(encoding="utf-8").splitlines()[0])
print(sum(1 for entry in resources.joinpath("examples").iterdir() if entry.name.endswith(".nnproj")))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    (built,) = folder.glob("*.whl")
    return built


def probe(folder: Path, *python_path: Path) -> list[str]:
    """Run the probe where the checkout cannot shadow what is installed."""
    code = "import sys; sys.path[:0] = " + repr([str(path) for path in python_path]) + "\n" + PROBE
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_wheel_carries_resources_and_the_type_marker(wheel, tmp_path):
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    file, header, examples = probe(tmp_path, installed)
    assert Path(file).is_relative_to(installed)
    assert "species" in header
    assert int(examples) >= 5
    assert (installed / "nndesigner" / "py.typed").exists()
    assert not (installed / "tests").exists()


def test_the_wheel_has_every_package(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    missing = [
        str(path.relative_to(ROOT)) for path in (ROOT / "nndesigner").rglob("*.py") if str(path.relative_to(ROOT)) not in names
    ]
    assert missing == []


def test_the_wheel_carries_licence_and_notice(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any("NOTICE" in name for name in names)


def test_the_editable_install_carries_resources(tmp_path):
    file, header, examples = probe(tmp_path)
    assert Path(file).is_relative_to(ROOT)
    assert "species" in header
    assert int(examples) >= 5
