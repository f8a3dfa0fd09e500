"""Presence: who leaves in the middle, comes back, or comes late. The seat stays theirs; the chair is empty meanwhile.

An empty chair is skipped by rounds, pairs and fishbowls. What they wanted to say waits in the queue and is passed over
until they are back: who goes out for a call does not lose their place by it. Who left for good is taken out of the
room (people.remove_participant).
"""

from __future__ import annotations

from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.evolve_clocks import lead_of
from facilitator_console.session.floor import end_turn
from facilitator_console.session.ids import ParticipantId
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import known_participant
from facilitator_console.session.state import SessionState
from facilitator_console.words import UserError, say


def leave_room(state: SessionState, now_ms: Instant, participant_id: ParticipantId) -> list[NewEvent]:
    """Let somebody leave for a while; their turn ends. A frozen turn stays as it is until somebody ends it."""
    require_allowed(state, ev.ParticipantEdited)
    person = known_participant(state, participant_id)
    if not person.here:
        raise UserError(say("Seat {seat} is empty already.", seat=person.seat))
    left = NewEvent(ev.ParticipantEdited(here=False), Subject(participant_id))
    # At a table that another laptop leads that laptop ends it (session.leading).
    led = [table_id for table_id in state.rooms if lead_of(state, table_id) == state.room.lead]
    open_turns = [turn_id for table_id in led for turn_id in state.rooms[table_id].floor]
    own = [turn_id for turn_id in open_turns if state.turns[turn_id].participant_id == participant_id]
    if not own or state.room.frozen:
        return [left]
    ended = [NewEvent(rev.TurnEnded(table_id=state.turns[turn_id].table_id), Subject(turn_id)) for turn_id in own]
    return [left, *(end_turn(state, now_ms, own[0]) if len(own) == 1 else ended)]


def come_back(state: SessionState, _now_ms: Instant, participant_id: ParticipantId) -> list[NewEvent]:
    """Let somebody come back, or come late: a round that is on asks them, too."""
    require_allowed(state, ev.ParticipantEdited)
    person = known_participant(state, participant_id)
    if person.here:
        raise UserError(say("Seat {seat} is here already.", seat=person.seat))
    return [NewEvent(ev.ParticipantEdited(here=True), Subject(participant_id))]
