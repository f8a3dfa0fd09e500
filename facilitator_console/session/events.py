"""Bodies of the events of a session.

Each names absolute targets (its envelope's subject, and ids in the body), never "next" or "current".
New fields get defaults; a changed meaning is a new kind with an upcaster. No logic here: session.kinds registers them.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from facilitator_console.log import NO_REF, NO_SESSION, THE_SESSION, Duration, Instant, Ref, SessionId, Subject
from facilitator_console.log.fold import NO_ERA, Body
from facilitator_console.session.ids import (
    ALL_TABLES,
    DEFAULT_FORMAT,
    MAIN,
    NO_ATTRIBUTE,
    NO_CONSENT,
    NO_ENTRY,
    NO_GROUP,
    NO_ITEM,
    NO_PART,
    NO_REASON,
    NO_ROUND,
    NO_SUBMISSION,
    NO_TURN,
    AtEnd,
    AttributeId,
    Attribution,
    ConsentId,
    ConsentUse,
    EntryId,
    FreezeReason,
    GroupId,
    ItemId,
    LanguageId,
    LaptopRole,
    ParticipantId,
    Place,
    Purpose,
    ReasonId,
    Role,
    RoundId,
    RoundPart,
    Shows,
    Shrinks,
    StopReason,
    SubmissionId,
    TableId,
    TurnId,
    TurnKind,
)


class OfTable(Body, frozen=True, kw_only=True):
    """Is the base of events at a table; only the laptop that leads the table moves it."""

    table_id: TableId = MAIN


class OfFloor(OfTable, frozen=True, kw_only=True):
    """Is the base of events that tell who had or wanted the floor.

    Attributes:
        era: How many forgettings its writer knew of; see `SpeakingForgotten` and `NO_ERA`.
    """

    era: int = NO_ERA


class OfSetUp(Body, frozen=True, kw_only=True):
    """Is the base of events of the set-up that people also need while they talk: a shorter turn, an empty chair.

    Attributes:
        in_run: It was done in Run. Undo takes it back there and nowhere else; what was done in Prepare, only there.
    """

    in_run: bool = False


class LocalTime(Body, frozen=True):
    """Represents a day and a time as a clock on the wall shows them.

    Attributes:
        date: Such as 2026-11-28; empty where it is not set.
        time: Such as 14:00; empty where it is not set.
        utc_offset_min: That local time minus UTC.
    """

    date: str = ""
    time: str = ""
    utc_offset_min: int = 0


class SessionCreated(Body, frozen=True):
    """A session begins to exist; other fields as of `SessionEdited`. Subject: the session."""

    title: str
    language: str = ""
    attribution: Attribution = Attribution.NONE
    settings: dict[str, Any] = msgspec.field(default_factory=dict)
    begins: LocalTime = LocalTime()
    delete_on: str = ""
    languages: tuple[LanguageId, ...] = ()
    referral: str = ""
    place: str = ""
    purpose: Purpose = Purpose.DIALOGUE
    marathon_id: SessionId = NO_SESSION
    stage_id: ItemId = NO_ITEM


class SessionEdited(OfSetUp, frozen=True):
    """Some of the session's fields changed; of the settings those that are named. Subject: the session.

    Attributes:
        settings: As JSON; see session.settings. Numbers and choices, never typed words.
        begins: When it is planned to begin.
        delete_on: The day on which people are asked to delete it, such as 2026-12-28; empty for none.
        languages: The languages that it offers, such as uk.
        referral: Where the care person can send somebody.
    """

    title: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    attribution: Attribution | UnsetType = UNSET
    settings: dict[str, Any] | UnsetType = UNSET
    begins: LocalTime | UnsetType = UNSET
    delete_on: str | UnsetType = UNSET
    languages: tuple[LanguageId, ...] | UnsetType = UNSET
    referral: str | UnsetType = UNSET
    place: str | UnsetType = UNSET
    purpose: Purpose | UnsetType = UNSET
    marathon_id: SessionId | UnsetType = UNSET
    stage_id: ItemId | UnsetType = UNSET


class SessionClosed(Body, frozen=True):
    """The meeting is over; all clocks stop. Subject: the session."""


class SessionReopened(Body, frozen=True):
    """The meeting goes on after all. Subject: the session."""


class ItemAdded(Body, frozen=True):
    """Makes an agenda item.

    Attributes:
        key: Its place; see session.order.
        format: Its name; one that this program does not know is kept and behaves as plenary.
        settings: The format's own, as JSON; only the format reads them. Numbers and choices, never typed words.
        shrinks: How it may lose time when the plan is adjusted; `least_ms` is what it keeps then.
        at_end: What happens when its time is over.
        counts_up: Its clock shows the time used, not the time left.
        most_ms: The longest that it may become when there is time; 0 where it does not grow.
        fixed_at: The time of day at which it must begin, such as 15:15; empty where it follows the item before it.
        part_of: The item that it is a part of; that one's own length is then a target for its parts.
        internal: Only the team sees it.
        goal: What it is for; likewise the other words, which only the team sees.
    """

    title: str
    key: str
    question: str = ""
    format: str = DEFAULT_FORMAT
    planned_ms: Duration = Duration(0)
    turn_limit_ms: Duration = Duration(0)
    settings: dict[str, Any] = msgspec.field(default_factory=dict)
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


class ItemEdited(OfSetUp, frozen=True):
    """Some of an item's fields changed; of the settings those that are named. Subject: the item."""

    title: str | UnsetType = UNSET
    question: str | UnsetType = UNSET
    format: str | UnsetType = UNSET
    planned_ms: Duration | UnsetType = UNSET
    turn_limit_ms: Duration | UnsetType = UNSET
    settings: dict[str, Any] | UnsetType = UNSET
    shrinks: Shrinks | UnsetType = UNSET
    least_ms: Duration | UnsetType = UNSET
    at_end: AtEnd | UnsetType = UNSET
    counts_up: bool | UnsetType = UNSET
    most_ms: Duration | UnsetType = UNSET
    fixed_at: str | UnsetType = UNSET
    part_of: ItemId | UnsetType = UNSET
    internal: bool | UnsetType = UNSET
    goal: str | UnsetType = UNSET
    materials: str | UnsetType = UNSET
    team_note: str | UnsetType = UNSET
    led_by: str | UnsetType = UNSET


