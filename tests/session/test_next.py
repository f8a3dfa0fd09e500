"""Who is next: one answer for all who ask."""

from __future__ import annotations

import pytest
from hypothesis import given

from facilitator_console.log import NewEvent
from facilitator_console.session.agenda import add_item, close_session, edit_item, start_item
from facilitator_console.session.calling_order import called_next, calls_somebody, coming_up, next_to_speak
from facilitator_console.session.floor import done, someone_else_speaks, start_turn
from facilitator_console.session.formats.fishbowl import take_chair
from facilitator_console.session.ids import MAIN, EntryId, ItemId, TableId, TurnKind
from facilitator_console.session.presence import come_back, leave_room
from facilitator_console.session.queue import join_queue, join_without_seat, pause_queue, resume_queue
from facilitator_console.session.room_events import QueueJoined
from facilitator_console.words import UserError
from tests.helpers.cafe import Cafe
from tests.helpers.controller import Meeting, SessionController
from tests.helpers.played import played

Q, P = TurnKind.CLARIFYING_QUESTION, TurnKind.POINT_OF_PROCESS


def joins(meeting: Meeting, *seats: int) -> list[EntryId]:
    return [EntryId(meeting.make(join_queue, meeting.people[seat - 1])) for seat in seats]


def next_up(meeting: Meeting) -> tuple[int, str, bool] | None:
    """Seat, why, whether called as the queue stands; seat 0 for someone without one."""
    found = next_to_speak(meeting.state, coming_up(meeting.state))
    if found is None:
        return None
    person = meeting.state.participants.get(found.participant_id)
    return (person.seat if person else 0, str(found.reason), found.is_called)


def test_next_is_who_was_interrupted_then_who_is_called() -> None:
    meeting = Meeting()
    assert next_up(meeting) is None
    joins(meeting, 2)
    assert next_up(meeting) == (2, "came first", True)
    meeting.do(start_turn, meeting.people[0])
    meeting.do(someone_else_speaks)
    assert next_up(meeting) == (1, "goes on", False)
    meeting.do(start_turn, meeting.people[2], P)
    assert next_up(meeting) == (0, "goes on", False)
    assert [waiting.turn_id for waiting in coming_up(meeting.state)] == [
        *reversed(meeting.state.room.floor[:-1]),
        "",
    ]


def test_in_a_paused_queue_the_next_waits_but_an_interrupted_turn_goes_on() -> None:
    meeting = Meeting()
    joins(meeting, 2)
    meeting.do(pause_queue)
    assert next_up(meeting) == (2, "came first, queue paused", False)
    assert called_next(meeting.state) is None
    meeting.do(start_turn, meeting.people[0])
    meeting.do(start_turn, meeting.people[2], Q)
    assert next_up(meeting) == (1, "goes on", False)


def calls(meeting: Meeting, table_id: TableId = MAIN) -> bool:
    """Whether the key calls somebody now; the quick answer is that of the whole order."""
    found = calls_somebody(meeting.state, table_id)
    assert found is (called_next(meeting.state, table_id) is not None)
    return found


def test_the_key_calls_somebody_only_while_one_who_waits_is_here_and_the_queue_goes_on() -> None:
    meeting = Meeting()
    assert not calls(meeting)
    joins(meeting, 2)
    assert calls(meeting)
    meeting.do(leave_room, meeting.people[1])
    assert not calls(meeting)
    meeting.do(join_without_seat)
    assert calls(meeting)
    meeting.do(come_back, meeting.people[1])
    meeting.do(pause_queue)
    assert not calls(meeting)
    meeting.do(resume_queue)
    meeting.do(edit_item, meeting.item, format="break")
    assert not calls(meeting)


def test_in_a_round_the_key_calls_those_whom_it_still_asks_without_an_entry() -> None:
    meeting = Meeting(1, order="go_around")
    assert calls(meeting)
    meeting.do(pause_queue)
    assert not calls(meeting)
    meeting.do(resume_queue)
    meeting.do(done)
    assert not calls(meeting)
    joins(meeting, 1)
    assert calls(meeting)


def test_the_key_calls_nobody_who_waits_outside_for_a_chair() -> None:
    meeting = Meeting(6)
    meeting.do(start_item, ItemId(meeting.make(add_item, "Bowl", format="fishbowl")))
    joins(meeting, 6)
    assert not calls(meeting)
    meeting.do(join_queue, meeting.people[4], P)
    assert calls(meeting)
    meeting.do(done)
    assert not calls(meeting)
    meeting.do(take_chair, meeting.people[5])
    meeting.write(NewEvent(QueueJoined(meeting.people[5])))
    assert calls(meeting)


def test_at_a_table_the_key_calls_those_who_wait_there_and_sit_there() -> None:
    cafe = Cafe()
    table, other = cafe.tables[:2]
    for one in (table, other):
        cafe.with_turns(one)
    cafe.write(NewEvent(QueueJoined(cafe.at(other)[0], table_id=table)))
    assert [calls(cafe, one) for one in (MAIN, table, other)] == [False, False, False]
    cafe.do(join_queue, cafe.at(table)[0], table_id=table)
    assert [calls(cafe, one) for one in (MAIN, table, other)] == [False, True, False]
    cafe.do(pause_queue, table)
    assert not calls(cafe, table)


def test_after_the_end_nobody_is_next() -> None:
    meeting = Meeting()
    joins(meeting, 2)
    meeting.do(close_session)
    assert next_up(meeting) is None
    with pytest.raises(UserError, match="The session is closed"):
        joins(meeting, 3)


@given(played(laptops=1))
def test_done_lets_speak_who_was_named_as_next(controllers: list[SessionController]) -> None:
    controller = controllers[0]
    named, quiet = (
        next_to_speak(controller.state, coming_up(controller.state)),
        controller.state.room.quiet,
    )
    try:
        controller.do(done)
    except UserError:
        return
    floor = controller.state.room.floor
    now = controller.state.turns[floor[-1]].participant_id if floor else None
    waits = named is not None and not named.is_called and named.reason.msgid != "goes on"
    assert now == (named.participant_id if named and not waits else None)
    assert controller.state.room.quiet is (None if floor else quiet)


def test_who_sits_elsewhere_is_passed_over_at_a_table_and_the_next_one_there_is_named() -> None:
    """Another laptop put them into that queue, and did not know yet where they sit."""
    cafe = Cafe()
    table, other = cafe.tables[:2]
    cafe.with_turns(table)
    elsewhere, here = cafe.at(other)[0], cafe.at(table)[0]
    cafe.write(NewEvent(QueueJoined(elsewhere, table_id=table)))
    cafe.do(join_queue, here, table_id=table)
    order = coming_up(cafe.state, table)
    assert [waiting.participant_id for waiting in order] == [elsewhere, here]
    found = next_to_speak(cafe.state, order, table)
    assert found is not None
    assert (found.participant_id, found.is_called) == (here, True)
