"""What the lead can do in an item of one format is refused in every other, while frozen, and after the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from facilitator_console.log import Duration, NewEvent
from facilitator_console.session.agenda import add_item, close_session, edit_item, start_item
from facilitator_console.session.floor import choose, freeze, start_turn
from facilitator_console.session.formats import FORMATS, pairs, statement_vote, world_cafe
from facilitator_console.session.formats.fishbowl import leave_inside, swap_all, take_chair
from facilitator_console.session.formats.pairs import deal_others, switch
from facilitator_console.session.formats.speaker import begin_next_part
from facilitator_console.session.formats.spokes_council import send_other_spokes, send_spoke
from facilitator_console.session.formats.statement_vote import VOTE, begin_part
from facilitator_console.session.formats.world_cafe import begin_round, move_on, open_tables
from facilitator_console.session.ids import ItemId, RoundPart
from facilitator_console.session.room_events import RoundStarted
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, Meeting, kinds

Command = Callable[..., Sequence[NewEvent]]
SOMEBODY = object()
"""Stands for the person on seat 6."""
MOVES: list[tuple[str, Command, tuple[Any, ...], str]] = [
    ("pairs", switch, (), "Nobody talks in pairs now."),
    ("pairs", deal_others, (), "Nobody talks in pairs now."),
    ("speaker", begin_next_part, (), "Nobody opens now."),
    ("fishbowl", take_chair, (SOMEBODY,), "No fishbowl is on."),
    ("fishbowl", leave_inside, (SOMEBODY,), "No fishbowl is on."),
    ("fishbowl", swap_all, (), "No fishbowl is on."),
    ("spokes_council", send_spoke, (SOMEBODY,), "No spokes council is on."),
    ("spokes_council", send_other_spokes, (), "No spokes council is on."),
    ("statement_vote", begin_part, (VOTE,), "No vote on statements is on the agenda now."),
    ("world_cafe", move_on, (1,), "No tables are open now."),
    ("world_cafe", begin_round, (), "No tables are open now."),
]
MORE_TIME: list[tuple[str, Command]] = [
    ("pairs", pairs.give_part_more),
    ("statement_vote", statement_vote.give_part_more),
    ("world_cafe", world_cafe.give_round_more),
]


def begun(name: str, people: int = 6) -> Meeting:
    """A meeting in which an item of this format is on."""
    meeting = Meeting(people)
    made = meeting.make(add_item, "On", format=name, planned_ms=Duration(45 * MINUTE_MS))
    meeting.do(start_item, ItemId(made))
    return meeting


def asked(meeting: Meeting, args: tuple[Any, ...]) -> list[Any]:
    return [meeting.people[5] if one is SOMEBODY else one for one in args]


@pytest.mark.parametrize(("name", "command", "args", "said"), MOVES, ids=lambda one: getattr(one, "__name__", None))
def test_a_move_of_one_format_is_refused_in_another_while_frozen_and_after_the_end(
    name: str, command: Command, args: tuple[Any, ...], said: str
) -> None:
    elsewhere = Meeting(6)
    with pytest.raises(UserError) as refused:
        elsewhere.do(command, *asked(elsewhere, args))
    assert str(refused.value) == said
    meeting = begun(name)
    meeting.do(freeze)
    with pytest.raises(UserError, match=r"^Everything is frozen\. Press Enter in Run to go on\.$"):
        meeting.do(command, *asked(meeting, args))
    meeting.do(close_session)
    with pytest.raises(UserError, match=r"^The session is closed\. Reopen it to go on\.$"):
        meeting.do(command, *asked(meeting, args))


def test_tables_are_opened_while_clocks_go_and_once() -> None:
    meeting = Meeting(6)
    meeting.do(edit_item, meeting.item, format="world_cafe")
    meeting.do(freeze)
    with pytest.raises(UserError, match=r"^Everything is frozen"):
        meeting.do(open_tables)
    meeting.do(close_session)
    with pytest.raises(UserError, match=r"^The session is closed"):
        meeting.do(open_tables)


@pytest.mark.parametrize(("name", "command"), MORE_TIME, ids=lambda one: one if isinstance(one, str) else "")
def test_the_part_and_the_item_get_as_much_more_as_is_said_and_the_item_alone_while_frozen(
    name: str, command: Command
) -> None:
    meeting = begun(name)
    extended, part = meeting.do(command, Duration(7 * MINUTE_MS))
    assert kinds([extended, part]) == ["item_extended", "round_started"]
    assert meeting.state.items[ItemId(extended.subject)].extra_ms == 7 * MINUTE_MS
    meeting.do(freeze)
    assert kinds(meeting.do(command, Duration(MINUTE_MS))) == ["item_extended"]


@pytest.mark.parametrize(
    ("name", "people", "settings", "least_min", "said"),
    [
        ("world_cafe", 12, {}, 25, "3 rounds, five minutes each"),
        ("world_cafe", 12, {"rounds": 2, "moving_ms": 4 * MINUTE_MS}, 14, "2 rounds, five minutes each"),
        ("breakout", 12, {}, 5, "1 round, five minutes"),
        ("world_cafe", 12, {"rounds": 9}, 40, "9 rounds, five minutes each"),
        ("go_around", 3, {}, 1.5, "3 people, half a minute each"),
        ("check_out", 1, {}, 0.5, "1 person, half a minute"),
        ("statement_vote", 12, {}, 20, "None"),
        ("plenary", 12, {}, 0, "None"),
    ],
)
def test_what_an_item_keeps_when_the_plan_is_adjusted_and_why(
    name: str, people: int, settings: dict[str, object], least_min: float, said: str
) -> None:
    meeting = Meeting(1)
    item_id = meeting.make(add_item, "x", format=name, planned_ms=Duration(40 * MINUTE_MS), settings=settings)
    least = FORMATS[name].least(meeting.state.items[ItemId(item_id)], people, Duration(0))
    assert (least.length_ms, str(least.why)) == (least_min * MINUTE_MS, said)


@pytest.mark.parametrize(("worked_ms", "least_min"), [(119 * MINUTE_MS, 0), (120 * MINUTE_MS, 10)])
def test_a_break_keeps_ten_minutes_once_people_have_worked_for_two_hours(worked_ms: int, least_min: int) -> None:
    meeting = Meeting(1)
    item = meeting.state.items[ItemId(meeting.make(add_item, "x", format="break"))]
    assert FORMATS["break"].least(item, 1, Duration(worked_ms)).length_ms == least_min * MINUTE_MS


def test_the_plan_counts_a_turn_for_everyone_only_where_each_is_asked() -> None:
    meeting = Meeting(1, turn_limit_ms=2 * MINUTE_MS)
    item = meeting.state.items[meeting.item]
    assert (FORMATS["go_around"].turns_planned(item, 5), FORMATS["plenary"].turns_planned(item, 5)) == (
        (5, 2 * MINUTE_MS),
        (0, 0),
    )


@pytest.mark.parametrize(("order", "kind"), [("stack", "queue_joined"), ("open_floor", "turn_started")])
def test_who_is_chosen_waits_where_there_is_a_queue_and_else_speaks(order: str, kind: str) -> None:
    meeting = Meeting(order=order)
    assert kinds(meeting.do(choose, meeting.people[0])) == [kind]


@pytest.mark.parametrize(("name", "command"), [("pairs", switch), ("pairs", deal_others), ("speaker", begin_next_part)])
def test_an_open_turn_ends_with_the_part_that_begins(name: str, command: Command) -> None:
    meeting = Meeting(4)
    meeting.do(start_turn, meeting.people[0])
    (turn,) = meeting.state.room.floor
    meeting.do(edit_item, meeting.item, format=name)
    meeting.write(NewEvent(RoundStarted(meeting.item, RoundPart("speech"))))
    meeting.do(command)
    assert meeting.state.room.floor == ()
    assert meeting.state.turns[turn].ended_at_ms
