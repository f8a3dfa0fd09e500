"""What can be done with a seat: into the queue, the floor, a response, a question, a pass, out of the queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from facilitator_console.session.floor import (
    call_entry,
    choose,
    choose_seats,
    end_turn,
    go_back,
    is_chosen,
    speaking,
    start_at_seat,
    start_turn,
)
from facilitator_console.session.formats import Waiting
from facilitator_console.session.ids import NO_TURN, OUTSIDE_QUEUE, ParticipantId, TurnKind
from facilitator_console.session.people import seated
from facilitator_console.session.queue import (
    asks_each,
    has_queue,
    is_waiting,
    join_queue,
    join_seats,
    leave_queue,
    pass_turn,
)
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.words import Message, say

Choice = tuple[Message, Callable[[], object]]


def choose_person(controller: SessionController, participant_id: ParticipantId) -> bool:
    """Somebody wants to speak: into the queue; in a free conversation they speak now."""
    return controller.do(choose, participant_id)


def add_seats(controller: SessionController, seats: Sequence[int]) -> bool:
    """Seats want to speak: into the queue; in a free conversation one speaks now."""
    return controller.do(choose_seats, seats)


def add_seats_label(controller: SessionController) -> Message:
    """What choosing seats by number is called now."""
    return say("Add seat") if has_queue(controller.state) else say("Choose seat")


def may_add_seats(controller: SessionController) -> bool:
    """Whether any seat could be chosen now."""
    state = controller.state
    if state.info.closed_at_ms or not seated(state):
        return False
    return not (state.room.queue_closed if has_queue(state) else state.room.frozen)


def may_choose(controller: SessionController, participant_id: ParticipantId) -> bool:
    """Whether `choose_person` would do something now: they neither wait nor watch, and it is not too late."""
    return (
        _takes_turns(controller, participant_id)
        and may_add_seats(controller)
        and not is_chosen(controller.state, participant_id)
    )


def may_interpose(controller: SessionController) -> bool:
    """Whether a response, a question, a point of process could be put in now."""
    state = controller.state
    return not state.info.closed_at_ms and bool(seated(state)) and (has_queue(state) or not state.room.frozen)


def interpose(controller: SessionController, kind: TurnKind, seats: Sequence[int], *, at_once: bool) -> bool:
    """A response, a question, a point of process: next in the queue, or at once; in a free conversation at once."""
    if at_once or not has_queue(controller.state):
        return controller.do(start_at_seat, seats, kind)
    turn = speaking(controller.state)
    answered = turn.turn_id if turn and kind is TurnKind.DIRECT_RESPONSE else NO_TURN
    return controller.do(join_seats, seats, kind, to_turn_id=answered)


def may_call(controller: SessionController, waiting: Waiting) -> bool:
    """Whether `call` would do something now: nobody begins while frozen, and who speaks is not called."""
    state = controller.state
    if state.info.closed_at_ms or state.room.frozen:
        return False
    if waiting.turn_id:
        return True
    return _takes_turns(controller, waiting.participant_id) and not _speaks(controller, waiting.participant_id)


def may_take_out(controller: SessionController, waiting: Waiting) -> bool:
    """Whether `take_out` would do something now: whom a round asks can't pass while frozen."""
    return bool(waiting.turn_id or waiting.entry_id) or not controller.state.room.frozen


def call(controller: SessionController, waiting: Waiting) -> bool:
    """Give somebody the floor who waits, whom the round asks, or who was interrupted."""
    if waiting.turn_id:
        return controller.do(go_back, waiting.turn_id)
    if waiting.entry_id:
        return controller.do(call_entry, waiting.entry_id)
    return controller.do(start_turn, waiting.participant_id, waiting.kind)


def take_out(controller: SessionController, waiting: Waiting) -> bool:
    """Take somebody out of the queue; in a round they pass; who was interrupted does not go on."""
    if waiting.turn_id:
        return controller.do(end_turn, waiting.turn_id)
    if waiting.entry_id:
        return controller.do(leave_queue, waiting.entry_id)
    return controller.do(pass_turn, waiting.participant_id)


def choices(controller: SessionController, participant_id: ParticipantId) -> list[list[Choice]]:
    """All that can be done with a seat now, in blocks; nothing that would be refused."""
    if controller.state.info.closed_at_ms or not _takes_turns(controller, participant_id):
        return []
    return [
        [*_speaking_now(controller, participant_id), *_queueing(controller, participant_id)],
        _interposing(controller, participant_id),
        _passing(controller, participant_id),
    ]


def _takes_turns(controller: SessionController, participant_id: ParticipantId) -> bool:
    person = controller.state.participants.get(participant_id)
    return person is not None and not person.removed and person.role not in OUTSIDE_QUEUE


def _speaks(controller: SessionController, participant_id: ParticipantId) -> bool:
    turn = speaking(controller.state)
    return turn is not None and turn.participant_id == participant_id


def _speaking_now(controller: SessionController, participant_id: ParticipantId) -> list[Choice]:
    if _speaks(controller, participant_id) or controller.state.room.frozen:
        return []
    return [(say("Speaks now"), partial(controller.do, start_turn, participant_id))]


def _queueing(controller: SessionController, participant_id: ParticipantId) -> list[Choice]:
    state = controller.state
    entries = [entry for entry in state.queue.values() if entry.participant_id == participant_id]
    leaving: list[Choice] = [
        (say("Out of the queue"), partial(controller.do, leave_queue, e.entry_id)) for e in entries[:1]
    ]
    if not has_queue(state) or not may_choose(controller, participant_id):
        return leaving
    return [(say("Into the queue"), partial(controller.do, join_queue, participant_id)), *leaving]


def _interposing(controller: SessionController, participant_id: ParticipantId) -> list[Choice]:
    """Beside a turn: a response next, a question or a point of process now."""
    state, turn = controller.state, speaking(controller.state)
    if turn is None or _speaks(controller, participant_id):
        return []
    found: list[Choice] = []
    if has_queue(state) and not is_waiting(state, participant_id, TurnKind.DIRECT_RESPONSE):
        respond = partial(controller.do, join_queue, participant_id, TurnKind.DIRECT_RESPONSE, to_turn_id=turn.turn_id)
        found.append((say("Responds next"), respond))
    if state.room.frozen:
        return found
    return [
        *found,
        (say("Asks for clarity now"), partial(controller.do, start_turn, participant_id, TurnKind.CLARIFYING_QUESTION)),
        (say("About how we talk, now"), partial(controller.do, start_turn, participant_id, TurnKind.POINT_OF_PROCESS)),
    ]


def _passing(controller: SessionController, participant_id: ParticipantId) -> list[Choice]:
    if not asks_each(controller.state) or controller.state.room.frozen:
        return []
    return [
        (say("Passes"), partial(controller.do, pass_turn, participant_id)),
        (say("Passes for now"), partial(controller.do, pass_turn, participant_id, for_now=True)),
    ]
