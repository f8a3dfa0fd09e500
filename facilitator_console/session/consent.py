"""Consent of a person to a use of their words or name: per use, given by them, withdrawn at any time.

Without a word of theirs there is none. Who shows a name or a quote asks here.
"""

from __future__ import annotations

from collections.abc import Iterable

from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session.ids import NO_CONSENT, ConsentId, ConsentUse, ParticipantId
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import known_participant
from facilitator_console.session.state import SessionState


def set_consent(
    state: SessionState, _now_ms: Instant, participant_ids: Iterable[ParticipantId], use: ConsentUse, *, given: bool
) -> list[NewEvent]:
    """Note that people consent to a use, or withdraw it; what is so already stays as it is."""
    require_allowed(state, ev.ConsentSet)
    people = [known_participant(state, person).participant_id for person in participant_ids]
    return [
        NewEvent(ev.ConsentSet(use, given, _last_word(state, person, use)), Subject(person))
        for person in people
        if consents(state, person, use) != given
    ]


def consents(state: SessionState, participant_id: ParticipantId, use: ConsentUse) -> bool:
    """Tell whether somebody consents to a use now."""
    known = state.consents.get(f"{participant_id}/{use}")
    return known is not None and known.given


def _last_word(state: SessionState, participant_id: ParticipantId, use: ConsentUse) -> ConsentId:
    known = state.consents.get(f"{participant_id}/{use}")
    return known.consent_id if known else NO_CONSENT
