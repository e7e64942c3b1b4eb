"""Parsing of the command line; each command is one module of this package."""

from __future__ import annotations

import argparse
import importlib
import keyword
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import nndesigner
from nndesigner.cli.failure import REFUSED, guard, say
from nndesigner.core.text import tr

COMMANDS = ("new", "train", "evaluate", "predict", "inspect", "convert", "export", "import")
_WINDOW = "window"


class Parser(argparse.ArgumentParser):
    """argparse with one line on stderr instead of usage and message."""

    def error(self, message: str) -> NoReturn:
        say(f"{message[:1].upper()}{message[1:]} (see {self.prog} --help).")
        raise SystemExit(REFUSED)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``nndesigner`` with ``argv`` (default: the process's own) and return its exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        args = _parse(given)
    except SystemExit as stop:
        return int(stop.code or 0)
    module = _module(args.command)
    return guard(lambda: int(module.run(args)), debug=args.debug)


def _parse(given: list[str]) -> argparse.Namespace:
    first = next((word for word in given if not word.startswith("-")), None)
    if first in COMMANDS or {"-h", "--help", "--version"} & set(given):
        return _parser().parse_args(given)
    parser = Parser(prog="nndesigner", add_help=False)
    parser.set_defaults(command=_WINDOW)
    parser.add_argument("--debug", action="store_true")
    _module(_WINDOW).add_arguments(parser)
    return parser.parse_args(given)


def _parser() -> Parser:
    parser = Parser(
        prog="nndesigner",
        usage="%(prog)s [--debug] [FILE]\n       %(prog)s [--debug] COMMAND ...",
        description=tr(
            "Design, train and understand neural networks. With no command the window opens, on FILE where one is given."
        ),
    )
    parser.add_argument("--version", action="version", version=f"nndesigner {nndesigner.__version__}")
    parser.add_argument("--debug", action="store_true", help=tr("show the traceback of a failure"))
    commands = parser.add_subparsers(prog="nndesigner", dest="command", required=True, metavar="COMMAND", title=tr("commands"))
    for name in COMMANDS:
        module = _module(name)
        command = commands.add_parser(name, help=module.HELP, description=module.HELP)
        command.add_argument(
            "--debug", action="store_true", default=argparse.SUPPRESS, help=tr("show the traceback of a failure")
        )
        module.add_arguments(command)
    return parser


def _module(name: str) -> Any:
    return importlib.import_module(f"nndesigner.cli.{name}_" if keyword.iskeyword(name) else f"nndesigner.cli.{name}")
