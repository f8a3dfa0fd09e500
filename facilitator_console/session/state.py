"""The state of a session: its frozen entities of agenda and people, and the state that contains all of them.

Only session.evolve replaces entries. Those of the room stand in session.room_state. No rules here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from facilitator_console.log import NO_REF, NO_SESSION, Duration, Instant, LaptopId, Ref, SessionId, Subject, WriterId
from facilitator_console.log.fold import Entities
from facilitator_console.session.events import LocalTime
from facilitator_console.session.ids import (
    ALL_TABLES,
    MAIN,
    NO_ATTRIBUTE,
    NO_GROUP,
    NO_ITEM,
    NO_ROUND,
    AtEnd,
    AttributeId,
    Attribution,
    ConsentId,
    ConsentUse,
    EntryId,
    GapId,
    GroupId,
    ItemId,
    ItemStatus,
    LanguageId,
    LaptopRole,
    ParticipantId,
    Place,
    Purpose,
    Role,
    RoundId,
    ShownId,
    Shrinks,
    StretchId,
    TableId,
    TurnId,
)
from facilitator_console.session.room_state import (
    Gap,
    OnDisplay,
    Pass,
    QueueEntry,
    Room,
    Round,
    Stretch,
    TalkSum,
    TalkTable,
    Turn,
)


class PromisedEnd(msgspec.Struct, frozen=True, gc=False):
    """Represents the promised end: local date and time, and local time minus UTC.

    Attributes:
        wall_ms: As of `EndPromised`: what the wall clock said at `at_ms`; 0 where people said the end.
        at_ms: When it was promised, on the session's time line.
        writer: Which run promised it.
    """

    date: str
    time: str
    utc_offset_min: int
    wall_ms: Instant = Instant(0)
    at_ms: Instant = Instant(0)
    writer: WriterId = WriterId("")


class SessionInfo(msgspec.Struct, frozen=True, gc=False):
    """Holds the session's own fields.

    Attributes:
        founder: The laptop on which it began; all instants are on that laptop's time line.
        speaking_kept: After it was closed last, it was decided to keep who spoke when.
        era: How many times it was forgotten who spoke when; the sums are in `SessionState.talk_sums`.
        promised: When it will end, as promised; see session.promise.
        closed_by: Who wrote `closed_at_ms`, on whose clock it stands.
        settings: As JSON; see session.settings.
    """

    title: str = ""
    language: str = ""
    attribution: Attribution = Attribution.NONE
    created_at_ms: Instant = Instant(0)
    closed_at_ms: Instant = Instant(0)
    founder: LaptopId = LaptopId("")
    speaking_kept: bool = False
    era: int = 0
    promised: PromisedEnd | None = None
    closed_by: WriterId = WriterId("")
    settings: dict[str, Any] = msgspec.field(default_factory=dict)
    begins: LocalTime = LocalTime()
    delete_on: str = ""
    languages: tuple[LanguageId, ...] = ()
    referral: str = ""
    place: str = ""
    purpose: Purpose = Purpose.DIALOGUE
    marathon_id: SessionId = NO_SESSION
    stage_id: ItemId = NO_ITEM

    @property
    def speaking_forgotten(self) -> bool:
        """Tell whether it was forgotten who spoke when."""
        return self.era > 0


class AgendaItem(msgspec.Struct, frozen=True, gc=False):
    """Represents one item of the agenda.

    Attributes:
        format: Its name; perhaps one that this program does not know.
        settings: The format's own, as JSON.
        planned_ms: As planned; `extra_ms` is what was added while it ran.
        turn_limit_ms: Planned length of a turn; 0 where turns have no limit.
        elapsed_ms: Time used, without pauses.
        started_at_ms: First start; 0 before it.
        started_by: Who wrote that, on whose clock it stands.
        ended_at_ms: When it was last done; 0 before that.
        away: From when to when it was done, or interrupted, and then begun again.
        shrinks: How it may lose time when the plan is adjusted, down to `least_ms`.
        counts_up: Its clock shows the time used.
    """

    item_id: ItemId
    title: str
    key: str
    question: str
    format: str
    planned_ms: Duration
    turn_limit_ms: Duration
    status: ItemStatus = ItemStatus.PLANNED
    extra_ms: Duration = Duration(0)
    elapsed_ms: Duration = Duration(0)
    started_at_ms: Instant = Instant(0)
    ended_at_ms: Instant = Instant(0)
    away: tuple[tuple[Instant, Instant], ...] = ()
    settings: dict[str, Any] = msgspec.field(default_factory=dict)
    removed: bool = False
    started_by: WriterId = WriterId("")
    shrinks: Shrinks = Shrinks.BY_SHARE
    least_ms: Duration = Duration(0)
    at_end: AtEnd = AtEnd.GO_ON
    counts_up: bool = False
    most_ms: Duration = Duration(0)
    fixed_at: str = ""
    part_of: ItemId = NO_ITEM
    internal: bool = False
    goal: str = ""
    materials: str = ""
    team_note: str = ""
    led_by: str = ""
    origin: Ref = NO_REF


class Group(msgspec.Struct, frozen=True, gc=False):
    """Represents a group in the room; `head_count` is 0 where it was not counted."""

    group_id: GroupId
    name: str
    head_count: int
    removed: bool = False


class Participant(msgspec.Struct, frozen=True, gc=False):
    """Represents somebody in the room, known by seat and at most a label.

    Attributes:
        removed: Was entered by mistake, or left for good.
        here: Sits on the chair; who left for a while, or comes later, keeps the seat.
        interpreted: Speaks through an interpreter.
    """

    participant_id: ParticipantId
    seat: int
    label: str
    group_id: GroupId = NO_GROUP
    role: Role = Role.PARTICIPANT
    removed: bool = False
    here: bool = True
    interpreted: bool = False
    age_band: AttributeId = NO_ATTRIBUTE
    gender: AttributeId = NO_ATTRIBUTE
    oblast: str = ""


class Consent(msgspec.Struct, frozen=True, gc=False):
    """Represents a consent to one use of somebody's words or name: given, or withdrawn."""

    participant_id: ParticipantId
    use: ConsentUse
    given: bool
    consent_id: ConsentId


