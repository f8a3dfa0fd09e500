"""The round: each is asked once, in turn, along the seats; each may pass, or pass for now. No reason is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from facilitator_console.log import Instant
from facilitator_console.session.formats.format import Format, Reason, SpeakingOrder, Waiting
from facilitator_console.session.ids import COUNTED, MAIN, NO_ENTRY, NO_TURN, ItemId, ParticipantId, ReasonId, TurnKind
from facilitator_console.session.people import circle
from facilitator_console.session.state import AgendaItem, Participant, QueueEntry, SessionState
from facilitator_console.words import say

TURNS_OF_A_ROUND = COUNTED - {TurnKind.DIRECT_RESPONSE}
"""A response to somebody else does not use up one's turn in a round."""
IN_ROUND = Reason(ReasonId("in_round"), say("in the round"))
PASSED_FOR_NOW = Reason(ReasonId("passed_for_now"), say("passed for now"))
AFTER_ROUND = Reason(ReasonId("after_round"), say("after the round"))


class SoFar(NamedTuple):
    """Holds the progress of a round.

    Attributes:
        had: How many turns everyone has had or passed.
        passed_for_now: Who passed for now, in the order in which they are asked again.
        last: Who spoke last; None before anyone has.
    """

    had: Mapping[ParticipantId, int]
    passed_for_now: Sequence[ParticipantId]
    last: ParticipantId | None


class Round(SpeakingOrder):
    """Goes along the seats from the last speaker; those who passed for now are asked at its end."""

    name = "go_around"
    asks_each = True

    def asked(self, state: SessionState, item: AgendaItem) -> list[Waiting]:
        """Return those whom the round still asks."""
        so_far = _so_far(state, item.item_id)
        speaking = {state.turns[turn_id].participant_id for turn_id in state.room.floor}
        asked = [
            person.participant_id
            for person in _from_last(circle(state), so_far.last)
            if person.participant_id not in speaking and self.asks_again(so_far.had.get(person.participant_id, 0))
        ]
        asked.sort(key=lambda participant_id: _place(participant_id, so_far))
        return [_waiting(participant_id, so_far) for participant_id in asked]

    def asks_again(self, had: int) -> bool:
        """Tell whether somebody who has had so many turns is still asked."""
        return had == 0

    def arranged(
        self, _state: SessionState, _now_ms: Instant, entries: Sequence[QueueEntry]
    ) -> list[tuple[QueueEntry, Reason]]:
        """Put those who want to contribute beside the round after it."""
        return [(entry, AFTER_ROUND) for entry in entries]


def _so_far(state: SessionState, item_id: ItemId) -> SoFar:
    had: dict[ParticipantId, int] = {}
    passed_for_now: dict[ParticipantId, None] = {}
    last: ParticipantId | None = None
    for turn in state.turns.values():
        if turn.table_id == MAIN and turn.item_id == item_id and turn.kind in TURNS_OF_A_ROUND:
            had[turn.participant_id] = had.get(turn.participant_id, 0) + 1
            last = turn.participant_id
    for passing in state.passes.values():
        if passing.table_id != MAIN or passing.item_id != item_id:
            continue
        if passing.for_now:
            passed_for_now.pop(passing.participant_id, None)
            passed_for_now[passing.participant_id] = None
        else:
            had[passing.participant_id] = had.get(passing.participant_id, 0) + 1
    return SoFar(had, list(passed_for_now), last)


def _from_last(people: Sequence[Participant], last: ParticipantId | None) -> list[Participant]:
    """Return the circle, beginning behind the last speaker."""
    places = [place for place, person in enumerate(people) if person.participant_id == last]
    start = places[0] + 1 if places else 0
    return [*people[start:], *people[:start]]


def _place(participant_id: ParticipantId, so_far: SoFar) -> tuple[int, int]:
    had = so_far.had.get(participant_id, 0)
    waits = had == 0 and participant_id in so_far.passed_for_now
    return (had, so_far.passed_for_now.index(participant_id) + 1 if waits else 0)


def _waiting(participant_id: ParticipantId, so_far: SoFar) -> Waiting:
    why, words = PASSED_FOR_NOW if participant_id in so_far.passed_for_now else IN_ROUND
    return Waiting(participant_id, TurnKind.CONTRIBUTION, NO_ENTRY, words, NO_TURN, why)


ROUND = Round()
GO_AROUND = Format(ROUND.name, (ROUND,))
