"""Reads data off the window's thread and puts it into the project as one edit."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from nndesigner.core.text import tr
from nndesigner.ui.tasks import Task


class DataLoader(QObject):
    """One reading at a time; a new one cancels the old.

    ``started(title)``, ``progressed(share)`` and ``ended()`` frame a reading; ``loaded()`` comes when its table is in
    the project, ``failed(sentence)`` when it could not be read.
    """

    started = Signal(str)
    progressed = Signal(float)
    ended = Signal()
    loaded = Signal()
    failed = Signal(str)

    def __init__(self, document: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._task: Task | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is being read."""
        return self._task is not None

    def open_file(self, path: Path | str, *, keep_network: bool = False, read: Mapping[str, Any] | None = None) -> None:
        """Read the CSV in ``path``; ``read`` fixes parts of how (see ReadOptions)."""
        path = Path(path)
        source = {"kind": "file", "path": str(path), **({"read": dict(read)} if read else {})}
        self.open_source(source, name=path.name, keep_network=keep_network)

    def open_text(self, text: str, name: str, *, keep_network: bool = False) -> None:
        """Use a table given as text; it is kept inside the project."""
        self.open_source({"kind": "embedded", "name": name, "csv": text}, name=name, keep_network=keep_network)

    def reread(self, read: Mapping[str, Any]) -> None:
        """Read the project's data again in another way; columns keep their rules as far as they are still there."""
        project = self._document.project
        source = {key: value for key, value in dict(project.source).items() if key not in ("read", "fingerprint")}
        self.open_source(source | ({"read": dict(read)} if read else {}), name=project.table.name, keep_network=True)

    def open_source(self, source: Mapping[str, Any], *, name: str, keep_network: bool = False) -> None:
        """Load ``source`` (see ``data/source.py``) and make it the project's data."""
        self.cancel()
        base = self._document.path.parent if self._document.path is not None else None
        source, project = dict(source), self._document.project
        contents = project.contents

        def work(progress: Callable[[float], None], cancelled: Callable[[], bool]) -> Any:
            from nndesigner.data.recipe import Recipe
            from nndesigner.data.source import load_source
            from nndesigner.project.edits import ReplaceData
            from nndesigner.project.rules import analyse_contents
            from nndesigner.ui.pages.data.words import titles

            table = load_source(source, base, progress=progress, cancelled=cancelled)
            if cancelled():
                return None
            recipe = None if keep_network else Recipe.propose(table, _known_target(source))
            known = {"fingerprint": table.fingerprint} if source["kind"] == "file" else {}
            edit = ReplaceData(project, source | known, table, keep_network, recipe)
            edit.prepare(contents)
            analyse_contents(project, edit.prepared)  # what it looks up is remembered: the window need not wait for it
            for column in edit.prepared.recipe.columns[:100]:
                titles(column, "scaling"), titles(column, "encoding")
            return edit

        task = Task(tr("Reading {name}", name=name), work)
        task.progressed.connect(lambda share: self.progressed.emit(share) if task is self._task else None)
        task.done.connect(lambda edit: self._take(task, edit))
        task.failed.connect(lambda sentence, _details: self._fail(task, sentence))
        self._task = task
        self.started.emit(task.title)
        task.start()

    def cancel(self) -> None:
        """Stop reading; the project stays as it is."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self.ended.emit()

    def _take(self, task: Task, edit: Any) -> None:
        if task is not self._task:
            return
        self._task = None
        is_taken = edit.project is self._document.project and self._document.push(edit)
        self.ended.emit()
        if is_taken:
            self.loaded.emit()

    def _fail(self, task: Task, sentence: str) -> None:
        if task is self._task:
            self._task = None
            self.ended.emit()
            self.failed.emit(sentence)


def _known_target(source: Mapping[str, Any]) -> str | None:
    """What a built-in data set is meant to predict."""
    if "painted" in source:
        return next(csv.reader([str(source["csv"]).partition("\n")[0]]))[-1]
    if source["kind"] not in ("bundled", "generator"):
        return None
    from nndesigner.data.samples import SAMPLES

    sample = SAMPLES.get(source["name"])
    return None if sample is None else sample.target
