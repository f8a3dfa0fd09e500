"""A meeting told in real events, folded by a real History."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from facilitator_console.dialogue.codec import encode
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
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
from facilitator_console.notes import events as notes
from facilitator_console.notes.ids import Flag, GroupList, TagId
from facilitator_console.session import events as session
from facilitator_console.session import room_events as rev
from facilitator_console.session.forgetting import in_era
from facilitator_console.session.ids import GroupId, ItemId, ParticipantId, Role, TurnKind

MINUTE_MS = 60_000
NOON_MS = 1_700_000_000_000 // 86_400_000 * 86_400_000 + 12 * 60 * MINUTE_MS
"""Noon (UTC) on 14 November 2023."""


class Meeting:
    """Tells events one after the other, each a command of its own."""

    def __init__(self, title: str = "Автобус до школи", *, utc_offset_min: int = 120) -> None:
        self.at_ms = NOON_MS
        self.events: list[Event] = []
        self.writer, self.laptop = WriterId("writer"), LaptopId("laptop")
        self._keys = 0
        self.tell(RunStarted(self.laptop, author="ОК", utc_offset_min=utc_offset_min), THE_SESSION)
        self.tell(session.SessionCreated(title), THE_SESSION)

    def tell(self, body: msgspec.Struct, subject: Subject | str | None = None) -> str:
        about = None if subject is None else Subject(subject)
        number = len(self.events) + 1
        self.events += sealed(
            in_era(self.state, [NewEvent(body, about)]),
            encode,
            session=SessionId("session"),
            writer=self.writer,
            first_seq=number,
            lamport=number,
            at_ms=Instant(self.at_ms),
        )
        return str(self.events[-1].subject)

    def wait(self, minutes: float) -> None:
        self.at_ms += round(minutes * MINUTE_MS)

    def item(self, title: str, planned_min: int = 0, *, question: str = "") -> ItemId:
        self._keys += 1
        key = f"{self._keys:03}5"
        return ItemId(
            self.tell(session.ItemAdded(title, key, question=question, planned_ms=Duration(planned_min * MINUTE_MS)))
        )

    def group(self, name: str = "", *, head_count: int = 0, seated: int = 0) -> tuple[GroupId, list[ParticipantId]]:
        group_id = GroupId(self.tell(session.GroupAdded(name, head_count)))
        return group_id, [self.person(group_id) for _ in range(seated)]

    def person(self, group_id: GroupId, *, role: Role = Role.PARTICIPANT, label: str = "") -> ParticipantId:
        return ParticipantId(self.tell(session.ParticipantAdded(label=label, group_id=group_id, role=role)))

    def speak(self, person: ParticipantId, minutes: float, kind: TurnKind = TurnKind.CONTRIBUTION) -> None:
        turn = self.tell(rev.TurnStarted(person, kind=kind))
        self.wait(minutes)
        self.tell(rev.TurnEnded(), turn)

    def note(self, text: str, *tags: str, flags: Iterable[Flag] = ()) -> str:
        return self.tell(notes.NoteAdded(text, tuple(TagId(tag) for tag in tags), tuple(flags)))

    def line(self, group_list: GroupList, text: str) -> str:
        return self.tell(notes.ListEntryAdded(group_list, text))

    @property
    def state(self) -> State:
        return History(self.events).state
