"""``nndesigner train P.nnproj --folds K``: train once a fold and print every fold, the mean and the deviation."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from nndesigner.cli.failure import DONE, WorkFailure, about
from nndesigner.core.errors import OptionError
from nndesigner.core.text import tr

if TYPE_CHECKING:
    from nndesigner.session.job import Job


def check_arguments(folds: int | None, *, as_json: bool, output: str | None, history: str | None) -> None:
    """Raise OptionError where arguments exclude each other."""
    if folds is None and as_json:
        raise OptionError(tr("--json prints the folds of a cross-validation; give --folds too, or leave it out."))
    if folds is not None and (output is not None or history is not None):
        raise OptionError(tr("A cross-validation trains several networks and saves none; leave -o and --history out."))


def validate_in_folds(job: Job, folds: int, data: Path, *, as_json: bool) -> int:
    """Train all folds; Ctrl-C ends it after the folds that are done."""
    from nndesigner.cli.progress import Bar
    from nndesigner.session.cross_validation import CrossValidator

    validator = CrossValidator(job, folds)

    def stop(*_: object) -> None:
        signal.signal(signal.SIGINT, before)
        validator.control.stop()

    before = signal.signal(signal.SIGINT, stop)
    try:
        validator.start()
        while validator.is_alive():
            feed = validator.feed
            with Bar(feed) as bar:
                while validator.is_alive() and validator.feed is feed:
                    validator.join(bar.interval)
                    bar.update()
    finally:
        signal.signal(signal.SIGINT, before)
    if validator.failed is not None:
        if validator.failed.error is None:
            raise WorkFailure(validator.failed.message)
        with about(data):
            raise validator.failed.error
    result = validator.result
    assert result is not None
    if len(result.folds) < folds:
        raise WorkFailure(tr("Interrupted after {done} of {folds} folds.", done=len(result.folds), folds=folds))
    print(json.dumps(result.to_config(), allow_nan=False, ensure_ascii=False) if as_json else "\n".join(result.lines()))
    return DONE
