"""Frames: a length, a sign, and a message in msgpack, deflated where that is worth it. Both lengths are capped.

Whatever bytes come in, a `PeerError` is the worst that comes of it.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any, Generic, TypeVar

import msgspec

from facilitator_console.words import PeerError, say

MOST_FRAME = 4 * 1024 * 1024
MOST_INFLATED = 16 * 1024 * 1024
DEFLATED_FROM = 512
"""Bytes; a shorter message is not worth the work."""
_HEAD = struct.Struct(">IB")
PLAIN, DEFLATED = 0, 1
TOO_LARGE = say("The other laptop sent something that is too large. Nothing of it was taken in.")
NOT_UNDERSTOOD = say("The other laptop sent something that is not understood here. Nothing of it was taken in.")

M = TypeVar("M")


def frame(message: msgspec.Struct) -> bytes:
    """Return a message as it goes over the wire."""
    content, sign = msgspec.msgpack.encode(message), PLAIN
    if len(content) >= DEFLATED_FROM:
        content, sign = zlib.compress(content, 1), DEFLATED
    return _HEAD.pack(len(content), sign) + content


class Frames(Generic[M]):
    """Makes messages out of bytes, in whatever pieces they arrive."""

    def __init__(self, kind: Any, *, most: int = MOST_FRAME) -> None:  # noqa: ANN401 - a union of types has no type
        """Read messages of a kind.

        Args:
            kind: The type, or a union of tagged ones.
            most: The longest frame, in bytes.
        """
        self._decoder: msgspec.msgpack.Decoder[M] = msgspec.msgpack.Decoder(kind)
        self._most = most
        self._read = bytearray()

    def feed(self, data: bytes) -> list[M]:
        """Add bytes; return the messages that are complete now.

        Raises:
            PeerError: It is not a message, or too large; nothing more can be read.
        """
        self._read += data
        messages = []
        while len(self._read) >= _HEAD.size:
            length, sign = _HEAD.unpack_from(self._read)
            if length > self._most:
                raise PeerError(TOO_LARGE)
            if len(self._read) < _HEAD.size + length:
                break
            content = bytes(self._read[_HEAD.size : _HEAD.size + length])
            del self._read[: _HEAD.size + length]
            messages.append(self._message(content, sign))
        return messages

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is left of a message that was cut off."""
        return not self._read

    def _message(self, content: bytes, sign: int) -> M:
        if sign == DEFLATED:
            content = _inflated(content)
        elif sign != PLAIN:
            raise PeerError(NOT_UNDERSTOOD)
        try:
            return self._decoder.decode(content)
        except (msgspec.DecodeError, UnicodeError, RecursionError, OverflowError) as error:
            raise PeerError(NOT_UNDERSTOOD) from error


def _inflated(content: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        inflated = inflater.decompress(content, MOST_INFLATED)
    except zlib.error as error:
        raise PeerError(NOT_UNDERSTOOD) from error
    if inflater.unconsumed_tail:
        raise PeerError(TOO_LARGE)
    if not inflater.eof or inflater.unused_data:
        raise PeerError(NOT_UNDERSTOOD)
    return inflated
