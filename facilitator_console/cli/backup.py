"""`backup`: a whole copy of the store, which may be in use meanwhile."""

from __future__ import annotations

from argparse import Namespace

from facilitator_console.cli.stores import known_path
from facilitator_console.cli.terminal import Terminal
from facilitator_console.store import backup
from facilitator_console.store.errors import DamageError
from facilitator_console.words import say


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Copy the store and say where the copy is; a damaged one too, and that it is damaged."""
    try:
        path = known_path(arguments)
    except DamageError as error:
        path = error.path
    copied = backup(path, arguments.target)
    terminal.say(say("Copy: {path}", path=str(copied)))
    return 0
