"""Commands and queries about tables, one by one: what exactly they decide, and in which words they refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from facilitator_console.log import THE_SESSION, Duration, NewEvent, Subject
from facilitator_console.session import agenda, floor, people
from facilitator_console.session import room_events as rev
from facilitator_console.session.ids import MAIN, ItemId, ParticipantId, RoundId, RoundPart, TableId, TurnId, TurnKind
from facilitator_console.session.leading import take_lead
from facilitator_console.session.table_places import choose_hosts, set_host
from facilitator_console.session.tables import (
    close_table,
    edit_table,
    end_quiet_for_all,
    has_table_queue,
    has_turn_clock,
    has_turns,
    hosts_stay,
    mixes_groups,
    moves_now,
    open_table,
    people_at,
    quiet_for_all,
    round_numbers,
    table_name,
    table_number,
    table_of,
    table_refusal,
    tables_of,
    tables_on,
    without_host,
    without_table,
)
from facilitator_console.words import UserError
from tests.helpers.cafe import Cafe
from tests.helpers.controller import MINUTE_MS, Meeting, SessionController, bodies

NOWHERE = TableId("z.9")


def taken(meeting: Cafe, table: TableId) -> SessionController:
    """Another laptop that leads a table, as both know."""
    there = SessionController(writer="b", at_ms=meeting.now_ms)
    there.history.add(meeting.history.events())
    there.do(take_lead, table)
    meeting.history.add(there.history.events())
    return there


# -- commands ----------------------------------------------------------------------------------------------


def test_a_table_is_opened_without_a_name_and_edited_field_by_field() -> None:
    meeting = Cafe(tables=2)
    assert bodies(meeting.do(open_table)) == [rev.TableOpened(meeting.cafe)]
    table = meeting.tables[2]
    (named,) = meeting.do(edit_table, table, label="  by the window ")
    assert named.subject == Subject(table)
    assert bodies([named]) == [rev.TableEdited("by the window", table_id=table)]
    assert bodies(meeting.do(edit_table, table, queue=True)) == [
        rev.TableEdited(settings={"queue": True}, table_id=table)
    ]
    assert bodies(meeting.do(edit_table, table, turn_clock=False)) == [
        rev.TableEdited(settings={"turn_clock": False}, table_id=table)
    ]
    assert meeting.do(edit_table, table) == []
    found = meeting.state.talk_tables[table]
    assert (found.label, found.settings) == ("by the window", {"queue": True, "turn_clock": False})
    assert bodies(meeting.do(edit_table, table, label="")) == [rev.TableEdited("", table_id=table)]


def test_while_frozen_tables_open_close_and_change() -> None:
    meeting = Cafe()
    meeting.do(floor.freeze)
    table, beside = meeting.tables[:2]
    meeting.do(open_table)
    meeting.do(edit_table, table, queue=True)
    meeting.do(set_host, table, meeting.at(table)[0])
    meeting.do(choose_hosts)
    assert bodies(meeting.do(close_table, beside)) == [rev.TableClosed()]
    assert len(meeting.tables) == 4


REFUSED: dict[str, tuple[Callable[[Cafe], object], str]] = {
    "no item": (
        lambda meeting: (meeting.do(agenda.end_item, meeting.cafe), meeting.do(open_table)),
        "No item is on. Start one with tables first.",
    ),
    "eight": (
        lambda meeting: [meeting.do(open_table) for _ in range(5)],
        "There are 8 tables already: nobody can follow more.",
    ),
    "closed session": (
        lambda meeting: (meeting.do(agenda.close_session), meeting.do(open_table)),
        "The session is closed. Reopen it to go on.",
    ),
    "closed table": (
        lambda meeting: [meeting.do(close_table, table) for table in meeting.tables[:1] * 2],
        "That table is not open any more.",
    ),
    "table of another item": (
        lambda meeting: (
            tables := meeting.tables,
            meeting.do(agenda.end_item, meeting.cafe),
            meeting.do(agenda.start_item, meeting.item),
            meeting.do(edit_table, tables[0], queue=True),
        ),
        "That table is not open any more.",
    ),
    "unknown table": (
        lambda meeting: meeting.do(edit_table, NOWHERE, queue=True),
        "That table is not open any more.",
    ),
    "quiet in a pause": (
        lambda meeting: (meeting.do(agenda.pause_item, meeting.cafe), meeting.do(quiet_for_all)),
        "All tables are paused. Let them go on first.",
    ),
    "quiet without tables": (
        lambda meeting: (meeting.do(agenda.end_item, meeting.cafe), meeting.do(quiet_for_all)),
        "No tables are open now.",
    ),
    "quiet in an item without tables": (
        lambda meeting: (
            meeting.do(agenda.end_item, meeting.cafe),
            meeting.do(agenda.start_item, meeting.item),
            meeting.do(quiet_for_all),
        ),
        "No tables are open now.",
    ),
    "quiet in quiet": (
        lambda meeting: (meeting.do(quiet_for_all), meeting.do(quiet_for_all)),
        "The quiet minute has begun already.",
    ),
    "end of the quiet while frozen": (
        lambda meeting: (meeting.do(quiet_for_all), meeting.do(floor.freeze), meeting.do(end_quiet_for_all)),
        "Everything is frozen. Press Enter in Run to go on.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_not_be_done_with_tables_is_said(case: str) -> None:
    does, words = REFUSED[case]
    with pytest.raises(UserError) as refused:
        does(Cafe())
    assert str(refused.value) == words


def test_a_quiet_minute_for_all_is_for_the_tables_that_nobody_took() -> None:
    meeting = Cafe()
    first, second, third, fourth = meeting.tables
    taken(meeting, second)
    at = (MAIN, first, third, fourth)
    begun = meeting.do(quiet_for_all, Duration(7))
    assert bodies(begun) == [rev.QuietStarted(Duration(7), for_all=True, table_id=table) for table in at]
    ended = meeting.do(end_quiet_for_all)
    assert bodies(ended) == [rev.QuietEnded(table_id=table) for table in at]
    assert {event.subject for event in (*begun, *ended)} == {THE_SESSION}
    assert bodies(meeting.do(quiet_for_all))[0] == rev.QuietStarted(Duration(MINUTE_MS), for_all=True)


def test_after_the_quiet_only_turns_that_waited_at_tables_go_on() -> None:
    meeting = Cafe()
    waits, talks_on, silent, closed = meeting.tables
    for table in (waits, talks_on, closed):
        meeting.with_turns(table, queued=False)
        meeting.do(floor.choose, meeting.at(table)[0], table_id=table)
    (turn,) = meeting.state.rooms[waits].floor
    meeting.do(quiet_for_all)
    meeting.do(floor.end_quiet, table_id=talks_on)
    meeting.do(close_table, closed)
    ended = meeting.do(end_quiet_for_all)
    assert bodies(ended) == [
        rev.QuietEnded(),
        rev.QuietEnded(table_id=waits),
        rev.QuietEnded(table_id=silent),
        rev.TurnResumed(table_id=waits, era=0),
    ]
    assert ended[-1].subject == Subject(turn)


def test_after_the_quiet_a_turn_that_waits_below_another_goes_on_waiting() -> None:
    meeting = Cafe()
    table = meeting.tables[0]
    meeting.with_turns(table, queued=False)
    first, second, _ = meeting.at(table)
    below = meeting.make(floor.start_turn, first, table_id=table)
    meeting.do(floor.pause_turn, TurnId(below))
    above = meeting.make(floor.start_turn, second, TurnKind.CLARIFYING_QUESTION, table_id=table)
    meeting.do(quiet_for_all)
    meeting.do(end_quiet_for_all)
    assert [meeting.state.turns[TurnId(turn)].paused for turn in (below, above)] == [True, False]


# -- queries -----------------------------------------------------------------------------------------------


def test_tables_are_known_by_number_in_their_item_and_by_name() -> None:
    meeting = Cafe(tables=2)
    first, second = meeting.tables
    meeting.do(agenda.end_item, meeting.cafe)
    meeting.do(agenda.start_item, meeting.item)
    other = TableId(meeting.write(NewEvent(rev.TableOpened(meeting.item)))[0].subject)
    assert [table_number(meeting.state, one) for one in (first, second, other, MAIN, NOWHERE)] == [1, 2, 1, 0, 0]
    assert [one.table_id for one in tables_of(meeting.state, meeting.cafe)] == [first, second]
    assert [one.table_id for one in tables_on(meeting.state)] == [other]
    assert str(table_name(meeting.state, second)) == "table 2"
    meeting.do(edit_table, other, label="біля вікна")
    assert str(table_name(meeting.state, other)) == "“біля вікна”"
    assert str(table_name(meeting.state, NOWHERE)) == "table 0"


def test_a_table_of_no_item_is_never_one_that_is_on() -> None:
    meeting = Meeting()
    meeting.do(agenda.end_item, meeting.item)
    table = TableId(meeting.write(NewEvent(rev.TableOpened(ItemId(""))))[0].subject)
    assert tables_on(meeting.state) == ()
    with pytest.raises(UserError, match=r"^That table is not open"):
        meeting.do(close_table, table)


def test_who_sits_where_and_who_sits_nowhere() -> None:
    meeting = Cafe(8)
    first, second, *_ = meeting.tables
    (host, _), (gone, stays) = meeting.at(first), meeting.at(second)
    late = ParticipantId(meeting.make(people.add_participant))
    meeting.do(set_host, first, host)
    meeting.do(people.edit_participant, gone, here=False)
    assert meeting.at(second) == [stays]
    assert people_at(meeting.state, NOWHERE) == ()
    assert [one.participant_id for one in without_table(meeting.state)] == [late]
    assert [one.table_id for one in without_host(meeting.state)] == meeting.tables[1:]
    assert [table_of(meeting.state, one) for one in (host, late)] == [first, MAIN]
    meeting.do(close_table, first)
    assert table_of(meeting.state, host) == MAIN
    assert host in [one.participant_id for one in without_table(meeting.state)]
    meeting.do(people.edit_participant, stays, here=False)
    assert second in [one.table_id for one in without_host(meeting.state)]
    meeting.do(agenda.end_item, meeting.cafe)
    assert without_table(meeting.state) == ()
    assert table_of(meeting.state, stays) == MAIN


def test_a_host_who_sits_elsewhere_hosts_nothing() -> None:
    meeting = Cafe(8)
    first, second, *_ = meeting.tables
    meeting.write(NewEvent(rev.TableEdited(host_id=meeting.at(second)[0]), Subject(first)))
    assert [one.table_id for one in without_host(meeting.state)] == meeting.tables


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, (False, False)),
        ({"queue": True}, (True, False)),
        ({"turn_clock": True}, (False, True)),
        ({"queue": 1}, (False, False)),
    ],
)
def test_people_have_turns_at_a_table_with_a_queue_or_a_clock(
    settings: dict[str, Any], expected: tuple[bool, bool]
) -> None:
    meeting = Cafe()
    table = meeting.tables[0]
    meeting.write(NewEvent(rev.TableEdited(settings=settings, table_id=table), Subject(table)))
    state = meeting.state
    assert (has_table_queue(state, table), has_turn_clock(state, table)) == expected
    assert has_turns(state, table) == any(expected)
    assert not any(has(state, NOWHERE) for has in (has_table_queue, has_turn_clock, has_turns))


def test_why_somebody_may_not_speak_at_a_table_is_said() -> None:
    meeting = Cafe()
    table, beside = meeting.tables[:2]
    (here, *_), (other, *_) = people_at(meeting.state, table), people_at(meeting.state, beside)

    def says(person: Any) -> str:
        found = table_refusal(meeting.state, table, person)
        return str(found) if found else ""

    freely = "People talk freely at table 1. Give it a clock for turns, or a queue, first."
    assert [says(person) for person in (here, other, None)] == [freely] * 3
    meeting.with_turns(table)
    assert [says(person) for person in (here, other, None)] == ["", f"Seat {other.seat} does not sit at table 1.", ""]


def test_hosts_stay_unless_it_is_said_and_groups_are_mixed_only_where_it_is() -> None:
    cases: tuple[tuple[dict[str, Any], bool, bool], ...] = (
        ({}, True, False),
        ({"hosts_stay": False, "mix_groups": True}, False, True),
    )
    for settings, stay, mixed in cases:
        meeting = Cafe(**settings)
        item = meeting.state.items[meeting.cafe]
        assert (hosts_stay(item), mixes_groups(item)) == (stay, mixed)


def test_a_round_keeps_its_number_until_people_move() -> None:
    meeting = Cafe()

    def begins(part: str, table: TableId = MAIN, item: ItemId = meeting.cafe) -> RoundId:
        body = rev.RoundStarted(item, RoundPart(part), table_id=table)
        return RoundId(meeting.write(NewEvent(body))[0].subject)

    at_table = begins("moving", meeting.tables[0])
    more, moves, moves_more, second = (begins(part) for part in ("talk", "moving", "moving", "talk"))
    third_comes = begins("moving")
    numbers = round_numbers(meeting.state, meeting.cafe)
    assert [*numbers.values()] == [1, 1, 2, 2, 2, 3]
    assert [numbers[one] for one in (more, moves, moves_more, second, third_comes)] == [1, 2, 2, 2, 3]
    assert at_table not in numbers
    assert round_numbers(meeting.state, meeting.item) == {}
    assert moves_now(meeting.state)
    begins("talk")
    assert not moves_now(meeting.state)
