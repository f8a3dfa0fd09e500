"""Lets laptops of a team reach each other: each listens at one address, and calls those whose address it knows.

Nothing is let in but the certificates of the team; who they say they are is looked at by `team.Team`.
"""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from facilitator_console.log import LaptopId
from facilitator_console.sync.keys import Keys, Remembered
from facilitator_console.sync.link import LinkHost
from facilitator_console.sync.messages import Hello, Reason
from facilitator_console.sync.pictures import ELSEWHERE, UNKNOWN
from facilitator_console.sync.sockets import Server, call, near_address, shut
from facilitator_console.sync.tls import client_context, server_context, trust
from facilitator_console.sync.watching import ShowsExperts
from facilitator_console.sync.wire import Wire
from facilitator_console.words import Message, UserError

PORT = 47613
DIAL_S = 5.0
SOONEST_S, LATEST_S = 0.5, 5.0
"""The time after which a laptop that is away is called again, at first and at most."""
FOR_GOOD = frozenset({Reason.RELEASE, Reason.EVENTS, Reason.REMOVED, Reason.DELETED})
"""The reasons after which a laptop is not called again until the session is opened anew."""


class Host(LinkHost, Protocol):
    """Describes the team that wants to be reached.

    Attributes:
        shows: Those that only watch.
    """

    shows: ShowsExperts

    def team(self) -> tuple[Remembered, ...]:
        """Return the laptops of the team."""

    def is_here(self, laptop: LaptopId) -> bool:
        """Tell whether the two talk."""

    async def admit(self, wire: Wire, hello: Hello) -> None:
        """Let a laptop that has said who it is take its place, or refuse it."""

    def say_why(self, laptop: LaptopId, why: Message) -> None:
        """Hear why the two can't talk."""

    def hear_farewell(self, wire: Wire) -> None:
        """Hear that a caller has gone."""


class Reach:
    """Listens and calls, in the network's thread.

    Attributes:
        port: Where it listens; 0 where it does not.
    """

    def __init__(self, host: Host, keys: Keys, listens: Callable[[], None]) -> None:
        """Begin without listening or calling.

        Args:
            host: The team.
            keys: This laptop's.
            listens: Is called once the port is another.
        """
        self._host, self._keys, self._listens = host, keys, listens
        self.port = 0
        self._server: Server | None = None
        self._context: ssl.SSLContext | None = None
        self._listens_at = ""
        self._dials: dict[LaptopId, asyncio.Task[None]] = {}
        self._is_over = False

    def trust(self, certificate: bytes) -> None:
        """Trust the certificate of one more laptop."""
        if self._context is not None:
            trust(self._context, [certificate])

    def close(self) -> None:
        """Neither listen nor call any more; whoever closes cancels what is still on its way."""
        self._is_over = True
        if self._server is not None:
            self._server.close()

    def forget(self, laptop: LaptopId) -> None:
        """Call a laptop no more."""
        if laptop in self._dials:
            self._dials.pop(laptop).cancel()

    def listen(self, address: str) -> None:
        """Let laptops of the team in, at one address of this machine.

        Raises:
            OSError: That is not possible.
        """
        if self._server is not None:
            if self._listens_at == address:
                return
            self._server.close()
            self._server = None
        let_in = (*self._host.team(), *self._host.shows.known())
        self._context = context = server_context(self._keys, [other.certificate for other in let_in])
        self._server = self._start_server(address, context)
        self._listens_at, self.port = address, self._server.port
        with suppress(UserError):  # It is found by those that it calls, too.
            self._keys.set_port(self.port)
        self._listens()

    def _start_server(self, address: str, context: ssl.SSLContext) -> Server:
        """Listen where others found this laptop last, or elsewhere if that is taken."""
        try:
            return Server(self._on_caller, address, self._keys.port or PORT, context, DIAL_S)
        except OSError:
            return Server(self._on_caller, address, 0, context, DIAL_S)

    def listen_towards(self, address: str) -> None:
        """Let the team in at our address in the network of another laptop; else none would find any."""
        with suppress(OSError):
            if own := near_address(address):
                self.listen(own)

    async def _on_caller(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        certificate = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        if any(other.certificate == certificate for other in self._host.team()):
            wire = Wire(reader, writer, self._host, dialled=False)
            with suppress(asyncio.CancelledError):  # The session is left.
                await wire.run(self._host.admit)
            self._host.hear_farewell(wire)
        elif (
            expert := next((known for known in self._host.shows.known() if known.certificate == certificate), None)
        ) is not None:
            with suppress(asyncio.CancelledError):
                await self._host.shows.serve(expert, reader, writer)
        else:
            await shut(writer)

    def dial(self, other: Remembered) -> None:
        """Call a laptop, now and whenever it is away."""
        if other.address and other.port and other.laptop not in self._dials:
            self._dials[other.laptop] = asyncio.get_running_loop().create_task(self._keep_dialling(other.laptop))

    async def _keep_dialling(self, laptop: LaptopId) -> None:
        """Call a laptop until it answers, and again whenever it is away."""
        wait_s = SOONEST_S
        # Python 3.11 may swallow a cancellation: the flag ends it all the same.
        while not self._is_over and (other := self._known(laptop)) is not None:
            if not self._host.is_here(laptop):
                if self._server is None:
                    self.listen_towards(other.address)
                wire = await self._call(other)
                if wire is not None and wire.link.why in FOR_GOOD:
                    break
                has_talked = wire is not None and wire.link.peer is not None
                wait_s = SOONEST_S if has_talked else min(wait_s * 2, LATEST_S)
            await asyncio.sleep(wait_s * random.uniform(0.7, 1.3))  # noqa: S311 - two that call each other
        self._dials.pop(laptop, None)

    def _known(self, laptop: LaptopId) -> Remembered | None:
        return next((member for member in self._host.team() if member.laptop == laptop), None)

    async def _call(self, other: Remembered) -> Wire | None:
        """Talk with a laptop until the connection ends; None where it can't be reached."""
        try:
            context = client_context(self._keys, other.certificate)  # It needs room on the drive for a moment.
            reader, writer = await call(other.address, other.port, context, DIAL_S)
        except ssl.SSLError:
            self._host.say_why(other.laptop, ELSEWHERE)
            return None
        except (OSError, TimeoutError):
            return None
        wire = Wire(reader, writer, self._host, dialled=True)
        await wire.run(self._host.admit)
        if wire.link.peer is None and wire.link.why is None and not self._host.is_here(other.laptop):
            # In TLS 1.3 a certificate is refused after the handshake.
            self._host.say_why(other.laptop, UNKNOWN)
        return wire
