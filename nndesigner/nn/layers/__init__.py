"""The layers, by their names: see :mod:`nndesigner.nn.namespaces`."""

from nndesigner.nn.namespaces import lay_out

lay_out(__name__)
