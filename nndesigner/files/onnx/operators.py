"""What each ONNX operator is among our layers: one function an operator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nndesigner.files.onnx import array_operators as arrays
from nndesigner.files.onnx import norm_operators as norms
from nndesigner.files.onnx import part_operators as parts
from nndesigner.files.onnx import weight_operators as weights
from nndesigner.files.onnx import window_operators as windows
from nndesigner.files.onnx.graph import GraphReader

_FUNCTIONS = {
    "Abs": "absolute",
    "Neg": "negative",
    "Reciprocal": "reciprocal",
    "Sqrt": "square_root",
    "Log": "logarithm",
    "Sin": "sine",
    "Cos": "cosine",
    "Tan": "tangent",
    "Atan": "arc_tangent",
    "Sinh": "hyperbolic_sine",
    "Cosh": "hyperbolic_cosine",
    "Erf": "error_function",
    "Sign": "sign",
    "Floor": "floor",
    "Ceil": "ceiling",
    "Round": "round",
}
_ARITHMETIC = {
    "Sub": "subtract",
    "Mul": "multiply",
    "Div": "divide",
    "Pow": "power",
    "Max": "maximum",
    "Min": "minimum",
    "Mean": "mean",
}
_REDUCTIONS = {
    "ReduceMean": "mean",
    "ReduceSum": "sum",
    "ReduceMax": "max",
    "ReduceMin": "min",
    "ReduceProd": "product",
    "ReduceL2": "length",
}

OPERATORS: dict[str, Callable[[GraphReader, Any], None]] = {
    "Constant": arrays.constant,
    "Identity": arrays.identity,
    "Cast": arrays.cast,
    "Shape": arrays.shape_of,
    "Clip": arrays.clip,
    "PRelu": arrays.prelu,
    "Reshape": arrays.reshape,
    "Flatten": arrays.flatten,
    "Squeeze": arrays.squeeze,
    "Unsqueeze": arrays.unsqueeze,
    "Transpose": arrays.transpose,
    **{name: arrays.elementwise(function) for name, function in _FUNCTIONS.items()},
    **{name: arrays.arithmetic(function) for name, function in _ARITHMETIC.items()},
    "Slice": parts.cut,
    "Split": parts.split,
    "Pad": parts.pad,
    "Gather": parts.gather,
    "Tile": parts.tile,
    "Expand": parts.expand,
    "Concat": parts.concat,
    "ArgMax": parts.argmax,
    **{name: parts.reduce(function) for name, function in _REDUCTIONS.items()},
    "Gemm": weights.gemm,
    "MatMul": weights.matmul,
    "Add": weights.add,
    "Sum": weights.add,
    "Dropout": weights.dropout,
    "NegativeLogLikelihoodLoss": weights.likelihood(True),
    "SoftmaxCrossEntropyLoss": weights.likelihood(False),
    "Relu": weights.activation("relu"),
    "LeakyRelu": weights.activation("leaky_relu", alpha=("negative_slope", 0.01)),
    "ThresholdedRelu": weights.activation("threshold", alpha=("threshold", 1.0)),
    "Elu": weights.activation("elu", alpha=("alpha", 1.0)),
    "Celu": weights.activation("celu", alpha=("alpha", 1.0)),
    "Exp": weights.activation("exponential"),
    "HardSigmoid": weights.linear_pieces("hard_sigmoid", alpha=0.2, beta=0.5),
    "HardSwish": weights.activation("hard_silu"),
    "Mish": weights.activation("mish"),
    "Selu": weights.linear_pieces("selu", alpha=1.6732632, gamma=1.050701),
    "Swish": weights.linear_pieces("silu", alpha=1.0),
    "Softplus": weights.activation("softplus"),
    "Softsign": weights.activation("softsign"),
    "Sigmoid": weights.activation("sigmoid"),
    "Tanh": weights.activation("tanh"),
    "Gelu": weights.gelu,
    "Softmax": weights.softmax(False),
    "LogSoftmax": weights.softmax(True),
    "BatchNormalization": norms.batch,
    "LayerNormalization": norms.layer,
    "InstanceNormalization": norms.instance,
    "Conv": windows.conv,
    "ConvTranspose": windows.conv_transpose,
    "MaxPool": windows.pool("max"),
    "AveragePool": windows.pool("mean"),
    "GlobalMaxPool": windows.global_pool("max"),
    "GlobalAveragePool": windows.global_pool("mean"),
    "Resize": windows.resize,
    "Upsample": windows.resize,
}
