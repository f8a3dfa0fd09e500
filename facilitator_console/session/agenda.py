"""The agenda: commands on items, and when the session will end.

Commands decide strictly and return events; which move is legal from which status is the table `MOVES`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from msgspec import UNSET, UnsetType

from facilitator_console.log import NO_TIME, THE_SESSION, Duration, Instant, NewEvent, Subject
from facilitator_console.log.fold import Body
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.formats import format_of
from facilitator_console.session.ids import (
    DEFAULT_FORMAT,
    INTERPOSING,
    MAIN,
    NO_ITEM,
    NO_TURN,
    AtEnd,
    Attribution,
    ItemId,
    ItemStatus,
    Shrinks,
    TurnId,
)
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.order import key_between
from facilitator_console.session.people import seated
from facilitator_console.session.settings import require_settings, settings_of
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.session.timers import item_timer
from facilitator_console.words import Message, UserError, kept_label, say, titled

RETURNS_TO = "returns_to"
"""The setting of an item that interrupted another: the id of that one, which goes on after it."""
NO_SETTINGS: Mapping[str, Any] = MappingProxyType({})
MINUTE_MS = 60_000
LONGEST_MS = 24 * 60 * MINUTE_MS

ON = frozenset({ItemStatus.RUNNING, ItemStatus.PAUSED})
OFF = frozenset({ItemStatus.PLANNED, ItemStatus.DONE, ItemStatus.SKIPPED})
_PLACE = attrgetter("key", "item_id")

MOVES: dict[type[Body], tuple[frozenset[ItemStatus], Message]] = {
    ev.ItemStarted: (OFF, say("“{title}” has begun already.")),
    ev.ItemPaused: (frozenset({ItemStatus.RUNNING}), say("“{title}” is not running, so it can’t be paused.")),
    ev.ItemResumed: (frozenset({ItemStatus.PAUSED}), say("“{title}” is not paused, so it can’t go on.")),
    ev.ItemEnded: (ON, say("“{title}” is not on, so it can’t be ended.")),
    ev.ItemSkipped: (ON | {ItemStatus.PLANNED}, say("“{title}” is over, so it can’t be skipped.")),
    ev.ItemRemoved: (
        frozenset({ItemStatus.PLANNED, ItemStatus.SKIPPED}),
        say("“{title}” has taken place, so it can’t be removed."),
    ),
}
"""By move, the statuses from which an item can make it, and the refusal from any other."""


def create_session(
    _state: SessionState,
    _now_ms: Instant,
    title: str,
    *,
    language: str = "",
    attribution: Attribution = Attribution.NONE,
    begins_with: Sequence[NewEvent] = (),
) -> list[NewEvent]:
    """Begin a session, with everything that is to be there from the beginning."""
    created = NewEvent(ev.SessionCreated(require_text(title), language, attribution), THE_SESSION)
    return [created, *begins_with]


def edit_session(
    _state: SessionState,
    _now_ms: Instant,
    *,
    title: str | UnsetType = UNSET,
    language: str | UnsetType = UNSET,
    attribution: Attribution | UnsetType = UNSET,
    settings: Mapping[str, Any] | UnsetType = UNSET,
    place: str | UnsetType = UNSET,
) -> list[NewEvent]:
    """Change some of the session's fields; of the settings those that are named."""
    if title is not UNSET:
        title = require_text(title)
    named = settings if settings is UNSET else require_settings(settings)
    kept = place if place is UNSET else kept_label(place)
    return [NewEvent(ev.SessionEdited(title, language, attribution, named, place=kept), THE_SESSION)]


