"""What the window says by itself: its title, what may be saved, what went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from nndesigner.core.text import tr
from nndesigner.ui.journal import journal
from nndesigner.ui.pages.subscriptions import ProjectWatch
from nndesigner.ui.reading import FAILED

if TYPE_CHECKING:
    from nndesigner.ui.main_window import MainWindow
    from nndesigner.ui.on_disk import OnDisk


class Watcher(QObject):
    """Keeps title, actions, start page and messages of ``window`` true."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._document = window.document
        self._runner = window.runner
        slots = {"data_changed": self._data_changed, "trained_changed": self._trained_replaced}
        slots |= dict.fromkeys(("recipe_changed", "settings_changed", "analysis_changed"), self._project_changed)
        self._watch = ProjectWatch(self._document, slots, self)
        self._watch.start()
        self._document.dirty_changed.connect(lambda _is_dirty: self._show_title())
        self._document.path_changed.connect(self._path_changed)
        self._document.project_replaced.connect(self._replaced)
        self._document.edited.connect(self._project_changed)
        self._runner.failed.connect(self._run_failed)
        loader = window.loader
        loader.started.connect(self._loading_started)
        loader.ended.connect(self._show_start)
        loader.loaded.connect(self._loaded)
        loader.failed.connect(self._loading_failed)
        self._show_title()
        self._trained_changed()
        self._show_start()

    def watch_disk(self, on_disk: OnDisk) -> None:
        """Tell what other programs and windows do to the project's file."""
        on_disk.changed.connect(self._file_changed)
        on_disk.vanished.connect(self._file_vanished)
        on_disk.restored.connect(lambda: self._window.switcher.messages.clear("disk"))
        on_disk.shared.connect(self._file_shared)

    def _file_changed(self) -> None:
        path = self._document.path
        buttons = [
            (tr("Reload"), lambda: self._window.opener.open(path)),
            (tr("Keep this one"), self._document.undo_stack.resetClean),
        ]
        text = tr("Another program changed {name} on the disk. This window shows the project as it was before.", name=path.name)
        self._window.tell(text, "warning", key="disk", buttons=buttons)

    def _file_vanished(self) -> None:
        self._document.undo_stack.resetClean()
        text = tr("{name} is no longer in its folder. Saving writes it again.", name=self._document.path.name)
        self._window.tell(text, "warning", key="disk", buttons=[(tr("Save"), self._window.files.save)])

    def _file_shared(self, process: int) -> None:
        text = tr(
            "{name} is open in another window too (process {process}). Whoever saves last replaces the other's work.",
            name=self._document.path.name,
            process=process,
        )
        self._window.tell(text, "warning", key="disk", buttons=[(tr("Save as…"), self._window.files.save_as)])

    def _replaced(self) -> None:
        for key in ("table", "model", "data", FAILED):
            self._window.switcher.messages.clear(key)
        self._show_start()
        self._show_title()

    def _data_changed(self) -> None:
        self._window.switcher.messages.clear("data")
        self._show_start()

    def _path_changed(self) -> None:
        self._window.switcher.messages.clear("disk")
        self._show_title()

    def _show_title(self) -> None:
        self._window.setWindowTitle(f"{self._document.name}[*] — NN Designer")
        self._window.setWindowModified(self._document.is_dirty)
        self._window.setWindowFilePath("")

    def _show_start(self) -> None:
        self._window.switcher.set_empty(self._document.is_empty and not self._window.loader.is_busy)
        self._trained_changed()

    def _trained_changed(self) -> None:
        trained = self._document.project.trained
        actions = self._window.actions_
        actions["file.save_model"].setEnabled(trained is not None)
        actions["file.export_predictions"].setEnabled(trained is not None and trained.recipe is not None)

    def _trained_replaced(self) -> None:
        self._trained_changed()
        self._window.transport.refresh()
        self._window.panels.docks["dock.plots"].widget().refresh()

    def _project_changed(self) -> None:
        self._show_start()
        self._window.transport.refresh()

    def _run_failed(self, text: str, details: str) -> None:
        if details:
            journal().add(text, "error", details)
        else:
            self._window.tell(text, "error")

    def _loading_started(self, _title: str) -> None:
        self._window.switcher.messages.clear(FAILED)
        self._window.switcher.set_empty(False)

    def _loaded(self) -> None:
        source = self._document.project.source or {}
        if source.get("kind") == "file" and Path(source["path"]).is_absolute():
            self._window.settings.add_recent(Path(source["path"]))

    def _loading_failed(self, text: str) -> None:
        self._show_start()
        self._window.tell(text, "error", key=FAILED)
