"""Figures of the long proofs: ``make prove`` writes each proof's own section of PROOFS.md; any other run writes nothing."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from nndesigner.core.atomic import write_bytes

PROOFS = Path(__file__).with_name("PROOFS.md")
_HEAD = "# Proofs\n\nWritten by `make prove`, each section by its own proof.\n"
_SECTION = re.compile(r"^## (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def is_proving() -> bool:
    """Whether proofs run at full count and are recorded."""
    return os.environ.get("NNDESIGNER_PROVE") == "1"


def record(name: str, figures: Mapping[str, object] | Sequence[str], path: Path = PROOFS) -> None:
    """Print a proof's figures, and when proving put them in the place of its section ``name`` in PROOFS.md.

    ``figures`` are name → value, written as a table, or whole lines of Markdown.
    """
    if isinstance(figures, Mapping):
        lines = ["| | |", "|---|---|", *(f"| {key} | {value} |" for key, value in figures.items())]
    else:
        lines = list(figures)
    print(f"\n{name}:", *lines, sep="\n", flush=True)
    if not is_proving():
        return
    made = f"Python {platform.python_version()}, {platform.machine()}, {datetime.now(UTC):%Y-%m-%d}."
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    sections = {title: body.strip() for title, body in _SECTION.findall(old)}
    sections[name] = "\n".join([made, "", *lines])
    body = "\n".join(f"## {title}\n\n{sections[title]}\n" for title in sorted(sections, key=str.casefold))
    write_bytes(path, f"{_HEAD}\n{body}".encode())
