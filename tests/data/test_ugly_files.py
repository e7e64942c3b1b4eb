"""Files as other programs leave them: each is read right, and what is wrong in it is named by its physical line."""

from __future__ import annotations

import pytest

from nndesigner.data.reader import read_csv
from tests.data.odd_files import CASES, Case


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
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
