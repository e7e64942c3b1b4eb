"""NN Designer: design, train and understand neural networks; the engine is :mod:`nndesigner.nn`."""

__version__ = "0.2.0"