class ItemMoved(Body, frozen=True):
    """An item has a new place. Subject: the item."""

    key: str


class ItemRemoved(Body, frozen=True):
    """An item is off the agenda. Subject: the item."""


class ItemStarted(Body, frozen=True):
    """An item's clock begins, or goes on after the item had ended; the item before it ends. Subject: the item."""


class ItemPaused(Body, frozen=True):
    """An item and its turns stand still. Subject: the item."""


class ItemResumed(Body, frozen=True):
    """A paused item goes on. Subject: the item."""


class ItemEnded(Body, frozen=True):
    """An item is done; its open turns end. Subject: the item."""


class ItemSkipped(Body, frozen=True):
    """An item will not take place. Subject: the item."""


class ItemExtended(Body, frozen=True):
    """An item gets more time. Subject: the item."""

    by_ms: Duration


class EndPromised(OfSetUp, frozen=True):
    """People were told when they can go, as a clock on the wall shows it. Subject: the session.

    Attributes:
        date: Such as 2026-11-28.
        time: Such as 17:00; empty: nothing is promised any more.
        utc_offset_min: That local time minus UTC.
        wall_ms: What the wall clock said (UTC epoch ms) when the program reckoned the end from the plan; 0: people said
            it. What was reckoned by a wrong clock follows, where it is put right; what people said stays as it is.
    """

    date: str
    time: str
    utc_offset_min: int
    wall_ms: Instant = Instant(0)


