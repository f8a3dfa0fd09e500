"""Runs `delete`: removes a whole session from the store, for good."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from facilitator_console.cli.stores import existing_path, find_session, open_named_store, sessions_in_order
from facilitator_console.cli.terminal import Terminal
from facilitator_console.store.contents import Reader
from facilitator_console.store.errors import StorageError
from facilitator_console.store.opening import StoreInUseError
from facilitator_console.store.store import Store
from facilitator_console.words import UserError, say, titled

LETTERS = 4
"""Letters of the id that a person types to confirm: enough to have looked at it."""
REACH = say("Copies, backups, prints, other laptops and the drive itself may still contain it.")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Ask, delete the session, and say where its words may still be."""
    with _open(arguments, terminal) as store:
        sessions = Reader(store.path, store.reading)
        session = find_session(sessions, arguments.session)
        title = next(titled(entry.title) for entry in sessions_in_order(sessions) if entry.session_id == session)
        if not arguments.yes:
            terminal.say(
                say("The session “{title}” ({session}) will be deleted for good.", title=title, session=session)
            )
            terminal.say(REACH)
            _confirm(session[:LETTERS], terminal)
        if not store.delete_session(session):
            raise StorageError(store.saver.save_state.why or say("It will be deleted when the store is opened next."))
    terminal.say(say("Deleted: {session}", session=session))
    return 0


@contextmanager
def _open(arguments: Namespace, terminal: Terminal) -> Iterator[Store]:
    with ExitStack() as opened:
        try:
            store = opened.enter_context(open_named_store(arguments, terminal))
        except StoreInUseError as error:
            # Not through the window's socket: what is asked there only reads (docs/decisions/0025).
            path = str(existing_path(arguments))
            elsewhere = say(
                "Nothing was deleted: {path} is open in a window. Delete the session there, in the list of sessions, "
                "or close the window first.",
                path=path,
            )
            raise UserError(elsewhere) from error
        yield store


def _confirm(letters: str, terminal: Terminal) -> None:
    if not sys.stdin.isatty():
        raise UserError(say("Nothing was deleted: add --yes to delete without being asked."))
    terminal.write(terminal.text(say("Type {letters} to delete it:", letters=letters)) + " ")
    if sys.stdin.readline().strip() != letters:
        raise UserError(say("Nothing was deleted."))
