"""Reading aloud: somebody else reads, and it counts for the seat whose words they are."""

from __future__ import annotations

import pytest
from hypothesis import given

from facilitator_console.log import THE_SESSION, NewEvent
from facilitator_console.session.balance import heard, not_heard_yet
from facilitator_console.session.calling_order import speaking_order
from facilitator_console.session.events import SessionEdited
from facilitator_console.session.floor import call_back, call_entry, done, is_chosen, start_turn
from facilitator_console.session.ids import SOMEONE_ELSE, EntryId, Role, TurnKind
from facilitator_console.session.people import add_participant, edit_participant
from facilitator_console.session.queue import close_queue, join_queue, join_seats, leave_queue
from facilitator_console.session.reading_aloud import read_aloud
from facilitator_console.session.room_state import Turn
from facilitator_console.views.room_view import RoomView, room_view
from facilitator_console.views.seat_words import middle_words, room_words, speaker_words
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting, SessionController
from tests.helpers.played import played


def last_turn(meeting: Meeting) -> Turn:
    return list(meeting.state.turns.values())[-1]


def view_of(meeting: Meeting) -> RoomView:
    return room_view(meeting.state, meeting.now_ms)


def test_words_of_a_seat_wait_and_count_for_it() -> None:
    meeting = Meeting()
    meeting.do(read_aloud, [2])
    (row,) = view_of(meeting).plenary.queue
    assert (row.seat, row.read_aloud, str(view_of(meeting).plenary.next_up.reason)) == (
        2,
        True,
        "read aloud, came first",
    )
    meeting.do(done)
    meeting.later(40)
    plenary = view_of(meeting).plenary
    assert (last_turn(meeting).read_aloud, plenary.seat, plenary.read_aloud) == (True, 2, True)
    assert [str(part) for part in middle_words(view_of(meeting))[:2]] == ["2", "read aloud"]
    assert str(room_words(view_of(meeting))[0]) == "The words of seat 2 are read aloud."
    assert str(speaker_words(plenary.seat, read_aloud=True)) == "read aloud for seat 2"
    meeting.do(done)
    assert heard(meeting.state, meeting.now_ms)[meeting.people[1]].talk_ms == 40_000
    assert meeting.people[1] not in {person.participant_id for person in not_heard_yet(meeting.state)}


def test_words_of_somebody_who_is_not_in_the_room_wait_without_a_seat() -> None:
    meeting = Meeting()
    meeting.do(read_aloud)
    meeting.do(read_aloud)
    assert [row.seat for row in view_of(meeting).plenary.queue] == [None, None]
    assert str(view_of(meeting).plenary.next_up.reason) == "read aloud, came first"
    meeting.do(done)
    meeting.later(50)
    assert (last_turn(meeting).participant_id, last_turn(meeting).read_aloud) == (SOMEONE_ELSE, True)
    assert str(view_of(meeting).plenary.doing) == "a written word, read aloud"
    assert str(room_words(view_of(meeting))[0]) == "A written word is read aloud."
    assert str(speaker_words(None, read_aloud=True)) == "a written word"
    assert heard(meeting.state, meeting.now_ms) == {}
    meeting.do(done)
    assert speaking_order(meeting.state) == ()


def test_a_written_word_can_be_called_out_of_its_turn_and_taken_out() -> None:
    meeting = Meeting()
    meeting.do(join_queue, meeting.people[0])
    first = EntryId(meeting.make(read_aloud))
    second = EntryId(meeting.make(read_aloud))
    meeting.do(call_entry, second)
    assert (last_turn(meeting).read_aloud, list(meeting.state.queue)[1:]) == (True, [first])
    meeting.do(leave_queue, first)
    assert len(meeting.state.queue) == 1


def test_in_a_free_conversation_words_are_read_at_once() -> None:
    meeting = Meeting(order="open_floor")
    meeting.do(read_aloud, [3])
    assert (meeting.speaks, last_turn(meeting).read_aloud) == (3, True)
    meeting.do(read_aloud)
    assert (meeting.speaks, last_turn(meeting).read_aloud) == (0, True)
    with pytest.raises(UserError, match="One seat speaks at a time"):
        meeting.do(read_aloud, [1, 2])


