"""Which images a row of numbers may be."""

from __future__ import annotations

from nndesigner.data.images import check_image, image_shapes


def test_squares_in_grey_and_colour_are_offered() -> None:
    assert image_shapes(784) == ((28, 28, 1),)
    assert image_shapes(3072) == ((32, 32, 3),)
    assert image_shapes(64) == ((8, 8, 1),)
    assert image_shapes(9) == image_shapes(785) == ()


def test_a_shape_must_be_filled() -> None:
    assert check_image((8, 4, 2), 64)
    assert not check_image((8, 8), 64)
    assert not check_image((8, 8, 2), 64)
