"""Where a command reads and writes: names are checked before any work is done."""

from __future__ import annotations

from pathlib import Path

from nndesigner.core.errors import FileError
from nndesigner.core.text import tr

SHEET = tr("the sheet of a workbook, by name or number; without it, the one with the most cells")


def input_file(text: str, *, folders: bool = False) -> Path:
    """Return the path of a readable file, or with ``folders`` of a folder. Raises FileError naming it."""
    path = Path(text)
    if not text:
        raise FileError(tr("An empty text is no file name; give a file."))
    try:
        if path.is_dir():
            if folders:
                return path
            raise FileError(tr("{path} is a folder; give a file.", path=path))
        with path.open("rb"):
            return path
    except OSError as error:
        raise FileError(tr("{path} cannot be opened: {reason}.", path=path, reason=_reason(error))) from error
    except ValueError as error:  # a NUL in the name
        raise FileError(tr("{path} is not a file name.", path=repr(text))) from error


def file_of_kind(text: str, kind: str) -> Path:
    """Return the path of a readable file that is a "project", "model" or "table". Raises FileError saying what it is."""
    from nndesigner.files.kinds import kind_of

    path = input_file(text, folders=kind == "table")
    found = kind_of(path)
    if found != kind:
        nouns = {"project": tr("a project"), "model": tr("a trained model"), "table": tr("a table")}
        raise FileError(tr("{path} is {found}; give {wanted} here.", path=path, found=nouns[found], wanted=nouns[kind]))
    return path


def output_file(text: str | None, *, beside: Path, suffix: str, inputs: tuple[Path, ...] = ()) -> Path:
    """Return where to write: ``text``, or ``beside`` with its suffix replaced.

    Raises FileError where the folder is missing or the name is that of an input.
    """
    path = Path(text) if text is not None else beside.with_name(beside.stem + suffix)
    if path.is_dir():
        raise FileError(tr("The output {path} is a folder; give a file name.", path=path))
    if not path.parent.is_dir():
        raise FileError(tr("The output {path} cannot be written: there is no folder {folder}.", path=path, folder=path.parent))
    spare(path, *inputs)
    return path


def spare(path: Path, *inputs: Path) -> None:
    """Raise FileError if writing ``path`` would overwrite one of ``inputs``."""
    for source in inputs:
        if path == source or (path.exists() and source.exists() and path.samefile(source)):
            raise FileError(tr("The output {path} would overwrite the input; give another name with -o.", path=path))


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
