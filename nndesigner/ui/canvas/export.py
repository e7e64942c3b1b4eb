"""The diagram as a picture: SVG and PDF for print, PNG for slides; what is drawn is the scene without selection and hover."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem

from nndesigner.core.atomic import write_bytes
from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.ui.canvas.scene import CanvasScene
from nndesigner.ui.theme import theme

MARGIN = 24
SCALE = 2
_LARGEST = 16_000


def export_diagram(scene: CanvasScene, path: Path) -> None:
    """Write the diagram to ``path``; its suffix says how. Raises FileError."""
    write_bytes(path, picture(scene, path.suffix.lower().removeprefix(".")))


def picture(scene: CanvasScene, kind: str) -> bytes:
    """The diagram as "svg", "png" or "pdf". Raises FileError for another kind and for an empty diagram."""
    if kind not in _WRITERS:
        known = ", ".join(_WRITERS)
        raise FileError(tr("A diagram is saved as one of {known}; received {kind!r}.", known=known, kind=kind))
    if not scene.blocks and not scene.notes:
        raise FileError(tr("There is no diagram to draw: the design has no blocks; received 0 blocks."))
    return _WRITERS[kind](scene)


def svg(scene: CanvasScene) -> bytes:
    """The diagram as SVG."""
    from PySide6.QtSvg import QSvgGenerator

    area = _area(scene)
    buffer = _buffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(area.size().toSize())
    generator.setViewBox(QRectF(0, 0, area.width(), area.height()))
    generator.setTitle(tr("Network diagram"))
    generator.setResolution(96)
    painter = QPainter(generator)
    _draw(scene, painter, area)
    painter.end()
    return bytes(buffer.data().data())


def png(scene: CanvasScene) -> bytes:
    """The diagram as PNG at twice the size of the screen, less where that would be huge."""
    area = _area(scene)
    scale = min(SCALE, _LARGEST / max(area.width(), area.height()))
    image = QImage(QSize(round(area.width() * scale), round(area.height() * scale)), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(theme().color("surface"))
    painter = QPainter(image)
    painter.scale(scale, scale)
    _draw(scene, painter, area)
    painter.end()
    buffer = _buffer()
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def pdf(scene: CanvasScene) -> bytes:
    """The diagram as a PDF page of its own size, 96 units an inch."""
    from PySide6.QtCore import QMarginsF, QSizeF
    from PySide6.QtGui import QPageSize, QPdfWriter

    area = _area(scene)
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setTitle(tr("Network diagram"))
    writer.setResolution(96)
    writer.setPageSize(QPageSize(QSizeF(area.width(), area.height()) * (72 / 96), QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF())
    painter = QPainter(writer)
    _draw(scene, painter, area)
    painter.end()
    return bytes(buffer.data().data())


_WRITERS = {"svg": svg, "png": png, "pdf": pdf}


def _area(scene: CanvasScene) -> QRectF:
    return scene.content_rect().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)


def _draw(scene: CanvasScene, painter: QPainter, area: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(0, 0, area.width(), area.height()), theme().color("surface"))
    painter.translate(-area.topLeft())
    for item in _items(scene):
        option = QStyleOptionGraphicsItem()
        option.exposedRect = item.boundingRect()
        painter.save()
        painter.translate(item.scenePos())
        item.paint(painter, option, None)
        painter.restore()


def _items(scene: CanvasScene) -> Iterator[QGraphicsItem]:
    for note in scene.notes.values():
        yield note
        yield note.text
    yield from scene.wires.values()
    for block in scene.blocks.values():
        yield block
        yield from block.ports
        if block.badge.isVisible():
            yield block.badge


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
