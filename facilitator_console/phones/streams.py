"""Streams of events to phones: each open page hears of what changed, as the piece of the page that it shows.

A stream has no work of its own: what is to be sent is written into its connection by whoever has the news, past ASGI,
since to wake thousands of tasks takes longer than to write to thousands of connections. A phone that reads slowly gets
the newest piece alone, once it has taken the one before; one that reads nothing is closed by `PhoneProtocol`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from starlette.types import Scope, Send

from facilitator_console.phones.protocol import PhoneProtocol
from facilitator_console.phones.registry import Phone

KEEP_ALIVE_S = 20.0
"""The time after which something is sent through each stream, so that whoever has gone is noticed."""
AT_ONCE = 50
"""The number of streams that are written to before other work gets its turn."""
HEADERS = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]
AGAIN = b"retry: 3000\n\n"


class _Stream:
    """Represents one open stream."""

    def __init__(self, phone: Phone, piece: Callable[[], bytes], connection: PhoneProtocol) -> None:
        self.phone, self._piece, self._connection = phone, piece, connection
        self._shown = b""
        self._has_begun = False
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def begin(self) -> None:
        self._has_begun = True
        self.catch_up()

    def catch_up(self) -> None:
        """Send what the page shows now, where that is not what was sent last and the phone has taken that."""
        if self.phone.decided.removed:
            self.leave()
        elif self._has_begun and not self.ended.done() and not self._connection.is_behind:
            try:
                now = self._piece()
            except Exception as bug:  # noqa: BLE001 - it belongs to this stream; the others go on
                self.ended.set_exception(bug)
                return
            if now != self._shown:
                self._shown = now
                self._connection.push(now)

    def keep_alive(self) -> None:
        """Send a sign of life."""
        if self._has_begun and not self.ended.done() and not self._connection.is_behind:
            self.phone.seen_at = self.phone.clock()
            self._connection.push(SILENCE)

    def leave(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


class Streams:
    """Holds all open streams."""

    def __init__(self) -> None:
        """Begin without open streams."""
        self._streams: dict[Phone, set[_Stream]] = {}
        self._is_closed = False

    async def serve(self, scope: Scope, send: Send, phone: Phone, piece: Callable[[], bytes]) -> None:
        """Answer a request with a stream, until the phone or the server leaves.

        Args:
            scope: The request's, on a connection of `PhoneProtocol`.
            send: As ASGI has it.
            phone: Whose it is.
            piece: Returns the event that says what the page shows now, by `event_of`; the same one is not sent again.
        """
        connection: PhoneProtocol = scope["state"]["connection"]
        stream = _Stream(phone, piece, connection)
        self._streams.setdefault(phone, set()).add(stream)
        phone.streams += 1
        try:
            connection.follow(stream)
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await send({"type": "http.response.body", "body": AGAIN, "more_body": True})
            stream.begin()
            if not self._is_closed:
                await stream.ended
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            connection.follow(None)
            phone.streams -= 1
            self._streams[phone].discard(stream)
            if not phone.streams:
                del self._streams[phone]

    async def catch_up(self) -> None:
        """Let each stream compare what it shows with what it should show."""
        await self._each(_Stream.catch_up)

    def catch_up_of(self, phones: Iterable[Phone]) -> None:
        """Let the streams of some phones compare what they show with what they should show."""
        for phone in phones:
            for stream in tuple(self._streams.get(phone, ())):
                stream.catch_up()

    async def keep_alive(self) -> None:
        """Give signs of life, until cancelled."""
        while True:
            await asyncio.sleep(KEEP_ALIVE_S)
            await self._each(_Stream.keep_alive)

    async def _each(self, act: Callable[[_Stream], None]) -> None:
        every = [stream for streams in self._streams.values() for stream in streams]
        for place, stream in enumerate(every, 1):
            act(stream)
            if not place % AT_ONCE:
                await asyncio.sleep(0)

    def close(self) -> None:
        """End all open streams."""
        self._is_closed = True
        for streams in self._streams.values():
            for stream in streams:
                stream.leave()


def event_of(piece: bytes) -> bytes:
    """Return an event whose data is a piece of HTML, as a part of an answer that comes in parts."""
    return _part(b"".join(b"data: " + line + b"\n" for line in piece.splitlines()) + b"\n")


def _part(body: bytes) -> bytes:
    """Return what is one chunk of a chunked answer, the way of HTTP/1.1 where nobody knows how long it will be."""
    return b"%x\r\n%b\r\n" % (len(body), body)


SILENCE = _part(b":\n\n")
