"""Reports, predictions and surfaces of trained models."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from nndesigner.core.errors import DataError
from nndesigner.data.recipe import Window
from nndesigner.data.table import Table
from nndesigner.files.examples import open_example
from nndesigner.project.edits import ReplaceData, SetColumn, SetWindow
from nndesigner.project.project import Project
from nndesigner.session.describe import describe_model
from nndesigner.session.evaluate import evaluate, training_rows_of
from nndesigner.session.job import Job
from nndesigner.session.predict import predict, predict_row, write_predictions
from nndesigner.session.run import run
from nndesigner.session.surface import decision_surface, plane_features

from .conftest import changed


@pytest.fixture
def classified(classifier):
    return run(Job.from_project(changed(classifier, epochs=150)))


@pytest.fixture
def regressed(regressor):
    return run(Job.from_project(changed(regressor, epochs=150)))


def test_a_classification_report(classified, flowers):
    report = evaluate(classified, flowers)
    assert report.task == "multiclass"
    assert report.rows + report.skipped_count == 150
    assert report.metrics["accuracy"] > 0.9
    assert report.confusion.sum() == report.rows
    assert report.metrics["accuracy"] == pytest.approx(np.trace(report.confusion) / report.rows)
    assert [item.name for item in report.per_class] == list(report.classes)
    assert sum(item.support for item in report.per_class) == report.rows
    assert [curve.name for curve in report.roc] == list(report.classes)
    assert all(curve.auc > 0.95 for curve in report.roc)
    np.testing.assert_allclose(report.probabilities.sum(axis=1), 1, atol=1e-5)
    assert (report.baseline_name, report.baselines[1].name) == ("majority class", "logistic regression")
    assert report.baseline["accuracy"] == pytest.approx(1 / 3, abs=0.01)
    labels = flowers.column("kind").values[report.row_indices]
    assert [report.classes[code] for code in report.actual] == labels.tolist()


def test_a_regression_report_is_in_the_targets_unit(regressed, houses):
    report = evaluate(regressed, houses)
    np.testing.assert_allclose(report.actual, houses.column("price").values, rtol=1e-5)
    np.testing.assert_allclose(report.residuals, report.predicted - report.actual)
    assert report.metrics["mean_absolute_error"] == pytest.approx(np.abs(report.residuals).mean())
    assert report.baseline_name == "mean"
    assert report.baseline["r2_score"] == pytest.approx(0, abs=0.05)
    assert report.baselines[1].metrics["r2_score"] > 0.99
    assert report.confusion is None
    assert report.roc == report.per_class == ()


def test_baselines_are_fitted_to_the_training_rows_alone(classified, flowers):
    rows = training_rows_of(classified, flowers)
    assert len(rows) == classified.card["rows"]["training"]
    other = flowers.take(np.arange(100))
    assert training_rows_of(classified, other) is None
    report = evaluate(classified, other)
    assert [item.name for item in report.baselines] == ["majority class"]
    assert len(evaluate(classified, other, training_rows=np.arange(50)).baselines) == 2


def test_some_rows_only(classified, flowers):
    report = evaluate(classified, flowers, np.array([3, 5, 8]))
    assert report.row_indices.tolist() == [3, 5, 8]


def test_no_usable_row_is_said(classified, flowers):
    with pytest.raises(DataError, match="No row of flowers can be measured"):
        evaluate(classified, flowers, np.zeros(0, np.int64))


def test_a_binary_report_has_one_roc_curve():
    project = changed(
        open_example("moons_wide"), epochs=50, optimizer={"class_name": "adam", "config": {"learning_rate": 0.01}}
    )
    trained = run(Job.from_project(project))
    report = evaluate(trained, project.table)
    assert report.task == "binary"
    assert len(report.roc) == 1
    assert report.probabilities.shape == (1000, 2)
    assert report.metrics["accuracy"] > 0.8


def test_predictions_keep_every_row(classified, flowers, tmp_path):
    table = Table.from_columns(
        "new", {"length": [1.0, 2.0], "width": ["5", "oops"], "colour": ["rose", "x"], "prediction": ["a", "b, c"]}
    )
    predictions = predict(classified, table)
    assert predictions.header == ("prediction_2", "p(lily)", "p(rose)", "p(tulip)")
    write_predictions(table, predictions, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["length", "width", "colour", "prediction", *predictions.header]
    assert [row[:4] for row in rows[1:]] == [list(table.row_texts(i)) for i in (0, 1)]
    assert rows[1][4] in ("lily", "rose", "tulip")
    assert (predictions.ok[1], rows[2][4:]) in [(False, ["", "", "", ""]), (True, rows[2][4:])]


def test_predicted_values_are_in_the_targets_unit(regressed, houses):
    predictions = predict(regressed, houses)
    assert predictions.header == ("prediction",)
    np.testing.assert_allclose(predictions.values[:, 0], evaluate(regressed, houses).predicted)
    assert float(predictions.texts(0)[0]) == pytest.approx(predictions.values[0, 0], rel=1e-8)


def test_an_empty_table_gets_no_predictions(classified, flowers):
    predictions = predict(classified, flowers.take(np.zeros(0, np.int64)))
    assert predictions.labels == ()
    assert predictions.empty_count == 0


def test_a_surface_over_two_features():
    project = changed(open_example("moons_wide"), epochs=2)
    trained = run(Job.from_project(project))
    assert plane_features(trained, project.table) == ("x1", "x2")
    surface = decision_surface(trained, project.table, resolution=7)
    assert surface.values.shape == (7, 7, 2)
    point = Table.from_columns("p", {"x1": [surface.x[2]], "x2": [surface.y[5]]})
    np.testing.assert_allclose(predict(trained, point).probabilities[0], surface.values[5, 2], atol=1e-6)


def test_a_surface_holds_other_features_at_their_middle(regressed, classified, houses, flowers):
    assert decision_surface(regressed, houses, resolution=5).values.shape == (5, 5, 1)
    assert plane_features(classified, flowers) is None
    assert decision_surface(classified, flowers, ("length", "width"), resolution=5).values.shape == (5, 5, 3)
    with pytest.raises(DataError, match="two numeric features"):
        decision_surface(classified, flowers, ("length", "colour"))


def test_the_description_of_a_model(classified):
    facts = describe_model(classified)
    assert facts["columns"] == ["length", "width", "colour"]
    assert sum(layer["parameters"] for layer in facts["layers"]) == facts["parameters"] == classified.model.count_params()


def test_a_row_of_a_series_is_predicted_from_the_rows_before_it():
    t = np.arange(120)
    table = Table.from_columns("wave", {"t": t, "wave": np.sin(t / 5).round(4)})
    for time in ("", "t"):
        project = Project()
        ReplaceData(project, {"kind": "test"}, table).redo()
        SetColumn(project, "t", role="ignore").redo()
        SetWindow(project, Window(6, time=time)).redo()
        trained = run(Job.from_project(project, epochs=2))
        whole = predict(trained, table)
        place, found = predict_row(trained, table, 40)
        assert found.values[place, 0] == pytest.approx(whole.values[40, 0], abs=1e-5)
        place, found = predict_row(trained, table, 3)
        assert not found.ok[place]
        assert "no 6 usable rows" in found.problems[-1].action
        assert not predict(trained, table.take(np.arange(2))).ok.any()
    with pytest.raises(DataError, match="rows before"):
        predict_row(trained, None, 0)


def test_an_inspected_model_tells_scaling_settings_card_and_use(classified):
    facts = describe_model(classified)
    assert [row["name"] for row in facts["inputs"]] == list(classified.columns)
    assert all(row["becomes"] for row in facts["inputs"])
    assert facts["outputs"][0]["becomes"].startswith("class: ")
    assert facts["settings"]["batch_size"] == classified.settings.batch_size
    assert "nndesigner predict" in facts["use"]
    json.dumps(facts, allow_nan=False)
