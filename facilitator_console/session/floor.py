"""The floor: commands on turns, interruptions, the quiet minute, freezing.

At most one person speaks. A point of process, a question for clarity or someone without a seat interposes: the
turn below waits and goes on when they are done. Nobody is cut off by the program. Whoever begins or goes on has a
clock that runs: a paused item goes on with them. What may be decided while the session is closed or frozen is the table
in `legality`; every function here that makes events asks it.
"""

from __future__ import annotations

from collections.abc import Sequence

from facilitator_console.log import THE_SESSION, Duration, Instant, NewEvent, Subject
from facilitator_console.session import room_events as rev
from facilitator_console.session.calling_order import (
    called_next,
    has_queue,
    is_waiting,
    speaks_at_once,
    waits_without_seat,
    why_chosen,
)
from facilitator_console.session.evolve_clocks import open_stretch
from facilitator_console.session.ids import (
    INTERPOSING,
    MAIN,
    NO_ENTRY,
    NO_REASON,
    NO_TURN,
    OUTSIDE_QUEUE,
    SOMEONE_ELSE,
    EntryId,
    FreezeReason,
    ParticipantId,
    StretchKind,
    TableId,
    TurnId,
    TurnKind,
)
from facilitator_console.session.legality import REFUSALS, Condition, require_allowed
from facilitator_console.session.people import at_seat, present_participant, seated
from facilitator_console.session.queue import join_queue, join_seats, require_open_queue
from facilitator_console.session.room_state import Turn
from facilitator_console.session.settings import settings_of
from facilitator_console.session.state import SessionState
from facilitator_console.session.turns import (
    back_to,
    begun,
    clocks_go,
    entry_of,
    last_done,
    open_turn,
    require_turn,
    room_at,
    turn_ends,
    turn_refusal,
    turn_started,
)
from facilitator_console.words import UserError, kept_label, say, say_n

LONGEST_QUIET_MS = 60 * 60_000
NO_SEATS = say("There are no seats yet. Add them in Prepare.")


def start_turn(
    state: SessionState,
    _now_ms: Instant,
    participant_id: ParticipantId,
    kind: TurnKind = TurnKind.CONTRIBUTION,
    *,
    entry_id: EntryId = NO_ENTRY,
    read_aloud: bool = False,
    table_id: TableId = MAIN,
) -> list[NewEvent]:
    """Give somebody the floor, of the plenary or of a table.

    A contribution or response ends the open turns; the other kinds interpose. Somebody who waits in the queue with the
    same kind leaves it. Somebody who was interrupted in a turn of this kind goes on with it. What is read
    aloud may be of `SOMEONE_ELSE`.
    """
    floor = room_at(state, table_id, rev.TurnStarted).floor
    if participant_id == SOMEONE_ELSE and (read_aloud or waits_without_seat(state, entry_id)):
        require_turn(state, None, kind, table_id)
    else:
        person = present_participant(state, participant_id)
        if person.role in OUTSIDE_QUEUE:
            raise UserError(say("Seat {seat} watches and takes no turns.", seat=person.seat))
        require_turn(state, person, kind, table_id)
        if _has_floor(state, participant_id, table_id):
            raise UserError(say("Seat {seat} is speaking already.", seat=person.seat))
    interrupted = (state.turns[turn_id] for turn_id in floor[:-1])
    own = next((turn for turn in interrupted if (turn.participant_id, turn.kind) == (participant_id, kind)), None)
    if own and not entry_id:
        return back_to(state, own.turn_id)
    entry_id = entry_id or entry_of(state, participant_id, kind, table_id)
    closing = [] if kind in INTERPOSING else turn_ends(state, floor)
    why = why_chosen(state, participant_id, kind, entry_id, table_id)
    started = turn_started(state, participant_id, kind, entry_id, why, table_id, read_aloud=read_aloud)
    # The beginning comes first: it names the command. It ends the open turns itself; that they ended is kept all the
    # same, should the beginning ever be erased.
    return [*clocks_go(state, table_id), started, *closing]


def choose(
    state: SessionState, now_ms: Instant, participant_id: ParticipantId, table_id: TableId = MAIN
) -> list[NewEvent]:
    """Let somebody ask to speak: they join the queue; in a free conversation, which has none, they speak now."""
    if speaks_at_once(state, participant_id, table_id):
        return start_turn(state, now_ms, participant_id, table_id=table_id)
    return join_queue(state, now_ms, participant_id, table_id=table_id)


