"""One locked file on a stick: a whole session, for laptops that have no network between them.

The file is age's (pyrage), locked with a passphrase or to the keys of the team's laptops. Who takes it merges it as if
the two had met: what is known changes nothing, what was erased stays erased, and a file that is cut can't be opened.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from facilitator_console.log import Event, SessionId, agreed_order
from facilitator_console.runtime.laptop import flush
from facilitator_console.sync.frames import Frames, frame
from facilitator_console.sync.keys import Keys
from facilitator_console.sync.link import pieces_of
from facilitator_console.words import PeerError, UserError, say

ENDING = ".team"
MOST_FILE = 256 * 1024 * 1024
MAGIC = b"facilitator-console team 1\n"
NOT_OURS = say("This is not a file from “Give on a stick”, or not all of it was copied. Nothing was taken.")
LOCKED = say("The file does not open with this passphrase. Nothing was taken.")
NOT_FOR_US = say("The file was not locked for this laptop. Type the passphrase with which it was given.")


class Piece(msgspec.Struct, frozen=True, tag="piece", tag_field="is"):
    """Brings some of the session's events."""

    events: tuple[Event, ...]


class End(msgspec.Struct, frozen=True, tag="end", tag_field="is"):
    """Ends the file: how many events it brings."""

    session: SessionId
    events: int


class Taken(NamedTuple):
    """Holds what was in a file.

    Attributes:
        session: The session.
        events: Its events.
    """

    session: SessionId
    events: tuple[Event, ...]


def give(path: Path, session: SessionId, events: Sequence[Event], keys: Keys | None, passphrase: str) -> None:
    """Write a session into a locked file.

    Args:
        path: The new file; one that is there is replaced once the new one is whole.
        session: The session.
        events: All of its events.
        keys: Locks it to the laptops that take part in the session, and to this one; None: to the passphrase.
        passphrase: Likewise; empty where there are keys.

    Raises:
        UserError: It can't be written, or there is nobody to lock it for.
    """
    content = MAGIC + b"".join(map(frame, _content(session, sorted(events, key=agreed_order))))
    locked = _locked(content, keys, session, passphrase)
    unfinished = path.with_name(f"{path.name}.{os.urandom(4).hex()}.unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(locked)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        flush(path.parent)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(say("The file {path} can’t be written: {reason}.", path=str(path), reason=reason)) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _content(session: SessionId, events: Sequence[Event]) -> Iterator[msgspec.Struct]:
    yield from (Piece(tuple(piece)) for piece in pieces_of(events))
    yield End(session, len(events))


def _locked(content: bytes, keys: Keys | None, session: SessionId, passphrase: str) -> bytes:
    import pyrage

    if keys is None:
        if not passphrase:
            raise UserError(say("Type a passphrase: it locks the file."))
        return bytes(pyrage.passphrase.encrypt(content, passphrase))
    others = keys.laptops(session)
    if not others:
        raise UserError(say("No other laptop is in this team yet. Lock the file with a passphrase."))
    recipients = [pyrage.x25519.Recipient.from_str(key) for key in (keys.recipient, *(o.recipient for o in others))]
    return bytes(pyrage.encrypt(content, recipients))


def needs_passphrase(path: Path) -> bool:
    """Tell whether a file is locked with a passphrase: its first lines say so.

    Raises:
        UserError: It can't be read.
    """
    return b"-> scrypt " in _read(path, 256)


def take(path: Path, keys: Keys | None, passphrase: str) -> Taken:
    """Open a locked file.

    Args:
        path: The file.
        keys: This laptop's, where it has any.
        passphrase: As somebody typed it; empty where the file is locked to keys.

    Raises:
        UserError: It can't be read or opened, or is not whole.
        PeerError: What is in it can't be right.
    """
    content = _opened(_read(path, MOST_FILE + 1), keys, passphrase)
    if not content.startswith(MAGIC):
        raise UserError(NOT_OURS)
    frames: Frames[Piece | End] = Frames(Piece | End)
    events: list[Event] = []
    end: End | None = None
    for message in frames.feed(content[len(MAGIC) :]):
        if isinstance(message, Piece) and end is None:
            events += message.events
        elif isinstance(message, End):
            end = message
    if end is None or end.events != len(events) or not frames.is_empty:
        raise UserError(NOT_OURS)
    if any(event.session != end.session for event in events):
        raise PeerError(NOT_OURS)
    return Taken(end.session, tuple(events))


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(most)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(say("The file {path} can’t be read: {reason}.", path=str(path), reason=reason)) from error
    if len(content) > MOST_FILE:
        raise UserError(say("The file is too large for a session. Nothing was taken."))
    return content


def _opened(locked: bytes, keys: Keys | None, passphrase: str) -> bytes:
    import pyrage

    is_by_passphrase = b"-> scrypt " in locked[:256]
    if not locked.startswith(b"age-encryption.org/"):
        raise UserError(NOT_OURS)
    try:
        if is_by_passphrase:
            return bytes(pyrage.passphrase.decrypt(locked, passphrase))
        if keys is None:
            raise UserError(NOT_FOR_US)
        return bytes(pyrage.decrypt(locked, [pyrage.x25519.Identity.from_str(keys.identity)]))
    except pyrage.DecryptError as error:
        why = str(error).lower()
        if is_by_passphrase and "decryption failed" in why:
            raise UserError(LOCKED) from error
        raise UserError(NOT_FOR_US if "no matching keys" in why else NOT_OURS) from error
