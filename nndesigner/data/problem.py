"""What was wrong in a file or a row, and what was done about it."""

from __future__ import annotations

from dataclasses import dataclass, field

KEPT = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was not as it should be.

    Attributes:
        line: Physical line in the file, from 1; 0 where there is none.
        column: Name of the column, or "" when the whole row is meant.
        text: The text that stands there.
        action: What was wrong and what was done, as one sentence.
    """

    line: int
    column: str
    text: str
    action: str


@dataclass(slots=True)
class ProblemList:
    """Collects problems: all are counted, the first :data:`KEPT` are kept."""

    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    @property
    def has_room(self) -> bool:
        """Whether the next problem will be kept."""
        return len(self.kept) < KEPT

    def add(self, line: int, column: str, text: str, action: str) -> None:
        """Count the problem and keep it while there is room; a long text is cut."""
        self.count += 1
        if self.has_room:
            self.kept.append(Problem(line, column, text if len(text) <= 200 else text[:199] + "…", action))
