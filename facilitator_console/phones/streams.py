"""Streams of events to phones: each open page hears of what changed, as the piece of the page that it shows.

A stream has no work of its own: what is to be sent is written into its connection by whoever has the news, past ASGI,
since to wake thousands of tasks takes longer than to write to thousands of connections. A phone that reads slowly gets
the newest piece alone, once it has taken the one before; one that reads nothing is closed.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Callable, Iterable, Mapping
from typing import cast

from facilitator_console.phones.protocol import Patience
from facilitator_console.phones.registry import Phone

KEEP_ALIVE_S = 20.0
"""The time after which something is sent through a stream that was silent, so that whoever has gone is noticed."""
AT_ONCE = 50
"""The number of streams that are written to before other work gets its turn."""
MOST_ON_THE_WAY = 16 * 1024
"""Bytes that the system keeps for a stream until they are taken: a few pieces of a page, none of them old."""
HEADERS = {b"content-type": b"text/event-stream; charset=utf-8", b"connection": b"close"}
"""Nobody knows how long the answer will be: its end is that of the connection."""
RETRY_MS = range(500, 1000)
"""The times after which phones come back whose stream broke: each of them another, or all would come at one moment."""
SILENCE = b":\n\n"

Piece = Callable[[], bytes]
"""Returns the event that says what a page shows now, by `event_of`."""


class Stream(asyncio.Protocol):
    """Goes on with the connection on which a stream was asked for."""

    _transport: asyncio.Transport
    _taking: Patience

    def __init__(self, streams: Streams, phone: Phone, piece: Piece) -> None:
        """Begin once the connection is handed over."""
        self.phone = phone
        self._streams, self._piece = streams, piece
        self._shown = b""
        self._was_silent = False

    # -- what is sent ------------------------------------------------------------------------------------

    def catch_up(self) -> None:
        """Send what the page shows now, where that is not what was sent last and the phone has taken that."""
        if self.phone.decided.removed:
            self.leave()
        elif not self._taking.awaits:
            try:
                now = self._piece()
            except Exception as bug:  # noqa: BLE001 - it belongs to this stream; the others go on
                self._streams.on_bug(bug)
                self.leave()
                return
            if now != self._shown:
                self._shown = now
                self._was_silent = False
                self._transport.write(now)

    def keep_alive(self) -> None:
        """Send a sign of life, where nothing was sent since the last time."""
        if not self._taking.awaits:
            self.phone.seen_at = self.phone.clock()
            if self._was_silent:
                self._transport.write(SILENCE)
            self._was_silent = True

    def leave(self) -> None:
        """End the stream; what was not taken until now is not sent."""
        if self._taking.awaits:
            self._transport.abort()
        else:
            self._transport.close()

    # -- what the loop calls -----------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin the answer.

        Little waits for the connection: it is behind as soon as the system takes no more for it, and that is soon.
        """
        self._transport = cast("asyncio.Transport", transport)
        self._taking = Patience(self._transport)
        connection: socket.socket = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_ON_THE_WAY)
        self._transport.set_write_buffer_limits(high=0)
        self._streams.add(self)
        self._transport.write(self._streams.head + b"retry: %d\n\n" % secrets.choice(RETRY_MS))
        self.catch_up()

    def data_received(self, _data: bytes) -> None:
        """Read no more from somebody who asked for a stream and goes on talking."""
        self._transport.pause_reading()

    def pause_writing(self) -> None:
        """Begin to wait for the phone to take what was sent."""
        self._taking.begin()

    def resume_writing(self) -> None:
        """Go on with the newest: what was sent is taken."""
        self._taking.end()
        self.catch_up()

    def connection_lost(self, _lost: Exception | None) -> None:
        """End with the connection."""
        self._taking.end()
        self._streams.remove(self)


class Streams:
    """Holds all open streams.

    Attributes:
        head: With which each of them begins.
        on_bug: Called with what must not happen.
    """

    def __init__(self, headers: Mapping[bytes, bytes], on_bug: Callable[[BaseException], None]) -> None:
        """Begin without open streams.

        Args:
            headers: What every answer has, and so each stream.
            on_bug: Called with what must not happen.
        """
        lines = (b"%b: %b\r\n" % header for header in {**headers, **HEADERS}.items())
        self.head = b"HTTP/1.1 200 OK\r\n" + b"".join(lines) + b"\r\n"
        self.on_bug = on_bug
        self._streams: dict[Phone, set[Stream]] = {}
        self._is_closed = False

    def add(self, stream: Stream) -> None:
        """Hold a stream that has begun."""
        self._streams.setdefault(stream.phone, set()).add(stream)
        stream.phone.streams += 1
        if self._is_closed:
            stream.leave()

    def remove(self, stream: Stream) -> None:
        """Let go of a stream that has ended."""
        stream.phone.streams -= 1
        self._streams[stream.phone].discard(stream)
        if not stream.phone.streams:
            del self._streams[stream.phone]

    async def catch_up(self) -> None:
        """Let each stream compare what it shows with what it should show."""
        await self._each(Stream.catch_up)

    def catch_up_of(self, phones: Iterable[Phone]) -> None:
        """Let the streams of some phones compare what they show with what they should show."""
        for phone in phones:
            for stream in tuple(self._streams.get(phone, ())):
                stream.catch_up()

    async def keep_alive(self) -> None:
        """Give signs of life, until cancelled."""
        while True:
            await asyncio.sleep(KEEP_ALIVE_S)
            await self._each(Stream.keep_alive)

    async def _each(self, act: Callable[[Stream], None]) -> None:
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
    """Return an event whose data is a piece of HTML."""
    return b"".join(b"data: " + line + b"\n" for line in piece.splitlines()) + b"\n"
