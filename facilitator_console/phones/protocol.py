"""The protocol of a connection: uvicorn's own on h11, which closes clients that are too slow.

No server stops a client that sends a letter a minute or never reads. Ten seconds are enough for headers, for a body and
for taking an answer; a stream of events may stay silent for as long as it likes. The timer is set to eight: on a busy
machine a connection waits before it is looked at, and its client would wait for longer than the ten.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any, Protocol, cast

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

PATIENCE_S = 8.0
MOST_ON_THE_WAY = 16 * 1024
"""Bytes that the system keeps for a stream until they are taken: a few pieces of a page, none of them old."""


class Follower(Protocol):
    """Describes what sends to a connection past ASGI."""

    def catch_up(self) -> None:
        """Go on: what was pushed before has been taken."""

    def leave(self) -> None:
        """End: the connection is lost."""


class PhoneProtocol(H11Protocol):
    """Serves one connection, and closes it where the other side keeps us waiting.

    A request finds it in its scope's state, as "connection".
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever uvicorn gives
        """Take over what uvicorn gives."""
        super().__init__(*args, **kwargs)
        self.app_state = {**self.app_state, "connection": self}
        self._reading: asyncio.TimerHandle | None = None
        self._writing: asyncio.TimerHandle | None = None
        self._follower: Follower | None = None

    # -- past ASGI ---------------------------------------------------------------------------------------

    def follow(self, follower: Follower | None) -> None:
        """Tell who answers now when what was sent is taken, and when the connection is lost; None for nobody any more.

        Little waits for such a connection: it is behind as soon as the system takes no more for it, and that is soon.
        """
        self._follower = follower
        if follower is not None:
            connection: socket.socket = self.transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_ON_THE_WAY)
        self.transport.set_write_buffer_limits(high=None if follower is None else 0)

    @property
    def is_behind(self) -> bool:
        """Tell whether something was sent that the other side has not taken."""
        return self._writing is not None

    def push(self, part: bytes) -> None:
        """Send a part of the answer that has begun, as it goes over the wire."""
        self.transport.write(part)

    # -- what the loop calls -----------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._reading = self.loop.call_later(PATIENCE_S, self._give_up)

    def data_received(self, data: bytes) -> None:
        """Read on; a request that is complete ends the waiting."""
        super().data_received(data)
        if self._has_whole_request():
            self._stop_reading()
        elif self._reading is None and not self.transport.is_closing():
            # The next request on this connection has begun.
            self._reading = self.loop.call_later(PATIENCE_S, self._give_up)

    def pause_writing(self) -> None:
        """Begin to wait for the other side to take what was sent."""
        super().pause_writing()
        self._writing = self._writing or self.loop.call_later(PATIENCE_S, self._give_up)

    def resume_writing(self) -> None:
        """Stop waiting: it was taken."""
        super().resume_writing()
        self._stop_writing()
        if self._follower is not None:
            self._follower.catch_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting, and tell who follows."""
        self._stop_reading()
        self._stop_writing()
        super().connection_lost(exc)
        if self._follower is not None:
            self._follower.leave()

    def _has_whole_request(self) -> bool:
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return cycle is not None and not cycle.more_body

    def _give_up(self) -> None:
        # Not `close`: that would wait until the other side has read everything.
        self.transport.abort()

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _stop_writing(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None
