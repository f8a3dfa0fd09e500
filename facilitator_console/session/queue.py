"""The speaking queue: the people who wait, and the order in which they are called.

By rank first: points of process, questions for clarity, direct responses; then cards placed by hand
(session.placing); then contributions in the speaking order of the item's format (session.formats). Each place has its
reason. The order changes with events only, and nobody waits for ever: docs/decisions/0029.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from facilitator_console.log import THE_SESSION, Instant, NewEvent, Subject
from facilitator_console.session import room_events as rev
from facilitator_console.session.agenda import edit_item, known_item
from facilitator_console.session.formats import (
    AT_TABLE,
    ORDER,
    Reason,
    SpeakingOrder,
    Waiting,
    format_of,
    format_with,
    order_of,
)
from facilitator_console.session.ids import (
    BY_HAND,
    MAIN,
    NO_ENTRY,
    NO_REASON,
    NO_SUBMISSION,
    NO_TURN,
    OUTSIDE_QUEUE,
    RANK,
    SOMEONE_ELSE,
    EntryId,
    ItemId,
    ParticipantId,
    ReasonId,
    SubmissionId,
    TableId,
    TurnId,
    TurnKind,
)
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import at_seat, present_participant
from facilitator_console.session.settings import settings_of
from facilitator_console.session.state import Participant, QueueEntry, Room, SessionState
from facilitator_console.session.tables import (
    has_table_queue,
    has_turns,
    known_table,
    table_name,
    table_refusal,
)
from facilitator_console.words import Message, UserError, say, titled

KEPT_PLACES = 2
"""So many at the head of the queue are not displaced by newcomers."""

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


def join_queue(
    state: SessionState,
    now_ms: Instant,
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
        now_ms: Now.
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
    behind = _head_of_queue(state, now_ms, table_id) if kind is TurnKind.CONTRIBUTION else ()
    if person and (refusal := _queue_refusal(state, person, kind, table_id)):
        raise UserError(refusal)
    if person and is_waiting(state, participant_id, kind, table_id) and not settings_of(state).several_entries:
        raise UserError(say("Seat {seat} is in the queue already.", seat=person.seat))
    fields = (participant_id, kind, to_turn_id)
    return [NewEvent(rev.QueueJoined(*fields, behind=behind, read_aloud=read_aloud, table_id=table_id))]


def join_without_seat(
    state: SessionState, now_ms: Instant, *, submission_id: SubmissionId = NO_SUBMISSION, table_id: TableId = MAIN
) -> list[NewEvent]:
    """Put somebody into the queue who is known by no seat: a hand raised on a phone, or a text that came from one.

    Args:
        state: The session.
        now_ms: Now.
        submission_id: The text, which somebody else reads aloud; empty for who speaks themselves.
        table_id: Whose queue it is.
    """
    require_allowed(state, rev.QueueJoined, table_id=table_id)
    behind = _head_of_queue(state, now_ms, table_id)
    reads = submission_id != NO_SUBMISSION
    joined = rev.QueueJoined(
        SOMEONE_ELSE, behind=behind, read_aloud=reads, submission_id=submission_id, table_id=table_id
    )
    return [NewEvent(joined)]


def _head_of_queue(state: SessionState, now_ms: Instant, table_id: TableId) -> tuple[EntryId, ...]:
    """Return who stands at the head of an open queue and is not displaced by a newcomer; refuse where it is closed."""
    require_open_queue(state, table_id)
    head = speaking_order(state, now_ms, table_id)[:KEPT_PLACES]
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


def resume_queue(state: SessionState, now_ms: Instant, table_id: TableId = MAIN) -> list[NewEvent]:
    """Call people again; in a free conversation those who still wait."""
    require_allowed(state, rev.QueueResumed, table_id=table_id)
    if not speaking_order(state, now_ms, table_id):
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


# -- queries -------------------------------------------------------------------------------------------


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


def speaking_order(state: SessionState, now_ms: Instant, table_id: TableId = MAIN) -> tuple[Waiting, ...]:
    """Return everyone who waits, in the order in which they will be called.

    Who has left the room for a while keeps their entries, and is passed over until they are back.
    """
    return tuple(_in_order(state, now_ms, table_id))


def _in_order(state: SessionState, now_ms: Instant, table_id: TableId) -> Iterator[Waiting]:
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
        order.arranged(state, now_ms, [entry for entry in wanted if entry.ahead is is_ahead])
        for is_ahead in (True, False)
    )
    first = [*((entry, _reason(state, entry)) for entry in interposed), *((entry, GOES_ON) for entry, _ in ahead)]
    yield from (_waiting(entry, reason) for entry, reason in _with_placed(first, by_hand))
    yield from order.asked(state, item) if item else ()
    yield from (_waiting(entry, reason) for entry, reason in behind)


def _first(state: SessionState, now_ms: Instant, table_id: TableId) -> Waiting | None:
    """Return the first of those who wait and may speak; None where there is nobody."""
    return next((one for one in _in_order(state, now_ms, table_id) if may_speak(state, one, table_id)), None)


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


def called_next(state: SessionState, now_ms: Instant, table_id: TableId = MAIN) -> Waiting | None:
    """Return the one who would be called now; None where nobody waits who may speak, or the queue is paused."""
    if state.rooms[table_id].queue_paused:
        return None
    return _first(state, now_ms, table_id)


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
    now_ms: Instant,
    participant_id: ParticipantId,
    kind: TurnKind,
    entry_id: EntryId,
    table_id: TableId = MAIN,
) -> ReasonId:
    """Return why somebody speaks whom a person chose: the reason of who was next, or by hand."""
    first = _first(state, now_ms, table_id)
    if first and (first.participant_id, first.kind, first.entry_id) == (participant_id, kind, entry_id):
        return first.why
    if not entry_id and kind in REASONS:
        return REASONS[kind].why
    return BY_HAND if entry_id or (first and has_queue(state, table_id)) else NO_REASON


def coming_up(state: SessionState, now_ms: Instant, table_id: TableId = MAIN) -> tuple[Waiting, ...]:
    """Return everyone who will speak, in order: first the interrupted turns go on, then people are called."""
    interrupted = [state.turns[turn_id] for turn_id in reversed(state.rooms[table_id].floor[:-1])]
    why, words = GOES_ON
    back = [Waiting(turn.participant_id, turn.kind, NO_ENTRY, words, turn.turn_id, why) for turn in interrupted]
    return (*back, *speaking_order(state, now_ms, table_id))


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


def rank_of(entry: QueueEntry) -> tuple[int, bool]:
    """Return the rank of a wish: the lowest comes first, whatever the speaking order."""
    return (RANK.get(entry.kind, len(RANK)), not entry.ahead)


def _is_present(state: SessionState, entry: QueueEntry) -> bool:
    if entry.participant_id == SOMEONE_ELSE:
        return True  # Read aloud, or raised a hand on a phone and left the seat out.
    person = state.participants.get(entry.participant_id)
    return person is not None and person.here and not person.removed


def _waiting(entry: QueueEntry, reason: Reason) -> Waiting:
    return Waiting(entry.participant_id, entry.kind, entry.entry_id, reason.words, why=reason.why)


def _reason(state: SessionState, entry: QueueEntry) -> Reason:
    """Say why somebody comes before those who want to contribute."""
    turn = state.turns.get(entry.to_turn_id) if entry.kind is TurnKind.DIRECT_RESPONSE else None
    person = state.participants.get(turn.participant_id) if turn else None
    if person:
        return Reason(ANSWERS.why, say("answers seat {seat}", seat=person.seat))
    return REASONS.get(entry.kind, GOES_ON)
