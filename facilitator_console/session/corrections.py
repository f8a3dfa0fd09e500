"""Corrections: a turn is put right afterwards. Whose it was, of which kind, how long it lasted, or that it was none.

Other clocks stay as they are: what the item used was used. Balance, rounds and tables follow by the fold. The log
does not name the pauses of a turn, so they are read off what else happened at its table.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence

from msgspec import UNSET, UnsetType

from facilitator_console.log import Duration, Instant, NewEvent, Subject
from facilitator_console.session import room_events as rev
from facilitator_console.session.ids import (
    INTERPOSING,
    MAIN,
    OUTSIDE_QUEUE,
    SOMEONE_ELSE,
    ParticipantId,
    StretchKind,
    TurnId,
    TurnKind,
)
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import known_participant
from facilitator_console.session.room_state import Turn
from facilitator_console.session.state import SessionState
from facilitator_console.words import UserError, say

STILL_ON = Instant(1 << 62)
"""The end of what has not ended."""


def edit_turn(
    state: SessionState,
    now_ms: Instant,
    turn_id: TurnId,
    *,
    participant_id: ParticipantId | UnsetType = UNSET,
    kind: TurnKind | UnsetType = UNSET,
    talk_ms: Duration | UnsetType = UNSET,
    removed: bool = False,
) -> list[NewEvent]:
    """Put a turn right.

    Args:
        state: The session, also one that is over.
        now_ms: Now.
        turn_id: The turn.
        participant_id: Whose it was; `SOMEONE_ELSE` for a voice without a seat.
        kind: Of which kind it was.
        talk_ms: So long it lasted; a turn that was never ended ends with it.
        removed: It was not a turn.
    """
    require_allowed(state, rev.TurnEdited)
    turn = known_turn(state, turn_id)
    is_open = turn_id in state.rooms[turn.table_id].floor
    if is_open and (removed or talk_ms is not UNSET):
        # It leaves the floor by that, and while everything is frozen nobody moves.
        require_allowed(state, rev.TurnEnded, table_id=turn.table_id)
    if removed:
        return [NewEvent(rev.TurnEdited(removed=True, table_id=turn.table_id), Subject(turn_id))]
    if talk_ms is not UNSET:
        _require_fitting(state, now_ms, turn, talk_ms)
    participant_id, kind = _speaker_and_kind(state, turn, participant_id, kind)
    body = rev.TurnEdited(
        UNSET if participant_id == turn.participant_id else participant_id,
        UNSET if kind is turn.kind else kind,
        UNSET if talk_ms == turn.talk_ms and not is_open else talk_ms,
        table_id=turn.table_id,
    )
    is_same = body.participant_id is UNSET and body.kind is UNSET and body.talk_ms is UNSET
    return [] if is_same else [NewEvent(body, Subject(turn_id))]


def _speaker_and_kind(
    state: SessionState, turn: Turn, participant_id: ParticipantId | UnsetType, kind: TurnKind | UnsetType
) -> tuple[ParticipantId, TurnKind]:
    """Return who spoke and how, as they belong together: only a voice without a seat is someone else's."""
    if participant_id is UNSET:
        participant_id = SOMEONE_ELSE if kind is TurnKind.SOMEONE_ELSE else turn.participant_id
        if participant_id == SOMEONE_ELSE and kind not in {UNSET, TurnKind.SOMEONE_ELSE} and not turn.read_aloud:
            raise UserError(say("Nobody’s seat is known for that turn. Say first whose turn it was."))
    elif participant_id == SOMEONE_ELSE:
        kind = TurnKind.SOMEONE_ELSE
    else:
        _require_speaker(state, turn, participant_id)
    if kind is UNSET:
        was_nobodys = turn.kind is TurnKind.SOMEONE_ELSE and participant_id != SOMEONE_ELSE
        kind = TurnKind.CONTRIBUTION if was_nobodys else turn.kind
    return participant_id, kind


def _require_speaker(state: SessionState, turn: Turn, participant_id: ParticipantId) -> None:
    """Refuse somebody who takes no turns, or who has another one that is open."""
    person = known_participant(state, participant_id)
    if person.role in OUTSIDE_QUEUE:
        raise UserError(say("Seat {seat} watches and takes no turns.", seat=person.seat))
    floor = state.rooms[turn.table_id].floor
    others = [state.turns[turn_id] for turn_id in floor if turn_id != turn.turn_id]
    if turn.turn_id in floor and any(other.participant_id == participant_id for other in others):
        raise UserError(say("Seat {seat} is speaking already.", seat=person.seat))


