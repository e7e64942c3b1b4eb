"""Parts of a file that this version does not know are found, listed and put back."""

from __future__ import annotations

from nndesigner.files.unknown import leftover, paths, restored

KNOWN = {
    "title": "t",
    "settings": {"epochs": 5, "optimizer": {"class_name": "adam"}},
    "layers": [{"id": "a", "x": 1}, {"id": "b", "x": 2}],
    "names": [1, 2],
}
READ = {
    "title": "old",
    "future": {"deep": [1]},
    "settings": {"epochs": 7, "warmup": 3, "optimizer": {"class_name": "sgd", "flavour": "new"}},
    "layers": [{"id": "a", "x": 0, "glow": True}, {"id": "b", "x": 0}, {"id": "gone", "x": 0, "glow": False}],
    "names": [1, 2, 3],
}
UNKNOWN = {
    "future": {"deep": [1]},
    "settings": {"warmup": 3, "optimizer": {"flavour": "new"}},
    "layers": {"a": {"glow": True}},
}


def test_unknown_parts_are_found_at_every_level():
    assert leftover(READ, KNOWN) == UNKNOWN


def test_nothing_is_left_of_what_is_known():
    assert leftover(KNOWN, KNOWN) == {}


def test_unknown_parts_are_listed_by_place():
    assert paths(UNKNOWN) == ["future.deep", "settings.warmup", "settings.optimizer.flavour", "layers.a.glow"]


def test_unknown_parts_are_put_back_and_known_values_win():
    whole = restored(KNOWN, UNKNOWN)
    assert whole["future"] == {"deep": [1]}
    assert whole["settings"] == {"epochs": 5, "optimizer": {"class_name": "adam", "flavour": "new"}, "warmup": 3}
    assert whole["layers"] == [{"id": "a", "x": 1, "glow": True}, {"id": "b", "x": 2}]
    assert leftover(whole, KNOWN) == UNKNOWN


def test_unknown_parts_of_removed_entries_go_with_them():
    assert restored({"layers": [{"id": "b"}], "settings": None}, UNKNOWN) == {
        "layers": [{"id": "b"}],
        "settings": None,
        "future": {"deep": [1]},
    }


def test_what_was_read_and_known_is_not_changed():
    restored(KNOWN, UNKNOWN)
    assert "future" not in KNOWN
    assert "glow" not in KNOWN["layers"][0]
