"""The dock panels: where they stand at first, which of them a page shows, and what the person made of that."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QElapsedTimer, QEvent, QObject, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.painting_later import paint_later
from nndesigner.ui.settings import Settings
from nndesigner.ui.switcher import START

LAYOUT_VERSION = 1
_MOTION_MS = 600  # panels that were just shown are still on their way to their sizes
_PAINT_MS = 12  # after the page
_LEFT, _RIGHT, _BOTTOM = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)

# objectName: title, first place, first width, first height (of those at the bottom: _HEIGHTS)
PANELS: dict[str, tuple[str, Qt.DockWidgetArea, int, int]] = {
    "dock.palette": ("Layers", _LEFT, 200, 400),
    "dock.inspector": ("Inspector", _RIGHT, 300, 400),
    "dock.plots": ("Live plots", _BOTTOM, 940, 0),
    "dock.problems": ("Problems", _BOTTOM, 330, 0),
    "dock.log": ("Log", _BOTTOM, 330, 0),
}
_HIDDEN: dict[str, frozenset[str]] = {
    START: frozenset(PANELS),
    "page.data": frozenset({"dock.palette", "dock.inspector"}),
    "page.design": frozenset(),
    "page.results": frozenset({"dock.palette", "dock.inspector"}),
}
# How high the panels at the bottom are at first: on the Data page the tables need the room.
_HEIGHTS = {"page.data": 160, "page.design": 236, "page.results": 236}


class Panels(QObject):
    """Makes the docks of PANELS on ``window`` and shows those that the current place wants."""

    def __init__(self, window: QMainWindow, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._place = ""
        self._is_sized = False
        self._hidden = _parsed(settings.get("panels"))
        self._widths: dict[str, int] = {}
        self._heights = _HEIGHTS | _parsed_heights(settings.get("heights"))
        self._entered = QElapsedTimer()
        self._entered.start()
        self.docks: dict[str, QDockWidget] = {}

    def build(self, make: dict[str, Callable[[], QWidget]]) -> None:
        """Make every dock with the widget that ``make`` gives for its name."""
        window = self._window
        window.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.AnimatedDocks
        )
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, window.tabPosition(_BOTTOM).North)
        for name, (title, *_rest) in PANELS.items():
            dock = QDockWidget(tr(title), window)
            dock.setObjectName(name)
            dock.setAccessibleName(tr(title))
            dock.setWidget(make[name]())
            dock.installEventFilter(self)
            dock.toggleViewAction().triggered.connect(lambda is_on, name=name: self._remember(name, is_on))
            self.docks[name] = dock
        self._arrange()
        state = self._settings.get("layout")
        if isinstance(state, QByteArray) and not state.isEmpty():
            self._is_sized = window.restoreState(state, LAYOUT_VERSION)

    def fill_menu(self, menu: QMenu) -> None:
        """Put a switch for every panel into ``menu``."""
        for dock in self.docks.values():
            action = dock.toggleViewAction()
            action.setToolTip(tr("Show or hide {title}", title=dock.windowTitle()))
            menu.addAction(action)

    def show_for(self, place: str) -> None:
        """Show the panels that belong to ``place``, as the person left them."""
        self._leave()
        self._entered.restart()
        self._place = place
        for name, dock in self.docks.items():
            is_shown = name not in self._hidden[place]
            if is_shown and dock.isHidden():
                paint_later(dock, _PAINT_MS)
            dock.setVisible(is_shown)
        if place == START:
            return
        self._front()
        if not self._is_sized:
            self._is_sized = place == "page.design"  # the first place with every panel
            self._window.layout().activate()
            self._size()
        else:
            self._window.layout().activate()
            self._restore_sizes()

    def _leave(self) -> None:
        """Remember how large the panels are: hiding and showing those beside them would change it little by little."""
        if self._place and self._place != START and self._entered.elapsed() > _MOTION_MS:
            self._widths |= {name: self.docks[name].width() for name in self._standing()}
            for dock in self._at_bottom():
                self._heights[self._place] = dock.height()

    def _standing(self) -> list[str]:
        """The panels that take room in the window; of those that share a place, one."""
        standing: list[str] = []
        for name, dock in self.docks.items():
            beside = self._window.tabifiedDockWidgets(dock)
            if dock.isVisible() and not dock.isFloating() and not any(self.docks[other] in beside for other in standing):
                standing.append(name)
        return standing

    def _at_bottom(self) -> list[QDockWidget]:
        """One of the panels that stand at the bottom, if there is any: they are equally high."""
        docks = [self.docks[name] for name in self._standing()]
        return [dock for dock in docks if self._window.dockWidgetArea(dock) == _BOTTOM][:1]

    def _restore_sizes(self) -> None:
        names = [name for name in self._standing() if name in self._widths]
        widths = [self._widths[name] for name in names]
        self._window.resizeDocks([self.docks[name] for name in names], widths, Qt.Orientation.Horizontal)
        docks = self._at_bottom()  # none on the start page
        self._window.resizeDocks(docks, [self._heights.get(self._place, 0)] * len(docks), Qt.Orientation.Vertical)

    def reveal(self, name: str) -> None:
        """Show one panel, in front of those it shares a place with."""
        self._remember(name, True)
        self.docks[name].show()
        self.docks[name].raise_()

    def reset(self) -> None:
        """Put everything back to where it was at first."""
        place = self._place
        self._settings.forget(["layout", "panels", "heights"])
        self._hidden = _parsed("")
        self._heights = dict(_HEIGHTS)
        self._place = ""
        for dock in self.docks.values():
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        self._arrange()
        self.show_for(place or START)

    def save(self) -> None:
        """Remember where everything stands."""
        self._leave()
        self._settings.set("heights", ";".join(f"{place}={height}" for place, height in self._heights.items()))
        self._settings.set("layout", self._window.saveState(LAYOUT_VERSION))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close and self._window.isVisible():
            self._remember(watched.objectName(), False)
        return False

    def _remember(self, name: str, is_shown: bool) -> None:
        hidden = self._hidden.setdefault(self._place, set())
        (hidden.discard if is_shown else hidden.add)(name)
        self._settings.set("panels", _written(self._hidden))

    def _arrange(self) -> None:
        window, docks = self._window, self.docks
        for name, (_title, area, _width, _height) in PANELS.items():
            window.addDockWidget(area, docks[name])
            docks[name].show()
        window.splitDockWidget(docks["dock.plots"], docks["dock.problems"], Qt.Orientation.Horizontal)
        window.tabifyDockWidget(docks["dock.problems"], docks["dock.log"])
        self._is_sized = False
        self._front()

    def _size(self) -> None:
        """Give the panels their first sizes; hidden ones would not take them."""
        shown = [name for name in PANELS if self.docks[name].isVisible()]
        docks = [self.docks[name] for name in shown]
        self._widths = {name: PANELS[name][2] for name in shown}
        self._window.resizeDocks(docks, [PANELS[name][2] for name in shown], Qt.Orientation.Horizontal)
        heights = [PANELS[name][3] if PANELS[name][1] != _BOTTOM else self._heights.get(self._place, 0) for name in shown]
        self._window.resizeDocks(docks, heights, Qt.Orientation.Vertical)

    def _front(self) -> None:
        self.docks["dock.problems"].raise_()


def _written(hidden: dict[str, set[str]]) -> str:
    """``place=name,name;place=…``: what each place hides."""
    return ";".join(f"{place}={','.join(sorted(names))}" for place, names in hidden.items())


def _parsed_heights(text: str) -> dict[str, int]:
    """``place=height;place=height``, as far as it can be read."""
    pairs = (row.partition("=") for row in text.split(";"))
    return {place: int(height) for place, _, height in pairs if place in _HEIGHTS and height.isdecimal()}


def _parsed(text: str) -> dict[str, set[str]]:
    """The reverse; a place that is not in ``text`` hides what it hides at first."""
    hidden = {place: set(names) for place, names in _HIDDEN.items()}
    for row in filter(None, text.split(";")):
        place, _, names = row.partition("=")
        if place in hidden and place != START:
            hidden[place] = {name for name in names.split(",") if name in PANELS}
    return hidden
