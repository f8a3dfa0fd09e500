"""Seats as they are typed, chairs that change places, heads without seats, what else is asked of people."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from facilitator_console.log import THE_SESSION, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session.floor import freeze
from facilitator_console.session.ids import NO_GROUP, AttributeId, GroupId, LanguageId, ParticipantId, Role
from facilitator_console.session.people import MOST_PEOPLE, add_group, add_participants, groups_shown, seated
from facilitator_console.session.plan import people_in_rounds
from facilitator_console.session.readiness import Check, is_done, offer_languages, tick, usual_deletion
from facilitator_console.session.seating import (
    add_seats,
    ask_of_people,
    asked_of_people,
    count_heads,
    edit_people,
    read_seats,
    roles_besides,
    swap_seats,
)
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting, SessionController


def room(people: int) -> SessionController:
    controller = SessionController()
    controller.do(add_participants, people)
    return controller


def ids(controller: SessionController) -> list[ParticipantId]:
    return [person.participant_id for person in seated(controller.state)]


@pytest.mark.parametrize(
    ("typed", "seats"),
    [("1-4", (1, 2, 3, 4)), ("1 – 3, 7", (1, 2, 3, 7)), ("5; 2", (5, 2)), ("3", (3,)), ("1-2 2-3", (1, 2, 3))],
)
def test_seats_are_read_as_people_write_them(typed: str, seats: tuple[int, ...]) -> None:
    assert read_seats(typed) == seats


@pytest.mark.parametrize("typed", ["", "0-3", "5-2", "1-99999", "a-b", "🙂", "1-2-3"])
def test_what_names_no_seats_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        read_seats(typed)


def test_a_range_adds_those_of_its_seats_that_are_free() -> None:
    controller = room(3)
    controller.do(add_seats, "2-5, 9")
    assert [person.seat for person in seated(controller.state)] == [1, 2, 3, 4, 5, 9]
    controller.do(add_seats, "2")
    assert len(seated(controller.state)) == 8
    with pytest.raises(UserError):
        controller.do(add_seats, "1-3")


def test_people_are_edited_together_and_their_words_are_kept_as_labels() -> None:
    controller = room(3)
    group = GroupId(controller.make(add_group))
    edit = ev.ParticipantEdited(group_id=group, role=Role.EXPERT, here=False, label=" О.\n🙂 ")
    controller.do(edit_people, ids(controller)[:2], edit)
    first = seated(controller.state)[0]
    assert (first.group_id, first.role, first.here, first.label) == (group, Role.EXPERT, False, "О. 🙂")
    assert roles_besides(controller.state) == ((Role.EXPERT, 2),)
    with pytest.raises(UserError):
        controller.do(edit_people, ids(controller), ev.ParticipantEdited(group_id=GroupId("none")))


def test_two_swap_their_chairs_and_no_other_number_does() -> None:
    controller = room(3)
    one, two, three = ids(controller)
    controller.do(swap_seats, [one, three])
    assert ids(controller) == [three, two, one]
    for wrong in ([one], [one, two, three]):
        with pytest.raises(UserError):
            controller.do(swap_seats, wrong)


def test_heads_are_counted_where_seats_were() -> None:
    controller = room(5)
    group = GroupId(controller.make(add_group))
    controller.do(edit_people, ids(controller)[:3], ev.ParticipantEdited(group_id=group))
    controller.do(count_heads)
    assert seated(controller.state) == ()
    assert [shown.head_count for shown in groups_shown(controller.state)] == [3]
    assert people_in_rounds(controller.state) == 3
    with pytest.raises(UserError):
        controller.do(count_heads)


def test_nothing_more_is_asked_of_people_until_somebody_says_so() -> None:
    controller = room(2)
    assert asked_of_people(controller.state) == ()
    controller.do(ask_of_people, ["oblast", "age_band", "shoe_size"])
    assert asked_of_people(controller.state) == ("age_band", "oblast")
    answers = ev.ParticipantEdited(age_band=AttributeId("25_34"), oblast="Одеська")
    controller.do(edit_people, ids(controller), answers)
    controller.do(ask_of_people, ["oblast"])
    assert {(one.age_band, one.oblast) for one in seated(controller.state)} == {("", "Одеська")}


def test_what_is_seen_to_is_told_by_the_session_or_ticked_off() -> None:
    controller = SessionController()
    assert not any(is_done(controller.state, check) for check in Check)
    controller.do(add_participants, 2)
    for check in (Check.COPY, Check.DISPLAY):
        controller.do(tick, check, done=True)
    controller.do(tick, Check.DISPLAY, done=False)
    assert [check for check in Check if is_done(controller.state, check)] == [Check.PEOPLE, Check.COPY]
    controller.do(tick, Check.PROMISED, done=True)
    assert [check for check in Check if is_done(controller.state, check)] == [Check.PEOPLE, Check.COPY]


def test_things_are_seen_to_in_their_order_and_also_while_everything_is_frozen() -> None:
    meeting = Meeting()
    meeting.do(tick, Check.COPY, done=True)
    meeting.do(freeze)
    ticked = tick(meeting.state, meeting.now_ms, Check.AGREEMENTS, done=True)
    assert ticked == [NewEvent(ev.SessionEdited(settings={"ready": ["agreements", "copy"]}), THE_SESSION)]
    offered = offer_languages(meeting.state, meeting.now_ms, (LanguageId("uk"), LanguageId("en"), LanguageId("uk")))
    assert offered == [NewEvent(ev.SessionEdited(languages=(LanguageId("uk"), LanguageId("en"))), THE_SESSION)]


@pytest.mark.parametrize(("day", "deletion"), [("2026-11-28", "2026-12-28"), ("", ""), ("9999-12-31", "")])
def test_a_session_is_usually_deleted_after_30_days(day: str, deletion: str) -> None:
    assert usual_deletion(day) == deletion


@pytest.mark.parametrize(
    ("does", "words"),
    [
        (lambda _one: read_seats(" "), "No seats were named. Write 1-12, or 1-8, 11, 14."),
        (lambda _one: read_seats(" 1-4  door "), "“1-4  door” names no seats. Write 1-12, or 1-8, 11, 14."),
        (lambda one: one.do(add_seats, "1-3"), "These seats are there already."),
        (lambda one: one.do(swap_seats, ids(one)), "Select two seats to swap them."),
        (
            lambda one: (one.do(count_heads), one.do(count_heads)),
            "There are no seats: only heads are counted already.",
        ),
    ],
)
def test_what_can_not_be_done_with_seats_is_said(does: Callable[[SessionController], object], words: str) -> None:
    with pytest.raises(UserError) as refused:
        does(room(3))
    assert str(refused.value) == words


def test_as_many_seats_are_read_as_there_can_be() -> None:
    assert len(read_seats(f"1-{MOST_PEOPLE}")) == MOST_PEOPLE
    with pytest.raises(UserError):
        read_seats(f"1-{MOST_PEOPLE + 1}")


def test_people_are_seated_and_edited_while_everything_is_frozen() -> None:
    meeting = Meeting(2)
    meeting.do(freeze)
    meeting.do(add_seats, "7-7")
    meeting.do(edit_people, meeting.people, ev.ParticipantEdited(interpreted=True))
    meeting.do(swap_seats, meeting.people)
    (asked,) = meeting.do(ask_of_people, ["gender"])
    assert asked.subject == THE_SESSION
    assert [person.seat for person in meeting.state.participants.values()] == [2, 1, 7]


def test_people_leave_their_group_together() -> None:
    controller = room(2)
    group = GroupId(controller.make(add_group))
    controller.do(edit_people, ids(controller), ev.ParticipantEdited(group_id=group))
    controller.do(edit_people, ids(controller), ev.ParticipantEdited(group_id=NO_GROUP))
    assert {person.group_id for person in seated(controller.state)} == {NO_GROUP}


def test_heads_that_were_counted_stay_counted() -> None:
    controller = room(3)
    counted, seats = (GroupId(controller.make(add_group)) for _ in range(2))
    controller.do(edit_people, ids(controller)[:1], ev.ParticipantEdited(group_id=counted))
    controller.do(edit_people, ids(controller)[1:], ev.ParticipantEdited(group_id=seats))
    controller.write(NewEvent(ev.GroupEdited(head_count=9), Subject(counted)))
    controller.do(count_heads)
    assert [controller.state.groups[group].head_count for group in (counted, seats)] == [9, 2]
