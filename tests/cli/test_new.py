"""``new`` with wishes: splits, series, images, embeddings, several targets; and the advice it gives."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nndesigner.cli.main import main
from nndesigner.cli.new import SPLIT_NAMES
from nndesigner.data.splits import SPLITS


@pytest.fixture
def data(folder):
    """A series with a place and a second number to predict, and a table of grey values."""
    rng = np.random.default_rng(0)
    lines = ["day,place,heat,rain"]
    for i in range(120):
        day, place = np.datetime64("2024-01-01") + i, "north" if i % 2 else "south"
        lines.append(f"{day},{place},{np.sin(i / 5):.4f},{rng.random():.4f}")
    (folder / "weather.csv").write_text("\n".join(lines) + "\n")
    grey = rng.integers(0, 256, (60, 64))
    rows = [",".join([*map(str, row), "ab"[i % 2]]) for i, row in enumerate(grey)]
    (folder / "grey.csv").write_text("\n".join([",".join([*(f"pixel{i}" for i in range(64)), "kind"]), *rows]) + "\n")
    return folder


def test_the_split_names_are_those_of_the_registry():
    assert tuple(SPLITS) == SPLIT_NAMES


def test_a_series_is_made_trained_and_predicted(run, data):
    made = run("new", "weather.csv", "--target", "heat", "--look-back", 6, "--time", "day", "--ignore", "rain")
    assert (made.code, made.err) == (0, "")
    assert "LSTM" in made.out
    project = json.loads((data / "weather.nnproj").read_text())
    assert project["recipe"]["window"]["look_back"] == 6
    assert project["split"]["method"] == "time"
    assert run("train", "weather.nnproj", "--epochs", 2).code == 0
    assert run("predict", "weather.pkl", "weather.csv", "-o", "out.csv").code == 0
    cells = [line.split(",")[-1] for line in (data / "out.csv").read_text().splitlines()[1:]]
    assert cells[:6] == [""] * 6
    assert all(cells[6:])


def test_several_targets_images_embeddings_and_groups(run, data):
    two = run(
        "new", "weather.csv", "--target", "heat", "--target", "rain", "--split", "group", "--by", "day", "-o", "two.nnproj"
    )
    assert two.code == 0
    facts = json.loads(run("inspect", "two.nnproj", "--json").out)
    assert [column["name"] for column in facts["columns"] if column["role"] == "target"] == ["heat", "rain"]
    assert json.loads((data / "two.nnproj").read_text())["split"]["column"] == "day"
    image = run("new", "grey.csv", "--target", "kind", "--image", "8x8")
    assert "Convolution: 16 filters" in image.out
    embedded = run("new", "weather.csv", "--target", "heat", "--embed", "place", "-o", "e.nnproj")
    assert embedded.code == 0
    assert "Embedding" in (data / "e.nnproj").read_text()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--horizon", 2), "give --look-back"),
        (("--by", "place"), "give --split"),
        (("--image", "8by8"), "28x28"),
        (("--image", "9x9"), "81"),
        (("--ignore", "nobody"), "nobody"),
        (("--embed", "rain"), "categories"),
        (("--look-back", 500), "need 501 rows"),
        (("--split", "time", "--by", "place"), "place"),
    ],
)
def test_what_cannot_be_is_one_sentence(data, litter, capsys, arguments, says):
    litter()
    assert main(["new", str(data / "weather.csv"), "--target", "heat", *map(str, arguments)]) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert told.err.count("\n") == 1
    assert litter() == []
