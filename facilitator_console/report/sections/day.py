"""Finds the day of a meeting, at the place of the meeting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from facilitator_console.dialogue.evolve import is_measured, last_writer
from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, WriterId, maker_of
from facilitator_console.report.disclosure.policy import DateShown
from facilitator_console.words import Month, Year


def day_of(state: State) -> date | None:
    """Return the day on which the session took place, or was planned for, where it takes place.

    Where nothing has begun yet it is the planned day, else that on which the session was made. Not known where only
    laptops tell of it whose clocks were never measured.
    """
    first = next(iter(state.runs), None)
    known = [(at_ms, writer) for at_ms, writer in _began(state) if is_measured(state, writer)]
    if _began(state) and not known:
        return None
    if not known and (planned := _planned(state)):
        return planned
    at_ms, writer = min(known, default=(state.info.created_at_ms, first))
    # Where the clock was ahead then and was put right meanwhile, it is the day of what happened last in the room.
    if is_measured(state, last_writer(state, state.room.lead)):
        at_ms = min(at_ms, state.room.as_of_ms or at_ms)
    if writer is None or not at_ms or first is None:
        return None
    try:
        local = timedelta(milliseconds=at_ms, minutes=_offset_min(state, writer))
        return (datetime.fromtimestamp(0, UTC) + local).date()
    except OverflowError:
        return None  # No calendar has the day that a broken clock gave.


def coarse_day(day: date | None, shown: DateShown) -> date | None:
    """Return a day as exactly as it may be told."""
    if day is None or shown is DateShown.NONE:
        return None
    if shown is DateShown.MONTH:
        return Month(day.year, day.month, 1)
    return Year(day.year, 1, 1) if shown is DateShown.YEAR else day


def _began(state: State) -> list[tuple[Instant, WriterId]]:
    """Return when the first items began and who wrote it; else the same of turns; else of the end."""
    info = state.info
    items = [(item.started_at_ms, item.started_by) for item in state.items.values() if not item.removed]
    items = [(at_ms, writer) for at_ms, writer in items if at_ms]
    turns = items or [(turn.started_at_ms, maker_of(turn.turn_id)) for turn in state.turns.values()]
    return turns or ([(info.closed_at_ms, info.closed_by)] if info.closed_at_ms else [])


def _planned(state: State) -> date | None:
    try:
        return date.fromisoformat(state.info.begins.date)
    except ValueError:
        return None


def _offset_min(state: State, writer: WriterId) -> int:
    """Return local time minus UTC: as planned for the place, else as the laptop had it that wrote it down."""
    if state.info.begins.date:
        return state.info.begins.utc_offset_min
    run = state.runs.get(writer) or next(iter(state.runs.values()))
    return run.started.utc_offset_min
