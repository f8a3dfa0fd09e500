"""Pairing: two laptops that do not know each other prove to each other that somebody typed the same six digits.

SPAKE2 inside unverified TLS gives both a key that nobody can guess who has not typed the digits, with one guess for
each try; each then proves that it has the key and saw the same two certificates. So a third between them, who shows
each a certificate of its own, is found out. Who shows the digits proves itself last.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from hashlib import sha256
from typing import cast

import msgspec
from spake2 import SPAKE2_A, SPAKE2_B, SPAKEError

from facilitator_console.log import LaptopId, SessionId
from facilitator_console.sync.keys import is_usable
from facilitator_console.sync.messages import PROTOCOL, Certificate, Name, Port
from facilitator_console.words import Message, PeerError, say

DIGITS = 6
TRIES = 3
GOOD_FOR_S = 300.0
MOST_FRAME = 16 * 1024
"""No message of a pairing is longer; nobody is known yet."""
WRONG = say(
    "The six digits don’t fit. Look at the other laptop and type them again; after three tries it must show new ones. "
    "If they were right, another device stands between the two: use a hotspot of your own."
)
BETWEEN = say(
    "The other laptop could not prove that it shows these digits. Perhaps another device stands between the two: try "
    "again on a hotspot of your own."
)
BROKEN = say("The other laptop broke the pairing off. Ask for new digits there, and try again.")
COPIED = say("The id of this laptop was copied from another one of the team.")
ID_TAKEN = b"id taken"


class Introduction(msgspec.Struct, frozen=True):
    """Says who pairs: what both remember of each other.

    Attributes:
        laptop: The installation.
        certificate: Its certificate, as DER.
        recipient: The public key for files on a stick.
        author: Initials of who works there.
        session: The session that is shared; of the one that shows the digits.
        port: Where it listens for laptops of its team.
        protocol: The release of the protocol.
        watches: Of the one that shows the digits: they are for a laptop that only watches.
    """

    laptop: LaptopId
    certificate: Certificate
    recipient: Name
    author: Name = ""
    session: SessionId = SessionId("")
    port: Port = 0
    protocol: int = PROTOCOL
    watches: bool = False


class Begun(msgspec.Struct, frozen=True, tag="begun", tag_field="is"):
    """Brings one half of SPAKE2, and on the side of who shows the digits how many tries are left."""

    half: bytes


class Proof(msgspec.Struct, frozen=True, tag="proof", tag_field="is"):
    """Proves who somebody is."""

    introduction: Introduction
    proof: bytes


class IdTaken(msgspec.Struct, frozen=True, tag="id_taken", tag_field="is"):
    """Says that another laptop of the team has the id of the one that types: it was copied. The proof shows the key."""

    proof: bytes


class Denied(msgspec.Struct, frozen=True, tag="denied", tag_field="is"):
    """Says that the digits were not the ones that are shown."""

    tries_left: int


PairingMessage = Begun | Proof | Denied | IdTaken


def new_digits() -> str:
    """Return six digits at random."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def read_digits(typed: str) -> str:
    """Return the digits that somebody typed, whatever stands between them."""
    return "".join(str(int(sign)) for sign in typed if sign.isdecimal())


class IdTakenError(PeerError):
    """Says that the id of this laptop is another one's, whose folder was copied: it needs one of its own."""


