"""The speaking queue: who comes to it, who leaves it, and when it waits or takes nobody more.

In which order people are called stands in session.calling_order.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from facilitator_console.log import THE_SESSION, Instant, NewEvent, Subject
from facilitator_console.session import room_events as rev
from facilitator_console.session.agenda import edit_item, known_item
from facilitator_console.session.calling_order import (
    first_in_order,
    has_queue,
    is_waiting,
    speaking_order,
    takes_turns,
)
from facilitator_console.session.formats import (
    ORDER,
    SpeakingOrder,
    format_of,
    format_with,
    order_of,
)
from facilitator_console.session.ids import (
    MAIN,
    NO_SUBMISSION,
    NO_TURN,
    OUTSIDE_QUEUE,
    RANK,
    SOMEONE_ELSE,
    EntryId,
    ItemId,
    ParticipantId,
    SubmissionId,
    TableId,
    TurnId,
    TurnKind,
)
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import at_seat, present_participant
from facilitator_console.session.room_state import Room
from facilitator_console.session.settings import settings_of
from facilitator_console.session.state import Participant, SessionState
from facilitator_console.session.tables import (
    known_table,
    table_name,
    table_refusal,
)
from facilitator_console.words import Message, UserError, say, titled

KEPT_PLACES = 2
"""The number of people at the head of the queue whom newcomers do not displace."""


def join_queue(
    state: SessionState,
    _now_ms: Instant,
    participant_id: ParticipantId,
    kind: TurnKind = TurnKind.CONTRIBUTION,
    *,
    to_turn_id: TurnId = NO_TURN,
    read_aloud: bool = False,
    table_id: TableId = MAIN,
) -> list[NewEvent]:
    """Put somebody into the queue; a direct response names the turn that it answers.

    Args:
        state: The session.
        participant_id: Whose words they are; `SOMEONE_ELSE` only for words that are read aloud.
        kind: What they want to do.
        to_turn_id: The turn that a direct response answers.
        read_aloud: Somebody else reads the words.
        table_id: Whose queue it is.
    """
    require_allowed(state, rev.QueueJoined, table_id=table_id)
    person = None
    if participant_id != SOMEONE_ELSE or not read_aloud:
        person = present_participant(state, participant_id)
        if person.role in OUTSIDE_QUEUE:
            raise UserError(say("Seat {seat} watches and is outside the queue.", seat=person.seat))
    if kind not in RANK:
        raise UserError(say("Someone without a seat speaks at once and does not queue."))
    behind = _head_of_queue(state, table_id) if kind is TurnKind.CONTRIBUTION else ()
    if person and (refusal := _queue_refusal(state, person, kind, table_id)):
        raise UserError(refusal)
    if person and is_waiting(state, participant_id, kind, table_id) and not settings_of(state).several_entries:
        raise UserError(say("Seat {seat} is in the queue already.", seat=person.seat))
    fields = (participant_id, kind, to_turn_id)
    return [NewEvent(rev.QueueJoined(*fields, behind=behind, read_aloud=read_aloud, table_id=table_id))]


def join_without_seat(
    state: SessionState, _now_ms: Instant, *, submission_id: SubmissionId = NO_SUBMISSION, table_id: TableId = MAIN
) -> list[NewEvent]:
    """Put somebody into the queue who is known by no seat: a hand raised on a phone, or a text that came from one.

    Args:
        state: The session.
        submission_id: The text, which somebody else reads aloud; empty for who speaks themselves.
        table_id: Whose queue it is.
    """
    require_allowed(state, rev.QueueJoined, table_id=table_id)
    behind = _head_of_queue(state, table_id)
    reads = submission_id != NO_SUBMISSION
    joined = rev.QueueJoined(
        SOMEONE_ELSE, behind=behind, read_aloud=reads, submission_id=submission_id, table_id=table_id
    )
    return [NewEvent(joined)]


def _head_of_queue(state: SessionState, table_id: TableId) -> tuple[EntryId, ...]:
    """Return who stands at the head of an open queue and is not displaced by a newcomer; refuse where it is closed."""
    require_open_queue(state, table_id)
    head = first_in_order(state, KEPT_PLACES, table_id)
    return tuple(waiting.entry_id for waiting in head if waiting.entry_id)


def join_seats(
    state: SessionState,
    now_ms: Instant,
    seats: Sequence[int],
    kind: TurnKind = TurnKind.CONTRIBUTION,
    *,
    to_turn_id: TurnId = NO_TURN,
    read_aloud: bool = False,
    table_id: TableId = MAIN,
) -> list[NewEvent]:
    """Put several seats into the queue, in this order; who waits already keeps their place."""
    people = [at_seat(state, seat).participant_id for seat in dict.fromkeys(seats)]
    several = settings_of(state).several_entries
    new = [person for person in people if several or not is_waiting(state, person, kind, table_id)]
    if people and not new:
        raise UserError(say("Those seats are in the queue already."))
    join = partial(join_queue, state, now_ms, to_turn_id=to_turn_id, read_aloud=read_aloud, table_id=table_id)
    return [event for person in new for event in join(person, kind)]


def leave_queue(state: SessionState, _now_ms: Instant, entry_id: EntryId) -> list[NewEvent]:
    """Take an entry out of the queue."""
    require_allowed(state, rev.QueueLeft)
    entry = state.queue.get(entry_id)
    if entry is None:
        raise UserError(say("That entry is not in the queue any more."))
    return [NewEvent(rev.QueueLeft(table_id=entry.table_id), Subject(entry_id))]


def pause_queue(state: SessionState, _now_ms: Instant, table_id: TableId = MAIN) -> list[NewEvent]:
    """Call nobody until the queue is resumed."""
    require_allowed(state, rev.QueuePaused, table_id=table_id)
    room = _require_queue(state, table_id)
    return [] if room.queue_paused else [NewEvent(rev.QueuePaused(table_id=table_id), THE_SESSION)]


def resume_queue(state: SessionState, _now_ms: Instant, table_id: TableId = MAIN) -> list[NewEvent]:
    """Call people again; in a free conversation those who still wait."""
    require_allowed(state, rev.QueueResumed, table_id=table_id)
    if not speaking_order(state, table_id):
        _require_queue(state, table_id)
    return [NewEvent(rev.QueueResumed(table_id=table_id), THE_SESSION)] if state.rooms[table_id].queue_paused else []


def close_queue(state: SessionState, _now_ms: Instant, table_id: TableId = MAIN) -> list[NewEvent]:
    """Take no more contributions; who waits stays."""
    require_allowed(state, rev.QueueClosed, table_id=table_id)
    room = _require_queue(state, table_id)
    return [] if room.queue_closed else [NewEvent(rev.QueueClosed(table_id=table_id), THE_SESSION)]


def open_queue(state: SessionState, _now_ms: Instant, table_id: TableId = MAIN) -> list[NewEvent]:
    """Open the queue: contributions are taken again."""
    require_allowed(state, rev.QueueOpened, table_id=table_id)
    room = _require_queue(state, table_id)
    return [NewEvent(rev.QueueOpened(table_id=table_id), THE_SESSION)] if room.queue_closed else []


def use_order(state: SessionState, now_ms: Instant, item_id: ItemId, order: SpeakingOrder) -> list[NewEvent]:
    """Find the next speaker in another order from now on; where the item's format lacks it, the format changes too.

    In an item that is on, what the order needs begins at once, such as a round.
    """
    item = known_item(state, item_id)
    new: str | UnsetType = UNSET if order in format_of(item).orders else format_with(order).name
    edited = edit_item(state, now_ms, item_id, format=new, settings={ORDER: order.name})
    if order_of(item) is order or item_id != state.room.item_id or state.room.frozen:
        return edited
    becomes = replace(item, format=item.format if new is UNSET else new, settings={**item.settings, ORDER: order.name})
    return [*edited, *format_of(becomes).begins(state, becomes)]


def require_open_queue(state: SessionState, table_id: TableId = MAIN) -> None:
    """Refuse where nobody can come to the queue with a contribution now."""
    if _require_queue(state, table_id).queue_closed:
        raise UserError(say("The queue is closed. Open it to add a seat."))


def _require_queue(state: SessionState, table_id: TableId) -> Room:
    """Return the room of a table that has a queue; the plenary has one where its item's format has."""
    if table_id != MAIN:
        known_table(state, table_id)
        if not has_queue(state, table_id):
            raise UserError(say("There is no queue at {table}. Give it one first.", table=table_name(state, table_id)))
        return state.rooms[table_id]
    if not takes_turns(state):
        raise UserError(say("Nobody takes a turn in “{title}”.", title=titled(state.items[state.room.item_id].title)))
    if not has_queue(state):
        title = titled(state.items[state.room.item_id].title)
        raise UserError(say("“{title}” is a free conversation without a queue.", title=title))
    return state.room


def _queue_refusal(state: SessionState, person: Participant, kind: TurnKind, table_id: TableId) -> Message | None:
    """Say why somebody may not come to a queue; None where they may."""
    if table_id != MAIN:
        known_table(state, table_id)
        return table_refusal(state, table_id, person)
    item = state.items.get(state.room.item_id)
    return format_of(item).queue_refusal(state, item, person, kind) if item else None
