"""ONNX files of other programs: taken where they map onto layers, refused by name otherwise, harmless where hostile."""

from __future__ import annotations

import numpy as np
import pytest

from nndesigner.core.errors import FileError
from nndesigner.files.onnx import onnx_bytes, read_onnx
from nndesigner.files.onnx.reading import parse_onnx
from tests.files.code.cases import trained

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnx.reference")
helper, numpy_helper, F = onnx.helper, onnx.numpy_helper, onnx.TensorProto.FLOAT


def model_of(nodes, inputs=(("x", ["n", 3]),), outputs=("y",), constants=(), opset=17, **options):
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info(name, F, shape) for name, shape in inputs],
        [helper.make_tensor_value_info(name, F, None) for name in outputs],
        [numpy_helper.from_array(np.asarray(array), name) for name, array in constants],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], **options)


def node(operator, inputs="x", output="y", **attributes):
    return helper.make_node(operator, inputs.split(), output.split(), name=f"the {operator}", **attributes)


K, B = np.arange(6, dtype=np.float32).reshape(3, 2) / 7, np.array([0.5, -1], np.float32)
TAKEN = {
    "gemm": ([node("Gemm", "x k b", transB=1, alpha=0.5, beta=2.0)], [("k", K.T), ("b", B)]),
    "gemm of one bias": ([node("Gemm", "x k b")], [("k", K), ("b", np.float32(3))]),
    "matmul and bias": ([node("MatMul", "x k", "h"), node("Add", "b h")], [("k", K), ("b", B[None])]),
    "relu behind": ([node("MatMul", "x k", "h"), node("Relu", "h")], [("k", K)]),
    "relu beside": ([node("MatMul", "x k", "h"), node("Relu", "h", "r"), node("Add", "h r")], [("k", K)]),
    "alone": ([node("Elu", alpha=0.3)], []),
    "constant node": ([node("Constant", "", "k", value=numpy_helper.from_array(K)), node("MatMul", "x k")], []),
    "double weights": ([node("MatMul", "x k")], [("k", K.astype(np.float64))]),
    "reshape": ([node("Reshape", "x s")], [("s", np.array([0, -1]))]),
    "dropout": ([node("Dropout", "x r")], [("r", np.float32(0.2))]),
    "sum of three": ([node("Tanh", "x", "a"), node("Sigmoid", "x", "b"), node("Sum", "a b x")], []),
    "concat": ([node("LeakyRelu", "x", "a"), node("Concat", "a x a", axis=-1)], []),
    "softmax": ([node("Softmax")], []),
}


@pytest.mark.parametrize("case", TAKEN)
def test_graphs_of_our_layers_are_taken(case):
    nodes, constants = TAKEN[case]
    message = model_of(nodes, constants=constants)
    model = parse_onnx(message.SerializeToString(), "file.onnx").model
    x = np.random.default_rng(0).standard_normal((5, 3)).astype(np.float32)
    if case == "double weights":
        message = model_of(nodes, constants=[("k", K)])
    expected = onnx.reference.ReferenceEvaluator(message).run(None, {"x": x})[0]
    assert np.abs(model.predict(x) - expected).max() <= 1e-6


def test_old_softmax_goes_over_all_axes_from_its_own_on():
    assert parse_onnx(model_of([node("Softmax")], opset=11).SerializeToString(), "f").model.output_shape == (3,)
    model = parse_onnx(model_of([node("Softmax")], [("x", ["n", 2, 3])], opset=11).SerializeToString(), "f").model
    assert np.allclose(model.predict(np.arange(12.0).reshape(2, 2, 3)).sum(axis=(1, 2)), 1)


REFUSED = {
    "NonZero": ([node("NonZero")], []),
    "Gemm": ([node("Gemm", "x k", transA=1)], [("k", K)]),
    "MatMul": ([node("MatMul", "x x")], []),
    "Sub": ([node("Sub", "x c")], [("c", np.ones((5, 3), np.float32))]),
    "BatchNormalization": ([node("BatchNormalization", "x b b b b", training_mode=1)], [("b", np.ones(3, np.float32))]),
    "MaxPool": ([node("MaxPool", kernel_shape=[2])], []),
    "Transpose": ([node("Transpose", perm=[1, 0])], []),
    "ReduceMean": ([node("ReduceMean", "x a", keepdims=0)], [("a", np.array([0]))]),
    "Slice": ([node("Slice", "x a b a")], [("a", np.array([0])), ("b", np.array([1]))]),
    "Conv": ([node("Conv", "x k")], [("k", K)]),
    "Flatten": ([node("Flatten", axis=0)], []),
    "Concat": ([node("Concat", "x x", axis=0)], []),
    "Softmax": ([node("Softmax", axis=0)], []),
    "Reshape": ([node("Reshape", "x s")], [("s", np.array([3, -1]))]),
    "Dropout": ([node("Dropout", "x r t")], [("r", np.float32(0.2)), ("t", np.int64(1))]),
    "Relu": ([node("Relu", beta=1.0)], []),
    "Elu": ([node("Elu", "x", "y z")], []),
    "Loop": ([node("Loop", body=model_of([node("Relu")]).graph)], []),
}


