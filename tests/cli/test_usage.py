"""Usage, help and what happens without a display."""

from __future__ import annotations

import pytest

import nndesigner

NO_DISPLAY = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}


def test_version(run):
    done = run("--version")
    assert (done.code, done.out, done.err) == (0, f"nndesigner {nndesigner.__version__}\n", "")


def test_help_lists_every_command_and_no_others(run):
    done = run("--help")
    assert done.code == 0
    listed = [line.split()[0] for line in done.out.partition("COMMAND\n")[2].splitlines()]
    assert listed == ["new", "train", "evaluate", "predict", "inspect", "convert", "export", "import"]


@pytest.mark.parametrize("arguments", [(), ("--debug",)])
def test_without_a_display_one_sentence_says_so(run, arguments):
    done = run(*arguments, environment=NO_DISPLAY)
    assert done.code == 2
    assert "no display" in done.sentence


def test_an_unreachable_display_does_not_abort(run):
    done = run(environment={**NO_DISPLAY, "DISPLAY": ":4711"})
    assert done.code == 2
    assert "':4711'" in done.sentence


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("train",), "required: P.nnproj"),
        (("train", "p.nnproj", "--epochs", "x"), "must be a whole number of at least 1; received 'x'"),
        (("train", "p.nnproj", "--epochs", "0"), "must be a whole number of at least 1; received '0'"),
        (("train", "p.nnproj", "--seed", "-1"), "--seed"),
        (("new", "data.csv"), "required: --target"),
        (("predict", "m.pkl"), "required: DATA.csv"),
        (("inspect", "a", "b"), "b"),
        (("--nonsense",), "--nonsense"),
        (("a.csv", "b.csv"), "b.csv"),
        (("export", "a.pkl"), "required: --to"),
        (("export", "a.pkl", "--to", "cobol"), "cobol"),
        (("import",), "required: FILE"),
    ],
)
def test_wrong_usage_is_one_sentence(run, litter, arguments, said):
    done = run(*arguments)
    assert done.code == 2
    assert said in done.sentence
    assert done.out == ""
    assert litter() == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("missing.csv",),
        ("new", "missing.csv", "--target", "a"),
        ("train", "missing.csv"),
        ("evaluate", "missing.csv", "missing.csv"),
        ("predict", "missing.csv", "x"),
        ("inspect", "missing.csv"),
        ("convert", "missing.csv", "-o", "x.csv"),
    ],
)
def test_a_missing_file_is_named(run, litter, arguments):
    done = run(*arguments)
    assert done.code == 2
    assert "missing.csv cannot be opened" in done.sentence
    assert litter() == []