def choose_seats(
    state: SessionState, now_ms: Instant, seats: Sequence[int], table_id: TableId = MAIN
) -> list[NewEvent]:
    """Let several seats ask to speak; in a free conversation one at a time.

    Without seats nothing is decided: it is only refused where no seat could be chosen now.
    """
    queues = has_queue(state, table_id)
    require_allowed(state, rev.QueueJoined if queues else rev.TurnStarted, table_id=table_id)
    if not seated(state):
        raise UserError(NO_SEATS)
    if len(seats) == 1 and speaks_at_once(state, at_seat(state, seats[0]).participant_id, table_id):
        return start_at_seat(state, now_ms, seats, table_id=table_id)
    if queues:
        require_open_queue(state, table_id)
        return join_seats(state, now_ms, seats, table_id=table_id)
    require_turn(state, None, TurnKind.CONTRIBUTION, table_id)
    return start_at_seat(state, now_ms, seats, table_id=table_id) if seats else []


def interpose(
    state: SessionState,
    now_ms: Instant,
    kind: TurnKind,
    seats: Sequence[int],
    *,
    at_once: bool = False,
    table_id: TableId = MAIN,
) -> list[NewEvent]:
    """Let seats respond, ask or speak about process: next in the queue, or at once as in a free conversation.

    Without seats nothing is decided: it is only refused where nobody could interpose now.
    """
    queues = has_queue(state, table_id) and not at_once
    require_allowed(state, rev.QueueJoined if queues else rev.TurnStarted, table_id=table_id)
    if not seated(state):
        raise UserError(NO_SEATS)
    require_turn(state, None, kind, table_id)
    if not queues:
        return start_at_seat(state, now_ms, seats, kind, table_id=table_id) if seats else []
    turn = speaking(state, table_id)
    answered = turn.turn_id if turn and kind is TurnKind.DIRECT_RESPONSE else NO_TURN
    return join_seats(state, now_ms, seats, kind, to_turn_id=answered, table_id=table_id)


def start_at_seat(
    state: SessionState,
    now_ms: Instant,
    seats: Sequence[int],
    kind: TurnKind = TurnKind.CONTRIBUTION,
    *,
    read_aloud: bool = False,
    table_id: TableId = MAIN,
) -> list[NewEvent]:
    """Give the floor to the person at a seat; of several only one could begin, so they are refused."""
    if len(set(seats)) != 1:
        raise UserError(say("One seat speaks at a time. Choose one."))
    person = at_seat(state, seats[0]).participant_id
    return start_turn(state, now_ms, person, kind, read_aloud=read_aloud, table_id=table_id)


def call_entry(state: SessionState, now_ms: Instant, entry_id: EntryId) -> list[NewEvent]:
    """Give the floor to somebody in the queue, wherever they stand in it."""
    entry = state.queue.get(entry_id)
    if entry is None:
        raise UserError(say("That entry is not in the queue any more."))
    return start_turn(state, now_ms, entry.participant_id, entry.kind, entry_id=entry_id, table_id=entry.table_id)


def done(state: SessionState, _now_ms: Instant, table_id: TableId = MAIN) -> list[NewEvent]:
    """End the present turn and begin the next one, as the one key does.

    Behind an interruption the interrupted turn goes on. With nobody speaking the first in the queue begins; with
    an empty or paused queue the turn just ends.
    """
    floor = room_at(state, table_id, rev.TurnEnded, rev.TurnStarted).floor
    if len(floor) > 1:
        return back_to(state, floor[-2])
    following = called_next(state, table_id)
    if following is None:
        if not floor:
            if table_id != MAIN:
                require_turn(state, None, TurnKind.CONTRIBUTION, table_id)
            raise UserError(say("Nobody is speaking and nobody is called. Add a seat to the queue."))
        return turn_ends(state, floor)
    clocks, started = begun(state, following, table_id)
    return [*clocks, *turn_ends(state, floor), started]


