"""File → Export: the network for other programs, and its diagram; one entry a format of ``files.exchange``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from nndesigner.core.atomic import write_bytes
from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.files.exchange import FORMATS, PICTURES, Format
from nndesigner.ui.paths import complete

if TYPE_CHECKING:
    from nndesigner.ui.main_window import MainWindow


class ExportMenu(QObject):
    """Fills ``menu``; what is exported is the trained network, or the design's with its initial weights before training."""

    def __init__(self, window: MainWindow, menu: QMenu) -> None:
        super().__init__(window)
        self._window = window
        self._actions: list[QAction] = []
        for name, form in FORMATS.items():
            self._add(menu, name, form, partial(self._export_network, name, form))
        menu.addSeparator()
        for name, form in PICTURES.items():
            self._add(menu, name, form, partial(self._export_diagram, name, form))
        menu.aboutToShow.connect(self._enable)

    def _add(self, menu: QMenu, name: str, form: Format, handler: Callable[[], object]) -> None:
        action = menu.addAction(tr("{title}…", title=tr(form.title)), handler)
        action.setObjectName(f"file.export.{name}")
        action.setStatusTip(tr("Write the network: {title}", title=tr(form.title)))
        self._actions.append(action)

    def _enable(self) -> None:
        project = self._window.document.project
        for action in self._actions:
            action.setEnabled(bool(project.design.nodes))

    def _export_network(self, name: str, form: Format) -> None:
        project = self._window.document.project
        try:
            network = self._network(project)
        except DesignerError as error:
            self._window.tell(str(error), "error")
            return

        def work(_progress: object, _cancelled: object) -> bytes:
            from nndesigner.files.exchange import exported

            return exported(network(), name)

        self._window.opener.run(tr("Exporting the network"), work, lambda content: self._write(content, form))

    def _network(self, project: Any) -> Callable[[], Any]:
        trained = project.trained
        if trained is not None:
            return lambda: trained
        from nndesigner.session.untrained import untrained

        return untrained(project)

    def _export_diagram(self, name: str, form: Format) -> None:
        from nndesigner.ui.drawing import draw

        try:
            self._write(draw(self._window.document.project, name), form)
        except DesignerError as error:
            self._window.tell(str(error), "error")

    def _write(self, content: bytes, form: Format) -> None:
        kinds = f"{tr(form.title)} (*{form.suffix})"
        files = self._window.files
        path = files.ask_path(tr("Export"), kinds, f"{files.suggestion()}{form.suffix}", True)
        if path is None:
            return
        path = complete(path, kinds)
        try:
            write_bytes(path, content)
        except DesignerError as error:
            self._window.tell(str(error), "error")
            return
        is_trained = self._window.document.project.trained is not None
        network = tr("The trained network") if is_trained else tr("The network with its initial weights")
        what = tr("The diagram") if form in PICTURES.values() else network
        self._window.note(tr("{what} is written to {name}.", what=what, name=path.name))