def test_a_written_word_that_had_begun_heads_the_queue_when_the_last_speaker_comes_back() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.do(read_aloud)
    meeting.do(done)
    meeting.later(3)
    meeting.do(call_back)
    assert meeting.speaks == 1
    (waiting,) = speaking_order(meeting.state)
    assert (waiting.participant_id, str(waiting.reason)) == (SOMEONE_ELSE, "goes on")
    meeting.do(done)
    assert last_turn(meeting).read_aloud


def test_refusals() -> None:
    meeting = Meeting(2)
    meeting.do(edit_participant, meeting.people[1], role=Role.OBSERVER)
    meeting.do(join_queue, meeting.people[0])
    with pytest.raises(UserError, match="Seat 1 is in the queue already"):
        meeting.do(join_queue, meeting.people[0], read_aloud=True)
    with pytest.raises(UserError, match="Seat 2 watches"):
        meeting.do(read_aloud, [2])
    with pytest.raises(UserError, match="not in this session"):
        meeting.do(join_queue, SOMEONE_ELSE)
    with pytest.raises(UserError, match="not in this session"):
        meeting.do(start_turn, SOMEONE_ELSE)
    meeting.do(close_queue)
    with pytest.raises(UserError, match="The queue is closed"):
        meeting.do(read_aloud)


def test_in_a_round_the_words_of_whom_it_asks_are_read_aloud() -> None:
    meeting = Meeting(2, order="go_around")
    meeting.do(read_aloud, [1])
    meeting.do(done)
    assert (meeting.speaks, last_turn(meeting).read_aloud, len(meeting.state.queue)) == (1, True, 0)


def test_several_entries_only_where_the_session_allows_them() -> None:
    meeting = Meeting()
    person = meeting.people[0]
    meeting.do(join_queue, person)
    assert is_chosen(meeting.state, person)
    meeting.write(NewEvent(SessionEdited(settings={"several_entries": True}), THE_SESSION))
    assert not is_chosen(meeting.state, person)
    meeting.do(join_queue, person)
    meeting.do(join_seats, [1, 2])
    assert [w.participant_id for w in speaking_order(meeting.state)] == [person] * 3 + [meeting.people[1]]
    meeting.write(NewEvent(SessionEdited(settings={"several_entries": False}), THE_SESSION))
    with pytest.raises(UserError, match="in the queue already"):
        meeting.do(join_queue, person)


LONG = "perhaps sum up first"


def said_of_the_queue(meeting: Meeting) -> list[str]:
    return [str(hint) for hint in view_of(meeting).hints_between if LONG in str(hint)]


@pytest.mark.parametrize(("settings", "hint"), [({}, 8), ({"long_queue": 3}, 3), ({"long_queue": "many"}, 8)])
def test_a_long_queue_is_said_between_turns_only(settings: dict[str, object], hint: int) -> None:
    meeting = Meeting(12)
    meeting.write(NewEvent(SessionEdited(settings=settings), THE_SESSION))
    meeting.do(join_seats, range(1, hint))
    assert said_of_the_queue(meeting) == []
    meeting.do(join_seats, [hint])
    assert said_of_the_queue(meeting) == [f"{hint} are waiting: {LONG}"]
    meeting.do(join_seats, [12])
    meeting.do(done)
    assert said_of_the_queue(meeting) == []


def test_a_round_that_asks_many_is_not_a_long_queue() -> None:
    assert said_of_the_queue(Meeting(20, order="go_around")) == []


def test_late_arrivals_have_no_words_before_they_come() -> None:
    meeting = Meeting(1)
    person = meeting.make(add_participant)
    meeting.do(read_aloud, [2])
    assert next(iter(meeting.state.queue.values())).participant_id == person


@given(played(laptops=1))
def test_whatever_happened_a_written_word_is_called_like_any_other(controllers: list[SessionController]) -> None:
    controller = controllers[0]
    try:
        controller.do(read_aloud)
    except UserError:
        return
    waiting = speaking_order(controller.state)
    own = [w for w in waiting if w.participant_id == SOMEONE_ELSE and w.kind is TurnKind.CONTRIBUTION]
    turns = controller.state.turns
    assert own or list(turns.values())[-1].read_aloud
