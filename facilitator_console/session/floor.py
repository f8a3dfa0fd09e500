"""The floor: commands on turns, interruptions, the quiet minute, freezing, gaps, the lead.

At most one person speaks. A point of process, a question for clarity or someone without a seat interposes: the
turn below waits and goes on when they are done. Nobody is cut off by the program. Whoever begins or goes on has a
clock that runs: a paused item goes on with them. What may be decided while the session is closed or frozen is the table
in `legality`; every function here that makes events asks it.
"""

from __future__ import annotations

from collections.abc import Sequence

from facilitator_console.log import THE_SESSION, Duration, Instant, LaptopId, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session.evolve_room import led_with, open_stretch
from facilitator_console.session.formats import Waiting, format_of
from facilitator_console.session.ids import (
    INTERPOSING,
    MAIN,
    NO_ENTRY,
    NO_ITEM,
    NO_REASON,
    NO_TURN,
    OUTSIDE_QUEUE,
    SOMEONE_ELSE,
    EntryId,
    FreezeReason,
    GapId,
    ItemId,
    ItemStatus,
    ParticipantId,
    ReasonId,
    StopReason,
    StretchKind,
    TableId,
    TurnId,
    TurnKind,
)
from facilitator_console.session.legality import REFUSALS, Condition, require_allowed
from facilitator_console.session.people import at_seat, present_participant, seated
from facilitator_console.session.queue import (
    called_next,
    has_queue,
    is_read_aloud,
    is_waiting,
    join_queue,
    join_seats,
    require_open_queue,
    speaks_at_once,
    waiting_at,
    why_chosen,
)
from facilitator_console.session.settings import settings_of
from facilitator_console.session.state import Participant, SessionState, Turn
from facilitator_console.session.timers import item_timer, quiet_timer, turn_timer
from facilitator_console.words import Message, UserError, kept_label, say, say_n

LONGEST_QUIET_MS = 60 * 60_000
GAP_FROM_MS = 120_000
"""A gap shorter than this is not worth a word."""
GAP_STEP_MS = 10_000
NO_SEATS = say("There are no seats yet. Add them in Prepare.")


def start_turn(
    state: SessionState,
    now_ms: Instant,
    participant_id: ParticipantId,
    kind: TurnKind = TurnKind.CONTRIBUTION,
    *,
    entry_id: EntryId = NO_ENTRY,
    read_aloud: bool = False,
) -> list[NewEvent]:
    """Give somebody the floor.

    A contribution or response ends the open turns; the other kinds interpose. Somebody who waits in the queue with the
    same kind leaves it. Somebody who was interrupted in a turn of this kind goes on with it. What is read
    aloud may be of `SOMEONE_ELSE`.
    """
    require_allowed(state, ev.TurnStarted)
    if participant_id == SOMEONE_ELSE and (read_aloud or is_read_aloud(state, entry_id)):
        _require_turn(state, None, kind)
    else:
        person = present_participant(state, participant_id)
        if person.role in OUTSIDE_QUEUE:
            raise UserError(say("Seat {seat} watches and takes no turns.", seat=person.seat))
        _require_turn(state, person, kind)
        if _has_floor(state, participant_id):
            raise UserError(say("Seat {seat} is speaking already.", seat=person.seat))
    interrupted = (state.turns[turn_id] for turn_id in state.room.floor[:-1])
    own = next((turn for turn in interrupted if (turn.participant_id, turn.kind) == (participant_id, kind)), None)
    if own and not entry_id:
        return _back_to(state, own.turn_id)
    entry_id = entry_id or _entry_of(state, participant_id, kind)
    closing = [] if kind in INTERPOSING else _ends(state, state.room.floor)
    why = why_chosen(state, now_ms, participant_id, kind, entry_id)
    started = _started(state, participant_id, kind, entry_id, why, read_aloud=read_aloud)
    # The beginning comes first: it names the command. It ends the open turns itself; that they ended is kept all the
    # same, should the beginning ever be erased.
    return [*_clocks_go(state), started, *closing]


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
    _require_turn(state, None, TurnKind.CONTRIBUTION)
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
    _require_turn(state, None, kind)
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


