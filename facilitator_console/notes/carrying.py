"""Carries what is left for another time into another session, with where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from facilitator_console.log import Instant, NewEvent, Ref, SessionId, Subject
from facilitator_console.notes import events as ev
from facilitator_console.notes.ids import Column, GroupList
from facilitator_console.notes.state import ListEntry, NotesState, Theme, entries_on
from facilitator_console.notes.themes import themes_in
from facilitator_console.session.order import keys_between
from facilitator_console.words import UserError, say


class Carried(NamedTuple):
    """Represents words that another session hands on, and where they come from.

    Attributes:
        title: Of a theme; empty for an entry of the parking lot.
        text: Below a theme's title; of an entry all of it.
    """

    origin: Ref
    title: str
    text: str


def left_open(state: NotesState) -> tuple[Theme | ListEntry, ...]:
    """Return what is left for another time: open themes, and what is on the parking lot and not done."""
    parked = (entry for entry in entries_on(state, GroupList.PARKING_LOT) if not entry.is_done)
    return (*themes_in(state, Column.OPEN), *parked)


def carried(session: SessionId, left: Theme | ListEntry) -> Carried:
    """Return what goes into another session; what came here from elsewhere keeps where it came from first."""
    if isinstance(left, Theme):
        here = Ref(session, Subject(left.theme_id))
        return Carried(left.origin if left.origin.subject else here, left.title, left.text)
    here = Ref(session, Subject(left.list_entry_id))
    return Carried(left.origin if left.origin.subject else here, "", left.text)


def take_in(state: NotesState, _now_ms: Instant, arriving: Sequence[Carried]) -> list[NewEvent]:
    """Take in what another session has left open: themes among what is open, entries on the parking lot.

    Raises:
        UserError: All of it is here already; nothing comes twice.
    """
    here = {theme.origin for theme in state.themes.values() if not theme.removed}
    here |= {entry.origin for entry in state.list_entries.values() if not entry.removed}
    new = [arrival for arrival in arriving if arrival.origin not in here]
    if not new:
        raise UserError(say("All of it is in that session already."))
    themes = [arrival for arrival in new if arrival.title]
    last = max((theme.key for theme in state.themes.values() if theme.column is Column.OPEN), default="")
    keys = keys_between(last, "", len(themes))
    made = [
        ev.ThemeAdded(arrival.title, Column.OPEN, key, arrival.text, origin=arrival.origin)
        for arrival, key in zip(themes, keys, strict=True)
    ]
    listed = [
        ev.ListEntryAdded(GroupList.PARKING_LOT, arrival.text, origin=arrival.origin)
        for arrival in new
        if not arrival.title
    ]
    return [NewEvent(body) for body in (*made, *listed)]


def take_conclusions(state: NotesState, _now_ms: Instant, arriving: Sequence[Carried]) -> list[NewEvent]:
    """Take in what experts conclude in a session of their own; what was removed here stays removed.

    Raises:
        UserError: All of it is here already.
    """
    new = conclusions_lacking(state, arriving)
    if not new:
        raise UserError(say("No conclusions of experts are waiting."))
    return [NewEvent(ev.ListEntryAdded(GroupList.CONCLUSIONS, arrival.text, origin=arrival.origin)) for arrival in new]


def conclusions_lacking(state: NotesState, arriving: Sequence[Carried]) -> tuple[Carried, ...]:
    """Return those conclusions that were not taken in yet."""
    known = {entry.origin for entry in state.list_entries.values()}
    return tuple(arrival for arrival in arriving if arrival.origin not in known)
