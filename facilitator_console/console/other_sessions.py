"""The other sessions of the store that is open: what they are called, and something put into one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Concatenate, ParamSpec

from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, NewEvent, SessionId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.store.contents import ListedSession, sessions_of
from facilitator_console.store.store import Store

P = ParamSpec("P")


class OtherSessions:
    """Reaches the sessions of a store beside the one that is open."""

    def __init__(self, store: Store, laptop: Laptop, session: SessionId) -> None:
        """Reach all of this store's sessions but this one."""
        self._store, self._laptop, self._session = store, laptop, session

    def listed(self) -> tuple[ListedSession, ...]:
        """Return those that something can be put into: not what was played from a script.

        Raises:
            StorageError: They can't be read.
        """
        listed = sessions_of(self._store, self._laptop.boot_id)
        return tuple(other for other in listed if other.session_id != self._session and not other.is_played)

    def in_marathon(self, marathon: SessionId) -> dict[SessionId, State]:
        """Return the states of the sessions that belong to a marathon, and of the marathon itself, but not of this one.

        Raises:
            StorageError: They can't be read.
        """
        listed = sessions_of(self._store)
        wanted = [other.session_id for other in listed if marathon in {other.marathon_id, other.session_id}]
        return {session: History(self._store.log.read(session)).state for session in wanted if session != self._session}

    def do(
        self,
        session: SessionId,
        command: Callable[Concatenate[State, Instant, P], Sequence[NewEvent]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """Carry a command out in another session; who opens that one can't undo it here.

        Raises:
            UserError: The command refuses.
            StorageError: The session can't be read.
        """
        from facilitator_console.console.opening import open_session

        open_session(self._store, session, self._laptop).dispatch(command, *args, **kwargs)
