"""The speaking queue: who waits, and in which order they are called.

By rank first: points of process, questions for clarity, direct responses; then contributions in the order of the
item's mode. Each place has its reason in words. Nobody waits for ever: every order either is that of arrival or
moves somebody back only by as much as others have had less.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from facilitator_console.log import THE_SESSION, Instant, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import need_unfrozen, require_open
from facilitator_console.session.balance import NOT_HEARD, Heard, heard
from facilitator_console.session.ids import (
    COUNTED,
    MAIN,
    NO_ENTRY,
    NO_TURN,
    OUTSIDE_QUEUE,
    RANK,
    EntryId,
    Mode,
    ParticipantId,
    TableId,
    TurnId,
    TurnKind,
)
from facilitator_console.session.people import at_seat, known_participant, seated
from facilitator_console.session.state import AgendaItem, Participant, QueueEntry, SessionState
from facilitator_console.session.timers import turn_timer
from facilitator_console.words import Message, UserError, say, titled

TALK_STEP_MS = 30_000
"""Talk times within one such step count as equal, so that a second more or less reorders nobody."""

GIVEN_BACK_WITHIN_MS = 30_000
"""So long somebody may have had the floor and still pass as if they had not."""

IN_TURN = frozenset({Mode.GO_AROUND, Mode.TALKING_PIECE})
"""Modes in which everyone in the circle is asked, without a queue."""

NOT_HEARD_STEP = (False, 0)
"""The step of who has had no turn yet."""

REASONS = {
    TurnKind.POINT_OF_PROCESS: say("about how we talk"),
    TurnKind.CLARIFYING_QUESTION: say("a question for clarity"),
}


class Waiting(NamedTuple):
    """Somebody who will speak.

    Attributes:
        entry_id: `NO_ENTRY` for somebody whom a round asks without an entry, and for an interrupted turn.
        reason: Why at this place, in words for the room.
        turn_id: The interrupted turn that goes on; `NO_TURN` for somebody who will be called.
    """

    participant_id: ParticipantId
    kind: TurnKind
    entry_id: EntryId
    reason: Message
    turn_id: TurnId = NO_TURN


class NextUp(NamedTuple):
    """Who speaks after the present turn.

    Attributes:
        participant_id: `SOMEONE_ELSE` for an interrupted voice without a seat.
        reason: Why, in words for the room; also that they are held back.
        is_called: Called from the queue as it stands: neither do they go on nor are they held back.
    """

    participant_id: ParticipantId
    reason: Message
    is_called: bool


def join_queue(
    state: SessionState,
    _now_ms: Instant,
    participant_id: ParticipantId,
    kind: TurnKind = TurnKind.CONTRIBUTION,
    *,
    to_turn_id: TurnId = NO_TURN,
) -> list[NewEvent]:
    """Put somebody into the queue; a direct response names the turn that it answers."""
    require_open(state)
    person = known_participant(state, participant_id)
    if person.role in OUTSIDE_QUEUE:
        raise UserError(say("Seat {seat} watches and is outside the queue.", seat=person.seat))
    if kind not in RANK:
        raise UserError(say("Someone without a seat speaks at once and does not queue."))
    if kind is TurnKind.CONTRIBUTION:
        _need_open_queue(state)
    if is_waiting(state, participant_id, kind):
        raise UserError(say("Seat {seat} is in the queue already.", seat=person.seat))
    return [NewEvent(ev.QueueJoined(participant_id, kind, to_turn_id))]


def join_seats(
    state: SessionState,
    now_ms: Instant,
    seats: Sequence[int],
    kind: TurnKind = TurnKind.CONTRIBUTION,
    *,
    to_turn_id: TurnId = NO_TURN,
) -> list[NewEvent]:
    """Put several seats into the queue, in this order; who waits already keeps their place."""
    people = [at_seat(state, seat).participant_id for seat in dict.fromkeys(seats)]
    new = [person for person in people if not is_waiting(state, person, kind)]
    if people and not new:
        raise UserError(say("Those seats are in the queue already."))
    return [event for person in new for event in join_queue(state, now_ms, person, kind, to_turn_id=to_turn_id)]


def leave_queue(state: SessionState, _now_ms: Instant, entry_id: EntryId) -> list[NewEvent]:
    """Take an entry out of the queue."""
    if entry_id not in state.queue:
        raise UserError(say("That place in the queue is gone already."))
    return [NewEvent(ev.QueueLeft(), Subject(entry_id))]


def hold_queue(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Call nobody until the queue is released."""
    return [] if state.room.queue_held else [NewEvent(ev.QueueHeld(), THE_SESSION)]


