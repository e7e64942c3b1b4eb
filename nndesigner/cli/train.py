"""``nndesigner train P.nnproj``: train as the window would, with the same numbers, and save the model."""

from __future__ import annotations

import argparse
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from nndesigner.cli.failure import DONE, WorkFailure, about, say, writing
from nndesigner.cli.folds import check_arguments, validate_in_folds
from nndesigner.cli.paths import SHEET, file_of_kind, output_file, spare
from nndesigner.core.errors import OptionError
from nndesigner.core.text import tr

if TYPE_CHECKING:
    from nndesigner.project.project import Project
    from nndesigner.project.trained import TrainedModel
    from nndesigner.session.events import RunEnded
    from nndesigner.session.worker import Worker

HELP = tr("train a project's network and save the model")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the project and what may differ from it."""
    parser.add_argument("project", metavar="P.nnproj")
    parser.add_argument("--data", metavar="DATA.csv", help=tr("train on this table instead of the project's"))
    parser.add_argument("--sheet", metavar="NAME", help=tr("with --data: {sheet}", sheet=SHEET))
    parser.add_argument("--epochs", type=_at_least(1), metavar="N", help=tr("instead of the project's"))
    parser.add_argument(
        "--seed",
        type=_at_least(0),
        metavar="N",
        help=tr("for initial weights, shuffling and dropout; the split is the project's"),
    )
    parser.add_argument(
        "--from", dest="start_from", metavar="OLD.pkl", help=tr("begin with this model's weights, as far as they fit")
    )
    parser.add_argument(
        "--folds",
        type=_at_least(2),
        metavar="K",
        help=tr("cross-validate: train K times and print mean ± deviation; saves nothing"),
    )
    parser.add_argument("--json", action="store_true", help=tr("with --folds: print one JSON object"))
    parser.add_argument("-o", "--output", metavar="M.pkl", help=tr("default: the project's name with .pkl"))
    parser.add_argument("--history", metavar="H.csv", help=tr("also write one row an epoch: losses, metrics, learning rate"))


def run(args: argparse.Namespace) -> int:
    """Train until done or Ctrl-C; save the model and, where asked, the history."""
    check_arguments(args.folds, as_json=args.json, output=args.output, history=args.history)
    if args.sheet is not None and args.data is None:
        raise OptionError(tr("--sheet says which sheet of a workbook is read; give the workbook with --data."))
    path = file_of_kind(args.project, "project")
    data = file_of_kind(args.data, "table") if args.data is not None else None
    old = file_of_kind(args.start_from, "model") if args.start_from is not None else None
    inputs = tuple(file for file in (path, data, old) if file is not None)
    output = output_file(args.output, beside=path, suffix=".pkl", inputs=inputs)
    history = output_file(args.history, beside=path, suffix=".csv", inputs=(*inputs, output)) if args.history else None
    from nndesigner.session.job import Job
    from nndesigner.session.worker import Worker

    project = _load(path, data, args.sheet)
    _spare_data(project, output, history)
    start_from = None if old is None else _learned(old)
    with about(data or path):
        job = Job.from_project(project, seed=args.seed, epochs=args.epochs, start_from=start_from)
    if args.folds is not None:
        return validate_in_folds(job, args.folds, data or path, as_json=args.json)
    worker = Worker(job)
    interrupted = _watch(worker)
    ended = _result(worker, data or path)
    return _keep(ended, output, history, interrupted=interrupted)


def _load(path: Path, data: Path | None, sheet: str | None) -> Project:
    from nndesigner.files.project_file import load_project

    with about(path):
        project = load_project(path)
    if data is None and project.table is not None and project.data_problem:
        say(project.data_problem)
    if data is not None:
        from nndesigner.session.create import replace_data

        with about(data):
            replace_data(project, data, sheet)
    return project


def _learned(path: Path) -> TrainedModel:
    from nndesigner.files.model_file import load_trained

    with about(path):
        return load_trained(path)


def _spare_data(project: Project, *outputs: Path | None) -> None:
    """Raise FileError if an output is the file that the project's table came from."""
    source = (project.source or {}).get("path")
    for output in outputs:
        if output is not None and isinstance(source, str):
            spare(output, Path(source))


def _watch(worker: Worker) -> bool:
    """Run the worker to its end with a progress bar where stderr is a terminal; the first Ctrl-C stops it and gives True.

    A signal handler, not KeyboardInterrupt: an interrupted join would take a running thread for a finished one.
    """
    from nndesigner.cli.progress import Bar

    interrupted = False

    def stop(*_: object) -> None:
        nonlocal interrupted
        interrupted = True
        signal.signal(signal.SIGINT, before)
        worker.control.stop()

    before = signal.signal(signal.SIGINT, stop)
    try:
        with Bar(worker.feed) as bar:
            worker.start()
            while worker.is_alive():
                worker.join(bar.interval)
                bar.update()
    finally:
        signal.signal(signal.SIGINT, before)
    return interrupted


def _result(worker: Worker, data: Path) -> RunEnded:
    from nndesigner.session.events import RunEnded, RunFailed, WeightsKept

    events = list(worker.feed.drain())
    for event in events:
        if isinstance(event, WeightsKept):
            print(event.report)
    last = events[-1]
    if isinstance(last, RunFailed):
        if last.error is None:
            raise WorkFailure(tr("{reason} Nothing was written.", reason=last.message))
        with about(data):
            raise last.error
    assert isinstance(last, RunEnded)
    return last


def _keep(ended: RunEnded, output: Path, history: Path | None, *, interrupted: bool) -> int:
    from nndesigner.files.model_file import save_trained

    trained = ended.trained
    with writing():
        save_trained(trained, output)
        if history is not None:
            from nndesigner.session.history import write_history

            write_history(trained.history, history)
    if interrupted or ended.kind == "diverged":
        reason = tr("Interrupted after {epochs} epochs.", epochs=trained.epochs) if interrupted else ended.reason
        raise WorkFailure(tr("{reason} The model as it was then is kept in {path}.", reason=reason, path=output))
    numbers = ", ".join(
        f"{key} {values[-1]:.4g}" for key, values in trained.history.items() if key != "learning_rate" and len(values)
    )
    print(f"{ended.reason} {numbers[:1].upper()}{numbers[1:]}.")
    print(tr("Saved {path}.", path=output))
    return DONE


def _at_least(least: int):  # type: ignore[no-untyped-def]
    def number(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if value < least:
            raise argparse.ArgumentTypeError(
                tr("must be a whole number of at least {least}; received {text}", least=least, text=repr(text))
            )
        return value

    return number
