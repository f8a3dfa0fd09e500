"""The protocol of a connection: uvicorn's own on h11, which closes clients that are too slow.

No server stops a client that sends a letter a minute or never reads. Ten seconds are enough for headers, for a body and
for taking an answer; a stream of events may stay silent for as long as it likes. The timer is set to eight: on a busy
machine a connection waits before it is looked at, and its client would wait for longer than the ten.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE_S = 8.0


class Patience:
    """Gives a connection up where what is awaited of the other side does not come in time."""

    def __init__(self, transport: asyncio.Transport) -> None:
        """Begin without waiting for the client; `begin` starts the time that it has."""
        self._transport = transport
        self._timer: asyncio.TimerHandle | None = None

    @property
    def awaits(self) -> bool:
        """Tell whether something is awaited."""
        return self._timer is not None

    def begin(self) -> None:
        """Begin to wait, if that has not begun."""
        if self._timer is None:
            # Not `close`: that would wait until the other side has read everything.
            self._timer = asyncio.get_running_loop().call_later(PATIENCE_S, self._transport.abort)

    def end(self) -> None:
        """Stop waiting: it came, or the connection is lost."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class PhoneProtocol(H11Protocol):
    """Serves one connection, and closes it where the other side keeps us waiting.

    A request finds it in its scope's state, as "connection".
    """

    _reading: Patience
    _writing: Patience

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever uvicorn gives
        """Take over what uvicorn gives."""
        super().__init__(*args, **kwargs)
        self.app_state = {**self.app_state, "connection": self}

    def hand_over(self, protocol: asyncio.Protocol) -> None:
        """Let another protocol answer the request and go on with the connection, if there still is one.

        For uvicorn the connection is lost then: of the request, its task and its parser nothing is kept.
        """
        if not self.transport.is_closing():
            self.transport.set_protocol(protocol)
            self.connection_lost(ConnectionError())
            protocol.connection_made(self.transport)

    # -- what the loop calls -----------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._reading, self._writing = Patience(transport), Patience(transport)
        self._reading.begin()

    def handle_events(self) -> None:
        """Go on with what was received, and wait for the rest of a request: of the first, or of a later one."""
        super().handle_events()
        if self.conn.their_state in {h11.IDLE, h11.SEND_BODY}:
            self._reading.begin()
        else:
            self._reading.end()

    def pause_writing(self) -> None:
        """Begin to wait for the other side to take what was sent."""
        super().pause_writing()
        self._writing.begin()

    def resume_writing(self) -> None:
        """Stop waiting: it was taken."""
        super().resume_writing()
        self._writing.end()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting for the client: the connection has ended."""
        self._reading.end()
        self._writing.end()
        super().connection_lost(exc)
