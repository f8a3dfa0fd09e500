"""What each act of the room is called for undo, event by event, also where what it was about is gone."""

from __future__ import annotations

from typing import Any

import pytest

from facilitator_console.log import Body, Duration, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session import naming
from facilitator_console.session import room_events as rev
from facilitator_console.session.floor import start_turn
from facilitator_console.session.ids import INSIDE, OUTSIDE, ItemId, ParticipantId, Place, RoundPart, TurnKind
from facilitator_console.session.round_progress import GOES_ON
from facilitator_console.words import say
from tests.helpers.controller import UKRAINIAN, Meeting

MEETING = Meeting()
ONE, TWO, *_ = MEETING.people
GONE = ParticipantId("gone")
ITEM = MEETING.item
TURN = Subject(MEETING.make(start_turn, ONE))
VOICE = Subject(MEETING.write(NewEvent(rev.TurnStarted(ParticipantId(""), ITEM, TurnKind.SOMEONE_ELSE)))[0].subject)
TABLE = Subject(MEETING.write(NewEvent(rev.TableOpened(ItemId("another"))))[0].subject)


def round_of(**fields: Any) -> Subject:
    return Subject(MEETING.write(NewEvent(rev.RoundStarted(**{"item_id": ITEM, **fields})))[0].subject)


FIRST, SECOND = round_of(first_id=ONE), round_of(first_id=ONE)
DONE, ELSE = say("seat {seat} done"), say("someone else done")
LIMIT = Duration(60_000)


