"""Edits: every undoable change of a project is one object of one class here, named by a verb."""

from nndesigner.project.edits.base import DesignEdit, Edit, Group, Refusal
from nndesigner.project.edits.clipboard import Paste, copy_nodes
from nndesigner.project.edits.data import (
    ProposeNetwork,
    ReplaceData,
    ReplaceDesign,
    SetColumn,
    SetRecipe,
    SetSettings,
    SetSplit,
    SetTarget,
)
from nndesigner.project.edits.embedding import EmbedColumn
from nndesigner.project.edits.joining import JoinInput
from nndesigner.project.edits.nodes import (
    AddNode,
    AppendNode,
    InsertOnWire,
    MoveNodes,
    MoveOnChain,
    RemoveNodes,
    Rename,
    ReplaceOnWire,
    SetOption,
)
from nndesigner.project.edits.notes import AddNote, ChangeNote, Describe, RemoveNotes
from nndesigner.project.edits.recipe_forms import DropDuplicates, SetImageShape, SetRole, SetWindow
from nndesigner.project.edits.wires import Connect, Disconnect

__all__ = [
    "AddNode",
    "AddNote",
    "AppendNode",
    "ChangeNote",
    "Connect",
    "Describe",
    "DesignEdit",
    "Disconnect",
    "DropDuplicates",
    "Edit",
    "EmbedColumn",
    "Group",
    "InsertOnWire",
    "JoinInput",
    "MoveNodes",
    "MoveOnChain",
    "Paste",
    "ProposeNetwork",
    "Refusal",
    "RemoveNodes",
    "RemoveNotes",
    "Rename",
    "ReplaceData",
    "ReplaceDesign",
    "ReplaceOnWire",
    "SetColumn",
    "SetImageShape",
    "SetOption",
    "SetRecipe",
    "SetRole",
    "SetSettings",
    "SetSplit",
    "SetTarget",
    "SetWindow",
    "copy_nodes",
]
