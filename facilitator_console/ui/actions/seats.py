"""What can be done with a seat: into the queue, the floor, a response, a question, a pass, out of the queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, NewEvent
from facilitator_console.session.floor import call_entry, speaking, start_turn
from facilitator_console.session.ids import NO_TURN, ParticipantId, TurnKind
from facilitator_console.session.people import at_seat
from facilitator_console.session.queue import IN_TURN, Waiting, join_queue, join_seats, leave_queue, pass_turn
from facilitator_console.ui.desk import Desk
from facilitator_console.words import Message, say

Choice = tuple[Message, Callable[[], object]]


def add_seats(desk: Desk, seats: Sequence[int]) -> bool:
    """Put seats into the queue."""
    return desk.do(join_seats, seats)


def interpose(desk: Desk, kind: TurnKind, seats: Sequence[int], *, at_once: bool) -> bool:
    """A response, a question, a point of process: next in the queue, or at once."""
    if at_once:
        return all(desk.do(_start_at_seat, seat, kind) for seat in seats)
    turn = speaking(desk.state)
    answered = turn.turn_id if turn and kind is TurnKind.DIRECT_RESPONSE else NO_TURN
    return desk.do(join_seats, seats, kind, to_turn_id=answered)


def call(desk: Desk, waiting: Waiting) -> bool:
    """Give somebody the floor who waits, or whom the round asks."""
    if waiting.entry_id:
        return desk.do(call_entry, waiting.entry_id)
    return desk.do(start_turn, waiting.participant_id, waiting.kind)


def take_out(desk: Desk, waiting: Waiting) -> bool:
    """Take somebody out of the queue; in a round they pass."""
    if waiting.entry_id:
        return desk.do(leave_queue, waiting.entry_id)
    return desk.do(pass_turn, waiting.participant_id)


def choices(desk: Desk, participant_id: ParticipantId) -> list[list[Choice]]:
    """All that can be done with a seat now, in blocks."""
    state = desk.state
    entries = [entry for entry in state.queue.values() if entry.participant_id == participant_id]
    turn = speaking(state)
    speaks = turn is not None and turn.participant_id == participant_id
    queue: list[Choice] = [(say("Out of the queue"), partial(desk.do, leave_queue, e.entry_id)) for e in entries[:1]]
    if not any(entry.kind is TurnKind.CONTRIBUTION for entry in entries):
        queue.insert(0, (say("Into the queue"), partial(desk.do, join_queue, participant_id)))
    if not speaks:
        queue.insert(0, (say("Speaks now"), partial(desk.do, start_turn, participant_id)))
    return [queue, [] if speaks else _interposing(desk, participant_id), _passing(desk, participant_id)]


def _interposing(desk: Desk, participant_id: ParticipantId) -> list[Choice]:
    turn = speaking(desk.state)
    if turn is None:
        return []
    respond = partial(desk.do, join_queue, participant_id, TurnKind.DIRECT_RESPONSE, to_turn_id=turn.turn_id)
    return [
        (say("Responds next"), respond),
        (say("Asks for clarity now"), partial(desk.do, start_turn, participant_id, TurnKind.CLARIFYING_QUESTION)),
        (say("About how we talk, now"), partial(desk.do, start_turn, participant_id, TurnKind.POINT_OF_PROCESS)),
    ]


def _passing(desk: Desk, participant_id: ParticipantId) -> list[Choice]:
    item = desk.state.items.get(desk.state.room.item_id)
    if item is None or item.mode not in IN_TURN:
        return []
    return [
        (say("Passes"), partial(desk.do, pass_turn, participant_id)),
        (say("Passes for now"), partial(desk.do, pass_turn, participant_id, for_now=True)),
    ]


def _start_at_seat(state: State, now_ms: Instant, seat: int, kind: TurnKind) -> list[NewEvent]:
    return start_turn(state, now_ms, at_seat(state, seat).participant_id, kind)