class GroupAdded(Body, frozen=True):
    """Makes a group; without a name it is shown by a letter: Group A, Group B."""

    name: str = ""
    head_count: int = 0


class GroupEdited(Body, frozen=True):
    """A group's name or head-count changed. Subject: the group."""

    name: str | UnsetType = UNSET
    head_count: int | UnsetType = UNSET


class GroupRemoved(Body, frozen=True):
    """A group is taken away; its people stay. Subject: the group."""


class ParticipantAdded(OfSetUp, frozen=True):
    """Makes a participant: a seat number and at most a label.

    Attributes:
        here: Sits on the chair; who left, or comes later, keeps the seat.
        interpreted: Speaks through an interpreter: every turn has double time.
        age_band: A fixed word; asked only where the session's settings say so, likewise gender and oblast.
    """

    seat: int = 0
    label: str = ""
    group_id: GroupId = NO_GROUP
    role: Role = Role.PARTICIPANT
    here: bool = True
    interpreted: bool = False
    age_band: AttributeId = NO_ATTRIBUTE
    gender: AttributeId = NO_ATTRIBUTE
    oblast: str = ""


class ParticipantEdited(OfSetUp, frozen=True):
    """Some of a participant's fields changed. Subject: the participant."""

    seat: int | UnsetType = UNSET
    label: str | UnsetType = UNSET
    group_id: GroupId | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    here: bool | UnsetType = UNSET
    interpreted: bool | UnsetType = UNSET
    age_band: AttributeId | UnsetType = UNSET
    gender: AttributeId | UnsetType = UNSET
    oblast: str | UnsetType = UNSET


class ParticipantRemoved(Body, frozen=True):
    """A participant left, or was entered by mistake. Subject: the participant."""


class ConsentSet(Body, frozen=True):
    """Somebody consented to a use of their words or name, or withdrew it. Subject: the participant.

    Attributes:
        base: The event that its writer knew; of two that did not know of each other a withdrawal wins.
    """

    use: ConsentUse
    given: bool
    base: ConsentId = NO_CONSENT


class LaptopEdited(Body, frozen=True):
    """Some fields of a laptop of the team changed. Subject: the laptop's id.

    Attributes:
        roles: What is done at it.
        table_id: The table that is led from it.
        removed: Other laptops talk to it no more; its events still count.
    """

    roles: tuple[LaptopRole, ...] | UnsetType = UNSET
    table_id: TableId | UnsetType = UNSET
    removed: bool | UnsetType = UNSET


class QueueJoined(OfFloor, frozen=True):
    """Makes an entry in the queue; `ahead` puts it before all of its kind.

    Attributes:
        behind: Entries that stood at the head when it came: it never comes before them.
        read_aloud: Somebody else reads the words for this seat; without a seat, for somebody who is not in the room.
    """

    participant_id: ParticipantId
    kind: TurnKind = TurnKind.CONTRIBUTION
    to_turn_id: TurnId = NO_TURN
    ahead: bool = False
    behind: tuple[EntryId, ...] = ()
    read_aloud: bool = False
    submission_id: SubmissionId = NO_SUBMISSION


class QueueMoved(OfFloor, frozen=True):
    """An entry was placed by hand; entries with a key come first, in their order. Subject: the entry.

    Attributes:
        key: Its place among them, see session.order; empty: the speaking order places it again.
    """

    key: str


class QueueLeft(OfFloor, frozen=True):
    """An entry is taken out of the queue. Subject: the entry."""


class QueuePaused(OfTable, frozen=True):
    """Nobody is called from the queue until the queue is resumed. Subject: the session."""


class QueueResumed(OfTable, frozen=True):
    """People are called from the queue again. Subject: the session."""


class QueueClosed(OfTable, frozen=True):
    """No more contributions are taken. Subject: the session."""


class QueueOpened(OfTable, frozen=True):
    """Contributions are taken again. Subject: the session."""


