from __future__ import annotations

import pytest

from nndesigner.core.errors import OptionError
from nndesigner.core.options import Configurable, option
from nndesigner.core.registry import Registry, registry


@pytest.fixture
def horns():
    parts = Registry("test-horns", "horn", {}, "tests.nowhere", aliases={"fr": "french_horn"})

    @parts.register("french_horn")
    class FrenchHorn(Configurable):
        valves: int = option(default=3, minimum=0)

    @parts.register("bugle")
    class Bugle(Configurable):
        pass

    return parts


def test_every_spelling_finds_the_part(horns):
    assert {horns.get(name).__name__ for name in ("french_horn", "FrenchHorn", "frenchhorn", "fr", "FRENCH_HORN")} == {
        "FrenchHorn"
    }


def test_an_unknown_name_gets_the_nearest(horns):
    with pytest.raises(OptionError, match=r"no horn called 'french_hrn'. Did you mean french_horn\?"):
        horns.get("french_hrn")


def test_parts_are_described_by_name_where_all_options_have_defaults(horns):
    assert horns.describe(horns.create("french_horn")) == "french_horn"
    changed = horns.create({"class_name": "french_horn", "config": {"valves": 4}})
    assert horns.describe(changed) == {"class_name": "french_horn", "config": {"valves": 4}}
    assert horns.create(horns.describe(changed)) == changed


def test_an_object_and_a_class_are_taken_as_they_are(horns):
    bugle = horns.create("bugle")
    assert horns.create(bugle) is bugle
    assert isinstance(horns.create(type(bugle)), type(bugle))


def test_a_malformed_description_is_refused(horns):
    with pytest.raises(OptionError, match="'class_name' and 'config'"):
        horns.create({"name": "bugle"})


def test_registries_are_found_by_name(horns):
    assert registry("test-horns") is horns
    assert list(horns) == ["french_horn", "bugle"]
    assert "bugle" in horns
    assert "tuba" not in horns
    assert 3 not in horns


def test_two_parts_cannot_share_a_name(horns):
    with pytest.raises(ValueError, match="registered already"):

        @horns.register("bugle")
        class Other(Configurable):
            pass