def end_turn(state: SessionState, _now_ms: Instant, turn_id: TurnId) -> list[NewEvent]:
    """End a turn, at whichever table, and call nobody; behind an interruption the interrupted turn goes on."""
    turn, room = open_turn(state, turn_id, rev.TurnEnded)
    on_top = turn.turn_id == room.floor[-1] and len(room.floor) > 1
    return back_to(state, room.floor[-2]) if on_top else turn_ends(state, (turn.turn_id,))


def go_back(state: SessionState, _now_ms: Instant, turn_id: TurnId) -> list[NewEvent]:
    """End the turns that interposed; an interrupted turn goes on."""
    turn, room = open_turn(state, turn_id, rev.TurnEnded)
    if turn.turn_id == room.floor[-1]:
        raise UserError(say("That turn is not interrupted."))
    return back_to(state, turn_id)


def pause_turn(state: SessionState, _now_ms: Instant, turn_id: TurnId) -> list[NewEvent]:
    """Let a turn wait; the item goes on."""
    turn, _ = open_turn(state, turn_id, rev.TurnPaused)
    if turn.paused:
        raise UserError(say("The turn is paused already."))
    return [NewEvent(rev.TurnPaused(table_id=turn.table_id), Subject(turn_id))]


def resume_turn(state: SessionState, _now_ms: Instant, turn_id: TurnId) -> list[NewEvent]:
    """Let a paused turn go on; a quiet minute ends."""
    turn, _ = open_turn(state, turn_id, rev.TurnResumed)
    if not turn.paused:
        raise UserError(say("The turn is not paused."))
    resumed = NewEvent(rev.TurnResumed(table_id=turn.table_id), Subject(turn_id))
    return [*clocks_go(state, turn.table_id), resumed]


def extend_turn(
    state: SessionState, _now_ms: Instant, turn_id: TurnId, by_ms: Duration | None = None
) -> list[NewEvent]:
    """Give a turn more time, by default as much as the settings say."""
    by_ms = settings_of(state).extend_turn_ms if by_ms is None else by_ms
    turn, _ = open_turn(state, turn_id, rev.TurnExtended)
    if not turn.limit_ms:
        raise UserError(say("This turn has no time limit, so it needs no more time."))
    if by_ms <= 0:
        raise UserError(say("More time must be more than nothing."))
    return [NewEvent(rev.TurnExtended(by_ms, table_id=turn.table_id), Subject(turn_id))]


def call_back(state: SessionState, now_ms: Instant, table_id: TableId = MAIN) -> list[NewEvent]:
    """Let the last speaker, done a moment ago, go on; whoever had started heads the queue.

    A turn that had interposed interposes again: the turn below waits once more.
    """
    room = room_at(state, table_id, rev.TurnCalledBack)
    last = turn_to_call_back(state, now_ms, table_id)
    if last is None:
        within_s = settings_of(state).call_back_ms // 1000
        raise UserError(
            say_n("Nobody has finished in the last second.", "Nobody has finished in the last {n} seconds.", within_s)
        )
    started = () if last.kind in INTERPOSING else room.floor
    events = [*clocks_go(state, table_id), *turn_ends(state, started)]
    for turn_id in started:
        turn = state.turns[turn_id]
        if turn.kind is not TurnKind.SOMEONE_ELSE:
            heads = rev.QueueJoined(
                turn.participant_id,
                turn.kind,
                ahead=True,
                read_aloud=turn.read_aloud,
                submission_id=turn.submission_id,
                table_id=table_id,
            )
            events.append(NewEvent(heads))
    return [*events, NewEvent(rev.TurnCalledBack(table_id=table_id), Subject(last.turn_id))]


def someone_else_speaks(state: SessionState, _now_ms: Instant, table_id: TableId = MAIN) -> list[NewEvent]:
    """Let someone without a seat speak; the turn waits until they are done."""
    room = room_at(state, table_id, rev.TurnStarted)
    if room.floor and state.turns[room.floor[-1]].kind is TurnKind.SOMEONE_ELSE:
        raise UserError(say("Someone else is speaking already."))
    require_turn(state, None, TurnKind.SOMEONE_ELSE, table_id)
    started = turn_started(state, SOMEONE_ELSE, TurnKind.SOMEONE_ELSE, NO_ENTRY, NO_REASON, table_id)
    return [*clocks_go(state, table_id), started]


