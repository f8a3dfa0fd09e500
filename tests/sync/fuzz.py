"""Bytes of strangers: whatever comes in, a `PeerError` is the worst. `python -m tests.sync.fuzz --frames 1000000`."""

from __future__ import annotations

import argparse
import os
import random
import struct
import zlib
from collections.abc import Callable

import msgspec

from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.log import ERASING, Event, Instant, LaptopId, SessionId, Subject, WriterId
from facilitator_console.opinions.ids import VoteId
from facilitator_console.session.ids import TableId
from facilitator_console.sync.frames import MOST_INFLATED, Frames, frame
from facilitator_console.sync.link import Link
from facilitator_console.sync.messages import (
    Backstage,
    BallotsAsked,
    BallotsBrought,
    Batch,
    ClockAsked,
    ClockTold,
    Have,
    Hello,
    Kept,
    LeadOffered,
    Members,
    Message,
    Met,
    Offered,
    Part,
    Reason,
    Refused,
    Said,
    Same,
    VotingKey,
    Wanted,
    Writing,
)
from facilitator_console.sync.pairing import MOST_FRAME, Begun, Denied, PairingMessage
from facilitator_console.words import PeerError
from tests.helpers.controller import Meeting
from tests.sync.histories import Side

EVENT = Event(SessionId("s"), WriterId("w"), 1, 2, Instant(3), "note_added", Subject("w.1"), '{"text": "криниця 💧"}')
SAMPLES: tuple[bytes, ...] = tuple(
    frame(message)
    for message in (
        Hello(LaptopId("l"), "run", SessionId("s"), "О."),
        ClockAsked(1),
        ClockTold(1, Instant(5)),
        Have({WriterId("w"): ((1, 5), (7, 9))}),
        Batch(1, Part.REST, (EVENT,) * 40),
        Kept(1),
        Offered(1, {WriterId("w"): ((1, 5), (7, 9))}),
        Wanted(1, {WriterId("w"): ((2, 3),)}),
        Same({WriterId("w"): (((1, 2),), b"0123456789abcdef")}),
        Writing(on=True),
        Backstage("sum up"),
        Refused(Reason.TWIN),
        Begun(b"half"),
        Denied(2),
    )
)
BOMB = zlib.compress(b"\0" * (MOST_INFLATED + 1), 9)


def wild(chance: random.Random) -> bytes:
    """Bytes that are nearly a message, or nothing of the sort."""
    kind = chance.randrange(6)
    if kind == 0:
        return chance.randbytes(chance.randrange(64))
    sample = bytearray(chance.choice(SAMPLES))
    if kind == 1:
        for _ in range(chance.randint(1, 6)):
            sample[chance.randrange(len(sample))] = chance.randrange(256)
    elif kind == 2:
        return bytes(sample[: chance.randrange(len(sample))])
    elif kind == 3:
        content = chance.randbytes(chance.randrange(200))
        return struct.pack(">IB", len(content), chance.randrange(3)) + content
    elif kind == 4:
        place = chance.randrange(len(sample))
        sample[place:place] = chance.randbytes(chance.randrange(8))
    else:
        content = msgspec.msgpack.encode(
            chance.choice([None, [], {}, {"is": "batch"}, {"is": 7}, 2**63, "x", [[]] * 9])
        )
        return struct.pack(">IB", len(content), 0) + content
    return bytes(sample)


def run(frames: int, seed: int) -> int:
    """Feed so many; return how many were understood."""
    chance = random.Random(seed)
    understood = 0
    for _ in range(frames):
        for reader in (Frames[Message](Message), Frames[PairingMessage](PairingMessage, most=MOST_FRAME)):
            try:
                understood += len(reader.feed(wild(chance)))
            except PeerError:
                continue
    return understood


def talk(messages: int, seed: int) -> int:
    """Say what is understood, but makes no sense, to a laptop of the team; return how much was heard."""
    chance = random.Random(seed)
    heard = 0
    while heard < messages:
        side = Side("here", Meeting(2))
        link = Link(side, lambda _said: None)
        link.hear(Hello(LaptopId("m"), "run", side.hello().session))
        for _ in range(40):
            heard += 1
            try:
                for message in Frames[Message](Message).feed(frame(senseless(chance, side.hello().session))):
                    link.hear(message)
            except PeerError:
                break
            if chance.random() < 0.3:
                side.commit()
    return heard


def senseless(chance: random.Random, session: SessionId) -> Said:
    """A message of the right form."""

    def number() -> int:
        return chance.choice([0, 1, 2, 3, 7, 2**31, 2**45, 2**63, -1, -(2**40)])

    def writer() -> WriterId:
        return WriterId(chance.choice(["w", "here-0", "", "ї" * 90]))

    def event() -> Event:
        kind = chance.choice([*ERASING, *KINDS, "of a later release"])
        body = chance.choice(["", "{}", "[]", "no body", '{"subject": "w.1", "era": 3, "writer": "w", "seq": 1}'])
        return Event(session, writer(), number(), number(), Instant(number()), kind, Subject(chance.choice("ab")), body)

    def pairs() -> tuple[tuple[int, int], ...]:
        return tuple((number(), number()) for _ in range(chance.randrange(4)))

    ways: list[Callable[[], Said]] = [
        lambda: Hello(LaptopId(chance.choice(["m", "here"])), "run", session, port=number()),
        lambda: ClockAsked(number()),
        lambda: ClockTold(chance.randrange(6), Instant(number())),
        lambda: Have({writer(): pairs() for _ in range(3)}),
        lambda: Batch(number(), chance.choice(list(Part)), (event(), event()), last=chance.random() < 0.7),
        lambda: Kept(number()),
        lambda: Offered(number(), {writer(): pairs() for _ in range(2)}),
        lambda: Wanted(number(), {writer(): pairs() for _ in range(2)}),
        lambda: Same({writer(): (pairs(), b"x")}),
        lambda: LeadOffered(TableId(chance.choice(["", "none"]))),
        lambda: Members((Met(LaptopId("m"), b"", "", port=number()),)),
        lambda: VotingKey(VoteId("v"), b"short"),
        lambda: BallotsBrought(VoteId("v"), (number(),), ("s",), (number(), 1), ()),
        lambda: BallotsAsked(VoteId("v")),
        lambda: Backstage(chance.choice(["", "\u202e\n", "x" * 5_000])),
    ]
    return chance.choice(ways)()


def main() -> int:
    """Feed at random."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.fuzz")
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    heard = talk(asked.frames // 10, asked.seed)
    print(f"messages without sense: {heard}, nothing else but a refusal", flush=True)
    print(f"frames: {asked.frames}, {run(asked.frames, asked.seed)} understood, nothing else but a refusal", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
