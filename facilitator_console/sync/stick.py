"""One locked file on a stick: a session, or a marathon with all of its sessions, for laptops without a network.

The file is age's (pyrage), locked with a passphrase or to the keys of the team's laptops. Who takes it merges it as if
the two had met: what is known changes nothing, what was erased stays erased, and a file that is cut can't be opened.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from facilitator_console.console.voting import VotesBrought
from facilitator_console.dialogue.history import History
from facilitator_console.log import Event, LaptopId, SessionId, agreed_order
from facilitator_console.opinions.ballots import NO_BALLOTS, Ballots, rows_of
from facilitator_console.runtime.laptop import flush
from facilitator_console.session.forgetting import require_decided
from facilitator_console.sync.frames import MOST_FRAME, Frames, frame
from facilitator_console.sync.gathering import Gathering, pieces_of
from facilitator_console.sync.keys import Keys
from facilitator_console.sync.messages import BALLOTS_A_MESSAGE
from facilitator_console.words import PeerError, UserError, say

ENDING = ".team"
MOST_FILE = 256 * 1024 * 1024
MOST_BALLOTS = 5_000_000
"""The most ballots of one session."""
MAGIC = b"facilitator-console team 1\n"
BUSY = say("This laptop is too busy to open the file now. Nothing was taken; close other programs and try again.")
NOT_OURS = say("This is not a file from “Give on a stick”, or not all of it was copied. Nothing was taken.")
LOCKED = say("The file does not open with this passphrase. Nothing was taken.")
TOO_LARGE = say("The file is too large for a session or a marathon: at most 256 MB.")
VOTES_LEFT = say("The votes in the file were left out: a vote is open here. Close it and take the file once more.")
NOT_FOR_US = say("The file was not locked for this laptop. Type the passphrase with which it was given.")


class Piece(msgspec.Struct, frozen=True, tag="piece", tag_field="is"):
    """Brings some of a session's events."""

    events: tuple[Event, ...]


class Box(msgspec.Struct, frozen=True, tag="box", tag_field="is"):
    """Brings some of a session's ballots, sorted, so that their order tells nothing."""

    voters: tuple[int, ...]
    statements: tuple[str, ...]
    votes: tuple[int, ...]
    revisions: tuple[int, ...]


class End(msgspec.Struct, frozen=True, tag="end", tag_field="is"):
    """Ends a session: how many events and ballots it brings, and how many sessions are still to come.

    Attributes:
        key: Of the vote that is open; empty where none is.
        laptop: Who gave it.
    """

    session: SessionId
    events: int
    ballots: int = 0
    more: int = 0
    key: bytes = b""
    laptop: LaptopId = LaptopId("")


class Carried(NamedTuple):
    """Represents a session as a file carries it.

    Attributes:
        session: The session.
        events: All of its events.
        votes: What it brings of its votes.
    """

    session: SessionId
    events: Sequence[Event]
    votes: VotesBrought = VotesBrought()


def give(path: Path, sessions: Sequence[Carried], keys: Keys | None, passphrase: str) -> None:
    """Write a session, or a marathon with its sessions, into a locked file.

    Args:
        path: The new file; one that is there is replaced once the new one is whole.
        sessions: The session, or first the marathon and then its sessions.
        keys: Locks it to the laptops that take part in the first of them, and to this one; None: to the passphrase.
        passphrase: Likewise; empty where there are keys.

    Raises:
        UserError: It can't be written, there is nobody to lock it for, or a session is over and it is not chosen yet
            whether who spoke when is forgotten.
    """
    for carried in sessions:
        history = History(carried.events)
        require_decided(history.state, tells_who_spoke=history.tells_who_spoke)
    content = MAGIC + b"".join(map(frame, _content(sessions)))
    if len(content) > MOST_FILE:
        raise UserError(TOO_LARGE)
    locked = _locked(content, keys, sessions[0].session, passphrase)
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


def _content(sessions: Sequence[Carried]) -> Iterator[msgspec.Struct]:
    for place, carried in enumerate(sessions, 1):
        events = sorted(carried.events, key=agreed_order)
        yield from (Piece(tuple(piece)) for piece in pieces_of(events))
        rows = sorted(rows_of(carried.votes.ballots))
        for begin in range(0, len(rows), BALLOTS_A_MESSAGE):
            yield Box(*map(tuple, zip(*rows[begin : begin + BALLOTS_A_MESSAGE], strict=True)))
        votes = carried.votes
        yield End(carried.session, len(events), len(rows), len(sessions) - place, votes.key, votes.laptop)


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


def take(path: Path, keys: Keys | None, passphrase: str) -> tuple[Carried, ...]:
    """Open a locked file, and return the sessions in it: at least one, each once.

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
    frames: Frames[Piece | Box | End] = Frames(Piece | Box | End)
    sessions: list[Carried] = []
    gathered, rows = Gathering(), list[tuple[int, str, int, int]]()
    end: End | None = None
    # Piece by piece: what is deflated may be a thousand times as much.
    for begin in range(len(MAGIC), len(content), MOST_FRAME):
        for message in frames.feed(content[begin : begin + MOST_FRAME]):
            if isinstance(message, Piece):
                gathered.add(message.events)
            elif isinstance(message, Box):
                rows += _rows(message)
            else:
                sessions.append(_whole(message, gathered.events, rows))
                end, gathered, rows = message, Gathering(), []
            if len(rows) > MOST_BALLOTS:
                raise PeerError(TOO_LARGE)
    known = {carried.session for carried in sessions}
    if end is None or end.more or gathered.events or rows or not frames.is_empty or len(known) < len(sessions):
        raise UserError(NOT_OURS)
    return tuple(sessions)


def _rows(box: Box) -> list[tuple[int, str, int, int]]:
    columns = (box.voters, box.statements, box.votes, box.revisions)
    if len(set(map(len, columns))) > 1:
        raise PeerError(NOT_OURS)
    return list(zip(*columns, strict=True))


def _whole(end: End, events: Sequence[Event], rows: Sequence[tuple[int, str, int, int]]) -> Carried:
    """Return a session of which nothing is missing."""
    if (end.events, end.ballots) != (len(events), len(rows)):
        raise UserError(NOT_OURS)
    if any(event.session != end.session for event in events):
        raise PeerError(NOT_OURS)
    ballots = Ballots(*zip(*rows, strict=True)) if rows else NO_BALLOTS
    return Carried(end.session, tuple(events), VotesBrought(ballots, end.key, end.laptop))


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(most)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(say("The file {path} can’t be read: {reason}.", path=str(path), reason=reason)) from error
    if len(content) > MOST_FILE:
        raise UserError(TOO_LARGE)
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
        # The library measures how fast this laptop is now, and refuses what would take it long.
        if is_by_passphrase and "excessive work" in why:
            raise UserError(BUSY) from error
        raise UserError(NOT_FOR_US if "no matching keys" in why else NOT_OURS) from error
