"""What seats ask for: to speak, to respond, to ask, to have their words read aloud.

Above queue and floor: whether somebody waits or speaks at once depends on how people talk in the item. Words that are
read aloud count for the seat whose words they are, not for who reads.
"""

from __future__ import annotations

from collections.abc import Sequence

from facilitator_console.log import Instant, NewEvent
from facilitator_console.session import events as ev
from facilitator_console.session.floor import has_floor, require_turn, speaking, start_turn
from facilitator_console.session.ids import NO_TURN, SOMEONE_ELSE, ParticipantId, TurnKind
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import at_seat, seated
from facilitator_console.session.queue import (
    has_queue,
    is_waiting,
    join_queue,
    join_seats,
    require_open_queue,
    several_entries,
    speaks_at_once,
)
from facilitator_console.session.state import SessionState
from facilitator_console.words import UserError, say

NO_SEATS = say("There are no seats yet. Add them in Prepare.")


def choose(state: SessionState, now_ms: Instant, participant_id: ParticipantId) -> list[NewEvent]:
    """Let somebody ask to speak: they join the queue; in a free conversation, which has none, they speak now."""
    if speaks_at_once(state, participant_id):
        return start_turn(state, now_ms, participant_id)
    return join_queue(state, now_ms, participant_id)


def choose_seats(state: SessionState, now_ms: Instant, seats: Sequence[int]) -> list[NewEvent]:
    """Let several seats ask to speak; in a free conversation one at a time.

    Without seats nothing is decided: it is only refused where no seat could be chosen now.
    """
    queues = has_queue(state)
    require_allowed(state, ev.QueueJoined if queues else ev.TurnStarted)
    if not seated(state):
        raise UserError(NO_SEATS)
    if len(seats) == 1 and speaks_at_once(state, at_seat(state, seats[0]).participant_id):
        return start_at_seat(state, now_ms, seats)
    if queues:
        require_open_queue(state)
        return join_seats(state, now_ms, seats)
    require_turn(state, None, TurnKind.CONTRIBUTION)
    return start_at_seat(state, now_ms, seats) if seats else []


def interpose(
    state: SessionState, now_ms: Instant, kind: TurnKind, seats: Sequence[int], *, at_once: bool = False
) -> list[NewEvent]:
    """Let seats respond, ask or speak about process: next in the queue, or at once as in a free conversation.

    Without seats nothing is decided: it is only refused where nobody could interpose now.
    """
    queues = has_queue(state) and not at_once
    require_allowed(state, ev.QueueJoined if queues else ev.TurnStarted)
    if not seated(state):
        raise UserError(NO_SEATS)
    require_turn(state, None, kind)
    if not queues:
        return start_at_seat(state, now_ms, seats, kind) if seats else []
    turn = speaking(state)
    answered = turn.turn_id if turn and kind is TurnKind.DIRECT_RESPONSE else NO_TURN
    return join_seats(state, now_ms, seats, kind, to_turn_id=answered)


def start_at_seat(
    state: SessionState,
    now_ms: Instant,
    seats: Sequence[int],
    kind: TurnKind = TurnKind.CONTRIBUTION,
    *,
    read_aloud: bool = False,
) -> list[NewEvent]:
    """Give the floor to the person at a seat; of several only one could begin, so they are refused."""
    if len(set(seats)) != 1:
        raise UserError(say("One seat speaks at a time. Choose one."))
    return start_turn(state, now_ms, at_seat(state, seats[0]).participant_id, kind, read_aloud=read_aloud)


def read_aloud(state: SessionState, now_ms: Instant, seats: Sequence[int] = ()) -> list[NewEvent]:
    """Let words be read aloud for seats; without seats, for somebody who is not in the room.

    They wait in the queue; in a free conversation, which has none, they are read now.
    """
    if len(seats) == 1 and speaks_at_once(state, at_seat(state, seats[0]).participant_id):
        return start_at_seat(state, now_ms, seats, read_aloud=True)
    if has_queue(state):
        if seats:
            return join_seats(state, now_ms, seats, read_aloud=True)
        return join_queue(state, now_ms, SOMEONE_ELSE, read_aloud=True)
    if seats:
        return start_at_seat(state, now_ms, seats, read_aloud=True)
    return start_turn(state, now_ms, SOMEONE_ELSE, read_aloud=True)


# -- queries -------------------------------------------------------------------------------------------


def is_chosen(state: SessionState, participant_id: ParticipantId) -> bool:
    """Tell whether `choose` would change nothing: they are in the queue or, in a free conversation, speak."""
    if speaks_at_once(state, participant_id):
        return has_floor(state, participant_id)
    return not several_entries(state) and is_waiting(state, participant_id, TurnKind.CONTRIBUTION)
