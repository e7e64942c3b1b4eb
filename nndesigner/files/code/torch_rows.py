"""What each part is in PyTorch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nndesigner.files.code.rows import ADAM, DENSE, SGD, Row, Rows

if TYPE_CHECKING:
    from nndesigner.files.code.source import Piece

Parts = tuple[str | None, str]


def _dense(layer: Any, piece: Piece) -> Parts:
    inputs = piece.input_shapes[0][-1]
    module = f"nn.Linear({inputs}, {layer.units}{'' if layer.use_bias else ', bias=False'})"
    return module, f"self.{piece.name}_layer({piece.inputs[0]})"


def _activation(layer: Any, piece: Piece) -> Parts:
    return None, piece.inputs[0]


def _dropout(layer: Any, piece: Piece) -> Parts:
    return None, f"functional.dropout({piece.inputs[0]}, {layer.rate!r}, self.training)"


def _flatten(layer: Any, piece: Piece) -> Parts:
    return None, f"{piece.inputs[0]}.reshape(len({piece.inputs[0]}), {piece.shape[0]})"


def _add(layer: Any, piece: Piece) -> Parts:
    return None, " + ".join(piece.inputs)


def _concatenate(layer: Any, piece: Piece) -> Parts:
    return None, f"torch.cat([{', '.join(piece.inputs)}], dim={layer.axis})"


def _formula(template: str, *options: str) -> Any:
    def make(part: Any) -> str:
        return template.format(z="{z}", **{option: repr(getattr(part, option)) for option in options})

    return make


def _loss(plain: str, fused: str | None = None) -> Any:
    """A loss of each sample, from targets y and outputs p (fused: from what goes into the last activation, z)."""

    def make(part: Any, is_fused: bool) -> str:
        return fused if is_fused and fused is not None else plain

    return make


_NORMAL = "torch.clamp(p / p.sum(-1, keepdim=True), 1e-7, 1 - 1e-7)"


def _sgd(part: Any) -> str:
    options = f", momentum={part.momentum!r}" if part.momentum else ""
    options += ", nesterov=True" if part.nesterov and part.momentum else ""
    return f"torch.optim.SGD(network.parameters(), lr={part.learning_rate!r}{options})"


def _adam(part: Any) -> str:
    betas = f"({part.beta_1!r}, {part.beta_2!r})"
    return f"torch.optim.Adam(network.parameters(), lr={part.learning_rate!r}, betas={betas}, eps={part.epsilon!r})"


ROWS = Rows(
    "PyTorch",
    {
        "layers": {
            "Dense": Row(_dense, **DENSE),
            "Activation": Row(_activation, ("activation",)),
            "Dropout": Row(_dropout, ("rate",)),
            "Flatten": Row(_flatten),
            "Add": Row(_add),
            "Concatenate": Row(_concatenate, ("axis",)),
        },
        "activations": {
            "linear": Row(_formula("{z}")),
            "relu": Row(_formula("torch.relu({z})")),
            "leaky_relu": Row(_formula("functional.leaky_relu({z}, {negative_slope})", "negative_slope"), ("negative_slope",)),
            "elu": Row(_formula("functional.elu({z}, {alpha})", "alpha"), ("alpha",)),
            "sigmoid": Row(_formula("torch.sigmoid({z})")),
            "exponential": Row(_formula("torch.exp({z})")),
            "selu": Row(_formula("functional.selu({z})")),
            "silu": Row(_formula("functional.silu({z})")),
            "softplus": Row(_formula("functional.softplus({z})")),
            "softsign": Row(_formula("functional.softsign({z})")),
            "relu6": Row(_formula("functional.relu6({z})")),
            "hard_sigmoid": Row(_formula("functional.hardsigmoid({z})")),
            "hard_tanh": Row(_formula("functional.hardtanh({z})")),
            "hard_silu": Row(_formula("functional.hardswish({z})")),
            "log_sigmoid": Row(_formula("functional.logsigmoid({z})")),
            "tanh_shrink": Row(_formula("functional.tanhshrink({z})")),
            "mish": Row(_formula("functional.mish({z})")),
            "gelu": Row(_formula("functional.gelu({z})")),
            "celu": Row(_formula("functional.celu({z}, {alpha})", "alpha"), ("alpha",)),
            "tanh": Row(_formula("torch.tanh({z})")),
            "softmax": Row(_formula("torch.softmax({z}, dim=-1)")),
        },
        "losses": {
            "mean_squared_error": Row(_loss("((p - y) ** 2).flatten(1).mean(1)")),
            "halved_squared_sum": Row(_loss("((p - y) ** 2).flatten(1).sum(1) / 2")),
            "binary_crossentropy": Row(
                _loss(
                    'functional.binary_cross_entropy(p.clamp(1e-7, 1 - 1e-7), y, reduction="none").flatten(1).mean(1)',
                    'functional.binary_cross_entropy_with_logits(z, y, reduction="none").flatten(1).mean(1)',
                )
            ),
            "categorical_crossentropy": Row(
                _loss(
                    f"-(y * torch.log({_NORMAL})).sum(-1, keepdim=True).flatten(1).mean(1)",
                    "-(y * torch.log_softmax(z, -1)).sum(-1, keepdim=True).flatten(1).mean(1)",
                )
            ),
        },
        "optimizers": {"sgd": Row(_sgd, SGD), "adam": Row(_adam, ADAM)},
    },
)
