"""A statement vote: statements are collected, edited together, voted on, and looked at.

Here are the parts and their clocks alone. Statements and votes are not part of the room: what needs them is decided
above (dialogue.voting). An item has all four parts, or the one that its setting names, so that a plan can also have an
item for each. Nobody takes a turn of the room.
"""

from __future__ import annotations

from typing import Final

from facilitator_console.log import NO_TIME, Duration, Instant, NewEvent
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.formats.format import Format, Least, number_in, part_extended
from facilitator_console.session.formats.silence import NO_TURNS
from facilitator_console.session.ids import NO_ITEM, ItemId, RoundPart
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.round_progress import last_round, round_on
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.words import UserError, say

COLLECT, EDIT, VOTE, LOOK = map(RoundPart, ("collect", "edit", "vote", "look"))
PARTS: Final = (COLLECT, EDIT, VOTE, LOOK)
PART = "part"
"""The setting that names the one part of an item; without it an item has all four."""
LENGTHS = {part: f"{part}_ms" for part in PARTS}
"""By part, the setting for its length; 0 stands for its share of the item's time."""
_SHARES = {COLLECT: 15, EDIT: 10, VOTE: 10, LOOK: 10}
"""The shares of an item's time where nothing else is chosen (terms.md, template 7)."""
LONGEST_MS = 24 * 60 * 60_000


class StatementVote(Format):
    """Begins with the collection, or goes on with the part in which it had ended."""

    def begins(self, state: SessionState, item: AgendaItem) -> list[NewEvent]:
        """Return the part that begins with the item."""
        before = last_round(state, item.item_id)
        part = before.part if before and before.part in parts_of(item) else parts_of(item)[0]
        return [NewEvent(rev.RoundStarted(item.item_id, part, part_length_ms(item, part)))]

    def least(self, item: AgendaItem, _people: int, _since_rest_ms: Duration) -> Least:
        """Keep half of the planned time: people have to read."""
        return Least(Duration(item.planned_ms // 2))


def begin_part(state: SessionState, _now_ms: Instant, part: RoundPart) -> list[NewEvent]:
    """Begin a part of the item that is on."""
    require_allowed(state, rev.RoundStarted)
    item = item_on(state)
    if part not in parts_of(item):
        raise UserError(say("This item of the agenda has no such part."))
    if part == part_on(state):
        return []
    return [NewEvent(rev.RoundStarted(item.item_id, part, part_length_ms(item, part)))]


def give_part_more(state: SessionState, now_ms: Instant, by_ms: Duration | None = None) -> list[NewEvent]:
    """Give the part that is on, and so the item, more time, by default as much as the settings say."""
    require_allowed(state, ev.ItemExtended)
    return part_extended(state, now_ms, item_on(state), part_on(state), by_ms)


def collects_statements(state: SessionState) -> bool:
    """Tell whether the item that is on is one in which statements are collected now, or edited."""
    item = state.items.get(state.room.item_id)
    return item is not None and item.format == STATEMENT_VOTE.name and part_on(state) in {COLLECT, EDIT}


def voting_begins(state: SessionState, now_ms: Instant) -> tuple[ItemId, list[NewEvent]]:
    """Return the item that is on where people vote in it, and how its part for that begins; else no item, nothing."""
    item = state.items.get(state.room.item_id)
    if item is None or item.format != STATEMENT_VOTE.name or VOTE not in parts_of(item):
        return NO_ITEM, []
    return item.item_id, begin_part(state, now_ms, VOTE)


# -- queries -------------------------------------------------------------------------------------------


def item_on(state: SessionState) -> AgendaItem:
    """Return the item that is on, which is a statement vote.

    Raises:
        UserError: Another one is on, or none.
    """
    item = state.items.get(state.room.item_id)
    if item is None or item.format != STATEMENT_VOTE.name:
        raise UserError(say("No vote on statements is on the agenda now."))
    return item


def parts_of(item: AgendaItem) -> tuple[RoundPart, ...]:
    """Return the parts of an item, in their order."""
    chosen = item.settings.get(PART)
    return (RoundPart(chosen),) if chosen in PARTS else PARTS


def part_on(state: SessionState) -> RoundPart:
    """Return the part that is on; the first one where another format began it, or nobody."""
    on, item = round_on(state), state.items.get(state.room.item_id)
    parts = parts_of(item) if item else PARTS
    return on.part if on and on.part in parts else parts[0]


def next_part(state: SessionState) -> RoundPart | None:
    """Return the part that comes after the one that is on; None after the last."""
    item = state.items.get(state.room.item_id)
    parts = parts_of(item) if item else ()
    place = parts.index(part_on(state)) + 1 if parts else 0
    return parts[place] if place < len(parts) else None


def part_length_ms(item: AgendaItem, part: RoundPart) -> Duration:
    """Return how long a part is; 0 where nothing is planned, and where it is the whole item."""
    if len(parts_of(item)) == 1:
        return NO_TIME
    chosen = number_in(item.settings, LENGTHS[part], 0, most=LONGEST_MS)
    return Duration(chosen or item.planned_ms * _SHARES[part] // sum(_SHARES.values()))


STATEMENT_VOTE = StatementVote("statement_vote", (NO_TURNS,))
