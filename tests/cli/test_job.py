"""The main job on the command line: new, train, evaluate, predict, inspect."""

from __future__ import annotations

import csv
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time

import pytest

from .conftest import flowers


@pytest.fixture
def ready(trained, folder):
    """A folder that holds the trained models and their data."""
    shutil.copytree(trained, folder, dirs_exist_ok=True)
    return folder


def rows_of(path):
    with path.open(newline="") as file:
        return list(csv.reader(file))


def test_evaluate_gives_loss_and_metrics_by_their_keras_names(run, ready):
    found = json.loads(run("evaluate", "flowers.pkl", "flowers.csv", "--json").out)
    assert found["accuracy"] > 0.9
    assert found["loss"] < 1.0
    assert (found["rows"], found["skipped"]) == (60, 0)
    assert found["baselines"]["majority class"]["accuracy"] == pytest.approx(1 / 3, abs=0.02)
    assert found["baselines"]["logistic regression"]["accuracy"] > 0.9
    found = json.loads(run("evaluate", "houses.pkl", "houses.csv", "--json").out)
    assert {"loss", "mean_absolute_error", "root_mean_squared_error", "r2_score", "rows", "skipped"} <= set(found)
    assert found["mean_absolute_error"] > 100  # in the target's own unit
    assert found["baselines"]["linear regression"]["r2_score"] == pytest.approx(1, abs=1e-3)


def test_evaluate_as_text_shows_the_baselines(run, ready):
    done = run("evaluate", "flowers.pkl", "flowers.csv")
    assert done.code == 0
    for word in ("accuracy", "majority class", "logistic regression", "precision", "rose"):
        assert word in done.out


def test_predict_keeps_every_cell_and_adds_prediction_and_probabilities(run, ready):
    done = run("predict", "flowers.pkl", "flowers.csv", "-o", "out.csv")
    assert (done.code, done.err) == (0, "")
    before, after = rows_of(ready / "flowers.csv"), rows_of(ready / "out.csv")
    assert after[0] == [*before[0], "prediction", "p(lily)", "p(rose)", "p(tulip)"]
    assert [row[:4] for row in after] == before
    for row in after[1:]:
        chances = [float(text) for text in row[5:]]
        assert sum(chances) == pytest.approx(1, abs=1e-5)
        assert row[4] == ("lily", "rose", "tulip")[chances.index(max(chances))]


def test_predictions_of_a_regression_are_in_the_targets_unit(run, ready):
    run("predict", "houses.pkl", "houses.csv")
    rows = rows_of(ready / "houses.predictions.csv")
    assert rows[0][-1] == "prediction"
    assert all(-300_000 < float(row[-1]) < 1_000_000 for row in rows[1:])


def test_a_row_that_cannot_be_used_stays_and_is_counted(run, ready):
    (ready / "new.csv").write_text("length,width,colour,prediction\n1,5,red,x\n1,oops,red,y\n")
    done = run("predict", "flowers.pkl", "new.csv", "-o", "out.csv")
    assert done.code == 0
    rows = rows_of(ready / "out.csv")
    assert rows[0][3:5] == ["prediction", "prediction_2"]
    assert rows[2][:4] == ["1", "oops", "red", "y"]
    if rows[2][4] == "":
        assert "1 of 2 rows" in done.sentence


@pytest.mark.parametrize("command", ["evaluate", "predict"])
def test_a_missing_column_is_named_and_nothing_is_written(run, ready, litter, command):
    (ready / "new.csv").write_text("length,colour,kind\n1,red,rose\n")
    litter()
    done = run(command, "flowers.pkl", "new.csv")
    assert done.code == 2
    assert "new.csv" in done.sentence
    assert "width" in done.sentence
    assert litter() == []


def test_history_begins_at_epoch_0(ready):
    rows = rows_of(ready / "flowers_history.csv")
    assert rows[0][:2] == ["epoch", "loss"]
    assert rows[0][-1] == "learning_rate"
    assert "val_loss" in rows[0]
    assert [row[0] for row in rows[1:]] == [str(i) for i in range(30)]


def test_inspect_a_model(run, ready):
    facts = json.loads(run("inspect", "flowers.pkl", "--json").out)
    assert facts["kind"] == "model"
    assert {"format", "version", "layers", "parameters", "columns", "classes", "metrics"} <= set(facts)
    assert facts["columns"] == ["length", "width", "colour"]
    assert facts["classes"] == ["lily", "rose", "tulip"]
    assert sum(layer["parameters"] for layer in facts["layers"]) == facts["parameters"]
    assert all(set(layer) == {"name", "type", "output_shape", "parameters"} for layer in facts["layers"])
    assert facts["layers"][-1]["output_shape"] == [3]


