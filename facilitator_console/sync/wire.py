"""The wire of one connection: bytes to messages and back, a sign of life now and then, and its end."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable

import msgspec

from facilitator_console.sync.frames import Frames, frame
from facilitator_console.sync.link import Link, LinkHost
from facilitator_console.sync.messages import Hello, Message, Reason, Said
from facilitator_console.sync.sockets import PIECE, hear_out, peer_address, shut
from facilitator_console.words import PeerError

SIGN_S = 4.0
"""The time between two questions for the other's clock, which are a sign of life too."""
SILENT_S = 15.0
"""The silence after which the other laptop counts as away: its lid is closed, or it is out of range."""
MOST_WAITING = 64 * 1024 * 1024
"""Bytes that wait to be sent; a laptop that takes none is away."""


def send(writer: asyncio.StreamWriter, message: msgspec.Struct) -> None:
    """Send a message; a laptop that takes none is away, and the connection with it is cut."""
    transport = writer.transport
    if transport.is_closing():
        return
    if transport.get_write_buffer_size() > MOST_WAITING:
        transport.abort()
        return
    writer.write(frame(message))


class Wire:
    """Carries the frames of one link between two laptops.

    Attributes:
        link: What is said on it.
        certificate: The other's certificate, as DER.
        address: The other's address.
        dialled: This laptop made the connection.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: LinkHost, *, dialled: bool
    ) -> None:
        """Take over a connection that is made, and say hello."""
        self._reader, self._writer, self.dialled = reader, writer, dialled
        tls: ssl.SSLObject = writer.get_extra_info("ssl_object")
        self.certificate = tls.getpeercert(binary_form=True) or b""
        self.address = peer_address(writer)
        self._frames: Frames[Message] = Frames(Message)
        self._heard_s = asyncio.get_running_loop().time()
        self.link = Link(host, self._send)

    def _send(self, message: Said) -> None:
        send(self._writer, message)

    async def run(self, admit: Callable[[Wire, Hello], object]) -> None:
        """Carry the link until it ends.

        Args:
            admit: Is asked, and awaited, when the other says who it is; it ends the link where that may not be.
        """
        signs = asyncio.create_task(self._give_signs())
        try:
            await self._carry(admit)
            if self.link.is_ours:
                await hear_out(self._reader)
        except asyncio.CancelledError:
            self._writer.transport.abort()
            raise
        finally:
            signs.cancel()
            self.link.close()
            await shut(self._writer)

    async def _carry(self, admit: Callable[[Wire, Hello], object]) -> None:
        try:
            while self.link.is_open and (data := await self._reader.read(PIECE)):
                self._heard_s = asyncio.get_running_loop().time()
                for message in self._frames.feed(data):
                    if isinstance(message, Hello) and self.link.peer is None:
                        admitted = admit(self, message)
                        if asyncio.iscoroutine(admitted):
                            await admitted
                    self.link.hear(message)
        except PeerError:
            self.link.refuse(Reason.BROKEN)
        except (OSError, ssl.SSLError):
            pass  # It is away.

    def cut(self) -> None:
        """End the connection; what was said before still goes out."""
        self.link.close()
        self._writer.close()

    async def is_alive(self, within_s: float) -> bool:
        """Tell whether the other answers within a time."""
        before = self._heard_s
        self.link.compare_clocks()
        until = asyncio.get_running_loop().time() + within_s
        while asyncio.get_running_loop().time() < until:
            if self._heard_s > before:
                return True
            await asyncio.sleep(0.05)
        return False

    async def _give_signs(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(SIGN_S)
            if loop.time() - self._heard_s > SILENT_S:
                self._writer.transport.abort()
                return
            self.link.compare_clocks()
