"""Seats, labels, groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from facilitator_console.log import NewEvent, Subject
from facilitator_console.session.events import LaptopEdited
from facilitator_console.session.floor import start_turn
from facilitator_console.session.ids import NO_GROUP, GroupId, LaptopRole, ParticipantId, Role
from facilitator_console.session.people import (
    LETTERS,
    MOST_PEOPLE,
    add_group,
    add_participant,
    add_participants,
    at_seat,
    edit_group,
    edit_participant,
    experts_listening,
    free_seat,
    group_name,
    group_of,
    groups_shown,
    present_participant,
    remove_group,
    remove_participant,
    seated,
)
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting, SessionController


def seats(controller: SessionController) -> list[int]:
    return [person.seat for person in seated(controller.state)]


def test_people_get_the_first_free_seat() -> None:
    controller = SessionController()
    for seat in (0, 3, 0, 0):
        controller.do(add_participant, seat=seat)
    assert seats(controller) == [1, 2, 3, 4]
    controller.do(remove_participant, at_seat(controller.state, 2).participant_id)
    assert seats(controller) == [1, 3, 4]
    assert free_seat(controller.state) == 2


def test_a_participant_is_a_seat_a_label_a_group_and_a_role() -> None:
    controller = SessionController()
    group = GroupId(controller.make(add_group, " Teachers ", head_count=12))
    person = ParticipantId(controller.make(add_participant, label=" H. ", group_id=group, role=Role.SPEAKER))
    controller.do(edit_participant, person, label="O.")
    known = at_seat(controller.state, 1)
    assert (known.label, known.group_id, known.role) == ("O.", group, Role.SPEAKER)
    assert controller.state.groups[group].head_count == 12
    assert str(group_name(controller.state, group)) == "Teachers"


def test_groups_without_a_name_have_letters_that_stay() -> None:
    controller = SessionController()
    groups = [GroupId(controller.make(add_group)) for _ in range(len(LETTERS) + 1)]
    controller.do(remove_group, groups[0])
    assert str(group_name(controller.state, groups[1])) == "Group B"
    assert str(group_name(controller.state, groups[-1])) == f"Group {len(LETTERS) + 1}"
    controller.do(edit_group, groups[1], name="Parents")
    assert str(group_name(controller.state, groups[1])) == "Parents"
    assert [group.group_id for group in groups_shown(controller.state)] == groups[1:]


def test_people_of_a_group_that_was_taken_away_are_in_none() -> None:
    controller = SessionController()
    group = GroupId(controller.make(add_group))
    person = ParticipantId(controller.make(add_participant, group_id=group))
    assert group_of(controller.state, person) == group
    controller.do(remove_group, group)
    assert group_of(controller.state, person) == ""
    assert seats(controller) == [1]


def test_what_someone_said_stays_when_they_leave() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.do(remove_participant, meeting.people[0])
    assert meeting.turn(1) in meeting.state.turns
    with pytest.raises(UserError, match="not in this session any more"):
        meeting.do(edit_participant, meeting.people[0], label="x")


@pytest.mark.parametrize(
    ("command", "args", "said"),
    [
        (add_participant, {"seat": 1}, "Seat 1 is taken"),
        (add_participant, {"seat": -1}, "-1 is not a seat number"),
        (add_participant, {"seat": MOST_PEOPLE + 1}, f"{MOST_PEOPLE + 1} is not a seat number"),
        (add_participant, {"group_id": "gone"}, "That group is not in this session"),
        (add_participants, {"number": 0}, "0 seats can’t be added"),
        (add_group, {"head_count": -1}, "-1 is not a head-count"),
        (edit_group, {"group_id": "gone"}, "That group is not in this session"),
        (remove_group, {"group_id": "gone"}, "That group is not in this session"),
        (remove_participant, {"participant_id": "gone"}, "That person is not in this session"),
    ],
)
def test_refusals(command: Callable[..., Sequence[NewEvent]], args: dict[str, Any], said: str) -> None:
    meeting = Meeting(1)
    with pytest.raises(UserError, match=f"^{said}"):
        meeting.do(command, **args)


def test_a_seat_can_be_kept_but_not_taken_from_another() -> None:
    meeting = Meeting(2)
    meeting.do(edit_participant, meeting.people[0], seat=1)
    with pytest.raises(UserError, match="Seat 2 is taken"):
        meeting.do(edit_participant, meeting.people[0], seat=2)
    with pytest.raises(UserError, match=r"^There is no seat 9"):
        at_seat(meeting.state, 9)


def test_many_are_seated_at_once_on_the_free_seats() -> None:
    controller = SessionController()
    controller.do(add_participant, seat=2)
    controller.do(add_participants, 3)
    assert seats(controller) == [1, 2, 3, 4]
    assert len(add_participants(controller.state, controller.now_ms, MOST_PEOPLE)) == MOST_PEOPLE


def test_seats_and_head_counts_are_taken_up_to_their_limits_and_refused_beyond() -> None:
    controller = SessionController()
    controller.do(add_participants, 1)
    assert seats(controller) == [1]
    for number in (0, MOST_PEOPLE + 1):
        with pytest.raises(UserError, match=f"^{number} seats can’t be added. Use 1 to {MOST_PEOPLE}.$"):
            controller.do(add_participants, number)
    controller.do(add_participant, seat=MOST_PEOPLE)
    assert seats(controller) == [1, MOST_PEOPLE]
    with pytest.raises(UserError, match=f"^{MOST_PEOPLE + 1} is not a seat number. Use 1 to {MOST_PEOPLE}.$"):
        controller.do(add_participant, seat=MOST_PEOPLE + 1)
    group = GroupId(controller.make(add_group, "Village", head_count=MOST_PEOPLE))
    assert controller.state.groups[group].head_count == MOST_PEOPLE
    with pytest.raises(UserError, match=f"^{MOST_PEOPLE + 1} is not a head-count. Use 0 to {MOST_PEOPLE}.$"):
        controller.do(edit_group, group, head_count=MOST_PEOPLE + 1)


def test_a_person_without_a_label_or_a_group_has_none_and_a_group_keeps_what_is_not_edited() -> None:
    controller = SessionController()
    person = ParticipantId(controller.make(add_participant))
    assert controller.state.participants[person].label == ""
    assert group_of(controller.state, person) == group_of(controller.state, ParticipantId("nobody")) == NO_GROUP
    group = GroupId(controller.make(add_group, "Village", head_count=9))
    controller.do(edit_group, group, head_count=10)
    assert (controller.state.groups[group].name, controller.state.groups[group].head_count) == ("Village", 10)
    controller.do(edit_group, group, name=" Town ")
    assert (controller.state.groups[group].name, controller.state.groups[group].head_count) == ("Town", 10)


def test_a_person_is_put_only_into_a_group_that_is_there_and_can_be_taken_out_of_it() -> None:
    controller = SessionController()
    group = GroupId(controller.make(add_group, "Village"))
    person = ParticipantId(controller.make(add_participant, group_id=group))
    with pytest.raises(UserError, match="That group is not in this session any more"):
        controller.do(edit_participant, person, group_id=GroupId("nobody’s"))
    controller.do(edit_participant, person, label="H.")
    assert group_of(controller.state, person) == group
    controller.do(edit_participant, person, group_id=NO_GROUP)
    assert group_of(controller.state, person) == NO_GROUP


def test_a_chair_that_is_empty_now_is_not_somebody_present() -> None:
    controller = SessionController()
    person = ParticipantId(controller.make(add_participant, interpreted=True))
    assert present_participant(controller.state, person).interpreted
    controller.do(edit_participant, person, here=False)
    with pytest.raises(UserError, match=r"^Seat 1 is empty now"):
        present_participant(controller.state, person)


def test_experts_listen_at_seats_and_at_laptops_that_were_not_taken_out() -> None:
    controller = SessionController()
    for role, here in ((Role.EXPERT, True), (Role.EXPERT, True), (Role.EXPERT, False), (Role.PARTICIPANT, True)):
        controller.do(add_participant, role=role, here=here)
    assert experts_listening(controller.state) == 2
    for at, (done_at_it, removed) in enumerate(
        (
            (LaptopRole.EXPERT, False),
            (LaptopRole.EXPERT, False),
            (LaptopRole.EXPERT, True),
            (LaptopRole.NOTE_TAKER, False),
        )
    ):
        controller.write(NewEvent(LaptopEdited((done_at_it,), removed=removed), Subject(f"laptop-{at}")))
    assert experts_listening(controller.state) == 4
