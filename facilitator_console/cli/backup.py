"""Runs `backup`: makes a whole copy of the store, which may be in use meanwhile."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from facilitator_console.cli.stores import existing_path
from facilitator_console.cli.terminal import Terminal
from facilitator_console.log import Event
from facilitator_console.store.connection import has_wal
from facilitator_console.store.copies import backup, remove_unfinished_backups
from facilitator_console.store.errors import DamageError, storage_errors
from facilitator_console.words import say


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Copy the store and say where the copy is; copy a damaged store too, and say that it is damaged."""
    try:
        path = existing_path(arguments)
    except DamageError as error:
        path = error.path
    copied = backup(path, arguments.target, _unsaved(path))
    terminal.say(say("Copy: {path}", path=str(copied)))
    with storage_errors(copied):
        for left in remove_unfinished_backups(copied):
            terminal.say(say("{path} was left over from an unfinished copy; it was deleted.", path=str(left)))
    return 0


def _unsaved(path: Path) -> Sequence[Event]:
    """Return the events that a window could not save yet; a program that has the store open keeps a write-ahead log."""
    if not has_wal(path):
        return ()
    from facilitator_console.cli.asking import unsaved_in_window

    return unsaved_in_window(path)
