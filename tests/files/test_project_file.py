"""Project files: readable, relative, tolerant of what is newer, clear about what is wrong."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from nndesigner.core.errors import FileError
from nndesigner.data.samples import load_sample
from nndesigner.files.kinds import kind_of
from nndesigner.files.project_file import load_project, project_from_text, save_project, unknown_parts
from nndesigner.project.project import Project
from nndesigner.session.create import project_from_file, project_from_table

ASSETS = Path(__file__).parent / "assets"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "work" / "data").mkdir(parents=True)
    load_sample("iris").to_csv(tmp_path / "work" / "data" / "iris.csv")
    return tmp_path / "work"


@pytest.fixture
def project(folder):
    return project_from_file(folder / "data" / "iris.csv", "species")


@pytest.fixture
def path(folder, project):
    save_project(project, folder / "iris.nnproj")
    return folder / "iris.nnproj"


def content(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_everything_comes_back(project, path):
    back = load_project(path)
    fingerprint = {"fingerprint": project.table.fingerprint}
    assert back.to_config() == {**project.to_config(), "source": {**project.source, **fingerprint}}
    assert back.table.fingerprint == project.table.fingerprint
    assert back.data_problem is None
    assert unknown_parts(back) == []
    assert kind_of(path) == "project"


def test_an_empty_project_comes_back(tmp_path):
    save_project(Project(), tmp_path / "a.nnproj")
    assert load_project(tmp_path / "a.nnproj").to_config() == Project().to_config()


def test_saving_again_gives_the_same_text(path):
    first = path.read_text()
    save_project(load_project(path), path)
    assert path.read_text() == first


def test_the_file_begins_with_its_format_and_keeps_its_order(path):
    assert list(content(path)) == [
        "format", "version", "app_version", "title", "notes", "source", "recipe", "split", "settings", "design", "reasons",
    ]  # fmt: skip
    assert path.read_text().startswith('{\n  "format": "nndesigner-project",\n  "version": 1,\n')


def test_the_file_names_no_place_of_this_machine(path, tmp_path):
    assert str(tmp_path) not in path.read_text()
    assert content(path)["source"]["path"] == "data/iris.csv"


def test_a_moved_folder_opens(path, folder, tmp_path):
    os.rename(folder, tmp_path / "moved")
    back = load_project(tmp_path / "moved" / "iris.nnproj")
    assert back.data_problem is None
    assert back.table.row_count == 150


def test_saving_elsewhere_changes_the_relative_path(path, tmp_path):
    save_project(load_project(path), tmp_path / "other.nnproj")
    assert content(tmp_path / "other.nnproj")["source"]["path"] == "work/data/iris.csv"
    assert load_project(tmp_path / "other.nnproj").table.row_count == 150


def test_paths_are_relative_to_the_file_and_not_to_where_it_is_opened_from(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_project("work/iris.nnproj").table.row_count == 150
    monkeypatch.chdir(path.parent)
    save_project(load_project("iris.nnproj"), "again.nnproj")
    assert content(path.parent / "again.nnproj") == content(path)


def test_a_missing_table_is_a_problem_of_the_data_only(path, folder):
    (folder / "data" / "iris.csv").unlink()
    back = load_project(path)
    assert back.table is None
    assert "iris.csv" in back.data_problem
    before = content(path)
    save_project(back, path)
    assert content(path) == before


def test_a_changed_table_is_told(path, folder):
    with (folder / "data" / "iris.csv").open("a") as file:
        file.write("1,2,3,4,setosa\n")
    back = load_project(path)
    assert "has changed" in back.data_problem
    assert back.table.row_count == 151
    save_project(back, path)
    assert load_project(path).data_problem is None


def test_bundled_data_is_named_and_not_copied(tmp_path):
    project = project_from_table(load_sample("iris"), {"kind": "bundled", "name": "iris"}, "species")
    save_project(project, tmp_path / "a.nnproj")
    assert content(tmp_path / "a.nnproj")["source"] == {"kind": "bundled", "name": "iris"}
    assert load_project(tmp_path / "a.nnproj").table.row_count == 150


def test_unknown_parts_are_kept_and_listed(path):
    newer = content(path)
    newer["teacher"] = {"lesson": 3}
    newer["settings"]["warmup"] = 5
    newer["design"]["grid"] = 8
    newer["design"]["layers"][1]["colour"] = "red"
    newer["recipe"]["columns"][0]["unit"] = "cm"
    path.write_text(json.dumps(newer))
    back = load_project(path)
    assert unknown_parts(back) == [
        "teacher.lesson", "recipe.columns.sepal_length.unit", "settings.warmup", "design.layers.n2.colour", "design.grid",
    ]  # fmt: skip
    save_project(back, path)
    assert content(path) == newer


def test_unknown_layers_and_options_are_kept(path):
    newer = content(path)
    newer["design"]["layers"][1]["class_name"] = "Quantum"
    newer["design"]["layers"][1]["config"] = {"qubits": 3}
    path.write_text(json.dumps(newer))
    back = load_project(path)
    assert back.analysis.errors
    save_project(back, path)
    assert content(path)["design"] == newer["design"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"format": "nndesigner-project",\n "version": }', "line 2, column 13"),
        (b'{"format": "nndesigner-project", "version": 2}', "newer NN Designer"),
        (b'{"format": "nndesigner-model", "version": 1}', "not a project"),
        (b'{"layers": []}', "not a project"),
        (b"[1]", "not a project"),
        (b"a,b\n1,2\n", "line 1, column 1"),
        (b"\x00\xff", "not UTF-8"),
        (b'{"format": "nndesigner-project", "version": 1, "settings": 5}', "cannot be opened"),
        (b'{"format": "nndesigner-project", "version": 1, "settings": {"epochs": "many"}}', "epochs"),
        (b'{"format": "nndesigner-project", "version": 1, "design": {"layers": [{}]}}', "block of the design"),
        (b'{"format": "nndesigner-project", "version": 1, "split": {"train": 2}}', "split"),
    ],
)
def test_what_cannot_be_opened_is_said(tmp_path, data, said):
    path = tmp_path / "a.nnproj"
    path.write_bytes(data)
    with pytest.raises(FileError, match=said) as caught:
        load_project(path)
    assert str(path) in str(caught.value)


def test_a_model_is_not_a_project(tmp_path):
    (tmp_path / "m.pkl").write_bytes(b"\x80\x04N.")
    with pytest.raises(FileError, match="is a trained model, not a project"):
        load_project(tmp_path / "m.pkl")
    with pytest.raises(FileError, match="No such file"):
        load_project(tmp_path / "gone.nnproj")


def test_the_old_file_is_kept_when_saving_fails(project, path):
    before = path.read_bytes()
    project.unknown["bad"] = float("nan")
    with pytest.raises(FileError):
        save_project(project, path)
    assert path.read_bytes() == before


def changed(value, generator):
    """``value`` with one part, chosen at random, replaced."""
    junk = [None, -1, 10**9, 1.5, "x", "", [], {}, [[1]], True, {"id": []}, "../../x"]
    if isinstance(value, dict) and value and generator.random() < 0.9:
        key = generator.choice(list(value))
        return {**value, key: changed(value[key], generator)}
    if isinstance(value, list) and value and generator.random() < 0.9:
        place = generator.randrange(len(value))
        return [*value[:place], changed(value[place], generator), *value[place + 1 :]]
    return generator.choice(junk)


def test_any_changed_part_gives_a_project_or_one_sentence(path):
    generator, whole = random.Random(8), content(path)
    refusals = 0
    for _ in range(400):
        data = json.dumps(changed(whole, generator)).encode()
        try:
            project_from_text(data, path)
        except FileError:
            refusals += 1
    assert refusals > 50


@pytest.mark.parametrize("old", sorted(ASSETS.glob("*.nnproj")), ids=lambda path: path.stem)
def test_files_of_every_version_open(old):
    back = load_project(old)
    assert back.design.nodes
    assert back.data_problem is None
    assert not back.analysis.errors


def test_there_is_a_file_of_the_present_version():
    assert (ASSETS / "project_version_1.nnproj").is_file()


def test_a_device_as_data_is_told_and_never_read(tmp_path):
    path = tmp_path / "a.nnproj"
    save_project(Project(), path)
    config = json.loads(path.read_text()) | {"source": {"kind": "file", "path": "/dev/zero", "read": {}}}
    path.write_text(json.dumps(config))
    assert "a device or a pipe" in load_project(path).data_problem


def test_a_data_path_of_a_million_letters_is_one_sentence(tmp_path):
    path = tmp_path / "a.nnproj"
    save_project(Project(), path)
    config = json.loads(path.read_text()) | {"source": {"kind": "file", "path": "x" * 1_000_000, "read": {}}}
    path.write_text(json.dumps(config))
    with pytest.raises(FileError, match="cannot be opened") as caught:
        load_project(path)
    assert len(str(caught.value)) < 600
