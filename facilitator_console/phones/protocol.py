"""The protocol of a connection: uvicorn's own on h11, which closes clients that are too slow.

No server stops a client that sends a letter a minute or never reads. Ten seconds are enough for headers, for a body and
for taking an answer; a stream of events may stay silent for as long as it likes. The timer is set to eight: on a busy
machine a connection waits before it is looked at, and its client would wait for longer than the ten.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

PATIENCE_S = 8.0
GONE = "facilitator_console.gone"
"""Key in a request's scope: a function to be called once its connection is lost."""


class PhoneProtocol(H11Protocol):
    """Serves one connection, and closes it where the other side keeps us waiting."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever uvicorn gives
        """Take over what uvicorn gives."""
        super().__init__(*args, **kwargs)
        self._reading: asyncio.TimerHandle | None = None
        self._writing: asyncio.TimerHandle | None = None

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

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting, and tell the request that is being answered."""
        self._stop_reading()
        self._stop_writing()
        super().connection_lost(exc)
        scope = cast("dict[str, Any] | None", self.scope)
        if scope is not None and (gone := scope.get(GONE)) is not None:
            gone()

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
