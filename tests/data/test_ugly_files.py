"""Files as other programs leave them: each is read right, and what is wrong in it is named by its physical line."""

from __future__ import annotations

import pytest

from nndesigner.data.reader import read_csv
from tests.data.found_files import FOUND
from tests.data.odd_files import CASES, Case
from tests.proofs import is_proving, record

ALL = CASES | FOUND


@pytest.mark.parametrize("case", ALL.values(), ids=list(ALL))
def test_ugly_file_is_read_right(case: Case) -> None:
    table = read_csv(case.data, case.options)
    good = [table.row_texts(row) for row in range(table.row_count) if not table.bad[row]]
    assert case.names is None or table.names == case.names
    assert case.rows is None or good == case.rows
    assert case.count is None or table.row_count == case.count
    assert case.types is None or tuple(column.type for column in table.columns) == case.types
    assert case.header is None or table.dialect.header is case.header
    assert case.delimiter is None or table.dialect.delimiter == case.delimiter
    assert case.encoding is None or table.dialect.encoding == case.encoding
    assert [problem.line for problem in table.problems] == case.lines
    assert table.problem_count == len(case.lines)
    for name, values in case.values.items():
        assert table.column(name).type == "number"
        assert table.column(name).values.tolist() == pytest.approx(values)


@pytest.mark.prove
def test_kinds_of_odd_files_are_counted() -> None:
    if not is_proving():
        pytest.skip("a long proof: make prove")
    right, asked = 0, 0
    for case in ALL.values():
        table = read_csv(case.data, case.options)
        good = [table.row_texts(row) for row in range(table.row_count) if not table.bad[row]]
        is_right = (case.names is None or table.names == case.names) and (case.rows is None or good == case.rows)
        right += is_right and (case.count is None or table.row_count == case.count)
        asked += bool(table.problem_count or table.dialect.notes)
    record("Kinds of odd CSV files", {"kinds": len(ALL), "read right": right, "of which told about": asked})
    assert right == len(ALL) >= 77
