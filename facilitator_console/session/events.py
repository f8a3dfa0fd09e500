"""Bodies of the events of a session, its agenda, its people and its team. No logic here: session.kinds registers them.

What happens in the room is in session.room_events.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from facilitator_console.log import NO_REF, NO_SESSION, Duration, Instant, Ref, SessionId
from facilitator_console.log.fold import Body
from facilitator_console.session.ids import (
    DEFAULT_FORMAT,
    NO_ATTRIBUTE,
    NO_CONSENT,
    NO_GROUP,
    NO_ITEM,
    AtEnd,
    AttributeId,
    Attribution,
    ConsentId,
    ConsentUse,
    GroupId,
    ItemId,
    LanguageId,
    LaptopRole,
    Purpose,
    Role,
    Shrinks,
    TableId,
)


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


class SpeakingKept(Body, frozen=True):
    """The room was asked, and who spoke when is kept. Subject: the session."""
