"""The command line: ``nndesigner [FILE]`` opens the window, every other command works without one."""

from nndesigner.cli.main import main

__all__ = ["main"]
