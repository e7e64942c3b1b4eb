"""The ONNX graph under construction while a network is written: nodes, constants, and small groups of both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nndesigner.files.onnx.library import onnx_library

BATCH = "batch"


class Writer:
    """Collects the nodes and constants of one graph."""

    def __init__(self, opset: int) -> None:
        self.helper = onnx_library("onnx.helper")
        self.numpy = onnx_library("onnx.numpy_helper")
        self.types = onnx_library("onnx").TensorProto
        self.opset = opset
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.inputs: list[Any] = []
        self.domains = {""}
        self._count = 0

    def add(self, operator: str, inputs: list[str], output: str, title: str = "", domain: str = "", **attributes: Any) -> str:
        """One node, called ``title`` where it is a layer; returns ``output``."""
        self.domains.add(domain)
        self.nodes.append(self.helper.make_node(operator, inputs, [output], name=title, domain=domain, **attributes))
        return output

    def constant(self, name: str, array: Any) -> str:
        """A constant array; returns ``name``."""
        self.constants.append(self.numpy.from_array(np.ascontiguousarray(array).reshape(np.shape(array)), name))
        return name

    def input(self, name: str, shape: tuple[int, ...], type_name: str = "FLOAT", about: str = "") -> str:
        """An input of any number of samples of ``shape``; returns ``name``."""
        kind = getattr(self.types, type_name)
        self.inputs.append(self.helper.make_tensor_value_info(name, kind, [BATCH, *shape], doc_string=about))
        return name

    def numbers(self, output: str, purpose: str, values: Any, dtype: Any = np.int64) -> str:
        """Fixed numbers that belong to the value ``output``, in a node: no weights; returns their name."""
        name = f"{output}.{purpose}"
        array = np.array(values, dtype)
        return self.add("Constant", [], name, value=self.numpy.from_array(array.reshape(array.shape), name))

    def fresh(self, output: str) -> str:
        """A name for something between the nodes that make ``output``."""
        self._count += 1
        return f"{output}.{self._count}"

    def transpose(self, x: str, order: Sequence[int], output: str | None = None, title: str = "") -> str:
        """``x`` with its axes in another order."""
        return self.add("Transpose", [x], output or self.fresh(x), title, perm=list(order))

    def reshape(self, x: str, shape: Sequence[int], output: str, title: str = "") -> str:
        """``x`` in another shape; 0 keeps a size, as that of the batch."""
        return self.add("Reshape", [x, self.numbers(output, "shape", list(shape))], output, title)

    def reduce(
        self, operator: str, x: str, axes: Sequence[int], output: str | None = None, *, keepdims: bool = True, title: str = ""
    ) -> str:
        """One number along some axes, which ONNX takes as an attribute or as an input."""
        output = output or self.fresh(x)
        if self.opset >= 18 or (operator == "ReduceSum" and self.opset >= 13):
            return self.add(operator, [x, self.numbers(output, "axes", list(axes))], output, title, keepdims=int(keepdims))
        return self.add(operator, [x], output, title, axes=list(axes), keepdims=int(keepdims))

    def both(self, operator: str, left: str, right: Any, output: str | None = None) -> str:
        """Two values, or a value and a float32 array, element by element."""
        output = output or self.fresh(left)
        if not isinstance(right, str):
            right = self.numbers(output, "factor", right, np.float32)
        return self.add(operator, [left, right], output)

    def cut(
        self, x: str, output: str, axes: Sequence[int], starts: Sequence[int], stops: Sequence[int], steps: Sequence[int]
    ) -> str:
        """A part along some axes."""
        parts = [
            self.numbers(output, name, list(values)) for name, values in zip(_CUT, (starts, stops, axes, steps), strict=True)
        ]
        return self.add("Slice", [x, *parts], output)


_CUT = ("starts", "ends", "axes", "steps")
