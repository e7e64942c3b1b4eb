"""What each ONNX operator is among our layers: one function an operator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nndesigner.files.onnx import array_operators as arrays
from nndesigner.files.onnx import norm_operators as norms
from nndesigner.files.onnx import part_operators as parts
from nndesigner.files.onnx import recurrent_operators as recurrent
from nndesigner.files.onnx import shape_operators as shapes
from nndesigner.files.onnx import weight_operators as weights
from nndesigner.files.onnx import window_operators as windows
from nndesigner.files.onnx.graph import GraphReader
from nndesigner.files.onnx.operation_rows import ARITHMETIC, FUNCTIONS, REDUCTIONS

OPERATORS: dict[str, Callable[[GraphReader, Any], None]] = {
    "Constant": arrays.constant,
    "Identity": arrays.identity,
    "Cast": arrays.cast,
    "Shape": arrays.shape_of,
    "Clip": arrays.clip,
    "PRelu": arrays.prelu,
    "Reshape": shapes.reshape,
    "Flatten": shapes.flatten,
    "Squeeze": shapes.squeeze,
    "Unsqueeze": shapes.unsqueeze,
    "Transpose": shapes.transpose,
    **{name: arrays.elementwise(function) for name, function in FUNCTIONS.items()},
    **{name: arrays.arithmetic(function) for name, function in ARITHMETIC.items() if name != "Mul"},
    "Slice": parts.cut,
    "Split": parts.split,
    "Pad": parts.pad,
    "Gather": parts.gather,
    "Tile": parts.tile,
    "Expand": parts.expand,
    "Concat": parts.concat,
    "ArgMax": parts.argmax,
    **{name: parts.reduce(function) for name, function in REDUCTIONS.items()},
    "Gemm": weights.gemm,
    "MatMul": weights.matmul,
    "Add": weights.add,
    "Mul": weights.multiply,
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
    "Shrink": weights.shrink,
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
    "RNN": recurrent.recurrent("SimpleRNN"),
    "GRU": recurrent.recurrent("GRU"),
    "LSTM": recurrent.recurrent("LSTM"),
    "Resize": windows.resize,
    "Upsample": windows.resize,
}
