"""A speaker who opens: an own clock, then questions, then out of the queue unless asked; and who is here."""

from __future__ import annotations

import pytest

from facilitator_console.log import Duration
from facilitator_console.session.agenda import add_item, edit_item, end_item, start_item
from facilitator_console.session.balance import group_shares, not_heard_yet
from facilitator_console.session.calling_order import speaking_order
from facilitator_console.session.floor import choose, done, freeze, pause_turn, release, someone_else_speaks, start_turn
from facilitator_console.session.formats import Waiting
from facilitator_console.session.formats.speaker import (
    OPENING,
    OPENS,
    begin_next_part,
    is_named,
    part_on,
    speaker_of,
)
from facilitator_console.session.ids import NO_ENTRY, GroupId, ItemId, ParticipantId, Role, TurnId, TurnKind
from facilitator_console.session.people import add_group, add_participant, add_participants, edit_participant
from facilitator_console.session.plan import tight_rounds
from facilitator_console.session.presence import come_back, leave_room
from facilitator_console.session.queue import join_queue, use_order
from facilitator_console.session.timers import round_clock
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, Meeting, SessionController, kinds

R, Q, P = TurnKind.DIRECT_RESPONSE, TurnKind.CLARIFYING_QUESTION, TurnKind.POINT_OF_PROCESS


def opened(people: int = 5, *, role_at: int = 3, **settings: object) -> Meeting:
    """A meeting in which a speaker's item is on; who sits at a seat is there as a speaker."""
    meeting = Meeting(people)
    if role_at:
        meeting.do(edit_participant, meeting.people[role_at - 1], role=Role.SPEAKER)
    fields = {"planned_ms": Duration(15 * MINUTE_MS), "turn_limit_ms": Duration(MINUTE_MS)}
    item = ItemId(meeting.make(add_item, "Opening", format="speaker", settings=settings, **fields))  # type: ignore[arg-type]
    meeting.do(start_item, item)
    return meeting


def order(meeting: Meeting) -> list[int]:
    waiting = speaking_order(meeting.state)
    return [meeting.state.participants[one.participant_id].seat for one in waiting]


def test_the_speaker_is_called_first_with_a_clock_of_their_own() -> None:
    meeting = opened()
    clock = round_clock(meeting.state)
    assert clock is not None
    assert clock.length_ms == 10 * MINUTE_MS
    assert order(meeting) == [3]
    meeting.do(done)
    assert (meeting.speaks, meeting.state.turns[meeting.turn(3)].limit_ms) == (3, 10 * MINUTE_MS)
    assert meeting.state.turns[meeting.turn(3)].why == OPENS.why


def test_others_wait_for_their_questions_during_the_speech() -> None:
    meeting = opened()
    meeting.do(done)
    with pytest.raises(UserError, match="Questions come after that"):
        meeting.do(start_turn, meeting.people[0], Q)
    meeting.do(choose, meeting.people[0])
    meeting.do(start_turn, meeting.people[1], P)
    meeting.do(done)
    assert (meeting.speaks, order(meeting)) == (3, [1])


def test_after_the_questions_all_talk_and_the_speaker_only_responds() -> None:
    meeting = opened()
    meeting.do(done)
    meeting.do(choose, meeting.people[0])
    assert kinds(meeting.do(begin_next_part)) == ["round_started", "turn_ended"]
    assert part_on(meeting.state) == "questions"
    meeting.do(done)
    assert (meeting.speaks, meeting.state.turns[meeting.turn(1)].limit_ms) == (1, MINUTE_MS)
    for _ in range(2):
        with pytest.raises(UserError, match=r"^Seat 3 opens, and then speaks when asked: as a response\.$"):
            meeting.do(choose, meeting.people[2])
        with pytest.raises(UserError, match=r"^Seat 3 has opened, and speaks now when asked: as a response\.$"):
            meeting.do(start_turn, meeting.people[2])
        meeting.do(start_turn, meeting.people[2], R)
        assert meeting.speaks == 3
        if part_on(meeting.state) == "questions":
            meeting.do(begin_next_part)
    with pytest.raises(UserError, match="All talk already"):
        meeting.do(begin_next_part)


def test_the_setting_names_the_speaker_and_the_lengths() -> None:
    meeting = opened(speaker_seat=5, speech_ms=7 * MINUTE_MS, questions_ms=4 * MINUTE_MS)
    assert order(meeting) == [5]
    meeting.do(edit_participant, meeting.people[4], interpreted=True)
    meeting.do(done)
    assert meeting.state.turns[meeting.turn(5)].limit_ms == 14 * MINUTE_MS
    meeting.do(begin_next_part)
    clock = round_clock(meeting.state)
    assert clock is not None
    assert clock.length_ms == 4 * MINUTE_MS


def test_the_order_names_the_speaker_as_who_opens_without_an_entry() -> None:
    meeting = opened()
    expected = Waiting(meeting.people[2], TurnKind.CONTRIBUTION, NO_ENTRY, OPENS.words, OPENS.why)
    assert speaking_order(meeting.state) == (expected,)


