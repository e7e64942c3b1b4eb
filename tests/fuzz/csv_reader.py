"""Fuzzes the CSV reader: whatever the bytes, a table or a DataError.

``python -m tests.fuzz.csv_reader [SECONDS]`` runs atheris (coverage-guided) where it is installed, else hypothesis.
"""

from __future__ import annotations

import sys

from nndesigner.core.errors import DataError
from nndesigner.data.reader import ReadOptions, read_csv

LONGEST = 20_000


def check(data: bytes) -> None:
    """Read ``data``, with options taken from its first byte, and look at every part of the table."""
    options = None
    if data[:1] and data[0] % 4 == 0:
        delimiter, quote = ",;\t| "[data[0] // 4 % 5], "\"'"[data[0] // 32 % 2]
        options = ReadOptions(delimiter=delimiter, quote=quote, header=bool(data[0] & 128))
    try:
        table = read_csv(data[1:], options)
    except DataError:
        return
    assert len(table.lines) == len(table.bad) == table.row_count
    assert (table.lines[1:] > table.lines[:-1]).all()
    for row in range(min(table.row_count, 50)):
        assert len(table.row_texts(row)) == len(table.columns)
    for column in table.columns[:50]:
        assert len(column) == table.row_count
        assert column.statistics().count + column.missing_count + int(table.bad.sum()) == table.row_count


def main() -> None:
    """Fuzz for some seconds."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    try:
        import atheris
    except ImportError:
        _with_hypothesis()
        return
    atheris.instrument_all()

    def one(data: bytes) -> None:
        check(data[:LONGEST])

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=4096", "-timeout=5", "-rss_limit_mb=1500"], one)
    atheris.Fuzz()


def _with_hypothesis() -> None:
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    pieces = st.sampled_from(
        [b",", b";", b'"', b"'", b"\n", b"\r\n", b"\r", b"\t", b" ", b"\\", b"1", b"-2.5", b"a", b"\xe9", b"\0"]
    )
    messy = st.one_of(st.binary(max_size=500), st.lists(pieces, max_size=200).map(b"".join))
    settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))(given(messy)(check))()


if __name__ == "__main__":
    main()
