"""What is built right after the first paint: pages, panels, menus, status line, and the wires between them."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QActionGroup, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

import nndesigner.nn.registries  # noqa: F401  the forms find optimizers and activations by the names of their registries
from nndesigner.core.text import tr
from nndesigner.ui.actions import describe
from nndesigner.ui.advising import Adviser
from nndesigner.ui.docks.inspector import Inspector
from nndesigner.ui.docks.log import Log
from nndesigner.ui.docks.palette import Palette
from nndesigner.ui.docks.plots import LivePlots
from nndesigner.ui.docks.problems import Problems
from nndesigner.ui.editing import Editing
from nndesigner.ui.folds_dialog import show_folds_dialog
from nndesigner.ui.journal import journal
from nndesigner.ui.pages.data_page import DataPage
from nndesigner.ui.pages.design_page import DesignPage
from nndesigner.ui.pages.results_page import ResultsPage
from nndesigner.ui.rate_dialog import show_rate_dialog
from nndesigner.ui.status import StatusLine
from nndesigner.ui.switcher import START
from nndesigner.ui.theme import MODES, theme
from nndesigner.ui.watching import Watcher
from nndesigner.ui.widgets.start_page import StartPage

if TYPE_CHECKING:
    from nndesigner.ui.main_window import MainWindow


def furnish(window: MainWindow) -> None:
    """Build everything that was not needed for the first paint."""
    document, runner = window.document, window.runner
    journal().added.connect(window.show_entry)
    window.actions_.load_icons()
    window.setWindowIcon(_application_icon())
    window.switcher.add(START, _start_page(window))
    window.switcher.add("page.data", DataPage(document, runner))
    window.switcher.add("page.design", DesignPage(document, runner))
    window.switcher.add("page.results", ResultsPage(document, runner))
    makers = {
        "dock.palette": Palette,
        "dock.inspector": Inspector,
        "dock.plots": LivePlots,
        "dock.problems": Problems,
        "dock.log": Log,
    }
    window.panels.build({name: lambda kind=kind: kind(document, runner) for name, kind in makers.items()})
    window.panels.fill_menu(window.actions_.menus["*panels"])
    window.statusBar().addPermanentWidget(StatusLine(document))
    window.adviser = Adviser(document, window)
    window.files.connect()
    window.transport.start()
    _connect_view(window)
    _connect_undo(window)
    _connect_parts(window)
    window.watcher = Watcher(window)
    window.switcher.place_changed.connect(window.panels.show_for)
    _FirstFit(window, window.switcher.page("page.design"))
    window.panels.show_for(window.switcher.place)
    window.switcher.page(window.switcher.place).setFocus()


def _application_icon() -> QIcon:
    pixmap = QPixmap()
    pixmap.loadFromData((files("nndesigner.resources") / "icons" / "nndesigner.svg").read_bytes(), "svg")
    return QIcon(pixmap)


def _start_page(window: MainWindow) -> StartPage:
    from nndesigner.data.samples import SAMPLES
    from nndesigner.files.examples import EXAMPLES

    page = StartPage()
    page.open_data.connect(window.files.open_data)
    page.open_file.connect(window.files.open)
    page.recent_chosen.connect(window.opener.open)
    page.example_chosen.connect(window.files.open_example)
    page.sample_chosen.connect(lambda name: _use_sample(window, name))
    page.fill(
        [(sample.name, sample.title, sample.summary) for sample in SAMPLES.values()],
        [(example.name, example.title, example.summary) for example in EXAMPLES],
        [path for path in window.settings.recent if path.exists()][:4],
    )
    return page


def _use_sample(window: MainWindow, name: str) -> None:
    from nndesigner.data.samples import SAMPLES

    sample = SAMPLES[name]
    window.loader.open_source({"kind": sample.kind, "name": name}, name=sample.title)


def _connect_view(window: MainWindow) -> None:
    actions = window.actions_
    group = QActionGroup(window)
    menu = actions.menus["*theme"]
    for mode in MODES:
        action = actions[f"view.theme_{mode}"]
        group.addAction(action)
        menu.addAction(action)
        action.setChecked(theme().mode == mode)
        actions.connect(f"view.theme_{mode}", lambda mode=mode: _choose_theme(window, mode))
    actions.connect("view.reset_layout", window.panels.reset)
    design = window.switcher.page("page.design")
    data = window.switcher.page("page.data")
    pasting = _Pasting(data)
    pages = {"page.design": design, "page.data": data, START: pasting, "page.results": pasting}
    window.editing = Editing(actions, lambda: pages.get(window.switcher.place), window)
    window.switcher.place_changed.connect(lambda _place: window.editing.refresh())
    design.canvas.scene().selectionChanged.connect(window.editing.refresh)
    window.document.edited.connect(window.editing.refresh)
    actions.connect("help.about", lambda: _help().show_about(window))
    actions.connect("help.shortcuts", lambda: _help().show_shortcuts(window))


def _choose_theme(window: MainWindow, mode: str) -> None:
    window.settings.set("theme", mode)
    theme().apply(QApplication.instance(), mode)


def _help():
    from nndesigner.ui import help

    return help


def _connect_undo(window: MainWindow) -> None:
    stack, actions = window.document.undo_stack, window.actions_
    edits = window.switcher.page("page.data").edits

    def undo() -> None:
        if not edits.cancel():  # what was chosen last is still being worked out: it is that which is not wanted
            stack.undo()

    for name, word, text_changed, can_changed, can, text, do in (
        ("edit.undo", tr("&Undo"), stack.undoTextChanged, stack.canUndoChanged, stack.canUndo, stack.undoText, undo),
        ("edit.redo", tr("&Redo"), stack.redoTextChanged, stack.canRedoChanged, stack.canRedo, stack.redoText, stack.redo),
    ):
        action = actions[name]

        def show_text(now: str, action=action, word=word) -> None:
            action.setText(f"{word} {now}".rstrip())
            describe(action, action.text().replace("&", ""))

        text_changed.connect(show_text)
        can_changed.connect(action.setEnabled)
        action.setEnabled(can())
        show_text(text())
        actions.connect(name, do)


class _Pasting:
    """Where there is nothing else to do with the keyboard, a table can be pasted; what becomes of it is asked, if need be."""

    def __init__(self, data: DataPage) -> None:
        self.paste = data.paste

    def parentWidget(self) -> None:
        return None


class _FirstFit(QObject):
    """Fits a network that the person has not seen yet, once the panels beside the canvas have taken their room."""

    def __init__(self, window: MainWindow, design: DesignPage) -> None:
        super().__init__(window)
        self._window = window
        self._design = design
        self._is_new = True
        design.canvas.canvas_scene.replaced.connect(self._replaced)
        window.switcher.place_changed.connect(lambda _place: self._fit())

    def _replaced(self) -> None:
        self._is_new = True
        self._fit()

    def _fit(self) -> None:
        if self._is_new and self._window.switcher.place == "page.design":
            self._is_new = False
            QTimer.singleShot(0, self, self._design.fit)


def _paint(window: MainWindow) -> None:
    window.switcher.set_empty(False)
    window.switcher.show_page("page.data")
    window.switcher.page("page.data").paint()


def _connect_parts(window: MainWindow) -> None:
    design = window.switcher.page("page.design")
    inspector = window.panels.docks["dock.inspector"].widget()

    def inspect(*_: object) -> None:
        window.panels.reveal("dock.inspector")
        inspector.focus_first()

    design.inspect_requested.connect(inspect)
    window.panels.docks["dock.palette"].widget().append_requested.connect(design.append)
    data = window.switcher.page("page.data")
    data.open_wanted.connect(window.files.open_data)
    data.text_wanted.connect(window.opener.open_text)
    data.files_wanted.connect(window.opener.open_one_of)
    window.actions_.connect("file.paste_data", data.paste)
    window.actions_.connect("file.paint_data", lambda: _paint(window))
    window.switcher.page("page.results").rows_wanted.connect(lambda: window.switcher.show_page("page.data"))
    window.actions_.connect("train.find_rate", lambda: show_rate_dialog(window.document, window))
    window.actions_.connect("train.cross_validate", lambda: show_folds_dialog(window.document, window))
    window.document.edited.connect(lambda: window.switcher.messages.clear("refused"))  # that went well: so much for that
    window.document.refused.connect(lambda text: window.tell(text, "warning", key="refused"))
