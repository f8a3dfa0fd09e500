"""Finds who waits in a queue, and the order in which they are called.

By rank first: points of process, questions for clarity, direct responses; then cards placed by hand
(session.placing); then contributions in the speaking order of the item's format (session.formats). Each place has its
reason. The order changes with events only, and nobody waits for ever: docs/decisions/0029. Queries alone; the commands
stand in session.queue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from facilitator_console.session.formats import (
    AT_TABLE,
    Reason,
    Waiting,
    format_of,
    order_of,
)
from facilitator_console.session.ids import (
    BY_HAND,
    MAIN,
    NO_ENTRY,
    NO_REASON,
    RANK,
    SOMEONE_ELSE,
    EntryId,
    ParticipantId,
    ReasonId,
    TableId,
    TurnKind,
)
from facilitator_console.session.room_state import QueueEntry
from facilitator_console.session.state import SessionState
from facilitator_console.session.tables import (
    has_table_queue,
    has_turns,
    table_refusal,
)
from facilitator_console.words import Message, say

PROCESS = Reason(ReasonId("process"), say("about how we talk"))
QUESTION = Reason(ReasonId("question"), say("a question for clarity"))
ANSWERS = Reason(ReasonId("answers"), say("answers"))
GOES_ON = Reason(ReasonId("goes_on"), say("goes on"))
PLACED_BY_HAND = Reason(ReasonId("placed_by_hand"), say("placed by hand"))
REASONS = {
    TurnKind.POINT_OF_PROCESS: PROCESS,
    TurnKind.CLARIFYING_QUESTION: QUESTION,
    TurnKind.DIRECT_RESPONSE: ANSWERS,
}
"""Why somebody comes before those who want to contribute."""


class NextUp(NamedTuple):
    """Represents the one who speaks after the present turn.

    Attributes:
        participant_id: `SOMEONE_ELSE` for somebody without a seat.
        reason: Why, in words for the room; also that the queue is paused.
        is_called: Called from the queue now: it is not paused, and no interrupted turn goes on first.
    """

    participant_id: ParticipantId
    reason: Message
    is_called: bool


def waiting_at(state: SessionState, table_id: TableId = MAIN) -> tuple[QueueEntry, ...]:
    """Return the entries of a table's queue, in the order in which they came."""
    return tuple(entry for entry in state.queue.values() if entry.table_id == table_id)


def is_waiting(state: SessionState, participant_id: ParticipantId, kind: TurnKind, table_id: TableId = MAIN) -> bool:
    """Tell whether somebody has an entry of this kind."""
    entries = waiting_at(state, table_id)
    return any(entry.participant_id == participant_id and entry.kind is kind for entry in entries)


def has_queue(state: SessionState, table_id: TableId = MAIN) -> bool:
    """Tell whether people wait for their turn now; in a free conversation a chosen seat speaks."""
    if table_id != MAIN:
        return has_table_queue(state, table_id)
    return order_of(state.items.get(state.room.item_id)).has_queue


def speaks_at_once(state: SessionState, participant_id: ParticipantId, table_id: TableId = MAIN) -> bool:
    """Tell whether somebody who is chosen now speaks at once, and does not wait in the queue."""
    if table_id != MAIN:
        return not has_queue(state, table_id)
    item, person = state.items.get(state.room.item_id), state.participants.get(participant_id)
    return format_of(item).speaks_at_once(state, item, person) if item and person else not has_queue(state)


def takes_turns(state: SessionState, table_id: TableId = MAIN) -> bool:
    """Tell whether people have the floor one after another now; in pairs or a break nobody has it."""
    if table_id != MAIN:
        return has_turns(state, table_id)
    return order_of(state.items.get(state.room.item_id)).takes_turns


def asks_each(state: SessionState) -> bool:
    """Tell whether everyone in the circle is asked in turn now, and may pass."""
    return order_of(state.items.get(state.room.item_id)).asks_each