def start_quiet(
    state: SessionState, _now_ms: Instant, length_ms: Duration | None = None, table_id: TableId = MAIN
) -> list[NewEvent]:
    """Begin a quiet minute, by default as long as the settings say: the turn waits, the item goes on."""
    room_at(state, table_id, rev.QuietStarted)
    length_ms = settings_of(state).quiet_ms if length_ms is None else length_ms
    if not 0 < length_ms <= LONGEST_QUIET_MS:
        raise UserError(say("Time to think must last between a second and an hour."))
    started = NewEvent(rev.QuietStarted(length_ms, table_id=table_id), THE_SESSION)
    return [*clocks_go(state, table_id), started]


def end_quiet(state: SessionState, _now_ms: Instant, table_id: TableId = MAIN) -> list[NewEvent]:
    """End the quiet minute."""
    on = room_at(state, table_id, rev.QuietEnded).quiet
    return [NewEvent(rev.QuietEnded(table_id=table_id), THE_SESSION)] if on else []


def freeze(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Stop every clock; session.going_on has the ways to go on."""
    require_allowed(state, rev.ClocksFrozen)
    if state.room.frozen:
        raise UserError(REFUSALS[Condition.FROZEN])
    return [NewEvent(rev.ClocksFrozen(), THE_SESSION)]


def release(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Let the clocks go on, with the plan as it is."""
    return [NewEvent(rev.ClocksReleased(), THE_SESSION)] if state.room.frozen else []


def give_reason(
    state: SessionState, _now_ms: Instant, reason: FreezeReason, *, other: str = "", shelter: str = ""
) -> list[NewEvent]:
    """Say why everything is frozen; it stays in the internal record, but for the place of the shelter in an alert.

    Args:
        state: The session.
        reason: One of the fixed reasons.
        other: The reason in words, where it is none of the others.
        shelter: Where people go in an alert.
    """
    require_allowed(state, rev.ClocksFrozen)
    if not state.room.frozen:
        raise UserError(say("Nothing is frozen now."))
    other = kept_label(other) if reason is FreezeReason.OTHER else ""
    shelter = kept_label(shelter) if reason is FreezeReason.ALERT else ""
    on = open_stretch(state, MAIN, StretchKind.FROZEN)
    if on and (on.reason, on.other, on.shelter) == (reason, other, shelter):
        return []
    return [NewEvent(rev.ClocksFrozen(reason, other, shelter), THE_SESSION)]


# -- queries -------------------------------------------------------------------------------------------


def speaking(state: SessionState, table_id: TableId = MAIN) -> Turn | None:
    """Return the turn that is on top of the floor; None where nobody speaks."""
    floor = state.rooms[table_id].floor
    return state.turns[floor[-1]] if floor else None


def is_chosen(state: SessionState, participant_id: ParticipantId, table_id: TableId = MAIN) -> bool:
    """Tell whether `choose` would change nothing: they are in the queue or, in a free conversation, speak."""
    if speaks_at_once(state, participant_id, table_id):
        return _has_floor(state, participant_id, table_id)
    waits = is_waiting(state, participant_id, TurnKind.CONTRIBUTION, table_id)
    return waits and not settings_of(state).several_entries


def turn_to_call_back(state: SessionState, now_ms: Instant, table_id: TableId = MAIN) -> Turn | None:
    """Return the turn that goes on if its speaker is called back now; None where there is none.

    It is that of the last speaker with a seat, done a moment ago and still in the room, in the item that is still on
    (a round asks everyone anew), who has no other turn by now: they would be put behind themselves.
    """
    last, floor = last_done(state, table_id), state.rooms[table_id].floor
    person = state.participants.get(last.participant_id) if last else None
    if last is None or person is None or person.removed or not person.here or last.item_id != state.room.item_id:
        return None
    if turn_refusal(state, person, last.kind, table_id):
        return None
    if any(state.turns[turn_id].participant_id == last.participant_id for turn_id in floor):
        return None
    return last if now_ms - last.ended_at_ms <= settings_of(state).call_back_ms else None


def _has_floor(state: SessionState, participant_id: ParticipantId, table_id: TableId) -> bool:
    turn = speaking(state, table_id)
    return turn is not None and turn.participant_id == participant_id
