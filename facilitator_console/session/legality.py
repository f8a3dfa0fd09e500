"""Legality: decisions that are allowed while the session is closed, while everything is frozen, in a quiet minute.

One table for all commands of the room. A command calls `require_allowed` before it decides, and so do the functions
that make the events: nothing forbidden is decided by any path. A kind that is not listed is a mistake of ours, and is
never allowed.
Below agenda, queue and floor, which all ask it. What other laptops decided is folded, whatever it is; which item can
make which move is agenda.MOVES.
"""

from __future__ import annotations

from enum import Enum, auto

from facilitator_console.log.fold import Body
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.ids import MAIN, TableId
from facilitator_console.session.state import SessionState
from facilitator_console.words import Message, UserError, say


class Condition(Enum):
    """Names conditions of the whole session that forbid decisions."""

    CLOSED = auto()
    FROZEN = auto()
    QUIET = auto()


REFUSALS: dict[Condition, Message] = {
    Condition.CLOSED: say("The session is closed. Reopen it to go on."),
    Condition.FROZEN: say("Everything is frozen. Press Enter in Run to go on."),
    Condition.QUIET: say("The quiet minute has begun already."),
}
"""Refusals by condition; of several conditions that are met the first one is said."""

ALWAYS = frozenset(Condition)
WHILE_OPEN = ALWAYS - {Condition.CLOSED}
WHILE_CLOCKS_GO = WHILE_OPEN - {Condition.FROZEN}
UNLESS_FROZEN = ALWAYS - {Condition.FROZEN}
NEVER: frozenset[Condition] = frozenset()

ALLOWED: dict[type[Body], frozenset[Condition]] = {
    # The session itself.
    ev.SessionCreated: ALWAYS,
    ev.SessionEdited: ALWAYS,
    ev.SessionClosed: WHILE_OPEN,
    ev.SessionReopened: ALWAYS,
    ev.SpeakingKept: ALWAYS,
    rev.SpeakingSummed: ALWAYS,
    # The plan; more time is given while frozen too (key 7).
    ev.ItemAdded: ALWAYS,
    ev.ItemEdited: ALWAYS,
    ev.ItemMoved: ALWAYS,
    ev.ItemRemoved: ALWAYS,
    ev.ItemExtended: ALWAYS,
    ev.EndPromised: ALWAYS,
    # Items begin, stop, go on and end only while clocks go.
    ev.ItemStarted: WHILE_CLOCKS_GO,
    ev.ItemPaused: WHILE_CLOCKS_GO,
    ev.ItemResumed: WHILE_CLOCKS_GO,
    ev.ItemEnded: WHILE_CLOCKS_GO,
    ev.ItemSkipped: UNLESS_FROZEN,
    # People and groups.
    ev.GroupAdded: ALWAYS,
    ev.GroupEdited: ALWAYS,
    ev.GroupRemoved: ALWAYS,
    ev.ParticipantAdded: ALWAYS,
    ev.ParticipantEdited: ALWAYS,
    ev.ParticipantRemoved: ALWAYS,
    ev.ConsentSet: ALWAYS,
    ev.LaptopEdited: ALWAYS,
    # Seats come into the queue and leave it while frozen too; whoever passes may end the turn that runs.
    rev.QueueJoined: WHILE_OPEN,
    rev.QueueLeft: WHILE_OPEN,
    rev.QueueMoved: WHILE_OPEN,
    rev.QueuePaused: WHILE_OPEN,
    rev.QueueResumed: WHILE_OPEN,
    rev.QueueClosed: WHILE_OPEN,
    rev.QueueOpened: WHILE_OPEN,
    rev.Passed: WHILE_CLOCKS_GO,
    # Turns; more time is given while frozen too (key 4).
    rev.TurnStarted: WHILE_CLOCKS_GO,
    rev.TurnPaused: WHILE_CLOCKS_GO,
    rev.TurnResumed: WHILE_CLOCKS_GO,
    rev.TurnEnded: WHILE_CLOCKS_GO,
    rev.TurnCalledBack: WHILE_CLOCKS_GO,
    rev.TurnExtended: WHILE_OPEN,
    # A turn can be put right at any time, also once the meeting is over.
    rev.TurnEdited: ALWAYS,
    rev.RoundStarted: WHILE_CLOCKS_GO,
    rev.PlacesDealt: WHILE_OPEN,
    rev.PlacesPlanned: ALWAYS,
    # The quiet minute, and all clocks.
    rev.QuietStarted: NEVER,
    rev.QuietEnded: WHILE_CLOCKS_GO,
    rev.ClocksFrozen: WHILE_OPEN,
    rev.ClocksReleased: ALWAYS,
    rev.DisplaySet: ALWAYS,
    rev.GapFound: ALWAYS,
    rev.GapExcluded: ALWAYS,
    # Tables follow the session, and the lead can be taken at any time.
    rev.TableOpened: WHILE_OPEN,
    rev.TableEdited: ALWAYS,
    rev.TableClosed: ALWAYS,
    rev.TableStopped: ALWAYS,
    rev.TableReleased: ALWAYS,
    rev.LeadTaken: ALWAYS,
}
"""The conditions under which each kind of event may be decided all the same."""


def require_allowed(state: SessionState, *bodies: type[Body], table_id: TableId = MAIN) -> None:
    """Refuse where one of these may not be decided now, at a table.

    Raises:
        UserError: The session is closed, frozen or the table in a quiet minute; it says so.
    """
    for condition in _holding(state, table_id):
        if not all(condition in ALLOWED[body] for body in bodies):
            raise UserError(REFUSALS[condition])


def require_open(state: SessionState) -> None:
    """Refuse on a closed session; for what the table does not list, as it is not of the room."""
    if state.info.closed_at_ms:
        raise UserError(REFUSALS[Condition.CLOSED])


def _holding(state: SessionState, table_id: TableId) -> list[Condition]:
    """Return the conditions that are met, in the order in which they are said."""
    holds = (
        (Condition.CLOSED, bool(state.info.closed_at_ms)),
        (Condition.FROZEN, state.room.frozen),
        (Condition.QUIET, table_id in state.rooms and state.rooms[table_id].quiet is not None),
    )
    return [condition for condition, on in holds if on]
