"""The Data page: a CSV as it is, what was detected, and what each column is for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.canvas.mime import NODES
from nndesigner.ui.dropping import dropped_files
from nndesigner.ui.pages.data.clipboard import table_text
from nndesigner.ui.pages.data.columns_panel import ColumnsPanel
from nndesigner.ui.pages.data.data_edits import DataEdits
from nndesigner.ui.pages.data.dialect_bar import DialectBar, has_dialect
from nndesigner.ui.pages.data.loader import DataLoader
from nndesigner.ui.pages.data.painter.points import is_plane
from nndesigner.ui.pages.data.painting import Painting
from nndesigner.ui.pages.data.problems_list import ProblemsList
from nndesigner.ui.pages.data.rows_view import RowsView
from nndesigner.ui.pages.data.side_panel import SidePanel
from nndesigner.ui.pages.data.source_bar import SourceBar
from nndesigner.ui.pages.subscriptions import ProjectWatch
from nndesigner.ui.painting_later import paint_later
from nndesigner.ui.theme import SPACING

_LARGE = 1_000_000  # cells


class DataPage(QWidget):
    """Table, column roles, target and split of the project's data; the start page of an empty project.

    ``open_wanted`` asks for another CSV, ``text_wanted`` to use a pasted table, ``files_wanted`` files (paths): whoever
    knows about the network asks what becomes of it.
    """

    open_wanted = Signal()
    text_wanted = Signal(str)
    files_wanted = Signal(list)

    def __init__(self, document: Any, runner: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page.data")
        self._document = document
        self.loader = DataLoader(document, self)
        self.painting = Painting(document, self.loader, self)
        self.source_bar = SourceBar()
        self.dialect_bar = DialectBar()
        self.edits = DataEdits(document, self)
        self.rows = RowsView()
        self.columns_panel = ColumnsPanel(self.edits.change_columns, self.rows.table.header.shown_columns)
        self.columns_model, self.columns = self.columns_panel.model, self.columns_panel.view
        self.problems = ProblemsList()
        self.side = SidePanel()
        self.samples: Any = None
        self.preview: Any = None
        self._is_adorned = False
        self._shown_recipe: tuple[Any, Any] | None = None
        self._arrange()
        self._connect()
        self._watch = ProjectWatch(
            document,
            {
                "data_changed": self._show_data,
                "recipe_changed": self._show_recipe,
                "details_changed": self._show_reasons,
                "settings_changed": self._show_settings,
                "analysis_changed": self._show_advice,
            },
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
        mime, refuse = QGuiApplication.clipboard().mimeData(), self._document.refused.emit
        files, text = dropped_files(mime), table_text(mime)
        if mime.hasFormat(NODES):
            refuse(tr("The clipboard holds blocks of a network, no table; paste them on the Design page."))
        elif files:
            self.files_wanted.emit(files)
        elif text:
            self.text_wanted.emit(text)
        else:
            refuse(tr("The clipboard holds no text and no file; copy some cells of a spreadsheet or a CSV first."))

    def open_find(self) -> None:
        """Look for a text in the cells."""
        self.rows.open_find()

    def find_next(self) -> None:
        """Go to the next cell with what was looked for last."""
        self.rows.find_next(1)

    def find_previous(self) -> None:
        """Go to the cell before with what was looked for last."""
        self.rows.find_next(-1)

    def paint(self) -> None:
        """Open a sheet to paint points on."""
        self.painting.begin()

    # -- building --------------------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._left = QSplitter(Qt.Orientation.Vertical)
        self._left.addWidget(self.columns_panel)
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
        layout.addWidget(self.source_bar)
        layout.addWidget(self.dialect_bar)
        layout.addWidget(self._stack, 1)
        self.dialect_bar.hide()

    def _connect(self) -> None:
        bar = self.source_bar
        bar.open_wanted.connect(self.open_wanted)
        bar.paste_wanted.connect(self.paste)
        bar.paint_wanted.connect(self.paint)
        bar.samples_wanted.connect(lambda _on: self._choose_body())
        bar.proposal_wanted.connect(self.edits.propose)
        bar.cancel_wanted.connect(self.loader.cancel)
        bar.cancel_wanted.connect(self.edits.cancel)
        self.loader.started.connect(bar.show_progress)
        self.loader.progressed.connect(lambda share: bar.show_progress(bar.reading.text(), share))
        self.loader.ended.connect(lambda: bar.show_progress(None))
        self.loader.loaded.connect(self._loaded)
        self.edits.busy.connect(bar.show_progress)
        self.dialect_bar.changed.connect(self.loader.reread)
        self.dialect_bar.opened.connect(self._open_reading)
        self.dialect_bar.edited.connect(self._preview_reading)
        self.rows.cleared.connect(lambda: self._document.selection.set_rows(()))
        self.rows.chosen.connect(self._document.selection.set_rows)
        self._document.selection.rows_changed.connect(lambda: self.rows.select_rows(self._document.selection.row_ids))
        self.rows.columns_shown.connect(lambda _columns: self.columns_panel.look())
        self.rows.table.header.summary = self.columns_model.summaries.get
        self.rows.table.header.role = self.columns_model.role
        self.problems.line_wanted.connect(self.rows.show_line)
        self.columns_panel.shown.connect(self._show_column)
        self.columns_panel.counted.connect(self.rows.table.header.updateSection)
        self.columns.show_wanted.connect(lambda row: self.rows.show_column(self.columns_model.index_of(row)))
        self.side.details.remedy_wanted.connect(lambda fix: self.edits.push(lambda _project: fix.make()))
        self.side.target_chosen.connect(self.edits.set_target)
        self.side.split.changed.connect(self.edits.set_split)
        self.side.edit_wanted.connect(self.edits.push)
        self.side.details.fill_changed.connect(lambda name, text: self._shown_again(self.edits.set_fill(name, text)))
        self.side.details.parts_changed.connect(lambda name, parts: self._shown_again(self.edits.set_parts(name, parts)))
        self.side.details.unseen_changed.connect(lambda name, value: self.edits.change_columns((name,), "unseen", value))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.columns_panel.look()
        if not self._is_adorned:
            self._is_adorned = True
            QTimer.singleShot(0, self._adorn)

    def _adorn(self) -> None:
        """What may come after the first paint: icons, the list of data sets, the project itself."""
        self.source_bar.load_icons()
        self.rows.bar.load_icons()
        self._watch.start()

    def _open_reading(self, is_open: bool) -> None:
        """Show what comes of other reading options in the place of the table, as long as they are being chosen."""
        if is_open and self.preview is None:
            from nndesigner.ui.pages.data.reading_preview import ReadingPreview

            self.preview = ReadingPreview()
            self.preview.read.connect(lambda table: self.dialect_bar.show_found(table.dialect, self.dialect_bar.options()))
            self._stack.addWidget(self.preview)
        if is_open:
            self._stack.setCurrentWidget(self.preview)
        elif self.preview is not None:
            self.preview.stop()
            self._choose_body()

    def _preview_reading(self, read: dict[str, Any]) -> None:
        source, path = self._document.project.source, self._document.path
        if source is not None and self.preview is not None:
            self.preview.show_source(source, path.parent if path is not None else None, read)

    def _make_welcome(self) -> None:
        from nndesigner.ui.pages.data.welcome import fill_welcome

        self.samples = fill_welcome(self._welcome)
        self.samples.paint_wanted.connect(self.paint)
        self.samples.chosen.connect(lambda source: self.open_source(source, self.samples.title.text()))

    # -- showing the project ---------------------------------------------------------------------------------------------

    def _choose_body(self) -> None:
        has_table = self._document.project.table is not None
        shows_samples = not has_table or self.source_bar.samples.isChecked()
        if shows_samples and self.samples is None:
            self._make_welcome()
        self._stack.setCurrentWidget(self._welcome if shows_samples else self._body)
        self.source_bar.samples.setVisible(has_table)
        source = self._document.project.source or {}
        self.dialect_bar.setVisible(has_table and not shows_samples and has_dialect(source, self._document.path))

    def _show_data(self) -> None:
        paint_later(self)
        project = self._document.project
        table, source = project.table, dict(project.source or {})
        self.source_bar.show_table(table, source)
        self.rows.set_table(table)
        self.rows.select_rows(self._document.selection.row_ids)
        self.columns_panel.set_table(table, project.recipe)
        if table is not None:
            self.dialect_bar.show_dialect(table.dialect, dict(source.get("read", {})))
        self.problems.show_problems(*(((), 0) if table is None else (table.problems, table.problem_count)))
        self._choose_body()
        self._shown_recipe = None
        self._show_recipe()
        self.columns_panel.choose(0)

    def _show_recipe(self) -> None:
        project = self._document.project
        shown = (project.recipe, project.split)
        if project.table is None or project.recipe is None or shown == self._shown_recipe:
            return
        self._shown_recipe = shown
        self.columns_panel.set_recipe(project.recipe)
        self.rows.table.header.viewport().update()
        if project.table.row_count * len(project.table.columns) < _LARGE:
            self._show_beside()
        else:  # in a turn of its own, so that clicks come between, as in _show_data
            QTimer.singleShot(1, self, self._show_beside)

    def _show_beside(self) -> None:
        """Show what stands beside the tables."""
        project = self._document.project
        if project.table is None or project.recipe is None:
            return
        self.side.show_project(project)
        self.source_bar.paint.setVisible(is_plane(project.recipe))
        if self.columns.currentIndex().isValid():
            self._show_column(self.columns.currentIndex().row())

    def _show_advice(self) -> None:
        """Show what the rules say about columns: a mark in the list, sentence and remedy at the closer look."""
        self.columns_panel.set_advice(self._document.project.analysis.problems)

    def _show_settings(self) -> None:
        project = self._document.project
        if project.table is not None and project.recipe is not None:
            self.side.target_options.show_project(project)

    def _show_reasons(self) -> None:
        if self._document.project.table is not None:
            self.side.show_reasons(self._document.project)

    def _show_column(self, row: int) -> None:
        model = self.columns_model
        index = model.index_of(row)
        others = len(self.columns.chosen_rows()) - 1
        summary, association = model.summaries.get(index), model.associations.get(index)
        warnings, advice = model.warnings(row), model.advice.get(model.column(row).name, ())
        self.side.show_column(model.column(row), summary, warnings, association, others, advice)

    def _shown_again(self, is_done: bool) -> None:
        """Show the column as it is where what was typed or clicked did not come to be."""
        if not is_done:
            self._show_column(self.columns.currentIndex().row())

    def _loaded(self) -> None:
        self.source_bar.samples.setChecked(False)
        self._choose_body()