def call_entry(state: SessionState, now_ms: Instant, entry_id: EntryId) -> list[NewEvent]:
    """Give the floor to somebody in the queue, wherever they stand in it."""
    entry = state.queue.get(entry_id)
    if entry is None:
        raise UserError(say("That entry is not in the queue any more."))
    return start_turn(state, now_ms, entry.participant_id, entry.kind, entry_id=entry_id)


def done(state: SessionState, now_ms: Instant) -> list[NewEvent]:
    """End the present turn and begin the next one, as the one key does.

    Behind an interruption the interrupted turn goes on. With nobody speaking the first in the queue begins; with
    an empty or paused queue the turn just ends.
    """
    require_allowed(state, ev.TurnEnded, ev.TurnStarted)
    floor = state.room.floor
    if len(floor) > 1:
        return _back_to(state, floor[-2])
    following = called_next(state, now_ms)
    if following is None:
        if not floor:
            raise UserError(say("Nobody is speaking and nobody is called. Add a seat to the queue."))
        return _ends(state, floor)
    clocks, started = begun(state, following)
    return [*clocks, *_ends(state, floor), started]


def end_turn(state: SessionState, _now_ms: Instant, turn_id: TurnId) -> list[NewEvent]:
    """End a turn and call nobody; behind an interruption the interrupted turn goes on."""
    require_allowed(state, ev.TurnEnded)
    turn_id, floor = _open_turn(state, turn_id).turn_id, state.room.floor
    return _back_to(state, floor[-2]) if turn_id == floor[-1] and len(floor) > 1 else _ends(state, (turn_id,))


def go_back(state: SessionState, _now_ms: Instant, turn_id: TurnId) -> list[NewEvent]:
    """End the turns that interposed; an interrupted turn goes on."""
    require_allowed(state, ev.TurnEnded)
    if _open_turn(state, turn_id).turn_id == state.room.floor[-1]:
        raise UserError(say("That turn is not interrupted."))
    return _back_to(state, turn_id)


def pause_turn(state: SessionState, _now_ms: Instant, turn_id: TurnId) -> list[NewEvent]:
    """Let a turn wait; the item goes on."""
    require_allowed(state, ev.TurnPaused)
    if _open_turn(state, turn_id).paused:
        raise UserError(say("The turn is paused already."))
    return [NewEvent(ev.TurnPaused(), Subject(turn_id))]


def resume_turn(state: SessionState, _now_ms: Instant, turn_id: TurnId) -> list[NewEvent]:
    """Let a paused turn go on; a quiet minute ends."""
    require_allowed(state, ev.TurnResumed)
    if not _open_turn(state, turn_id).paused:
        raise UserError(say("The turn is not paused."))
    return [*_clocks_go(state), NewEvent(ev.TurnResumed(), Subject(turn_id))]


def extend_turn(
    state: SessionState, _now_ms: Instant, turn_id: TurnId, by_ms: Duration | None = None
) -> list[NewEvent]:
    """Give a turn more time, by default as much as the settings say."""
    require_allowed(state, ev.TurnExtended)
    by_ms = settings_of(state).extend_turn_ms if by_ms is None else by_ms
    turn = _open_turn(state, turn_id)
    if not turn.limit_ms:
        raise UserError(say("This turn has no time limit, so it needs no more time."))
    if by_ms <= 0:
        raise UserError(say("More time must be more than nothing."))
    return [NewEvent(ev.TurnExtended(by_ms), Subject(turn_id))]


