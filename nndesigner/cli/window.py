"""``nndesigner [FILE]``: open the window."""

from __future__ import annotations

import argparse
import sys

from nndesigner.cli.failure import REFUSED, say
from nndesigner.cli.paths import input_file
from nndesigner.core.text import tr
from nndesigner.display import why_no_window

HELP = "open the window"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare FILE: a project, a trained model or a CSV."""
    parser.add_argument("file", nargs="?", metavar="FILE", help=tr("project, trained model or CSV to open"))


def run(args: argparse.Namespace) -> int:
    """Open the window and stay until it is closed."""
    if args.file is not None:
        input_file(args.file, folders=True)
    reason = why_no_window()
    if reason is not None:
        say(reason)
        return REFUSED
    from nndesigner.ui.app import run_window

    return int(run_window([sys.argv[0], *([args.file] if args.file else [])]))
