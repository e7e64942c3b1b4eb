"""Every package but the window imports where there is no Qt, and the engine imports nearly as fast as NumPy."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import importlib, pkgutil, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6", "pyqtgraph", "qtawesome"):
            raise ImportError(name)

sys.meta_path.insert(0, NoQt())
import nndesigner
count = 0
for module in pkgutil.walk_packages(nndesigner.__path__, "nndesigner.", onerror=lambda name: None):
    if module.name.startswith("nndesigner.ui") or module.name.endswith("__main__"):
        continue
    importlib.import_module(module.name)
    count += 1
print(count)
"""


def test_everything_but_the_window_imports_without_qt():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 40


def test_the_engine_imports_nothing_but_numpy_and_the_standard_library():
    code = "import numpy, sys; before = set(sys.modules); import nndesigner.nn; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    foreign = {name.split(".")[0] for name in done.stdout.split() if name.split(".")[0] not in sys.stdlib_module_names} - {
        "nndesigner",
        "numpy",
    }
    assert foreign == set()
