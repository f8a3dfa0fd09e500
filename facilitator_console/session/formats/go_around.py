"""The round: each is asked once, in turn, along the seats; each may pass, or pass for now. No reason is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from facilitator_console.log import NewEvent
from facilitator_console.session import room_events as rev
from facilitator_console.session.formats.format import Format, Reason, SpeakingOrder, Waiting, flag_in, number_in
from facilitator_console.session.ids import NO_ENTRY, ParticipantId, ReasonId, TurnKind
from facilitator_console.session.people import MOST_PEOPLE, circle
from facilitator_console.session.room_state import QueueEntry
from facilitator_console.session.round_progress import GOES_ON, Step, along, last_round, last_turn, round_on, steps
from facilitator_console.session.state import AgendaItem, Participant, SessionState
from facilitator_console.words import say

FIRST_SEAT = "first_seat"
"""The setting that names the seat with which a round begins; 0: the lowest."""
BACKWARDS = "backwards"
"""The setting by which a round goes against the order of the seats."""
IN_ROUND = Reason(ReasonId("in_round"), say("in the round"))
PASSED_FOR_NOW = Reason(ReasonId("passed_for_now"), say("passed for now"))
AFTER_ROUND = Reason(ReasonId("after_round"), say("after the round"))


class Progress(NamedTuple):
    """Holds how far a round is.

    Attributes:
        had: Who has had a turn or passed, in that order; whose turn is open, too.
        later: Who passed for now, in the order in which they are asked again.
        last: Who took the last turn; None before anyone has, and where somebody was chosen to be next.
        speaking: Whose turn is open.
    """

    had: tuple[ParticipantId, ...] = ()
    later: tuple[ParticipantId, ...] = ()
    last: ParticipantId | None = None
    speaking: tuple[ParticipantId, ...] = ()


class Round(SpeakingOrder):
    """Goes along the seats from the last speaker; those who passed for now are asked at its end.

    Attributes:
        asks_once: Who has had a turn is not asked again.
    """

    name = "go_around"
    asks_each = True
    asks_once = True

    def begins(self, state: SessionState, item: AgendaItem) -> list[NewEvent]:
        """Return the beginning of the round; of an item that had ended the same round goes on."""
        if item.ended_at_ms:
            before = last_round(state, item.item_id)
            backwards = before is not None and before.backwards
            return [NewEvent(rev.RoundStarted(item.item_id, GOES_ON, backwards=backwards))]
        first_id, backwards = first_chosen(state, item), goes_backwards(item)
        return [NewEvent(rev.RoundStarted(item.item_id, first_id=first_id, backwards=backwards))]

    def progress(self, state: SessionState, item: AgendaItem) -> Progress:
        """Return how far the round that is on is."""
        return self.counted(state, steps(state, item.item_id))

    def counted(self, state: SessionState, taken: Sequence[Step]) -> Progress:
        """Return how far a round is after these turns and passes."""
        had: dict[ParticipantId, None] = {}
        later: dict[ParticipantId, None] = {}
        for step in taken:
            later.pop(step.participant_id, None)
            (later if step.for_now else had)[step.participant_id] = None
        speaking = tuple(step.participant_id for step in taken if step.is_open)
        return Progress(
            tuple(had),
            tuple(participant_id for participant_id in later if participant_id not in had),
            last_turn(state, taken),
            speaking,
        )

    def asked(self, state: SessionState, item: AgendaItem) -> list[Waiting]:
        """Return those whom the round still asks."""
        progress = self.progress(state, item)
        speaking = {state.turns[turn_id].participant_id for turn_id in state.room.floor}
        coming = (person.participant_id for person in self.coming(state, progress))
        return [_waiting(participant_id, progress) for participant_id in coming if participant_id not in speaking]

    def coming(self, state: SessionState, progress: Progress) -> list[Participant]:
        """Return those who are asked, in order: those who passed for now last, as they passed."""
        had = set(progress.had)
        people = [person for person in self.from_last(state, progress) if person.participant_id not in had]
        later = {participant_id: place for place, participant_id in enumerate(progress.later, 1)}
        return sorted(people, key=lambda person: later.get(person.participant_id, 0))

    def from_last(self, state: SessionState, progress: Progress) -> list[Participant]:
        """Return the circle, once around, beginning behind the last speaker; before that, with who is first."""
        on, last = round_on(state), state.participants.get(progress.last or ParticipantId(""))
        backwards = self.goes_backwards(state)
        if last is not None:
            return along(circle(state), last.seat, backwards=backwards)
        first = state.participants.get(on.first_id) if on else None
        return along(circle(state), first.seat if first else 0, backwards=backwards, behind=False)

    def goes_backwards(self, state: SessionState) -> bool:
        """Tell whether the round that is on goes against the order of the seats."""
        on = round_on(state)
        return on is not None and on.backwards

    def arranged(self, _state: SessionState, entries: Sequence[QueueEntry]) -> list[tuple[QueueEntry, Reason]]:
        """Put those who want to contribute beside the round after it."""
        return [(entry, AFTER_ROUND) for entry in entries]


def first_chosen(state: SessionState, item: AgendaItem) -> ParticipantId:
    """Return the person with whom the settings let a round begin; nobody's id where they name no seat in it."""
    seat = first_seat(item)
    return next((person.participant_id for person in circle(state) if person.seat == seat), ParticipantId(""))


def first_seat(item: AgendaItem) -> int:
    """Return the seat with which a round begins, as it is chosen; 0: the lowest."""
    return number_in(item.settings, FIRST_SEAT, 0, most=MOST_PEOPLE)


def goes_backwards(item: AgendaItem) -> bool:
    """Tell whether a round goes against the order of the seats at first."""
    return flag_in(item.settings, BACKWARDS)


def _waiting(participant_id: ParticipantId, progress: Progress) -> Waiting:
    why, words = PASSED_FOR_NOW if participant_id in progress.later else IN_ROUND
    return Waiting(participant_id, TurnKind.CONTRIBUTION, NO_ENTRY, words, why)


ROUND = Round()
GO_AROUND = Format(ROUND.name, (ROUND,))
