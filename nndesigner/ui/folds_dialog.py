"""Cross-validation in the window: the network trained once a fold on a thread of its own, and what came of each."""

from __future__ import annotations

import math
from statistics import mean, stdev
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSpinBox, QVBoxLayout, QWidget

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.ui.folds_table import FoldsTable, with_deviation
from nndesigner.ui.pages.results.evaluation_panel import LEADING
from nndesigner.ui.pages.results.figures import METRICS, figure
from nndesigner.ui.tasks import Task
from nndesigner.ui.theme import SPACING, title_font

if TYPE_CHECKING:
    from nndesigner.session.cross_validation import CrossValidation, CrossValidator
    from nndesigner.session.job import Job
    from nndesigner.ui.document import Document

FEWEST, MOST, USUAL = 2, 20, 5
_REDRAW_MS = 50
_POLL_S = 0.05


class FoldsDialog(QDialog):
    """How many folds, a button, then a row for each as it is done. The project is not changed: copies of its network train."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.folds_dialog")
        self.setWindowTitle(tr("Cross-Validation"))
        self._document = document
        self._task: Task | None = None
        self._job: Job | None = None
        self.validator: CrossValidator | None = None
        self.found: CrossValidation | None = None
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(_REDRAW_MS)
        self._timer.timeout.connect(self._draw)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self)
        copy.activated.connect(self.copy)
        document.project_replaced.connect(self.close)
        document.edited.connect(self._edited)
        self._describe()

    @property
    def is_busy(self) -> bool:
        """Whether folds are being trained."""
        return self._task is not None

    def start(self) -> None:
        """Train once a fold, on a thread of its own."""
        from nndesigner.session.cross_validation import CrossValidator
        from nndesigner.session.job import Job

        if self._task is not None:
            return
        self.found = None
        self._describe()
        try:
            self._job = job = Job.from_project(self._document.project)
            self.validator = validator = CrossValidator(job, self.folds.value())
        except DesignerError as error:
            self._fail(str(error), "")
            return
        self._task = Task(tr("Cross-validating"), lambda _progress, cancelled: _train(validator, cancelled))
        self._task.done.connect(self._show)
        self._task.failed.connect(self._fail)
        self._task.stopped.connect(self._stopped)
        self.headline.setText(tr("Training …"))
        self.table.show_folds(validator.done)
        self._enable()
        self._task.start()
        self._timer.start()

    def cancel(self) -> None:
        """Stop at once; the folds that are done stay."""
        if self._task is not None:
            self._task.cancel()

    def copy(self) -> None:
        """Put the table into the clipboard, with tabs between its cells."""
        if self.found is not None and self.found.folds:
            QGuiApplication.clipboard().setText(f"{self.headline.text()}\n{self.table.text()}\n")

    def _draw(self) -> None:
        validator = self.validator
        if validator is None:
            return
        if len(validator.done.folds) != self._shown:
            self._show_folds(validator.done)
        count, progress = len(validator.jobs), validator.feed.progress
        done = validator.fold + (progress.fraction if progress is not None else 0.0)
        self.progress.setValue(round(1000 * done / count))
        where = tr("Fold {number} of {count}", number=validator.fold + 1, count=count)
        epoch = "" if progress is None else tr(", epoch {epoch} of {epochs}", epoch=progress.epoch, epochs=progress.epochs)
        self.headline.setText(where + epoch)

    def _show_folds(self, found: CrossValidation) -> None:
        self._shown = len(found.folds)
        self.table.show_folds(found)

    def _show(self, found: CrossValidation) -> None:
        self._end(found)
        self.progress.setValue(1000)
        self.headline.setText(self._verdict(found))

    def _stopped(self) -> None:
        assert self.validator is not None
        found = self.validator.done
        self._end(found)
        self.headline.setText(tr("Stopped after {done} of {count} folds.", done=len(found.folds), count=found.planned))

    def _fail(self, sentence: str, _details: str) -> None:
        self._end(None)
        self.headline.setText("")
        self.sentence.setText(sentence)

    def _end(self, found: CrossValidation | None) -> None:
        self._timer.stop()
        self._task = None
        self.found = found
        if found is not None:
            self._show_folds(found)
        self._enable()

    def _verdict(self, found: CrossValidation) -> str:
        """The leading metric with its deviation, and what the best of the baselines reaches."""
        assert self._job is not None
        leading = LEADING[str(self._job.recipe.task)]
        text = f"{tr(METRICS[leading])} {with_deviation(found, leading)}"
        others = {name: metrics[leading] for name, metrics in found.baselines.items() if leading in metrics}
        if not others:
            return text
        name = max(others, key=lambda name: others[name])
        words = {
            "better": tr("{text}, better than {name} with {value}"),
            "worse": tr("{text}, worse than {name} with {value}"),
            "equal": tr("{text}, about as good as {name} with {value}"),
        }[compared(found, leading, name)]
        return words.format(text=text, name=name, value=figure(leading, others[name]))

    def _describe(self) -> None:
        """Say what will be done with which rows."""
        from nndesigner.data.splits import SPLITS

        split = self._document.project.split
        texts = [
            tr("For each fold a copy of the network is trained on the other folds, and measured on this one."),
            tr(SPLITS.get(split.method).folding).format(column=split.column),
        ]
        if split.test > 0 or split.method == "column":
            texts.append(tr("The test rows stay sealed."))
        if self._document.project.settings.early_stopping is not None:
            texts.append(tr("Patience looks at the fold that is measured, which makes the figures a little kind."))
        self.sentence.setText(" ".join(texts))

    def _edited(self) -> None:
        if self._task is not None:
            return
        if self.found is None:
            self._describe()
        elif self._job is not None:
            self.past.setVisible(_essence(self._job) != _essence(self._document.project))

    def _enable(self) -> None:
        is_busy = self._task is not None
        self.go.setText(tr("Start") if self.found is None else tr("Again"))
        self.go.setEnabled(not is_busy)
        self.stop.setEnabled(is_busy)
        self.folds.setEnabled(not is_busy)
        self.copy_button.setEnabled(self.found is not None and bool(self.found.folds))
        self.past.hide()

    def _lay_out(self) -> None:
        self._shown = -1
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setObjectName("train.folds_sentence")
        self.headline = QLabel(wordWrap=True)
        self.headline.setObjectName("train.folds_headline")
        self.headline.setFont(title_font(1.15))
        self.past = QLabel(
            tr("Network, data or settings have changed since: these figures are those of before."), wordWrap=True
        )
        self.past.setProperty("quiet", True)
        self.folds = QSpinBox(minimum=FEWEST, maximum=MOST, value=USUAL)
        self.folds.setObjectName("train.folds_count")
        self.folds.setAccessibleName(tr("Number of folds"))
        label = QLabel(tr("&Folds"))
        label.setBuddy(self.folds)
        self.progress = QProgressBar(maximum=1000, textVisible=False)
        self.progress.setAccessibleName(tr("Progress of the cross-validation"))
        self.progress.setFixedHeight(2 * SPACING)
        self.table = FoldsTable()
        self.go = self._button("train.folds_go", tr("Start"), self.start)
        self.go.setDefault(True)
        self.stop = self._button("train.folds_stop", tr("Cancel"), self.cancel)
        self.copy_button = self._button("train.folds_copy", tr("Copy"), self.copy)
        self.copy_button.setToolTip(tr("Copy the table, as a spreadsheet takes it (Ctrl+C)"))
        close = self._button("train.folds_close", tr("Close"), self.close)
        top, bottom, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for widget in (label, self.folds, self.go, self.stop):
            top.addWidget(widget)
        top.addWidget(self.progress, 1)
        bottom.addWidget(self.copy_button)
        bottom.addStretch()
        bottom.addWidget(close)
        column.setSpacing(2 * SPACING)
        column.addWidget(self.sentence)
        column.addLayout(top)
        column.addWidget(self.headline)
        column.addWidget(self.past)
        column.addWidget(self.table, 1)
        column.addLayout(bottom)
        self.resize(220 * SPACING, 110 * SPACING)
        self._enable()

    def _button(self, name: str, text: str, clicked: Any) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: clicked())
        return button

    def closeEvent(self, event: QCloseEvent) -> None:
        self.cancel()
        super().closeEvent(event)


def compared(found: CrossValidation, metric: str, baseline: str) -> str:
    """Whether the network is "better" or "worse" than ``baseline`` in a metric that is to be large, or "equal".

    The differences within the folds tell, for what is hard in a fold is hard for both; a mean of theirs within two standard
    errors of 0 says nothing: one fold that differs is always one standard error.
    """
    differences = [fold.metrics[metric] - fold.baselines[baseline][metric] for fold in found.folds]
    middle = mean(differences)
    error = stdev(differences) / math.sqrt(len(differences)) if len(differences) > 1 else 0.0
    return "equal" if abs(middle) <= 2 * error else "better" if middle > 0 else "worse"


def _train(validator: CrossValidator, cancelled: Any) -> CrossValidation:
    """Every fold; returns soon after a cancel, whatever the fold in hand is doing."""
    validator.start()
    while validator.is_alive():
        validator.join(_POLL_S)
        if cancelled():
            validator.control.stop()
            return validator.done
    if validator.failed is not None:
        raise validator.failed.error or DesignerError(validator.failed.message)
    return validator.done


def _essence(of: Any) -> tuple[Any, ...]:
    """What figures depend on: all but names, places and notes."""
    contents = of.contents
    blocks = {key: (node.kind, node.options) for key, node in contents.graph.nodes.items()}
    return (id(contents.table), contents.recipe, contents.split, contents.settings, blocks, contents.graph.wires)


def show_folds_dialog(document: Document, window: QWidget) -> None:
    """Show the dialog of ``window``, a new one if there is none; it keeps its figures while it is closed."""
    dialog = window.findChild(FoldsDialog) or FoldsDialog(document, window)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