def test_neither_an_earlier_turn_nor_a_point_of_process_makes_somebody_the_speaker() -> None:
    meeting = Meeting(5)
    meeting.do(start_turn, meeting.people[0])
    meeting.do(done)
    meeting.do(edit_participant, meeting.people[2], role=Role.SPEAKER)
    meeting.do(start_item, ItemId(meeting.make(add_item, "Opening", format="speaker")))
    meeting.do(start_turn, meeting.people[1], P)
    item = meeting.state.items[meeting.state.room.item_id]
    found = speaker_of(meeting.state, item)
    assert found is not None
    assert found.seat == 3


def test_the_speech_begins_with_its_speaker_and_the_length_that_they_have() -> None:
    meeting = Meeting(3)
    meeting.do(edit_participant, meeting.people[1], role=Role.SPEAKER, interpreted=True)
    fields = {"planned_ms": Duration(20 * MINUTE_MS), "settings": {"speech_ms": 5 * MINUTE_MS}}
    item = ItemId(meeting.make(add_item, "Opening", format="speaker", **fields))  # type: ignore[arg-type]
    meeting.do(start_item, item)
    meeting.do(begin_next_part)
    parts = [(one.first_id, one.length_ms) for one in meeting.state.rounds.values()]
    assert parts == [(meeting.people[1], 10 * MINUTE_MS), ("", 15 * MINUTE_MS)]


def test_without_a_plan_neither_speech_nor_questions_have_a_length() -> None:
    meeting = Meeting(3)
    meeting.do(start_item, ItemId(meeting.make(add_item, "Opening", format="speaker")))
    meeting.do(begin_next_part)
    assert [one.length_ms for one in meeting.state.rounds.values()] == [0, 0]


def test_with_whom_the_speech_began_stays_the_speaker_whatever_their_role_is_now() -> None:
    meeting = opened()
    meeting.do(edit_participant, meeting.people[2], role=Role.PARTICIPANT)
    meeting.do(edit_participant, meeting.people[4], role=Role.SPEAKER)
    assert order(meeting) == [3]
    nobody = opened(role_at=0)
    nobody.do(edit_participant, nobody.people[1], role=Role.SPEAKER)
    assert order(nobody) == [2]


def test_the_label_of_a_speaker_is_shown_only_where_that_is_chosen() -> None:
    for settings, named in (({}, False), ({"named": True}, True), ({"named": 1}, False)):
        meeting = opened(**settings)
        assert is_named(meeting.state.items[meeting.state.room.item_id]) is named


def test_each_item_has_its_own_speaker() -> None:
    meeting = opened()
    meeting.do(done)
    meeting.do(start_item, ItemId(meeting.make(add_item, "Next", format="speaker", settings={"speaker_seat": 5})))
    assert order(meeting) == [5]


def test_after_the_speech_turns_are_limited_as_ever() -> None:
    meeting = opened()
    meeting.do(begin_next_part)
    meeting.do(edit_participant, meeting.people[0], interpreted=True)
    meeting.do(start_turn, meeting.people[0])
    meeting.do(someone_else_speaks)
    assert [turn.limit_ms for turn in meeting.state.turns.values()] == [2 * MINUTE_MS, 0]


def test_an_item_that_becomes_a_speakers_again_begins_with_the_speech() -> None:
    meeting = opened()
    meeting.do(begin_next_part)
    item = meeting.state.room.item_id
    meeting.do(edit_item, item, format="plenary")
    meeting.do(use_order, item, OPENING)
    assert part_on(meeting.state) == "speech"


def test_where_no_speaker_is_known_whoever_is_chosen_opens() -> None:
    meeting = opened(role_at=0)
    item = meeting.state.items[meeting.state.room.item_id]
    assert speaker_of(meeting.state, item) is None
    meeting.do(choose, meeting.people[1])
    assert meeting.speaks == 2
    found = speaker_of(meeting.state, item)
    assert found is not None
    assert found.seat == 2
    with pytest.raises(UserError, match="Seat 2 opens"):
        meeting.do(start_turn, meeting.people[0])


def test_where_the_speaker_is_not_here_whoever_is_chosen_opens() -> None:
    meeting = opened()
    meeting.do(leave_room, meeting.people[2])
    assert order(meeting) == []
    meeting.do(choose, meeting.people[3])
    assert meeting.speaks == 4
    meeting.do(come_back, meeting.people[2])
    with pytest.raises(UserError, match="Seat 4 opens"):
        meeting.do(start_turn, meeting.people[2])


def test_an_item_that_was_ended_by_mistake_goes_on_with_its_part() -> None:
    meeting = opened()
    meeting.do(done)
    meeting.do(begin_next_part)
    item = meeting.state.room.item_id
    meeting.do(end_item, item)
    meeting.do(start_item, item)
    assert part_on(meeting.state) == "questions"
    with pytest.raises(UserError, match="speaks when asked"):
        meeting.do(choose, meeting.people[2])


