"""The progress of a round: who has had a turn in it, who passed, who passed for now.

A round is what `RoundStarted` began: only turns and passes with its id count in it, so that another round in the same
item asks everyone anew. Where a round only goes on, because it turned the other way or its item was begun again, it is
a further one of the part `GOES_ON`, and what came in the one before it counts too. Below the formats, which read this.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from facilitator_console.log import Instant
from facilitator_console.session.ids import (
    COUNTED,
    MAIN,
    NO_ROUND,
    ItemId,
    ParticipantId,
    RoundId,
    RoundPart,
    TurnKind,
)
from facilitator_console.session.room_state import Round
from facilitator_console.session.state import Participant, SessionState

GOES_ON = RoundPart("goes_on")
"""The part of a round that continues the one before it."""
TURNS_OF_A_ROUND = COUNTED - {TurnKind.DIRECT_RESPONSE}
"""A response to somebody else does not use up one's turn in a round."""


class Step(NamedTuple):
    """Represents a turn or a pass in a round.

    Attributes:
        number: Of two at one instant the lower one came first.
        is_turn: Not a pass.
        for_now: A pass for now.
        is_open: A turn that has not ended.
    """

    at_ms: Instant
    number: int
    participant_id: ParticipantId
    round_id: RoundId
    is_turn: bool = False
    for_now: bool = False
    is_open: bool = False


def round_on(state: SessionState) -> Round | None:
    """Return the round, or the part of the item, that is on; None where none is."""
    return state.rounds.get(state.room.round_id)


def last_round(state: SessionState, item_id: ItemId) -> Round | None:
    """Return the last round of an item, whether it is on or not; None where it had none."""
    of_item = (
        round_ for round_ in reversed(state.rounds.values()) if (round_.table_id, round_.item_id) == (MAIN, item_id)
    )
    return next(of_item, None)


def rounds_counted(state: SessionState) -> tuple[RoundId, ...]:
    """Return the rounds whose turns count in the one that is on: itself, and those that it continues.

    `NO_ROUND` stands for what was said in an item before its first round, where that is continued; and alone where no
    round is on.
    """
    on = round_on(state)
    if on is None:
        return (NO_ROUND,)
    found: list[RoundId] = []
    for round_ in reversed(state.rounds.values()):
        if (round_.table_id, round_.item_id) != (MAIN, on.item_id) or (not found and round_.round_id != on.round_id):
            continue
        found.append(round_.round_id)
        if round_.part != GOES_ON:
            return tuple(found)
    return (*found, NO_ROUND)


def steps(state: SessionState, item_id: ItemId) -> list[Step]:
    """Return the turns and passes of the round that is on, in the order in which they came."""
    counted = rounds_counted(state)
    floor = state.room.floor
    turns = (
        Step(
            turn.started_at_ms,
            _number(turn.turn_id),
            turn.participant_id,
            turn.round_id,
            is_turn=True,
            is_open=turn.turn_id in floor,
        )
        for turn in state.turns.values()
        if (turn.table_id, turn.item_id) == (MAIN, item_id) and turn.kind in TURNS_OF_A_ROUND
        if turn.round_id in counted
    )
    passes = (
        Step(passing.at_ms, _number(subject), passing.participant_id, passing.round_id, for_now=passing.for_now)
        for subject, passing in state.passes.items()
        if (passing.table_id, passing.item_id) == (MAIN, item_id) and passing.round_id in counted
    )
    return sorted((*turns, *passes))


def along(
    people: Iterable[Participant], seat: int, *, backwards: bool = False, behind: bool = True
) -> list[Participant]:
    """Return people along the seats, once around the circle, beginning behind a seat or at it."""

    def place(person: Participant) -> tuple[bool, int]:
        ahead = seat - person.seat if backwards else person.seat - seat
        return (ahead <= 0 if behind else ahead < 0, ahead)

    return sorted(people, key=place)


def last_turn(state: SessionState, taken: Sequence[Step]) -> ParticipantId | None:
    """Return who took the last of these turns; None before anyone has, and where a choice was made of who is next."""
    turns, on = [step for step in taken if step.is_turn], round_on(state)
    if not turns or (on is not None and on.first_id and turns[-1].round_id != on.round_id):
        return None
    return turns[-1].participant_id


def _number(entity_id: str) -> int:
    """Return the number of the event that made an entity."""
    number = entity_id.rpartition(".")[2]
    return int(number) if number.isdecimal() else 0
