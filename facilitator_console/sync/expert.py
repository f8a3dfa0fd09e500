"""An expert's own laptop: it watches a session that another laptop shows it, and brings conclusions once it is closed.

It is told what is to be seen and keeps none of it: nothing of the session is in its store, its log or on its disk.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Sequence
from typing import NamedTuple

from facilitator_console.log import Event, Instant, SessionId, agreed_order
from facilitator_console.session.clock import boot_ms
from facilitator_console.session.timers import Timer, reading
from facilitator_console.sync.frames import Frames, frame
from facilitator_console.sync.gathering import pieces_of
from facilitator_console.sync.keys import Keys, Remembered
from facilitator_console.sync.messages import Concluded, Reason, Refused, Seen, Taken, ToExpert, Watch
from facilitator_console.sync.network import NetworkThread
from facilitator_console.sync.pictures import ELSEWHERE, REASONS, UNKNOWN
from facilitator_console.sync.sockets import PIECE, Streams, call, shut
from facilitator_console.sync.tls import client_context
from facilitator_console.sync.wire import SILENT_S
from facilitator_console.words import Message, PeerError, say

DIAL_S = 5.0
AGAIN_S = 2.0
TAKEN_S = 20.0
BROUGHT = say("The team has your conclusions now.")
AWAY = say(
    "The team’s laptop can’t be reached now. Nothing is lost: give them again when it is in the network, or on a stick."
)


class Watched(NamedTuple):
    """Represents what an expert's laptop has been shown.

    Attributes:
        seen: The last picture; None before the first.
        heard_ms: When that came, by this machine's boot clock.
        is_here: The laptop that shows it can be reached.
        why: Why it shows nothing, for now or any more.
    """

    seen: Seen | None = None
    heard_ms: int = 0
    is_here: bool = False
    why: Message | None = None

    def timer(self, now_ms: int) -> Timer | None:
        """Return the clock's reading when the boot clock says this; None where none is on.

        It goes on from what the other laptop said when it showed it: no difference of two clocks is in it.
        """
        if self.seen is None or self.seen.clock is None:
            return None
        return reading(self.seen.clock, Instant(self.seen.now_ms + now_ms - self.heard_ms))


class Watching:
    """Watches one session, in a thread of its own.

    Attributes:
        watched: What was shown last.
    """

    def __init__(
        self, keys: Keys, host: Remembered, session: SessionId, language: str, tell: Callable[[], None]
    ) -> None:
        """Begin to watch.

        Args:
            keys: This laptop's.
            host: Who shows the session.
            session: Which.
            language: In which it is to be shown.
            tell: Is called, in the network's thread, when something else is shown.
        """
        self.watched = Watched()
        self._is_over = False
        self._keys, self._host, self._tell = keys, host, tell
        self._hello = Watch(session, language, keys.author)
        self._network = NetworkThread("watching")
        self._network.soon(self._begin)
        self._network.start()

    def close(self) -> None:
        """Watch no more."""
        self._is_over = True
        self._network.end(lambda: None)

    def _begin(self) -> None:
        self._watch = asyncio.create_task(self._keep_watching())

    async def _keep_watching(self) -> None:
        """Watch until the other laptop says that this is over; what else may answer at its address does so for now."""
        while not self._is_over:
            why = None
            try:
                reader, writer = await _dial(self._keys, self._host)
            except ssl.SSLError:
                why = ELSEWHERE
            except (OSError, TimeoutError):
                pass  # It is away.
            else:
                why = await self._listen(reader, writer)
            if not self._is_over:
                self._show(self.watched._replace(is_here=False, why=why))
                await asyncio.sleep(AGAIN_S)

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Message | None:
        """Listen until the connection ends; return why nothing at all was heard, where that is not mere silence."""
        frames: Frames[ToExpert] = Frames(ToExpert)
        why: Message | None = UNKNOWN  # In TLS 1.3 a certificate is refused after the handshake.
        try:
            writer.write(frame(self._hello))
            while data := await asyncio.wait_for(reader.read(PIECE), SILENT_S):
                for message in frames.feed(data):
                    why = None
                    self._hear(message)
        except TimeoutError:
            why = None
        except (OSError, ssl.SSLError):
            pass  # It is away.
        except PeerError:
            self._end(Reason.BROKEN)
        finally:
            await shut(writer)
        return why

    def _hear(self, message: ToExpert) -> None:
        if isinstance(message, Seen):
            self._show(Watched(message, boot_ms(), is_here=True))
        elif isinstance(message, Refused):
            self._end(message.reason)

    def _end(self, reason: Reason) -> None:
        self._is_over = True
        self._show(self.watched._replace(is_here=False, why=REASONS[reason]))

    def _show(self, watched: Watched) -> None:
        if watched != self.watched:
            self.watched = watched
            self._tell()


async def _dial(keys: Keys, host: Remembered) -> Streams:
    return await call(host.address, host.port, client_context(keys, host.certificate), DIAL_S)


def bring_conclusions(keys: Keys, hosts: Sequence[Remembered], session: SessionId, events: Sequence[Event]) -> Message:
    """Bring the session in which conclusions were written to the laptop that showed what they are about; it takes time.

    Args:
        keys: This laptop's.
        hosts: Who showed it.
        session: That of the conclusions.
        events: All of it.

    Returns:
        What came of it, in words.
    """
    outcomes = [asyncio.run(_bring(keys, host, session, events)) for host in hosts]
    return next((message for message in outcomes if message == BROUGHT), outcomes[-1] if outcomes else AWAY)


async def _bring(keys: Keys, host: Remembered, session: SessionId, events: Sequence[Event]) -> Message:
    try:
        reader, writer = await _dial(keys, host)
        try:
            pieces = list(pieces_of(sorted(events, key=agreed_order)))
            for place, piece in enumerate(pieces, 1):
                writer.write(frame(Concluded(session, tuple(piece), last=place == len(pieces))))
            await writer.drain()
            async with asyncio.timeout(TAKEN_S):
                return await _answer(reader)
        finally:
            await shut(writer)
    except (OSError, ssl.SSLError, TimeoutError, PeerError):
        return AWAY


async def _answer(reader: asyncio.StreamReader) -> Message:
    frames: Frames[ToExpert] = Frames(ToExpert)
    while data := await reader.read(PIECE):
        for message in frames.feed(data):
            if isinstance(message, Taken):
                return BROUGHT
            if isinstance(message, Refused):
                return REASONS[message.reason]
    return AWAY
