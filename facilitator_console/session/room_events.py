"""Bodies of the events of a room: queue, turns, rounds, clocks, tables. No logic here: session.kinds registers them."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from facilitator_console.log import THE_SESSION, Duration, Subject
from facilitator_console.log.fold import NO_ERA, Body
from facilitator_console.session.ids import (
    ALL_TABLES,
    MAIN,
    NO_ENTRY,
    NO_ITEM,
    NO_PART,
    NO_REASON,
    NO_ROUND,
    NO_SUBMISSION,
    NO_TURN,
    EntryId,
    FreezeReason,
    ItemId,
    ParticipantId,
    Place,
    ReasonId,
    RoundId,
    RoundPart,
    Shows,
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
    """Time to think: the turn waits, the item goes on. Subject: the session.

    Attributes:
        for_all: At every table at once; one that another laptop leads begins and ends it when that laptop hears of it.
    """

    length_ms: Duration
    for_all: bool = False


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
        part: Which part is shown, where the entity has some.
    """

    shows: Shows
    table_id: TableId = ALL_TABLES
    of_id: Subject = THE_SESSION
    text: str = ""
    part: str = ""


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


class TableOpened(Body, frozen=True):
    """Makes a table: a part of the room that talks by itself during an item. Whoever leads the session leads it."""

    item_id: ItemId
    label: str = ""


class TableEdited(OfTable, frozen=True):
    """Some of a table's fields changed; of the settings those that are named. Subject: the table.

    Who leads the table changes its name and settings, and says so by `table_id`; hosts change with the plenary's lead.

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