def test_a_plenary_that_becomes_a_speakers_item_goes_on_as_a_talk() -> None:
    meeting = Meeting(3)
    meeting.do(edit_item, meeting.item, format="speaker")
    meeting.do(join_queue, meeting.people[1])
    meeting.do(done)
    assert (part_on(meeting.state), meeting.speaks) == ("talk", 2)


def test_the_plan_check_adds_speech_and_questions() -> None:
    meeting = Meeting(3)
    settings = {"speech_ms": 12 * MINUTE_MS, "questions_ms": 5 * MINUTE_MS}
    item = meeting.make(add_item, "Opening", format="speaker", planned_ms=Duration(15 * MINUTE_MS), settings=settings)
    assert tight_rounds(meeting.state) == ((item, 1, 17 * MINUTE_MS, 17 * MINUTE_MS),)


# -- who is here --------------------------------------------------------------------------------------------


def test_who_leaves_keeps_seat_and_place_in_the_queue_and_is_passed_over() -> None:
    meeting = Meeting(4)
    for seat in (2, 3):
        meeting.do(join_queue, meeting.people[seat - 1])
    assert kinds(meeting.do(leave_room, meeting.people[1])) == ["participant_edited"]
    assert order(meeting) == [3]
    for command in (join_queue, start_turn, choose):
        with pytest.raises(UserError, match="Seat 2 is empty now"):
            meeting.do(command, meeting.people[1])
    with pytest.raises(UserError, match="Seat 2 is empty already"):
        meeting.do(leave_room, meeting.people[1])
    meeting.do(come_back, meeting.people[1])
    assert order(meeting) == [2, 3]
    with pytest.raises(UserError, match="Seat 2 is here already"):
        meeting.do(come_back, meeting.people[1])


def test_who_leaves_while_speaking_is_done_and_the_interrupted_turn_goes_on() -> None:
    meeting = Meeting(4)
    meeting.do(start_turn, meeting.people[0])
    meeting.do(start_turn, meeting.people[1], P)
    assert kinds(meeting.do(leave_room, meeting.people[1])) == ["participant_edited", "turn_ended"]
    assert meeting.speaks == 1
    meeting.do(come_back, meeting.people[1])
    meeting.do(start_turn, meeting.people[1], P)
    meeting.do(start_turn, meeting.people[0], Q)
    assert kinds(meeting.do(leave_room, meeting.people[0])) == ["participant_edited", "turn_ended", "turn_ended"]
    assert meeting.speaks == 2


def test_a_turn_that_was_paused_when_it_was_interrupted_goes_on_once_who_interrupted_leaves() -> None:
    meeting = Meeting(2)
    meeting.do(pause_turn, TurnId(meeting.make(start_turn, meeting.people[0])))
    meeting.do(start_turn, meeting.people[1], P)
    left = meeting.do(leave_room, meeting.people[1])
    assert kinds(left) == ["participant_edited", "turn_ended", "turn_resumed"]


def test_while_everything_is_frozen_people_leave_and_their_turn_waits_with_the_rest() -> None:
    meeting = Meeting(2)
    meeting.do(start_turn, meeting.people[0])
    meeting.do(freeze)
    assert kinds(meeting.do(leave_room, meeting.people[0])) == ["participant_edited"]
    meeting.do(release)
    meeting.do(done)
    assert meeting.speaks == 0


def test_who_comes_later_has_a_seat_that_counts_in_the_plan_and_is_not_missed_yet() -> None:
    controller = SessionController()
    controller.do(add_participants, 2)
    late = ParticipantId(controller.make(add_participant, here=False))
    controller.do(
        add_item,
        "Round",
        format="go_around",
        planned_ms=Duration(2 * MINUTE_MS),
        turn_limit_ms=Duration(MINUTE_MS),
    )
    assert tight_rounds(controller.state)[0].people == 3
    assert len(not_heard_yet(controller.state)) == 2
    controller.do(come_back, late)
    assert len(not_heard_yet(controller.state)) == 3


def test_who_leads_or_carries_over_does_not_count_in_the_balance() -> None:
    meeting = Meeting(4)
    groups = [GroupId(meeting.make(add_group, head_count=10)) for _ in range(2)]
    for place, person in enumerate(meeting.people):
        meeting.do(edit_participant, person, group_id=groups[place % 2])
    for role in (Role.FACILITATOR, Role.CO_FACILITATOR, Role.INTERPRETER):
        meeting.do(edit_participant, meeting.people[0], role=role)
        assert meeting.people[0] not in [one.participant_id for one in not_heard_yet(meeting.state)]
        meeting.do(start_turn, meeting.people[0])
        meeting.later(1500)
        meeting.do(done)
        assert group_shares(meeting.state, meeting.now_ms) == {}
