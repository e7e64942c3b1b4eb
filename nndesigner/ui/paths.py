"""Asking for a file: dialogs start where the last file was; a name gets its suffix before anything is replaced."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nndesigner.core.text import tr
from nndesigner.data.suffixes import SUFFIXES
from nndesigner.ui.data_kinds import pattern
from nndesigner.ui.settings import Settings

PROJECT = "NN Designer project (*.nnproj)"
MODEL = "Trained model (*.pkl)"
ANY_MODEL = "Trained model (*.pkl *.onnx *.safetensors *.keras)"
TABLE = f"Table ({pattern(SUFFIXES)})"
WRITTEN_TABLE = "Table (*.csv)"
ANYTHING = "All files (*)"


def ask_path(parent: QWidget, title: str, kinds: str, name: str = "", is_saving: bool = False) -> Path | None:
    """Ask for a file of ``kinds`` (as Qt's filters); to save, under ``name`` at first. None when nothing was chosen."""
    settings = Settings()
    folder = Path(settings.get("folder") or Path.home())
    start = folder / name if name else folder
    while True:
        if is_saving:
            option = QFileDialog.Option.DontConfirmOverwrite
            chosen, _kind = QFileDialog.getSaveFileName(parent, title, str(start), kinds, options=option)
        else:
            chosen, _kind = QFileDialog.getOpenFileName(parent, title, str(start), kinds)
        if not chosen:
            return None
        path = complete(Path(chosen), kinds) if is_saving else Path(chosen)
        if not is_saving or not path.exists() or _may_replace(parent, title, path):
            settings.set("folder", str(path.resolve().parent))
            return path
        start = path


def ask_folder(parent: QWidget, title: str) -> Path | None:
    """Ask for a folder. None when nothing was chosen."""
    settings = Settings()
    chosen = QFileDialog.getExistingDirectory(parent, title, str(settings.get("folder") or Path.home()))
    if not chosen:
        return None
    settings.set("folder", str(Path(chosen).resolve().parent))
    return Path(chosen)


def complete(path: Path, kinds: str) -> Path:
    """``path`` with the suffix of the first of ``kinds``, unless it has one of theirs."""
    suffixes = re.findall(r"\*(\.\w+)", kinds)
    return path if not suffixes or path.suffix.lower() in suffixes else path.with_name(path.name + suffixes[0])


def _may_replace(parent: QWidget, title: str, path: Path) -> bool:
    box = QMessageBox(QMessageBox.Icon.Warning, title, tr("{name} exists already.", name=path.name), parent=parent)
    box.setObjectName("question.replace")
    box.setInformativeText(tr("Replace it? What it holds now would be lost."))
    replace = box.addButton(tr("&Replace"), QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton(tr("&Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    is_replacing = box.clickedButton() is replace
    box.deleteLater()
    return is_replacing


def ask_changed(parent: QWidget, path: Path) -> str:
    """Ask what to do with a file that another program changed: "replace", "save_as" or "cancel"."""
    text = tr("{name} was changed by another program since it was opened here.", name=path.name)
    box = QMessageBox(QMessageBox.Icon.Warning, tr("Save project"), text, parent=parent)
    box.setObjectName("question.changed")
    box.setInformativeText(tr("Replacing it loses what the other program wrote."))
    replace = box.addButton(tr("&Replace"), QMessageBox.ButtonRole.DestructiveRole)
    save_as = box.addButton(tr("Save &As…"), QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton(tr("&Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(save_as)
    box.setEscapeButton(cancel)
    box.exec()
    answer = {id(replace): "replace", id(save_as): "save_as"}.get(id(box.clickedButton()), "cancel")
    box.deleteLater()
    return answer
