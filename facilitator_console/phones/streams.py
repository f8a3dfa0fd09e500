"""Streams of events to phones: each open page hears of what changed, as the piece of the page that it shows.

One task a phone: what is to be sent is put down for it and it is woken. A phone that reads slowly gets the newest piece
alone, and one that reads nothing is closed by `PhoneProtocol`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from facilitator_console.phones.protocol import GONE
from facilitator_console.phones.registry import Phone

KEEP_ALIVE_S = 20.0
"""So often something is sent through a silent stream: whoever has gone is noticed."""
AT_ONCE = 50
"""So many are woken before others get their turn."""
HEADERS = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]
AGAIN = b"retry: 3000\n\n"
SILENCE = b":\n\n"


class _Listener:
    """Represents one open stream."""

    def __init__(self, phone: Phone, piece: Callable[[], bytes]) -> None:
        self.phone, self.piece = phone, piece
        self.woken = asyncio.Event()
        self.is_gone = False

    def leave(self) -> None:
        self.is_gone = True
        self.woken.set()


class Streams:
    """Holds all open streams."""

    def __init__(self) -> None:
        """Begin without open streams."""
        self._listeners: dict[Phone, set[_Listener]] = {}
        self._is_closed = False

    async def serve(self, scope: dict[str, Any], send: Any, phone: Phone, piece: Callable[[], bytes]) -> None:  # noqa: ANN401 - ASGI
        """Answer a request with a stream, until the phone or the server leaves.

        Args:
            scope: The request's.
            send: As ASGI has it.
            phone: Whose it is.
            piece: Returns the event that says what the page shows now; the same one again is not sent.
        """
        listener = _Listener(phone, piece)
        scope[GONE] = listener.leave
        self._listeners.setdefault(phone, set()).add(listener)
        phone.streams += 1
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await send({"type": "http.response.body", "body": AGAIN, "more_body": True})
            await self._follow(listener, send)
            if not listener.is_gone:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            phone.streams -= 1
            self._listeners[phone].discard(listener)
            if not phone.streams:
                del self._listeners[phone]

    async def _follow(self, listener: _Listener, send: Any) -> None:  # noqa: ANN401 - ASGI
        sent = b""
        while not (self._is_closed or listener.is_gone or listener.phone.decided.removed):
            listener.woken.clear()
            now = listener.piece()
            if now != sent:
                sent = now
                await send({"type": "http.response.body", "body": now, "more_body": True})
            try:
                # Not `wait_for`, which makes a task for each wait.
                async with asyncio.timeout(KEEP_ALIVE_S):
                    await listener.woken.wait()
            except TimeoutError:
                listener.phone.seen_at = listener.phone.clock()
                await send({"type": "http.response.body", "body": SILENCE, "more_body": True})

    async def wake_all(self) -> None:
        """Let each stream compare what it shows with what it should show."""
        for place, phone in enumerate(tuple(self._listeners)):
            self.wake(phone)
            if place % AT_ONCE == AT_ONCE - 1:
                await asyncio.sleep(0)

    def wake(self, phone: Phone) -> None:
        """Let the streams of one phone compare what they show with what they should show."""
        for listener in self._listeners.get(phone, ()):
            listener.woken.set()

    def close(self) -> None:
        """End all open streams."""
        self._is_closed = True
        for phone in self._listeners:
            self.wake(phone)


def event_of(piece: bytes) -> bytes:
    """Return an event whose data is a piece of HTML."""
    return b"".join(b"data: " + line + b"\n" for line in piece.splitlines()) + b"\n"
