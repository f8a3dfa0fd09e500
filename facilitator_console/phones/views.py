"""Keeps the phone view fresh in the server's loop: read on the console's thread, at most some fifty times a second."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from facilitator_console.console import Console
from facilitator_console.dialogue.state import Changes, State
from facilitator_console.log import Instant, NewEvent
from facilitator_console.views.phone_view import PhoneView, phone_view

FIRST_S = 5.0
PAUSE_S = 0.02
"""The time within which all changes are read together."""


class FreshView:
    """Holds the view, and reads it anew after each change.

    Attributes:
        view: As it was read last; None before the first time.
    """

    def __init__(self, console: Console, on_new: Callable[[PhoneView | None], Awaitable[None]]) -> None:
        """Begin without a view of the room.

        Args:
            console: The session; only its `post` and `on_changed` are used.
            on_new: Called in the server's loop after each view that differs from the last, with that last one.
        """
        self._console, self._on_new = console, on_new
        self._loop = asyncio.get_running_loop()
        self.view: PhoneView | None = None
        self._dirty = asyncio.Event()
        self._is_told = False
        self._asked = self._answered = 0
        self._waiting: list[asyncio.Future[None]] = []
        self._later: asyncio.TimerHandle | None = None

    def tell(self, _changes: Changes) -> None:
        """Hear on the console's thread that something changed; many changes make one call."""
        if not self._is_told:
            self._is_told = True
            try:
                self._loop.call_soon_threadsafe(self.ask)
            except RuntimeError:
                return  # The server has just ended.

    async def first(self) -> PhoneView | None:
        """Return the view; at the very beginning wait a little until there is one."""
        if self.view is None:
            self.ask()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.caught_up(), FIRST_S)
        return self.view

    def ask(self) -> None:
        """Have the view read anew, soon."""
        self._asked += 1
        self._dirty.set()

    async def caught_up(self) -> None:
        """Wait until the view was read after all that was asked until now: who did something sees what came of it."""
        asked = self._asked
        while self._answered < asked:
            seen = self._loop.create_future()
            self._waiting.append(seen)
            await seen

    async def follow(self) -> None:
        """Read the view again and again, until cancelled."""
        while True:
            await self._dirty.wait()
            self._dirty.clear()
            self._is_told = False
            asked, before, next_at = self._asked, self.view, self._loop.time() + PAUSE_S
            try:
                await self._read()
            except asyncio.CancelledError:
                # The session is left, or the server ends.
                if (task := asyncio.current_task()) and task.cancelling():
                    raise
            finally:
                self._answered = asked
                waiting, self._waiting = self._waiting, []
                for seen in waiting:
                    if not seen.done():
                        seen.set_result(None)
            if self.view is not before:
                await self._on_new(before)
            await asyncio.sleep(next_at - self._loop.time())

    async def _read(self) -> None:
        read: list[tuple[PhoneView, Instant]] = []

        def look(state: State, now_ms: Instant) -> Sequence[NewEvent]:
            read.append((phone_view(state, now_ms), now_ms))
            return ()

        await asyncio.wrap_future(self._console.post(look))
        view, now_ms = read[-1]
        if self._later is not None:
            self._later.cancel()
        if (until_ms := view.public.holds_until_ms) is not None:
            self._later = self._loop.call_later(max(0.05, (until_ms - now_ms) / 1000), self.ask)
        if view != self.view:
            self.view = view
