"""A file's kind is told by what is in it, and by its suffix where that says nothing."""

from __future__ import annotations

import os
import pickle

import pytest

from nndesigner.core.datapickle import dumps
from nndesigner.core.errors import FileError
from nndesigner.files.kinds import kind_of


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.nnproj", b'{\n  "format": "nndesigner-project",\n', "project"),
        ("renamed.txt", b'\xef\xbb\xbf {"format":"nndesigner-project"', "project"),
        ("broken.nnproj", b"a,b\n1,2\n", "project"),
        ("a.pkl", dumps({}), "model"),
        ("renamed.csv", dumps({}), "model"),
        ("other.bin", pickle.dumps([1], 2), "model"),
        ("a.csv", b"a,b\n1,2\n", "table"),
        ("a", b"a\tb\n", "table"),
        ("curly.csv", b'{"a": 1},2\n', "table"),
        ("empty.csv", b"", "table"),
    ],
)
def test_kind(tmp_path, name, content, kind):
    path = tmp_path / name
    path.write_bytes(content)
    assert kind_of(path) == kind
    assert kind_of(str(path)) == kind


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path, said in ((tmp_path / "pipe", "not a file"), (tmp_path / "gone", "No such file")):
        with pytest.raises(FileError, match=said) as caught:
            kind_of(path)
        assert str(path) in str(caught.value)
