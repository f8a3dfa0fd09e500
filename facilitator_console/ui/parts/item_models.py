"""Holds what item models share: indexes, and a change of the order of rows that keeps what is selected in views."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TypeVar

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex

K = TypeVar("K", bound=str)

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


def step_to(model: QAbstractItemModel, ids: list[K], wanted: Sequence[K]) -> None:
    """Change `ids`, the rows of `model`, into `wanted` by removing and moving single rows and inserting runs."""
    keep, known = set(wanted), set(ids)
    for row in reversed(range(len(ids))):
        if ids[row] not in keep:
            model.beginRemoveRows(NO_PARENT, row, row)
            del ids[row]
            model.endRemoveRows()
    for row, key in enumerate(wanted):
        if row < len(ids) and ids[row] == key:
            continue
        if key in known:
            at = ids.index(key)
            model.beginMoveRows(NO_PARENT, at, at, NO_PARENT, row)
            ids.insert(row, ids.pop(at))
            model.endMoveRows()
        else:
            # What comes in one after the other comes in at once: a pasted sheet has hundreds of rows.
            new = list(takewhile(lambda other: other not in known, wanted[row:]))
            known.update(new)
            model.beginInsertRows(NO_PARENT, row, row + len(new) - 1)
            ids[row:row] = new
            model.endInsertRows()
