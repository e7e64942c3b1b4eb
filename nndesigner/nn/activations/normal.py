"""The normal distribution's share below x, which NumPy does not have."""

from __future__ import annotations

import math

import numpy as np

from nndesigner.nn.types import Array

# Rational approximations of erf and erfc by W. J. Cody (Math. Comp. 23, 1969), highest power first.
_NEAR_ABOVE = (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3)
_NEAR_BELOW = (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3)
_FAR_ABOVE = (
    *(2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2),
    *(8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3),
)
_FAR_BELOW = (
    *(1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3),
    *(3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3),
)
_NEAR = 0.46875
_END = 6.0
"""From here on erf is 1 in double precision."""


def normal_share(x: Array) -> Array:
    """Φ(x) of the standard normal, elementwise, to about 1e-15 in double precision; keeps the type of ``x``."""
    z = x * x.dtype.type(math.sqrt(0.5))
    size = np.minimum(np.abs(z), _END)
    square = np.minimum(size, _NEAR) ** 2
    near = np.minimum(size, _NEAR) * _polynomial(_NEAR_ABOVE, square) / _polynomial(_NEAR_BELOW, square)
    far = 1 - np.exp(-size * size) * _polynomial(_FAR_ABOVE, size) / _polynomial(_FAR_BELOW, size)
    erf = np.copysign(np.where(size <= _NEAR, near, far), z)
    result: Array = 0.5 + 0.5 * erf
    return result


def _polynomial(coefficients: tuple[float, ...], x: Array) -> Array:
    value: Array = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        value *= x
        value += coefficient
    return value
