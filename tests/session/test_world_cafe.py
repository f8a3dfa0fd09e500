"""Tables at once: they open with their item, people move in rounds, floor and queue act at each of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pytest

from facilitator_console.dialogue.capture import capture, mark_moment
from facilitator_console.log import Duration, NewEvent
from facilitator_console.session import agenda, calling_order, floor, people, presence, queue
from facilitator_console.session.formats import FORMATS, TablesPlanned
from facilitator_console.session.formats.world_cafe import (
    begin_round,
    give_round_more,
    move_on,
    number_of_round,
    open_tables,
    round_length_ms,
    round_on,
)
from facilitator_console.session.ids import MAIN, GroupId, ItemId, ParticipantId, Role, RoundPart, TurnId, TurnKind
from facilitator_console.session.room_events import PlacesDealt, RoundStarted, TableOpened
from facilitator_console.session.table_places import (
    How,
    choose_hosts,
    deal_tables,
    dissolve_table,
    may_deal,
    move_to_table,
    next_seed,
    repeats_now,
    seat_the_rest,
    set_host,
)
from facilitator_console.session.tables import (
    TALK,
    close_table,
    edit_table,
    end_quiet_for_all,
    moves_now,
    open_table,
    people_at,
    quiet_for_all,
    table_number,
    table_of,
    tables_on,
    without_host,
    without_table,
)
from facilitator_console.session.timers import reading, round_clock, turn_timer
from facilitator_console.views.room_view import room_view
from facilitator_console.words import UserError
from tests.helpers.cafe import Cafe
from tests.helpers.controller import MINUTE_MS, Meeting, bodies, contents, kinds


def together(meeting: Cafe) -> list[frozenset[int]]:
    """Who sits with whom."""
    return [frozenset(meeting.seats(table)) for table in meeting.tables]


def _pairs(meeting: Cafe) -> set[frozenset[int]]:
    """Who sits with whom, two and two."""
    return {frozenset(pair) for seats in together(meeting) for pair in combinations(seats, 2)}


# -- an item begins -------------------------------------------------------------------------------------


def test_tables_places_and_the_first_round_come_with_the_item() -> None:
    meeting = Cafe()
    assert [len(meeting.seats(table)) for table in meeting.tables] == [3, 3, 3, 3]
    assert sorted(seat for table in meeting.tables for seat in meeting.seats(table)) == [*range(1, 13)]
    clock = round_clock(meeting.state)
    assert clock is not None
    assert clock.length_ms == 20 * MINUTE_MS
    assert [table_number(meeting.state, table) for table in meeting.tables] == [1, 2, 3, 4]
    assert not any(meeting.state.rooms[table].floor for table in meeting.tables)


def test_small_groups_have_one_round_and_as_many_tables_as_are_set() -> None:
    meeting = Cafe(7, planned_min=30, form="breakout", tables=3)
    assert sorted(len(meeting.seats(table)) for table in meeting.tables) == [2, 2, 3]
    assert round_length_ms(meeting.state.items[meeting.cafe]) == 30 * MINUTE_MS


def test_two_tables_are_the_fewest_and_three_or_four_are_no_more_than_are_set() -> None:
    assert [len(Cafe(tables=wanted).tables) for wanted in (1, 2, 3)] == [2, 2, 3]


def test_the_first_deal_keeps_its_seed_and_comes_again_from_it() -> None:
    first, again = Cafe(), Cafe()
    (dealt,) = (body for body in bodies(first.written) if isinstance(body, PlacesDealt))
    assert dealt.seed
    assert together(first) == together(again)


def test_in_a_later_item_people_meet_new_ones_at_the_tables() -> None:
    meeting = Cafe()
    met = _pairs(meeting)
    for _ in range(2):
        meeting.do(agenda.start_item, ItemId(meeting.make(agenda.add_item, "Again", format="world_cafe")))
        assert not met & _pairs(meeting)
        met |= _pairs(meeting)


def test_groups_change_no_deal_that_is_not_to_mix_them() -> None:
    def dealt(groups: int) -> list[list[int]]:
        meeting = Meeting(12)
        made = [GroupId(meeting.make(people.add_group)) for _ in range(groups)]
        for person, group in zip(meeting.people, made * 6, strict=False):
            meeting.do(people.edit_participant, person, group_id=group)
        meeting.do(agenda.start_item, ItemId(meeting.make(agenda.add_item, "Tables", format="world_cafe")))
        return [[one.seat for one in people_at(meeting.state, table.table_id)] for table in tables_on(meeting.state)]

    assert dealt(2) == dealt(0)


@pytest.mark.parametrize(("stay", "hosting"), [(True, [1, 2, 0, 0]), (False, [0, 0, 0, 0])])
def test_hosts_have_a_table_from_the_start_where_they_stay(stay: bool, hosting: list[int]) -> None:
    meeting = Meeting(8)
    for person in meeting.people[:2]:
        meeting.do(people.edit_participant, person, role=Role.TABLE_HOST)
    item = meeting.make(agenda.add_item, "Tables", format="world_cafe", settings={"hosts_stay": stay})
    meeting.do(agenda.start_item, ItemId(item))
    hosts = [meeting.state.participants.get(table.host_id) for table in tables_on(meeting.state)]
    assert [host.seat if host else 0 for host in hosts] == hosting


def test_hosts_are_planned_as_soon_as_people_move_once() -> None:
    planned = [Cafe(rounds=rounds) for rounds in (1, 2)]
    tables = [FORMATS["world_cafe"].tables(meeting.state.items[meeting.cafe]) for meeting in planned]
    assert tables == [TablesPlanned(4, 1, has_hosts=False), TablesPlanned(4, 2, has_hosts=True)]


def test_where_people_move_for_longer_than_is_planned_no_time_is_left_for_rounds() -> None:
    meeting = Cafe(planned_min=9)
    assert round_length_ms(meeting.state.items[meeting.cafe]) == 0


@pytest.mark.parametrize("strange", [0, 1, 99, -4, "many", None, True])
def test_strange_settings_are_read_as_something_that_can_be_done(strange: object) -> None:
    meeting = Cafe(tables=strange, rounds=strange, moving_ms=strange)
    assert 2 <= len(meeting.tables) <= 8
    meeting.moves()
    assert number_of_round(meeting.state) == 2


def test_watchers_sit_at_no_table_and_a_room_without_people_has_tables_all_the_same() -> None:
    meeting = Meeting(0)
    item = ItemId(meeting.make(agenda.add_item, "Tables", format="world_cafe"))
    meeting.make(people.add_participant, role=Role.OBSERVER)
    meeting.do(agenda.start_item, item)
    assert len(tables_on(meeting.state)) == 4
    assert not without_table(meeting.state)
    with pytest.raises(UserError, match="Nobody is here"):
        meeting.do(move_on, 1)


def test_an_item_that_becomes_one_with_tables_in_the_middle_opens_them_at_a_word() -> None:
    meeting = Meeting(6)
    meeting.do(agenda.edit_item, meeting.item, format="world_cafe")
    assert room_view(meeting.state, meeting.now_ms).stage.moves["done"].command is open_tables
    meeting.do(open_tables)
    assert len(tables_on(meeting.state)) == 4
    assert not without_table(meeting.state)
    with pytest.raises(UserError, match="open already"):
        meeting.do(open_tables)


def test_an_item_that_is_begun_again_goes_on_with_its_tables_and_in_its_round() -> None:
    meeting = Cafe()
    meeting.moves()
    before, tables = together(meeting), meeting.tables
    meeting.later(5 * 60)
    meeting.do(agenda.end_item, meeting.cafe)
    assert meeting.tables == []
    meeting.do(agenda.start_item, meeting.cafe)
    clock = round_clock(meeting.state)
    assert clock is not None
    assert (meeting.tables, together(meeting), number_of_round(meeting.state)) == (tables, before, 2)
    assert clock.length_ms == 15 * MINUTE_MS


def test_a_round_that_was_over_when_the_item_ended_has_its_whole_time_again() -> None:
    meeting = Cafe()
    meeting.later(25 * 60)
    meeting.do(agenda.end_item, meeting.cafe)
    meeting.do(agenda.start_item, meeting.cafe)
    clock = round_clock(meeting.state)
    assert clock is not None
    assert reading(clock, meeting.now_ms).left_ms == 20 * MINUTE_MS


def test_who_was_moving_when_the_item_ended_still_moves_when_it_goes_on() -> None:
    meeting = Cafe()
    meeting.do(move_on, 1)
    meeting.do(agenda.end_item, meeting.cafe)
    meeting.do(agenda.start_item, meeting.cafe)
    assert moves_now(meeting.state)


def test_tables_of_an_item_that_had_no_round_begin_the_first_one() -> None:
    meeting = Meeting(6)
    meeting.write(NewEvent(TableOpened(meeting.item)))
    meeting.do(agenda.edit_item, meeting.item, format="world_cafe", settings={"moving_ms": 0})
    assert (round_on(meeting.state), number_of_round(meeting.state)) == (None, 1)
    assert kinds(meeting.do(give_round_more, Duration(MINUTE_MS))) == ["item_extended"]
    meeting.do(agenda.end_item, meeting.item)
    meeting.do(agenda.start_item, meeting.item)
    on = round_on(meeting.state)
    assert on is not None
    assert (on.part, on.length_ms) == (TALK, round_length_ms(meeting.state.items[meeting.item]))


def test_a_round_of_another_format_is_none_of_the_tables() -> None:
    meeting = Meeting(6, order="go_around")
    meeting.write(NewEvent(RoundStarted(meeting.item, RoundPart("speech"), Duration(MINUTE_MS))))
    meeting.do(agenda.edit_item, meeting.item, format="world_cafe")
    meeting.do(open_table)
    assert round_on(meeting.state) is None
    assert kinds(meeting.do(give_round_more, Duration(MINUTE_MS))) == ["item_extended"]


# -- rounds ---------------------------------------------------------------------------------------------


def test_people_move_on_twice_and_then_come_back_together() -> None:
    meeting = Cafe()
    seen = []
    for _ in range(2):
        meeting.later(20 * 60)
        stage = room_view(meeting.state, meeting.now_ms).stage
        assert stage.moves["next_item"].command is move_on
        meeting.do(move_on, next_seed(meeting.state))
        clock = round_clock(meeting.state)
        assert clock is not None
        assert clock.length_ms == 5 * MINUTE_MS
        seen.append(str(room_view(meeting.state, meeting.now_ms).stage.part))
        meeting.later(5 * 60)
        assert room_view(meeting.state, meeting.now_ms).stage.moves["next_item"].command is begin_round
        meeting.do(begin_round)
        seen.append(str(room_view(meeting.state, meeting.now_ms).stage.part))
    assert seen == ["Moving to round 2 of 3", "Round 2 of 3", "Moving to round 3 of 3", "Round 3 of 3"]
    stage = room_view(meeting.state, meeting.now_ms).stage
    assert stage.moves["next_item"].command is agenda.leave_item
    meeting.do(agenda.leave_item, meeting.cafe)
    assert meeting.tables == []


def test_without_time_to_move_the_next_round_begins_at_once() -> None:
    meeting = Cafe(moving_ms=0, planned_min=60)
    meeting.do(move_on, 5)
    assert not moves_now(meeting.state)
    assert number_of_round(meeting.state) == 2
    clock = round_clock(meeting.state)
    assert clock is not None
    assert clock.length_ms == 20 * MINUTE_MS


def test_a_minute_more_is_for_the_round_and_the_item_and_it_stays_the_same_round() -> None:
    meeting = Cafe()
    meeting.later(60)
    meeting.do(give_round_more, Duration(MINUTE_MS))
    clock = round_clock(meeting.state)
    assert clock is not None
    assert reading(clock, meeting.now_ms).left_ms == 20 * MINUTE_MS
    assert meeting.state.items[meeting.cafe].extra_ms == MINUTE_MS
    assert number_of_round(meeting.state) == 1
    meeting.moves()
    meeting.do(give_round_more, Duration(MINUTE_MS))
    assert number_of_round(meeting.state) == 2


def test_what_can_not_be_done_is_said() -> None:
    meeting = Cafe()
    with pytest.raises(UserError, match="on already"):
        meeting.do(begin_round)
    meeting.do(move_on, 1)
    with pytest.raises(UserError, match="moving already"):
        meeting.do(move_on, 1)
    meeting.do(floor.freeze)
    for command, args in ((begin_round, ()), (move_on, (1,)), (quiet_for_all, ())):
        with pytest.raises(UserError, match="frozen"):
            meeting.do(command, *args)


# -- dealing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "tables", "most"), [(12, 4, 0), (16, 4, 0), (24, 4, 17), (40, 8, 6), (5, 2, 6)])
def test_people_meet_new_ones_as_far_as_that_is_possible(count: int, tables: int, most: int) -> None:
    meeting = Cafe(count, tables=tables, hosts_stay=False)
    repeated = []
    met: set[frozenset[int]] = set()
    for _ in range(2):
        met |= _pairs(meeting)
        meeting.do(move_on, next_seed(meeting.state))
        repeated.append(repeats_now(meeting.state))
        assert repeated[-1] == len(met & _pairs(meeting))
        assert max(map(len, together(meeting))) - min(map(len, together(meeting))) <= 1
        meeting.do(begin_round)
    assert max(repeated) <= most, repeated


def test_the_seed_makes_the_deal_and_is_stored() -> None:
    meeting = Cafe()
    dealt = [bodies(meeting.do(deal_tables, How.CHANCE, seed))[0] for seed in (7, 8, 7)]
    assert dealt[0] == dealt[2]
    assert dealt[0] != dealt[1]
    assert dealt[0].seed == 7  # type: ignore[union-attr]


def test_groups_are_mixed_where_that_is_wanted() -> None:
    meeting = Meeting(0)
    groups = [meeting.make(people.add_group) for _ in range(3)]
    for place in range(12):
        meeting.make(people.add_participant, group_id=GroupId(groups[place // 4]))
    item = ItemId(meeting.make(agenda.add_item, "Tables", format="world_cafe", settings={"mix_groups": True}))
    meeting.do(agenda.start_item, item)
    for _ in range(2):
        for table in tables_on(meeting.state):
            sitting = [one.group_id for one in people_at(meeting.state, table.table_id)]
            assert sorted(sitting) == sorted(groups)
        meeting.do(move_on, 3)
        meeting.do(begin_round)


def test_done_ends_a_turn_where_nobody_waits_and_a_wish_stays_behind_when_people_move() -> None:
    meeting = Cafe()
    table, beside = meeting.tables[:2]
    for one in (table, beside):
        meeting.with_turns(one)
        meeting.do(floor.choose, meeting.at(one)[0], table_id=one)
        meeting.do(floor.done, table_id=one)
    (turn,) = meeting.state.rooms[table].floor
    meeting.do(floor.done, table_id=table)
    assert meeting.state.rooms[table].floor == ()
    assert meeting.state.turns[turn].ended_at_ms
    assert len(meeting.state.rooms[beside].floor) == 1
    for person in meeting.at(beside)[1:]:
        meeting.do(queue.join_queue, person, table_id=beside)
    meeting.do(deal_tables, How.CHANCE, 3)
    sitting = {*meeting.at(beside)}
    assert {entry.participant_id for entry in meeting.state.queue.values()} <= sitting
    assert {meeting.state.turns[one].participant_id for one in meeting.state.rooms[beside].floor} <= sitting


def test_whoever_speaks_stops_when_people_move() -> None:
    meeting = Cafe()
    meeting.do(choose_hosts)
    for table in meeting.tables:
        meeting.with_turns(table, queued=False)
        meeting.do(floor.choose, meeting.state.talk_tables[table].host_id, table_id=table)
    meeting.do(floor.someone_else_speaks, table_id=meeting.tables[0])
    open_turns = [turn for table in meeting.tables for turn in meeting.state.rooms[table].floor]
    ended = [TurnId(event.subject) for event in meeting.do(move_on, 1) if event.kind == "turn_ended"]
    assert sorted(ended) == sorted(open_turns)
    assert not any(meeting.state.rooms[table].floor for table in meeting.tables)


def test_whoever_speaks_and_moves_stops_once() -> None:
    meeting = Cafe(hosts_stay=False)
    for table in meeting.tables:
        meeting.with_turns(table, queued=False)
        meeting.do(floor.choose, meeting.at(table)[0], table_id=table)
    open_turns = [turn for table in meeting.tables for turn in meeting.state.rooms[table].floor]
    ended = [TurnId(event.subject) for event in meeting.do(move_on, 1) if event.kind == "turn_ended"]
    assert sorted(ended) == sorted(open_turns)


def test_hosts_stay_while_the_others_move() -> None:
    meeting = Cafe()
    assert len(without_host(meeting.state)) == 4
    meeting.do(choose_hosts)
    hosts = {table: meeting.state.talk_tables[table].host_id for table in meeting.tables}
    others = {table: set(meeting.at(table)) - {hosts[table]} for table in meeting.tables}
    meeting.moves()
    for table in meeting.tables:
        assert hosts[table] in meeting.at(table)
        assert len(others[table] & set(meeting.at(table))) <= 1
    meeting.do(agenda.edit_item, meeting.cafe, settings={"hosts_stay": False})
    with pytest.raises(UserError, match="without a host"):
        meeting.do(choose_hosts)


def test_whoever_hosts_sits_down_there_and_who_leaves_hosts_no_more() -> None:
    meeting = Cafe()
    first, second = meeting.tables[:2]
    person = meeting.at(second)[0]
    meeting.do(set_host, first, person)
    assert table_of(meeting.state, person) == first
    assert without_host(meeting.state)[0].table_id == second
    meeting.do(move_to_table, person, second)
    assert meeting.state.talk_tables[first].host_id == ""


# -- who comes, changes, leaves --------------------------------------------------------------------------


def test_who_comes_late_is_seated_where_fewest_sit() -> None:
    meeting = Cafe(11)
    late = ParticipantId(meeting.make(people.add_participant))
    assert [one.participant_id for one in without_table(meeting.state)] == [late]
    fewest = min(meeting.tables, key=lambda table: len(meeting.seats(table)))
    meeting.do(seat_the_rest)
    assert table_of(meeting.state, late) == fewest
    with pytest.raises(UserError, match="Everybody sits"):
        meeting.do(seat_the_rest)


def test_who_changes_tables_leaves_turn_and_queue_behind() -> None:
    meeting = Cafe()
    first, second = meeting.tables[:2]
    meeting.with_turns(first)
    speaks, waits = meeting.at(first)[:2]
    meeting.do(floor.start_turn, speaks, table_id=first)
    meeting.do(queue.join_queue, waits, table_id=first)
    meeting.do(floor.freeze)
    for command, args in ((move_to_table, (speaks, second)), (deal_tables, (How.CHANCE, 3)), (may_deal, ())):
        with pytest.raises(UserError, match="frozen"):  # Their turn would go on where they do not sit.
            meeting.do(command, *args)
    meeting.do(move_to_table, waits, second)
    meeting.do(floor.release)
    meeting.do(move_to_table, speaks, second)
    assert meeting.state.rooms[first].floor == ()
    assert not meeting.state.queue
    with pytest.raises(UserError, match="already"):
        meeting.do(move_to_table, speaks, second)


def test_a_table_dissolves_its_notes_stay_and_its_people_go_on_elsewhere() -> None:
    meeting = Cafe()
    table, people_there = meeting.tables[1], meeting.at(meeting.tables[1])
    meeting.with_turns(table)
    meeting.do(queue.join_queue, people_there[0], table_id=table)
    meeting.do(capture, "Автобус 🚌 увечері", table_id=table)
    meeting.do(dissolve_table, table)
    assert len(meeting.tables) == 3
    assert not without_table(meeting.state)
    assert not meeting.state.queue
    assert [note.table_id for note in meeting.state.notes.values()] == [table]
    assert [table_number(meeting.state, one) for one in meeting.tables] == [1, 3, 4]
    meeting.do(close_table, meeting.tables[0])
    assert len(without_table(meeting.state)) == 4
    meeting.moves()
    assert not without_table(meeting.state)
    with pytest.raises(UserError, match="not open"):
        meeting.do(close_table, table)


def test_tables_can_be_added_up_to_eight() -> None:
    meeting = Cafe(tables=8)
    with pytest.raises(UserError, match="8 tables"):
        meeting.do(open_table)
    meeting.do(close_table, meeting.tables[0])
    meeting.do(open_table, "  біля вікна 🪟\u0301 ")
    assert meeting.state.talk_tables[meeting.tables[-1]].label == "біля вікна 🪟\u0301"
    assert table_number(meeting.state, meeting.tables[-1]) == 9


# -- turns at a table --------------------------------------------------------------------------------------


def test_people_talk_freely_until_somebody_wants_turns() -> None:
    meeting = Cafe()
    table = meeting.tables[0]
    person = meeting.at(table)[0]
    asks: Any
    for asks, args in ((floor.start_turn, (person,)), (floor.choose, (person,)), (floor.done, ())):
        with pytest.raises(UserError, match="talk freely"):
            meeting.do(asks, *args, table_id=table)
    with pytest.raises(UserError, match="no queue"):
        meeting.do(queue.join_queue, person, table_id=table)
    meeting.do(edit_table, table, turn_clock=True)
    meeting.do(floor.choose, person, table_id=table)
    turn = meeting.state.turns[meeting.state.rooms[table].floor[0]]
    assert (turn.table_id, turn.limit_ms, turn.item_id) == (table, 2 * MINUTE_MS, meeting.cafe)
    assert meeting.state.room.floor == ()


def test_a_table_has_queue_turns_pauses_and_interruptions_of_its_own() -> None:
    meeting = Cafe()
    table, beside = meeting.tables[:2]
    for one in (table, beside):
        meeting.with_turns(one)
    first, second, third = meeting.at(table)
    meeting.do(floor.choose, second, table_id=table)
    meeting.do(floor.choose, first, table_id=table)
    meeting.do(floor.choose, meeting.at(beside)[0], table_id=beside)
    meeting.do(floor.done, table_id=table)
    meeting.later(10)
    (turn,) = meeting.state.rooms[table].floor
    meeting.do(floor.pause_turn, turn)
    meeting.later(5)
    meeting.do(floor.resume_turn, turn)
    meeting.do(floor.start_turn, third, TurnKind.CLARIFYING_QUESTION, table_id=table)
    meeting.later(7)
    meeting.do(floor.done, table_id=table)
    meeting.do(floor.extend_turn, turn)
    meeting.later(3)
    meeting.do(floor.done, table_id=table)
    assert meeting.state.turns[turn].talk_ms == 13_000
    assert meeting.state.turns[turn].limit_ms == 2 * MINUTE_MS + 30_000
    (now,) = meeting.state.rooms[table].floor
    assert meeting.state.turns[now].participant_id == first
    meeting.do(floor.call_back, table_id=table)
    assert meeting.state.rooms[table].floor == (turn,)
    assert [entry.participant_id for entry in calling_order.waiting_at(meeting.state, table)] == [first]
    assert len(calling_order.waiting_at(meeting.state, beside)) == 1
    assert meeting.state.room.floor == ()


def test_nobody_speaks_at_a_table_at_which_they_do_not_sit() -> None:
    meeting = Cafe()
    table, beside = meeting.tables[:2]
    meeting.with_turns(table)
    for command in (floor.start_turn, queue.join_queue):
        with pytest.raises(UserError, match="does not sit at table 1"):
            meeting.do(command, meeting.at(beside)[0], table_id=table)
    with pytest.raises(UserError, match="Nobody takes a turn"):
        meeting.do(floor.start_turn, meeting.at(table)[0])


def test_while_all_tables_are_paused_none_of_them_goes_on_alone() -> None:
    meeting = Cafe()
    table = meeting.tables[0]
    meeting.with_turns(table)
    person = meeting.at(table)[0]
    meeting.do(floor.choose, person, table_id=table)
    meeting.do(floor.done, table_id=table)
    (turn,) = meeting.state.rooms[table].floor
    meeting.later(10)
    meeting.do(agenda.pause_item, meeting.cafe)
    meeting.later(100)
    timer = turn_timer(meeting.state, meeting.now_ms, turn)
    assert timer is not None
    assert timer.used_ms == 10_000
    meeting.do(floor.pause_turn, turn)
    with pytest.raises(UserError, match="All tables are paused"):
        meeting.do(floor.resume_turn, turn)


def test_a_quiet_minute_is_for_all_tables_and_their_turns_go_on_after_it() -> None:
    meeting = Cafe()
    table = meeting.tables[0]
    meeting.with_turns(table, queued=False)
    meeting.do(floor.choose, meeting.at(table)[0], table_id=table)
    (turn,) = meeting.state.rooms[table].floor
    meeting.do(quiet_for_all)
    assert all(meeting.state.rooms[one].quiet for one in (MAIN, *meeting.tables))
    meeting.later(60)
    with pytest.raises(UserError, match="begun already"):
        meeting.do(quiet_for_all)
    meeting.do(end_quiet_for_all)
    meeting.later(5)
    timer = turn_timer(meeting.state, meeting.now_ms, turn)
    assert timer is not None
    assert timer.used_ms == 5000
    assert not any(meeting.state.rooms[one].quiet for one in (MAIN, *meeting.tables))


def test_who_leaves_the_room_leaves_the_turn_at_the_table() -> None:
    meeting = Cafe()
    table = meeting.tables[0]
    meeting.with_turns(table, queued=False)
    person = meeting.at(table)[0]
    meeting.do(floor.choose, person, table_id=table)
    meeting.do(presence.leave_room, person)
    assert meeting.state.rooms[table].floor == ()
    assert person not in meeting.at(table)


# -- what is noted -------------------------------------------------------------------------------------------


def test_a_note_and_its_queue_tokens_are_of_the_table() -> None:
    meeting = Cafe()
    table, beside = meeting.tables[:2]
    meeting.with_turns(table)
    seat = meeting.seats(table)[0]
    meeting.do(capture, f"+{seat} ! One head teacher for both houses", table_id=table)
    meeting.do(capture, f"+{seat} a bus", table_id=beside)
    meeting.do(mark_moment, table)
    notes = [*meeting.state.notes.values()]
    assert [(note.table_id, note.text) for note in notes] == [
        (table, "One head teacher for both houses"),
        (beside, f"+{seat} a bus"),
    ]
    assert [entry.table_id for entry in meeting.state.queue.values()] == [table]
    first, second, *_ = room_view(meeting.state, meeting.now_ms).tables
    assert (first.notes, first.summed_up, second.notes, second.summed_up) == (1, True, 1, False)
    assert first.last_note == notes[0].note_id
    assert [mark.table_id for mark in meeting.state.marks.values()] == [table]


def test_a_card_says_in_one_line_what_a_table_does() -> None:
    meeting = Cafe()
    table = meeting.tables[0]

    def says() -> str:
        view = room_view(meeting.state, meeting.now_ms).tables[0]
        return _plain(view.doing)

    assert says() == "free talk, no queue"
    meeting.with_turns(table)
    assert says() == "nobody is waiting"
    first, second, _ = people_at(meeting.state, table)
    meeting.do(floor.choose, first.participant_id, table_id=table)
    assert says() == f"nobody is speaking · next {first.seat}"
    meeting.do(floor.done, table_id=table)
    assert says() == f"{first.seat} is speaking · nobody is waiting"
    meeting.do(floor.choose, second.participant_id, table_id=table)
    assert says() == f"{first.seat} is speaking · next {second.seat}"
    meeting.do(quiet_for_all)
    assert says().startswith(f"{first.seat} paused")
    meeting.do(agenda.pause_item, meeting.cafe)
    assert says() == "paused with all tables"


def _plain(message: Any) -> str:
    values = {name: _plain(value) if hasattr(value, "msgid") else value for name, value in message.params.items()}
    return str(message.msgid).format(**values)


def test_what_was_done_for_tables_can_be_undone() -> None:
    meeting = Cafe()
    for command, args in (
        (move_on, (4,)),
        (choose_hosts, ()),
        (dissolve_table, (meeting.tables[2],)),
        (deal_tables, (How.NEW, 9)),
        (quiet_for_all, ()),
    ):
        before = {name: found for name, found in contents(meeting.state).items() if name not in {"last_at_ms", "runs"}}
        done: Sequence[Any] = meeting.do(command, *args)
        meeting.undo(done)
        now = {name: found for name, found in contents(meeting.state).items() if name not in {"last_at_ms", "runs"}}
        assert now == before
