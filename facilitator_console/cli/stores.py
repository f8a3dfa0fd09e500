"""Which store and which session somebody means."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from facilitator_console.cli.terminal import Terminal
from facilitator_console.log import Event, SessionId
from facilitator_console.runtime.laptop import default_store
from facilitator_console.store.contents import ListedSession
from facilitator_console.store.errors import storage_errors
from facilitator_console.store.lock import StoreInUseError
from facilitator_console.store.opening import is_there, open_to_read, refuse_other_files
from facilitator_console.store.store import Store
from facilitator_console.words import Message, UserError, say, say_n

LAST = "last"


class Source(Protocol):
    """Where the contents of a store are read: in its file, or from the window that has it open.

    Attributes:
        path: The store's file.
    """

    path: Path

    def sessions(self) -> tuple[ListedSession, ...]:
        """The sessions: what was left in the middle first, then the latest."""

    def missing(self) -> Mapping[SessionId, int]:
        """How many events are known to be missing, by session; sessions of which none is are not in it."""

    def events(self, session: SessionId) -> tuple[Event, ...]:
        """A session's events in the agreed order."""


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
    with storage_errors(path):
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
    with Store.open(known_path(arguments), on_bug=terminal.crash_reports.report) as store:
        yield store


@contextmanager
def source(arguments: Namespace) -> Iterator[Source]:
    """Read the store that is meant, which must be there already; a window that has it open is asked instead.

    Raises:
        UserError: There is none, or it can't be opened, or whoever has it open does not answer.
    """
    path = known_path(arguments)
    with ExitStack() as held:
        try:
            read: Source = held.enter_context(open_to_read(path))
        except StoreInUseError:
            # The window's library is loaded only where there is a window.
            from facilitator_console.cli.asking import ask_window

            if (answering := ask_window(path)) is None:
                raise
            read = answering
        yield read


def listed(store: Source) -> list[ListedSession]:
    """The sessions of a store, in the order in which they were made."""
    return sorted(store.sessions(), key=lambda session: (session.created_at_ms, session.session_id))


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


def meant_session(store: Source, meant: str) -> SessionId:
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
