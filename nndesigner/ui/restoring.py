"""After a crash: offer what the recovery file holds, without standing in the way of the start."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import tr
from nndesigner.ui.recovery import Found, delete

if TYPE_CHECKING:
    from pathlib import Path

    from nndesigner.project.project import Project
    from nndesigner.ui.main_window import MainWindow


def offer(window: MainWindow, found: Sequence[Found]) -> None:
    """Ask in the message bar whether to restore the newest copy; the others wait for the next start."""
    newest = found[0]
    name = newest.original.stem if newest.original else tr("an untitled project")
    when = time.strftime("%H:%M, %d %B", time.localtime(newest.written))
    text = tr("The last session ended unexpectedly. There are unsaved changes of {name} from {when}.", name=name, when=when)
    if newest.weights is not None:
        text = tr("The last session ended unexpectedly. There is unsaved work on {name} from {when}, with a trained network.")
        text = text.format(name=name, when=when)

    def discard() -> None:
        delete(newest.copy)
        if found[1:]:
            offer(window, found[1:])  # each is named before it goes

    def take() -> None:
        if not restore(window, newest):
            offer(window, found)

    window.tell(text, "warning", key="recovery", buttons=[(tr("Restore"), take), (tr("Discard"), discard)])


def restore(window: MainWindow, found: Found) -> bool:
    """Open the copy as unsaved changes of the file that it belongs to. False when the person would rather stay here first."""
    from nndesigner.files.project_file import load_project

    if not window.files.may_leave():
        return False
    try:
        project = load_project(found.copy)
    except DesignerError as error:
        window.tell(tr("The unsaved changes could not be restored. {reason}", reason=error), "error")
        found.copy.rename(found.copy.with_suffix(".damaged"))
        return True
    window.document.set_project(project, found.original, is_saved=False)
    if found.weights is not None:
        _restore_weights(window, project, found.weights)
    window.show_page_of_project()
    recovery = window.recovery
    if recovery is not None:
        recovery.write(at_once=True)
    if recovery is not None and project.trained is not None:
        recovery.keep(project.trained, lambda: delete(found.copy))  # what was found stays until it stands elsewhere
    else:
        delete(found.copy)
    return True


def _restore_weights(window: MainWindow, project: Project, path: Path) -> None:
    """Give the project the network that was trained last; the project alone is restored if that cannot be read."""
    from nndesigner.files.model_file import load_trained

    try:
        project.trained = load_trained(path)
    except DesignerError as error:
        window.tell(tr("The trained network could not be restored. {reason}", reason=error), "warning")
    else:
        ended = str(project.trained.card.get("ended", ""))
        window.tell(tr("The trained network is restored. {ended}", ended=ended).strip(), key="model")
