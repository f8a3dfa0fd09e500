"""Talk time by person and group; points of process and questions don't count."""

from __future__ import annotations

import pytest

from facilitator_console.log import Duration
from facilitator_console.session.balance import (
    Heard,
    Share,
    group_shares,
    group_sizes,
    heard,
    not_heard_yet,
    to_half_minutes,
)
from facilitator_console.session.disclosure import STRICT, USUAL
from facilitator_console.session.floor import done, someone_else_speaks, start_turn
from facilitator_console.session.ids import GroupId, ParticipantId, Role, TurnKind
from facilitator_console.session.people import add_group, add_participant, edit_group, edit_participant, remove_group
from tests.helpers.controller import Meeting


def meeting_of_two_groups() -> tuple[Meeting, GroupId, GroupId]:
    """Seats 1 and 2 in one group, 3 in another, 4 in none, 5 an interpreter in the first."""
    meeting = Meeting(4)
    one, two = (GroupId(meeting.make(add_group, head_count=count)) for count in (0, 12))
    for seat, group in ((1, one), (2, one), (3, two)):
        meeting.do(edit_participant, meeting.people[seat - 1], group_id=group)
    meeting.people.append(ParticipantId(meeting.make(add_participant, group_id=one, role=Role.INTERPRETER)))
    return meeting, one, two


def speak(meeting: Meeting, seat: int, seconds: float, kind: TurnKind = TurnKind.CONTRIBUTION) -> None:
    meeting.do(start_turn, meeting.people[seat - 1], kind)
    meeting.later(seconds)


def test_contributions_and_responses_count_the_running_turn_included() -> None:
    meeting, _, _ = meeting_of_two_groups()
    speak(meeting, 1, 10)
    speak(meeting, 2, 4, TurnKind.CLARIFYING_QUESTION)
    meeting.do(done)
    meeting.later(1)
    speak(meeting, 3, 5, TurnKind.DIRECT_RESPONSE)
    speak(meeting, 4, 2, TurnKind.POINT_OF_PROCESS)
    meeting.do(done)
    speak(meeting, 1, 7)
    meeting.do(someone_else_speaks)
    meeting.later(100)
    assert heard(meeting.state, meeting.now_ms) == {
        meeting.people[0]: Heard(2, Duration(18_000)),
        meeting.people[2]: Heard(1, Duration(5000)),
    }
    assert [person.seat for person in not_heard_yet(meeting.state)] == [2, 4]


def test_shares_leave_out_interpreters_people_in_no_group_and_groups_that_were_removed() -> None:
    meeting, one, two = meeting_of_two_groups()
    meeting.do(edit_group, one, head_count=12)
    for seat, minutes in ((1, 4), (2, 6), (3, 10), (4, 40), (5, 80)):
        speak(meeting, seat, minutes * 60)
    assert group_shares(meeting.state, meeting.now_ms) == {one: Share.ABOUT, two: Share.ABOUT}
    meeting.do(remove_group, one)
    assert group_shares(meeting.state, meeting.now_ms) == {}


def test_a_group_is_as_large_as_counted_else_as_seated() -> None:
    meeting, one, two = meeting_of_two_groups()
    assert group_sizes(meeting.state) == {one: 2, two: 12}


def test_shares_of_larger_groups_after_twenty_minutes_and_nothing_of_small_ones() -> None:
    meeting, one, two = meeting_of_two_groups()
    meeting.do(edit_group, one, head_count=12)
    speak(meeting, 1, 19 * 60)
    assert group_shares(meeting.state, meeting.now_ms) == {}
    meeting.later(60)
    assert group_shares(meeting.state, meeting.now_ms) == {one: Share.MUCH_MORE, two: Share.MUCH_LESS}
    speak(meeting, 3, 15 * 60)
    assert group_shares(meeting.state, meeting.now_ms) == {one: Share.ABOUT, two: Share.ABOUT}
    meeting.do(edit_group, two, head_count=9)
    assert group_shares(meeting.state, meeting.now_ms, USUAL).keys() == {one, two}
    assert group_shares(meeting.state, meeting.now_ms, STRICT) == {}
    meeting.do(edit_group, two, head_count=4)
    assert group_shares(meeting.state, meeting.now_ms) == {}


@pytest.mark.parametrize(("seconds", "counted_ms"), [(14.9, 0), (15, 30_000), (44.9, 30_000), (45, 60_000)])
def test_talk_is_kept_in_the_nearest_half_minute(seconds: float, counted_ms: int) -> None:
    meeting = Meeting()
    speak(meeting, 1, seconds)
    had = to_half_minutes(heard(meeting.state, meeting.now_ms))
    assert had[meeting.people[0]] == Heard(1, Duration(counted_ms))


def test_a_group_of_five_is_large_enough_and_exactly_half_of_its_part_is_not_much_less() -> None:
    """5 of 10 people are half of the room: a quarter of the talk is half of their part."""
    meeting, one, two = meeting_of_two_groups()
    for group in (one, two):
        meeting.do(edit_group, group, head_count=5)
    speak(meeting, 1, 5 * 60)
    speak(meeting, 3, 15 * 60)
    assert group_shares(meeting.state, meeting.now_ms) == {one: Share.ABOUT, two: Share.ABOUT}
    meeting.later(60)
    assert group_shares(meeting.state, meeting.now_ms) == {one: Share.MUCH_LESS, two: Share.MUCH_MORE}
