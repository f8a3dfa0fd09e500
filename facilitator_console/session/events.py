"""What can happen in the room, as bodies of events.

Each names absolute targets (its envelope's subject, and ids in the body), never "next" or "current".
New fields get defaults; a changed meaning is a new kind with an upcaster. No logic here.
"""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from facilitator_console.log import Duration, Instant
from facilitator_console.log.fold import Body
from facilitator_console.session.ids import (
    NO_ENTRY,
    NO_GROUP,
    NO_ITEM,
    NO_TURN,
    Attribution,
    EntryId,
    Format,
    GroupId,
    ItemId,
    Mode,
    ParticipantId,
    Role,
    TurnId,
    TurnKind,
)


class SessionCreated(Body, frozen=True):
    """A session begins to exist. Subject: the session."""

    title: str
    language: str = ""
    attribution: Attribution = Attribution.NONE


class SessionEdited(Body, frozen=True):
    """Some of the session's fields changed. Subject: the session."""

    title: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    attribution: Attribution | UnsetType = UNSET


class SessionClosed(Body, frozen=True):
    """The meeting is over; all clocks stop. Subject: the session."""


class SessionReopened(Body, frozen=True):
    """The meeting goes on after all. Subject: the session."""


class ItemAdded(Body, frozen=True):
    """Makes an agenda item; `key` gives its place (see session.order)."""

    title: str
    key: str
    question: str = ""
    format: Format = Format.PLENARY
    planned_ms: Duration = Duration(0)
    mode: Mode = Mode.STACK
    turn_limit_ms: Duration = Duration(0)


class ItemEdited(Body, frozen=True):
    """Some of an item's fields changed. Subject: the item."""

    title: str | UnsetType = UNSET
    question: str | UnsetType = UNSET
    format: Format | UnsetType = UNSET
    planned_ms: Duration | UnsetType = UNSET
    mode: Mode | UnsetType = UNSET
    turn_limit_ms: Duration | UnsetType = UNSET


class ItemMoved(Body, frozen=True):
    """An item has a new place. Subject: the item."""

    key: str


class ItemRemoved(Body, frozen=True):
    """An item is off the agenda. Subject: the item."""


class ItemStarted(Body, frozen=True):
    """An item's clock begins, or goes on after it was held; the item before it is held. Subject: the item."""


class ItemPaused(Body, frozen=True):
    """An item and its turns stand still. Subject: the item."""


class ItemResumed(Body, frozen=True):
    """A paused item goes on. Subject: the item."""


class ItemEnded(Body, frozen=True):
    """An item was held; its open turns end. Subject: the item."""


class ItemSkipped(Body, frozen=True):
    """An item will not be held. Subject: the item."""


class ItemExtended(Body, frozen=True):
    """An item gets more time. Subject: the item."""

    by_ms: Duration


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


class ParticipantAdded(Body, frozen=True):
    """Makes a participant: a seat number and at most a label."""

    seat: int = 0
    label: str = ""
    group_id: GroupId = NO_GROUP
    role: Role = Role.PARTICIPANT


class ParticipantEdited(Body, frozen=True):
    """Some of a participant's fields changed. Subject: the participant."""

    seat: int | UnsetType = UNSET
    label: str | UnsetType = UNSET
    group_id: GroupId | UnsetType = UNSET
    role: Role | UnsetType = UNSET


class ParticipantRemoved(Body, frozen=True):
    """A participant left, or was entered by mistake. Subject: the participant."""


class QueueJoined(Body, frozen=True):
    """Makes an entry in the queue; `ahead` puts it before all of its kind."""

    participant_id: ParticipantId
    kind: TurnKind = TurnKind.CONTRIBUTION
    to_turn_id: TurnId = NO_TURN
    ahead: bool = False


class QueueLeft(Body, frozen=True):
    """An entry is taken out of the queue. Subject: the entry."""


class QueueHeld(Body, frozen=True):
    """Nobody is called from the queue until it is released. Subject: the session."""


class QueueReleased(Body, frozen=True):
    """The queue moves again. Subject: the session."""


class QueueClosed(Body, frozen=True):
    """No more contributions are taken. Subject: the session."""


class QueueOpened(Body, frozen=True):
    """Contributions are taken again. Subject: the session."""


class Passed(Body, frozen=True):
    """In a round, somebody passes, or passes for now and is asked again at its end. No reason is asked.

    `turn_id` is the turn that they were given and did not want: it is as if it had never begun.
    """

    participant_id: ParticipantId
    item_id: ItemId
    for_now: bool = False
    turn_id: TurnId = NO_TURN


