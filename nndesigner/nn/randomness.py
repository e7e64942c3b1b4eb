"""The random streams of a network: one seed rules weights, order of samples and dropout, each on its own."""

from __future__ import annotations

import secrets
from typing import Any

import numpy as np

_WEIGHTS, _ORDER, _NOISE = range(3)


_chooser: np.random.Generator | None = None


def set_random_seed(seed: int) -> None:
    """From now on networks without a seed of their own get theirs one after the other from this one (as Keras's)."""
    global _chooser
    _chooser = np.random.default_rng(seed)


def _fresh() -> int:
    return secrets.randbits(31) if _chooser is None else int(_chooser.integers(1 << 31))


class RandomStreams:
    """Two generators that go on from epoch to epoch, ``order`` and ``noise``, and a fresh one for weights."""

    def __init__(self, seed: int | None = None) -> None:
        self.seed = _fresh() if seed is None else int(seed)
        self.order = self._generator(_ORDER)
        self.noise = self._generator(_NOISE)

    def _generator(self, stream: int) -> np.random.Generator:
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence([abs(self.seed), stream])))

    def weights(self) -> np.random.Generator:
        """A generator at the start of the weights' stream."""
        return self._generator(_WEIGHTS)

    def reset(self, seed: int | None = None) -> None:
        """Back to the start, of this seed or another; the generators stay the same objects."""
        if seed is not None:
            self.seed = int(seed)
        self.order.bit_generator.state = self._generator(_ORDER).bit_generator.state
        self.noise.bit_generator.state = self._generator(_NOISE).bit_generator.state

    def state(self) -> dict[str, Any]:
        """Where both streams stand, as builtins and arrays."""
        return {"seed": self.seed, "order": _read(self.order), "noise": _read(self.noise)}

    def set_state(self, state: dict[str, Any]) -> None:
        """Take over what :meth:`state` returned."""
        self.seed = int(state["seed"])
        _write(self.order, state["order"])
        _write(self.noise, state["noise"])


def _read(generator: np.random.Generator) -> dict[str, Any]:
    state: dict[str, Any] = dict(generator.bit_generator.state)
    return {
        "words": np.array(state["state"]["state"], np.uint64),
        "has_half": int(state["has_uint32"]),
        "half": int(state["uinteger"]),
    }


def _write(generator: np.random.Generator, state: dict[str, Any]) -> None:
    generator.bit_generator.state = {
        "bit_generator": "SFC64",
        "state": {"state": np.asarray(state["words"], np.uint64)},
        "has_uint32": int(state["has_half"]),
        "uinteger": int(state["half"]),
    }
