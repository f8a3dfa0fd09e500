"""Pairing over the network: the door that is open while digits are shown, and the way through it from the other side.

The door is there only while the digits are good: five minutes, three tries, one laptop. Nothing else answers before.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from facilitator_console.sync.frames import Frames, frame
from facilitator_console.sync.keys import Keys, Remembered
from facilitator_console.sync.pairing import (
    BROKEN,
    GOOD_FOR_S,
    MOST_FRAME,
    TRIES,
    Introduction,
    PairingMessage,
    Shower,
    Typer,
    new_digits,
    read_digits,
    refused_by_protocol,
)
from facilitator_console.sync.pictures import Shown
from facilitator_console.sync.sockets import Server, call, peer_address, shut
from facilitator_console.sync.tls import pairing_contexts
from facilitator_console.words import Message, PeerError, UserError, say

PORT = 47614
PATIENCE_S = 10.0
MOST_CALLERS = 4


class PairingDoor:
    """Lets one laptop in that has the digits."""

    def __init__(
        self,
        keys: Keys,
        introduction: Callable[[], Introduction],
        is_taken: Callable[[Introduction], bool],
        paired: Callable[[Introduction], None],
        shown: Callable[[Shown], None],
    ) -> None:
        """Open the door with new digits.

        Args:
            keys: This laptop's.
            introduction: Says who we are.
            is_taken: Whether a laptop has the id of another one of the team.
            paired: Hears of the laptop that had the digits.
            shown: Hears what is to be shown.
        """
        self._keys, self._introduction, self._is_taken = keys, introduction, is_taken
        self._paired, self._show = paired, shown
        self._digits = new_digits()
        self._tries = TRIES
        self._callers = 0
        self._server: Server | None = None
        self._timer: asyncio.TimerHandle | None = None

    def open(self, address: str, port: int) -> None:
        """Open the door at an address of this machine.

        Raises:
            OSError: That is not possible.
        """
        context = pairing_contexts(self._keys)[0]
        for wanted in dict.fromkeys((port or PORT, 0)):
            try:
                self._server = Server(self._on_caller, address, wanted, context, PATIENCE_S)
                break
            except OSError:
                if port or not wanted:
                    raise
        assert self._server is not None  # noqa: S101 - else it was raised
        at = self._server.port
        self._timer = asyncio.get_running_loop().call_later(
            GOOD_FOR_S, self._end, say("The digits are too old. Show new ones.")
        )
        self._show(Shown(self._digits, address if at == PORT else f"{address}:{at}"))

    def fail(self, error: OSError) -> None:
        """Say that the door can't be opened."""
        reason = error.strerror or type(error).__name__
        self._end(say("Other laptops can’t reach this one: {reason}.", reason=reason))

    def close(self) -> None:
        """Close the door: its digits are worth nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
        if self._server is not None:
            self._server.close()
        self._server = None

    def _end(self, why: Message) -> None:
        self.close()
        self._show(Shown("", "", why))

    def _guess(self) -> int:
        self._tries -= 1
        if self._tries <= 0:
            self._end(say("Somebody typed other digits three times. Show new ones."))
        return self._tries

    async def _on_caller(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._callers += 1
        try:
            if self._callers <= MOST_CALLERS and self._tries > 0:
                await asyncio.wait_for(self._pair(reader, writer), PATIENCE_S)
        except (OSError, PeerError, ssl.SSLError, TimeoutError):
            pass  # Whoever it was, they have not the digits.
        finally:
            self._callers -= 1
            await shut(writer, PATIENCE_S)

    async def _pair(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        side = Shower(self._digits, self._introduction(), self._guess, self._is_taken)
        frames: Frames[PairingMessage] = Frames(PairingMessage, most=MOST_FRAME)
        while side.paired is None and self._tries > 0 and (data := await reader.read(MOST_FRAME)):
            for message in frames.feed(data):
                # Others guess at the same time: three tries are three.
                if self._tries > 0 and (answer := side.hear(message)) is not None:
                    writer.write(frame(answer))
            await writer.drain()
        if side.paired is not None and self._server is not None:
            self._paired(side.paired)
            self.close()
            self._show(Shown("", "", say("The other laptop has joined.")))


class Found(NamedTuple):
    """Holds the laptop that was found by its digits.

    Attributes:
        introduction: What it says of itself.
        address: Where it is.
    """

    introduction: Introduction
    address: str

    @property
    def remembered(self) -> Remembered:
        """Return it as it is remembered, as yet without a session."""
        other = self.introduction
        return Remembered(other.laptop, other.certificate, other.recipient, other.author, (), self.address, other.port)


def split_address(typed: str) -> tuple[str, int]:
    """Return address and port of what somebody typed.

    Raises:
        UserError: It can't be an address.
    """
    address, _, port = typed.strip().partition(":")
    if not address or (port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536)):  # noqa: PLR2004 - the last port there is
        raise UserError(say("Type the address as the other laptop shows it, such as 10.42.0.1."))
    return address, int(port) if port else PORT


async def find_team(keys: Keys, typed_address: str, typed_digits: str) -> Found:
    """Pair with the laptop that shows these digits at this address.

    Raises:
        UserError: It is not there, or the digits can't be right.
        PeerError: The digits don’t fit, or somebody stands between.
    """
    address, port = split_address(typed_address)
    digits = read_digits(typed_digits)
    if len(digits) != 6:  # noqa: PLR2004 - as the screen says
        raise UserError(say("Type the six digits that the other laptop shows."))
    client = pairing_contexts(keys)[1]
    try:
        reader, writer = await call(address, port, client, PATIENCE_S)
    except (OSError, TimeoutError, UnicodeError) as error:
        raise UserError(_not_there(address)) from error
    try:
        address = peer_address(writer)  # A name would be looked up at each call.
        found = await asyncio.wait_for(_type_digits(keys, reader, writer, digits), PATIENCE_S)
    except (OSError, TimeoutError) as error:
        raise PeerError(BROKEN) from error
    finally:
        await shut(writer)
    if why := refused_by_protocol(found):
        raise PeerError(why)
    return Found(found, address)


def _not_there(address: str) -> Message:
    return say(
        "No laptop at {address} shows digits. Are both in the same network, and does it still show them?",
        address=address,
    )


async def _type_digits(
    keys: Keys, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, digits: str
) -> Introduction:
    seen = writer.get_extra_info("ssl_object").getpeercert(binary_form=True) or b""
    own = Introduction(keys.laptop, keys.certificate, keys.recipient, keys.author)
    side = Typer(digits, own, seen)
    frames: Frames[PairingMessage] = Frames(PairingMessage, most=MOST_FRAME)
    writer.write(frame(side.begin()))
    while data := await reader.read(MOST_FRAME):
        for message in frames.feed(data):
            answer: msgspec.Struct | None = side.hear(message)
            if answer is not None:
                writer.write(frame(answer))
            if side.paired is not None:
                return side.paired
    raise PeerError(BROKEN)
