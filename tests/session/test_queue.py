"""Who is called next: ranks, modes, rounds, passing; and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.log import NewEvent, Subject
from facilitator_console.session import room_events as rev
from facilitator_console.session.agenda import edit_item, start_item
from facilitator_console.session.balance import heard
from facilitator_console.session.calling_order import speaking_order
from facilitator_console.session.floor import call_back, call_entry, done, freeze, start_turn
from facilitator_console.session.formats.plenary import TALK_STEP_MS
from facilitator_console.session.ids import EntryId, ParticipantId, Role, TurnId, TurnKind
from facilitator_console.session.people import add_participant, remove_participant
from facilitator_console.session.queue import (
    close_queue,
    join_queue,
    join_seats,
    leave_queue,
    open_queue,
    pause_queue,
    resume_queue,
)
from facilitator_console.session.rounds import pass_turn
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting, SessionController, bodies
from tests.helpers.talking import talking

C, R, Q, P = (
    TurnKind.CONTRIBUTION,
    TurnKind.DIRECT_RESPONSE,
    TurnKind.CLARIFYING_QUESTION,
    TurnKind.POINT_OF_PROCESS,
)


def order(meeting: Meeting) -> list[int]:
    """Seats in speaking order."""
    waiting = speaking_order(meeting.state)
    return [meeting.state.participants[w.participant_id].seat for w in waiting]


def reasons(meeting: Meeting) -> list[str]:
    return [str(waiting.reason) for waiting in speaking_order(meeting.state)]


def joins(meeting: Meeting, *seats: int, kind: TurnKind = C) -> list[EntryId]:
    return [EntryId(meeting.make(join_queue, meeting.people[seat - 1], kind)) for seat in seats]


def speaks(meeting: Meeting, seat: int, seconds: float) -> None:
    meeting.do(start_turn, meeting.people[seat - 1])
    meeting.later(seconds)
    meeting.write(NewEvent(rev.TurnEnded(), Subject(meeting.state.room.floor[-1])))


def test_ranks_come_first_and_within_a_rank_the_order_of_arrival() -> None:
    meeting = Meeting(8)
    turn = TurnId(meeting.make(start_turn, meeting.people[7]))
    joins(meeting, 2, 1)
    meeting.do(join_queue, meeting.people[2], R, to_turn_id=turn)
    joins(meeting, 4, kind=Q)
    joins(meeting, 6, 5, kind=P)
    joins(meeting, 7, kind=Q)
    assert order(meeting) == [6, 5, 4, 7, 3, 2, 1]
    assert reasons(meeting) == [
        "about how we talk",
        "about how we talk",
        "a question for clarity",
        "a question for clarity",
        "answers seat 8",
        "came first",
        "came later",
    ]


def test_one_person_waits_once_for_each_kind() -> None:
    meeting = Meeting()
    joins(meeting, 1)
    joins(meeting, 1, kind=Q)
    with pytest.raises(UserError, match="Seat 1 is in the queue already"):
        joins(meeting, 1)
    assert order(meeting) == [1, 1]


def test_the_stack_is_first_come_whoever_has_spoken() -> None:
    meeting = Meeting()
    speaks(meeting, 1, 100)
    joins(meeting, 1, 2)
    assert order(meeting) == [1, 2]
    assert reasons(meeting) == ["came first", "came later"]


def test_the_balanced_stack_calls_those_who_have_spoken_less() -> None:
    meeting = Meeting(order="balanced_stack")
    speaks(meeting, 1, 100)
    speaks(meeting, 1, 5)
    speaks(meeting, 2, 40)
    speaks(meeting, 4, 45)
    meeting.do(join_seats, [1, 4, 2, 3])
    assert order(meeting) == [3, 4, 2, 1]
    assert reasons(meeting) == ["first time", "has spoken before", "same, came later", "has had more time"]


@pytest.mark.parametrize(("first_s", "seats"), [(29, [1, 2]), (31, [2, 1]), (59, [2, 1])])
def test_in_the_balanced_stack_talk_within_one_half_minute_counts_as_equal(first_s: int, seats: list[int]) -> None:
    meeting = Meeting(order="balanced_stack")
    speaks(meeting, 1, first_s)
    speaks(meeting, 2, 1)
    meeting.do(join_seats, [1, 2])
    assert order(meeting) == seats


def test_in_the_balanced_stack_arrival_decides_among_those_not_heard() -> None:
    meeting = Meeting(order="balanced_stack")
    speaks(meeting, 4, 20)
    meeting.do(join_seats, [4, 2, 3, 1])
    assert order(meeting) == [2, 3, 1, 4]
    assert reasons(meeting) == ["first time", "first time, came later", "first time, came later", "has spoken before"]


def test_a_reason_is_about_those_who_still_wait() -> None:
    meeting = Meeting(order="balanced_stack")
    speaks(meeting, 1, 100)
    speaks(meeting, 2, 10)
    meeting.do(join_seats, [1, 2])
    assert reasons(meeting) == ["has spoken before", "has had more time"]
    meeting.do(done)
    assert reasons(meeting) == ["has spoken before"]
    joins(meeting, 3, kind=P)
    assert reasons(meeting) == ["about how we talk", "has spoken before"]


def test_who_waits_in_a_round_comes_after_it() -> None:
    meeting = Meeting(2, order="go_around")
    joins(meeting, 1)
    assert reasons(meeting) == ["in the round", "in the round", "after the round"]


def test_the_balanced_stack_counts_neither_process_nor_questions() -> None:
    meeting = Meeting(order="balanced_stack")
    meeting.do(start_turn, meeting.people[0], P)
    meeting.later(100)
    meeting.do(start_turn, meeting.people[1])
    meeting.later(1)
    meeting.do(done)
    meeting.do(join_seats, [2, 1])
    assert order(meeting) == [1, 2]


def test_calling_and_leaving_take_out_of_the_queue() -> None:
    meeting = Meeting()
    first, second, third = joins(meeting, 1, 2, 3)
    meeting.do(call_entry, second)
    assert (meeting.speaks, order(meeting)) == (2, [1, 3])
    meeting.do(leave_queue, first)
    assert order(meeting) == [3]
    with pytest.raises(UserError, match="not in the queue any more"):
        meeting.do(leave_queue, first)
    meeting.do(start_turn, meeting.people[2])
    assert order(meeting) == []
    with pytest.raises(UserError, match="not in the queue any more"):
        meeting.do(call_entry, third)


def test_calling_a_question_out_of_the_queue_gives_the_floor_to_the_question() -> None:
    meeting = Meeting()
    joins(meeting, 2)
    (question,) = joins(meeting, 2, kind=Q)
    meeting.do(start_turn, meeting.people[0])
    meeting.do(call_entry, question)
    assert (meeting.speaks, meeting.state.turns[meeting.turn(2)].kind, len(meeting.state.room.floor)) == (2, Q, 2)
    assert [entry.kind for entry in meeting.state.queue.values()] == [C]


def test_who_left_the_room_is_not_called() -> None:
    meeting = Meeting()
    joins(meeting, 1, 2)
    meeting.do(remove_participant, meeting.people[0])
    meeting.do(done)
    assert meeting.speaks == 2


def test_a_closed_queue_takes_no_contributions_but_questions() -> None:
    meeting = Meeting()
    joins(meeting, 1)
    meeting.do(close_queue)
    assert meeting.do(close_queue) == []
    with pytest.raises(UserError, match="queue is closed"):
        joins(meeting, 2)
    joins(meeting, 3, kind=Q)
    assert order(meeting) == [3, 1]
    meeting.do(open_queue)
    assert meeting.do(open_queue) == []
    joins(meeting, 2)
    assert order(meeting) == [3, 1, 2]


def test_pausing_and_resuming_twice_decides_nothing_twice() -> None:
    meeting = Meeting()
    assert meeting.do(resume_queue) == []
    meeting.do(pause_queue)
    assert meeting.do(pause_queue) == []


def test_refusals() -> None:
    meeting = Meeting()
    watcher = ParticipantId(meeting.make(add_participant, role=Role.OBSERVER))
    with pytest.raises(UserError, match="Seat 5 watches"):
        meeting.do(join_queue, watcher)
    with pytest.raises(UserError, match="not in this session"):
        meeting.do(join_queue, ParticipantId("gone"))
    with pytest.raises(UserError, match="does not queue"):
        joins(meeting, 1, kind=TurnKind.SOMEONE_ELSE)
    with pytest.raises(UserError, match="no round is on"):
        meeting.do(pass_turn, meeting.people[0])
    meeting.do(edit_item, meeting.item, **talking("open_floor"))
    with pytest.raises(UserError, match="free conversation"):
        joins(meeting, 1)


# -- rounds -------------------------------------------------------------------------------------------


def called(meeting: Meeting, turns: int, seconds: float = 10) -> list[int]:
    """Seats that `done` calls, one after another."""
    seats = []
    for _ in range(turns):
        meeting.do(done)
        seats.append(meeting.speaks)
        meeting.later(seconds)
    return seats


def test_a_go_around_asks_everyone_once_along_the_seats() -> None:
    meeting = Meeting(order="go_around")
    meeting.do(add_participant, role=Role.OBSERVER)
    assert order(meeting) == [1, 2, 3, 4]
    assert called(meeting, 5) == [1, 2, 3, 4, 0]


def test_a_go_around_goes_on_from_whoever_began_it() -> None:
    meeting = Meeting(order="go_around")
    meeting.do(start_turn, meeting.people[2])
    assert called(meeting, 4) == [4, 1, 2, 0]


@pytest.mark.parametrize("how", ["go_around", "talking_piece"])
def test_a_direct_response_uses_up_nobodys_turn_in_a_round(how: str) -> None:
    meeting = Meeting(order=how)
    meeting.do(start_turn, meeting.people[0])
    meeting.do(start_turn, meeting.people[2], R)
    assert called(meeting, 3) == [2, 3, 4]


def test_each_turn_in_a_talking_piece_counts_as_one() -> None:
    """A pass counts like a turn, and whoever has had fewer of both is asked first."""
    meeting = Meeting(3, order="talking_piece")
    for seat in (1, 2):
        meeting.do(start_turn, meeting.people[seat - 1])
    meeting.do(pass_turn, meeting.people[2])
    assert order(meeting) == [3, 1]
    meeting.do(pass_turn, meeting.people[2])
    assert order(meeting) == [1, 3]


def test_a_pass_in_an_earlier_round_counts_for_that_round_alone() -> None:
    meeting = Meeting(3, order="go_around")
    meeting.do(pass_turn, meeting.people[0])
    meeting.do(start_item, meeting.add_item("Second round", order="go_around"))
    meeting.do(pass_turn, meeting.people[1])
    assert order(meeting) == [1, 3]


def test_passing_is_having_been_asked_and_passing_for_now_is_being_asked_again_at_the_end() -> None:
    meeting = Meeting(5, order="go_around")
    meeting.do(pass_turn, meeting.people[0])
    meeting.do(pass_turn, meeting.people[1], for_now=True)
    meeting.do(pass_turn, meeting.people[2], for_now=True)
    meeting.do(pass_turn, meeting.people[1], for_now=True)
    assert order(meeting) == [4, 5, 3, 2]
    assert reasons(meeting) == ["in the round", "in the round", "passed for now", "passed for now"]
    assert called(meeting, 5) == [4, 5, 3, 2, 0]


def test_a_turn_that_was_passed_on_does_not_count() -> None:
    meeting = Meeting(3, order="go_around")
    meeting.do(done)
    meeting.later(2)
    passed = meeting.do(pass_turn, meeting.people[0], for_now=True)
    assert (meeting.speaks, order(meeting)) == (2, [3, 1])
    assert meeting.people[0] not in heard(meeting.state, meeting.now_ms)
    meeting.undo(passed)
    assert (meeting.speaks, order(meeting)) == (1, [2, 3])


def test_passing_after_a_long_word_keeps_the_word() -> None:
    meeting = Meeting(3, order="go_around")
    meeting.do(done)
    meeting.later(240)
    meeting.do(pass_turn, meeting.people[0], for_now=True)
    assert (meeting.speaks, order(meeting)) == (2, [3])
    assert heard(meeting.state, meeting.now_ms)[meeting.people[0]].talk_ms == 240_000


def test_nobody_passes_while_everything_is_frozen() -> None:
    meeting = Meeting(3, order="go_around")
    meeting.do(done)
    meeting.do(freeze)
    for for_now in (True, False):
        with pytest.raises(UserError, match="Everything is frozen"):
            meeting.do(pass_turn, meeting.people[0], for_now=for_now)
    assert meeting.speaks == 1


def test_whom_a_round_calls_leaves_the_queue() -> None:
    meeting = Meeting(3, order="go_around")
    joins(meeting, 1)
    meeting.do(done)
    assert (meeting.speaks, order(meeting)) == (1, [2, 3])


def test_a_second_round_is_another_item() -> None:
    meeting = Meeting(2, order="go_around")
    called(meeting, 3)
    again = meeting.add_item("Again", order="go_around")
    meeting.do(start_item, again)
    assert sorted(called(meeting, 3)) == [0, 1, 2]


def test_a_talking_piece_goes_around_again_and_again() -> None:
    meeting = Meeting(3, order="talking_piece")
    assert called(meeting, 7) == [1, 2, 3, 1, 2, 3, 1]


def test_a_question_interposes_in_a_round_and_the_round_goes_on() -> None:
    meeting = Meeting(3, order="go_around")
    meeting.do(done)
    joins(meeting, 3, kind=Q)
    assert order(meeting) == [3, 2, 3]
    meeting.do(start_turn, meeting.people[2], Q)
    meeting.do(done)
    assert meeting.speaks == 1
    assert called(meeting, 3) == [2, 3, 0]


def test_who_was_called_too_early_in_a_round_is_called_again() -> None:
    meeting = Meeting(3, order="go_around")
    meeting.do(done)
    meeting.later(10)
    meeting.do(done)
    meeting.later(1)
    meeting.do(call_back)
    assert meeting.speaks == 1
    assert called(meeting, 3) == [2, 3, 0]


# -- nobody waits for ever -----------------------------------------------------------------------------


class Rejoining(Meeting):
    """A room in which everyone who has spoken wants to speak again at once."""

    def __init__(self, order: str, spoken_s: Sequence[int]) -> None:
        super().__init__(len(spoken_s), order=order)
        for seat, seconds in enumerate(spoken_s, 1):
            if seconds:
                speaks(self, seat, seconds)
        self.waits = range(1, len(spoken_s) + 1)
        for seat in self.waits:
            self.rejoin(seat)

    def rejoin(self, seat: int) -> None:
        person = self.people[seat - 1]
        if not any(entry.participant_id == person for entry in self.state.queue.values()):
            self.do(join_queue, person)

    def turn_of_the_next(self, seconds: float) -> int:
        self.do(done)
        seat = self.speaks
        self.rejoin(seat)
        self.later(seconds)
        return seat


@pytest.mark.parametrize("order", ["stack", "go_around", "talking_piece"])
@given(
    spoken_s=st.lists(st.integers(0, 300), min_size=2, max_size=6), lengths_s=st.lists(st.integers(1, 90), max_size=20)
)
def test_nobody_waits_longer_than_once_around(order: str, spoken_s: list[int], lengths_s: list[int]) -> None:
    room = Rejoining(order, spoken_s if order == "stack" else [0] * len(spoken_s))
    seats = [room.turn_of_the_next(seconds) for seconds in (*lengths_s, *[1] * len(spoken_s))]
    for start in range(len(lengths_s) if order != "go_around" else 1):
        assert set(seats[start : start + len(spoken_s)]) == set(room.waits)


@given(
    spoken_s=st.lists(st.integers(0, 120), min_size=2, max_size=5),
    lengths_s=st.lists(st.sampled_from((1, 1, 2, 29, 31, 90)), min_size=1, max_size=8),
)
def test_nobody_waits_for_ever_in_the_balanced_stack(spoken_s: list[int], lengths_s: list[int]) -> None:
    """Who has spoken much waits at most until each other one has had as much, in turns of at least a second."""
    room = Rejoining("balanced_stack", spoken_s)
    longest_s = max(spoken_s)
    waiting = set(room.waits)
    most_turns = sum(longest_s - seconds + TALK_STEP_MS // 1000 + 1 for seconds in spoken_s)
    for count in range(most_turns):
        waiting.discard(room.turn_of_the_next(lengths_s[count % len(lengths_s)]))
        if not waiting:
            break
    assert not waiting


def test_the_order_does_not_depend_on_more_than_the_log() -> None:
    """Two laptops that add seats at once agree on who came first."""
    here, there = Meeting(), SessionController(writer="b")
    there.history.add(here.written)
    here_entry = here.write(NewEvent(rev.QueueJoined(here.people[0])))
    there_entry = there.write(NewEvent(rev.QueueJoined(here.people[1])))
    here.history.add(there_entry)
    there.history.add(here_entry)
    assert bodies(here_entry) == [rev.QueueJoined(here.people[0], era=0)]
    assert speaking_order(here.state) == speaking_order(there.state)


def test_several_seats_join_as_one_command_and_who_waits_keeps_their_place() -> None:
    meeting = Meeting(5)
    meeting.do(join_queue, meeting.people[2])
    joined = meeting.do(join_seats, [5, 3, 1, 5])
    assert order(meeting) == [3, 5, 1]
    with pytest.raises(UserError, match="in the queue already"):
        meeting.do(join_seats, [1, 3])
    with pytest.raises(UserError, match="no seat 9"):
        meeting.do(join_seats, [2, 9])
    assert order(meeting) == [3, 5, 1]
    meeting.undo(joined)
    assert order(meeting) == [3]
