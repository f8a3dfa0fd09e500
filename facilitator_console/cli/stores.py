"""Which store and which session somebody means."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from facilitator_console.cli.terminal import Terminal
from facilitator_console.laptop import default_store
from facilitator_console.log import SessionId
from facilitator_console.store import Store
from facilitator_console.store.errors import world_errors
from facilitator_console.store.listing import ListedSession, sessions_of
from facilitator_console.store.opening import is_there, refuse_other_files
from facilitator_console.words import Message, UserError, say, say_n

LAST = "last"


def meant_path(arguments: Namespace) -> Path:
    """The store that the arguments name, or the usual one."""
    path: Path = arguments.store or default_store()
    return path


def known_path(arguments: Namespace) -> Path:
    """The store that the arguments name, or the usual one; a reading command makes none.

    Raises:
        UserError: There is none, or it is the file of something else.
    """
    path = meant_path(arguments)
    with world_errors(path):
        refuse_other_files(path)
        if not is_there(path):
            raise UserError(_no_store(path, is_usual=arguments.store is None))
    return path


def _no_store(path: Path, *, is_usual: bool) -> Message:
    if is_usual:
        return say(
            "There is no store yet: the window makes it, as {path}. Or name another with --store.", path=str(path)
        )
    return say("There is no store {path}. Name another with --store.", path=str(path))


@contextmanager
def meant_store(arguments: Namespace, terminal: Terminal) -> Iterator[Store]:
    """Open the store that is meant, which must be there already.

    Raises:
        UserError: There is none, or it can't be opened.
    """
    with Store.open(known_path(arguments), on_bug=terminal.crash_reports.keep) as store:
        yield store


def listed(store: Store) -> list[ListedSession]:
    """The sessions of a store, in the order in which they were made."""
    return sorted(sessions_of(store), key=lambda session: (session.created_at_ms, session.session_id))


def warn_of_holes(missing: int, terminal: Terminal) -> None:
    """Say on standard error that events are known to be missing, where any are."""
    if missing:
        terminal.complain(
            say_n(
                "{n} event of the record is missing; a backup may have it. See facilitator-console doctor.",
                "{n} events of the record are missing; a backup may have them. See facilitator-console doctor.",
                missing,
            )
        )


def meant_session(store: Store, meant: str) -> SessionId:
    """The session that is meant by its id, the beginning of it, or `last`.

    Raises:
        UserError: There is none, or several could be meant.
    """
    sessions = listed(store)
    if not sessions:
        raise UserError(say("There are no sessions in {path} yet.", path=str(store.path)))
    if meant == LAST:
        return sessions[-1].session_id
    fitting = [entry.session_id for entry in sessions if meant and entry.session_id.startswith(meant)]
    if meant in fitting:
        return SessionId(meant)
    if not fitting:
        raise UserError(
            say(
                "There is no session “{session}” in {path}. See facilitator-console sessions.",
                session=meant,
                path=str(store.path),
            )
        )
    if len(fitting) > 1:
        raise UserError(say("{n} sessions begin with “{session}”. Type more of the id.", n=len(fitting), session=meant))
    return fitting[0]
