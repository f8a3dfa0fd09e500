"""What undo calls a command on the room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.naming import name_command
from facilitator_console.log import NewEvent
from facilitator_console.session.agenda import edit_item, pause_item, resume_item
from facilitator_console.session.floor import (
    call_back,
    call_entry,
    choose,
    done,
    pause_turn,
    resume_turn,
    someone_else_speaks,
    start_quiet,
    start_turn,
)
from facilitator_console.session.ids import EntryId, TurnKind
from facilitator_console.session.queue import join_queue, join_seats
from tests.helpers.controller import Meeting, command
from tests.helpers.talking import talking


@pytest.fixture
def meeting() -> Meeting:
    """Seat 1 speaks, seat 2 waits."""
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.do(join_queue, meeting.people[1])
    return meeting


def named(meeting: Meeting, act: Callable[..., Sequence[NewEvent]], *args: Any) -> str:  # noqa: ANN401 - any command's
    events = meeting.do(act, *args)
    return str(name_command(meeting.state, meeting.history.command(command(events))))


def test_done_is_named_by_who_is_done(meeting: Meeting) -> None:
    assert named(meeting, done) == "seat 1 done"
    assert named(meeting, call_back) == "seat 1 called back"


def test_who_is_called_out_of_turn_names_the_command(meeting: Meeting) -> None:
    assert named(meeting, start_turn, meeting.people[2]) == "seat 3 speaks"
    assert named(meeting, call_entry, EntryId(next(iter(meeting.state.queue)))) == "seat 2 speaks"
    meeting.do(edit_item, meeting.item, **talking("open_floor"))
    assert named(meeting, choose, meeting.people[3]) == "seat 4 speaks"


def test_the_item_that_goes_on_along_with_somebody_is_not_what_was_done(meeting: Meeting) -> None:
    acts: list[tuple[str, Callable[..., Sequence[NewEvent]], tuple[Any, ...]]] = [
        ("someone else speaks", someone_else_speaks, ()),
        ("someone else done", done, ()),
        ("seat 3 speaks", start_turn, (meeting.people[2], TurnKind.POINT_OF_PROCESS)),
        ("seat 3 done", done, ()),
        ("quiet minute", start_quiet, ()),
        ("seat 1 goes on", resume_turn, (meeting.state.room.floor[0],)),
        ("seat 1 done", done, ()),
    ]
    for name, act, args in acts:
        meeting.do(pause_item, meeting.item)
        assert named(meeting, act, *args) == name
    meeting.do(pause_item, meeting.item)
    assert named(meeting, resume_item, meeting.item) == "“First” goes on"
    assert named(meeting, pause_turn, meeting.state.room.floor[0]) == "seat 2 paused"


def test_all_seats_that_go_into_the_queue_at_once_are_named(meeting: Meeting) -> None:
    assert named(meeting, join_seats, [4, 3]) == "seats 4, 3 added to the queue"
    assert named(meeting, join_seats, [2, 1]) == "seat 1 added to the queue"
    meeting = Meeting()
    assert named(meeting, capture, "+4 +2") == "seats 4, 2 added to the queue"
