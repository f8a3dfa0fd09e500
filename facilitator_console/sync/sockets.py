"""Calls other machines, lets callers in at an address of this one, and closes what is not needed any more, over TLS.

Whatever is cut short, in whichever turn of the loop, leaves no socket open.
"""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

CLOSING_S = 1.0
NO_ROOM = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
NO_ROOM_S = 1.0
"""The time after which callers are let in again where the system had no room for one more."""
PIECE = 256 * 1024

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
OnCaller = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OnMade = Callable[[], asyncio.StreamReaderProtocol]


def is_near(address: str) -> bool:
    """Tell whether an address can be that of a laptop in a hotspot; only there is one called that another named."""
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False


def near_address(address: str) -> str:
    """Return this machine's address in the network of another one; empty where the two are not in one.

    Nothing is sent: the system is asked which way it would go.

    Raises:
        OSError: There is no way there.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.connect((address, 9))
        own = str(way.getsockname()[0])
    # Hotspots give addresses that differ in the last number only.
    return own if own.rpartition(".")[0] == address.rpartition(".")[0] else ""


class Server:
    """Listens at an address of this machine, and greets whoever calls, in a task of its own.

    asyncio's own server loses the socket of somebody whom it lets in while it is closed (see decision 0047).

    Attributes:
        port: Where it listens.
    """

    def __init__(
        self, on_caller: OnCaller, address: str, port: int, context: ssl.SSLContext, patience_s: float
    ) -> None:
        """Listen, in the loop that runs now.

        Args:
            on_caller: Talks with somebody who was greeted, and closes the connection.
            address: One of this machine's.
            port: Where; 0: at any that is free.
            context: Says who is let in.
            patience_s: How long a greeting may take.

        Raises:
            OSError: That is not possible.
        """
        self._on_caller, self._context, self._patience_s = on_caller, context, patience_s
        self._loop = asyncio.get_running_loop()
        self._listening = socket.create_server((address, port))
        self._listening.settimeout(0)
        self.port: int = self._listening.getsockname()[1]
        self._greetings: set[asyncio.Task[None]] = set()
        self._loop.add_reader(self._listening, self._let_in)

    def close(self) -> None:
        """Let nobody in any more; who is in stays."""
        if self._listening.fileno() >= 0:
            self._loop.remove_reader(self._listening)
            self._listening.close()

    def _let_in(self) -> None:
        try:
            caller, _ = self._listening.accept()
        except OSError as error:
            if error.errno in NO_ROOM:  # Else the loop would call again at once, and do nothing else.
                self._loop.remove_reader(self._listening)
                self._loop.call_later(NO_ROOM_S, self._listen_again)
            return  # The caller has gone again.
        caller.settimeout(0)
        # asyncio does it only for sockets that were made with the protocol's number; else short messages wait 40 ms.
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        greeting = self._loop.create_task(self._greet(caller))
        self._greetings.add(greeting)
        greeting.add_done_callback(partial(self._on_done, caller))

    def _listen_again(self) -> None:
        if self._listening.fileno() >= 0:
            self._loop.add_reader(self._listening, self._let_in)

    async def _greet(self, caller: socket.socket) -> None:
        def greet(protocol: OnMade) -> Awaitable[object]:
            return self._loop.connect_accepted_socket(
                protocol, caller, ssl=self._context, ssl_handshake_timeout=self._patience_s
            )

        try:
            streams = await _greeted(greet)
        except OSError:
            return  # Whoever it was does not speak as we do, is not known, or has gone.
        await self._on_caller(*streams)

    def _on_done(self, caller: socket.socket, greeting: asyncio.Task[None]) -> None:
        self._greetings.discard(greeting)
        caller.close()  # It is open still where the task was cancelled before it had begun.
        if not greeting.cancelled() and (error := greeting.exception()) is not None:
            self._loop.call_exception_handler({"message": "talking with a caller", "exception": error})


async def call(address: str, port: int, context: ssl.SSLContext, patience_s: float) -> Streams:
    """Call another laptop.

    Raises:
        SSLError: Something else answers there.
        OSError: Nobody does.
        TimeoutError: Nobody does in time.
    """

    def greet(protocol: OnMade) -> Awaitable[object]:
        return asyncio.get_running_loop().create_connection(protocol, address, port, ssl=context)

    async with asyncio.timeout(patience_s):
        return await _greeted(greet)


async def _greeted(greet: Callable[[OnMade], Awaitable[object]]) -> Streams:
    """Greet the other side; whoever is cancelled meanwhile leaves nothing open.

    Where that comes in the turn in which the two have greeted, asyncio waits for an answer to its good-bye.
    """
    reader = asyncio.StreamReader()
    made: list[asyncio.StreamWriter] = []
    try:
        await greet(lambda: asyncio.StreamReaderProtocol(reader, lambda _reader, writer: made.append(writer)))
    except BaseException:
        for writer in made:
            await _cut(writer)
        raise
    if not made:
        raise ConnectionResetError
    return reader, made[0]


async def _cut(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    await asyncio.sleep(0)  # The socket is closed in the loop's next turn, which may be its last.


def peer_address(writer: asyncio.StreamWriter) -> str:
    """Return the other machine's address; empty where the connection is lost already."""
    name = writer.get_extra_info("peername")
    return str(name[0]) if name else ""


async def hear_out(reader: asyncio.StreamReader) -> None:
    """Read on until the other side has closed: a connection that is reset would lose what it has not read yet."""
    with suppress(OSError, ssl.SSLError, TimeoutError):
        async with asyncio.timeout(CLOSING_S):
            while await reader.read(PIECE):
                pass


async def shut(writer: asyncio.StreamWriter, within_s: float = CLOSING_S) -> None:
    """Close a connection, in good form where the other side answers in time; whoever is cancelled meanwhile cuts it."""
    writer.close()
    try:
        # Not wait_for: that may swallow a cancellation in Python 3.11.
        async with asyncio.timeout(within_s):
            await writer.wait_closed()
    except (OSError, ssl.SSLError, TimeoutError):
        pass
    finally:
        await _cut(writer)