def release_queue(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Call people again."""
    return [NewEvent(ev.QueueReleased(), THE_SESSION)] if state.room.queue_held else []


def close_queue(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Take no more contributions; who waits stays."""
    return [] if state.room.queue_closed else [NewEvent(ev.QueueClosed(), THE_SESSION)]


def open_queue(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Take contributions again."""
    return [NewEvent(ev.QueueOpened(), THE_SESSION)] if state.room.queue_closed else []


def pass_turn(
    state: SessionState, now_ms: Instant, participant_id: ParticipantId, *, for_now: bool = False
) -> list[NewEvent]:
    """In a round, somebody passes; `for_now` asks them again at its end.

    A turn that they were given just now does not count; one in which they have spoken for a while ends and stays.
    Refused while everything is frozen: it could end the present turn.
    """
    need_unfrozen(state)
    item = state.items.get(state.room.item_id)
    if item is None or item.mode not in IN_TURN:
        raise UserError(say("Passing belongs to a round, and no round is on."))
    person = known_participant(state, participant_id)
    given = next((t for t in state.room.floor if state.turns[t].participant_id == participant_id), NO_TURN)
    timer = turn_timer(state, now_ms, given)
    if timer and timer.used_ms > GIVEN_BACK_WITHIN_MS:
        return [NewEvent(ev.TurnEnded(), Subject(given)), NewEvent(ev.Passed(person.participant_id, item.item_id))]
    return [NewEvent(ev.Passed(person.participant_id, item.item_id, for_now, given))]


# -- queries -------------------------------------------------------------------------------------------


def waiting_at(state: SessionState, table_id: TableId = MAIN) -> tuple[QueueEntry, ...]:
    """The entries of a table's queue, in the order in which they came."""
    return tuple(entry for entry in state.queue.values() if entry.table_id == table_id)


def is_waiting(state: SessionState, participant_id: ParticipantId, kind: TurnKind) -> bool:
    """Whether somebody has an entry of this kind."""
    return any(entry.participant_id == participant_id and entry.kind is kind for entry in waiting_at(state))


def has_queue(state: SessionState) -> bool:
    """Whether people wait for their turn now; in a free conversation who is chosen speaks."""
    item = state.items.get(state.room.item_id)
    return item is None or item.mode is not Mode.OPEN_FLOOR


def takes_seats(state: SessionState) -> bool:
    """Whether people can come to the queue with a contribution now."""
    return has_queue(state) and not state.room.queue_closed and not state.info.closed_at_ms


def speaking_order(state: SessionState, now_ms: Instant) -> tuple[Waiting, ...]:
    """Everyone who waits, in the order in which they will be called."""
    item = state.items.get(state.room.item_id)
    mode = item.mode if item else Mode.STACK
    had = heard(state, now_ms)

    def step(entry: QueueEntry) -> tuple[bool, int]:
        by_talk = mode is Mode.BALANCED_STACK and entry.kind is TurnKind.CONTRIBUTION
        return _talk_step(had.get(entry.participant_id, NOT_HEARD)) if by_talk else NOT_HEARD_STEP

    def place(entry: QueueEntry) -> tuple[int, bool, tuple[bool, int]]:
        return (RANK.get(entry.kind, len(RANK)), not entry.ahead, step(entry))

    # Sorting is stable: among equals the order of arrival stays.
    entries = sorted((e for e in waiting_at(state) if _is_present(state, e.participant_id)), key=place)
    first_behind = sum(1 for entry in entries if entry.ahead or entry.kind is not TurnKind.CONTRIBUTION)
    order = [_waiting(entry, _reason(state, entry)) for entry in entries[:first_behind]]
    if item and mode in IN_TURN:
        order += _round(state, item)
    before = None
    for entry in entries[first_behind:]:
        order.append(_waiting(entry, _reason_of_place(mode, step(entry), before)))
        before = step(entry)
    return tuple(order)


def called_next(state: SessionState, now_ms: Instant) -> Waiting | None:
    """Who would be called now; None where nobody waits, or the queue is held."""
    return None if state.room.queue_held else next(iter(speaking_order(state, now_ms)), None)


def coming_up(state: SessionState, now_ms: Instant) -> tuple[Waiting, ...]:
    """Everyone who will speak, in order: first the interrupted turns go on, then people are called."""
    interrupted = [state.turns[turn_id] for turn_id in reversed(state.room.floor[:-1])]
    goes_on = say("goes on")
    back = [Waiting(turn.participant_id, turn.kind, NO_ENTRY, goes_on, turn.turn_id) for turn in interrupted]
    return (*back, *speaking_order(state, now_ms))


def next_to_speak(state: SessionState, now_ms: Instant) -> NextUp | None:
    """Who speaks after the present turn, as every part of the screen names them; None where nobody will."""
    return next_of(state, coming_up(state, now_ms))


def next_of(state: SessionState, order: Sequence[Waiting]) -> NextUp | None:
    """Who speaks after the present turn; None where nobody will.

    A held queue still has its first: they are named as held back.

    Args:
        state: The session.
        order: Everyone who will speak, as `coming_up` has it.
    """
    if state.info.closed_at_ms or not order:
        return None
    first = order[0]
    if first.turn_id or not state.room.queue_held:
        return NextUp(first.participant_id, first.reason, is_called=not first.turn_id)
    return NextUp(first.participant_id, say("{reason}, held back", reason=first.reason), is_called=False)


def _need_open_queue(state: SessionState) -> None:
    if not has_queue(state):
        title = titled(state.items[state.room.item_id].title)
        raise UserError(say("“{title}” is a free conversation without a queue.", title=title))
    if state.room.queue_closed:
        raise UserError(say("The queue is closed. Open it to add a seat."))


def _is_present(state: SessionState, participant_id: ParticipantId) -> bool:
    person = state.participants.get(participant_id)
    return person is not None and not person.removed


def _talk_step(had: Heard) -> tuple[bool, int]:
    return (had.turns > 0, had.talk_ms // TALK_STEP_MS)


def _waiting(entry: QueueEntry, reason: Message) -> Waiting:
    return Waiting(entry.participant_id, entry.kind, entry.entry_id, reason)


def _reason(state: SessionState, entry: QueueEntry) -> Message:
    """Why somebody comes before those who want to contribute."""
    if entry.kind is TurnKind.DIRECT_RESPONSE:
        return _answers(state, entry)
    return REASONS.get(entry.kind, say("goes on"))


def _reason_of_place(mode: Mode, step: tuple[bool, int], before: tuple[bool, int] | None) -> Message:
    """Why a contribution stands behind the one before it.

    Without figures: who looks over a shoulder learns no more than the order itself shows.
    """
    if mode in IN_TURN:
        return say("after the round")
    if mode is not Mode.BALANCED_STACK:
        return say("came first") if before is None else say("came later")
    if step == NOT_HEARD_STEP:
        return say("first time, came later") if before == step else say("first time")
    if before == step:
        return say("same, came later")
    return say("has spoken before") if before in {None, NOT_HEARD_STEP} else say("has had more time")


def _answers(state: SessionState, entry: QueueEntry) -> Message:
    turn = state.turns.get(entry.to_turn_id)
    person = state.participants.get(turn.participant_id) if turn else None
    return say("answers seat {seat}", seat=person.seat) if person else say("answers")


# -- rounds --------------------------------------------------------------------------------------------


def _round(state: SessionState, item: AgendaItem) -> list[Waiting]:
    """Whom a round still asks: along the seats from the last speaker; those who passed for now at its end.

    A go-around asks everyone once. A talking piece goes around again and again.
    """
    circle = [person for person in seated(state) if person.role not in OUTSIDE_QUEUE]
    had = {person.participant_id: 0 for person in circle}
    passed_for_now: dict[ParticipantId, None] = {}
    last: ParticipantId | None = None
    for turn in state.turns.values():
        if turn.table_id == MAIN and turn.item_id == item.item_id and turn.kind in COUNTED - {TurnKind.DIRECT_RESPONSE}:
            had[turn.participant_id] = had.get(turn.participant_id, 0) + 1
            last = turn.participant_id
    for passing in state.passes.values():
        if passing.table_id != MAIN or passing.item_id != item.item_id:
            continue
        if passing.for_now:
            passed_for_now.pop(passing.participant_id, None)
            passed_for_now[passing.participant_id] = None
        else:
            had[passing.participant_id] = had.get(passing.participant_id, 0) + 1
    speaking = {state.turns[turn_id].participant_id for turn_id in state.room.floor}
    asked = [person for person in _from_last(circle, last) if person.participant_id not in speaking]
    if item.mode is Mode.GO_AROUND:
        asked = [person for person in asked if had[person.participant_id] == 0]
    at_end = list(passed_for_now)
    asked.sort(key=lambda person: _round_place(person.participant_id, had, at_end))
    return [
        Waiting(
            person.participant_id,
            TurnKind.CONTRIBUTION,
            NO_ENTRY,
            say("passed for now") if person.participant_id in passed_for_now else say("in the round"),
        )
        for person in asked
    ]


def _round_place(
    participant_id: ParticipantId, had: dict[ParticipantId, int], at_end: list[ParticipantId]
) -> tuple[int, int]:
    waits = had[participant_id] == 0 and participant_id in at_end
    return (had[participant_id], at_end.index(participant_id) + 1 if waits else 0)


def _from_last(circle: list[Participant], last: ParticipantId | None) -> list[Participant]:
    """The circle, beginning behind the last speaker."""
    places = [place for place, person in enumerate(circle) if person.participant_id == last]
    start = places[0] + 1 if places else 0
    return circle[start:] + circle[:start]
