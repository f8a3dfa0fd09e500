"""The other sessions of the store that is open: what they are called, and something put into one of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Concatenate, NamedTuple, ParamSpec

from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.threads import origins_elsewhere
from facilitator_console.dialogue.typed_words import Standing, TypedText, typed_texts
from facilitator_console.dialogue.withdrawing import carried_from
from facilitator_console.log import Event, Instant, NewEvent, Ref, SessionId, Subject
from facilitator_console.notes.carrying import Carried, carried
from facilitator_console.notes.ids import GroupList
from facilitator_console.notes.state import entries_on
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.forgetting import require_decided
from facilitator_console.session.ids import Purpose
from facilitator_console.store.contents import ListedSession, event_counts, sessions_of, with_parts
from facilitator_console.store.errors import StorageError, storage_errors
from facilitator_console.store.store import Store
from facilitator_console.words import Message, PeerError, UserError, say, titled

if TYPE_CHECKING:
    from facilitator_console.console.console import Console

P = ParamSpec("P")
NOT_CONCLUSIONS = say("These are not experts’ conclusions of this session. Nothing of it was taken in.")


_NAMING = "SELECT DISTINCT session FROM events WHERE session <> ? AND instr(body, ?)"
LONGEST_WAIT_S = 1.0
"""The longest that a change waits for its commit; where nothing can be saved, the file decides."""
OF_AN_ITEM = ("title", "question")
"""The fields that an item of the agenda takes over from elsewhere; its other words are its own."""


class Copied(NamedTuple):
    """Represents words of the open session that were carried into another one.

    Attributes:
        title: Of that session; empty where it was erased.
        words: As they stand there; none where they were removed.
    """

    session_id: SessionId
    title: str
    words: tuple[str, ...]


class OtherSessions:
    """Reaches the sessions of a store beside the one that is open."""

    def __init__(self, store: Store, laptop: Laptop, session: SessionId) -> None:
        """Reach all of this store's sessions but this one."""
        self._store, self._laptop, self._session = store, laptop, session
        self._titles: dict[SessionId, str | None] = {}

    def listed(self) -> tuple[ListedSession, ...]:
        """Return those that something can be put into: not what was played from a script.

        Raises:
            StorageError: They can't be read.
        """
        listed = sessions_of(self._store, self._laptop.boot_id)
        return tuple(other for other in listed if other.session_id != self._session and not other.is_played)

    def came_from(self, origin: Ref) -> Message:
        """Return from where something was carried over: the session's title, where it lies in this store.

        Asked once of each session, since it is painted beside what came.
        """
        if origin.session not in self._titles:
            with suppress(StorageError):  # The banner about the store says why.
                self._titles |= {other.session_id: other.title for other in self.listed()}
            self._titles.setdefault(origin.session, None)
        title = self._titles[origin.session]
        return say("brought from another session") if title is None else say("from “{title}”", title=titled(title))

    def in_marathon(self, marathon: SessionId) -> dict[SessionId, State]:
        """Return the states of the sessions that belong to a marathon, and of the marathon itself, but not of this one.

        Raises:
            StorageError: They can't be read.
        """
        listed = sessions_of(self._store)
        parts = [session for session in with_parts(listed, marathon) if session != self._session]
        return {session: self.state_of(session) for session in parts}

    def saved_events(self) -> dict[SessionId, int]:
        """Count the saved events, by session, of this one as well.

        Raises:
            StorageError: They can't be read.
        """
        return event_counts(self._store)

    def opened_in(self, marathon: SessionId, known: Mapping[SessionId, Console]) -> dict[SessionId, Console]:
        """Open the sessions that belong to a marathon, but not this one, to be read: nothing is written into them.

        Args:
            marathon: Its id.
            known: Those that were opened before; who still knows all that is saved is kept.

        Raises:
            StorageError: They can't be read.
        """
        from facilitator_console.console.opening import read_session

        saved = self.saved_events()
        found: dict[SessionId, Console] = {}
        for session in with_parts(sessions_of(self._store), marathon):
            if session == self._session:
                continue
            before = known.get(session)
            is_current = before is not None and len(before.history) >= saved.get(session, 0)
            found[session] = before if before and is_current else read_session(self._store, session, self._laptop)
        return found

    def require_decided_in(self, marathon: SessionId) -> None:
        """Refuse to let anything of a marathon leave while one of its sessions waits; see `session.forgetting`.

        Raises:
            UserError: In that session it is not chosen yet whether who spoke when is forgotten.
            StorageError: They can't be read.
        """
        for session in with_parts(sessions_of(self._store), marathon):
            history = History(self._store.log.read(session))
            try:
                require_decided(history.state, tells_who_spoke=history.tells_who_spoke)
            except UserError as error:
                title = titled(history.state.info.title)
                raise UserError(say("“{title}”: {why}", title=title, why=error.message)) from error

    def elsewhere(self, marathon: SessionId, states: Mapping[SessionId, State]) -> dict[SessionId, State]:
        """Return the sessions of other marathons in this store from which something in these was carried over.

        Raises:
            StorageError: They can't be read.
        """
        known = {other.session_id for other in sessions_of(self._store)}
        return {session: self.state_of(session) for session in origins_elsewhere(marathon, states) & known}

    def state_of(self, session: SessionId) -> State:
        """Return the state of a session as it is saved.

        Raises:
            StorageError: It can't be read.
        """
        return History(self._store.log.read(session)).state

    def copies_of(self, origins: Collection[Ref]) -> tuple[Copied, ...]:
        """Return what was carried from these entities into other sessions of the store, and from there into others.

        Args:
            origins: As other sessions know them; see `known_elsewhere`.

        Raises:
            StorageError: They can't be read.
        """
        found = []
        for session, (history, subjects) in self._carried(origins).items():
            # What was removed or undone there is shown nowhere, but its words are in the store.
            if copies := _words_of(history, subjects):
                words = tuple(text.text for text in copies if text.standing is Standing.SHOWN)
                found.append(Copied(session, history.state.info.title, words))
        return tuple(found)

    def withdraw_copies(self, origins: Collection[Ref]) -> None:
        """Erase for good, in all other sessions of the store, what was carried from these entities; see `copies_of`.

        Raises:
            UserError: Something is being taken into one of them now; nothing was erased.
            StorageError: They can't be read.
        """
        from facilitator_console.console.opening import open_session

        found = self._carried(origins)
        consoles = [open_session(self._store, session, self._laptop) for session in found]
        for console, (_, subjects) in zip(consoles, found.values(), strict=True):
            if copies := _words_of(console.history, subjects):
                console.erase_words(copies)

    def _carried(self, origins: Collection[Ref]) -> dict[SessionId, tuple[History, set[Subject]]]:
        """Return the other sessions with entities that came from these, through however many sessions."""
        known, waiting = {*origins}, {*origins}
        found: dict[SessionId, tuple[History, set[Subject]]] = {}
        histories: dict[SessionId, History] = {}
        while waiting:
            new = set[Ref]()
            for session in self._naming({ref.session for ref in waiting}):
                if session not in histories:
                    histories[session] = History(self._store.log.read(session))
                history = histories[session]
                if subjects := carried_from(history, waiting):
                    found.setdefault(session, (history, set()))[1].update(subjects)
                    new |= {Ref(session, subject) for subject in subjects}
            waiting = new - known
            known |= waiting
        return found

    def _naming(self, sessions: Collection[SessionId]) -> tuple[SessionId, ...]:
        """Return the sessions but the open one whose log names one of these at all: few are read whole."""
        saves = self._store.saver.save_state  # What was carried a moment ago may wait for the disk still.
        self._store.saver.wait(saves.committed + saves.waiting, LONGEST_WAIT_S)
        with storage_errors(self._store.path), self._store.reading() as connection:
            rows = [
                row
                for named in sorted(sessions)
                for row in connection.execute(_NAMING, (self._session, named)).fetchall()
            ]
        return tuple(dict.fromkeys(SessionId(session) for (session,) in rows))

    def receive_conclusions(self, session: SessionId, events: Sequence[Event]) -> None:
        """Take in the session in which experts wrote what they conclude of the open one.

        Raises:
            PeerError: It is another session, or can't be what it says; nothing was taken in.
            UserError: A stick brings them at this moment.
            StorageError: The world failed, or it was deleted here.
        """
        from facilitator_console.console.opening import receive_session
        from facilitator_console.console.voting import VotesBrought

        known = History(self._store.log.read(session))
        others = any(event.session != session for event in events)
        # What lies here under this id must be such a session too: an expert knows the ids of other dialogues.
        for history in (History(events), *([known] if len(known) else [])):
            info = history.state.info
            if others or session == self._session or not self._concludes(info.purpose, info.marathon_id):
                raise PeerError(NOT_CONCLUSIONS)
        self._store.refuse_taken_in(session)
        receive_session(self._store, session, events, VotesBrought(), self._laptop)

    def conclusions(self) -> tuple[Carried, ...]:
        """Return what experts conclude of the open session, in sessions of their own that lie in this store.

        Raises:
            StorageError: They can't be read.
        """
        found: list[Carried] = []
        for other in sessions_of(self._store):
            if self._concludes(other.purpose, other.marathon_id):
                entries = entries_on(History(self._store.log.read(other.session_id)).state, GroupList.CONCLUSIONS)
                found += (carried(other.session_id, entry) for entry in entries)
        return tuple(found)

    def _concludes(self, purpose: str, about: SessionId) -> bool:
        return purpose == Purpose.EXPERTS and about == self._session

    def do(
        self,
        session: SessionId,
        command: Callable[Concatenate[State, Instant, P], Sequence[NewEvent]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """Carry a command out in another session, and wait until it is saved; who opens that one can't undo it here.

        Whoever asked reads that session anew at once, and the next command there is decided on what is in the file.

        Raises:
            UserError: The command refuses, or something is being taken into that session now.
            StorageError: The session can't be read.
        """
        from facilitator_console.console.opening import open_session

        console = open_session(self._store, session, self._laptop)
        console.dispatch(command, *args, **kwargs)
        self._store.saver.wait(console.saves.committed + console.saves.waiting, LONGEST_WAIT_S)
        console.leave()


def _words_of(history: History, subjects: Collection[Subject]) -> tuple[TypedText, ...]:
    """Return the words that what was carried into a session has there."""
    return tuple(
        text
        for text in typed_texts(history)
        if text.event.subject in subjects and (text.field in OF_AN_ITEM or not text.event.kind.startswith("item_"))
    )
