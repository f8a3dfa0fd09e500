"""Defines what can be done with a seat: into the queue, the floor, a response, a question, a pass, out of it.

Each is a call on the session: whoever offers it asks the call whether it would be refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, NewEvent
from facilitator_console.session import calling_order, floor, presence, queue, rounds
from facilitator_console.session import placing as placing_by_hand
from facilitator_console.session.formats import Waiting
from facilitator_console.session.ids import MAIN, OUTSIDE_QUEUE, EntryId, ParticipantId, TableId, TurnKind
from facilitator_console.session.people import add_participants, edit_participant
from facilitator_console.session.reading_aloud import read_aloud
from facilitator_console.session.room_state import QueueEntry
from facilitator_console.session.state import Participant
from facilitator_console.session.table_places import move_to_table, set_host
from facilitator_console.session.tables import NO_HOST, table_name, table_of, tables_on
from facilitator_console.ui.control.action import Action, Call, Meaning, call
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.views.formats import Move
from facilitator_console.words import Message, UserError, say

LATE_ARRIVAL = Action(
    "late_arrival",
    lambda _controller: Meaning(say("Somebody came late: one more seat"), call(add_participants, 1)),
    guarded=True,
    on_lead=True,
)
"""Whoever comes into the middle of a meeting has a seat at once; what else there is to know of them waits."""


class Choice(NamedTuple):
    """Represents a line of a seat's menu."""

    label: Message
    does: Call


def choosing(participant_id: ParticipantId, table_id: TableId = MAIN) -> Call:
    """Return the call that puts somebody into the queue; in a free conversation they speak now."""
    return call(floor.choose, participant_id, table_id)


def choosing_seats(seats: Sequence[int] = (), table_id: TableId = MAIN) -> Call:
    """Return the call for seats that want to speak; without seats it tells whether any could be chosen now."""
    return call(floor.choose_seats, seats, table_id)


def choosing_for(controller: SessionController, move: Move, seat: int) -> Call:
    """Return the call that makes a format's move about the person at a seat, if it may be about them."""
    people = controller.state.participants
    by_seat = {people[person].seat: person for person in move.choices if person in people}
    if seat in by_seat:
        return call(move.command, *move.args, by_seat[seat])
    return call(_refuse_seat, seat, tuple(sorted(by_seat)))


def _refuse_seat(_state: State, _now_ms: Instant, seat: int, seats: Sequence[int]) -> list[NewEvent]:
    raise UserError(say("Seat {seat} can’t be chosen here. Choose one of {seats}.", seat=seat, seats=_listed(seats)))


def _listed(seats: Sequence[int]) -> tuple[str, ...]:
    return tuple(map(str, seats))


def interposing(
    kind: TurnKind = TurnKind.DIRECT_RESPONSE,
    seats: Sequence[int] = (),
    *,
    at_once: bool = False,
    table_id: TableId = MAIN,
) -> Call:
    """Return the call for a response, question or point of process; without seats it tells if one can be."""
    return call(floor.interpose, kind, seats, at_once=at_once, table_id=table_id)


def without_seat(table_id: TableId = MAIN) -> Call:
    """Return the call that lets someone without a seat speak, which the turn waits for."""
    return call(floor.someone_else_speaks, table_id)


def calling(waiting: Waiting) -> Call:
    """Return the call that gives the floor to somebody who waits, whom the round asks, or who was interrupted."""
    if waiting.turn_id:
        return call(floor.go_back, waiting.turn_id)
    if waiting.entry_id:
        return call(floor.call_entry, waiting.entry_id)
    return call(floor.start_turn, waiting.participant_id, waiting.kind)


def taking_out(waiting: Waiting) -> Call:
    """Return the call that takes somebody out of the queue; in a round they pass, an interrupted turn ends."""
    if waiting.turn_id:
        return call(floor.end_turn, waiting.turn_id)
    if waiting.entry_id:
        return call(queue.leave_queue, waiting.entry_id)
    return call(rounds.pass_turn, waiting.participant_id)


def placing(waiting: Waiting, before: EntryId | None) -> Call:
    """Return the call that places somebody's card by hand before another entry; None: behind all."""
    return call(placing_by_hand.move_entry, waiting.entry_id, before)


def stepping(waiting: Waiting, *, down: bool) -> Call:
    """Return the call that places somebody's card one place higher or lower."""
    return call(placing_by_hand.step_entry, waiting.entry_id, down=down)


def ordering_by_itself(waiting: Waiting | None = None) -> Call:
    """Return the call that lets the order place somebody's card again, or all cards that were placed by hand."""
    return call(placing_by_hand.order_by_itself, None if waiting is None else [waiting.entry_id])


def reading_aloud(seats: Sequence[int] = ()) -> Call:
    """Return the call that lets words be read aloud; without seats, of somebody who is not in the room."""
    return call(read_aloud, seats)


def card_choices(controller: SessionController, waiting: Waiting) -> list[list[Choice]]:
    """Return all that can be done with a card of the queue now, in blocks; nothing that would be refused."""
    blocks = (
        [Choice(say("Speaks now"), calling(waiting)), Choice(say("Out of the queue"), taking_out(waiting))],
        [
            Choice(say("One place higher"), stepping(waiting, down=False)),
            Choice(say("One place lower"), stepping(waiting, down=True)),
            Choice(say("Ordered by itself again"), ordering_by_itself(waiting)),
        ],
    )
    return _accepted(controller, blocks)


