"""The Data page: a CSV as it is, what was detected, and what each column is for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.pages.data.columns_model import ColumnsModel
from nndesigner.ui.pages.data.columns_view import ColumnsView
from nndesigner.ui.pages.data.dialect_bar import DialectBar
from nndesigner.ui.pages.data.loader import DataLoader
from nndesigner.ui.pages.data.problems_list import ProblemsList
from nndesigner.ui.pages.data.rows_view import RowsView
from nndesigner.ui.pages.data.side_panel import SidePanel
from nndesigner.ui.pages.data.source_bar import SourceBar
from nndesigner.ui.pages.data.summaries import Summaries
from nndesigner.ui.pages.subscriptions import ProjectWatch
from nndesigner.ui.theme import SPACING, title_font


class DataPage(QWidget):
    """Table, column roles, target and split of the project's data; the start page of an empty project.

    ``open_wanted`` asks for another CSV: whoever knows about the network asks what becomes of it.
    """

    open_wanted = Signal()

    def __init__(self, document: Any, runner: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page.data")
        self._document = document
        self._runner = runner
        self.loader = DataLoader(document, self)
        self.source_bar = SourceBar()
        self.dialect_bar = DialectBar()
        self.columns_model = ColumnsModel(self._change_column, self)
        self.columns = ColumnsView(self.columns_model)
        self.rows = RowsView()
        self.problems = ProblemsList()
        self.side = SidePanel()
        self.samples: Any = None
        self._summaries = Summaries(self)
        self._is_adorned = False
        self._shown_recipe: tuple[Any, Any] | None = None
        self._arrange()
        self._connect()
        self._watch = ProjectWatch(
            document,
            {"data_changed": self._show_data, "recipe_changed": self._show_recipe, "details_changed": self._show_reasons},
            self,
        )

    # -- what others ask of the page -------------------------------------------------------------------------------------

    def open_data(self, path: Path | str, *, keep_network: bool = False) -> None:
        """Read a CSV."""
        self.loader.open_file(path, keep_network=keep_network)

    def open_source(self, source: dict[str, Any], name: str = "") -> None:
        """Load a bundled data set, a generator, a file or pasted text (see ``data/source.py``)."""
        self.loader.open_source(source, name=name or str(source.get("name", "")))

    def paste(self) -> None:
        """Use the table in the clipboard: a copied file, or text."""
        mime = QGuiApplication.clipboard().mimeData()
        files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
        if files:
            self.open_data(files[0])
        elif mime.text().strip():
            self.loader.open_text(mime.text(), tr("Pasted table"))
        else:
            self._tell(tr("The clipboard holds no text and no file; copy some cells of a spreadsheet or a CSV first."))

    # -- building --------------------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._left = QSplitter(Qt.Orientation.Vertical)
        self._left.setChildrenCollapsible(False)
        self._left.addWidget(self.columns)
        self._left.addWidget(self.rows)
        self.columns.setMinimumHeight(16 * SPACING)
        self.rows.table.setMinimumHeight(16 * SPACING)
        self._left.setStretchFactor(0, 1)
        self._left.setStretchFactor(1, 1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addWidget(self._left, 1)
        column.addWidget(self.problems)
        self.side.setMinimumWidth(60 * SPACING)
        self._body = QSplitter(Qt.Orientation.Horizontal)
        self._body.setChildrenCollapsible(False)
        self._body.addWidget(left)
        self._body.addWidget(self.side)
        self._body.setStretchFactor(0, 1)
        self._body.setSizes([700, 64 * SPACING])
        self._welcome = QWidget()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._welcome)
        self._stack.addWidget(self._body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACING, 2 * SPACING, 3 * SPACING, 2 * SPACING)
        layout.setSpacing(2 * SPACING)
        for widget in (self.source_bar, self.dialect_bar):
            layout.addWidget(widget)
        layout.addWidget(self._stack, 1)
        self.dialect_bar.hide()

    def _connect(self) -> None:
        bar = self.source_bar
        bar.open_wanted.connect(self.open_wanted)
        bar.paste_wanted.connect(self.paste)
        bar.samples_wanted.connect(lambda _on: self._choose_body())
        bar.proposal_wanted.connect(self._propose)
        bar.cancel_wanted.connect(self.loader.cancel)
        self.loader.started.connect(lambda title: bar.show_progress(title))
        self.loader.progressed.connect(lambda share: bar.show_progress(bar.reading.text(), share))
        self.loader.ended.connect(lambda: bar.show_progress(None))
        self.loader.loaded.connect(self._loaded)
        self.dialect_bar.changed.connect(self.loader.reread)
        self.columns.column_chosen.connect(self._show_column)
        self.rows.cleared.connect(lambda: self._document.selection.set_rows(()))
        self._document.selection.rows_changed.connect(lambda: self.rows.select_rows(self._document.selection.rows))
        self._summaries.ready.connect(self._show_summary)
        self.side.target_chosen.connect(self._set_target)
        self.side.split.changed.connect(self._set_split)
        self.side.details.fill_changed.connect(self._set_fill)
        self.side.details.unseen_changed.connect(lambda name, value: self._change_column(name, "unseen", value))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_adorned:
            self._is_adorned = True
            QTimer.singleShot(0, self._adorn)

    def _adorn(self) -> None:
        """What may come after the first paint: icons, the list of data sets, the project itself."""
        self.source_bar.load_icons()
        self._watch.start()

    def _make_welcome(self) -> None:
        from nndesigner.ui.pages.data.samples_panel import SamplesPanel

        heading = QLabel(tr("Start with a table"))
        heading.setFont(title_font())
        text = QLabel(tr("Drop a CSV on the window, open one, or paste cells. Or take one of these to try things out."))
        text.setWordWrap(True)
        text.setProperty("quiet", True)
        self.samples = SamplesPanel()
        self.samples.chosen.connect(lambda source: self.open_source(source, self.samples.title.text()))
        layout = QVBoxLayout(self._welcome)
        layout.setContentsMargins(0, 2 * SPACING, 0, 0)
        layout.setSpacing(2 * SPACING)
        layout.addWidget(heading)
        layout.addWidget(text)
        layout.addSpacing(SPACING)
        layout.addWidget(self.samples, 1)

    # -- showing the project ---------------------------------------------------------------------------------------------

    def _choose_body(self) -> None:
        has_table = self._document.project.table is not None
        shows_samples = not has_table or self.source_bar.samples.isChecked()
        if shows_samples and self.samples is None:
            self._make_welcome()
        self._stack.setCurrentWidget(self._welcome if shows_samples else self._body)
        self.source_bar.samples.setVisible(has_table)
        has_dialect = has_table and (self._document.project.source or {}).get("kind") in ("file", "embedded")
        self.dialect_bar.setVisible(has_dialect and not shows_samples)

    def _show_data(self) -> None:
        project = self._document.project
        table, source = project.table, dict(project.source or {})
        self.source_bar.show_table(table, source)
        self.rows.set_table(table)
        self.rows.select_rows(self._document.selection.rows)
        self.columns_model.set_table(table, project.recipe)
        if table is not None:
            self.dialect_bar.show_dialect(table.dialect, dict(source.get("read", {})))
            self.problems.show_problems(table.problems, table.problem_count)
        else:
            self.problems.show_problems((), 0)
            self._summaries.stop()
        self._choose_body()
        self._shown_recipe = None
        self._show_recipe()
        if table is not None and self.columns_model.rowCount():
            self.columns.setCurrentIndex(self.columns_model.index(0, 0))

    def _show_recipe(self) -> None:
        project = self._document.project
        shown = (project.recipe, project.split)
        if project.table is None or project.recipe is None or shown == self._shown_recipe:
            return
        self._shown_recipe = shown
        self.columns_model.set_recipe(project.recipe)
        self._summaries.update(project.table, tuple(column.type for column in project.recipe.columns))
        self.side.show_project(project)
        self._show_column(self.columns.currentIndex().row())

    def _show_reasons(self) -> None:
        if self._document.project.table is not None:
            self.side.show_reasons(self._document.project)

    def _show_summary(self, index: int, summary: Any) -> None:
        self.columns_model.set_summary(index, summary)
        if index == self.columns.currentIndex().row():
            self._show_column(index)

    def _show_column(self, row: int) -> None:
        if 0 <= row < self.columns_model.rowCount():
            model = self.columns_model
            self.side.show_column(model.column(row), model.summaries.get(row), model.warnings(row))

    def _loaded(self) -> None:
        self.source_bar.samples.setChecked(False)
        self._choose_body()

    def _tell(self, sentence: str) -> None:
        self._document.refused.emit(sentence)

    # -- edits -----------------------------------------------------------------------------------------------------------

    def _change_column(self, name: str, field: str, value: Any) -> bool:
        from nndesigner.project.edits import SetColumn

        changes = {field: value}
        column = self._document.project.recipe.column(name)
        if field == "missing" and value == "constant" and column.fill is None:
            changes["fill"] = 0.0 if column.type in ("number", "date") else "missing"
        return self._document.push(SetColumn(self._document.project, name, **changes))

    def _set_fill(self, name: str, text: str) -> None:
        from nndesigner.project.edits import SetColumn

        column = self._document.project.recipe.column(name)
        value: Any = text
        if column.type == "number":
            try:
                value = float(text.replace(",", "."))
            except ValueError:
                self._tell(tr("Gaps of {name} must be filled with a number; received {text}.", name=name, text=repr(text)))
                return
        if value != column.fill:
            self._document.push(SetColumn(self._document.project, name, fill=value))

    def _set_target(self, name: str) -> None:
        from nndesigner.project.edits import SetTarget

        self._document.push(SetTarget(self._document.project, name))

    def _set_split(self, changes: dict[str, Any]) -> None:
        from nndesigner.project.edits import SetSplit

        self._document.push(SetSplit(self._document.project, **changes))

    def _propose(self) -> None:
        from nndesigner.project.edits import ProposeNetwork

        self._document.push(ProposeNetwork(self._document.project))
