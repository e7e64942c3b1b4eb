"""An ONNX file opened in the window: its network on the canvas with its weights, each block to be looked at."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("onnx")
from onnx import TensorProto, helper, numpy_helper

from nndesigner.project.rules import analyse

WAIT = 20_000


def write_network(path):
    random = np.random.default_rng(0)
    shapes = {"w": (6, 2, 3, 3), "k": (24, 3)}
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"], name="stem", group=2, strides=[2, 2]),
        helper.make_node("Sqrt", ["c"], ["d"], name="root"),
        helper.make_node("Flatten", ["d"], ["f"], name="flat"),
        helper.make_node("Gemm", ["f", "k"], ["y"], name="head"),
    ]
    graph = helper.make_graph(
        nodes,
        "other",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 4, 6, 6])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(random.normal(size=shape).astype("f4"), name) for name, shape in shapes.items()],
    )
    path.write_bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]).SerializeToString())


def test_an_onnx_file_shows_its_network_with_weights(window, qtbot, tmp_path):
    path = tmp_path / "other.onnx"
    write_network(path)
    window.opener.open(path)
    qtbot.waitUntil(lambda: bool(window.document.project.design.nodes), timeout=WAIT)
    project = window.document.project
    assert {"stem", "root", "flat", "head"} <= {node.name for node in project.design.nodes.values()}
    assert project.trained is not None
    assert project.trained.model.count_params() == 6 * 2 * 9 + 24 * 3
    assert "another program" in window.switcher.messages.messages[0].label.text()
    assert window.document.path is None
    assert not {problem.rule for problem in analyse(project).problems} & {"few_inputs", "port_full", "shapes"}
