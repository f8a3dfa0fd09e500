"""Asks the window that has a store open. The window's library comes with this module, so it is loaded late."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from facilitator_console.log import Event, SessionId
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.store.contents import ListedSession
from facilitator_console.store.errors import in_use_elsewhere
from facilitator_console.ui.shell.one_window import ask
from facilitator_console.ui.shell.questions import Contents, Events, Form, Published, Question, Want, Wish


class AskedWindow:
    """Represents a store that is read through the window that has it open.

    Attributes:
        path: The store's file.
    """

    def __init__(self, path: Path, contents: Contents) -> None:
        """Keep the contents that the window has told of, and ask it for more when that is needed."""
        self.path = path
        self._contents = contents

    def sessions(self) -> tuple[ListedSession, ...]:
        """Return the sessions: those that were not ended first, then the latest."""
        return tuple(ListedSession(*fields) for fields in self._contents.sessions)

    def missing(self) -> Mapping[SessionId, int]:
        """Return how many events are known to be missing, by session."""
        return self._contents.missing

    def events(self, session: SessionId) -> tuple[Event, ...]:
        """Return a session's events, also those that are not saved yet.

        Raises:
            StorageError: The window does not answer any more.
        """
        return _answer(self.path, Question(Want.EVENTS, session), Events)

    def ballots(self, session: SessionId) -> Ballots:
        """Return a session's ballots; none while a vote is open.

        Raises:
            StorageError: The window does not answer any more.
        """
        return _answer(self.path, Question(Want.BALLOTS, session), Ballots)

    def voting_key(self, session: SessionId) -> bytes:
        """Return the key of a session's vote that is open; empty where none is.

        Raises:
            StorageError: The window does not answer any more.
        """
        return _answer(self.path, Question(Want.VOTING_KEY, session), bytes)


def ask_window(path: Path) -> AskedWindow | None:
    """Return the window that has a store open, or None where it does not answer."""
    contents = ask(path, Question(Want.CONTENTS), Contents)
    return None if contents is None else AskedWindow(path, contents)


def unsaved_in_window(path: Path) -> Events:
    """Return the events that the window with this store could not save yet; none where there is no window."""
    return ask(path, Question(Want.UNSAVED), Events) or ()


def ask_to_publish(path: Path, session: SessionId, wish: Wish) -> Published:
    """Ask the window with this store to record that a public report leaves.

    Raises:
        StorageError: The window does not answer any more.
    """
    return _answer(path, Question(Want.PUBLISH, session, wish), Published)


def _answer(path: Path, question: Question, form: type[Form]) -> Form:
    answer = ask(path, question, form)
    if answer is None:
        raise in_use_elsewhere(path)
    return answer
