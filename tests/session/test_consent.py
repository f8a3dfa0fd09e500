"""Consent: per person and use, none without a word, and a withdrawal wins."""

from __future__ import annotations

import pytest

from facilitator_console.log import Subject
from facilitator_console.session import events as ev
from facilitator_console.session.consent import consents, set_consent
from facilitator_console.session.ids import NO_CONSENT, ConsentId, ConsentUse
from facilitator_console.session.people import add_participants, remove_participant, seated
from facilitator_console.words import UserError
from tests.helpers.controller import SessionController, bodies


@pytest.fixture
def room() -> SessionController:
    controller = SessionController()
    controller.do(add_participants, 2)
    return controller


def test_nobody_consents_to_anything_without_a_word(room: SessionController) -> None:
    for person in seated(room.state):
        assert not any(consents(room.state, person.participant_id, use) for use in ConsentUse)


def test_it_is_given_and_withdrawn_by_use_and_person(room: SessionController) -> None:
    one, other = (person.participant_id for person in seated(room.state))
    room.do(set_consent, [one], ConsentUse.QUOTES, given=True)
    assert consents(room.state, one, ConsentUse.QUOTES)
    assert not consents(room.state, one, ConsentUse.NAMED_NOTES)
    assert not consents(room.state, other, ConsentUse.QUOTES)
    room.do(set_consent, [one, other], ConsentUse.QUOTES, given=False)
    assert not consents(room.state, one, ConsentUse.QUOTES)


def test_each_knows_the_word_before_it_so_that_it_holds(room: SessionController) -> None:
    person = seated(room.state)[0].participant_id
    for given in (True, False, True):
        room.do(set_consent, [person], ConsentUse.QUOTES, given=given)
        assert consents(room.state, person, ConsentUse.QUOTES) == given


def test_it_says_which_word_it_takes_the_place_of(room: SessionController) -> None:
    one, other = (person.participant_id for person in seated(room.state))
    given = room.do(set_consent, [one, other], ConsentUse.QUOTES, given=True)
    assert bodies(given) == [ev.ConsentSet(ConsentUse.QUOTES, given=True, base=NO_CONSENT)] * 2
    assert [event.subject for event in given] == [Subject(one), Subject(other)]
    last = given[1]
    taken_back = room.do(set_consent, [other], ConsentUse.QUOTES, given=False)
    base = ConsentId(f"{last.writer}.{last.seq}")
    assert bodies(taken_back) == [ev.ConsentSet(ConsentUse.QUOTES, given=False, base=base)]


def test_what_is_so_already_is_no_event(room: SessionController) -> None:
    one, other = (person.participant_id for person in seated(room.state))
    assert set_consent(room.state, room.now_ms, [one], ConsentUse.QUOTES, given=False) == []
    room.do(set_consent, [one], ConsentUse.QUOTES, given=True)
    said = room.do(set_consent, [one, other], ConsentUse.QUOTES, given=True)
    assert [event.subject for event in said] == [Subject(other)]


def test_who_is_not_in_the_session_any_more_is_refused(room: SessionController) -> None:
    person = seated(room.state)[0].participant_id
    room.do(remove_participant, person)
    with pytest.raises(UserError, match="not in this session"):
        room.do(set_consent, [person], ConsentUse.QUOTES, given=True)
