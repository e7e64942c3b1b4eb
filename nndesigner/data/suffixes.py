"""The suffixes of the files that hold tables; anything else is tried as text."""

from __future__ import annotations

UNPACKED = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data", ".arff")
TEXT = (*UNPACKED, ".gz", ".bz2", ".xz", ".zip")
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
PARQUET = (".parquet", ".pq")
SUFFIXES = (*TEXT, *WORKBOOKS, *PARQUET)
