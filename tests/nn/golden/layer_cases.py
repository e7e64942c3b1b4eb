"""The layers that are compared with Keras 3: class, arguments, and shapes of the inputs (one sample)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np

BATCH = 3


@dataclass(frozen=True)
class LayerCase:
    """One layer with its arguments; ``training`` as it is called."""

    kind: str
    shapes: tuple[tuple[int, ...], ...]
    options: dict[str, Any] = field(default_factory=dict)
    training: bool = False

    @property
    def name(self) -> str:
        """A key for files and test names."""
        options = ",".join(f"{key}={value}" for key, value in self.options.items()).replace(" ", "")
        return f"{self.kind}({options}){'+training' if self.training else ''}".replace("/", "")

    def numbers(self) -> np.random.Generator:
        """Random numbers of the case's own."""
        return np.random.default_rng(zlib.crc32(self.name.encode()))

    def inputs(self) -> list[np.ndarray]:
        """A batch for each input, float64; categories for an embedding."""
        random = self.numbers()
        if self.kind == "Embedding":
            return [random.integers(0, self.options["input_dim"], (BATCH, *shape)).astype(float) for shape in self.shapes]
        return [random.standard_normal((BATCH, *shape)) for shape in self.shapes]

    def weights(self, shapes: list[tuple[int, ...]]) -> list[np.ndarray]:
        """Weights of these shapes; positive, so that they may be variances."""
        random = self.numbers()
        return [random.uniform(0.1, 1.0, shape) * np.where(random.random(shape) < 0.5, 1.0, self._sign) for shape in shapes]

    @property
    def _sign(self) -> float:
        return 1.0 if "Normalization" in self.kind else -1.0

    def output_gradient(self, shape: tuple[int, ...]) -> np.ndarray:
        """What stands for the gradient of the loss by the output."""
        return np.random.default_rng(zlib.crc32(self.name.encode()) + 1).standard_normal(shape)


_IMAGE, _SEQUENCE = ((6, 7, 3),), ((7, 3),)

