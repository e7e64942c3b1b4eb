"""One BLAS thread while training: two gain nothing on small networks, and under load threaded BLAS falls tenfold."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _controller() -> Any:
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    return ThreadpoolController()


def one_blas_thread() -> AbstractContextManager[Any]:
    """A ``with`` block in which NumPy's products use one thread (where threadpoolctl is installed; process-wide)."""
    controller = _controller()
    limit: AbstractContextManager[Any] = nullcontext() if controller is None else controller.limit(limits=1, user_api="blas")
    return limit
