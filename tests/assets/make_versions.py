"""Writes the files that one version of the program leaves behind, for later versions to load.

Run once with a released version's own code, from its folder, and commit what it writes:
``PYTHONPATH=. python make_versions.py OUT/0.1.0``. Each file stands beside what that version said about it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from nndesigner import nn
from nndesigner.data.samples import load_sample
from nndesigner.files.examples import EXAMPLES, open_example
from nndesigner.files.model_file import save_trained
from nndesigner.files.project_file import save_project
from nndesigner.project.edits import SetSettings
from nndesigner.session.create import project_from_table
from nndesigner.session.job import Job
from nndesigner.session.run import run


def networks() -> dict[str, tuple[nn.Model, tuple[int, ...]]]:
    """Untrained networks with most kinds of layers."""
    image = nn.Sequential(
        [
            nn.Conv2D(4, 3, padding="same", activation="relu"),
            nn.BatchNormalization(),
            nn.MaxPooling2D(2),
            nn.DepthwiseConv2D(3),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Dense(3, activation="softmax"),
        ],
        input_shape=(8, 8, 2),
        seed=5,
    )
    series = nn.Sequential(
        [
            nn.Conv1D(6, 3, activation="gelu"),
            nn.LSTM(5, return_sequences=True),
            nn.GRU(4),
            nn.LayerNormalization(),
            nn.Dense(1),
        ],
        input_shape=(12, 3),
        seed=6,
    )
    a = nn.Input((4,))
    h = nn.Dense(6, activation="tanh", kernel_regularizer=nn.L2(0.01))(a)
    out = nn.Dense(2)(nn.Concatenate()([nn.Add()([h, nn.Dense(6, activation="elu")(h)]), h]))
    return {"image": (image, (8, 8, 2)), "series": (series, (12, 3)), "branches": (nn.Model(a, out), (4,))}


def main(folder: Path) -> None:
    folder.mkdir(parents=True)
    said: dict[str, object] = {}
    rng = np.random.default_rng(8)
    for name, (model, shape) in networks().items():
        model.compile(optimizer=nn.Adam(0.01), loss="mean_squared_error")
        x = rng.normal(size=(16, *shape)).astype(np.float32)
        y = rng.normal(size=(16, *model.output_shape[-1:])).astype(np.float32)
        model.fit(x, y, epochs=2, verbose=0)
        model.save(folder / f"{name}.pkl")
        said[f"{name}.pkl"] = {"x": x[:3].tolist(), "prediction": model.predict(x[:3]).tolist()}
    for name, target in {"iris": "species", "penguins": "body_mass_g", "titanic": "survived"}.items():
        table = load_sample(name)
        target = target if target in table.names else table.names[-1]
        project = project_from_table(table, {"kind": "bundled", "name": name}, target)
        SetSettings(project, epochs=3).redo()
        trained = run(Job.from_project(project))
        save_project(project, folder / f"{name}.nnproj")
        save_trained(trained, folder / f"{name}.pkl")
        arrays = trained.recipe.transform(table, with_target=False)
        said[f"{name}.pkl"] = {
            "table": name,
            "prediction": trained.model.predict(arrays.x[:5]).tolist(),
            "parameters": trained.model.count_params(),
        }
        said[f"{name}.nnproj"] = {"blocks": sorted(node.kind for node in project.design.nodes.values())}
    for example in EXAMPLES[:2]:
        project = open_example(example.name)
        save_project(project, folder / f"{example.name}.nnproj")
        said[f"{example.name}.nnproj"] = {"blocks": sorted(node.kind for node in project.design.nodes.values())}
    (folder / "said.json").write_text(json.dumps(said, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