LAYER_CASES = [
    LayerCase("Dense", ((5,),), {"units": 4, "activation": "gelu"}),
    LayerCase("Conv1D", _SEQUENCE, {"filters": 4, "kernel_size": 3}),
    LayerCase("Conv1D", _SEQUENCE, {"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same", "activation": "relu"}),
    LayerCase("Conv1D", _SEQUENCE, {"filters": 2, "kernel_size": 2, "padding": "causal", "dilation_rate": 2}),
    LayerCase("Conv2D", _IMAGE, {"filters": 4, "kernel_size": 3, "activation": "tanh"}),
    LayerCase("Conv2D", _IMAGE, {"filters": 4, "kernel_size": (3, 2), "strides": 2, "padding": "same"}),
    LayerCase("Conv2D", _IMAGE, {"filters": 2, "kernel_size": (2, 3), "padding": "same", "use_bias": False}),
    LayerCase("Conv2D", _IMAGE, {"filters": 4, "kernel_size": 2, "dilation_rate": (2, 3), "padding": "same"}),
    LayerCase("Conv2D", _IMAGE, {"filters": 4, "kernel_size": 2, "strides": (1, 3)}),
    LayerCase("DepthwiseConv2D", _IMAGE, {"kernel_size": 3, "depth_multiplier": 2}),
    LayerCase("DepthwiseConv2D", _IMAGE, {"kernel_size": (2, 3), "strides": 2, "padding": "same", "activation": "relu"}),
    LayerCase("MaxPooling1D", _SEQUENCE),
    LayerCase("MaxPooling1D", _SEQUENCE, {"pool_size": 3, "strides": 1, "padding": "same"}),
    LayerCase("MaxPooling2D", _IMAGE),
    LayerCase("MaxPooling2D", _IMAGE, {"pool_size": (3, 2), "strides": 2, "padding": "same"}),
    LayerCase("AveragePooling1D", _SEQUENCE, {"pool_size": 2, "padding": "same"}),
    LayerCase("AveragePooling2D", _IMAGE, {"pool_size": 2}),
    LayerCase("AveragePooling2D", _IMAGE, {"pool_size": 3, "strides": 2, "padding": "same"}),
    LayerCase("GlobalAveragePooling1D", _SEQUENCE),
    LayerCase("GlobalAveragePooling2D", _IMAGE, {"keepdims": True}),
    LayerCase("GlobalMaxPooling1D", _SEQUENCE),
    LayerCase("GlobalMaxPooling2D", _IMAGE),
    LayerCase("UpSampling2D", _IMAGE, {"size": (2, 3)}),
    LayerCase("UpSampling2D", _IMAGE, {"size": (2, 3), "interpolation": "bilinear"}),
    LayerCase("ZeroPadding2D", _IMAGE),
    LayerCase("ZeroPadding2D", _IMAGE, {"padding": ((1, 0), (2, 3))}),
    LayerCase("Flatten", _IMAGE),
    LayerCase("Reshape", _IMAGE, {"target_shape": (3, -1)}),
    LayerCase("Permute", _IMAGE, {"dims": (3, 1, 2)}),
    LayerCase("GaussianNoise", _SEQUENCE, {"stddev": 0.5}),
    LayerCase("BatchNormalization", ((5,),)),
    LayerCase("BatchNormalization", ((5,),), {}, True),
    LayerCase("BatchNormalization", _IMAGE, {"momentum": 0.7, "epsilon": 0.01}, True),
    LayerCase("BatchNormalization", _IMAGE, {"axis": 1, "center": False}, True),
    LayerCase("LayerNormalization", _SEQUENCE),
    LayerCase("LayerNormalization", _SEQUENCE, {"axis": 1, "epsilon": 0.01, "scale": False}),
    LayerCase("Embedding", ((4,),), {"input_dim": 6, "output_dim": 3}),
    LayerCase("SimpleRNN", _SEQUENCE, {"units": 4}),
    LayerCase("SimpleRNN", _SEQUENCE, {"units": 4, "return_sequences": True, "go_backwards": True, "activation": "relu"}),
    LayerCase("GRU", _SEQUENCE, {"units": 4}),
    LayerCase("GRU", _SEQUENCE, {"units": 4, "reset_after": False, "return_sequences": True}),
    LayerCase("GRU", _SEQUENCE, {"units": 4, "use_bias": False, "go_backwards": True}),
    LayerCase("LSTM", _SEQUENCE, {"units": 4}),
    LayerCase("LSTM", _SEQUENCE, {"units": 4, "return_sequences": True, "go_backwards": True}),
    LayerCase("LSTM", _SEQUENCE, {"units": 4, "use_bias": False, "activation": "relu"}),
    LayerCase("Bidirectional", _SEQUENCE, {"layer": "LSTM", "units": 3}),
    LayerCase("Bidirectional", _SEQUENCE, {"layer": "GRU", "units": 3, "merge_mode": "mul", "return_sequences": True}),
    LayerCase("Bidirectional", _SEQUENCE, {"layer": "SimpleRNN", "units": 3, "merge_mode": "ave", "use_bias": False}),
    LayerCase("Conv2D", ((6, 7, 4),), {"filters": 6, "kernel_size": 3, "groups": 2, "padding": "same"}),
    LayerCase("Conv1D", _SEQUENCE, {"filters": 3, "kernel_size": 2, "groups": 3, "strides": 2, "activation": "tanh"}),
    LayerCase("PReLU", _IMAGE),
    LayerCase("PReLU", _IMAGE, {"shared_axes": [1, 2]}),
    LayerCase("GLU", ((6,),)),
    LayerCase("GLU", ((4, 3),), {"axis": 1}),
    LayerCase("SeparableConv2D", _IMAGE, {"filters": 4, "kernel_size": 3, "depth_multiplier": 2, "activation": "tanh"}),
    LayerCase("SeparableConv2D", _IMAGE, {"filters": 2, "kernel_size": (2, 3), "strides": 2, "padding": "same"}),
    LayerCase("Conv1DTranspose", _SEQUENCE, {"filters": 4, "kernel_size": 3, "strides": 2}),
    LayerCase("Conv1DTranspose", _SEQUENCE, {"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same"}),
    LayerCase("Conv2DTranspose", _IMAGE, {"filters": 4, "kernel_size": 2, "strides": 3, "activation": "tanh"}),
    LayerCase("Conv2DTranspose", _IMAGE, {"filters": 2, "kernel_size": (4, 3), "strides": (2, 1), "padding": "same"}),
    LayerCase("GroupNormalization", ((3, 4),), {"groups": 2}),
    LayerCase("GroupNormalization", _IMAGE, {"groups": -1, "epsilon": 0.01, "center": False}),
    LayerCase("RMSNormalization", _SEQUENCE),
    LayerCase("RepeatVector", ((4,),), {"n": 3}),
    LayerCase("UpSampling1D", _SEQUENCE, {"size": 3}),
    LayerCase("ZeroPadding1D", _SEQUENCE, {"padding": (2, 0)}),
    LayerCase("Cropping1D", _SEQUENCE, {"cropping": (1, 2)}),
    LayerCase("Cropping2D", _IMAGE, {"cropping": ((1, 0), (2, 1))}),
    *(LayerCase(kind, _SEQUENCE, {"rate": 0.4}) for kind in ("SpatialDropout1D", "GaussianDropout", "AlphaDropout")),
    LayerCase("SpatialDropout2D", _IMAGE, {"rate": 0.4}),
    *(LayerCase(kind, ((3, 2),) * 3) for kind in ("Add", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")),
    LayerCase("Subtract", ((3, 2),) * 2),
]
