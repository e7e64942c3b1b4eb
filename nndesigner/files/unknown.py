"""Parts of a file that this version does not know: found on reading, listed for the user, written back on saving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def leftover(read: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands in ``read`` under keys that ``known`` lacks, nested alike.

    Entries of lists are told apart by their ``id`` or ``name``; in the result such a list is a dict by that mark.
    """
    found: dict[str, Any] = {}
    for key, value in read.items():
        if key not in known:
            found[key] = value
            continue
        mine, theirs = _as_mapping(known[key]), _as_mapping(value)
        if mine is not None and theirs is not None:
            inner = leftover({mark: part for mark, part in theirs.items() if mark in mine}, mine)
            if not _is_list(value):
                inner |= {mark: part for mark, part in theirs.items() if mark not in mine}
            if inner:
                found[key] = inner
    return found


def restored(config: Mapping[str, Any], unknown: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``config`` with the parts that :func:`leftover` found put back where their surroundings still exist."""
    whole = dict(config)
    for key, extra in unknown.items():
        present = whole.get(key)
        if key not in whole:
            whole[key] = extra
        elif isinstance(present, Mapping) and isinstance(extra, Mapping):
            whole[key] = restored(present, extra)
        elif isinstance(present, (list, tuple)) and isinstance(extra, Mapping):
            whole[key] = [_restored_entry(entry, extra) for entry in present]
    return whole


def paths(unknown: Mapping[str, Any], base: str = "") -> list[str]:
    """Return where the unknown parts stand, as ``settings.warmup``; nested mappings are named by their own parts."""
    found = []
    for key, value in unknown.items():
        found += paths(value, f"{base}{key}.") if isinstance(value, Mapping) and value else [f"{base}{key}"]
    return found


def _restored_entry(entry: Any, extra: Mapping[str, Any]) -> Any:
    more = extra.get(_mark(entry))
    return restored(entry, more) if isinstance(more, Mapping) else entry


def _mark(entry: Any) -> str:
    return str(entry.get("id", entry.get("name", ""))) if isinstance(entry, Mapping) else ""


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _as_mapping(value: Any) -> Mapping[str, Any] | None:
    if isinstance(value, Mapping):
        return value
    if _is_list(value):
        return {_mark(entry): entry for entry in value if _mark(entry)}
    return None
