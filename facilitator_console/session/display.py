"""The room display: what the lead puts on it instead of what the room does. Cover and blackout are not events."""

from __future__ import annotations

from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.session import room_events as rev
from facilitator_console.session.ids import ALL_TABLES, Shows, TableId
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.room_state import OnDisplay
from facilitator_console.session.state import SessionState
from facilitator_console.words import UserError, kept_text, say

LONGEST_MESSAGE = 400
"""The most characters that can still be read from ten metres."""


def show_room(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Show what the room does again."""
    require_allowed(state, rev.DisplaySet)
    return [NewEvent(rev.DisplaySet(Shows.ROOM))] if on_display(state) else []


def show_agreements(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Show the group's agreements, large."""
    require_allowed(state, rev.DisplaySet)
    return [NewEvent(rev.DisplaySet(Shows.AGREEMENTS))]


def show_message(state: SessionState, _now_ms: Instant, text: str) -> list[NewEvent]:
    """Show a message to the room."""
    require_allowed(state, rev.DisplaySet)
    text = kept_text(text)
    if not text:
        raise UserError(say("Nothing was written. Type a text."))
    if len(text) > LONGEST_MESSAGE:
        raise UserError(say("At most {most} characters can be read from the last row.", most=LONGEST_MESSAGE))
    return [NewEvent(rev.DisplaySet(Shows.MESSAGE, text=text))]


def show_results(state: SessionState, _now_ms: Instant, vote: Subject, part: str) -> list[NewEvent]:
    """Show the room a part of what came out of a vote; each laptop makes it of the ballots that it has."""
    require_allowed(state, rev.DisplaySet)
    return [NewEvent(rev.DisplaySet(Shows.RESULTS, of_id=vote, part=part))]


def show_join(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Show how phones join; address and code are known to the laptop that lets them in, and are in no event."""
    require_allowed(state, rev.DisplaySet)
    return [NewEvent(rev.DisplaySet(Shows.JOIN))]


def on_display(state: SessionState, table_id: TableId = ALL_TABLES) -> OnDisplay | None:
    """Return what is on a display instead of what the room does; None where nothing is."""
    for shown in reversed(state.displays.values()):
        if shown.table_id in {ALL_TABLES, table_id}:
            # A message whose words were erased shows nothing.
            is_empty = shown.shows is Shows.ROOM or (
                shown.shows is Shows.MESSAGE and not shown.text and not shown.of_id
            )
            return None if is_empty else shown
    return None
