"""Finds the store and the session that the arguments name, and opens the store."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from facilitator_console.cli.shared_arguments import named_path
from facilitator_console.cli.terminal import Terminal
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.log import Event, SessionId
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.report.files import refuse_what_is_there
from facilitator_console.session.forgetting import require_decided
from facilitator_console.store.contents import ListedSession, open_to_read
from facilitator_console.store.copies import refuse_beside
from facilitator_console.store.errors import storage_errors
from facilitator_console.store.opening import StoreInUseError, is_there, refuse_other_files
from facilitator_console.store.store import Store
from facilitator_console.words import Message, UserError, say, say_n

LAST = "last"


class Source(Protocol):
    """Represents a store that is read: from its file, or through the window that has it open.

    Attributes:
        path: The store's file.
    """

    path: Path

    def sessions(self) -> tuple[ListedSession, ...]:
        """Return the sessions: those that were not ended first, then the latest."""

    def missing(self) -> Mapping[SessionId, int]:
        """Return how many events are known to be missing, by session, for the sessions that lack any."""

    def events(self, session: SessionId) -> tuple[Event, ...]:
        """Return a session's events in the agreed order."""

    def ballots(self, session: SessionId) -> Ballots:
        """Return a session's ballots; none while a vote is open."""

    def voting_key(self, session: SessionId) -> bytes:
        """Return the key of a session's vote that is open; empty where none is."""


def existing_path(arguments: Namespace) -> Path:
    """Return the path of a store that exists: the one that the arguments name, or the usual one.

    Raises:
        UserError: There is none, or it is the file of something else.
    """
    path = named_path(arguments)
    with storage_errors(path):
        refuse_other_files(path)
        if not is_there(path):
            raise UserError(_no_store(path, is_usual=arguments.store is None))
    return path


def _no_store(path: Path, *, is_usual: bool) -> Message:
    if is_usual:
        return say(
            "There is no store yet: the window creates it as {path}. Or name another one with --store.", path=str(path)
        )
    return say("There is no store {path}. Name another one with --store.", path=str(path))


@contextmanager
def open_named_store(arguments: Namespace, terminal: Terminal) -> Iterator[Store]:
    """Open the store that the arguments name, to work on it; it must exist.

    Raises:
        UserError: There is none, or it can't be opened.
    """
    with Store.open(existing_path(arguments), on_bug=terminal.crash_reports.report) as store:
        yield store


@contextmanager
def source(arguments: Namespace) -> Iterator[Source]:
    """Open the store that the arguments name, to read it; it must exist. A window that has it open is asked instead.

    Raises:
        UserError: There is none, or it can't be opened, or whoever has it open does not answer.
    """
    path = existing_path(arguments)
    with ExitStack() as opened:
        try:
            read: Source = opened.enter_context(open_to_read(path))
        except StoreInUseError:
            # The window's library is loaded only where there is a window.
            from facilitator_console.cli.asking import ask_window

            if (window := ask_window(path)) is None:
                raise
            read = window
        yield read


def sessions_in_order(store: Source) -> list[ListedSession]:
    """Return the sessions of a store, in the order in which they were made."""
    return sorted(store.sessions(), key=lambda session: (session.created_at_ms, session.session_id))


def history_that_may_leave(store: Source, session: SessionId) -> History:
    """Return a session's log, for a command that writes or prints something of it.

    Raises:
        UserError: The session is over, and it is not chosen yet whether who spoke when is forgotten.
    """
    history = History(store.events(session))
    require_decided(history.state, tells_who_spoke=history.tells_who_spoke)
    return history


def read_to_export(arguments: Namespace) -> tuple[State, int]:
    """Return the state of the named session, for a file of its own, and how many of its events are missing.

    Raises:
        UserError: There is no such session, the file is one of the store's, or it is not chosen yet whether who spoke
            when is forgotten.
    """
    with source(arguments) as store:
        refuse_beside(store.path, arguments.out)
        session = find_session(store, arguments.session)
        state, missing = history_that_may_leave(store, session).state, store.missing().get(session, 0)
    refuse_what_is_there(arguments.out, force=arguments.force)
    return state, missing


def warn_of_missing_events(missing: int, terminal: Terminal) -> None:
    """Say on standard error how many events are missing, if any are known to be."""
    if missing:
        terminal.complain(
            say_n(
                "{n} event of the record is missing; a backup may contain it. Run facilitator-console doctor.",
                "{n} events of the record are missing; a backup may contain them. Run facilitator-console doctor.",
                missing,
            )
        )


def find_session(store: Source, meant: str) -> SessionId:
    """Return the session that is named by its id, the beginning of its id, or `last`.

    Raises:
        UserError: There is none, or several could be meant.
    """
    sessions = sessions_in_order(store)
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
                "There is no session “{session}” in {path}. Run facilitator-console sessions to list them.",
                session=meant,
                path=str(store.path),
            )
        )
    if len(fitting) > 1:
        raise UserError(say("{n} sessions begin with “{session}”. Type more of the id.", n=len(fitting), session=meant))
    return fitting[0]
