"""Old files are brought to the present version step by step; new ones are refused with the reason."""

from __future__ import annotations

import pytest

from nndesigner import __version__
from nndesigner.core.errors import FileError
from nndesigner.files.migrations import PROJECT, Format
from nndesigner.files.model_file import MODEL


def rename(content):
    return {("settings" if key == "training" else key): value for key, value in content.items()}


def nest(content):
    return {**content, "settings": {"epochs": content["settings"]}}


THIRD = Format("nndesigner-project", "project", 3, {1: rename, 2: nest})


def test_each_version_takes_the_steps_that_it_lacks():
    assert THIRD.upgrade({"format": "nndesigner-project", "version": 1, "training": 5, "x": 0}, "p") == {
        "settings": {"epochs": 5},
        "x": 0,
    }
    assert THIRD.upgrade({"format": "nndesigner-project", "version": 2, "settings": 5}, "p") == {"settings": {"epochs": 5}}
    assert THIRD.upgrade({"format": "nndesigner-project", "version": 3, "settings": {}}, "p") == {"settings": {}}


def test_what_was_read_is_not_changed():
    content = {"format": "nndesigner-project", "version": 1, "training": 5}
    THIRD.upgrade(content, "p")
    assert content == {"format": "nndesigner-project", "version": 1, "training": 5}


@pytest.mark.parametrize("form", [PROJECT, MODEL, THIRD])
def test_every_old_version_has_its_step(form):
    assert set(form.steps) == set(range(1, form.version))
    assert form.header() == {"format": form.name, "version": form.version, "app_version": __version__}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"format": "nndesigner-project", "version": 4}, "newer NN Designer .project version 4.; this one reads up to 3"),
        ({"format": "nndesigner-model", "version": 1}, "not a project .* but a file of the format 'nndesigner-model'"),
        ({"version": 1}, "but values by name without a format"),
        ([], "but a list of 0 values"),
        ("x" * 1000, "but a value of the kind str"),
        ({"format": "x" * 1000, "version": 1}, "the format 'x{60} … x{20}'"),
        ({"format": "nndesigner-project"}, "which version .* received 'None'"),
        ({"format": "nndesigner-project", "version": "1"}, "received '1'"),
        ({"format": "nndesigner-project", "version": True}, "received 'True'"),
        ({"format": "nndesigner-project", "version": 0}, "received '0'"),
        ({"format": "nndesigner-project", "version": 1.0}, "received '1.0'"),
    ],
)
def test_other_content_is_refused(content, said):
    with pytest.raises(FileError, match=said) as caught:
        THIRD.upgrade(content, "p.nnproj")
    assert str(caught.value).startswith("p.nnproj ")