class Shower:
    """Is the side that shows the digits, for one connection."""

    def __init__(
        self,
        digits: str,
        own: Introduction,
        guess: Callable[[], int],
        is_taken: Callable[[Introduction], bool] = lambda _other: False,
    ) -> None:
        """Wait for the other's half.

        Args:
            digits: Those that are shown.
            own: Who we are.
            guess: Counts a wrong guess; returns how many tries are left.
            is_taken: Whether the id of the one that types is another laptop's.
        """
        self._side = SPAKE2_B(digits.encode())
        self._own, self._guess, self._is_taken = own, guess, is_taken
        self._key = b""
        self._has_begun = False
        self.paired: Introduction | None = None

    def hear(self, message: PairingMessage) -> msgspec.Struct | None:
        """Take a message; return the answer.

        Raises:
            PeerError: The other side does not keep to the protocol.
        """
        if isinstance(message, Begun) and not self._has_begun:
            self._has_begun = True
            half = cast("bytes", self._side.start())
            self._key = _finished(self._side, message.half)
            return Begun(half)
        if not isinstance(message, Proof) or not self._key or self.paired is not None:
            raise PeerError(BROKEN)
        other = message.introduction
        if not hmac.compare_digest(message.proof, _proof(self._key, b"types", self._own, other)):
            self._key = b""
            return Denied(self._guess())
        if not is_usable(other.certificate, other.recipient):
            raise PeerError(BROKEN)
        if self._is_taken(other):
            return IdTaken(hmac.digest(self._key, ID_TAKEN, sha256))
        self.paired = other
        return Proof(self._own, _proof(self._key, b"shows", self._own, other))


class Typer:
    """Is the side on which the digits are typed.

    Attributes:
        paired: Who the other is, once it is proved.
    """

    def __init__(self, digits: str, own: Introduction, certificate_seen: bytes) -> None:
        """Begin one side of a pairing.

        Args:
            digits: Those that were typed.
            own: Who we are.
            certificate_seen: The certificate (DER) that the other side of the wire showed.
        """
        self._side = SPAKE2_A(digits.encode())
        self._own, self._seen = own, certificate_seen
        self._key = b""
        self.paired: Introduction | None = None

    def begin(self) -> Begun:
        """Return the first message."""
        return Begun(cast("bytes", self._side.start()))

    def hear(self, message: PairingMessage) -> msgspec.Struct | None:
        """Take a message; return the answer.

        Raises:
            PeerError: The digits don't fit, or the other can't prove that it shows them.
        """
        if isinstance(message, Begun) and not self._key:
            self._key = _finished(self._side, message.half)
            seen = msgspec.structs.replace(NOBODY, certificate=self._seen)
            return Proof(self._own, _proof(self._key, b"types", seen, self._own))
        if isinstance(message, Denied):
            raise PeerError(WRONG if message.tries_left else BROKEN)
        if isinstance(message, IdTaken) and self._key:
            if hmac.compare_digest(message.proof, hmac.digest(self._key, ID_TAKEN, sha256)):
                raise IdTakenError(COPIED)
            raise PeerError(BETWEEN)
        if not isinstance(message, Proof) or not self._key:
            raise PeerError(BROKEN)
        other = message.introduction
        same = other.certificate == self._seen
        if not same or not hmac.compare_digest(message.proof, _proof(self._key, b"shows", other, self._own)):
            raise PeerError(BETWEEN)
        if not is_usable(other.certificate, other.recipient):
            raise PeerError(BROKEN)
        self.paired = other
        return None


NOBODY = Introduction(LaptopId(""), b"", "")


def _finished(side: SPAKE2_A | SPAKE2_B, half: bytes) -> bytes:
    try:
        return cast("bytes", side.finish(half))
    except (SPAKEError, ValueError, AssertionError, IndexError) as error:
        raise PeerError(BROKEN) from error


def _proof(key: bytes, who: bytes, shows: Introduction, types: Introduction) -> bytes:
    """Return a proof over both certificates and, from who shows the digits, over all that is said of both.

    Who types has only the other's certificate when it proves itself.
    """
    identities = (shows if who == b"shows" else shows.certificate, types)
    return hmac.digest(key, who + msgspec.msgpack.encode(identities), sha256)


def refused_by_protocol(other: Introduction) -> Message | None:
    """Return why two laptops can't work together; None where they can."""
    if other.protocol == PROTOCOL:
        return None
    return say("The other laptop runs another release of this program. Install the same one on both.")