@pytest.mark.parametrize(
    ("namer", "body", "subject", "words"),
    [
        (naming.of_gap, rev.GapExcluded(Duration(1)), ITEM, "time without the program not counted"),
        (naming.of_gap, rev.GapExcluded(Duration(0)), ITEM, "time without the program counted"),
        (naming.of_gap, rev.GapFound(Duration(0)), ITEM, "time without the program not counted"),
        (naming.queued, rev.QueueJoined(TWO), GONE, "seat 2 added to the queue"),
        (naming.queued, rev.QueueJoined(GONE), GONE, "queue"),
        (naming.queued, rev.QueueJoined(TWO, read_aloud=True), GONE, "words of seat 2 added to the queue"),
        (naming.queued, rev.QueueJoined(GONE, read_aloud=True), GONE, "written word added to the queue"),
        (naming.passed, rev.Passed(TWO, ITEM), GONE, "seat 2 passes"),
        (naming.passed, rev.Passed(TWO, ITEM, for_now=True), GONE, "seat 2 passes for now"),
        (naming.passed, rev.Passed(GONE, ITEM), GONE, "pass"),
        (naming.started, rev.TurnStarted(TWO), GONE, "seat 2 speaks"),
        (naming.started, rev.TurnStarted(GONE), GONE, "someone else speaks"),
        (naming.started, rev.TurnStarted(TWO, read_aloud=True), GONE, "read aloud for seat 2"),
        (naming.started, rev.TurnStarted(GONE, read_aloud=True), GONE, "written word read aloud"),
        (naming.corrected, rev.TurnEdited(participant_id=TWO, removed=True), TURN, "turn taken out of the record"),
        (naming.corrected, rev.TurnEdited(participant_id=TWO, talk_ms=LIMIT), TURN, "turn given to seat 2"),
        (naming.corrected, rev.TurnEdited(participant_id=GONE), TURN, "turn given to someone without a seat"),
        (naming.corrected, rev.TurnEdited(talk_ms=LIMIT), TURN, "end of a turn put right"),
        (naming.corrected, rev.TurnEdited(kind=TurnKind.CONTRIBUTION), TURN, "kind of a turn put right"),
        (naming.session_edited, ev.SessionEdited(settings={}), GONE, "settings changed"),
        (naming.session_edited, ev.SessionEdited(title="T"), GONE, "session changed"),
        (naming.item_edited, ev.ItemEdited(format="pairs"), ITEM, "another way to talk in “First”"),
        (naming.item_edited, ev.ItemEdited(settings={"order": "stack"}), ITEM, "another way to talk in “First”"),
        (naming.item_edited, ev.ItemEdited(settings={"places": 4}), ITEM, "“First” changed"),
        (naming.item_edited, ev.ItemEdited(turn_limit_ms=LIMIT), ITEM, "another length of turns in “First”"),
        (naming.item_edited, ev.ItemEdited(turn_limit_ms=LIMIT, planned_ms=LIMIT), ITEM, "“First” changed"),
        (naming.participant_edited, ev.ParticipantEdited(label="O."), TWO, "seat 2 changed"),
        (naming.participant_edited, ev.ParticipantEdited(here=True), TWO, "seat 2 here"),
        (naming.participant_edited, ev.ParticipantEdited(here=False), TWO, "seat 2 gone for a while"),
        (naming.participant_edited, ev.ParticipantEdited(interpreted=True), TWO, "seat 2 interpreted"),
        (naming.participant_edited, ev.ParticipantEdited(interpreted=False), TWO, "seat 2 not interpreted"),
        (naming.participant_edited, ev.ParticipantEdited(here=True), GONE, "seat changed"),
        (naming.round_begun, rev.RoundStarted(ITEM), FIRST, "round begun"),
        (naming.round_begun, rev.RoundStarted(ItemId("other")), GONE, "round begun"),
        (naming.round_begun, rev.RoundStarted(ITEM, first_id=ONE), SECOND, "another round"),
        (naming.round_begun, rev.RoundStarted(ITEM, first_id=TWO), GONE, "round from seat 2"),
        (naming.round_begun, rev.RoundStarted(ITEM, first_id=GONE), GONE, "round from another seat"),
        (naming.round_begun, rev.RoundStarted(ITEM, first_id=ONE, backwards=True), SECOND, "the other way round"),
        (naming.round_begun, rev.RoundStarted(ITEM, GOES_ON, first_id=ONE), SECOND, "round from seat 1"),
        (naming.round_begun, rev.RoundStarted(ITEM, RoundPart("new")), SECOND, "next part begun"),
        (naming.round_begun, rev.RoundStarted(ITEM, RoundPart("speech")), SECOND, "opening words begun"),
        (naming.round_begun, rev.RoundStarted(ITEM, RoundPart("talk")), SECOND, "on to the talk of all"),
        (naming.round_begun, rev.RoundStarted(ItemId("another"), RoundPart("talk")), GONE, "round at the tables begun"),
        (naming.round_begun, rev.RoundStarted(ItemId("another"), RoundPart("moving")), GONE, "move to other tables"),
        (naming.places_dealt, rev.PlacesDealt(ITEM, {ONE: INSIDE}), GONE, "seat 1 goes inside"),
        (naming.places_dealt, rev.PlacesDealt(ITEM, {ONE: OUTSIDE}), GONE, "seat 1 leaves the inner circle"),
        (naming.places_dealt, rev.PlacesDealt(ITEM, {ONE: INSIDE, TWO: OUTSIDE}), GONE, "others inside"),
        (naming.places_dealt, rev.PlacesDealt(ITEM, {ONE: Place(TABLE)}), GONE, "seat 1 at another table"),
        (naming.places_dealt, rev.PlacesDealt(ITEM, {ONE: Place(TABLE), TWO: Place(TABLE)}), GONE,
         "people dealt to tables"),
        (naming.places_dealt, rev.PlacesDealt(ITEM, {ONE: Place("3")}), GONE, "others put together"),
        (naming.extended, ev.ItemExtended(Duration(1)), ITEM, "more time for “First”"),
        (naming.extended, ev.ItemExtended(Duration(0)), ITEM, "less time for “First”"),
    ],
)  # fmt: skip
def test_an_act_is_called_by_what_it_was(namer: Any, body: Body, subject: str, words: str) -> None:
    message = namer(MEETING.state, body, Subject(subject))
    assert str(message) == words
    assert UKRAINIAN.text(message) != words


def test_an_act_is_called_by_the_item_or_the_seat_that_it_is_about() -> None:
    quiet, begun = say("quiet minute"), say("“{title}” started")
    for namer, subject, words in (
        (naming.just(quiet), ITEM, "quiet minute"),
        (naming.of_item(begun), ITEM, "“First” started"),
        (naming.of_item(begun), GONE, "“…” started"),
        (naming.of_speaker(DONE, ELSE), TURN, "seat 1 done"),
        (naming.of_speaker(DONE, ELSE), VOICE, "someone else done"),
        (naming.of_speaker(DONE, ELSE), GONE, "someone else done"),
        (naming.of_participant(DONE, ELSE), TWO, "seat 2 done"),
        (naming.of_participant(DONE, ELSE), GONE, "someone else done"),
    ):
        assert str(namer(MEETING.state, rev.QuietEnded(), Subject(subject))) == words
