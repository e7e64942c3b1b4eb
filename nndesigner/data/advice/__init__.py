"""What is worth knowing about a table before a network learns from it: each finding one sentence with its number."""

from __future__ import annotations

from nndesigner.data.advice.finding import Finding
from nndesigner.data.advice.findings import AT_ONCE, find, known

__all__ = ["AT_ONCE", "Finding", "find", "known"]