class TurnStarted(Body, frozen=True):
    """Makes a turn. It closes the open turns, unless it interposes: then they wait."""

    participant_id: ParticipantId
    item_id: ItemId = NO_ITEM
    kind: TurnKind = TurnKind.CONTRIBUTION
    limit_ms: Duration = Duration(0)
    entry_id: EntryId = NO_ENTRY


class TurnPaused(Body, frozen=True):
    """A turn stands still; its item goes on. Subject: the turn."""


class TurnResumed(Body, frozen=True):
    """A paused turn goes on; a quiet minute ends. Subject: the turn."""


class TurnExtended(Body, frozen=True):
    """A turn gets more time. Subject: the turn."""

    by_ms: Duration


class TurnEnded(Body, frozen=True):
    """A turn is done; the one that it interrupted goes on. Subject: the turn."""


class TurnCalledBack(Body, frozen=True):
    """A turn that was done goes on with the time it had left; open turns end, unless it interposes.

    Subject: the turn.
    """


class QuietStarted(Body, frozen=True):
    """Time to think: the turn waits, the item goes on. Subject: the session."""

    length_ms: Duration


class QuietEnded(Body, frozen=True):
    """The time to think is over. Subject: the session."""


class ClocksFrozen(Body, frozen=True):
    """Every clock stands still. Subject: the session."""


class ClocksReleased(Body, frozen=True):
    """The clocks go on. Subject: the session."""


class GapFound(Body, frozen=True):
    """Makes a gap: the program did not run between `from_ms` and the event's own time."""

    from_ms: Instant


class GapExcluded(Body, frozen=True):
    """Time within a gap counts for no clock. Subject: the gap."""

    from_ms: Instant
    to_ms: Instant


class TalkSum(Body, frozen=True):
    """How much somebody had the floor in all: turns that count as having been heard, and their time."""

    turns: int = 0
    talk_ms: Duration = Duration(0)


class SpeakingSummed(Body, frozen=True):
    """Makes the sums that stay when it is forgotten who spoke when; they take the place of all sums before them.

    The turns themselves are erased in the same command.

    Attributes:
        talk: By participant, in the order of their ids; no order of speaking and no time of anybody.
        began_at_ms: When the first turn of all began, for the day of the meeting; 0 where there was none.
    """

    talk: dict[ParticipantId, TalkSum] = msgspec.field(default_factory=dict)
    began_at_ms: Instant = Instant(0)


class SpeakingKept(Body, frozen=True):
    """The room was asked, and who spoke when is kept. Subject: the session."""


class LeadTaken(Body, frozen=True):
    """This laptop leads clock and queue from now on. Subject: the session.

    Attributes:
        item_ms: What the running item's clock had used, as the new lead shows it.
        turn_ms: The same for each open turn, by its id.
        quiet_ms: The same for a quiet minute.
    """

    item_ms: Duration = Duration(0)
    turn_ms: dict[TurnId, Duration] = msgspec.field(default_factory=dict)
    quiet_ms: Duration = Duration(0)


KINDS: dict[str, type[msgspec.Struct]] = {
    "session_created": SessionCreated,
    "session_edited": SessionEdited,
    "session_closed": SessionClosed,
    "session_reopened": SessionReopened,
    "item_added": ItemAdded,
    "item_edited": ItemEdited,
    "item_moved": ItemMoved,
    "item_removed": ItemRemoved,
    "item_started": ItemStarted,
    "item_paused": ItemPaused,
    "item_resumed": ItemResumed,
    "item_ended": ItemEnded,
    "item_skipped": ItemSkipped,
    "item_extended": ItemExtended,
    "group_added": GroupAdded,
    "group_edited": GroupEdited,
    "group_removed": GroupRemoved,
    "participant_added": ParticipantAdded,
    "participant_edited": ParticipantEdited,
    "participant_removed": ParticipantRemoved,
    "queue_joined": QueueJoined,
    "queue_left": QueueLeft,
    "queue_held": QueueHeld,
    "queue_released": QueueReleased,
    "queue_closed": QueueClosed,
    "queue_opened": QueueOpened,
    "passed": Passed,
    "turn_started": TurnStarted,
    "turn_paused": TurnPaused,
    "turn_resumed": TurnResumed,
    "turn_extended": TurnExtended,
    "turn_ended": TurnEnded,
    "turn_called_back": TurnCalledBack,
    "quiet_started": QuietStarted,
    "quiet_ended": QuietEnded,
    "clocks_frozen": ClocksFrozen,
    "clocks_released": ClocksReleased,
    "gap_found": GapFound,
    "gap_excluded": GapExcluded,
    "speaking_summed": SpeakingSummed,
    "speaking_kept": SpeakingKept,
    "lead_taken": LeadTaken,
}
