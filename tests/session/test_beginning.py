"""Somebody begins: chosen in a free conversation, in a paused item, in a frozen room, called back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue.naming import name_command
from facilitator_console.log import NewEvent
from facilitator_console.session.agenda import edit_item, next_item, pause_item, resume_item
from facilitator_console.session.floor import (
    call_back,
    call_entry,
    choose,
    choose_seats,
    done,
    end_turn,
    freeze,
    go_back,
    pause_turn,
    release,
    resume_turn,
    someone_else_speaks,
    start_quiet,
    start_turn,
    turn_to_call_back,
)
from facilitator_console.session.ids import NO_TURN, EntryId, ItemStatus, TurnId, TurnKind
from facilitator_console.session.people import remove_participant
from facilitator_console.session.queue import join_queue
from facilitator_console.session.timers import quiet_timer, turn_timer
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting, SessionController, command, contents, kinds
from tests.helpers.played import played
from tests.helpers.readings import queued, talk_s, used_s
from tests.helpers.talking import talking

# -- a free conversation -------------------------------------------------------------------------------


def test_in_a_free_conversation_who_is_chosen_speaks() -> None:
    meeting = Meeting(order="open_floor")
    assert kinds(meeting.do(choose, meeting.people[0])) == ["turn_started"]
    meeting.later(10)
    assert kinds(meeting.do(choose, meeting.people[1])) == ["turn_started", "turn_ended"]
    assert (meeting.speaks, talk_s(meeting, 1), queued(meeting)) == (2, 10, [])
    assert kinds(meeting.do(done)) == ["turn_ended"]
    assert kinds(meeting.do(choose_seats, [3])) == ["turn_started"]
    with pytest.raises(UserError, match="One seat speaks at a time"):
        meeting.do(choose_seats, [1, 2])
    with pytest.raises(UserError, match="Seat 3 is speaking already"):
        meeting.do(choose_seats, [3, 3])


def test_where_there_is_a_queue_who_is_chosen_waits() -> None:
    meeting = Meeting()
    assert kinds(meeting.do(choose, meeting.people[0])) == ["queue_joined"]
    assert kinds(meeting.do(choose_seats, [2, 3])) == ["queue_joined", "queue_joined"]
    assert (meeting.speaks, queued(meeting)) == (0, [1, 2, 3])


def test_in_a_free_conversation_those_who_still_wait_are_called_in_order() -> None:
    meeting = Meeting()
    for person in meeting.people[:3]:
        meeting.do(join_queue, person)
    meeting.do(edit_item, meeting.item, **talking("open_floor"))
    meeting.do(choose, meeting.people[1])
    assert (meeting.speaks, queued(meeting)) == (2, [1, 3])
    meeting.do(done)
    meeting.do(done)
    assert (meeting.speaks, queued(meeting)) == (3, [])


# -- somebody begins: a paused item goes on, a frozen room refuses ---------------------------------------


def top(controller: SessionController) -> TurnId:
    return controller.state.room.floor[-1] if controller.state.room.floor else NO_TURN


def bottom(controller: SessionController) -> TurnId:
    return controller.state.room.floor[0] if controller.state.room.floor else NO_TURN


BEGINNINGS: dict[str, Callable[[SessionController], Sequence[NewEvent]]] = {
    "done": lambda controller: done(controller.state, controller.now_ms),
    "speaks now": lambda controller: start_turn(
        controller.state, controller.now_ms, next(iter(controller.state.participants))
    ),
    "a question": lambda controller: start_turn(
        controller.state, controller.now_ms, next(iter(controller.state.participants)), TurnKind.CLARIFYING_QUESTION
    ),
    "out of the queue": lambda controller: call_entry(
        controller.state, controller.now_ms, next(iter(controller.state.queue), EntryId(""))
    ),
    "someone else": lambda controller: someone_else_speaks(controller.state, controller.now_ms),
    "back": lambda controller: end_turn(controller.state, controller.now_ms, top(controller)),
    "go back": lambda controller: go_back(controller.state, controller.now_ms, bottom(controller)),
    "goes on": lambda controller: resume_turn(controller.state, controller.now_ms, top(controller)),
    "called back": lambda controller: call_back(controller.state, controller.now_ms),
    "quiet minute": lambda controller: start_quiet(controller.state, controller.now_ms),
}


@given(played(laptops=1), st.sampled_from(sorted(BEGINNINGS)), st.booleans())
def test_whoever_begins_has_a_clock_that_runs(controllers: list[SessionController], how: str, pauses: bool) -> None:
    controller = controllers[0]
    item = controller.state.items.get(controller.state.room.item_id)
    if pauses and item and item.status is ItemStatus.RUNNING and not controller.state.room.frozen:
        controller.do(pause_item, item.item_id)
    before = contents(controller.state)
    try:
        new = BEGINNINGS[how](controller)
    except UserError:
        return
    events = controller.write(*new)
    if how == "quiet minute":
        quiet = quiet_timer(controller.state, controller.now_ms)
        assert quiet is not None
        assert quiet.runs
    elif controller.state.room.floor:
        turn = turn_timer(controller.state, controller.now_ms)
        assert turn is not None
        assert turn.runs
        assert controller.state.room.quiet is None
    controller.undo(events)
    after = contents(controller.state)
    assert {name: after[name] for name in before if name != "last_at_ms"} == {
        name: before[name] for name in before if name != "last_at_ms"
    }


@pytest.mark.parametrize("how", ["done", "speaks now", "someone else", "called back", "quiet minute"])
def test_a_paused_item_goes_on_with_whoever_begins(how: str) -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[1])
    meeting.do(done)
    meeting.do(join_queue, meeting.people[2])
    meeting.do(pause_item, meeting.item)
    events = meeting.write(*BEGINNINGS[how](meeting))
    assert kinds(events)[0] == "item_resumed"
    assert "goes on" not in str(name_command(meeting.state, meeting.history.command(command(events))))
    meeting.later(10)
    assert used_s(meeting)[0] == 10
    meeting.undo(events)
    assert meeting.state.items[meeting.item].status is ItemStatus.PAUSED
    assert not meeting.state.room.floor


def test_done_with_nobody_behind_leaves_the_item_paused() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[1])
    meeting.do(pause_item, meeting.item)
    assert kinds(meeting.do(done)) == ["turn_ended"]


@pytest.mark.parametrize("how", ["done", "speaks now", "someone else", "called back", "quiet minute"])
def test_while_everything_is_frozen_nobody_begins(how: str) -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[1])
    meeting.do(done)
    meeting.do(join_queue, meeting.people[2])
    meeting.do(freeze)
    with pytest.raises(UserError, match=r"Everything is frozen\. Press Enter in Run to go on\."):
        BEGINNINGS[how](meeting)
    meeting.do(release)
    assert BEGINNINGS[how](meeting)


def test_while_everything_is_frozen_no_item_begins_or_goes_on() -> None:
    meeting = Meeting()
    other = meeting.add_item("Second")
    meeting.do(pause_item, meeting.item)
    meeting.do(freeze)
    with pytest.raises(UserError, match="Everything is frozen"):
        meeting.do(next_item)
    with pytest.raises(UserError, match="Everything is frozen"):
        meeting.do(resume_item, meeting.item)
    assert meeting.state.items[other].status is ItemStatus.PLANNED


def test_who_was_paused_and_interrupted_goes_on_behind_the_interruption() -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.do(pause_turn, turn)
    meeting.do(someone_else_speaks)
    assert kinds(meeting.do(done)) == ["turn_ended", "turn_resumed"]
    assert (meeting.speaks, meeting.state.turns[turn].paused) == (1, False)


def test_who_is_gone_back_to_in_a_paused_item_lets_it_go_on() -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.do(start_turn, meeting.people[1], TurnKind.POINT_OF_PROCESS)
    meeting.do(pause_item, meeting.item)
    assert kinds(meeting.do(go_back, turn)) == ["item_resumed", "turn_ended"]


def test_a_turn_that_ended_is_not_paused_or_ended_while_another_is_on() -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.do(start_turn, meeting.people[1])
    for refused in (pause_turn, end_turn):
        with pytest.raises(UserError, match=r"^Nobody is speaking now\.$"):
            meeting.do(refused, turn)


def test_a_quiet_minute_in_an_interruption_ends_with_it() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.do(start_turn, meeting.people[1], TurnKind.POINT_OF_PROCESS)
    meeting.do(start_quiet)
    meeting.do(done)
    assert (meeting.speaks, meeting.state.room.quiet) == (1, None)


def test_who_was_interrupted_and_is_chosen_goes_on_with_the_time_left() -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.later(30)
    meeting.do(start_turn, meeting.people[1], TurnKind.POINT_OF_PROCESS)
    meeting.do(someone_else_speaks)
    assert kinds(meeting.do(start_turn, meeting.people[0])) == ["turn_ended", "turn_ended"]
    assert meeting.state.room.floor == (turn,)
    assert used_s(meeting)[1] == 30
    with pytest.raises(UserError, match="not interrupted"):
        meeting.do(go_back, turn)


# -- who may be called back ------------------------------------------------------------------------------


def test_who_may_be_called_back_and_for_how_long() -> None:
    meeting = Meeting()
    assert turn_to_call_back(meeting.state, meeting.now_ms) is None
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.do(end_turn, turn)
    meeting.later(30)
    found = turn_to_call_back(meeting.state, meeting.now_ms)
    assert found is not None
    assert found.turn_id == turn
    meeting.do(freeze)
    with pytest.raises(UserError, match="frozen"):
        meeting.do(call_back)
    meeting.do(release)
    meeting.later(0.001)
    assert turn_to_call_back(meeting.state, meeting.now_ms) is None


def test_nobody_is_called_back_into_another_item() -> None:
    meeting = Meeting()
    meeting.do(end_turn, TurnId(meeting.make(start_turn, meeting.people[0])))
    assert turn_to_call_back(meeting.state, meeting.now_ms) is not None
    meeting.do(next_item)
    assert turn_to_call_back(meeting.state, meeting.now_ms) is None


def test_who_left_the_room_is_not_called_back() -> None:
    meeting = Meeting()
    meeting.do(end_turn, TurnId(meeting.make(start_turn, meeting.people[0])))
    meeting.do(remove_participant, meeting.people[0])
    assert turn_to_call_back(meeting.state, meeting.now_ms) is None
    with pytest.raises(UserError, match="Nobody has finished"):
        meeting.do(call_back)


def test_who_speaks_again_is_not_called_back_from_themselves() -> None:
    meeting = Meeting()
    meeting.do(end_turn, TurnId(meeting.make(start_turn, meeting.people[0])))
    meeting.do(start_turn, meeting.people[0])
    assert turn_to_call_back(meeting.state, meeting.now_ms) is None
    with pytest.raises(UserError, match="Nobody has finished"):
        meeting.do(call_back)
    meeting.do(start_turn, meeting.people[1], TurnKind.CLARIFYING_QUESTION)
    assert turn_to_call_back(meeting.state, meeting.now_ms) is None
    assert not meeting.state.queue


@given(played(laptops=1))
def test_who_is_called_back_is_whom_the_key_names(controllers: list[SessionController]) -> None:
    controller = controllers[0]
    offered = turn_to_call_back(controller.state, controller.now_ms)
    forbidden = controller.state.room.frozen or controller.state.info.closed_at_ms
    try:
        controller.do(call_back)
    except UserError:
        assert offered is None or forbidden
    else:
        assert offered is not None
        assert controller.state.room.floor[-1] == offered.turn_id
