"""Makes logs to measure with: a long session as events, written by one laptop, a command a second."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from facilitator_console.dialogue.codec import encode
from facilitator_console.log import (
    THE_SESSION,
    Duration,
    Event,
    Instant,
    LaptopId,
    NewEvent,
    RunStarted,
    SessionId,
    Subject,
    WriterId,
    sealed,
)
from facilitator_console.notes.events import NoteAdded, NoteTagged
from facilitator_console.notes.ids import TagId
from facilitator_console.session.events import ItemAdded, ItemStarted, ParticipantAdded, SessionCreated
from facilitator_console.session.ids import ItemId, ParticipantId
from facilitator_console.session.room_events import TurnEnded, TurnStarted

SESSION = SessionId("bench")
BEGAN_AT_MS = 1_700_000_000_000
SEATS = 20
NOTES_A_TURN = 4
TEXT = "Автобус о сьомій ранку не чекає на тих, хто йде з дальнього кінця села; so the children walk in the dark."


class Scribe:
    """Seals commands one after another."""

    def __init__(self, writer: str) -> None:
        """Begin with an empty log."""
        self._writer = WriterId(writer)
        self._seq = self._lamport = 0

    def write(self, *bodies: msgspec.Struct, about: Subject | None = None) -> list[Event]:
        """Return the events of one command."""
        self._lamport += 1
        events = sealed(
            [NewEvent(body, about) for body in bodies],
            encode,
            session=SESSION,
            writer=self._writer,
            first_seq=self._seq + 1,
            lamport=self._lamport,
            at_ms=Instant(BEGAN_AT_MS + self._lamport * 1000),
        )
        self._seq += len(events)
        return events


def long_dialogue(events: int) -> list[Event]:
    """Return the first events of a session that goes on for ever: turns, each with some notes."""
    log: list[Event] = []
    for command in _commands():
        log += command
        if len(log) >= events:
            break
    return log[:events]


def _commands() -> Iterator[list[Event]]:
    scribe = Scribe("benchbenchbench0")
    yield scribe.write(RunStarted(LaptopId("bench")), about=THE_SESSION)
    yield scribe.write(SessionCreated("Bench"), about=THE_SESSION)
    item = scribe.write(ItemAdded("Item", "V", planned_ms=Duration(600_000), turn_limit_ms=Duration(120_000)))
    yield item
    item_id = ItemId(item[0].subject)
    people = [scribe.write(ParticipantAdded(seat)) for seat in range(1, SEATS + 1)]
    yield from people
    yield scribe.write(ItemStarted(), about=item[0].subject)
    spoken = 0
    while True:
        speaker = ParticipantId(people[spoken * 7 % SEATS][0].subject)
        turn = scribe.write(TurnStarted(speaker, item_id))
        yield turn
        numbered = (f"{spoken}.{number} {TEXT}" for number in range(NOTES_A_TURN))
        notes = [scribe.write(NoteAdded(text, (TagId("need"),), item_id=item_id)) for text in numbered]
        yield from notes
        yield scribe.write(NoteTagged(TagId("fear")), about=notes[-1][0].subject)
        yield scribe.write(TurnEnded(), about=turn[0].subject)
        spoken += 1
