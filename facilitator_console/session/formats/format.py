"""Defines a format: how people talk in an agenda item, and its effect on queue, clocks and plan.

An item names its format by a string and keeps the format's settings as raw JSON; here they are read, with a default
for each, and never written: an edit names the fields that it changes, so what another release put there stays. How
the next speaker is found is a speaking order; a format has one or more, and its setting `order` chooses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from facilitator_console.log import NO_TIME, Duration, Instant
from facilitator_console.session.ids import NO_TURN, EntryId, ParticipantId, TurnId, TurnKind
from facilitator_console.session.state import AgendaItem, QueueEntry, SessionState
from facilitator_console.words import Message, say

ORDER = "order"
"""The setting that names the speaking order."""


class Waiting(NamedTuple):
    """Represents somebody who will speak.

    Attributes:
        entry_id: `NO_ENTRY` for somebody whom a round asks without an entry, and for an interrupted turn.
        reason: Why at this place, in words for the room.
        turn_id: The interrupted turn that goes on; `NO_TURN` for somebody who will be called.
    """

    participant_id: ParticipantId
    kind: TurnKind
    entry_id: EntryId
    reason: Message
    turn_id: TurnId = NO_TURN


class SpeakingOrder:
    """Decides how the next speaker is found; by default in the order of arrival.

    Attributes:
        name: Its stable name, the value of the setting `order`.
        has_queue: People wait for their turn; without a queue, who is chosen speaks.
        asks_each: Everyone in the circle is asked, without a queue, and may pass. Who is in the queue all the same
            comes after them.
        talk_step_ms: Whose talk time grows by this much may stand elsewhere; 0 where time alone moves nobody.
    """

    name: str
    has_queue: bool = True
    asks_each: bool = False
    talk_step_ms: Duration = NO_TIME

    def asked(self, _state: SessionState, _item: AgendaItem) -> list[Waiting]:
        """Return those whom the order asks by itself, in the order in which they will speak; by default nobody."""
        return []

    def arranged(
        self, _state: SessionState, _now_ms: Instant, entries: Sequence[QueueEntry]
    ) -> list[tuple[QueueEntry, Message]]:
        """Put those who want to contribute in the order in which they will be called, each with the reason.

        Args:
            entries: Contributions in the queue, as they came.
        """
        return [(entry, say("came later") if place else say("came first")) for place, entry in enumerate(entries)]


@dataclass(frozen=True)
class Format:
    """Defines how people talk in an item. A format that these fields don't describe overrides the methods.

    Attributes:
        name: Its stable name, as it stands in events.
        orders: The speaking orders that it can have; the first is the default.
        asks_everyone: The plan gives everyone a turn, whatever the order.
        gives_time: Where the session runs over, time may be taken from it.
        rests: People rest in it, and need that every two hours.
    """

    name: str
    orders: tuple[SpeakingOrder, ...]
    asks_everyone: bool = False
    gives_time: bool = True
    rests: bool = False

    def order(self, settings: dict[str, Any]) -> SpeakingOrder:
        """Return the speaking order that the settings choose; the default where this format has none of that name."""
        wanted = settings.get(ORDER)
        return next((order for order in self.orders if order.name == wanted), self.orders[0])

    def turn_limit_ms(self, item: AgendaItem, kind: TurnKind) -> Duration:
        """Return the planned length of a turn of this kind; 0 where it has no limit."""
        return NO_TIME if kind is TurnKind.SOMEONE_ELSE else item.turn_limit_ms

    def needed_ms(self, item: AgendaItem, people: int) -> Duration:
        """Return the time that everyone's turn takes together, for the plan check; 0 where not everyone has one.

        Args:
            item: The item.
            people: How many would have a turn.
        """
        asks = self.asks_everyone or self.order(item.settings).asks_each
        return Duration(people * item.turn_limit_ms) if asks else NO_TIME
