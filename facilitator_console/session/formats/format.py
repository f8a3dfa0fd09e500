"""Defines a format: how people talk in an agenda item, and its effect on queue, clocks and plan.

An item names its format by a string and keeps the format's settings as raw JSON; here they are read, with a default
for each, and never written: an edit names the fields that it changes, so what another release put there stays. How
the next speaker is found is a speaking order; a format has one or more, and its setting `order` chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from facilitator_console.log import NO_TIME, Duration, Instant, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.ids import (
    NO_TURN,
    EntryId,
    ParticipantId,
    ReasonId,
    RoundPart,
    TurnId,
    TurnKind,
)
from facilitator_console.session.room_state import QueueEntry
from facilitator_console.session.settings import settings_of
from facilitator_console.session.state import AgendaItem, Participant, SessionState
from facilitator_console.session.timers import reading, round_clock
from facilitator_console.words import Message, say, say_n, titled

ORDER = "order"
"""The setting that names the speaking order."""
LEAST_TURN_MS = 30_000
"""The shortest turn: in less nobody says anything."""


class Reason(NamedTuple):
    """Says why somebody stands at a place of the queue.

    Attributes:
        why: For the record: a fixed word of the speaking order, which never changes its meaning.
        words: For the room: no figures, and nothing that others had.
    """

    why: ReasonId
    words: Message


CAME_FIRST = Reason(ReasonId("came_first"), say("came first"))
CAME_LATER = Reason(ReasonId("came_later"), say("came later"))


class Waiting(NamedTuple):
    """Represents somebody who will speak.

    Attributes:
        participant_id: `SOMEONE_ELSE` for an interrupted voice without a seat, and for words that are read aloud for
            somebody who is not in the room.
        entry_id: `NO_ENTRY` for somebody whom a round asks without an entry, and for an interrupted turn.
        reason: Why at this place, in words for the room.
        why: The same reason for the record; the event that starts the turn stores it.
        turn_id: The interrupted turn that goes on; `NO_TURN` for somebody who will be called.
    """

    participant_id: ParticipantId
    kind: TurnKind
    entry_id: EntryId
    reason: Message
    why: ReasonId
    turn_id: TurnId = NO_TURN


class Least(NamedTuple):
    """Says what an item keeps when the plan is adjusted, whatever its own rule allows.

    Attributes:
        why: What it is kept for; None where the format asks for nothing.
    """

    length_ms: Duration
    why: Message | None = None


class TablesPlanned(NamedTuple):
    """Says how many tables an item opens and how many rounds it has there; hosts stay where others move."""

    tables: int
    rounds: int
    has_hosts: bool


class SpeakingOrder:
    """Decides how the next speaker is found; by default in the order of arrival.

    Attributes:
        name: Its stable name, the value of the setting `order`.
        takes_turns: People have the floor one after another; otherwise all talk, or nobody, and nobody is called.
        has_queue: People wait for their turn; without a queue, who is chosen speaks.
        asks_each: Everyone in the circle is asked, without a queue, and may pass. Who is in the queue all the same
            comes after them.
    """

    name: str
    takes_turns: bool = True
    has_queue: bool = True
    asks_each: bool = False

    def begins(self, _state: SessionState, _item: AgendaItem) -> list[NewEvent]:
        """Return what the order needs when an item begins, or goes on after it had ended; by default nothing."""
        return []

    def asked(self, _state: SessionState, _item: AgendaItem) -> list[Waiting]:
        """Return those whom the order asks by itself, in the order in which they will speak; by default nobody."""
        return []

    def arranged(self, _state: SessionState, entries: Sequence[QueueEntry]) -> Iterable[tuple[QueueEntry, Reason]]:
        """Put those who want to contribute in the order in which they will be called, each with the reason.

        Time alone moves nobody: whoever looks again without an event finds the same order. Who only wants the first
        one stops there, so that a long queue need not be put in order whole.

        Args:
            entries: Contributions in the queue that nobody placed by hand, as they came.
        """
        return [(entry, CAME_LATER if place else CAME_FIRST) for place, entry in enumerate(entries)]


@dataclass(frozen=True)
class Format:
    """Defines how people talk in an item. A format that these fields don't describe overrides the methods.

    Attributes:
        name: Its stable name, as it stands in events.
        orders: The speaking orders that it can have; the first is the default.
        asks_everyone: The plan gives everyone a turn, whatever the order.
        gives_time: Where the session runs over, time may be taken from it.
        rests: People rest in it, and need that every two hours.
        closes: It ends a meeting well, however late it is.
    """

    name: str
    orders: tuple[SpeakingOrder, ...]
    asks_everyone: bool = False
    gives_time: bool = True
    rests: bool = False
    closes: bool = False

    def order(self, settings: dict[str, Any]) -> SpeakingOrder:
        """Return the speaking order that the settings choose; the default where this format has none of that name."""
        wanted = settings.get(ORDER)
        known = (order for order in self.orders if order.name == wanted)
        return next(known, self.orders[0])

    def begins(self, state: SessionState, item: AgendaItem) -> list[NewEvent]:
        """Return what an item needs when it begins, or goes on after it had ended: its first round, who is where.

        Decided in the command that starts the item, so it asks for nothing and refuses nothing.
        """
        return self.order(item.settings).begins(state, item)

    def turn_refusal(
        self, _state: SessionState, item: AgendaItem, _person: Participant | None, _kind: TurnKind
    ) -> Message | None:
        """Say why somebody may not take a turn of this kind now; None where they may.

        For someone without a seat `person` is None.
        """
        if self.order(item.settings).takes_turns:
            return None
        return say("Nobody takes a turn in “{title}”.", title=titled(item.title))

    def queue_refusal(
        self, state: SessionState, item: AgendaItem, person: Participant, kind: TurnKind
    ) -> Message | None:
        """Say why somebody may not come to the queue with a turn of this kind; None where they may."""
        return self.turn_refusal(state, item, person, kind)

    def speaks_at_once(self, _state: SessionState, item: AgendaItem, _person: Participant) -> bool:
        """Tell whether somebody who is chosen speaks at once, and does not wait in the queue."""
        return not self.order(item.settings).has_queue

    def turn_limit_ms(
        self, _state: SessionState, item: AgendaItem, kind: TurnKind, person: Participant | None
    ) -> Duration:
        """Return the planned length of a turn of this kind; 0 where it has no limit.

        Who speaks through an interpreter has double time: every sentence is said twice.
        """
        limit_ms = NO_TIME if kind is TurnKind.SOMEONE_ELSE else item.turn_limit_ms
        return Duration(2 * limit_ms) if person and person.interpreted else limit_ms

    def tables(self, _item: AgendaItem) -> TablesPlanned | None:
        """Return the tables that an item opens; None where people are not dealt to tables."""
        return None

    def turns_planned(self, item: AgendaItem, people: int) -> tuple[int, Duration]:
        """Return how many turns the plan has one after another, and how long each is; 0 turns where that is open.

        Args:
            item: The item.
            people: How many are asked in a round.
        """
        asks = self.asks_everyone or self.order(item.settings).asks_each
        return (people, item.turn_limit_ms) if asks else (0, NO_TIME)

    def least(self, item: AgendaItem, people: int, _since_rest_ms: Duration) -> Least:
        """Return what an item must keep when the plan is adjusted: half a minute for each whom it asks.

        Args:
            item: The item.
            people: How many would have a turn.
            since_rest_ms: How long people will have worked without a rest when it begins.
        """
        if self.asks_everyone or self.order(item.settings).asks_each:
            why = say_n("{n} person, half a minute", "{n} people, half a minute each", people)
            return Least(Duration(people * LEAST_TURN_MS), why)
        return Least(NO_TIME if self.gives_time else item.planned_ms)


def part_extended(
    state: SessionState, now_ms: Instant, item: AgendaItem, part: RoundPart | None, by_ms: Duration | None
) -> list[NewEvent]:
    """Return what gives the part that is on, and so the item, more time, by default as much as the settings say.

    Args:
        state: The session.
        now_ms: The present instant.
        item: The item that is on.
        part: Its part; None where it has none: then the item alone has more time.
        by_ms: How much more.
    """
    by_ms = settings_of(state).extend_item_ms if by_ms is None else by_ms
    extended, clock = NewEvent(ev.ItemExtended(by_ms), Subject(item.item_id)), round_clock(state)
    if part is None or clock is None or not clock.length_ms or state.room.frozen:
        return [extended]
    left_ms = max(0, reading(clock, now_ms).left_ms)
    return [extended, NewEvent(rev.RoundStarted(item.item_id, part, Duration(left_ms + by_ms)))]


# -- settings, whatever was stored -------------------------------------------------------------------------


def number_in(settings: dict[str, Any], name: str, default: int, *, least: int = 0, most: int) -> int:
    """Return a whole number among the settings, within its bounds; the default where there is none."""
    value = settings.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        return default
    return min(max(value, least), most)


def flag_in(settings: dict[str, Any], name: str) -> bool:
    """Tell whether a choice is made among the settings; by default it is not."""
    return settings.get(name) is True
