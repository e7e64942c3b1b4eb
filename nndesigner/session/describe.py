"""What is in a file, as JSON builtins: for ``inspect`` and for anybody who asks before opening."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nndesigner.core.text import printable, tr

if TYPE_CHECKING:
    from nndesigner.data.table import Table
    from nndesigner.data.transforms import Transform
    from nndesigner.project.project import Project
    from nndesigner.project.trained import TrainedModel

SHOWN = 8
"""Categories of a column that are named."""


def describe_file(path: Path, sheet: str | None = None) -> dict[str, Any]:
    """Facts about the project, model or table at ``path``, of a workbook its ``sheet``.

    Raises DesignerError when it cannot be read.
    """
    from nndesigner.files.kinds import kind_of

    kind = kind_of(path)
    if kind == "model":
        from nndesigner.files.model_file import load_trained

        return describe_model(load_trained(path))
    if kind == "project":
        from nndesigner.files.project_file import load_project

        return describe_project(load_project(path))
    from nndesigner.data.dialect import ReadOptions
    from nndesigner.data.tables import read_table

    return describe_table(read_table(path, ReadOptions(sheet=sheet)))


def describe_model(trained: TrainedModel) -> dict[str, Any]:
    """Format, version, layers, parameters, columns, classes, the last value of each metric, settings, card and use."""
    from nndesigner.files.model_file import MODEL

    model = trained.model
    last = {key: float(values[-1]) for key, values in trained.history.items() if len(values)}
    return {
        "kind": "model",
        **MODEL.header(),
        "layers": [
            {
                "name": node.name,
                "type": type(node.layer).__name__,
                "output_shape": list(node.shape),
                "parameters": sum(weight.size for weight in node.layer.weights),
            }
            for node in model.graph.nodes
            if node.layer is not None
        ],
        "parameters": model.count_params(),
        "task": trained.task,
        "target": None if trained.recipe is None else trained.recipe.target_name,
        "columns": list(trained.columns),
        "classes": None if trained.classes is None else list(trained.classes),
        "epochs": trained.epochs,
        "metrics": {key: value if math.isfinite(value) else None for key, value in last.items()},
        **_about_columns(trained),
        "settings": {key: plain(value) for key, value in trained.settings.to_config().items()},
        "fingerprint": trained.fingerprint or None,
        "card": {str(key): plain(value) for key, value in trained.card.items()},
        "use": _use(trained),
    }


def _about_columns(trained: TrainedModel) -> dict[str, Any]:
    """What becomes of each column, as the training rows ruled it."""
    if trained.recipe is None:
        return {}
    window = trained.recipe.recipe.window
    facts: dict[str, Any] = {"inputs": [_column(transform) for transform in trained.recipe.features]}
    facts["outputs"] = [_column(transform) for transform in trained.recipe.targets]
    return facts if window is None else facts | {"window": window.to_config()}


def _column(transform: Transform) -> dict[str, Any]:
    config = transform.to_config()
    levels = config.get("categories") or config.get("classes") or config.get("parts")
    if levels is not None:
        becomes = str(config.get("encoding") or config["kind"]) + ": " + ", ".join(map(str, levels[:SHOWN]))
        becomes += f", … ({len(levels)})" if len(levels) > SHOWN else ""
    else:
        bend = "" if config.get("bend", "none") == "none" else f"{config['bend']} "
        becomes = f"({bend}{transform.name} - {config['offset']:.6g}) / {config['scale']:.6g}"
    missing = config.get("fill")
    stands_in = f"{missing:.6g}" if isinstance(missing, float) else missing
    return {
        "name": transform.name,
        "type": transform.type,
        "numbers": transform.width,
        "missing": stands_in,
        "becomes": becomes,
    }


def _use(trained: TrainedModel) -> str:
    if trained.recipe is None:
        return tr("model = nndesigner.nn.load_model(FILE); model.predict(x) with x of shape (rows, {shape})").format(
            shape=", ".join(map(str, trained.model.graph.inputs[0].shape))
        )
    return tr("nndesigner predict FILE TABLE.csv, with a table that has these columns; nndesigner evaluate FILE TABLE.csv")


def plain(value: Any) -> Any:
    """``value`` in builtins that JSON has; what a stranger's file may hold beside them becomes text."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return printable(value, 200)


def describe_project(project: Project) -> dict[str, Any]:
    """Title, data, target, task, layers, settings and what stands in the way of training."""
    from nndesigner.files.migrations import PROJECT

    recipe, table = project.recipe, project.table
    if recipe is not None and table is not None:
        from nndesigner.data.advice import find

        find(table, recipe, project.split)
        project.reconsider()
    analysis = project.analysis
    return {
        "kind": "project",
        **PROJECT.header(),
        "title": project.title,
        "data": None if project.source is None else {key: value for key, value in project.source.items() if key != "csv"},
        "data_problem": project.data_problem,
        "rows": None if table is None else table.row_count,
        "target": None if recipe is None else recipe.target,
        "task": None if recipe is None else recipe.task,
        "columns": [] if recipe is None else [{"name": c.name, "role": c.role, "type": c.type} for c in recipe.columns],
        "layers": [
            {"name": node.name, "type": node.kind, "output_shape": _shape(analysis.shapes.get(key))}
            | {"parameters": analysis.parameters.get(key, 0)}
            for key, node in project.design.nodes.items()
        ],
        "parameters": analysis.total_parameters,
        "settings": project.settings.to_config(),
        "problems": [
            {"severity": item.severity, "rule": item.rule, "column": item.column, "message": item.message}
            | {"fix": None if item.fix is None else item.fix.title}
            for item in analysis.problems
        ],
    }


def describe_table(table: Table) -> dict[str, Any]:
    """Dialect, rows, columns with their types, and the problems found."""
    dialect = table.dialect
    is_text = dialect.medium == "text"
    return {
        "kind": "table",
        **({"sheet": dialect.sheet, "sheets": list(dialect.sheets)} if dialect.sheets else {}),
        "encoding": dialect.encoding if is_text else None,
        "delimiter": dialect.delimiter if is_text else None,
        "quote": dialect.quote if is_text else None,
        "header": dialect.header,
        "notes": list(dialect.notes),
        "rows": table.row_count,
        "columns": [{"name": column.name, "type": column.type, "missing": column.missing_count} for column in table.columns],
        "problem_count": table.problem_count,
        "problems": [
            {"line": item.line, "column": item.column, "text": item.text, "action": item.action} for item in table.problems
        ],
    }


def _shape(shape: tuple[int, ...] | None) -> list[int] | None:
    return None if shape is None else list(shape)