def takes_seats(state: SessionState, table_id: TableId = MAIN) -> bool:
    """Tell whether people can come to the queue with a contribution now."""
    return has_queue(state, table_id) and not state.rooms[table_id].queue_closed and not state.info.closed_at_ms


def waits_without_seat(state: SessionState, entry_id: EntryId) -> bool:
    """Tell whether an entry is of nobody's seat: read aloud, or a hand on a phone."""
    entry = state.queue.get(entry_id)
    return entry is not None and entry.participant_id == SOMEONE_ELSE


def is_read_aloud(state: SessionState, entry_id: EntryId) -> bool:
    """Tell whether the words of an entry are read aloud by somebody else; no where there is no such entry."""
    entry = state.queue.get(entry_id)
    return entry is not None and entry.read_aloud


def speaking_order(state: SessionState, table_id: TableId = MAIN) -> tuple[Waiting, ...]:
    """Return everyone who waits, in the order in which they will be called.

    Who has left the room for a while keeps their entries, and is passed over until they are back.
    """
    return tuple(_in_order(state, table_id))


def first_in_order(state: SessionState, most: int, table_id: TableId = MAIN) -> tuple[Waiting, ...]:
    """Return the first ones of those who wait, at most so many."""
    return tuple(islice(_in_order(state, table_id), most))


def _in_order(state: SessionState, table_id: TableId) -> Iterator[Waiting]:
    """Iterate over those who wait; who wants to know the first ones alone does not put all in order."""
    item = state.items.get(state.room.item_id) if table_id == MAIN else None
    order = order_of(item) if table_id == MAIN else AT_TABLE
    if not order.takes_turns:
        return
    waiting = [entry for entry in waiting_at(state, table_id) if _is_present(state, entry)]
    by_hand = sorted((entry for entry in waiting if entry.key), key=lambda entry: (entry.key, entry.entry_id))
    by_itself = [entry for entry in waiting if not entry.key]
    wanted = [entry for entry in by_itself if entry.kind is TurnKind.CONTRIBUTION]
    # Sorting is stable: among equals the order of arrival stays.
    interposed = sorted((entry for entry in by_itself if entry.kind is not TurnKind.CONTRIBUTION), key=rank_of)
    ahead, behind = (
        order.arranged(state, [entry for entry in wanted if entry.ahead is is_ahead]) for is_ahead in (True, False)
    )
    first = [*((entry, _reason(state, entry)) for entry in interposed), *((entry, GOES_ON) for entry, _ in ahead)]
    yield from (_waiting(entry, reason) for entry, reason in _with_placed(first, by_hand))
    yield from order.asked(state, item) if item else ()
    yield from (_waiting(entry, reason) for entry, reason in behind)


def _first(state: SessionState, table_id: TableId) -> Waiting | None:
    """Return the first of those who wait and may speak; None where there is nobody."""
    return next(
        (participant_id for participant_id in _in_order(state, table_id) if may_speak(state, participant_id, table_id)),
        None,
    )


def _with_placed(
    first: Sequence[tuple[QueueEntry, Reason]], by_hand: Sequence[QueueEntry]
) -> Iterator[tuple[QueueEntry, Reason]]:
    """Iterate over both: a card placed by hand stands behind what came since and ranks before it."""
    rest = list(first)
    for entry in by_hand:
        while rest and rank_of(rest[0][0]) < rank_of(entry):
            yield rest.pop(0)
        yield entry, PLACED_BY_HAND
    yield from rest


def called_next(state: SessionState, table_id: TableId = MAIN) -> Waiting | None:
    """Return the one who would be called now; None where nobody waits who may speak, or the queue is paused."""
    if state.rooms[table_id].queue_paused:
        return None
    return _first(state, table_id)