def test_inspect_a_project(run, ready):
    facts = json.loads(run("inspect", "flowers.nnproj", "--json").out)
    assert (facts["kind"], facts["target"], facts["task"], facts["rows"]) == ("project", "kind", "multiclass", 60)
    assert facts["problems"] == []


def test_inspect_a_table(run, ready):
    facts = json.loads(run("inspect", "flowers.csv", "--json").out)
    assert facts["kind"] == "table"
    assert (facts["encoding"].lower().replace("_", "-"), facts["delimiter"], facts["header"]) == ("utf-8", ",", True)
    assert (
        facts["columns"][2] == {"name": "colour", "type": "yes/no", "missing": 0} or facts["columns"][2]["type"] == "category"
    )
    assert (facts["rows"], facts["problem_count"], facts["problems"]) == (60, 0, [])


@pytest.mark.parametrize("name", ["flowers.pkl", "flowers.nnproj", "flowers.csv"])
def test_inspect_as_text(run, ready, name):
    done = run("inspect", name)
    assert (done.code, done.err) == (0, "")
    assert "kind:" in done.out


def test_the_same_seed_gives_the_same_file_of_numbers(run, ready):
    for name in ("a", "b"):
        run("train", "flowers.nnproj", "--epochs", "5", "--seed", "3", "-o", f"{name}.pkl", "--history", f"{name}.csv")
    run("train", "flowers.nnproj", "--epochs", "5", "--seed", "4", "-o", "c.pkl", "--history", "c.csv")
    a, b, c = ((ready / f"{name}.csv").read_text() for name in "abc")
    assert a == b
    assert a != c


def test_train_on_other_data(run, ready):
    (ready / "more.csv").write_text(flowers(90, seed=5))
    done = run("train", "flowers.nnproj", "--data", "more.csv", "--epochs", "2", "-o", "m.pkl")
    assert (done.code, done.err) == (0, "")
    (ready / "other.csv").write_text("a,b\n1,2\n3,4\n")
    done = run("train", "flowers.nnproj", "--data", "other.csv", "-o", "n.pkl")
    assert done.code == 2
    assert "other.csv" in done.sentence
    assert not (ready / "n.pkl").exists()


def test_train_from_a_model_says_what_it_kept(run, ready):
    done = run("train", "flowers.nnproj", "--from", "flowers.pkl", "--epochs", "1", "--seed", "9", "-o", "again.pkl")
    assert (done.code, done.err) == (0, "")
    assert "learned weights were kept" in done.out
    done = run("train", "flowers.nnproj", "--from", "houses.pkl", "--epochs", "1", "-o", "other.pkl")
    assert done.code == 0
    assert "started anew" in done.out
    assert run("train", "flowers.nnproj", "--from", "flowers.pkl", "-o", "flowers.pkl").code == 2
    assert run("train", "flowers.nnproj", "--from", "flowers.csv").code == 2


def test_a_table_that_has_changed_is_told(run, ready):
    with (ready / "flowers.csv").open("a") as file:
        file.write("1,2,red,rose\n")
    done = run("train", "flowers.nnproj", "--epochs", "1")
    assert done.code == 0
    assert "flowers.csv has changed since the project was saved" in done.sentence


def test_new_names_an_unknown_target(run, ready, litter):
    litter()
    done = run("new", "flowers.csv", "--target", "sort", "-o", "p.nnproj")
    assert done.code == 2
    assert "flowers.csv" in done.sentence
    assert "'sort'" in done.sentence
    assert litter() == []


def test_a_sheet_is_named_or_numbered(run, folder):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    book = openpyxl.Workbook()
    book.active.append(["note"])
    sheet = book.create_sheet("Few")
    for row in (["x", "y"], [1, 2.5], [3, 4.5]):
        sheet.append(row)
    many = book.create_sheet("Many")
    for row in range(9):
        many.append([row])
    book.save(folder / "book.xlsx")
    facts = json.loads(run("inspect", "book.xlsx", "--json", "--sheet", "few").out)
    assert (facts["sheet"], facts["sheets"], facts["rows"], facts["encoding"]) == ("Few", ["Sheet", "Few", "Many"], 2, None)
    assert json.loads(run("inspect", "book.xlsx", "--json").out)["sheet"] == "Many"
    assert run("convert", "book.xlsx", "--sheet", "2", "-o", "few.csv").code == 0
    assert (folder / "few.csv").read_bytes() == b"x,y\r\n1,2.5\r\n3,4.5\r\n"
    refused = run("inspect", "book.xlsx", "--sheet", "None such")
    assert refused.code == 2
    assert "it has Sheet, Few, Many" in refused.err


