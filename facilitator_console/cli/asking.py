"""Asking the window that has a store open. Loaded only where somebody has: the window's library comes with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from facilitator_console.log import Event, SessionId
from facilitator_console.store.contents import ListedSession
from facilitator_console.store.errors import in_use_elsewhere
from facilitator_console.ui.shell.one_window import ask
from facilitator_console.ui.shell.questions import Contents, Events, Question, Want


class AskedWindow:
    """A store as the window that has it open tells of it.

    Attributes:
        path: The store's file.
    """

    def __init__(self, path: Path, contents: Contents) -> None:
        """Ask further about this store, of which the contents are known."""
        self.path = path
        self._contents = contents

    def sessions(self) -> tuple[ListedSession, ...]:
        """The sessions: what was left in the middle first, then the latest."""
        return tuple(ListedSession(*fields) for fields in self._contents.sessions)

    def missing(self) -> Mapping[SessionId, int]:
        """How many events are known to be missing, by session."""
        return self._contents.missing

    def events(self, session: SessionId) -> tuple[Event, ...]:
        """A session's events, also those that are not saved yet.

        Raises:
            StorageError: The window does not answer any more.
        """
        events = ask(self.path, Question(Want.EVENTS, session), Events)
        if events is None:
            raise in_use_elsewhere(self.path)
        return events


def ask_window(path: Path) -> AskedWindow | None:
    """The window that has a store open, if it answers."""
    contents = ask(path, Question(Want.CONTENTS), Contents)
    return None if contents is None else AskedWindow(path, contents)


def unsaved_in_window(path: Path) -> Events:
    """What the window that has a store open could not save yet; nothing where there is none."""
    return ask(path, Question(Want.UNSAVED), Events) or ()
