"""``nndesigner export FILE --to FORMAT -o OUT``: a project's or trained model's network for other programs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from nndesigner.cli.failure import DONE, about, writing
from nndesigner.cli.paths import input_file, output_file
from nndesigner.core.errors import FileError
from nndesigner.core.text import tr
from nndesigner.files.exchange import FORMATS, PICTURES

if TYPE_CHECKING:
    from nndesigner.project.trained import TrainedModel

HELP = tr("write a network as source code, ONNX, safetensors or a picture")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file, the format and the output."""
    known = FORMATS | PICTURES
    parser.add_argument("file", metavar="FILE", help=tr("a trained model, or a project for its untrained network"))
    parser.add_argument("--to", metavar="FORMAT", choices=tuple(known), required=True, help=", ".join(known))
    parser.add_argument("-o", "--output", metavar="OUT", help=tr("default: the file's name with the format's suffix"))
    parser.add_argument("--opset", type=int, metavar="N", help=tr("of ONNX, 13 to 21"))
    parser.add_argument("--with-recipe", action="store_true", help=tr("of ONNX: inputs are the table's columns"))


def run(args: argparse.Namespace) -> int:
    """Write the network in the format that was asked for."""
    path = input_file(args.file)
    output = output_file(args.output, beside=path, suffix=(FORMATS | PICTURES)[args.to].suffix, inputs=(path,))
    from nndesigner.core.atomic import write_bytes

    with about(path):
        content = _picture(path, args) if args.to in PICTURES else _network(path, args)
    with writing():
        write_bytes(output, content)
    return DONE


def _network(path: Path, args: argparse.Namespace) -> bytes:
    from nndesigner.files.exchange import exported

    return exported(load_network(path), args.to, opset=args.opset, recipe=args.with_recipe)


def _picture(path: Path, args: argparse.Namespace) -> bytes:
    if args.opset is not None or args.with_recipe:
        raise FileError(tr("--opset and --with-recipe belong to ONNX; received the format {target}.", target=args.to))
    from nndesigner.files.kinds import kind_of
    from nndesigner.files.project_file import load_project
    from nndesigner.project.project import Project
    from nndesigner.ui.drawing import draw

    project = load_project(path) if kind_of(path) == "project" else Project.from_trained(load_network(path))
    return draw(project, args.to)


def load_network(path: Path) -> TrainedModel:
    """The trained model at ``path``, or the network of a project with its initial weights. Raises DesignerError."""
    from nndesigner.files.kinds import kind_of
    from nndesigner.files.model_file import load_trained

    kind = kind_of(path)
    if kind == "model":
        return load_trained(path)
    if kind == "table":
        raise FileError(tr("{path} is a table; give a project or a trained model here.", path=path))
    from nndesigner.files.project_file import load_project
    from nndesigner.session.untrained import untrained

    return untrained(load_project(path))()