@pytest.mark.parametrize("operator", REFUSED)
def test_an_operator_without_a_layer_is_refused_by_name(operator):
    nodes, constants = REFUSED[operator]
    with pytest.raises(FileError, match=rf"^f\.onnx cannot be opened: its node 'the {operator}' \({operator}\) .*: .+\.$"):
        parse_onnx(model_of(nodes, constants=constants).SerializeToString(), "f.onnx")


def external(tensor):
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/passwd")


def changed(change):
    """A good file with one thing changed in its message."""
    message = onnx.load_from_string(onnx_bytes(trained("skip")))
    change(message)
    return message.SerializeToString()


def dims(message, *sizes):
    message.graph.initializer[0].dims[:] = sizes


def shaped(*sizes):
    return model_of([node("Relu")], [("x", list(sizes))]).SerializeToString()


def deep(count):
    nodes = [node("Relu", f"v{place}", f"v{place + 1}") for place in range(count)]
    return model_of(nodes, [("v0", ["n", 3])], [f"v{count}"]).SerializeToString()


def wide(times):
    nodes = [node("Concat", " ".join([f"v{place}"] * 9), f"v{place + 1}", axis=1) for place in range(times)]
    return model_of(nodes, [("v0", ["n", 900])], [f"v{times}"]).SerializeToString()


