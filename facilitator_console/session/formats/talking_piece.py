"""The talking piece: only its holder speaks; it goes around again and again."""

from __future__ import annotations

from collections.abc import Sequence

from facilitator_console.session.formats.format import Format
from facilitator_console.session.formats.go_around import Progress, Round
from facilitator_console.session.ids import ParticipantId
from facilitator_console.session.people import circle
from facilitator_console.session.round_progress import Step, along, last_turn
from facilitator_console.session.state import Participant, SessionState


class HandedOn(Round):
    """Goes along the seats, as often as there is time. Once everyone has had it, it begins to go around anew."""

    name = "talking_piece"
    asks_once = False

    def counted(self, state: SessionState, taken: Sequence[Step]) -> Progress:
        """Return how far it has gone around this time; a pass, for now or not, lets it go on to the next."""
        here = {person.participant_id for person in circle(state)}
        had: dict[ParticipantId, None] = {}
        for step in taken:
            if here <= had.keys() or (step.is_turn and step.participant_id in had):
                had = {}
            had[step.participant_id] = None
        speaking = tuple(step.participant_id for step in taken if step.is_open)
        return Progress(tuple(had), (), last_turn(state, taken), speaking)

    def coming(self, state: SessionState, progress: Progress) -> list[Participant]:
        """Return the circle in the order in which it is asked: those who have not had it this time, then all others."""
        people = self.from_last(state, progress)
        first = [person for person in people if person.participant_id not in progress.had]
        if not first:
            return people
        again = [person for person in people if person.participant_id in progress.had]
        return [*first, *along(again, first[-1].seat, backwards=self.goes_backwards(state))]


PIECE = HandedOn()
TALKING_PIECE = Format(PIECE.name, (PIECE,))