def choices(controller: SessionController, participant_id: ParticipantId) -> list[list[Choice]]:
    """Return all that can be done with a seat now, in blocks; nothing that would be refused."""
    person = controller.state.participants.get(participant_id)
    if person is None or person.removed or person.role in OUTSIDE_QUEUE:
        return []
    blocks = (
        _into_or_out(controller, participant_id),
        _beside_a_turn(controller, participant_id),
        _at_tables(controller, participant_id),
        _passing(participant_id),
        _of_format(controller, participant_id),
        _of_presence(controller, person),
    )
    return _accepted(controller, blocks)


def _accepted(controller: SessionController, blocks: Iterable[Sequence[Choice]]) -> list[list[Choice]]:
    return [[choice for choice in block if choice.does.refusal(controller) is None] for block in blocks]


def _into_or_out(controller: SessionController, participant_id: ParticipantId) -> list[Choice]:
    entries = [entry for entry in controller.state.queue.values() if entry.participant_id == participant_id]
    seat, table_id = controller.state.participants[participant_id].seat, _sits_at(controller, participant_id)
    return [
        Choice(say("Speaks now"), call(floor.start_turn, participant_id, table_id=table_id)),
        Choice(say("Into the queue"), call(queue.join_queue, participant_id, table_id=table_id)),
        Choice(say("Read aloud for this seat"), reading_aloud((seat,))),
        *(choice for entry in entries[:1] for choice in _of_entry(entry)),
    ]


def _of_entry(entry: QueueEntry) -> list[Choice]:
    """Return what can be done with somebody's entry, also where the queue is not seen as cards, as at a table."""
    step = placing_by_hand.step_entry
    return [
        Choice(say("One place higher"), call(step, entry.entry_id, down=False)),
        Choice(say("One place lower"), call(step, entry.entry_id, down=True)),
        Choice(say("Ordered by itself again"), call(placing_by_hand.order_by_itself, [entry.entry_id])),
        Choice(say("Out of the queue"), call(queue.leave_queue, entry.entry_id)),
    ]


def _beside_a_turn(controller: SessionController, participant_id: ParticipantId) -> list[Choice]:
    """Return the choices while somebody else speaks: a response next, a question or a point of process now."""
    table_id = _sits_at(controller, participant_id)
    turn = floor.speaking(controller.state, table_id)
    if turn is None or turn.participant_id == participant_id:
        return []
    respond = call(
        queue.join_queue, participant_id, TurnKind.DIRECT_RESPONSE, to_turn_id=turn.turn_id, table_id=table_id
    )
    question = call(floor.start_turn, participant_id, TurnKind.CLARIFYING_QUESTION, table_id=table_id)
    process = call(floor.start_turn, participant_id, TurnKind.POINT_OF_PROCESS, table_id=table_id)
    now = [Choice(say("Asks for clarity now"), question), Choice(say("About how we talk, now"), process)]
    return [Choice(say("Responds next"), respond), *now] if calling_order.has_queue(controller.state, table_id) else now


def _sits_at(controller: SessionController, participant_id: ParticipantId) -> TableId:
    """Return the table at which somebody sits; the plenary while all are together."""
    return table_of(controller.state, participant_id) if controller.tables.view else MAIN


def _at_tables(controller: SessionController, participant_id: ParticipantId) -> list[Choice]:
    """Return where somebody can sit down, and whether they host; nothing where there are no tables."""
    state, at = controller.state, _sits_at(controller, participant_id)
    found = []
    if table := state.talk_tables.get(at):
        hosts, name = table.host_id == participant_id, table_name(state, at)
        label = say("Hosts {table} no more", table=name) if hosts else say("Hosts {table}", table=name)
        found.append(Choice(label, call(set_host, at, NO_HOST if hosts else participant_id)))
    others = [other.table_id for other in tables_on(state) if other.table_id != at]
    to = [(say("To {table}", table=table_name(state, other)), other) for other in others]
    return [*found, *(Choice(label, call(move_to_table, participant_id, other)) for label, other in to)]


def _of_format(controller: SessionController, participant_id: ParticipantId) -> list[Choice]:
    """Return what the format that is on makes of this seat."""
    stage = controller.picture.view.stage
    moves = (*stage.moves.values(), *(move for _, move in stage.more))
    return [
        Choice(move.in_menu, call(move.command, *move.args, participant_id))
        for move in moves
        if move.in_menu and participant_id in move.choices
    ]


def _of_presence(controller: SessionController, person: Participant) -> list[Choice]:
    """Return how somebody leaves for a while or comes, and whether an interpreter speaks for them, too."""
    if controller.state.info.closed_at_ms:
        return []
    interpreted = say("Without an interpreter") if person.interpreted else say("Through an interpreter: double time")
    interpret = call(edit_participant, person.participant_id, interpreted=not person.interpreted)
    return [
        Choice(say("Leaves for a while"), call(presence.leave_room, person.participant_id)),
        Choice(say("Is here now"), call(presence.come_back, person.participant_id)),
        Choice(interpreted, interpret),
    ]


def _passing(participant_id: ParticipantId) -> list[Choice]:
    return [
        Choice(say("Passes"), call(rounds.pass_turn, participant_id)),
        Choice(say("Passes for now"), call(rounds.pass_turn, participant_id, for_now=True)),
    ]
