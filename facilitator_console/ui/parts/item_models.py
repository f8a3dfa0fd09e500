"""Holds what item models share: indexes, and a change of the order of rows that keeps what is selected in views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex

K = TypeVar("K", bound=str)

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


def step_to(model: QAbstractItemModel, ids: list[K], wanted: Sequence[K]) -> None:
    """Change `ids`, the rows of `model`, into `wanted` by removing, moving and inserting single rows."""
    keep = set(wanted)
    for row in reversed(range(len(ids))):
        if ids[row] not in keep:
            model.beginRemoveRows(NO_PARENT, row, row)
            del ids[row]
            model.endRemoveRows()
    for row, key in enumerate(wanted):
        if row < len(ids) and ids[row] == key:
            continue
        if key in ids:
            at = ids.index(key)
            model.beginMoveRows(NO_PARENT, at, at, NO_PARENT, row)
            ids.insert(row, ids.pop(at))
            model.endMoveRows()
        else:
            model.beginInsertRows(NO_PARENT, row, row)
            ids.insert(row, key)
            model.endInsertRows()
