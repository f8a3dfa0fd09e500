"""Hints to the lead between turns: a break comes near, it may be time to sum up, agreements are missing.

They propose and decide nothing, and name no seat. While somebody speaks, thinks or waits for the clocks there are none,
nor where all talk at once, as in pairs and at tables: nobody knows there who was heard.
"""

from __future__ import annotations

from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant
from facilitator_console.notes.ids import GroupList
from facilitator_console.notes.state import entries_on
from facilitator_console.session.agenda import MINUTE_MS, items_to_come
from facilitator_console.session.balance import not_heard_yet
from facilitator_console.session.calling_order import has_queue, speaking_order, takes_turns
from facilitator_console.session.formats import format_of
from facilitator_console.session.ids import COUNTED, MAIN, StretchKind
from facilitator_console.session.room_state import Turn
from facilitator_console.session.settings import settings_of
from facilitator_console.session.timers import running
from facilitator_console.session.timetable import starts_as_it_goes_ms
from facilitator_console.words import Message, say, say_n

TO_BREAK_MS = 10 * MINUTE_MS
SUM_UP_FROM_TURNS = 5
SUM_UP_FROM_MS = 10 * MINUTE_MS
"""The talk, beside that number of turns, after which what was said wants to be summed up."""


def hints_between(state: State, now_ms: Instant) -> tuple[tuple[Message, ...], Instant | None]:
    """Return the hints, the most pressing first, and when time alone brings another one; None where it never does."""
    if not running(state).item_id or state.room.floor or state.room.quiet or not takes_turns(state):
        return (), None
    to_break, until_ms = _to_break(state, now_ms)
    found = (to_break, _long_queue(state), _sum_up(state), _agreements(state), _not_heard(state))
    return tuple(hint for hint in found if hint), until_ms


def _to_break(state: State, now_ms: Instant) -> tuple[Message | None, Instant | None]:
    """Say that a break is near; else return when it will be."""
    rests = next((item.item_id for item in items_to_come(state) if format_of(item).rests), None)
    if rests is None:
        return None, None
    near_ms = Instant(starts_as_it_goes_ms(state, now_ms)[rests] - TO_BREAK_MS)
    if near_ms > now_ms:
        return None, near_ms
    return say("less than ten minutes to the break"), None


def _long_queue(state: State) -> Message | None:
    """Say that many wait: long queues become unconnected stories."""
    waiting = sum(bool(waiting.entry_id) for waiting in speaking_order(state))
    if not has_queue(state) or waiting < settings_of(state).long_queue:
        return None
    return say_n("{n} is waiting: perhaps sum up first", "{n} are waiting: perhaps sum up first", waiting)


def _sum_up(state: State) -> Message | None:
    turns = since_sum_up(state)
    talk_ms = sum(turn.talk_ms for turn in turns)
    if len(turns) < SUM_UP_FROM_TURNS and talk_ms < SUM_UP_FROM_MS:
        return None
    minutes = round(talk_ms / MINUTE_MS)
    return say_n(
        "{n} turn, {minutes} min since the last sum-up",
        "{n} turns, {minutes} min since the last sum-up",
        len(turns),
        minutes=minutes,
    )


def since_sum_up(state: State) -> list[Turn]:
    """Return the contributions in the item that is on since its last quiet minute, or since it began."""
    quiet = (s for s in state.stretches.values() if s.kind is StretchKind.QUIET and s.table_id == MAIN and s.to_ms)
    from_ms = max((stretch.to_ms for stretch in quiet), default=0)
    return [
        turn
        for turn in state.turns.values()
        if (turn.table_id, turn.item_id) == (MAIN, state.room.item_id)
        and turn.kind in COUNTED
        and turn.started_at_ms >= from_ms
    ]


def _agreements(state: State) -> Message | None:
    """Say that there are none, once the first item is over."""
    begun = sum(1 for item in state.items.values() if item.started_at_ms)
    return say("no agreements yet") if begun > 1 and not entries_on(state, GroupList.AGREEMENTS) else None


def _not_heard(state: State) -> Message | None:
    """Say how many were not heard, where nobody waits: then it is the moment to ask."""
    silent = len(not_heard_yet(state))
    if not silent or not state.turns or speaking_order(state):
        return None
    return say_n("{n} seat was not heard yet", "{n} seats were not heard yet", silent)
