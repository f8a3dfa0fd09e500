"""The entities of what goes on at the tables of a session: turns, queue, rounds, quiet minutes, gaps; all frozen.

Only session.evolve replaces them, in the state (session.state). Durations are as of `Room.as_of_ms`; session.timers
adds the time since then. No rules here.
"""

from __future__ import annotations

from typing import Any

import msgspec

from facilitator_console.log import Duration, Instant, LaptopId, Subject
from facilitator_console.session.ids import (
    MAIN,
    NO_ENTRY,
    NO_ITEM,
    NO_REASON,
    NO_ROUND,
    NO_SUBMISSION,
    EntryId,
    FreezeReason,
    GapId,
    ItemId,
    ParticipantId,
    ReasonId,
    RoundId,
    RoundPart,
    ShownId,
    Shows,
    StopReason,
    StretchId,
    StretchKind,
    SubmissionId,
    TableId,
    TurnId,
    TurnKind,
)


class QueueEntry(msgspec.Struct, frozen=True, gc=False):
    """Represents somebody who waits to speak.

    Attributes:
        behind: Entries that it never comes before.
        read_aloud: Somebody else reads the words for them.
        key: Its place among those that were placed by hand; empty where the speaking order places it.
        overtaken: How many who came later were called before it.
    """

    entry_id: EntryId
    participant_id: ParticipantId
    kind: TurnKind
    to_turn_id: TurnId
    ahead: bool
    table_id: TableId = MAIN
    behind: tuple[EntryId, ...] = ()
    read_aloud: bool = False
    key: str = ""
    overtaken: int = 0
    submission_id: SubmissionId = NO_SUBMISSION


class Pass(msgspec.Struct, frozen=True, gc=False):
    """Says that somebody passed in a round, and when."""

    participant_id: ParticipantId
    item_id: ItemId
    for_now: bool
    table_id: TableId = MAIN
    round_id: RoundId = NO_ROUND
    at_ms: Instant = Instant(0)


class Turn(msgspec.Struct, frozen=True, gc=False):
    """Represents a turn: somebody has the floor.

    Attributes:
        limit_ms: Planned length, added time included; 0 without a limit.
        talk_ms: Time used, without pauses and excluded gaps.
        paused: Waits for the facilitator.
        ended_at_ms: 0 while it is open.
        why: Why this person was next.
    """

    turn_id: TurnId
    participant_id: ParticipantId
    item_id: ItemId
    kind: TurnKind
    limit_ms: Duration
    started_at_ms: Instant
    entry_id: EntryId = NO_ENTRY
    talk_ms: Duration = Duration(0)
    paused: bool = False
    ended_at_ms: Instant = Instant(0)
    table_id: TableId = MAIN
    round_id: RoundId = NO_ROUND
    why: ReasonId = NO_REASON
    read_aloud: bool = False
    submission_id: SubmissionId = NO_SUBMISSION


class Round(msgspec.Struct, frozen=True, gc=False):
    """Represents a round, or a part of an item; see `RoundStarted`.

    Attributes:
        item_ms: What the item's clock had used when it began.
    """

    round_id: RoundId
    table_id: TableId
    item_id: ItemId
    part: RoundPart
    length_ms: Duration
    first_id: ParticipantId
    backwards: bool
    started_at_ms: Instant
    item_ms: Duration


class Stretch(msgspec.Struct, frozen=True, gc=False):
    """Represents a stretch in which the room did not simply talk: frozen, paused, quiet. It stays internal.

    Attributes:
        to_ms: 0 while it is on.
        other: The reason in words.
        shelter: Where people go in an alert.
    """

    stretch_id: StretchId
    kind: StretchKind
    item_id: ItemId
    from_ms: Instant
    to_ms: Instant = Instant(0)
    table_id: TableId = MAIN
    reason: FreezeReason = FreezeReason.UNSAID
    other: str = ""
    shelter: str = ""


class OnDisplay(msgspec.Struct, frozen=True, gc=False):
    """Says what the lead put on the room display; the last one holds."""

    shown_id: ShownId
    shows: Shows
    table_id: TableId
    of_id: Subject
    text: str
    part: str


class Quiet(msgspec.Struct, frozen=True, gc=False):
    """Represents a quiet minute that is on, perhaps at all tables at once."""

    length_ms: Duration
    started_at_ms: Instant
    elapsed_ms: Duration = Duration(0)
    for_all: bool = False


class Gap(msgspec.Struct, frozen=True, gc=False):
    """Represents a time in which the program did not run.

    Attributes:
        item_id: Whose clock ran through it, if any did.
        turn_ids: Likewise the turns, at most one of each table that the session's lead leads.
        quiet: Likewise the tables whose quiet minute ran.
        excluded_ms: How much of it counts for no clock.
        is_decided: Somebody has said whether it counts.
    """

    gap_id: GapId
    from_ms: Instant
    to_ms: Instant
    item_id: ItemId = NO_ITEM
    turn_ids: tuple[TurnId, ...] = ()
    quiet: tuple[TableId, ...] = ()
    excluded_ms: Duration = Duration(0)
    is_decided: bool = False


class TalkSum(msgspec.Struct, frozen=True, gc=False):
    """Holds how much somebody had the floor at a table in all, after it was forgotten when; in half minutes."""

    participant_id: ParticipantId
    table_id: TableId
    turns: int
    talk_ms: Duration
    era: int = 1


class TalkTable(msgspec.Struct, frozen=True, gc=False):
    """Represents a table: a part of the room that talks by itself during an item; see `TableEdited`."""

    table_id: TableId
    item_id: ItemId
    label: str = ""
    closed: bool = False
    host_id: ParticipantId = ParticipantId("")
    settings: dict[str, Any] = msgspec.field(default_factory=dict)


class Room(msgspec.Struct, frozen=True, gc=False):
    """Holds what goes on at a table; the plenary is one of them.

    Attributes:
        as_of_ms: The instant to which all durations are counted, on the leading laptop's time line.
        lead: The laptop that leads clock and queue.
        item_id: The item that runs or is paused; only of the plenary.
        floor: Open turns; the last one speaks, those before it were interrupted.
        quiet: A quiet minute that is on.
        frozen: Every clock stands still.
        stopped: Why a table stands still, as its laptop heard.
        queue_paused: Nobody is called from the queue.
        queue_closed: No more contributions are taken.
        round_id: The round, or the part of the item, that is on.
    """

    as_of_ms: Instant = Instant(0)
    lead: LaptopId = LaptopId("")
    item_id: ItemId = NO_ITEM
    floor: tuple[TurnId, ...] = ()
    quiet: Quiet | None = None
    frozen: bool = False
    stopped: StopReason | None = None
    queue_paused: bool = False
    queue_closed: bool = False
    round_id: RoundId = NO_ROUND
