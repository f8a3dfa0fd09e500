"""What undo calls a command on the room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.naming import name_command
from facilitator_console.log import Duration, NewEvent
from facilitator_console.session.agenda import edit_item, edit_session, pause_item, resume_item, start_item
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
from facilitator_console.session.formats.fishbowl import leave_inside, swap_all, take_chair
from facilitator_console.session.formats.pairs import deal_others, give_part_more, switch
from facilitator_console.session.formats.speaker import begin_next_part
from facilitator_console.session.formats.world_cafe import move_on
from facilitator_console.session.ids import EntryId, Place, TurnKind
from facilitator_console.session.people import add_participants, edit_participant
from facilitator_console.session.presence import come_back, leave_room
from facilitator_console.session.queue import join_queue, join_seats
from facilitator_console.session.rounds import another_round, begin_round_with, pass_for_now, shorten_turns, turn_round
from facilitator_console.session.table_places import move_to_table
from tests.helpers.controller import MINUTE_MS, Meeting, command
from tests.helpers.talking import talking

BACKWARDS = True


@pytest.fixture
def meeting() -> Meeting:
    """Seat 1 speaks, seat 2 waits."""
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.do(join_queue, meeting.people[1])
    return meeting


def named(meeting: Meeting, act: Callable[..., Sequence[NewEvent]], *args: Any) -> str:
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


def test_seats_added_at_once_are_counted(meeting: Meeting) -> None:
    assert named(meeting, add_participants, 3) == "3 seats added"
    assert named(meeting, add_participants, 1) == "seat 8 added"


def in_item(format_name: str, **settings: Any) -> Meeting:
    """Twelve people in an item of a format that is on."""
    meeting = Meeting(12)
    item = meeting.add_item("Second", planned_ms=Duration(20 * MINUTE_MS), turn_limit_ms=Duration(MINUTE_MS))
    meeting.do(edit_item, item, format=format_name, settings=settings)
    meeting.do(start_item, item)
    return meeting


def test_a_move_in_a_round_is_named_by_what_it_was() -> None:
    meeting = in_item("go_around")
    assert named(meeting, turn_round, BACKWARDS) == "the other way round"
    meeting.do(done)
    assert named(meeting, pass_for_now) == "seat 12 passes for now"
    assert named(meeting, pass_for_now) == "seat 12 passes"
    assert named(meeting, begin_round_with, meeting.people[4]) == "round from seat 5"
    assert named(meeting, turn_round, not BACKWARDS) == "the other way round"
    assert named(meeting, another_round) == "another round"
    length = Duration(MINUTE_MS // 2)
    assert named(meeting, shorten_turns, meeting.state.room.item_id, length) == "another length of turns in “Second”"


def test_a_move_in_pairs_or_after_a_speaker_is_named_by_what_it_was() -> None:
    meeting = in_item("pairs", size=3)
    assert named(meeting, switch) == "switch in pairs"
    assert named(meeting, give_part_more, Duration(MINUTE_MS)) == "more time for “Second”"
    assert named(meeting, switch) == "switch in threes"
    assert named(meeting, deal_others) == "others put together"
    meeting = in_item("speaker")
    meeting.do(start_turn, meeting.people[0])
    assert named(meeting, begin_next_part) == "on to the questions"
    assert named(meeting, begin_next_part) == "on to the talk of all"


def test_a_swap_in_a_fishbowl_is_not_named_by_the_turn_that_ends_with_it() -> None:
    meeting = in_item("fishbowl")
    meeting.do(start_turn, meeting.people[0])
    assert named(meeting, leave_inside, meeting.people[0]) == "seat 1 leaves the inner circle"
    meeting.do(join_queue, meeting.people[7])
    assert named(meeting, take_chair, meeting.people[7]) == "seat 8 goes inside"
    meeting.do(start_turn, meeting.people[1])
    assert named(meeting, swap_all) == "others inside"


def test_what_happens_at_tables_is_named_by_what_it_was() -> None:
    meeting = in_item("world_cafe", tables=3, moving_ms=0)
    there = next(iter(meeting.state.talk_tables))
    here = Place(there)
    places = [meeting.state.places[f"{meeting.state.room.item_id}/{one}"].place for one in meeting.people]
    seat = next(at for at, place in enumerate(places) if place != here)
    assert named(meeting, move_to_table, meeting.people[seat], there) == f"seat {seat + 1} at another table"
    assert named(meeting, move_on, 7) == "move to other tables"


def test_the_item_names_what_begins_with_it(meeting: Meeting) -> None:
    item = meeting.add_item("Second", planned_ms=Duration(20 * MINUTE_MS))
    meeting.do(edit_item, item, format="pairs")
    assert named(meeting, start_item, item) == "“Second” started"


def test_a_change_of_the_set_up_says_what_it_was(meeting: Meeting) -> None:
    person, item = meeting.people[1], meeting.item
    assert named(meeting, leave_room, meeting.people[0]) == "seat 1 gone for a while"
    assert named(meeting, come_back, meeting.people[0]) == "seat 1 here"
    assert named(meeting, partial(edit_participant, participant_id=person, interpreted=True)) == "seat 2 interpreted"
    assert named(meeting, partial(edit_participant, participant_id=person, label="O.")) == "seat 2 changed"
    assert named(meeting, partial(edit_session, settings={"quiet_ms": 120_000})) == "settings changed"
    assert named(meeting, partial(edit_session, title="Other")) == "session changed"
    another_way = partial(edit_item, item_id=item, format="fishbowl")
    assert named(meeting, another_way) == "another way to talk in “First”"
    assert named(meeting, partial(edit_item, item_id=item, title="Third")) == "“Third” changed"
