"""Runs `sessions`: lists the sessions of a store, the latest last."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime, timedelta

from facilitator_console.cli.stores import sessions_in_order, source, warn_of_missing_events
from facilitator_console.cli.terminal import Terminal
from facilitator_console.store.contents import ListedSession
from facilitator_console.words import Message, say, titled


def run(arguments: Namespace, terminal: Terminal) -> int:
    """List the sessions of the store."""
    with source(arguments) as store:
        sessions = sessions_in_order(store)
        missing = store.missing()
    if not sessions:
        terminal.say(say("There are no sessions in this store yet."))
    for entry in sessions:
        terminal.say(_line(entry))
    warn_of_missing_events(sum(missing.values()), terminal)
    return 0


def _line(entry: ListedSession) -> Message:
    day = _day(entry.created_at_ms)
    if entry.is_closed:
        return say("{session}  {day}  {title}", session=entry.session_id, day=day, title=titled(entry.title))
    return say("{session}  {day}  {title} (not ended)", session=entry.session_id, day=day, title=titled(entry.title))


def _day(at_ms: int) -> str:
    """Return the day in UTC, in ISO form, which other programs can sort and read; a dash where it is not known."""
    try:
        day = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at_ms)
    except OverflowError:
        return "–"  # No calendar has the day that a broken clock gave.
    return day.date().isoformat() if at_ms else "–"