def close_session(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """End the meeting: turns and the item that is on end, clocks stop."""
    require_allowed(state, ev.SessionClosed)
    return [NewEvent(ev.SessionClosed(), THE_SESSION)]


def reopen_session(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Go on with a closed session."""
    if not state.info.closed_at_ms:
        raise UserError(say("The session is open already."))
    return [NewEvent(ev.SessionReopened(), THE_SESSION)]


def add_item(
    state: SessionState,
    _now_ms: Instant,
    title: str,
    *,
    question: str = "",
    format: str = DEFAULT_FORMAT,  # noqa: A002 - the field's word for how people talk
    planned_ms: Duration = NO_TIME,
    turn_limit_ms: Duration = NO_TIME,
    settings: Mapping[str, Any] = NO_SETTINGS,
    before: ItemId | None = None,
) -> list[NewEvent]:
    """Put an item on the agenda, before another or at the end."""
    _check_lengths(planned_ms, turn_limit_ms)
    key = _key_before(state, before, moved=None)
    title, question = require_text(title), kept_label(question)
    fields = (format, planned_ms, turn_limit_ms, require_settings(settings))
    return [NewEvent(ev.ItemAdded(title, key, question, *fields))]


def edit_item(
    state: SessionState,
    _now_ms: Instant,
    item_id: ItemId,
    *,
    title: str | UnsetType = UNSET,
    question: str | UnsetType = UNSET,
    format: str | UnsetType = UNSET,  # noqa: A002 - see add_item
    planned_ms: Duration | UnsetType = UNSET,
    turn_limit_ms: Duration | UnsetType = UNSET,
    settings: Mapping[str, Any] | UnsetType = UNSET,
) -> list[NewEvent]:
    """Change some of an item's fields; of its settings those that are named."""
    item = known_item(state, item_id)
    _check_lengths(*(length for length in (planned_ms, turn_limit_ms) if length is not UNSET))
    if title is not UNSET:
        title = require_text(title)
    if question is not UNSET:
        question = kept_label(question)
    named = settings if settings is UNSET else require_settings(settings)
    return [NewEvent(ev.ItemEdited(title, question, format, planned_ms, turn_limit_ms, named), Subject(item.item_id))]


def edit_item_time(
    state: SessionState,
    _now_ms: Instant,
    item_id: ItemId,
    *,
    shrinks: Shrinks | UnsetType = UNSET,
    least_ms: Duration | UnsetType = UNSET,
    at_end: AtEnd | UnsetType = UNSET,
    counts_up: bool | UnsetType = UNSET,
) -> list[NewEvent]:
    """Change what an item gives when the plan is adjusted, what happens at its end, or how its clock counts."""
    item = known_item(state, item_id)
    _check_lengths(*(length for length in (least_ms,) if length is not UNSET))
    edited = ev.ItemEdited(shrinks=shrinks, least_ms=least_ms, at_end=at_end, counts_up=counts_up)
    return [NewEvent(edited, Subject(item.item_id))]


def move_item(state: SessionState, _now_ms: Instant, item_id: ItemId, before: ItemId | None) -> list[NewEvent]:
    """Put an item before another; None puts it at the end."""
    item = known_item(state, item_id)
    if before == item_id:
        return []
    return [NewEvent(ev.ItemMoved(_key_before(state, before, moved=item_id)), Subject(item.item_id))]


def remove_item(state: SessionState, _now_ms: Instant, item_id: ItemId) -> list[NewEvent]:
    """Take an item that did not take place off the agenda."""
    return [_move(state, item_id, ev.ItemRemoved())]


def start_item(state: SessionState, _now_ms: Instant, item_id: ItemId) -> list[NewEvent]:
    """Begin an item, or go on with one that was done; the item that is on ends. Its format begins what it needs.

    An item that a check-in interrupted goes on with the turn that it interrupted.
    """
    started = _move(state, item_id, ev.ItemStarted())
    item = state.items[item_id]
    turn_id = _interrupted_turn(state, item_id)
    goes_on = [NewEvent(rev.TurnCalledBack(), Subject(turn_id))] if turn_id else []
    return [started, *format_of(item).begins(state, item), *goes_on]


def pause_item(state: SessionState, _now_ms: Instant, item_id: ItemId) -> list[NewEvent]:
    """Stop the item's clock and its turns."""
    return [_move(state, item_id, ev.ItemPaused())]


def resume_item(state: SessionState, _now_ms: Instant, item_id: ItemId) -> list[NewEvent]:
    """Go on with a paused item."""
    return [_move(state, item_id, ev.ItemResumed())]


def end_item(state: SessionState, _now_ms: Instant, item_id: ItemId) -> list[NewEvent]:
    """End the item that is on; its turns end, the queue stays."""
    return [_move(state, item_id, ev.ItemEnded())]


def skip_item(state: SessionState, _now_ms: Instant, item_id: ItemId) -> list[NewEvent]:
    """Leave an item out."""
    return [_move(state, item_id, ev.ItemSkipped())]


def next_item(state: SessionState, now_ms: Instant) -> list[NewEvent]:
    """End the item that is on and begin the one after it; with none after it, only end it."""
    require_allowed(state, ev.ItemStarted, ev.ItemEnded)
    after = following_item(state)
    if after is not None:
        return start_item(state, now_ms, after.item_id)
    if not state.room.item_id:
        raise UserError(say("There is no further item on the agenda."))
    return end_item(state, now_ms, state.room.item_id)


def leave_item(state: SessionState, now_ms: Instant, item_id: ItemId) -> list[NewEvent]:
    """End an item that is on and begin the one after it; refused where none is on, unlike `next_item`."""
    require_allowed(state, ev.ItemStarted, ev.ItemEnded)
    known_item(state, item_id)
    return next_item(state, now_ms)


def end_of_item(state: SessionState, now_ms: Instant) -> list[NewEvent]:
    """Do what the item that is on wants at its end, once its time is over; nothing where nothing is due.

    Nobody is cut off: while somebody speaks, or thinks, it waits.
    """
    item, timer = state.items.get(state.room.item_id), item_timer(state, now_ms)
    is_over = timer is not None and timer.runs and timer.length_ms > 0 and timer.left_ms <= 0
    if item is None or not is_over or state.room.floor or state.room.quiet:
        return []
    if item.at_end is AtEnd.STOP:
        return pause_item(state, now_ms, item.item_id)
    return end_item(state, now_ms, item.item_id) if item.at_end is AtEnd.LOAD_NEXT else []


def extend_item(
    state: SessionState, _now_ms: Instant, item_id: ItemId, by_ms: Duration | None = None
) -> list[NewEvent]:
    """Give an item more time, by default as much as the settings say."""
    item = known_item(state, item_id)
    by_ms = settings_of(state, item_id).extend_item_ms if by_ms is None else by_ms
    _check_lengths(by_ms)
    return [NewEvent(ev.ItemExtended(by_ms), Subject(item.item_id))]


def take_time(state: SessionState, _now_ms: Instant, item_id: ItemId, by_ms: Duration) -> list[NewEvent]:
    """Take time from an item that is still planned. Its plan stays, so what was promised stays too."""
    item = known_item(state, item_id)
    _check_lengths(by_ms)
    if item.status is not ItemStatus.PLANNED:
        raise UserError(say("“{title}” has begun, so its time can’t be shortened.", title=titled(item.title)))
    if by_ms >= item.planned_ms + item.extra_ms:
        raise UserError(say("“{title}” has no more time than that.", title=titled(item.title)))
    return [NewEvent(ev.ItemExtended(Duration(-by_ms)), Subject(item_id))]


# -- queries -------------------------------------------------------------------------------------------


def items_in_order(state: SessionState) -> tuple[AgendaItem, ...]:
    """Return the items of the agenda in their order, without removed ones."""
    return tuple(sorted([item for item in state.items.values() if not item.removed], key=_PLACE))


def heading_ids(items: Iterable[AgendaItem]) -> Mapping[ItemId, ItemId]:
    """Return for each part the item that it is a part of; what two laptops made parts of each other has none."""
    above = {item.item_id: item.part_of for item in items}
    found: dict[ItemId, ItemId] = {}
    for item_id, heading_id in above.items():
        if heading_id not in above:
            continue
        seen = {item_id}
        while heading_id in above and heading_id not in seen:
            seen.add(heading_id)
            heading_id = above[heading_id]  # noqa: PLW2901 - one step up
        if heading_id not in seen:
            found[item_id] = above[item_id]
    return found


def held_items(state: SessionState) -> tuple[AgendaItem, ...]:
    """Return the items that take place, in their order: not those that others are parts of, since their parts do."""
    items = items_in_order(state)
    if not any(item.part_of for item in items):
        return items
    headings = frozenset(heading_ids(items).values())
    return tuple(item for item in items if item.item_id not in headings)


def interrupted_item(state: SessionState) -> AgendaItem | None:
    """Return the item that goes on after the one that is on, which interrupted it; None where there is none."""
    on = state.items.get(state.room.item_id)
    item = state.items.get(ItemId(str(on.settings.get(RETURNS_TO, NO_ITEM)))) if on else None
    return item if item and item.status is ItemStatus.DONE and not item.removed else None


def following_item(state: SessionState) -> AgendaItem | None:
    """Return the item that comes next: one that was interrupted, else the first planned one behind the one that is on.

    With none behind it, the first planned one; None without any.
    """
    interrupted = interrupted_item(state)
    if interrupted is not None:
        return interrupted
    items = held_items(state)
    places = [place for place, item in enumerate(items) if item.item_id == state.room.item_id]
    behind = items[places[0] + 1 :] if places else ()
    return next((item for item in (*behind, *items) if item.status is ItemStatus.PLANNED), None)


def as_it_goes_ms(state: SessionState, now_ms: Instant) -> Instant:
    """Return when the session will end if the rest takes its planned time."""
    timer = item_timer(state, now_ms)
    left_ms = max(0, timer.left_ms) if timer else 0
    return Instant(now_ms + left_ms + sum(left_of(item) for item in items_to_come(state)))


def items_to_come(state: SessionState) -> tuple[AgendaItem, ...]:
    """Return the items that are still to come, in their order; first one that was interrupted."""
    interrupted = interrupted_item(state)
    planned = (item for item in held_items(state) if item.status is ItemStatus.PLANNED)
    return (interrupted, *planned) if interrupted else tuple(planned)


def left_of(item: AgendaItem) -> Duration:
    """Return what is left of an item that is not on: all of one that has not begun."""
    return Duration(max(0, item.planned_ms + item.extra_ms - item.elapsed_ms))


def known_item(state: SessionState, item_id: ItemId) -> AgendaItem:
    """Return an item on the agenda.

    Raises:
        UserError: There is none with this id, or it is `NO_ITEM`.
    """
    if item_id == NO_ITEM:
        raise UserError(say("No item is on. Start one first."))
    item = state.items.get(item_id)
    if item is None or item.removed:
        raise UserError(say("That item is not on the agenda any more."))
    return item


def require_text(text: str) -> str:
    """Return a title as it is kept; refuse it where nothing is left."""
    text = kept_label(text)
    if not text:
        raise UserError(say("Nothing was written. Type a text."))
    return text


def _move(state: SessionState, item_id: ItemId, body: Body) -> NewEvent:
    require_allowed(state, type(body))
    item = known_item(state, item_id)
    allowed, refusal = MOVES[type(body)]
    if item.status not in allowed:
        raise UserError(Message(refusal.msgid, {"title": titled(item.title)}))
    return NewEvent(body, Subject(item_id))


def _interrupted_turn(state: SessionState, item_id: ItemId) -> TurnId:
    """Return the turn that stopped when the item that is on interrupted another one; `NO_TURN` where none did."""
    interrupted, on = interrupted_item(state), state.items.get(state.room.item_id)
    if on is None or interrupted is None or interrupted.item_id != item_id:
        return NO_TURN
    present = {person.participant_id for person in seated(state)}
    stopped = (turn for turn in state.turns.values() if turn.item_id == item_id and turn.kind not in INTERPOSING)
    here = (turn for turn in stopped if turn.ended_at_ms == on.started_at_ms and turn.participant_id in present)
    return next((turn.turn_id for turn in here if turn.table_id == MAIN), NO_TURN)


def _key_before(state: SessionState, before: ItemId | None, *, moved: ItemId | None) -> str:
    others = [item for item in items_in_order(state) if item.item_id != moved]
    if before is None:
        return key_between(others[-1].key if others else "", "")
    high = known_item(state, before).key
    # Two laptops may have given two items one key; the next lower key is what leaves room.
    lower = [item.key for item in others if item.key < high]
    return key_between(lower[-1] if lower else "", high)


def _check_lengths(*lengths_ms: int) -> None:
    for length_ms in lengths_ms:
        if not 0 <= length_ms <= LONGEST_MS:
            raise UserError(say("A time must lie between 0 minutes and 24 hours."))
