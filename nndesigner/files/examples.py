"""The example projects under File → Examples: what each is about, and what its author published."""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr

if TYPE_CHECKING:
    from nndesigner.project.project import Project


@dataclass(frozen=True, slots=True)
class Example:
    """One example project; ``published`` is the result that its source gives, to be compared with one's own."""

    name: str
    title: str
    summary: str
    published: str


EXAMPLES = (
    Example(
        "three_rows",
        tr("Three rows"),
        tr("Three inputs of three bits through sigmoid layers without biases, all rows at once, 1000 iterations."),
        tr("the loss falls"),
    ),
    Example(
        "xor",
        tr("XOR"),
        tr("The smallest problem that needs a hidden layer: 2-3-1 tanh, one row at a time, 1000 epochs."),
        tr("error 0.00024"),
    ),
    Example(
        "mnist_1000",
        tr("MNIST, 1000 digits"),
        tr("Handwritten digits, 784-100-50-10 tanh with mean squared error, one digit at a time, 35 epochs."),
        tr("training error ≈ 0.011 after 30 epochs"),
    ),
    Example(
        "parity_5",
        tr("Parity of 5 bits"),
        tr("Is the number of ones odd? 5-20-10-5-1 sigmoid, halved squared sum, all rows at once, 20000 epochs."),
        tr("accuracy 1.0"),
    ),
    Example(
        "moons_small",
        tr("Two moons, small network"),
        tr(
            "1000 points in two crescents, 2-4-6-6-4-1 relu and sigmoid, all rows at once, 10000 epochs. "
            "From such small starting weights it hardly learns, here as in Keras; the wide network does."
        ),
        tr("boundary and accuracy beside Keras's"),
    ),
    Example(
        "moons_wide",
        tr("Two moons, wide network"),
        tr("The same points with 2-25-50-50-25-1."),
        tr("boundary and accuracy beside Keras's"),
    ),
    Example(
        "auto_mpg",
        tr("Regression: miles per gallon"),
        tr("One flexible network for numbers: mini-batches, 60 % of the rows for training, stops at a target loss."),
        tr("stops at the target"),
    ),
    Example(
        "iris",
        tr("Classification: iris flowers"),
        tr("The same flexible network for classes: mini-batches, 60 % of the rows for training, stops at a target loss."),
        tr("stops at the target"),
    ),
)


def open_example(name: str) -> Project:
    """Return the example project called ``name``, untitled on disk, with its data. Raises FileError for an unknown name."""
    from nndesigner.files.project_file import project_from_text

    if name not in {example.name for example in EXAMPLES}:
        known = ", ".join(example.name for example in EXAMPLES)
        raise FileError(tr("There is no example called {name}; there are {known}.", name=repr(name), known=known))
    resource = _folder() / f"{name}.nnproj"
    return project_from_text(resource.read_bytes(), Path(f"{name}.nnproj").absolute())


def keras_moons() -> dict[str, Any]:
    """What Keras reached on the two moons examples: accuracies, cost curves and boundary, computed beforehand."""
    import json

    return dict(json.loads((_folder() / "keras_moons.json").read_text("utf-8")))


def _folder() -> Any:
    return importlib.resources.files("nndesigner.resources") / "examples"