class Passed(OfFloor, frozen=True):
    """In a round, somebody passes, or passes for now and is asked again at its end. No reason is asked.

    `turn_id` is the turn that they were given and did not want: it is as if it had never begun.
    """

    participant_id: ParticipantId
    item_id: ItemId
    for_now: bool = False
    turn_id: TurnId = NO_TURN
    round_id: RoundId = NO_ROUND


class TurnStarted(OfFloor, frozen=True):
    """Makes a turn. It closes the open turns, unless it interposes: then they wait.

    Attributes:
        why: Why this person was next; never what others had.
        read_aloud: As of `QueueJoined`.
    """

    participant_id: ParticipantId
    item_id: ItemId = NO_ITEM
    kind: TurnKind = TurnKind.CONTRIBUTION
    limit_ms: Duration = Duration(0)
    entry_id: EntryId = NO_ENTRY
    round_id: RoundId = NO_ROUND
    why: ReasonId = NO_REASON
    read_aloud: bool = False
    submission_id: SubmissionId = NO_SUBMISSION


class TurnPaused(OfFloor, frozen=True):
    """A turn stands still; its item goes on. Subject: the turn."""


class TurnResumed(OfFloor, frozen=True):
    """A paused turn goes on; a quiet minute ends. Subject: the turn."""


class TurnExtended(OfFloor, frozen=True):
    """A turn gets more time. Subject: the turn."""

    by_ms: Duration


class TurnEnded(OfFloor, frozen=True):
    """A turn is done; the one that it interrupted goes on. Subject: the turn."""


class TurnCalledBack(OfFloor, frozen=True):
    """A turn that was done goes on with the time it had left; open turns end, unless it interposes.

    Subject: the turn.
    """


class TurnEdited(OfFloor, frozen=True):
    """A turn is put right afterwards; other clocks stay. Subject: the turn.

    Attributes:
        talk_ms: So long it really lasted; an open turn ends with it.
        removed: It was not a turn.
    """

    participant_id: ParticipantId | UnsetType = UNSET
    kind: TurnKind | UnsetType = UNSET
    talk_ms: Duration | UnsetType = UNSET
    removed: bool | UnsetType = UNSET


class RoundStarted(OfTable, frozen=True):
    """Makes a round, or a part of an item; the round before it ends. Its clock is read off the item's.

    Attributes:
        part: The format's own word for what happens in it.
        length_ms: Its planned length; 0 without one.
        first_id: Who begins; nobody: the format's own rule.
        backwards: It goes against the order of the seats.
        era: As in `OfFloor`; an earlier one's `first_id` is emptied.
    """

    item_id: ItemId
    part: RoundPart = NO_PART
    length_ms: Duration = Duration(0)
    first_id: ParticipantId = ParticipantId("")
    backwards: bool = False
    era: int = NO_ERA


class PlacesDealt(OfFloor, frozen=True):
    """Says who is where in an item: at which table, in which pair, inside a fishbowl.

    Attributes:
        places: By participant; who is not named stays where they were.
        seed: Of the chance by which they were dealt; 0 without one.
    """

    item_id: ItemId
    places: dict[ParticipantId, Place] = msgspec.field(default_factory=dict)
    round_id: RoundId = NO_ROUND
    seed: int = 0


class PlacesPlanned(OfFloor, frozen=True):
    """Says beforehand who is to sit at which table of an item in which round; the last plan of an item holds.

    Attributes:
        places: By participant the numbers of their tables, from 1, one for each round; empty: nothing is planned.
        tables: How many tables it is made for.
        seed: Of the chance by which they were dealt.
    """

    item_id: ItemId
    places: dict[ParticipantId, tuple[int, ...]] = msgspec.field(default_factory=dict)
    tables: int = 0
    seed: int = 0


class QuietStarted(OfTable, frozen=True):
    """Time to think: the turn waits, the item goes on. Subject: the session."""

    length_ms: Duration


