"""``nndesigner import FILE -o OUT``: another program's model as a trained model to open, use and train on."""

from __future__ import annotations

import argparse

from nndesigner.cli.failure import DONE, about, writing
from nndesigner.cli.paths import input_file, output_file
from nndesigner.core.text import tr

HELP = tr("turn an ONNX, Keras or safetensors file into a trained model")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file and the output."""
    parser.add_argument("file", metavar="FILE", help=tr("an .onnx, .keras or .safetensors file"))
    parser.add_argument("-o", "--output", metavar="OUT.pkl", help=tr("default: the file's name with .pkl"))


def run(args: argparse.Namespace) -> int:
    """Read the network with its weights and save it as a model."""
    path = input_file(args.file)
    output = output_file(args.output, beside=path, suffix=".pkl", inputs=(path,))
    from nndesigner.files.exchange import import_model
    from nndesigner.files.model_file import save_trained

    with about(path):
        trained = import_model(path)
    with writing():
        save_trained(trained, output)
    return DONE