def _require_fitting(state: SessionState, now_ms: Instant, turn: Turn, talk_ms: Duration) -> None:
    longest_ms = longest_talk_ms(state, now_ms, turn)
    if not 0 <= talk_ms <= longest_ms:
        minutes, seconds = divmod(longest_ms // 1000, 60)
        length = f"{minutes}:{seconds:02}"
        raise UserError(say("That turn lasted between 0:00 and {length}: then the next one began.", length=length))


# -- queries -------------------------------------------------------------------------------------------


def known_turn(state: SessionState, turn_id: TurnId) -> Turn:
    """Return the turn with this id.

    Raises:
        UserError: There is none with this id.
    """
    if turn := state.turns.get(turn_id):
        return turn
    raise UserError(say("That turn is not in this session any more."))


def longest_talk_ms(state: SessionState, now_ms: Instant, turn: Turn) -> Duration:
    """Return how long a turn can have lasted: until the next one of its table began, else until the end, or now.

    What is in the record already always fits.
    """
    later = (
        other.started_at_ms
        for other in state.turns.values()
        if _is_after(other, turn) and not (other.kind in INTERPOSING and _began_within(other, turn))
    )
    end_ms = min(later, default=state.info.closed_at_ms or now_ms)
    return Duration(max(turn.talk_ms, talk_until_ms(state, turn, end_ms)))


def talk_until_ms(state: SessionState, turn: Turn, end_ms: Instant) -> Duration:
    """Return how long somebody spoke in a turn that ended at this instant, without the pauses of its clock."""
    talk_ms, at_ms = 0, turn.started_at_ms
    for from_ms, to_ms in _still(state, turn, interposing_turns(state)):
        talk_ms += max(0, min(from_ms, end_ms) - at_ms)
        at_ms = max(at_ms, to_ms)
    return Duration(talk_ms + max(0, end_ms - at_ms))


def interposing_turns(state: SessionState) -> tuple[Turn, ...]:
    """Return the turns for which others wait, by their beginning."""
    found = (turn for turn in state.turns.values() if turn.kind in INTERPOSING)
    return tuple(sorted(found, key=lambda turn: turn.started_at_ms))


def turn_end_ms(state: SessionState, turn: Turn, interposing: Sequence[Turn]) -> Instant:
    """Return when a turn ended, also one that was made longer afterwards; 0 while it is open.

    Args:
        state: The session.
        turn: The turn.
        interposing: From `interposing_turns`.
    """
    if not turn.ended_at_ms:
        return turn.ended_at_ms
    left_ms, at_ms = int(turn.talk_ms), turn.started_at_ms
    for from_ms, to_ms in _still(state, turn, interposing):
        if left_ms <= from_ms - at_ms:
            break
        left_ms -= max(0, from_ms - at_ms)
        at_ms = max(at_ms, to_ms)
    return Instant(max(turn.ended_at_ms, at_ms + left_ms))


def _is_after(other: Turn, turn: Turn) -> bool:
    """Tell whether another turn of the same table began later."""
    is_later = other.started_at_ms >= turn.started_at_ms and other.turn_id != turn.turn_id
    return is_later and other.table_id == turn.table_id


def _began_within(other: Turn, turn: Turn) -> bool:
    return not turn.ended_at_ms or other.started_at_ms < turn.ended_at_ms


def _still(state: SessionState, turn: Turn, interposing: Sequence[Turn]) -> list[tuple[Instant, Instant]]:
    """Return the times since a turn began in which its clock stood, from and to, by their beginning."""
    found = [
        (stretch.from_ms, stretch.to_ms or STILL_ON)
        for stretch in state.stretches.values()
        if stretch.table_id == (turn.table_id if stretch.kind is StretchKind.QUIET else MAIN)
    ]
    first = bisect_left(interposing, turn.started_at_ms, key=lambda other: other.started_at_ms)
    if turn.kind in INTERPOSING:
        # Of those that began at one instant the earlier ones wait for the later ones, never the other way round.
        first = next((at for at in range(first, len(interposing)) if interposing[at].turn_id == turn.turn_id), first)
    within = itertools.takewhile(lambda other: _began_within(other, turn), interposing[first:])
    found += [(other.started_at_ms, other.ended_at_ms or STILL_ON) for other in within if _is_after(other, turn)]
    found += [(gap.from_ms, Instant(gap.from_ms + gap.excluded_ms)) for gap in state.gaps.values() if gap.excluded_ms]
    return sorted((from_ms, to_ms) for from_ms, to_ms in found if to_ms > turn.started_at_ms)
