"""The log: what happened, newest last, with the details of what went wrong ready to copy."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from nndesigner.core.text import tr
from nndesigner.ui.journal import LIMIT, Entry, journal
from nndesigner.ui.theme import SPACING, theme

_ENTRY = Qt.ItemDataRole.UserRole


class Log(QWidget):
    """The journal as a list."""

    def __init__(self, document, runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("log")
        self._runner = runner
        self.list = QTreeWidget()
        self.list.setObjectName("log.entries")
        self.list.setAccessibleName(tr("Log"))
        self.list.setHeaderLabels([tr("Time"), tr("What happened")])
        self.list.setRootIsDecorated(False)
        self.list.setWordWrap(True)
        self.list.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.list.setColumnWidth(0, 96)
        self.copy = QPushButton(tr("Copy details"))
        self.copy.setObjectName("log.copy")
        self.copy.setToolTip(tr("Copy the selected line with everything a maintainer needs to know"))
        self.clear = QPushButton(tr("Clear"))
        self.clear.setObjectName("log.clear")
        self._lay_out()
        self.copy.clicked.connect(self._copy)
        self.clear.clicked.connect(self._clear)
        self.list.itemSelectionChanged.connect(self._update_buttons)
        for entry in journal().entries:
            self._add(entry)
        journal().added.connect(self._add)
        theme().changed.connect(self._recolour)
        runner.run_started.connect(self._run_started)
        runner.run_ended.connect(self._run_ended)
        runner.weights_kept.connect(lambda report: journal().add(str(report)))
        self._update_buttons()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACING)
        column.setSpacing(SPACING)
        column.addWidget(self.list)
        row = QHBoxLayout()
        row.setContentsMargins(SPACING, 0, 2 * SPACING, 0)
        row.addStretch()
        row.addWidget(self.copy)
        row.addWidget(self.clear)
        column.addLayout(row)

    def _add(self, entry: Entry) -> None:
        item = QTreeWidgetItem([time.strftime("%H:%M:%S", time.localtime(entry.time)), entry.text])
        item.setData(0, _ENTRY, entry)
        item.setToolTip(1, entry.text)
        self._colour(item)
        self.list.addTopLevelItem(item)
        while self.list.topLevelItemCount() > LIMIT:
            self.list.takeTopLevelItem(0)
        self.list.scrollToItem(item)
        self._update_buttons()

    def _colour(self, item: QTreeWidgetItem) -> None:
        level = item.data(0, _ENTRY).level
        item.setForeground(0, theme().color("muted"))
        item.setForeground(1, theme().color(level if level in ("error", "warning") else "text"))
        if level in ("error", "warning"):
            item.setIcon(1, theme().icon(level, level))

    def _recolour(self) -> None:
        for row in range(self.list.topLevelItemCount()):
            self._colour(self.list.topLevelItem(row))

    def _update_buttons(self) -> None:
        self.copy.setEnabled(self.list.topLevelItemCount() > 0)
        self.clear.setEnabled(self.list.topLevelItemCount() > 0)

    def _copy(self) -> None:
        chosen = self.list.selectedItems()
        if not chosen:
            chosen = [self.list.topLevelItem(self.list.topLevelItemCount() - 1)]
        QApplication.clipboard().setText("\n".join(item.data(0, _ENTRY).report() for item in chosen))

    def _clear(self) -> None:
        journal().entries.clear()
        self.list.clear()
        self._update_buttons()

    def _run_started(self) -> None:
        journal().add(tr("Training started."))

    def _run_ended(self, event) -> None:
        journal().add(tr("Training ended: {reason}", reason=self._runner.reason))