def call_back(state: SessionState, now_ms: Instant) -> list[NewEvent]:
    """Let the last speaker, done a moment ago, go on; whoever had started heads the queue.

    A turn that had interposed interposes again: the turn below waits once more.
    """
    require_allowed(state, ev.TurnCalledBack)
    last = turn_to_call_back(state, now_ms)
    if last is None:
        within_s = settings_of(state).call_back_ms // 1000
        raise UserError(
            say_n("Nobody has finished in the last second.", "Nobody has finished in the last {n} seconds.", within_s)
        )
    started = () if last.kind in INTERPOSING else state.room.floor
    events = [*_clocks_go(state), *_ends(state, started)]
    for turn_id in started:
        turn = state.turns[turn_id]
        if turn.participant_id != SOMEONE_ELSE or turn.read_aloud:
            heads = ev.QueueJoined(turn.participant_id, turn.kind, ahead=True, read_aloud=turn.read_aloud)
            events.append(NewEvent(heads))
    return [*events, NewEvent(ev.TurnCalledBack(), Subject(last.turn_id))]


def someone_else_speaks(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Let someone without a seat speak; the turn waits until they are done."""
    require_allowed(state, ev.TurnStarted)
    if speaking(state) and state.turns[state.room.floor[-1]].kind is TurnKind.SOMEONE_ELSE:
        raise UserError(say("Someone else is speaking already."))
    _require_turn(state, None, TurnKind.SOMEONE_ELSE)
    return [*_clocks_go(state), _started(state, SOMEONE_ELSE, TurnKind.SOMEONE_ELSE, NO_ENTRY, NO_REASON)]


def start_quiet(state: SessionState, _now_ms: Instant, length_ms: Duration | None = None) -> list[NewEvent]:
    """Begin a quiet minute, by default as long as the settings say: the turn waits, the item goes on."""
    require_allowed(state, ev.QuietStarted)
    length_ms = settings_of(state).quiet_ms if length_ms is None else length_ms
    if not 0 < length_ms <= LONGEST_QUIET_MS:
        raise UserError(say("Time to think must last between a second and an hour."))
    return [*_clocks_go(state), NewEvent(ev.QuietStarted(length_ms), THE_SESSION)]


def end_quiet(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """End the quiet minute."""
    require_allowed(state, ev.QuietEnded)
    return [NewEvent(ev.QuietEnded(), THE_SESSION)] if state.room.quiet else []


def freeze(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Stop every clock; session.going_on has the ways to go on."""
    require_allowed(state, ev.ClocksFrozen)
    if state.room.frozen:
        raise UserError(REFUSALS[Condition.FROZEN])
    return [NewEvent(ev.ClocksFrozen(), THE_SESSION)]


def release(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Let the clocks go on, with the plan as it is."""
    return [NewEvent(ev.ClocksReleased(), THE_SESSION)] if state.room.frozen else []


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
    require_allowed(state, ev.ClocksFrozen)
    if not state.room.frozen:
        raise UserError(say("Nothing is frozen now."))
    other = kept_label(other) if reason is FreezeReason.OTHER else ""
    shelter = kept_label(shelter) if reason is FreezeReason.ALERT else ""
    on = open_stretch(state, MAIN, StretchKind.FROZEN)
    if on and (on.reason, on.other, on.shelter) == (reason, other, shelter):
        return []
    return [NewEvent(ev.ClocksFrozen(reason, other, shelter), THE_SESSION)]


def record_gap(_state: SessionState, now_ms: Instant, from_ms: Instant) -> list[NewEvent]:
    """Record that the program did not run since `from_ms`, where that is over 2 minutes; it counts until excluded.

    Nothing finer than 10 seconds is kept: it must not tell who spoke last before it.
    """
    lasted_ms = now_ms - from_ms
    if lasted_ms < 0:
        # The clock was ahead, and was put right while the machine was off. How long that was nobody knows; without an
        # event of now the clocks would stand until they come to where it was.
        return [NewEvent(ev.GapFound(Duration(0)))]
    return [NewEvent(ev.GapFound(Duration(lasted_ms // GAP_STEP_MS * GAP_STEP_MS)))] if lasted_ms > GAP_FROM_MS else []


def exclude_gap(
    state: SessionState, _now_ms: Instant, gap_id: GapId, *, excluded_ms: Duration | None = None
) -> list[NewEvent]:
    """Let a gap, or this much of it, count for no clock."""
    gap = state.gaps.get(gap_id)
    if gap is None:
        raise UserError(say("That time without the program is not in this session."))
    lasted_ms = Duration(gap.to_ms - gap.from_ms)
    if excluded_ms is not None and not 0 <= excluded_ms <= lasted_ms:
        raise UserError(say("The time that is not counted must lie within the time without the program."))
    return [NewEvent(ev.GapExcluded(lasted_ms if excluded_ms is None else excluded_ms), Subject(gap_id))]


def take_lead(state: SessionState, now_ms: Instant, table_id: TableId = MAIN) -> list[NewEvent]:
    """Let this laptop lead a table's clock and queue from now on, with the clocks as it shows them."""
    if table_id not in state.rooms:
        raise UserError(say("That table is not in this session."))
    item = item_timer(state, now_ms) if table_id == MAIN else None
    tables = led_with(state, table_id)
    open_turns = [turn_id for led in tables for turn_id in state.rooms[led].floor]
    turns = {turn_id: timer.used_ms for turn_id in open_turns if (timer := turn_timer(state, now_ms, turn_id))}
    quiet = {led: timer.used_ms for led in tables if (timer := quiet_timer(state, now_ms, led))}
    item_ms = item.used_ms if item else Duration(0)
    return [NewEvent(ev.LeadTaken(item_ms, turns, quiet, table_id=table_id), THE_SESSION)]


def follow_session(state: SessionState, _now_ms: Instant, laptop: LaptopId) -> list[NewEvent]:
    """Stop or release the tables that this laptop leads, as the session's clocks stand.

    The agreed order is not time: until its laptop heard of a freeze, a table went on, and its turns count.
    """
    events = []
    for table in state.talk_tables.values():
        room = state.rooms[table.table_id]
        if room.lead != laptop:
            continue
        reason = StopReason.ITEM_ENDED if table.closed else _stop_reason(state, table.item_id)
        if reason is not room.stopped:
            stopped = ev.TableStopped(reason, table_id=table.table_id) if reason else None
            events.append(NewEvent(stopped or ev.TableReleased(table_id=table.table_id), Subject(table.table_id)))
    return events


def _stop_reason(state: SessionState, item_id: ItemId) -> StopReason | None:
    """Return why the tables of an item stand still; None where they go on."""
    item = state.items.get(item_id)
    if item is None or state.room.item_id != item_id or state.info.closed_at_ms:
        return StopReason.ITEM_ENDED
    if state.room.frozen:
        return StopReason.FROZEN
    return StopReason.ITEM_PAUSED if item.status is ItemStatus.PAUSED else None


# -- queries -------------------------------------------------------------------------------------------


def speaking(state: SessionState) -> Turn | None:
    """Return the turn that is on top of the floor; None where nobody speaks."""
    return state.turns[state.room.floor[-1]] if state.room.floor else None


def is_chosen(state: SessionState, participant_id: ParticipantId) -> bool:
    """Tell whether `choose` would change nothing: they are in the queue or, in a free conversation, speak."""
    if speaks_at_once(state, participant_id):
        return _has_floor(state, participant_id)
    return not settings_of(state).several_entries and is_waiting(state, participant_id, TurnKind.CONTRIBUTION)


def turn_to_call_back(state: SessionState, now_ms: Instant) -> Turn | None:
    """Return the turn that goes on if its speaker is called back now; None where there is none.

    It is that of the last speaker with a seat, done a moment ago and still in the room, in the item that is still on
    (a round asks everyone anew), who has no other turn by now: they would be put behind themselves.
    """
    last = _last_done(state)
    person = state.participants.get(last.participant_id) if last else None
    if last is None or person is None or person.removed or not person.here or last.item_id != state.room.item_id:
        return None
    if _refusal(state, person, last.kind):
        return None
    if any(state.turns[turn_id].participant_id == last.participant_id for turn_id in state.room.floor):
        return None
    return last if now_ms - last.ended_at_ms <= settings_of(state).call_back_ms else None


def begun(state: SessionState, following: Waiting) -> tuple[list[NewEvent], NewEvent]:
    """Return how somebody who waits begins: what lets the clocks go, and their turn."""
    # Whom a round calls may wait in the queue as well: that wish is met.
    entry_id = following.entry_id or _entry_of(state, following.participant_id, following.kind)
    return _clocks_go(state), _started(state, following.participant_id, following.kind, entry_id, following.why)


def _refusal(state: SessionState, person: Participant | None, kind: TurnKind) -> Message | None:
    item = state.items.get(state.room.item_id)
    return format_of(item).turn_refusal(state, item, person, kind) if item else None


def _require_turn(state: SessionState, person: Participant | None, kind: TurnKind) -> None:
    """Refuse what the format of the item does not let somebody do."""
    if refusal := _refusal(state, person, kind):
        raise UserError(refusal)


def _has_floor(state: SessionState, participant_id: ParticipantId) -> bool:
    turn = speaking(state)
    return turn is not None and turn.participant_id == participant_id


def _clocks_go(state: SessionState) -> list[NewEvent]:
    """Return the events that let a clock run: a paused item goes on."""
    require_allowed(state, ev.ItemResumed)
    item = state.items.get(state.room.item_id)
    paused = item is not None and item.status is ItemStatus.PAUSED
    return [NewEvent(ev.ItemResumed(), Subject(state.room.item_id))] if paused else []


def _back_to(state: SessionState, turn_id: TurnId) -> list[NewEvent]:
    """End the turns above; this one goes on, even if paused when it was interrupted. A quiet minute ends."""
    require_allowed(state, ev.TurnEnded, ev.TurnResumed)
    floor = state.room.floor
    waits = state.turns[turn_id].paused or state.room.quiet
    resumed = [NewEvent(ev.TurnResumed(), Subject(turn_id))] if waits else []
    return [*_clocks_go(state), *_ends(state, floor[floor.index(turn_id) + 1 :]), *resumed]


def _started(
    state: SessionState,
    participant_id: ParticipantId,
    kind: TurnKind,
    entry_id: EntryId,
    why: ReasonId,
    *,
    read_aloud: bool = False,
) -> NewEvent:
    require_allowed(state, ev.TurnStarted)
    read_aloud = read_aloud or is_read_aloud(state, entry_id)
    item = state.items.get(state.room.item_id)
    person = state.participants.get(participant_id)
    limit_ms = format_of(item).turn_limit_ms(state, item, kind, person) if item else Duration(0)
    item_id = item.item_id if item else NO_ITEM
    round_id = state.room.round_id
    started = ev.TurnStarted(
        participant_id, item_id, kind, limit_ms, entry_id, round_id, why=why, read_aloud=read_aloud
    )
    return NewEvent(started)


def _ends(state: SessionState, turn_ids: tuple[TurnId, ...]) -> list[NewEvent]:
    require_allowed(state, ev.TurnEnded)
    return [NewEvent(ev.TurnEnded(), Subject(turn_id)) for turn_id in turn_ids]


def _open_turn(state: SessionState, turn_id: TurnId) -> Turn:
    if turn_id == NO_TURN or turn_id not in state.room.floor:
        raise UserError(say("Nobody is speaking now."))
    return state.turns[turn_id]


def _entry_of(state: SessionState, participant_id: ParticipantId, kind: TurnKind) -> EntryId:
    entries = (e for e in waiting_at(state) if e.participant_id == participant_id and e.kind is kind)
    return next((entry.entry_id for entry in entries), NO_ENTRY)


def _last_done(state: SessionState) -> Turn | None:
    """Return the turn that ended last; someone without a seat is not called back."""
    here = (turn for turn in state.turns.values() if turn.table_id == MAIN)
    ended = (turn for turn in here if turn.ended_at_ms and turn.participant_id != SOMEONE_ELSE)
    return max(ended, key=lambda turn: turn.ended_at_ms, default=None)