class Laptop(msgspec.Struct, frozen=True, gc=False):
    """Represents a laptop of the team; see `LaptopEdited`."""

    laptop_id: LaptopId
    roles: tuple[LaptopRole, ...] = ()
    table_id: TableId = ALL_TABLES
    removed: bool = False


class PlaceInItem(msgspec.Struct, frozen=True, gc=False):
    """Says where somebody is in an item."""

    participant_id: ParticipantId
    item_id: ItemId
    place: Place
    round_id: RoundId = NO_ROUND


class PlannedPlaces(msgspec.Struct, frozen=True, gc=False):
    """Says who is to sit at which table of an item; see `PlacesPlanned`."""

    item_id: ItemId
    places: dict[ParticipantId, tuple[int, ...]]
    tables: int
    seed: int


@dataclass
class SessionState:
    """Holds everything that is known of the session, entities in the agreed order in which they came to be.

    Attributes:
        talk_sums: Sums that count beside the turns, since the turns that they were made of are forgotten.
        consents: By participant and use, `participant_id/use`.
        places: By item and participant, `item_id/participant_id`.
        planned_places: By item.
        places_before: Where people were in earlier rounds of an item: `item_id/round_id/participant_id`.
        sums_ahead: Sums whose forgetting is not known yet: their turns still count.
    """

    info: SessionInfo = field(default_factory=SessionInfo)
    rooms: Entities[TableId, Room] = field(default_factory=lambda: Entities({MAIN: Room()}))
    talk_tables: Entities[TableId, TalkTable] = field(default_factory=Entities)
    items: Entities[ItemId, AgendaItem] = field(default_factory=Entities)
    groups: Entities[GroupId, Group] = field(default_factory=Entities)
    participants: Entities[ParticipantId, Participant] = field(default_factory=Entities)
    consents: Entities[str, Consent] = field(default_factory=Entities)
    laptops: Entities[LaptopId, Laptop] = field(default_factory=Entities)
    queue: Entities[EntryId, QueueEntry] = field(default_factory=Entities)
    passes: Entities[Subject, Pass] = field(default_factory=Entities)
    turns: Entities[TurnId, Turn] = field(default_factory=Entities)
    rounds: Entities[RoundId, Round] = field(default_factory=Entities)
    places: Entities[str, PlaceInItem] = field(default_factory=Entities)
    places_before: Entities[str, PlaceInItem] = field(default_factory=Entities)
    planned_places: Entities[ItemId, PlannedPlaces] = field(default_factory=Entities)
    stretches: Entities[StretchId, Stretch] = field(default_factory=Entities)
    displays: Entities[ShownId, OnDisplay] = field(default_factory=Entities)
    gaps: Entities[GapId, Gap] = field(default_factory=Entities)
    talk_sums: Entities[str, TalkSum] = field(default_factory=Entities)
    sums_ahead: Entities[str, TalkSum] = field(default_factory=Entities)

    @property
    def room(self) -> Room:
        """Return the plenary."""
        return self.rooms[MAIN]
