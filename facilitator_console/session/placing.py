"""Cards placed by hand: where somebody put an entry it stays, until it is called or ordered by itself again.

An entry with a key comes first (session.calling_order); here are the commands that give keys and take them. Whom the
round asks by itself, and turns that go on, have no entry: they can't be moved, and nothing can be placed behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.session import room_events as rev
from facilitator_console.session.calling_order import rank_of, speaking_order
from facilitator_console.session.ids import MAIN, NO_ENTRY, EntryId, TableId
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.order import key_between
from facilitator_console.session.state import SessionState
from facilitator_console.words import UserError, say

NOT_A_CARD = say("That place can’t be moved: the round asks them by itself, or they go on with their turn.")
BEHIND_ROUND = say("The round asks in its own order. Place the card before it.")


def move_entry(state: SessionState, _now_ms: Instant, entry_id: EntryId, before: EntryId | None) -> list[NewEvent]:
    """Place an entry by hand before another one; all above it keep their places by hand, too.

    Args:
        state: The session.
        entry_id: The entry.
        before: One of `placeable`; None: behind all of them.
    """
    table_id = _table_of(state, entry_id)
    require_allowed(state, rev.QueueMoved, table_id=table_id)
    if entry_id == NO_ENTRY:
        raise UserError(NOT_A_CARD)
    order = [waiting.entry_id for waiting in speaking_order(state, table_id)]
    if entry_id not in order or (before is not None and before not in order):
        raise UserError(say("That entry is not in the queue any more."))
    places = placeable(state, table_id)
    if before is not None and before not in places:
        raise UserError(BEHIND_ROUND)
    if before == entry_id:
        return []
    others = [other for other in places if other != entry_id]
    at = len(others) if before is None else others.index(before)
    wanted = [*others[:at], entry_id, *others[at:]]
    return [] if wanted == list(places) else _keyed(state, wanted, entry_id)


def step_entry(state: SessionState, now_ms: Instant, entry_id: EntryId, *, down: bool) -> list[NewEvent]:
    """Place an entry by hand one place higher, or lower; from behind a round it goes before it."""
    table_id = _table_of(state, entry_id)
    places = placeable(state, table_id)
    if entry_id not in places:
        if down and entry_id:
            raise UserError(BEHIND_ROUND)
        return move_entry(state, now_ms, entry_id, None)
    at = places.index(entry_id)
    if not down:
        if at == 0:
            raise UserError(say("That card is the first of the queue already."))
        return move_entry(state, now_ms, entry_id, places[at - 1])
    if at == len(places) - 1:
        asks = len(speaking_order(state, table_id)) > len(places)
        raise UserError(BEHIND_ROUND if asks else say("That card is the last of the queue already."))
    return move_entry(state, now_ms, entry_id, places[at + 2] if at + 2 < len(places) else None)


def order_by_itself(
    state: SessionState, _now_ms: Instant, entry_ids: Iterable[EntryId] | None = None
) -> list[NewEvent]:
    """Let the speaking order place entries again, by default all of the plenary that were placed by hand."""
    placed = placed_by_hand(state)
    if entry_ids is None:
        chosen = [entry_id for entry_id in placed if _table_of(state, entry_id) == MAIN]
    else:
        chosen = [entry_id for entry_id in entry_ids if entry_id in placed]
    require_allowed(state, rev.QueueMoved)
    if not chosen:
        raise UserError(say("Nothing in the queue was placed by hand."))
    return [_moved(state, entry_id, "") for entry_id in chosen]


# -- queries -------------------------------------------------------------------------------------------


def placeable(state: SessionState, table_id: TableId = MAIN) -> tuple[EntryId, ...]:
    """Return a table's entries among which a card can be placed, in order: those before whom the round asks itself."""
    found: list[EntryId] = []
    for waiting in speaking_order(state, table_id):
        if not waiting.entry_id:
            break
        found.append(waiting.entry_id)
    return tuple(found)


def placed_by_hand(state: SessionState) -> tuple[EntryId, ...]:
    """Return the entries that were placed by hand."""
    return tuple(entry.entry_id for entry in state.queue.values() if entry.key)


def _table_of(state: SessionState, entry_id: EntryId) -> TableId:
    """Return the table in whose queue an entry is; the plenary for one that is in none any more."""
    entry = state.queue.get(entry_id)
    return entry.table_id if entry else MAIN


def _moved(state: SessionState, entry_id: EntryId, key: str) -> NewEvent:
    return NewEvent(rev.QueueMoved(key, table_id=_table_of(state, entry_id)), Subject(entry_id))


def _keyed(state: SessionState, wanted: Sequence[EntryId], moved: EntryId) -> list[NewEvent]:
    """Return the events that give keys, so that the beginning of the order is as wanted; keys that fit stay."""
    pinned = wanted[: _pinned(state, wanted, moved)]
    kept: dict[EntryId, str] = {}
    low = ""
    for entry_id in pinned:
        key = state.queue[entry_id].key
        if entry_id != moved and key > low:
            kept[entry_id] = low = key
    events: list[NewEvent] = []
    low = ""
    for place, entry_id in enumerate(pinned):
        if entry_id in kept:
            low = kept[entry_id]
            continue
        high = next((kept[later] for later in pinned[place:] if later in kept), "")
        low = key_between(low, high)
        events.append(_moved(state, entry_id, low))
    return events


def _pinned(state: SessionState, wanted: Sequence[EntryId], moved: EntryId) -> int:
    """Return how many from the first on need a key.

    All above the moved one, and above each that has a key already; and what would otherwise rank before one of them,
    as a question does before a contribution.
    """
    ranks = [rank_of(state.queue[entry_id]) for entry_id in wanted]
    has_key = [place for place, entry_id in enumerate(wanted) if state.queue[entry_id].key or entry_id == moved]
    count = has_key[-1] + 1
    while above := [place for place in range(count, len(wanted)) if ranks[place] < max(ranks[:count])]:
        count = above[-1] + 1
    return count