def test_a_network_is_trained_on_a_sheet(run, ready):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    book = openpyxl.Workbook()
    for _ in range(500):
        book.active.append(["the larger sheet", 1])
    sheet = book.create_sheet("Flowers")
    for row in rows_of(ready / "flowers.csv"):
        sheet.append([float(cell) if cell.replace(".", "").isdecimal() else cell for cell in row])
    book.save(ready / "book.xlsx")
    train = ("train", "flowers.nnproj", "--epochs", "1", "-o", "sheet.pkl")
    assert run(*train, "--data", "book.xlsx").code == 2
    assert run(*train, "--data", "book.xlsx", "--sheet", "Flowers").code == 0
    refused = run(*train, "--sheet", "Flowers")
    assert refused.code == 2
    assert "--data" in refused.err


def test_convert_writes_the_same_cells(run, folder):
    (folder / "german.csv").write_bytes("größe;preis\r\n1,5;3\r\n2,5;4\r\n".encode("cp1252"))
    assert run("convert", "german.csv", "-o", "clean.csv").code == 0
    assert (folder / "clean.csv").read_bytes() == 'größe,preis\r\n"1,5",3\r\n"2,5",4\r\n'.encode()


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "flowers.nnproj", "-o", "flowers.nnproj"),
        ("predict", "flowers.pkl", "flowers.csv", "-o", "flowers.csv"),
        ("predict", "flowers.pkl", "flowers.csv", "-o", "nowhere/out.csv"),
        ("convert", "flowers.csv", "-o", "./flowers.csv"),
        ("new", "flowers.csv", "--target", "kind", "-o", "."),
        ("train", "flowers.nnproj", "--history", "flowers.csv", "--data", "flowers.csv"),
        ("train", "flowers.nnproj", "-o", "flowers.csv"),
        ("train", "flowers.nnproj", "--history", "flowers.csv"),
    ],
)
def test_an_output_that_cannot_be_is_refused_before_any_work(run, ready, litter, arguments):
    litter()
    before = {path.name: path.read_bytes() for path in ready.iterdir()}
    done = run(*arguments)
    assert done.code == 2
    assert "The output" in done.sentence
    assert {path.name: path.read_bytes() for path in ready.iterdir()} == before


@pytest.mark.parametrize(
    "content", [b"", b"\x80\x04N.", b"cos\nsystem\n(S'true'\ntR.", b'{"format": "nndesigner-project"', b"\0\xff" * 99]
)
@pytest.mark.parametrize("command", [("train", "bad.nnproj"), ("evaluate", "bad.pkl", "flowers.csv"), ("inspect", "bad.pkl")])
def test_a_damaged_file_is_one_sentence(run, ready, litter, content, command):
    (ready / command[1]).write_bytes(content)
    litter()
    done = run(*command)
    assert done.code == 2
    assert "bad." in done.sentence
    assert litter() == []


def change_settings(path, **changes):
    project = json.loads(path.read_text())
    project["settings"] |= changes
    path.write_text(json.dumps(project))


def test_ctrl_c_keeps_what_was_reached(ready):
    change_settings(ready / "flowers.nnproj", early_stopping=None)
    process = subprocess.Popen(
        [sys.executable, "-m", "nndesigner", "train", "flowers.nnproj", "--epochs", "100000000", "-o", "m.pkl"],
        cwd=ready,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert out == b""
    assert err.count(b"\n") == 1
    assert b"m.pkl" in err
    assert (ready / "m.pkl").exists()


def test_a_bar_is_shown_on_a_terminal(ready):
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "nndesigner", "train", "flowers.nnproj", "--epochs", "20000"],
        cwd=ready,
        stdout=subprocess.DEVNULL,
        stderr=end,
    )
    os.close(end)
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(terminal)
    assert process.wait(60) == 0
    assert b"epoch" in shown
    assert b"loss=" in shown


def test_a_diverging_run_keeps_the_weights_before_and_says_where(run, ready):
    change_settings(
        ready / "houses.nnproj", optimizer={"class_name": "sgd", "config": {"learning_rate": 1e5}}, early_stopping=None
    )
    done = run("train", "houses.nnproj", "-o", "m.pkl", "--history", "h.csv")
    assert done.code == 1
    assert "Diverged" in done.sentence
    assert "epoch" in done.sentence
    assert "layer dense" in done.sentence
    assert "m.pkl" in done.sentence
    assert run("evaluate", "m.pkl", "houses.csv").code == 0


def test_a_closed_pipe_is_no_failure_to_speak_of(ready):
    command = [sys.executable, "-m", "nndesigner", "inspect", "flowers.csv", "--json"]
    process = subprocess.Popen(command, cwd=ready, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(30)
