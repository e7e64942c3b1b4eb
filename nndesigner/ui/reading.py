"""Opening: what a file is decides what happens to it; reading runs off the window's thread and can be cancelled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.ui.tasks import Task, Work

if TYPE_CHECKING:
    from nndesigner.ui.main_window import MainWindow

_PATIENCE_MS = 300
FAILED = "opening"  # the message that tells why the last file could not be opened; the next one takes its place
_PASSING = ("several", "table", "refused")  # what was said or asked about another file, or another table, before


class Opener(QObject):
    """Opens projects, models and tables in ``window``."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._task: Task | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._show_waiting)

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read."""
        return self._task is not None

    def open(self, path: Path | str) -> None:
        """Open whatever is at ``path``."""
        from nndesigner.files.kinds import kind_of

        path = Path(path)
        for key in (FAILED, *_PASSING):
            self._window.switcher.messages.clear(key)
        try:
            kind = kind_of(path)
        except DesignerError as error:
            self._window.tell(str(error), "error", key=FAILED)
            return
        if kind == "table":
            self.open_table(path)
        elif self._window.files.may_leave():
            self._open_whole(path, kind)

    def open_one_of(self, paths: Sequence[Path]) -> None:
        """Open what was dropped or pasted; of several files one, and it is said which."""
        from nndesigner.ui.dropping import outcome

        found = outcome(paths)
        if found.path is not None:
            self.open(found.path)
        if found.path is None or len(paths) > 1:
            self._window.tell(found.sentence, "warning", key="several")

    def open_table(self, path: Path) -> None:
        """Make the CSV the project's data, or ask what it is for where a network stands already."""
        self._offer(path.name, lambda keep: self.use_as_data(path, keep_network=keep), lambda: self.predict(path))

    def open_text(self, text: str) -> None:
        """Make a pasted table the project's data, or ask what it is for where a network stands already."""
        name = tr("Pasted table")

        def use(keep: bool) -> None:
            self._window.switcher.show_page("page.data")
            self._window.loader.open_text(text, name, keep_network=keep)

        self._offer(name, use, lambda: self.predict_text(text, name))

    def _offer(self, name: str, use: Callable[[bool], None], predict: Callable[[], None]) -> None:
        project = self._window.document.project
        if project.trained is not None and project.trained.recipe is not None:
            self._ask_what_for(name, use, predict)
        elif project.design.nodes:
            self._ask_about_network(name, use)
        else:
            use(False)

    def use_as_data(self, path: Path, *, keep_network: bool) -> None:
        """Read the CSV and make it the project's data, as one edit."""
        window = self._window
        window.switcher.show_page("page.data")
        window.loader.open_file(path, keep_network=keep_network)

    def predict_text(self, text: str, name: str) -> None:
        """Read a pasted table and show what the trained network says about its rows."""

        def read(progress: Callable[[float], None], cancelled: Callable[[], bool]) -> Any:
            from nndesigner.data.reader import read_text

            return read_text(text, name=name, progress=progress, cancelled=cancelled)

        self.run(tr("Reading {name}", name=name), read, self._window.show_predictions)

    def predict(self, path: Path) -> None:
        """Read the CSV and show what the trained network says about its rows."""

        def read(progress: Callable[[float], None], cancelled: Callable[[], bool]) -> Any:
            from nndesigner.data.tables import read_table

            return read_table(path, progress=progress, cancelled=cancelled)

        def show(table: Any) -> None:
            self._window.show_predictions(table)

        self.run(tr("Reading {name}", name=path.name), read, show)

    def run(self, title: str, work: Work, done: Callable[[Any], None]) -> None:
        """Run ``work`` off the window's thread; its result goes to ``done``, its failure into a message."""
        if self._task is not None:
            self._task.cancel()
        task = Task(title, work, done=done, failed=lambda text, _details: self._window.tell(text, "error", key=FAILED))
        task.ended.connect(lambda: self._ended(task))
        task.progressed.connect(self._show_progress)
        self._task = task
        self._patience.start()
        task.start()

    def _open_whole(self, path: Path, kind: str) -> None:
        def read(_progress: Callable[[float], None], _cancelled: Callable[[], bool]) -> Any:
            if kind == "project":
                from nndesigner.files.project_file import load_project

                return load_project(path)
            from nndesigner.files.model_file import load_trained

            return load_trained(path)

        self.run(tr("Reading {name}", name=path.name), read, lambda result: self._show_whole(path, kind, result))

    def _show_whole(self, path: Path, kind: str, result: Any) -> None:
        window = self._window
        if kind == "project":
            window.document.set_project(result, path)
            window.show_page_of_project()
            if result.data_problem:
                window.tell(
                    result.data_problem,
                    "warning",
                    key="data",
                    buttons=[(tr("Locate the data…"), window.files.locate_data)],
                )
        else:
            from nndesigner.project.project import Project

            project = Project.from_trained(result)
            window.document.set_project(project)
            window.switcher.show_page("page.results" if result.recipe is not None else "page.design")
            window.tell(_about_model(path, result), key="model")
        window.settings.add_recent(path)

    def _ask_what_for(self, name: str, use: Callable[[bool], None], predict: Callable[[], None]) -> None:
        """The bar that asks, without standing in the way, what a dropped or pasted table is for."""
        buttons = [
            (tr("Predict with it"), predict),
            (tr("Replace the training data"), lambda: use(True)),
            (tr("Replace it and propose a new network"), lambda: use(False)),
        ]
        text = tr("{name}: there is a trained network. What is this table for?", name=name)
        self._window.tell(text, key="table", buttons=buttons)

    def _ask_about_network(self, name: str, use: Callable[[bool], None]) -> None:
        if self._window.document.project.table is None:
            use(True)
            return
        buttons = [
            (tr("Replace the data, keep the network"), lambda: use(True)),
            (tr("Replace both: propose a new network"), lambda: use(False)),
        ]
        text = tr("{name}: there is data already, with a network for it. What shall it replace?", name=name)
        self._window.tell(text, key="table", buttons=buttons)

    def _show_waiting(self) -> None:
        if self._task is not None:
            title, cancel = self._task.title, self._task.cancel
            self._window.tell(f"{title} …", key="reading", buttons=[(tr("Cancel"), cancel)], is_logged=False)

    def _show_progress(self, share: float) -> None:
        for message in self._window.switcher.messages.messages:
            if message.key == "reading" and self._task is not None:
                message.label.setText(f"{self._task.title} … {share:.0%}")

    def _ended(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self._patience.stop()
            self._window.switcher.messages.clear("reading")


def _about_model(path: Path, trained: Any) -> str:
    if trained.recipe is None:
        return tr(
            "{name} was made by a script or another program, without a data recipe: its network can be seen and trained on, "
            "but it cannot predict from a CSV yet.",
            name=path.name,
        )
    return tr("{name} is open: drop a CSV to predict with it. There is no training data, so Play is off.", name=path.name)
