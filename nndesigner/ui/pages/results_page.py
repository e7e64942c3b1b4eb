"""The Results page: how good the trained network is, and what it says about new rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from nndesigner.core.text import grouped, tr
from nndesigner.ui.pages.results.batch import BatchDesk
from nndesigner.ui.pages.results.desk import RowDesk
from nndesigner.ui.pages.results.evaluation_panel import EvaluationPanel
from nndesigner.ui.pages.subscriptions import ProjectWatch
from nndesigner.ui.theme import SPACING, title_font
from nndesigner.ui.widgets.message_bar import MessageBar

SURFACE_INTERVAL_MS = 250
NO_RECIPE = (
    "A script saved this network without a data recipe, so nobody knows which columns it reads. "
    "Open the data, design the same network and train it here, or save it from here with its recipe."
)


class ResultsPage(QWidget):
    """Evaluation of the trained network beside simpler models, its decision surface, and the prediction desk.

    ``rows_wanted`` asks to see the rows that were selected here in the table.
    """

    rows_wanted = Signal()

    def __init__(self, document: Any, runner: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page.results")
        self._document = document
        self._runner = runner
        self.messages = MessageBar()
        self.evaluation = EvaluationPanel()
        self.surface: Any = None
        self.desk = RowDesk()
        self.batch = BatchDesk()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("results.main")
        self.tabs.setAccessibleName(tr("Results"))
        self.tabs.setDocumentMode(True)
        self._shown: tuple[Any, Any] = (None, None)
        self._drawn: Any = None
        self._asked_keras: tuple[Any, Any] = (None, None)
        self._clock = QElapsedTimer()
        self._arrange()
        self.evaluation.rows_chosen.connect(self._select_rows)
        self.evaluation.show_picked.clicked.connect(lambda _checked: self.rows_wanted.emit())
        self.evaluation.measured.connect(self._measured)
        self.batch.told.connect(lambda text, level: self.messages.show_message(text, level=level, key="predictions"))
        self.batch.changed.connect(lambda: self.messages.clear("predictions"))
        self.tabs.currentChanged.connect(lambda _index: self._refresh())
        runner.tick.connect(self._tick)
        runner.run_started.connect(self._run_started)
        runner.state_changed.connect(lambda _state: self._refresh())
        document.project_replaced.connect(self.evaluation.choice.forget)
        document.selection.rows_changed.connect(lambda: self.evaluation.show_selected(document.selection.row_ids))
        self._watch = ProjectWatch(document, dict.fromkeys(("trained_changed", "data_changed"), self._refresh), self)

    # -- what others ask of the page -------------------------------------------------------------------------------------

    def predict_table(self, table: Any) -> None:
        """Predict the rows of ``table`` and show them."""
        self._show_desk()
        self.batch.predict_table(table)

    def predict_csv(self, path: Path | str | None = None) -> None:
        """Read a CSV and predict its rows; without a path ask for one."""
        self._show_desk()
        self.batch.predict_file(path)

    def shown_predictions(self) -> tuple[Any, Any] | None:
        """The table and its predictions that are shown, or None."""
        return self.batch.predictions

    # -- building --------------------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._empty = QWidget()
        self._title = QLabel(tr("No trained network yet"))
        self._title.setFont(title_font())
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sentence.setProperty("quiet", True)
        column = QVBoxLayout(self._empty)
        column.setSpacing(2 * SPACING)
        column.addStretch(2)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._sentence)
        column.addStretch(3)
        self.tabs.addTab(_padded(self.evaluation), tr("Evaluation"))
        self.tabs.addTab(_padded(self.desk), tr("Predict one row"))
        self.tabs.addTab(_padded(self.batch), tr("Predict a CSV"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.tabs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACING, 2 * SPACING, 3 * SPACING, 2 * SPACING)
        layout.setSpacing(2 * SPACING)
        layout.addWidget(self.messages)
        layout.addWidget(self._stack, 1)

    def _show_desk(self) -> None:
        self._watch.start()
        self._refresh()
        self.tabs.setCurrentWidget(self.batch.parentWidget())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.start()
        self._refresh()

    # -- showing the project ---------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        """Show what there is now; only what is visible is computed."""
        if not self._watch.is_started or not self.isVisible():
            return
        project = self._document.project
        trained = self._trained()
        if trained is not None and trained.recipe is None:
            self._say(tr("No predictions with this network"), tr(NO_RECIPE))
        elif trained is None and not self._runner.is_active:
            self._say(tr("No trained network yet"), self._next_step(project))
        else:
            self._stack.setCurrentWidget(self.tabs)
            self._offer_surface(trained, project)
            self._show_trained(trained, project.table)

    def _trained(self) -> Any:
        """The network to show: the one that a pause holds still, else the one of the last finished run."""
        feed = self._runner.feed
        paused = feed.snapshot if self._runner.state == "paused" and feed is not None else None
        return paused or self._document.project.trained

    def _show_trained(self, trained: Any, table: Any) -> None:
        for panel in (self.desk, self.batch):
            self.tabs.setTabEnabled(self.tabs.indexOf(panel.parentWidget()), trained is not None)
        if trained is None:
            self._shown = (None, None)
            text = tr("The network is learning. Its evaluation appears here when the run pauses or ends.")
            self.evaluation.show_sentence(text)
            return
        if self._shown[0] is not trained or self._shown[1] is not table:
            self._shown = (trained, table)
            self.batch.show_trained(trained)
            self.desk.show_trained(trained, table)
            self.evaluation.show_trained(trained, table)
        if not self._is_learning and self._drawn is not trained and self._draw_surface(trained, ""):
            self._drawn = trained

    def _say(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._sentence.setText(text)
        self._stack.setCurrentWidget(self._empty)

    def _next_step(self, project: Any) -> str:
        if project.table is None:
            return tr("Open a CSV on the Data page, then press Play: the evaluation appears here.")
        if project.analysis.errors:
            return tr("Play is off while the network has a problem. {problem}", problem=project.analysis.errors[0].message)
        return tr("Press Play (F5) to train the network: its evaluation and predictions appear here.")

    def _select_rows(self, rows: Any) -> None:
        self._document.selection.set_rows(rows)

    # -- the decision surface --------------------------------------------------------------------------------------------

    @property
    def _is_learning(self) -> bool:
        return self._runner.state == "training"

    def _offer_surface(self, trained: Any, project: Any) -> None:
        """The tab is there for two numeric features only."""
        recipe = project.recipe if trained is None else trained.recipe.recipe
        fits = project.table is not None and recipe is not None and spans_plane(recipe, project.table)
        place = -1 if self.surface is None else self.tabs.indexOf(self._surface_page)
        if not fits:
            if place >= 0:
                self.tabs.removeTab(place)
            return
        if self.surface is None:
            from nndesigner.ui.pages.results.surface_panel import SurfacePanel

            self.surface = SurfacePanel()
            self.surface.rows_chosen.connect(self._select_rows)
            self.surface.became_free.connect(self._refresh)
            self._surface_page = _padded(self.surface)
        self._offer_keras(project)
        if place < 0:
            self.tabs.insertTab(1, self._surface_page, tr("Decision surface"))

    def _offer_keras(self, project: Any) -> None:
        """On the two moons examples, what Keras reached stands beside."""
        asked = (project.source, project.design.graph)
        if asked[0] is not self._asked_keras[0] or asked[1] is not self._asked_keras[1]:
            from nndesigner.ui.pages.results.keras_panel import find

            self._asked_keras = asked
            self.surface.show_beside(find(project))

    def _draw_surface(self, trained: Any, text: str) -> bool:
        """Draw it if somebody looks at it; False when it was not begun."""
        table = self._document.project.table
        if self.surface is None or table is None or self.tabs.currentWidget() is not self._surface_page:
            return False
        return self.isVisible() and self.surface.show_trained(trained, table, text)

    def _measured(self, report: Any) -> None:
        if self.surface is not None and "accuracy" in report.metrics:
            self.surface.show_accuracy(report.metrics["accuracy"])

    def _run_started(self) -> None:
        self._drawn = None
        self._refresh()

    def _tick(self) -> None:
        """While it learns, ask a few times a second what the network says by now, if somebody looks at it."""
        feed = self._runner.feed
        looks = self.surface is not None and self.isVisible() and self.tabs.currentWidget() is self._surface_page
        if feed is None or not self._is_learning or not looks or self.surface.is_busy:
            return
        if feed.snapshot is not None and feed.snapshot is not self._drawn:
            self._drawn = feed.snapshot
            epochs = feed.snapshot.card.get("epochs", 0)
            self._draw_surface(feed.snapshot, tr("After {n} epochs", n=grouped(epochs)))
        elif not self._clock.isValid() or self._clock.elapsed() >= SURFACE_INTERVAL_MS:
            self._clock.start()
            feed.snapshot_wanted.set()


def spans_plane(recipe: Any, table: Any) -> bool:
    """Whether the network reads exactly two columns of ``table``, both numbers, and one row at a time."""
    if recipe.window is not None:
        return False
    names = [column.name for column in recipe.features]
    return len(names) == 2 and all(name in table and table.column(name).type == "number" for name in names)


def _padded(inside: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 2 * SPACING, 0, 0)
    layout.addWidget(inside)
    return page
