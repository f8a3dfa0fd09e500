"""Choosing, interposing and queueing, in the plenary and at a table: each goes by its own floor, queue and clocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest

from facilitator_console.dialogue.events import SubmissionAdded
from facilitator_console.dialogue.ids import Wish
from facilitator_console.log import THE_SESSION, Duration, NewEvent
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session.agenda import close_session, create_session, edit_item, edit_session, pause_item
from facilitator_console.session.calling_order import (
    coming_up,
    has_queue,
    next_to_speak,
    rank_of,
    speaking_order,
    speaks_at_once,
    takes_seats,
    waiting_at,
)
from facilitator_console.session.events import ItemEdited
from facilitator_console.session.floor import (
    LONGEST_QUIET_MS,
    call_back,
    call_entry,
    choose,
    choose_seats,
    done,
    end_quiet,
    end_turn,
    extend_turn,
    freeze,
    give_reason,
    interpose,
    is_chosen,
    pause_turn,
    release,
    resume_turn,
    someone_else_speaks,
    start_at_seat,
    start_quiet,
    start_turn,
    turn_to_call_back,
)
from facilitator_console.session.formats import FORMATS, all_orders, format_of, format_with, order_of
from facilitator_console.session.ids import (
    BY_HAND,
    EntryId,
    FreezeReason,
    ParticipantId,
    SubmissionId,
    TableId,
    TurnId,
    TurnKind,
)
from facilitator_console.session.people import add_participant
from facilitator_console.session.queue import (
    close_queue,
    join_queue,
    join_seats,
    join_without_seat,
    leave_queue,
    open_queue,
    pause_queue,
    resume_queue,
    use_order,
)
from facilitator_console.session.room_events import QueueJoined, TableOpened, TurnExtended, TurnStarted
from facilitator_console.session.table_places import move_to_table
from facilitator_console.session.tables import edit_table
from facilitator_console.words import UserError
from tests.helpers.cafe import Cafe
from tests.helpers.controller import SECOND_MS, Meeting, SessionController, bodies, kinds

R, Q, P = TurnKind.DIRECT_RESPONSE, TurnKind.CLARIFYING_QUESTION, TurnKind.POINT_OF_PROCESS
CLOSED = r"^The session is closed\. Reopen it to go on\.$"
FROZEN = r"^Everything is frozen\. Press Enter in Run to go on\.$"


def joined(body: msgspec.Struct | None) -> QueueJoined:
    assert isinstance(body, QueueJoined)
    return body


def started(body: msgspec.Struct | None) -> TurnStarted:
    assert isinstance(body, TurnStarted)
    return body


# -- at a table, while the plenary has another queue and another floor ---------------------------------------


def test_where_a_table_has_a_queue_who_is_chosen_there_joins_it_although_they_would_speak_at_once_in_the_plenary() -> (
    None
):
    cafe = Cafe()
    first, second = cafe.tables[:2]
    cafe.with_turns(first)
    cafe.with_turns(second, queued=False)
    one, two, *_ = cafe.seats(first)
    (other, *_) = cafe.seats(second)
    for seat, choosing in ((one, choose_seats), (two, choose_seats)):
        (event,) = cafe.do(choosing, [seat], first)
        assert joined(bodies([event])[0]).table_id == first
    assert is_chosen(cafe.state, cafe.at(first)[0], first)
    assert not is_chosen(cafe.state, cafe.at(first)[2], first)
    assert not is_chosen(cafe.state, cafe.at(second)[0], second)
    (event,) = cafe.do(choose_seats, [other], second)
    assert started(bodies([event])[0]).table_id == second
    assert is_chosen(cafe.state, cafe.at(second)[0], second)
    with pytest.raises(UserError, match=r"^One seat speaks at a time\. Choose one\.$"):
        cafe.do(choose_seats, cafe.seats(second)[1:3], second)
    twice = cafe.seats(second)[1:2] * 2
    assert started(bodies(cafe.do(choose_seats, twice, second))[0]).table_id == second


def test_a_table_without_a_queue_has_no_queue_to_close_though_another_one_is_closed() -> None:
    cafe = Cafe()
    first, second = cafe.tables[:2]
    cafe.with_turns(first)
    cafe.with_turns(second)
    cafe.do(close_queue, first)
    with pytest.raises(UserError, match=r"^The queue is closed\. Open it to add a seat\.$"):
        cafe.do(choose_seats, [], first)
    assert cafe.do(choose_seats, [], second) == []


def test_at_a_table_where_nobody_speaks_or_waits_nobody_is_called() -> None:
    cafe = Cafe()
    table = cafe.tables[1]
    cafe.with_turns(table)
    with pytest.raises(UserError, match=r"^Nobody is speaking and nobody is called\. Add a seat to the queue\.$"):
        cafe.do(done, table)


def test_who_waits_at_a_table_joins_that_queue_no_second_time() -> None:
    cafe = Cafe()
    table = cafe.tables[1]
    cafe.with_turns(table)
    (person, *_), (seat, *_) = cafe.at(table), cafe.seats(table)
    cafe.do(join_queue, person, table_id=table)
    with pytest.raises(UserError, match=rf"^Seat {seat} is in the queue already\.$"):
        cafe.do(join_queue, person, table_id=table)


def test_a_response_at_a_table_answers_who_speaks_there_and_joins_the_queue_of_that_table() -> None:
    cafe = Cafe()
    table = cafe.tables[1]
    cafe.with_turns(table)
    one, two, three, *_ = cafe.seats(table)
    turn = TurnId(cafe.make(start_at_seat, [one], table_id=table))
    response, question = (
        bodies(cafe.do(interpose, kind, [seat], table_id=table)) for kind, seat in ((R, two), (Q, three))
    )
    (answers,), (asks,) = map(joined, response), map(joined, question)
    assert (answers.table_id, answers.kind, answers.to_turn_id) == (table, R, turn)
    assert (asks.table_id, asks.kind, asks.to_turn_id) == (table, Q, "")
    assert [waiting.kind for waiting in speaking_order(cafe.state, table)] == [Q, R]
    assert cafe.do(interpose, R, [], table_id=table) == []


def test_who_interposes_at_once_at_a_table_speaks_there() -> None:
    cafe = Cafe()
    table = cafe.tables[1]
    cafe.with_turns(table)
    one, two, *_ = cafe.seats(table)
    cafe.do(start_at_seat, [one], table_id=table)
    (event,) = cafe.do(interpose, P, [two], at_once=True, table_id=table)
    body = started(bodies([event])[0])
    assert (body.kind, body.table_id) == (P, table)
    assert cafe.do(interpose, P, [], at_once=True, table_id=table) == []


def test_an_entry_of_a_table_is_called_at_that_table() -> None:
    cafe = Cafe()
    table = cafe.tables[1]
    cafe.with_turns(table)
    entry = EntryId(cafe.make(choose, cafe.at(table)[0], table))
    assert started(bodies(cafe.do(call_entry, entry))[0]).table_id == table


def test_at_a_table_who_is_chosen_before_the_first_in_its_queue_speaks_by_hand() -> None:
    cafe = Cafe()
    table = cafe.tables[1]
    cafe.with_turns(table)
    waits, chosen, *_ = cafe.at(table)
    cafe.do(join_queue, waits, table_id=table)
    assert started(bodies(cafe.do(start_turn, chosen, table_id=table))[0]).why == BY_HAND


def test_a_paused_turn_of_a_table_goes_on_there_but_not_while_all_is_paused() -> None:
    cafe = Cafe()
    table = cafe.tables[0]
    cafe.with_turns(table)
    turn = TurnId(cafe.make(start_at_seat, cafe.seats(table)[:1], table_id=table))
    cafe.do(pause_turn, turn)
    assert kinds(cafe.do(resume_turn, turn)) == ["turn_resumed"]
    cafe.do(pause_turn, turn)
    cafe.do(pause_item, cafe.cafe)
    with pytest.raises(UserError):
        cafe.do(resume_turn, turn)


def test_a_paused_turn_of_the_plenary_lets_a_paused_item_go_on_with_it() -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.do(pause_turn, turn)
    meeting.do(pause_item, meeting.item)
    assert kinds(meeting.do(resume_turn, turn)) == ["item_resumed", "turn_resumed"]


def test_a_seat_that_waits_in_the_plenary_can_still_join_the_queue_of_its_table() -> None:
    cafe = Cafe()
    table = cafe.tables[0]
    cafe.with_turns(table)
    one, two, *_ = cafe.seats(table)
    cafe.do(join_seats, [one], table_id=table)
    assert [joined(body).table_id for body in bodies(cafe.do(join_seats, [one, two], table_id=table))] == [table]
    with pytest.raises(UserError, match=r"^Those seats are in the queue already\.$"):
        cafe.do(join_seats, [one], table_id=table)


# -- of what kind, answering what, read by whom ---------------------------------------------------------------


def test_several_seats_join_as_they_say_and_nobody_reads_for_them_unless_that_is_said() -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[3]))
    told = [joined(body) for body in bodies(meeting.do(join_seats, [1, 2], R, to_turn_id=turn))]
    assert [(body.kind, body.to_turn_id, body.read_aloud) for body in told] == [(R, turn, False)] * 2
    (read,) = map(joined, bodies(meeting.do(join_seats, [3], read_aloud=True)))
    assert (read.kind, read.read_aloud) == (TurnKind.CONTRIBUTION, True)


def test_in_a_free_conversation_who_interposes_speaks_with_their_kind() -> None:
    meeting = Meeting(order="open_floor")
    meeting.do(start_at_seat, [1])
    (event,) = meeting.do(interpose, Q, [2])
    body = started(bodies([event])[0])
    assert (body.kind, body.read_aloud) == (Q, False)


def test_a_question_answers_no_turn_and_a_response_to_nobody_neither() -> None:
    meeting = Meeting()
    (response,) = map(joined, bodies(meeting.do(interpose, R, [1])))
    assert (response.kind, response.to_turn_id) == (R, "")
    turn = TurnId(meeting.make(start_turn, meeting.people[3]))
    (question,) = map(joined, bodies(meeting.do(interpose, Q, [2])))
    (answer,) = map(joined, bodies(meeting.do(interpose, R, [3])))
    assert (question.to_turn_id, answer.to_turn_id) == ("", turn)


# -- while it may not be ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["stack", "open_floor"])
@pytest.mark.parametrize(
    "choosing", [lambda m: m.do(choose_seats, []), lambda m: m.do(interpose, R, [])], ids=["choose", "interpose"]
)
def test_it_is_said_before_a_seat_is_named_that_none_can_be_chosen(
    choosing: Callable[[Meeting], object], order: str
) -> None:
    meeting = Meeting(order=order)
    meeting.do(freeze)
    if order == "stack":
        choosing(meeting)  # Into the queue people come while all is frozen.
    else:
        with pytest.raises(UserError, match=FROZEN):
            choosing(meeting)
    meeting.do(close_session)
    with pytest.raises(UserError, match=CLOSED):
        choosing(meeting)


@pytest.mark.parametrize(
    "choosing", [lambda m: m.do(choose_seats, []), lambda m: m.do(interpose, R, [])], ids=["choose", "interpose"]
)
def test_without_seats_it_is_said_where_they_are_added(choosing: Callable[[SessionController], object]) -> None:
    empty = Meeting(0)
    with pytest.raises(UserError, match=r"^There are no seats yet\. Add them in Prepare\.$"):
        choosing(empty)


def test_in_a_closed_session_nobody_leaves_the_queue_and_it_is_not_opened() -> None:
    meeting = Meeting()
    entry = EntryId(meeting.make(join_queue, meeting.people[0]))
    meeting.do(close_queue)
    meeting.do(close_session)
    with pytest.raises(UserError, match=CLOSED):
        meeting.do(leave_queue, entry)
    with pytest.raises(UserError, match=CLOSED):
        meeting.do(open_queue)


@pytest.mark.parametrize("command", [leave_queue, call_entry])
def test_an_entry_that_is_gone_is_said_to_be_gone(command: Callable[..., Sequence[NewEvent]]) -> None:
    meeting = Meeting()
    with pytest.raises(UserError, match=r"^That entry is not in the queue any more\.$"):
        meeting.do(command, "gone")


# -- more time, and all clocks ------------------------------------------------------------------------------------


def test_a_turn_is_given_the_time_that_is_said_and_never_none() -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    before_ms = meeting.state.turns[turn].limit_ms
    for wanted_ms in (1, 7 * SECOND_MS):
        meeting.do(extend_turn, turn, Duration(wanted_ms))
    assert meeting.state.turns[turn].limit_ms == before_ms + 1 + 7 * SECOND_MS
    for nothing in (0, -1):
        with pytest.raises(UserError, match=r"^More time must be more than nothing\.$"):
            meeting.do(extend_turn, turn, Duration(nothing))


def test_what_is_refused_of_a_turn_is_said_in_a_whole_sentence() -> None:
    meeting = Meeting(turn_limit_ms=0)
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    with pytest.raises(UserError, match=r"^This turn has no time limit, so it needs no more time\.$"):
        meeting.do(extend_turn, turn)
    with pytest.raises(UserError, match=r"^The turn is not paused\.$"):
        meeting.do(resume_turn, turn)
    with pytest.raises(UserError, match=r"^Nothing is frozen now\.$"):
        meeting.do(give_reason, FreezeReason.POWER)


def test_in_a_closed_session_nothing_is_frozen_and_no_reason_is_given() -> None:
    meeting = Meeting()
    meeting.do(freeze)
    meeting.do(give_reason, FreezeReason.ALERT)
    (stretch,) = meeting.state.stretches.values()
    assert (stretch.reason, stretch.other, stretch.shelter) == (FreezeReason.ALERT, "", "")
    meeting.do(give_reason, FreezeReason.OTHER)
    (stretch,) = meeting.state.stretches.values()
    assert (stretch.reason, stretch.other, stretch.shelter) == (FreezeReason.OTHER, "", "")
    meeting.do(close_session)
    with pytest.raises(UserError, match=CLOSED):
        meeting.do(freeze)
    with pytest.raises(UserError, match=CLOSED):
        meeting.do(give_reason, FreezeReason.POWER)


@pytest.mark.parametrize(
    "acts",
    [
        (freeze, release),
        (start_quiet, end_quiet),
        (pause_queue, resume_queue),
        (close_queue, open_queue),
    ],
    ids=lambda acts: acts[0].__name__,
)
def test_what_is_of_the_whole_room_is_about_the_session_and_no_entity(
    acts: tuple[Callable[..., Sequence[NewEvent]], ...],
) -> None:
    meeting = Meeting()
    for act in acts:
        (event,) = meeting.do(act)
        assert event.subject == THE_SESSION


def test_a_reason_of_a_freeze_is_about_the_session() -> None:
    meeting = Meeting()
    meeting.do(freeze)
    (event,) = meeting.do(give_reason, FreezeReason.POWER)
    assert event.subject == THE_SESSION


def test_a_queue_is_resumed_where_somebody_waits_though_there_is_none_any_more() -> None:
    meeting = Meeting()
    meeting.do(join_queue, meeting.people[0])
    meeting.do(pause_queue)
    meeting.do(use_order, meeting.item, order_named("open_floor"))
    assert kinds(meeting.do(resume_queue)) == ["queue_resumed"]
    meeting.do(leave_queue, waiting_at(meeting.state)[0].entry_id)
    with pytest.raises(UserError, match=r"^“First” is a free conversation without a queue\.$"):
        meeting.do(resume_queue)
    meeting.do(edit_item, meeting.item, format="break")
    with pytest.raises(UserError, match=r"^Nobody takes a turn in “First”\.$"):
        meeting.do(resume_queue)


def test_the_queue_of_each_table_is_resumed_by_itself() -> None:
    cafe = Cafe()
    first, second = cafe.tables[:2]
    cafe.with_turns(first)
    with pytest.raises(UserError, match=r"^There is no queue at table 2\. Give it one first\.$"):
        cafe.do(resume_queue, second)
    cafe.do(pause_queue, first)
    assert kinds(cafe.do(resume_queue, first)) == ["queue_resumed"]
    cafe.do(close_session)
    with pytest.raises(UserError, match=CLOSED):
        cafe.do(resume_queue, first)


# -- ending, and calling back -------------------------------------------------------------------------------------


def test_who_ends_a_turn_that_interposed_lets_the_one_below_go_on_though_it_had_been_paused() -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.do(pause_turn, turn)
    asking = TurnId(meeting.make(start_turn, meeting.people[1], Q))
    assert kinds(meeting.do(end_turn, asking)) == ["turn_ended", "turn_resumed"]


def test_within_one_second_is_said_of_one_second() -> None:
    meeting = Meeting()
    meeting.do(edit_session, settings={"call_back_ms": 1000})
    with pytest.raises(UserError) as refused:
        meeting.do(call_back)
    assert str(load_catalogue("en").text(refused.value.message)) == "Nobody has finished in the last second."


def test_who_has_moved_to_another_table_is_not_called_back_to_the_old_one() -> None:
    cafe = Cafe()
    first, second = cafe.tables[:2]
    cafe.with_turns(first)
    (person, *_) = cafe.at(first)
    turn = TurnId(cafe.make(start_turn, person, table_id=first))
    cafe.do(end_turn, turn)
    assert turn_to_call_back(cafe.state, cafe.now_ms, first) is not None
    cafe.do(move_to_table, person, second)
    assert turn_to_call_back(cafe.state, cafe.now_ms, first) is None


def test_a_point_of_process_from_outside_the_inner_chairs_is_called_back() -> None:
    meeting = Meeting(8)
    meeting.do(edit_item, meeting.item, format="fishbowl")
    turn = TurnId(meeting.make(start_turn, meeting.people[7], P))
    meeting.do(end_turn, turn)
    assert kinds(meeting.do(call_back)) == ["turn_called_back"]


def test_while_all_is_frozen_that_is_said_before_that_someone_else_speaks() -> None:
    meeting = Meeting()
    meeting.do(someone_else_speaks)
    with pytest.raises(UserError, match=r"^Someone else is speaking already\.$"):
        meeting.do(someone_else_speaks)
    meeting.do(freeze)
    with pytest.raises(UserError, match=FROZEN):
        meeting.do(someone_else_speaks)


# -- another order ------------------------------------------------------------------------------------------------


def order_named(name: str) -> Any:
    (order,) = (one for one in all_orders() if one.name == name)
    return order


def test_another_order_in_an_item_that_is_not_on_or_while_frozen_begins_nothing() -> None:
    meeting = Meeting(then_ms=[600_000])
    round_ = order_named("go_around")
    (later,) = meeting.items
    assert kinds(meeting.do(use_order, later, round_)) == ["item_edited"]
    meeting.do(freeze)
    assert kinds(meeting.do(use_order, meeting.item, round_)) == ["item_edited"]
    assert order_of(meeting.state.items[meeting.item]) is round_


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("order", all_orders(), ids=lambda order: order.name)
def test_another_order_begins_what_its_format_begins_with_the_settings_of_the_item(name: str, order: object) -> None:
    here, there = Meeting(), Meeting()
    for meeting in (here, there):
        meeting.do(edit_item, meeting.item, format=name, settings={"first_seat": 3})
    (chosen,) = (one for one in all_orders() if one is order)
    _, *begun = use_order(here.state, here.now_ms, here.item, chosen)
    there.do(use_order, there.item, chosen)
    changes = order_of(here.state.items[here.item]) is not chosen
    becomes = there.state.items[there.item]
    expected = format_of(becomes).begins(here.state, becomes) if changes else []
    assert [body for body, _ in begun] == [body for body, _ in expected]


def test_the_order_that_is_used_already_begins_no_second_round() -> None:
    meeting = Meeting()
    round_ = order_named("go_around")
    meeting.do(use_order, meeting.item, round_)
    assert "round_started" not in kinds(meeting.do(use_order, meeting.item, round_))


def test_where_no_item_is_on_a_seat_speaks_at_once_unless_there_is_a_queue() -> None:
    controller = SessionController()
    controller.do(create_session, "Dialogue")
    person = ParticipantId(controller.make(add_participant))
    assert speaks_at_once(controller.state, person) is not has_queue(controller.state)


def test_an_entry_of_a_kind_that_this_release_does_not_know_comes_last() -> None:
    meeting = Meeting()
    entries = [
        meeting.state.queue[EntryId(meeting.make(join_queue, person, kind))]
        for person, kind in zip(meeting.people, (P, Q, R, TurnKind.CONTRIBUTION), strict=True)
    ]
    unknown = msgspec.structs.replace(entries[0], kind=TurnKind.SOMEONE_ELSE)
    ranks = [rank_of(entry) for entry in (*entries, unknown)]
    assert ranks == sorted(set(ranks))


def test_who_was_put_back_comes_before_equals() -> None:
    meeting = Meeting()
    entry = meeting.state.queue[EntryId(meeting.make(join_queue, meeting.people[0]))]
    assert rank_of(msgspec.structs.replace(entry, ahead=True)) < rank_of(entry)


# -- why somebody comes before the others ---------------------------------------------------------------------------


def test_only_a_response_answers_a_seat_and_each_reason_is_kept_with_the_turn() -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[3]))
    meeting.do(join_queue, meeting.people[0], Q, to_turn_id=turn)
    meeting.do(join_queue, meeting.people[1], R, to_turn_id=turn)
    asks, answers = speaking_order(meeting.state)
    assert [(str(one.reason), one.why) for one in (asks, answers)] == [
        ("a question for clarity", "question"),
        ("answers seat 4", "answers"),
    ]


def test_what_another_laptop_put_into_the_queue_with_a_kind_that_does_not_queue_has_a_reason_too() -> None:
    meeting = Meeting()
    meeting.write(NewEvent(QueueJoined(meeting.people[0], TurnKind.SOMEONE_ELSE)))
    (waiting,) = speaking_order(meeting.state)
    assert str(waiting.reason) == "goes on"


# -- a quiet minute, and whoever had begun when somebody is called back ------------------------------------------------


@pytest.mark.parametrize("length_ms", [1, LONGEST_QUIET_MS])
def test_a_quiet_minute_lasts_as_long_as_is_said_up_to_an_hour(length_ms: int) -> None:
    meeting = Meeting()
    meeting.do(start_quiet, Duration(length_ms))
    quiet = meeting.state.room.quiet
    assert quiet is not None
    assert quiet.length_ms == length_ms
    with pytest.raises(UserError, match=r"^Time to think must last between a second and an hour\.$"):
        Meeting().do(start_quiet, Duration(LONGEST_QUIET_MS + 1))


def test_a_quiet_minute_at_a_table_is_that_tables() -> None:
    cafe = Cafe()
    table = cafe.tables[1]
    cafe.do(start_quiet, table_id=table)
    assert [room for room, one in cafe.state.rooms.items() if one.quiet] == [table]


def test_who_had_begun_heads_the_queue_as_what_they_were_when_somebody_is_called_back() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.do(start_turn, meeting.people[1], R)
    (heads,) = [body for body in bodies(meeting.do(call_back)) if isinstance(body, QueueJoined)]
    assert (heads.participant_id, heads.kind, heads.ahead) == (meeting.people[1], R, True)


def test_a_text_from_a_phone_that_had_begun_heads_the_queue_as_itself() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    text = SubmissionId(meeting.write(NewEvent(SubmissionAdded("We are tired.", Wish.READ_ALOUD)))[0].subject)
    meeting.do(call_entry, EntryId(meeting.make(join_without_seat, submission_id=text)))
    (heads,) = [body for body in bodies(meeting.do(call_back)) if isinstance(body, QueueJoined)]
    assert (heads.submission_id, heads.read_aloud) == (text, True)


def test_of_a_paused_turn_and_of_nobody_to_call_back_it_is_said_in_whole_sentences() -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.do(pause_turn, turn)
    with pytest.raises(UserError, match=r"^The turn is paused already\.$"):
        meeting.do(pause_turn, turn)
    with pytest.raises(UserError) as refused:
        meeting.do(call_back)
    words = load_catalogue("en").text(refused.value.message)
    assert words == "Nobody has finished in the last 30 seconds."


def test_who_is_chosen_at_a_table_without_a_queue_speaks_there() -> None:
    cafe = Cafe()
    table = cafe.tables[1]
    cafe.with_turns(table, queued=False)
    (event,) = cafe.do(choose, cafe.at(table)[0], table)
    assert started(bodies([event])[0]).table_id == table


def test_of_a_freeze_only_what_belongs_to_its_reason_is_kept_and_the_same_again_is_nothing() -> None:
    meeting = Meeting()
    meeting.do(freeze)
    for reason, other, shelter in (
        (FreezeReason.OTHER, "the generator", ""),
        (FreezeReason.ALERT, "", "the cellar"),
        (FreezeReason.POWER, "", ""),
    ):
        meeting.do(give_reason, reason, other="the generator", shelter="the cellar")
        (stretch,) = meeting.state.stretches.values()
        assert (stretch.reason, stretch.other, stretch.shelter) == (reason, other, shelter)
        assert meeting.do(give_reason, reason, other="the generator", shelter="the cellar") == []


# -- at a table, and not in the plenary -------------------------------------------------------------------------------


def test_seats_come_to_a_queue_while_it_is_open_and_the_session_is_too() -> None:
    meeting = Meeting()
    table = TableId(meeting.write(NewEvent(TableOpened(meeting.item)))[0].subject)
    assert (takes_seats(meeting.state), takes_seats(meeting.state, table)) == (True, False)
    meeting.do(edit_table, table, queue=True)
    meeting.do(close_queue)
    assert (takes_seats(meeting.state), takes_seats(meeting.state, table)) == (False, True)
    meeting.do(open_queue)
    meeting.do(use_order, meeting.item, order_named("open_floor"))
    assert (takes_seats(meeting.state), takes_seats(meeting.state, table)) == (False, True)
    meeting.do(close_session)
    assert (takes_seats(meeting.state), takes_seats(meeting.state, table)) == (False, False)


def test_who_waits_in_the_plenary_resumes_no_queue_of_a_table_without_one() -> None:
    meeting = Meeting()
    table = TableId(meeting.write(NewEvent(TableOpened(meeting.item)))[0].subject)
    meeting.do(join_queue, meeting.people[0])
    with pytest.raises(UserError, match="There is no queue at"):
        meeting.do(resume_queue, table)


def test_more_time_and_calling_back_at_a_table_are_that_tables() -> None:
    cafe = Cafe()
    table = cafe.tables[1]
    cafe.with_turns(table)
    one, two, *_ = cafe.at(table)
    turn = TurnId(cafe.make(start_turn, one, table_id=table))
    (more,) = bodies(cafe.do(extend_turn, turn))
    assert isinstance(more, TurnExtended)
    assert more.table_id == table
    cafe.do(start_turn, two, table_id=table)
    (heads,) = [body for body in bodies(cafe.do(call_back, table)) if isinstance(body, QueueJoined)]
    assert (heads.participant_id, heads.table_id) == (two, table)


def test_an_order_that_the_format_has_leaves_the_format_as_it_is() -> None:
    meeting = Meeting()
    edited, *_ = bodies(meeting.do(use_order, meeting.item, order_named("balanced_stack")))
    assert isinstance(edited, ItemEdited)
    assert edited.format is msgspec.UNSET
    edited, *_ = bodies(meeting.do(use_order, meeting.item, order_named("inner_chairs")))
    assert isinstance(edited, ItemEdited)
    assert edited.format == format_with(order_named("inner_chairs")).name


def test_a_format_of_its_own_keeps_its_name_with_an_order_that_it_has() -> None:
    meeting = Meeting()
    meeting.do(edit_item, meeting.item, format="fishbowl", settings={"order": "inner_chairs"})
    edited, *_ = bodies(meeting.do(use_order, meeting.item, order_of(meeting.state.items[meeting.item])))
    assert isinstance(edited, ItemEdited)
    assert edited.format is msgspec.UNSET


def test_who_was_interrupted_at_a_table_goes_on_there_and_is_named_first() -> None:
    cafe = Cafe()
    table = cafe.tables[1]
    cafe.with_turns(table)
    one, two, three, *_ = cafe.at(table)
    turn = TurnId(cafe.make(start_turn, one, R, table_id=table))
    cafe.do(start_turn, two, Q, table_id=table)
    cafe.do(join_queue, three, table_id=table)
    back, waits = coming_up(cafe.state, table)
    assert (back.participant_id, back.kind, back.entry_id, back.turn_id, back.why) == (one, R, "", turn, "goes_on")
    assert waits.participant_id == three
    assert coming_up(cafe.state) == ()
    found = next_to_speak(cafe.state, (waits,), table)
    assert found is not None
    assert (found.participant_id, found.is_called) == (three, True)
