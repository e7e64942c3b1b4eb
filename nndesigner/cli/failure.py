"""How a command ends: exit code 0 done, 1 a failure while working, 2 bad input or usage; one sentence on stderr."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nndesigner.core.errors import DesignerError
from nndesigner.core.text import printable, tr

DONE, FAILED, REFUSED = 0, 1, 2


class WorkFailure(DesignerError):
    """The input was good, the work could not be finished; the message says what was kept."""


def guard(command: Callable[[], int], *, debug: bool) -> int:
    """Run ``command`` and turn whatever it raises into one sentence and an exit code; ``debug`` shows tracebacks."""
    try:
        code = command()
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return _say(tr("Interrupted; nothing was written."), FAILED)
    except Exception as error:
        if debug:
            traceback.print_exc()
        return _say(*_verdict(error))


def say(sentence: str) -> None:
    """One line on stderr, after the program's name."""
    print(f"nndesigner: {printable(' '.join(sentence.split()), 2000)}", file=sys.stderr)


def _say(sentence: str, code: int) -> int:
    say(sentence)
    return code


def _verdict(error: Exception) -> tuple[str, int]:
    if isinstance(error, WorkFailure):
        return str(error), FAILED
    if isinstance(error, DesignerError):
        return str(error), REFUSED
    if isinstance(error, MemoryError):
        return tr("There is not enough memory for this; nothing was written."), FAILED
    kind, text = type(error).__name__, str(error)
    return tr(
        "Something unexpected went wrong ({what}); --debug shows where.", what=f"{kind}: {text}" if text else kind
    ), FAILED


@contextmanager
def about(path: Path) -> Iterator[None]:
    """Let every DesignerError raised inside name ``path``."""
    try:
        yield
    except DesignerError as error:
        if str(path) in str(error) or path.name in str(error):
            raise
        raise type(error)(f"{path}: {error}") from error


@contextmanager
def writing() -> Iterator[None]:
    """A file that cannot be written is a failure while working, not bad input."""
    try:
        yield
    except DesignerError as error:
        raise WorkFailure(str(error)) from error
