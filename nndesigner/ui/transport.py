"""The transport bar: start, hold and end a run, see how far it is, and why the last one ended."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QSpinBox,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.ui.actions import Actions, describe, plain
from nndesigner.ui.theme import SPACING, theme
from nndesigner.ui.widgets.elided_label import ElidedLabel
from nndesigner.ui.widgets.numbers import ShortNumber
from nndesigner.ui.widgets.wheel import leave_wheel

_BUTTONS = ("train.play", "train.step", "train.stop", "train.reset", "train.new_weights", "train.keep_weights")


class Transport(QToolBar):
    """The bar. ``refresh`` shows the state of now; it is called for every change and every tick."""

    def __init__(self, document, runner, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(tr("Training"), parent)
        self.setObjectName("transport")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.toggleViewAction().setEnabled(False)
        self._document = document
        self._runner = runner
        self._actions = actions
        self._is_ready = False
        self._play_icon = ""
        self._lay_out()
        self.refresh()

    def start(self) -> None:
        """Connect to the project and the run; before this the bar stands there and can do nothing."""
        self._is_ready = True
        self._actions.connect("train.play", self._play_or_pause)
        for name in ("step", "stop", "reset", "new_weights"):
            self._actions.connect(f"train.{name}", getattr(self._runner, name))
        self._actions["train.keep_weights"].toggled.connect(self._keep_weights)
        self._runner.tick.connect(self.refresh)
        self._runner.state_changed.connect(lambda _state: self.refresh())
        self._document.edited.connect(self.refresh)
        self._document.project_replaced.connect(self.refresh)
        self.epochs.valueChanged.connect(self._set_epochs)
        self.learning_rate.valueChanged.connect(self._set_learning_rate)
        self.refresh()

    def _lay_out(self) -> None:
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(2 * SPACING, SPACING, 2 * SPACING, SPACING)
        row.setSpacing(SPACING)
        self.buttons = {name: self._button(row, name) for name in _BUTTONS}
        self._divide(row)
        self.epoch = self._label("train.epoch", tr("Epoch"), 88)
        row.addWidget(self.epoch)
        self.epochs = QSpinBox()
        self.epochs.setObjectName("train.epochs")
        self.epochs.setRange(1, 10_000_000)
        self.epochs.setGroupSeparatorShown(False)
        self.epochs.setKeyboardTracking(False)
        self.epochs.setFixedWidth(88)
        self._name(self.epochs, tr("Epochs to train"), tr("How many times the network sees all training rows"))
        row.addWidget(self.epochs)
        self.progress = QProgressBar()
        self.progress.setObjectName("train.progress")
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(2 * SPACING)
        self.progress.setAccessibleName(tr("Progress of the run"))
        self.speed = self._label("train.speed", tr("Samples per second"), 0)
        self.left = self._label("train.time_left", tr("Time left"), 0)
        row.addLayout(self._stack_progress())
        self._divide(row)
        row.addWidget(QLabel(tr("Learning rate")))
        self.learning_rate = ShortNumber(1e-9, 100.0)
        self.learning_rate.setObjectName("train.learning_rate")
        self.learning_rate.setFixedWidth(88)
        self._name(self.learning_rate, tr("Learning rate"), tr("How far each step goes; may be changed while training"))
        row.addWidget(self.learning_rate)
        self.buttons["train.find_rate"] = self._button(row, "train.find_rate")
        self._divide(row)
        self.reason = ElidedLabel(2)
        self.reason.setObjectName("train.reason")
        self.reason.setProperty("quiet", True)
        self.reason.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self.reason, 1)
        self.addWidget(body)
        body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def _stack_progress(self) -> QVBoxLayout:
        """The bar with speed and time left below it; the room is kept when there is nothing to say, so that nothing jumps."""
        facts = QHBoxLayout()
        facts.addWidget(self.speed)
        facts.addStretch()
        facts.addWidget(self.left)
        column = QVBoxLayout()
        column.setSpacing(SPACING)
        column.addStretch()
        column.addWidget(self.progress)
        column.addLayout(facts)
        column.addStretch()
        self.progress.setFixedWidth(self._width_of(tr("888 k samples/s")) + self._width_of(tr("88 min left")) + 4 * SPACING)
        for label in (self.speed, self.left):
            label.setFixedHeight(self.fontMetrics().height())
            label.setProperty("quiet", True)
        return column

    def _button(self, row: QHBoxLayout, name: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self._actions[name])
        button.setObjectName(name)
        button.setIconSize(QSize(5 * SPACING, 5 * SPACING))
        button.setFixedSize(9 * SPACING, 9 * SPACING)
        button.setAccessibleName(plain(self._actions[name].text()))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(button)
        return button

    @staticmethod
    def _divide(row: QHBoxLayout) -> None:
        line = QFrame()
        line.setFrameShape(QFrame.Shape.VLine)
        line.setFrameShadow(QFrame.Shadow.Plain)
        line.setForegroundRole(line.palette().ColorRole.Mid)
        row.addSpacing(SPACING)
        row.addWidget(line)
        row.addSpacing(SPACING)

    @staticmethod
    def _label(name: str, title: str, width: int) -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setAccessibleName(title)
        label.setToolTip(title)
        label.setMinimumWidth(width)
        return label

    @staticmethod
    def _name(field: QWidget, title: str, tip: str) -> None:
        field.setAccessibleName(title)
        field.setToolTip(tip)
        leave_wheel(field, unless_focused=True)

    def _width_of(self, text: str) -> int:
        """Room for the longest text that is to be expected, so that the bar does not fidget."""
        return self.fontMetrics().horizontalAdvance(text)

    def _keep_weights(self, is_on: bool) -> None:
        self._runner.keep_weights = is_on
        self.refresh()

    def _play_or_pause(self) -> None:
        if self._runner.state == "training":
            self._runner.pause()
        else:
            self._runner.play()

    def refresh(self) -> None:
        """Show the state of now."""
        state = self._runner.state
        is_training, is_active = state == "training", state in ("training", "paused")
        why_not = self._why_not()
        self._show_play(is_training, is_active, why_not)
        self._enable("train.step", why_not is None or state == "paused", tr("Train exactly one epoch, then pause"), why_not)
        self._actions["train.step"].setEnabled(state == "paused" or (not is_training and why_not is None))
        self._actions["train.stop"].setEnabled(is_active)
        busy = tr("End the run first.") if is_active else why_not
        self._enable("train.find_rate", busy is None, tr("Try growing learning rates on a copy"), busy)
        tip = tr("Train once a fold on copies, and see how much the figures vary")
        self._enable("train.cross_validate", busy is None, tip, busy)
        has_run = self._is_ready and (is_active or self._runner.feed is not None or self._document.project.trained is not None)
        self._actions["train.reset"].setEnabled(has_run and why_not is None)
        self._actions["train.new_weights"].setEnabled(self._is_ready and why_not is None)
        self._show_progress(state)
        self._show_fields()

    def _show_play(self, is_training: bool, is_active: bool, why_not: str | None) -> None:
        play = self._actions["train.play"]
        icon = "pause" if is_training else "play"
        play.setText(tr("&Pause") if is_training else tr("R&esume") if is_active else tr("&Play"))
        tip = tr("Hold the run") if is_training else tr("Go on with the run") if is_active else tr("Train the network")
        self._enable("train.play", is_active or why_not is None, tip, why_not)
        self.buttons["train.play"].setAccessibleName(plain(play.text()))
        if self._is_ready and icon != self._play_icon:
            self._play_icon = icon
            theme().set_icon(play, icon, "accent")

    def _enable(self, name: str, is_enabled: bool, tip: str, why_not: str | None) -> None:
        action = self._actions[name]
        action.setEnabled(is_enabled)
        text = tip if is_enabled or not why_not else tr("{what}: not yet. {why}", what=plain(action.text()), why=why_not)
        if action.statusTip() != text:
            describe(action, text)

    def _why_not(self) -> str | None:
        """The sentence why a new run cannot start; None when it can."""
        if not self._is_ready:
            return tr("The window is still being set up.")
        project = self._document.project
        if project.table is None:
            if project.trained is not None and project.trained.recipe is None:
                return tr("This model has no training data. Open a CSV to train it further.")
            if project.trained is not None:
                return tr("This model has no training data. Open a CSV to train it further; predicting works at once.")
            return tr("There is no training data. Open or drop a CSV first.")
        errors = [problem for problem in project.analysis.problems if problem.severity == "error"]
        return errors[0].message if errors else None

    def _show_progress(self, state: str) -> None:
        feed = self._runner.feed
        progress = feed.progress if feed is not None else None
        epoch = progress.epoch if progress is not None else 0
        self.epoch.setText(tr("Epoch {epoch} of", epoch=epoch))
        self.epoch.setMinimumWidth(self._width_of(tr("Epoch {epoch} of", epoch=self.epochs.value())))
        self.progress.setValue(round(1000 * progress.fraction) if progress is not None else 0)
        speed = (
            tr("{count} samples/s", count=_short(progress.samples_per_second)) if progress is not None else tr("Not started")
        )
        self.speed.setText(speed)
        left = progress.seconds_left if state == "training" and progress is not None else None
        self.left.setText(tr("{time} left", time=_duration(left)) if left is not None else "")
        reason = self._runner.reason
        if state == "paused":
            reason = tr("Paused after epoch {epoch}.", epoch=epoch)
        elif state == "training":
            kept = self._runner.kept
            reason = tr("Training …") if kept is None else tr("Training … {kept}", kept=kept.summary)
        else:
            reason = self._why_not() or reason or tr("Ready to train.")
        self.reason.setText(reason)

    def _show_fields(self) -> None:
        if not self._is_ready:
            self.epochs.setEnabled(False)
            self.learning_rate.setEnabled(False)
            return
        settings = self._document.project.settings
        for field, value in ((self.epochs, settings.epochs), (self.learning_rate, self._rate())):
            field.setEnabled(True)
            if not field.hasFocus() or field.value() != value:
                field.blockSignals(True)
                if field.value() != value and not (field.hasFocus() and field.lineEdit().isModified()):
                    field.setValue(value)
                field.blockSignals(False)

    def _rate(self) -> float:
        if self._runner.is_active and self._runner.learning_rate is not None:
            return self._runner.learning_rate
        return self._document.project.settings.learning_rate

    def _set_epochs(self, value: int) -> None:
        self._change(epochs=value)

    def _set_learning_rate(self, value: float) -> None:
        if self._runner.is_active:
            try:
                self._runner.set_learning_rate(value)
            except DesignerError as error:
                self._document.refused.emit(str(error))
        else:
            self._change(optimizer=self._document.project.settings.with_learning_rate(value).optimizer)

    def _change(self, **changes) -> None:
        from nndesigner.project.edits import SetSettings

        self._document.push(SetSettings(self._document.project, **changes))


def _short(value: float) -> str:
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value:.0f}"


def _duration(seconds: float) -> str:
    if seconds < 1:
        return "< 1 s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes >= 10 else f"{minutes} min {rest} s"