GOOD = onnx.load_from_string(onnx_bytes(trained("skip")))
HOSTILE = {
    "empty": b"",
    "text": b"hello, this is no model\n" * 10,
    "zeros": bytes(1000),
    "half": GOOD.SerializeToString()[: GOOD.ByteSize() // 2],
    "pickle": b"\x80\x04cos\nsystem\n(S'true'\ntR.",
    "no graph": onnx.ModelProto(ir_version=8).SerializeToString(),
    "external data": changed(lambda m: external(m.graph.initializer[0])),
    "external constant": changed(
        lambda m: (
            m.graph.node.insert(0, node("Constant", "", "c", value=numpy_helper.from_array(K))),
            external(m.graph.node[0].attribute[0].t),
        )
    ),
    "huge tensor": changed(lambda m: dims(m, 1 << 40, 1 << 40)),
    "negative tensor": changed(lambda m: dims(m, -4, -5)),
    "short tensor": changed(lambda m: dims(m, 4, 6)),
    "many axes": changed(lambda m: dims(m, *[1] * 60)),
    "uneven bytes": changed(lambda m: setattr(m.graph.initializer[0], "raw_data", b"abc")),
    "unknown type": changed(lambda m: setattr(m.graph.initializer[0], "data_type", 99)),
    "text tensor": changed(lambda m: setattr(m.graph.initializer[0], "data_type", onnx.TensorProto.STRING)),
    "segment": changed(lambda m: setattr(m.graph.initializer[0].segment, "begin", 1)),
    "weights of another shape": changed(lambda m: dims(m, 5, 4)),
    "name twice": changed(lambda m: setattr(m.graph.initializer[1], "name", m.graph.initializer[0].name)),
    "no output": changed(lambda m: m.graph.ClearField("output")),
    "two outputs": changed(lambda m: m.graph.output.append(m.graph.output[0])),
    "unknown output": changed(lambda m: setattr(m.graph.output[0], "name", "nowhere")),
    "output is a weight": changed(lambda m: setattr(m.graph.output[0], "name", m.graph.initializer[0].name)),
    "output is the input": changed(lambda m: setattr(m.graph.output[0], "name", m.graph.input[0].name)),
    "no input": changed(lambda m: m.graph.ClearField("input")),
    "an input that leads nowhere": changed(lambda m: m.graph.input.append(helper.make_tensor_value_info("w", F, ["n", 2]))),
    "a circle": changed(lambda m: m.graph.node[0].input.__setitem__(0, m.graph.node[-1].output[0])),
    "itself": changed(lambda m: m.graph.node[0].input.__setitem__(0, m.graph.node[0].output[0])),
    "an output twice": changed(lambda m: m.graph.node[1].output.__setitem__(0, m.graph.node[0].output[0])),
    "an output without a name": changed(lambda m: m.graph.node[0].output.__setitem__(0, "")),
    "no outputs of a node": changed(lambda m: m.graph.node[0].ClearField("output")),
    "no inputs of a node": changed(lambda m: m.graph.node[0].ClearField("input")),
    "another domain": changed(lambda m: setattr(m.graph.node[0], "domain", "evil")),
    "unknown operator": changed(lambda m: setattr(m.graph.node[0], "op_type", "PyOp\nimport os")),
    "no opset": changed(lambda m: m.ClearField("opset_import")),
    "wild opset": changed(lambda m: setattr(m.opset_import[0], "version", 10**9)),
    "own functions": changed(lambda m: m.functions.add(name="f", domain="d")),
    "sparse weights": changed(lambda m: m.graph.sparse_initializer.add()),
    "huge input": shaped("n", 1 << 40, 1 << 20),
    "open input": shaped("n", "m"),
    "negative input": shaped("n", -3),
    "input of no axes": shaped(),
    "input of many axes": shaped("n", *[1] * 40),
    "very deep": deep(9000),
    "too many layers": deep(2500),
    "growing": wide(9),
    **{
        f"bomb {name}": model_of([made], constants=constants).SerializeToString()
        for name, made, constants in (
            ("expand", node("Expand", "x s"), [("s", np.array([1, 1 << 40, 1 << 20, 3]))]),
            ("tile", node("Tile", "x s"), [("s", np.array([1, 1 << 50]))]),
            ("pad", node("Pad", "x s"), [("s", np.array([0, 1 << 45, 0, 1 << 45]))]),
            ("constant expand", node("Expand", "k s"), [("k", K), ("s", np.array([1 << 30, 3, 2]))]),
            ("constant tile", node("Tile", "k s"), [("k", K), ("s", np.array([1 << 30, 1 << 30]))]),
            ("reshape", node("Reshape", "x s"), [("s", np.array([0, 1 << 62, 1 << 62]))]),
            ("take", node("Gather", "x s", axis=1), [("s", np.zeros(1 << 20, np.int64))]),
            ("upsampling", node("Upsample", "x s"), [("s", np.array([1, 1e18], np.float32))]),
            ("unsqueeze", node("Unsqueeze", "x s"), [("s", np.arange(1, 60))]),
            ("slice", node("Slice", "x s s s s"), [("s", np.array([-(1 << 63)]))]),
        )
    },
    **{
        f"bomb {name}": model_of([made], [("x", ["n", 2, 5, 5])], constants=constants).SerializeToString()
        for name, made, constants in (
            ("conv pads", node("Conv", "x k", pads=[1 << 40] * 4), [("k", np.ones((1, 2, 1, 1), np.float32))]),
            ("conv dilations", node("Conv", "x k", dilations=[1 << 60] * 2), [("k", np.ones((1, 2, 2, 2), np.float32))]),
            ("conv strides", node("Conv", "x k", strides=[0, 0]), [("k", np.ones((1, 2, 2, 2), np.float32))]),
            ("conv up", node("ConvTranspose", "x k", strides=[1 << 40] * 2), [("k", np.ones((2, 1, 2, 2), np.float32))]),
            ("pool", node("MaxPool", kernel_shape=[1 << 30] * 2, pads=[1 << 30] * 4), []),
            ("pool of nothing", node("AveragePool"), []),
            ("negative pads", node("MaxPool", kernel_shape=[2, 2], pads=[-1, 0, 0, 0]), []),
            ("groups", node("Conv", "x k", group=-1), [("k", np.ones((1, 2, 2, 2), np.float32))]),
            (
                "resize",
                node("Resize", "x e s", mode="nearest"),
                [("e", np.ones(0, np.float32)), ("s", np.ones(4, np.float32) * 1e9)],
            ),
            ("perm", node("Transpose", perm=[0, 0, 0, 0]), []),
            ("dense", node("Gemm", "x k"), [("k", K)]),
            ("lstm", node("LSTM", "x k k", hidden_size=1 << 40), [("k", K)]),
        )
    },
    "optional input": model_of([node("Clip", "nothing")]).SerializeToString(),
    "wrong attribute type": changed(lambda m: m.graph.node[0].attribute.append(helper.make_attribute("alpha", "x"))),
    "reference": changed(lambda m: m.graph.node[0].attribute.add(name="alpha", ref_attr_name="z", type=1)),
    "nan dropout": model_of([node("Dropout", "x r")], constants=[("r", np.float32("nan"))]).SerializeToString(),
}


def test_there_are_thirty_hostile_files():
    assert len(HOSTILE) >= 30


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gives_one_clear_error(name, tmp_path):
    path = tmp_path / "bad.onnx"
    path.write_bytes(HOSTILE[name])
    with pytest.raises(FileError) as caught:
        read_onnx(path)
    text = str(caught.value)
    assert text.startswith(f"{path} cannot be opened: ")
    assert text.endswith(".")
    assert len(text) < 600
    assert "\n" not in text


def test_any_changed_byte_gives_a_network_or_one_error():
    data, random, errors = GOOD.SerializeToString(), np.random.default_rng(1), []
    for _ in range(400):
        damaged = bytearray(data)
        damaged[random.integers(len(data))] = random.integers(256)
        try:
            parse_onnx(bytes(damaged), "f.onnx")
        except FileError as error:
            errors.append(str(error))
    assert all(text.startswith("f.onnx cannot be opened: ") for text in errors)
    assert len(errors) > 20


def test_what_is_no_file_is_named(tmp_path):
    with pytest.raises(FileError, match="absent"):
        read_onnx(tmp_path / "absent.onnx")