def calls_somebody(state: SessionState, table_id: TableId = MAIN) -> bool:
    """Tell whether somebody would be called now, without putting all who wait in order: see `called_next`."""
    item = state.items.get(state.room.item_id) if table_id == MAIN else None
    order = order_of(item) if table_id == MAIN else AT_TABLE
    if state.rooms[table_id].queue_paused or not order.takes_turns:
        return False
    entries = (_waiting(entry, GOES_ON) for entry in waiting_at(state, table_id) if _is_present(state, entry))
    if any(may_speak(state, waiting, table_id) for waiting in entries):
        return True
    asked = order.asked(state, item) if item else ()
    return any(may_speak(state, waiting, table_id) for waiting in asked)


def why_chosen(
    state: SessionState,
    participant_id: ParticipantId,
    kind: TurnKind,
    entry_id: EntryId,
    table_id: TableId = MAIN,
) -> ReasonId:
    """Return why somebody speaks whom a person chose: the reason of who was next, or by hand."""
    first = _first(state, table_id)
    if first and (first.participant_id, first.kind, first.entry_id) == (participant_id, kind, entry_id):
        return first.why
    if not entry_id and kind in REASONS:
        return REASONS[kind].why
    return BY_HAND if entry_id or (first and has_queue(state, table_id)) else NO_REASON


def coming_up(state: SessionState, table_id: TableId = MAIN) -> tuple[Waiting, ...]:
    """Return everyone who will speak, in order: first the interrupted turns go on, then people are called."""
    interrupted = [state.turns[turn_id] for turn_id in reversed(state.rooms[table_id].floor[:-1])]
    why, words = GOES_ON
    back = [Waiting(turn.participant_id, turn.kind, NO_ENTRY, words, why, turn.turn_id) for turn in interrupted]
    return (*back, *speaking_order(state, table_id))


def next_to_speak(state: SessionState, order: Sequence[Waiting], table_id: TableId = MAIN) -> NextUp | None:
    """Return the one who speaks after the present turn, as the whole screen names them; None where nobody will.

    A paused queue still has its first: the reason says that the queue is paused.

    Args:
        state: The session.
        order: Everyone who will speak, as `coming_up` has it.
        table_id: At which table.
    """
    if state.info.closed_at_ms or not order:
        return None
    first = next((waiting for waiting in order if may_speak(state, waiting, table_id)), order[0])
    if first.turn_id or not state.rooms[table_id].queue_paused:
        return NextUp(first.participant_id, first.reason, not first.turn_id and may_speak(state, first, table_id))
    return NextUp(first.participant_id, say("{reason}, queue paused", reason=first.reason), is_called=False)


def may_speak(state: SessionState, waiting: Waiting, table_id: TableId = MAIN) -> bool:
    """Tell whether the format lets somebody who waits speak; in a fishbowl some wait for a chair. A turn goes on."""
    item, person = state.items.get(state.room.item_id), state.participants.get(waiting.participant_id)
    if item is None or waiting.turn_id:
        return True
    if table_id != MAIN:
        return table_refusal(state, table_id, person) is None
    return format_of(item).turn_refusal(state, item, person, waiting.kind) is None


def rank_of(entry: QueueEntry) -> tuple[int, bool]:
    """Return the rank of a wish: the lowest comes first, whatever the speaking order."""
    return (RANK.get(entry.kind, len(RANK)), not entry.ahead)


def _is_present(state: SessionState, entry: QueueEntry) -> bool:
    if entry.participant_id == SOMEONE_ELSE:
        return True  # Read aloud, or raised a hand on a phone and left the seat out.
    person = state.participants.get(entry.participant_id)
    return person is not None and person.here and not person.removed


def _waiting(entry: QueueEntry, reason: Reason) -> Waiting:
    return Waiting(entry.participant_id, entry.kind, entry.entry_id, reason.words, reason.why)


def _reason(state: SessionState, entry: QueueEntry) -> Reason:
    """Say why somebody comes before those who want to contribute."""
    turn = state.turns.get(entry.to_turn_id) if entry.kind is TurnKind.DIRECT_RESPONSE else None
    person = state.participants.get(turn.participant_id) if turn else None
    if person:
        return Reason(ANSWERS.why, say("answers seat {seat}", seat=person.seat))
    return REASONS.get(entry.kind, GOES_ON)
