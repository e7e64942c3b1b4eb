"""The PyTorch file under torchrun: two processes on one machine give the loss of one."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys

import numpy as np
import pytest

from nndesigner.files.code import export_code
from tests.files.code.cases import ALL, batch, trained

pytestmark = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="torch is not installed")


def losses(command, folder):
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    return [float(text) for text in re.findall(r"^epoch \d+ loss (\S+)$", done.stdout, re.MULTILINE)]


@pytest.mark.parametrize("case", ["two inputs", "layer batch normalization image"])
def test_two_processes_give_the_loss_of_one(case, tmp_path):
    made = trained(case)
    x, y = batch(made.model, ALL[case][1], rows=21)
    parts = x if isinstance(x, list) else [x]
    np.savez(tmp_path / "data.npz", y=y, **{f"x{place}": part for place, part in enumerate(parts)})
    export_code(made, "torch", tmp_path / "net.py")
    arguments = ["net.py", "data.npz", "--epochs", "4", "--batch-size", "5"]  # shares of 2 and 3, and a last batch of one
    alone = losses([sys.executable, *arguments], tmp_path)
    run = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2"]
    together = losses([*run, *arguments, "--save", "trained.pt"], tmp_path)
    assert len(alone) == 4
    assert np.allclose(alone, together, rtol=1e-5)
    assert alone[-1] < alone[0]
    assert (tmp_path / "trained.pt").exists()
