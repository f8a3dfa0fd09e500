"""The promised end: when people were told that they can go. It is set once, and no later change moves it.

It is a local date and time, as it was said in the room, and no instant of the session's time line: that line goes on
when the wall clock is put right. What the program itself reckoned by a wrong clock follows it then, in whole minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from facilitator_console.log import THE_SESSION, Duration, Instant, NewEvent
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import MINUTE_MS, items_in_order
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.plan import planned_length_ms
from facilitator_console.session.state import SessionState
from facilitator_console.words import UserError, say

_EPOCH = datetime.fromtimestamp(0, UTC)
_MILLISECOND = timedelta(milliseconds=1)
SAID = Instant(0)
"""Stands for the wall clock's instant where people said the end, and no clock did."""


def with_promise(state: SessionState, new: Sequence[NewEvent], wall_ms: Instant, utc_offset_min: int) -> list[NewEvent]:
    """Promise the end of the plan together with a command that begins the first item.

    Args:
        state: Before the command.
        new: What it decided.
        wall_ms: What a clock on the wall shows now.
        utc_offset_min: Local time minus UTC now.
    """
    is_start = any(isinstance(body, ev.ItemStarted) for body, _ in new)
    length_ms = planned_length_ms(state)
    if not is_start or not length_ms or state.info.promised or any(i.started_at_ms for i in items_in_order(state)):
        return [*new]
    end = _local(Instant(wall_ms + length_ms), utc_offset_min)
    # No calendar has the day of a broken clock, and the item must begin all the same.
    return [*new, *(set_promised_end(state, wall_ms, end, wall_ms) if end else [])]


def set_promised_end(
    state: SessionState, _now_ms: Instant, end: ev.LocalTime, wall_ms: Instant = SAID
) -> list[NewEvent]:
    """Promise an end: no edit of an item moves it. Without a time nothing is promised any more.

    Args:
        state: The session.
        end: The end.
        wall_ms: What the wall clock shows by which the program reckoned it; `SAID` where people said it.
    """
    require_allowed(state, ev.EndPromised)
    return [NewEvent(ev.EndPromised(end.date, end.time, end.utc_offset_min, wall_ms), THE_SESSION)]


def promise_end(
    state: SessionState, now_ms: Instant, wall_end_ms: Instant, wall_ms: Instant, utc_offset_min: int
) -> list[NewEvent]:
    """Promise another end, such as the end as it goes; the plan stays as it is.

    Args:
        state: The session.
        now_ms: Now.
        wall_end_ms: The end, by the wall clock.
        wall_ms: What a clock on the wall shows now.
        utc_offset_min: Local time minus UTC now.
    """
    require_allowed(state, ev.EndPromised)
    if not state.info.promised:
        raise UserError(say("No end is promised yet, so it can’t be moved."))
    end = _local(wall_end_ms, utc_offset_min)
    if end is None:
        raise UserError(say("No calendar has that day. Put the clock of this laptop right."))
    return set_promised_end(state, now_ms, end, wall_ms)


def _local(wall_end_ms: Instant, utc_offset_min: int) -> ev.LocalTime | None:
    """Return an end that the program reckoned as people say it; None where no calendar has that day."""
    try:
        end = _EPOCH + timedelta(milliseconds=wall_end_ms, minutes=utc_offset_min)
    except OverflowError:
        return None
    return ev.LocalTime(f"{end:%Y-%m-%d}", f"{end:%H:%M}", utc_offset_min)


def promised_end_ms(state: SessionState) -> Instant:
    """Return the promised end in UTC epoch ms of the wall clock; 0 where none is promised that can be read."""
    promised = state.info.promised
    if promised is None:
        return Instant(0)
    try:
        local = datetime.strptime(f"{promised.date} {promised.time}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        return Instant(0)
    return Instant((local - _EPOCH) // _MILLISECOND - promised.utc_offset_min * MINUTE_MS)


def put_right_end_ms(state: SessionState, wall_ms: Callable[[Instant], Instant]) -> Instant:
    """Return the promised end, where the wall clock by which the program reckoned it was put right since.

    Args:
        state: Of the session; this machine's wall clock promised it, since its present start.
        wall_ms: What that wall clock shows at an instant of the session's time line, as it is set now.
    """
    promised, end_ms = state.info.promised, promised_end_ms(state)
    if promised is None or not promised.wall_ms or not end_ms:
        return end_ms
    return Instant(end_ms + round((wall_ms(promised.at_ms) - promised.wall_ms) / MINUTE_MS) * MINUTE_MS)


def over_ms(promised_ms: Instant, end_ms: Instant) -> Duration:
    """Return by how much an end is later than the promised one, in whole minutes, as both are shown.

    Args:
        promised_ms: The promised end, by the wall clock; 0 where nothing is promised.
        end_ms: When it will end, by the wall clock.
    """
    late_ms = end_ms - promised_ms if promised_ms else 0
    return Duration(max(0, late_ms // MINUTE_MS * MINUTE_MS))
