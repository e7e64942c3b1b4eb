"""``python -m nndesigner`` is the command ``nndesigner``."""

import sys

from nndesigner.cli import main

if __name__ == "__main__":
    sys.exit(main())
