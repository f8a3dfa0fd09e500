"""Commands for a store, without a console: drawn from a seed, folded, made into batches as the console would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import TypeVar

from facilitator_console.dialogue.codec import encode
from facilitator_console.dialogue.history import History
from facilitator_console.log import (
    THE_SESSION,
    Erased,
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
from facilitator_console.notes.events import ListEntryAdded, NoteAdded, NoteFlagged, NoteRemoved, NoteTagged
from facilitator_console.notes.ids import Flag, GroupList, TagId
from facilitator_console.session.events import GroupAdded, ItemAdded, ItemStarted, ParticipantAdded, SessionCreated
from facilitator_console.session.ids import GroupId, ItemId, ParticipantId
from facilitator_console.session.room_events import TurnEnded, TurnStarted
from facilitator_console.store.derived.rows import changed_rows
from facilitator_console.store.saver import Batch

SESSION = SessionId("meeting")
K = TypeVar("K", bound=str)
WITHDRAWN = 0.05
WORDS = ("ми", "слухаємо", "одне", "одного", "well", "water", "школа", "дорога", "trust", "їжак")


class Scribe:
    """One writer at work on one session.

    Attributes:
        history: All that it knows of the session.
    """

    def __init__(
        self, writer: str, *, seed: int = 0, known: Sequence[Event] = (), session: SessionId = SESSION
    ) -> None:
        """Begin a run after the events that are known already."""
        self.history = History(known)
        self.session = session
        self.writer = WriterId(writer)
        self._random = Random(f"{writer} {seed}")
        self._seq = 0

    def batch(self, *new: NewEvent) -> Batch:
        """Carry out one command that decided on these events."""
        lamport = self.history.lamport + 1
        events = sealed(
            new,
            encode,
            session=self.session,
            writer=self.writer,
            first_seq=self._seq + 1,
            lamport=lamport,
            at_ms=Instant(1_700_000_000_000 + 1000 * lamport),
        )
        self._seq += len(events)
        changes = self.history.add(events)
        is_note = any(event.kind == "note_added" for event in events)
        return Batch(
            tuple(events), changed_rows(self.session, self.history.state, changes), ends_drafts=("",) if is_note else ()
        )

    def note(self, text: str) -> Batch:
        """Write a note down."""
        return self.batch(NewEvent(NoteAdded(text)))

    def withdraw(self, batch: Batch) -> Batch:
        """Erase what a batch's first event made."""
        return self.batch(NewEvent(Erased(batch.events[0].subject), THE_SESSION))

    def batches(self, *, withdraws: bool = False) -> Iterator[Batch]:
        """A dialogue without end, of commands with one to five events; the same for the same beginning.

        Args:
            withdraws: Now and then a note is withdrawn, of whichever writer.
        """
        yield self.batch(
            NewEvent(RunStarted(LaptopId("laptop")), THE_SESSION), NewEvent(SessionCreated("Meeting"), THE_SESSION)
        )
        commands = (self._people, self._item, self._turn, self._note, self._note, self._line)
        while True:
            if withdraws and self._random.random() < WITHDRAWN and self.history.state.notes:
                yield self.batch(NewEvent(Erased(Subject(self._one_of(self.history.state.notes))), THE_SESSION))
            else:
                yield self.batch(*self._random.choice(commands)())

    def _id(self, ahead: int = 0) -> Subject:
        """The id of what the event makes that comes after so many others of its command."""
        return Subject(f"{self.writer}.{self._seq + 1 + ahead}")

    def _people(self) -> list[NewEvent]:
        group = GroupId(self._id())
        seats = range(self._random.randrange(1, 5))
        return [NewEvent(GroupAdded()), *(NewEvent(ParticipantAdded(seat, group_id=group)) for seat in seats)]

    def _item(self) -> list[NewEvent]:
        added = ItemAdded(self._text(3), key=f"k{self._seq:09}", question=self._text(9))
        return [NewEvent(added), NewEvent(ItemStarted(), self._id())]

    def _turn(self) -> list[NewEvent]:
        who, item = self._one_of(self.history.state.participants), self._one_of(self.history.state.items)
        return [NewEvent(TurnStarted(ParticipantId(who), ItemId(item))), NewEvent(TurnEnded(), self._id())]

    def _note(self) -> list[NewEvent]:
        note = self._id()
        rest = [
            NewEvent(NoteTagged(TagId("need")), note),
            NewEvent(NoteFlagged(Flag.QUOTE), note),
            NewEvent(NoteRemoved(), note),
        ]
        length = self._random.choice((3, 20, 200, 900))
        return [NewEvent(NoteAdded(self._text(length))), *rest[: self._random.randrange(4)]]

    def _line(self) -> list[NewEvent]:
        return [NewEvent(ListEntryAdded(self._random.choice(list(GroupList)), self._text(6)))]

    def _one_of(self, table: Mapping[K, object]) -> str:
        return self._random.choice(list(table)) if table else ""

    def _text(self, words: int) -> str:
        return " ".join(self._random.choices(WORDS, k=words))
