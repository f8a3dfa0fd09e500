"""Which store and which session somebody means."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from facilitator_console.cli.terminal import Terminal
from facilitator_console.laptop import default_store
from facilitator_console.log import Instant, SessionId
from facilitator_console.store import Store
from facilitator_console.store.errors import world_errors
from facilitator_console.store.opening import refuse_other_files
from facilitator_console.words import UserError, say

LAST = "last"


class Listed(NamedTuple):
    """A session in a store's list.

    Attributes:
        created_at_ms: When it was made; 0 where that can't be read.
        is_closed: Whether the meeting has ended.
    """

    session_id: SessionId
    title: str
    created_at_ms: Instant
    is_closed: bool


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
    if not path.exists():
        raise UserError(say("There is no store {path}. Name another with --store.", path=str(path)))
    with world_errors(path):
        refuse_other_files(path)
    return path


@contextmanager
def meant_store(arguments: Namespace, terminal: Terminal) -> Iterator[Store]:
    """Open the store that is meant, which must be there already.

    Raises:
        UserError: There is none, or it can't be opened.
    """
    with Store.open(known_path(arguments), on_bug=terminal.crash_reports.keep) as store:
        yield store


def listed(store: Store) -> tuple[Listed, ...]:
    """The sessions of a store, in the order in which they were made."""
    rows = store.reading.execute(
        "SELECT session_id, title, coalesce(created_at_ms, 0), closed_at_ms IS NOT NULL FROM sessions"
        " ORDER BY created_at_ms, session_id"
    ).fetchall()
    return tuple(Listed(SessionId(i), title, Instant(created), bool(closed)) for i, title, created, closed in rows)


def meant_session(store: Store, meant: str) -> SessionId:
    """The session that is meant by its id, the beginning of it, or `last`.

    Raises:
        UserError: There is none, or several could be meant.
    """
    sessions = listed(store)
    if meant == LAST and sessions:
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
