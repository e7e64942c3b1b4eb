"""The main window: pages in the centre, panels around them, the transport bar on top; shown first, furnished right after."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from nndesigner.core.text import tr
from nndesigner.ui.actions import Actions
from nndesigner.ui.bridge import Runner
from nndesigner.ui.document import Document
from nndesigner.ui.dropping import Dropping
from nndesigner.ui.files_menu import Files
from nndesigner.ui.journal import Entry, journal
from nndesigner.ui.on_disk import OnDisk
from nndesigner.ui.panels import Panels
from nndesigner.ui.reading import Opener
from nndesigner.ui.recovery import INTERVAL_S, Recovery
from nndesigner.ui.settings import Settings
from nndesigner.ui.switcher import Switcher
from nndesigner.ui.tasks import end_all
from nndesigner.ui.theme import theme
from nndesigner.ui.transport import Transport
from nndesigner.ui.widgets.message_bar import Button

FIRST_SIZE = QSize(1280, 800)
FRAME = 48
_WARM_MS = 500  # the window is shown, and what was asked for begins, first


class MainWindow(QMainWindow):
    """One document, one runner, and every view of them.

    The constructor makes what the first paint needs; :meth:`furnish` imports and builds the rest. It is called right after the
    first paint, or when somebody looks for a part before that.
    """

    def __init__(
        self, paths: Sequence[str | Path] = (), *, recovery_folder: Path | None = None, recovery_interval_s: float = INTERVAL_S
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self.settings = Settings()
        self.document = Document(parent=self)
        self.runner = Runner(self.document, self)
        self.actions_ = Actions(self)
        self.files = Files(self)
        self.opener = Opener(self)
        self.dropping = Dropping(self)
        self.panels = Panels(self, self.settings)
        self.recovery: Recovery | None = None
        self.editing: Any = None
        self.watcher: Any = None
        self.on_disk: OnDisk | None = None
        self._recovery = (recovery_folder, recovery_interval_s)
        self._paths = [Path(path) for path in paths]
        self._is_furnished = False
        self._is_furnishing = False
        self.actions_.build_menus(self)
        self.switcher = Switcher(self.actions_)
        self.setCentralWidget(self.switcher)
        self.transport = Transport(self.document, self.runner, self.actions_, self)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.transport)
        self.addToolBarBreak(Qt.ToolBarArea.TopToolBarArea)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.switcher.bar)
        self.statusBar().setSizeGripEnabled(False)
        self.setAcceptDrops(True)
        self.setWindowTitle("NN Designer[*]")
        self._restore_geometry()

    # -- furnishing ------------------------------------------------------------------------------------------------------

    @property
    def is_furnished(self) -> bool:
        """Whether every page and panel is there."""
        return self._is_furnished

    def furnish(self) -> None:
        """Build pages, panels and menus, once."""
        if self._is_furnished or self._is_furnishing:
            return
        self._is_furnishing = True
        from nndesigner.ui.furnishing import furnish
        from nndesigner.ui.warming import warm_up

        furnish(self)
        self._is_furnished = True
        self._is_furnishing = False
        if self.windowHandle() is not None:
            self.dropping.watch()
        QTimer.singleShot(_WARM_MS, self, warm_up)
        self._offer_recovery()
        for path in self._paths:
            self.opener.open(path)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_furnished and not self._is_furnishing:
            QTimer.singleShot(0, self.furnish)

    def findChild(self, *arguments: Any) -> Any:
        """As Qt's; whoever looks for a part gets the furnished window."""
        self.furnish()
        return super().findChild(*arguments)

    def findChildren(self, *arguments: Any) -> Any:
        """As Qt's; whoever looks for parts gets the furnished window."""
        self.furnish()
        return super().findChildren(*arguments)

    def _restore_geometry(self) -> None:
        geometry = self.settings.get("geometry")
        if isinstance(geometry, QByteArray) and self.restoreGeometry(geometry):
            return
        room = QApplication.primaryScreen().availableGeometry().size()
        if room.width() - FIRST_SIZE.width() < FRAME or room.height() - FIRST_SIZE.height() < FRAME:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.resize(FIRST_SIZE)

    def _offer_recovery(self) -> None:
        from nndesigner.ui import recovery

        folder, interval = self._recovery
        folder = folder or recovery.state_directory()
        self.recovery = Recovery(self.document, folder, interval, self, self.runner)
        self.on_disk = OnDisk(self.document, folder / "open", self)
        self.watcher.watch_disk(self.on_disk)
        found = recovery.find(folder)
        if found:
            from nndesigner.ui.restoring import offer

            offer(self, found)

    # -- telling ---------------------------------------------------------------------------------------------------------

    def tell(
        self, text: str, level: str = "info", *, key: str = "", buttons: Sequence[Button] = (), is_logged: bool = True
    ) -> None:
        """Show a message that waits, without standing in the way, and write it into the log."""
        self.switcher.messages.show_message(text, level=level, key=key, buttons=buttons)
        if is_logged:
            journal().add(text, level)

    def note(self, text: str) -> None:
        """Say something in passing, in the status bar, and write it into the log."""
        self.statusBar().showMessage(text, 6000)
        journal().add(text)

    def show_entry(self, entry: Entry) -> None:
        """Show what broke: its sentence, and a button to what it was."""
        if entry.level == "error" and entry.details:
            buttons = [(tr("Copy details"), lambda: QApplication.clipboard().setText(entry.report()))]
            if self._is_furnished:
                buttons.append((tr("Show the log"), lambda: self.panels.reveal("dock.log")))
            self.tell(entry.text, "error", buttons=buttons, is_logged=False)

    # -- pages -----------------------------------------------------------------------------------------------------------

    @property
    def loader(self) -> Any:
        """What reads data into the project."""
        return self.switcher.page("page.data").loader

    def show_page_of_project(self) -> None:
        """Go to the page where work on the project that was just opened goes on."""
        self.switcher.show_page("page.design" if self.document.project.design.nodes else "page.data")

    def show_predictions(self, table: Any) -> None:
        """Show what the trained network says about ``table``."""
        self.switcher.show_page("page.results")
        self.switcher.page("page.results").predict_table(table)

    def shown_predictions(self) -> tuple[Any, Any] | None:
        """The table and the predictions that the Results page shows now, or None."""
        return self.switcher.page("page.results").shown_predictions()

    # -- dropping and closing --------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dropping.hover(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.dropping.veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.dropping.drop(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_furnished and not self.files.may_leave():
            event.ignore()
            return
        self.runner.close()
        end_all()
        self.settings.set("geometry", self.saveGeometry())
        self.statusBar().clearMessage()
        if self._is_furnished:
            self.editing.stop()
            self.adviser.stop()
            self.panels.save()
        if self.recovery is not None:
            self.recovery.close()
        if self.on_disk is not None:
            self.on_disk.close()
        self.settings.sync()
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ThemeChange and theme().mode == "system":
            theme().apply(QApplication.instance(), "system")


def shortcut_text(action: Any) -> str:
    """The keys of an action as the system writes them."""
    return ", ".join(keys.toString(QKeySequence.SequenceFormat.NativeText) for keys in action.shortcuts())
