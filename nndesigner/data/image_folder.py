"""A folder of images, one folder a class: every image becomes a row of pixels and its class's name.

Qt reads the files (PNG, JPEG, BMP, GIF, …). All are brought to one size: that of most of them, at most 64 × 64, else
32 × 32; a larger picture is cut to its middle square first, so that nothing is stretched. Grey if all are grey.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.core.errors import DataError
from nndesigner.core.text import tr
from nndesigner.data.reader import Cancel, Cancelled, Progress

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".pgm", ".ppm")
LARGEST = 64
USUAL = 32
MOST_VALUES = 100_000_000


def read_images(
    folder: Path, progress: Progress | None = None, cancelled: Cancel | None = None
) -> tuple[Iterator[Sequence[Any]], list[str]]:
    """Header and rows (``label``, then ``pixel0`` …: height × width × channels, 0 … 255), and remarks about unread files.

    Raises DataError where the folder holds no images in folders by class.
    """
    files = _files(folder)
    images, unread = _images(files, progress, cancelled)
    if not images:
        raise DataError(tr("None of the {count} images in {folder} can be read.", count=len(files), folder=folder))
    side = _side([image for _, image in images])
    channels = 1 if all(image.isGrayscale() for _, image in images) else 3
    if len(images) * side * side * channels > MOST_VALUES:
        message = "{folder} holds too many images to be a table: {count} of {side} × {side} pixels; take fewer than {most}."
        most = MOST_VALUES // (side * side * channels)
        raise DataError(tr(message, folder=folder, count=len(images), side=side, most=most))
    remarks = [tr("{name} is no image that can be read; left out", name=name) for name in unread]
    return _rows(images, side, channels), remarks


def _files(folder: Path) -> list[tuple[str, Path]]:
    """Class and path of every image, in the order of their names."""
    try:
        classes = sorted(item for item in folder.iterdir() if item.is_dir() and not item.name.startswith("."))
        found = [
            (item.name, file)
            for item in classes
            for file in sorted(item.rglob("*"))
            if file.suffix.lower() in SUFFIXES and file.is_file()
        ]
    except OSError as error:
        raise DataError(tr("{folder} cannot be read: {reason}.", folder=folder, reason=error.strerror)) from error
    if not found:
        message = "{folder} holds no images in folders by class; make one folder for each class ({example})."
        raise DataError(tr(message, folder=folder, example="cats/1.png, dogs/1.png"))
    return found


def _images(
    files: Sequence[tuple[str, Path]], progress: Progress | None, cancelled: Cancel | None
) -> tuple[list[tuple[str, QImage]], list[str]]:
    """The images, small already, and the names of the files that are none."""
    from PySide6.QtGui import QImageReader

    images, unread = [], []
    for number, (label, path) in enumerate(files):
        if cancelled is not None and cancelled():
            raise Cancelled(tr("Reading was cancelled."))
        reader = QImageReader(str(path))
        reader.setAutoTransform(True)
        image = reader.read()
        if image.isNull():
            unread.append(f"{label}/{path.name}")
        else:
            images.append((label, _square(image) if max(image.width(), image.height()) > LARGEST else image))
        if progress is not None:
            progress(0.5 * (number + 1) / len(files))
    return images, unread


def _square(image: QImage, side: int = LARGEST) -> QImage:
    """The middle square, ``side`` × ``side``."""
    from PySide6.QtCore import Qt

    edge = min(image.width(), image.height())
    part = image.copy((image.width() - edge) // 2, (image.height() - edge) // 2, edge, edge)
    smooth = Qt.TransformationMode.SmoothTransformation
    return part.scaled(side, side, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)


def _side(images: Sequence[QImage]) -> int:
    """The side of most images if they are small squares, else the usual one."""
    (width, height), count = Counter((image.width(), image.height()) for image in images).most_common(1)[0]
    return width if width == height < LARGEST and 2 * count > len(images) else USUAL


def _rows(images: Sequence[tuple[str, QImage]], side: int, channels: int) -> Iterator[Sequence[Any]]:
    from PySide6.QtGui import QImage

    wanted = QImage.Format.Format_Grayscale8 if channels == 1 else QImage.Format.Format_RGB888
    yield ["label", *(f"pixel{number}" for number in range(side * side * channels))]
    for label, image in images:
        fitting = image if (image.width(), image.height()) == (side, side) else _square(image, side)
        plain = fitting.convertToFormat(wanted)
        lines = np.frombuffer(plain.constBits(), np.uint8).reshape(side, plain.bytesPerLine())
        yield [label, *lines[:, : side * channels].ravel().tolist()]
