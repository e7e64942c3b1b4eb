"""The File menu: new, open, save, export, and the question before unsaved work would be lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import grouped, tr
from nndesigner.data.suffixes import SUFFIXES
from nndesigner.ui.data_kinds import data_filters, pattern
from nndesigner.ui.export_menu import ExportMenu
from nndesigner.ui.paths import (
    ANY_MODEL,
    ANYTHING,
    MODEL,
    PROJECT,
    TABLE,
    WRITTEN_TABLE,
    ask_changed,
    ask_folder,
    ask_path,
    complete,
)

if TYPE_CHECKING:
    from nndesigner.ui.main_window import MainWindow


class Files(QObject):
    """What the File menu does in ``window``.

    The functions ``ask_…`` are where a person is asked; tests put their answers there.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._document = window.document
        self.ask_path: Callable[[str, str, str, bool], Path | None] = partial(ask_path, window)
        self.ask_folder: Callable[[str], Path | None] = partial(ask_folder, window)
        self.ask_unsaved: Callable[[str], str] = self._question
        self.ask_changed: Callable[[Path], str] = partial(ask_changed, window)

    def connect(self) -> None:
        """Connect the actions and fill the submenus."""
        actions = self._window.actions_
        for name in ("new", "open", "open_data", "open_images", "save", "save_as", "save_model", "export_predictions"):
            actions.connect(f"file.{name}", getattr(self, name))
        actions.connect("file.quit", self._window.close)
        self._fill_examples(actions.menus["*examples"])
        ExportMenu(self._window, actions.menus["*export"])
        recent = actions.menus["*recent"]
        # Before the File menu shows: a submenu that is off, as there was nothing to list, is never asked itself.
        recent.parentWidget().aboutToShow.connect(lambda: self._fill_recent(recent))
        self._fill_recent(recent)

    # -- new and open ----------------------------------------------------------------------------------------------------

    def new(self) -> None:
        """An empty project in place of this one."""
        if self.may_leave():
            from nndesigner.project.project import Project

            self._document.set_project(Project())
            self._window.switcher.show_page("page.data")

    def open(self) -> None:
        """Ask for a file and open it."""
        everything = f"{tr('All that can be opened')} (*.nnproj *.pkl *.onnx *.safetensors *.keras {pattern(SUFFIXES)})"
        path = self.ask_path(tr("Open"), f"{everything};;{PROJECT};;{ANY_MODEL};;{TABLE};;{ANYTHING}", "", False)
        if path is not None:
            self._window.opener.open(path)

    def open_data(self) -> None:
        """Ask for a CSV and make it the project's data."""
        path = self.ask_path(tr("Open data"), f"{data_filters()};;{ANYTHING}", "", False)
        if path is not None:
            self._window.opener.open_table(path)

    def open_images(self) -> None:
        """Ask for a folder with one folder of images for each class, and make it the project's data."""
        path = self.ask_folder(tr("Open a folder of images"))
        if path is not None:
            self._window.opener.open_table(path)

    def locate_data(self) -> None:
        """Ask where the project's data stand now; recipe and network stay."""
        path = self.ask_path(tr("Locate the data"), f"{TABLE};;{ANYTHING}", "", False)
        if path is not None:
            self._window.opener.use_as_data(path, keep_network=True)

    def open_example(self, name: str) -> None:
        """Open one of the bundled examples as an untitled project."""
        if not self.may_leave():
            return

        def work(_progress: object, _cancelled: object) -> object:
            from nndesigner.files.examples import open_example

            return open_example(name)

        def show(project: object) -> None:
            self._document.set_project(project)
            self._window.show_page_of_project()

        self._window.opener.run(tr("Opening the example"), work, show)

    # -- save ------------------------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save the project where it belongs; whether it was done."""
        path = self._document.path
        if path is not None and self._window.on_disk is not None and self._window.on_disk.is_foreign:
            answer = self.ask_changed(path)
            if answer == "cancel":
                return False
            path = path if answer == "replace" else None
        return self.save_as() if path is None else self._write(path)

    def save_as(self) -> bool:
        """Ask where to save the project, and do."""
        path = self.ask_path(tr("Save project"), PROJECT, f"{self.suggestion()}.nnproj", True)
        return path is not None and self._write(complete(path, PROJECT))

    def save_model(self) -> bool:
        """Ask where to save the trained network with its recipe, and do."""
        trained = self._document.project.trained
        if trained is None:
            return False
        path = self.ask_path(tr("Save model"), MODEL, f"{self.suggestion()}.pkl", True)
        if path is None:
            return False
        path = complete(path, MODEL)
        from nndesigner.files.model_file import save_trained

        if not self._try(lambda: save_trained(trained, path)):
            return False
        self._document.mark_weights_saved()
        self._saved(path, tr("The trained network is saved in {name}.", name=path.name))
        return True

    def export_predictions(self) -> None:
        """Ask for a CSV, predict its rows, ask where to, and write them."""
        trained = self._document.project.trained
        if trained is None:
            return
        shown = self._window.shown_predictions()
        if shown is not None:
            self._write_predictions(*shown)
            return
        source = self.ask_path(tr("Predict for which CSV?"), f"{TABLE};;{ANYTHING}", "", False)
        if source is None:
            return

        def work(progress, cancelled):
            from nndesigner.data.tables import read_table
            from nndesigner.session.predict import predict

            table = read_table(source, progress=progress, cancelled=cancelled)
            return table, predict(trained, table)

        self._window.opener.run(
            tr("Predicting {name}", name=source.name), work, lambda result: self._write_predictions(*result)
        )

    def _write_predictions(self, table, predictions) -> None:
        name = f"{Path(table.name).stem} predictions.csv"
        path = self.ask_path(tr("Export predictions"), f"{WRITTEN_TABLE};;{ANYTHING}", name, True)
        if path is None:
            return
        path = complete(path, WRITTEN_TABLE)

        def work(_progress: object, _cancelled: object) -> None:
            from nndesigner.session.predict import write_predictions

            write_predictions(table, predictions, path)

        text = tr("The predictions for {rows} rows are in {name}.", rows=grouped(table.row_count), name=path.name)
        if predictions.empty_count:
            text += " " + tr("{count} rows could not be used and have none.", count=grouped(predictions.empty_count))
        self._window.opener.run(tr("Writing {name}", name=path.name), work, lambda _result: self._window.tell(text))

    def _write(self, path: Path) -> bool:
        from nndesigner.files.project_file import save_project

        if not self._try(lambda: save_project(self._document.project, path)):
            return False
        self._document.mark_saved(path)
        self._saved(path, tr("The project is saved in {name}.", name=path.name))
        return True

    def _saved(self, path: Path, text: str) -> None:
        self._window.settings.add_recent(path)
        self._window.note(text)

    def _try(self, work: Callable[[], object]) -> bool:
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)  # a network's disk may take its time
        try:
            work()
        except DesignerError as error:
            self._window.tell(str(error), "error")
            return False
        finally:
            QApplication.restoreOverrideCursor()
        return True

    def suggestion(self) -> str:
        """A file name without suffix: the project's, or the table's."""
        table = self._document.project.table
        return self._document.path.stem if self._document.path else Path(table.name).stem if table is not None else "network"

    # -- leaving ---------------------------------------------------------------------------------------------------------

    def may_leave(self) -> bool:
        """Ask about a run that is going on and about work that is not saved; whether the project may be left."""
        text = self._at_stake()
        if text is None:
            return True
        answer = self.ask_unsaved(text)
        if answer == "save":
            self._window.runner.finish_now()
            saved = not self._document.has_unsaved_edits or self.save()
            return saved and (not self._document.has_unsaved_weights or self.save_model())
        return answer == "discard"

    def _at_stake(self) -> str | None:
        reasons = []
        if self._window.runner.is_active:
            reasons.append(tr("Training is going on. Leaving ends it; what was learnt so far can be saved."))
        if self._document.has_unsaved_edits:
            reasons.append(tr("The project “{name}” has changes that are not saved.", name=self._document.name))
        if self._document.has_unsaved_weights and not self._window.runner.is_active:
            reasons.append(tr("The trained network is not saved."))
        return "\n".join(reasons) or None

    def _question(self, text: str) -> str:
        box = QMessageBox(self._window)
        box.setObjectName("question.unsaved")
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("Unsaved work"))
        box.setText(text)
        box.setInformativeText(tr("Save before going on?"))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        for button, text in (
            (buttons.Save, tr("&Save")),
            (buttons.Discard, tr("Do&n’t save")),
            (buttons.Cancel, tr("&Cancel")),
        ):
            box.button(button).setText(text)
            box.button(button).setIcon(QIcon())
        answer = box.exec()
        box.deleteLater()
        return {buttons.Save: "save", buttons.Discard: "discard"}.get(buttons(answer), "cancel")

    # -- submenus --------------------------------------------------------------------------------------------------------

    def _fill_examples(self, menu: QMenu) -> None:
        from nndesigner.files.examples import EXAMPLES

        for example in EXAMPLES:
            action = menu.addAction(example.title, lambda name=example.name: self.open_example(name))
            action.setObjectName(f"file.examples.{example.name}")
            action.setToolTip(example.summary)
            action.setStatusTip(example.summary)

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        paths = [path for path in self._window.settings.recent if path.exists()]
        for path in paths:
            action = menu.addAction(path.name, lambda path=path: self._window.opener.open(path))
            action.setToolTip(str(path))
            action.setStatusTip(str(path))
        menu.setEnabled(bool(paths))
