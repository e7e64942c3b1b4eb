"""The inspector's panel for the selected block, or for several blocks at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from nndesigner.core.options import Option, option
from nndesigner.core.registry import registry
from nndesigner.core.text import grouped, tr
from nndesigner.ui.docks.input_columns import InputColumns
from nndesigner.ui.theme import SPACING, theme, title_font
from nndesigner.ui.widgets.fix_button import FixButton
from nndesigner.ui.widgets.option_form import OptionForm

if TYPE_CHECKING:
    from nndesigner.project.design import Node
    from nndesigner.ui.document import Document


class BlockPanel(QWidget):
    """Name, problems, options, shapes and parameters of one block; the shared options of several."""

    def __init__(self, document: Document, nodes: Sequence[Node]) -> None:
        super().__init__()
        self._document = document
        self._ids = [node.id for node in nodes]
        first = nodes[0]
        kinds = {node.kind for node in nodes}
        layout = QVBoxLayout(self)
        layout.setSpacing(3 * SPACING)
        layout.addLayout(self._heading(first, kinds))
        self._name: QLineEdit | None = None
        if len(nodes) == 1:
            self._name = QLineEdit(first.name, self)
            self._name.setObjectName("inspector.name")
            self._name.setAccessibleName(tr("Name"))
            self._name.editingFinished.connect(self._rename)
            layout.addWidget(self._name)
        self._problems = QVBoxLayout()
        self._problems.setSpacing(SPACING)
        layout.addLayout(self._problems)
        self._form: OptionForm | None = None
        declared = _options(first.kind) if len(kinds) == 1 else {}
        if declared:
            self._form = OptionForm(first.kind, declared, first.options, allowed=self._allowed(first.kind), parent=self)
            self._form.changed.connect(self._set_option)
            layout.addWidget(self._form)
        elif len(nodes) > 1:
            layout.addWidget(_quiet(tr("These blocks are of different kinds: they share no options.")))
        self._columns: InputColumns | None = None
        if len(nodes) == 1 and first.kind == "Input":
            self._columns = InputColumns(document, first.id, self)
            layout.addWidget(self._columns)
        self._facts = _quiet("")
        self._facts.setObjectName("inspector.facts")
        layout.addWidget(self._facts)
        about = _summary(first.kind) if len(kinds) == 1 else ""
        if about:
            layout.addWidget(_quiet(about))
        layout.addStretch(1)
        self.refresh()

    def focus_first(self) -> None:
        """Put the keyboard on the first option, or on the name."""
        declared = list(self._form._rows) if self._form else []
        target = self._form.editor(declared[0]) if self._form and declared else self._name
        if target is not None:
            target.setFocus()
            if isinstance(target, QLineEdit):
                target.selectAll()

    def refresh(self) -> None:
        """Show what the design says now."""
        project = self._document.project
        nodes = [project.design.nodes[node] for node in self._ids if node in project.design.nodes]
        if not nodes:
            return
        if self._name is not None and not self._name.isModified():
            self._name.setText(nodes[0].name)
        if self._form is not None:
            self._form.set_values(*(node.options for node in nodes))
        if self._columns is not None:
            self._columns.refresh()
        analysis = project.analysis
        self._facts.setText(_facts(project, nodes, analysis))
        self._show_problems([problem for node in nodes for problem in analysis.for_node(node.id)])

    def _heading(self, first: Node, kinds: set[str]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * SPACING)
        family = _family(first.kind)
        icon = QLabel()
        icon.setPixmap(theme().icon(f"family:{family}", f"family:{family}").pixmap(20, 20))
        row.addWidget(icon)
        count = len(self._ids)
        text = _title(first.kind) if len(kinds) == 1 else tr("Blocks")
        title = QLabel(text if count == 1 else tr("{count} selected: {kind}", count=count, kind=text))
        title.setFont(title_font(1.15))
        row.addWidget(title, 1)
        return row

    def _show_problems(self, problems: Sequence[Any]) -> None:
        while self._problems.count():
            widget = self._problems.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for problem in dict.fromkeys(problems):
            self._problems.addWidget(self._problem_card(problem))

    def _problem_card(self, problem: Any) -> QFrame:
        card = QFrame(self)
        card.setProperty("message", {"error": "error", "warning": "warning"}.get(problem.severity, "info"))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(*[2 * SPACING] * 4)
        sentence = QLabel(problem.message, card)
        sentence.setWordWrap(True)
        inside.addWidget(sentence)
        if problem.fix is not None:
            fix = FixButton(problem.fix.title, card)
            fix.clicked.connect(lambda: self._document.push(problem.fix.make()))
            inside.addWidget(fix)
        return card

    def _allowed(self, kind: str) -> Callable[[type], bool] | None:
        """For the output block: only losses that fit the task, so that no choice is a dead end."""
        recipe = self._document.project.recipe
        task = recipe.task if recipe is not None else None
        if kind != "Output" or task is None:
            return None
        return lambda part: task in getattr(part, "tasks", (task,))

    def _rename(self) -> None:
        from nndesigner.project.edits import Rename

        if self._name is None or not self._name.isModified():
            return
        self._name.setModified(False)
        node = self._document.project.design.nodes.get(self._ids[0])
        wanted = self._name.text().strip()
        if node is None or wanted == node.name or not wanted:
            self.refresh()
        elif not self._document.push(Rename(self._document.project, node.id, wanted)):
            self._name.setText(node.name)

    def _set_option(self, name: str, value: Any) -> None:
        from nndesigner.project.edits import Group, SetOption

        project = self._document.project
        edits = [SetOption(project, node, name, value) for node in self._ids if node in project.design.nodes]
        if len(edits) == 1:
            self._document.push(edits[0])
        elif edits:
            self._document.push(Group(tr("Set {name} of {count} blocks", name=name, count=len(edits)), edits))


def _options(kind: str) -> dict[str, Option]:
    """The options that a person may set in a block of ``kind``."""
    if kind == "Input":
        return {}
    if kind == "Output":
        declared = option(default=None, registry="losses", title=tr("Loss"), help=tr("What training makes small."))
        declared.name, declared.kind, declared.optional = "loss", "part", False
        return {"loss": declared}
    declared = registry("layers").get(kind).OPTIONS
    return {name: one for name, one in declared.items() if name != "name" and one.kind != "any"}  # "any" comes with a file


def _title(kind: str) -> str:
    return kind if kind in ("Input", "Output") else registry("layers").get(kind).title


def _family(kind: str) -> str:
    return kind.lower() if kind in ("Input", "Output") else registry("layers").get(kind).family


def _summary(kind: str) -> str:
    if kind == "Input":
        return tr("What the network sees: the feature columns of the data, prepared as the Data page says.")
    if kind == "Output":
        return tr("What the network is to say: the target, and the loss that measures how far off it is.")
    return registry("layers").get(kind).summary


def _facts(project: Any, nodes: Sequence[Any], analysis: Any) -> str:
    """Output shape, parameters and columns, a line each."""
    if len(nodes) > 1:
        return tr("{count} parameters together", count=grouped(sum(analysis.parameters.get(node.id, 0) for node in nodes)))
    node = nodes[0]
    lines = []
    shape = analysis.shapes.get(node.id)
    if shape is not None:
        lines.append(tr("Shape: {shape}", shape=" × ".join(["batch", *map(str, shape)])))
    if node.kind not in ("Input", "Output"):
        lines.append(tr("Parameters: {count}", count=grouped(analysis.parameters.get(node.id, 0))))
    recipe = project.recipe
    if recipe is not None and node.kind == "Input":
        from nndesigner.project.facts import data_facts
        from nndesigner.project.inputs import bindings

        known = tuple(data_facts(project.contents).widths) or tuple(column.name for column in recipe.features)
        names = bindings(project.graph, known).get(node.id, ())
        if recipe.image_shape is None and data_facts(project.contents).widths:
            return "\n".join(lines)  # they stand in a list of their own
        shown = ", ".join(names[:12]) + (tr(" and {count} more", count=len(names) - 12) if len(names) > 12 else "")
        lines.append(tr("Columns: {names}", names=shown))
    if recipe is not None and node.kind == "Output" and recipe.target is not None:
        lines.append(
            tr(
                "Task: {task}",
                task={"binary": tr("two classes"), "multiclass": tr("classes")}.get(recipe.task, tr("regression")),
            )
        )
    return "\n".join(lines)


def _quiet(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("quiet", True)
    return label