class QuietEnded(OfTable, frozen=True):
    """The time to think is over. Subject: the session."""


class ClocksFrozen(Body, frozen=True):
    """Every clock stands still; a second one while frozen changes what it says. Subject: the session.

    Attributes:
        other: The reason in words, where it is none of the others.
        shelter: Where people go in an alert; the only part that the room display may show.
    """

    reason: FreezeReason = FreezeReason.UNSAID
    other: str = ""
    shelter: str = ""


class ClocksReleased(Body, frozen=True):
    """The clocks go on. Subject: the session."""


class DisplaySet(Body, frozen=True):
    """Makes what the room display shows from now on, instead of what the room does.

    Attributes:
        table_id: Only the display of this table; all of them by default.
        of_id: The entity that is shown, where it is one.
        text: A message that somebody typed.
    """

    shows: Shows
    table_id: TableId = ALL_TABLES
    of_id: Subject = THE_SESSION
    text: str = ""


class GapFound(Body, frozen=True):
    """Makes a gap: for so long before the event's own time the program did not run. Given in steps of 10 seconds."""

    lasted_ms: Duration


class GapExcluded(Body, frozen=True):
    """A part of a gap, or none of it, is left out of every clock. Subject: the gap."""

    excluded_ms: Duration


class TalkSum(Body, frozen=True):
    """Holds how much somebody had the floor in all: turns that count as having been heard, and their time."""

    turns: int = 0
    talk_ms: Duration = Duration(0)


class SpeakingSummed(OfTable, frozen=True):
    """Makes the sums of one table that stay when it is forgotten who spoke when.

    Attributes:
        talk: By participant, in the order of their ids, in half minutes; no order of speaking and no time of anybody.
        era: Of the forgetting that it belongs to. A later one replaces it; of two in one the larger sums apply.
    """

    talk: dict[ParticipantId, TalkSum] = msgspec.field(default_factory=dict)
    era: int = 1


class SpeakingKept(Body, frozen=True):
    """The room was asked, and who spoke when is kept. Subject: the session."""


class TableOpened(Body, frozen=True):
    """Makes a table: a part of the room that talks by itself during an item. Whoever leads the session leads it."""

    item_id: ItemId
    label: str = ""


class TableEdited(Body, frozen=True):
    """Some of a table's fields changed; of the settings those that are named. Subject: the table.

    Attributes:
        host_id: Who stays at it while the others move; empty for nobody.
        settings: As JSON: whether it has a queue, and a clock for turns. Numbers and choices, never typed words.
    """

    label: str | UnsetType = UNSET
    host_id: ParticipantId | UnsetType = UNSET
    settings: dict[str, Any] | UnsetType = UNSET


class TableClosed(Body, frozen=True):
    """A table is dissolved: its turns end, its queue lapses, its notes stay. Subject: the table."""


class TableStopped(OfTable, frozen=True):
    """A table's clocks stand still since its laptop heard that the session's do. Subject: the table."""

    because: StopReason = StopReason.FROZEN


class TableReleased(OfTable, frozen=True):
    """A table's clocks go on. Subject: the table."""


class LeadTaken(OfTable, frozen=True):
    """This laptop leads clock and queue of a table from now on. Subject: the session.

    Undo stops here: nothing of the table from before can be taken back by another laptop.

    Attributes:
        item_ms: What the running item's clock had used, as the new lead shows it; only for the plenary.
        turn_ms: The same for each open turn, by its id.
        quiet_ms: The same for each quiet minute that is on, by its table.
        era: As in `OfFloor`; an earlier one's `turn_ms` is emptied.
    """

    item_ms: Duration = Duration(0)
    turn_ms: dict[TurnId, Duration] = msgspec.field(default_factory=dict)
    quiet_ms: dict[TableId, Duration] = msgspec.field(default_factory=dict)
    era: int = NO_ERA
