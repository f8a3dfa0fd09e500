"""Tables: parts of the room that talk by themselves, each led by one laptop, by its own clock."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator_console.dialogue.history import History
from facilitator_console.log import THE_SESSION, Body, Duration, Event, NewEvent, Subject
from facilitator_console.notes.events import MarkAdded, NoteAdded
from facilitator_console.notes.ids import MarkId, NoteId
from facilitator_console.session import room_events as rev
from facilitator_console.session.agenda import close_session, end_item, pause_item, resume_item, skip_item, start_item
from facilitator_console.session.balance import heard
from facilitator_console.session.evolve_clocks import lead_of
from facilitator_console.session.floor import end_quiet, freeze, release, start_quiet, start_turn
from facilitator_console.session.formats.world_cafe import give_round_more, move_on
from facilitator_console.session.ids import (
    MAIN,
    NO_ITEM,
    SOMEONE_ELSE,
    EntryId,
    ItemId,
    ParticipantId,
    StopReason,
    SubmissionId,
    TableId,
    TurnId,
    TurnKind,
)
from facilitator_console.session.leading import follow_session, take_lead
from facilitator_console.session.queue import close_queue, join_without_seat
from facilitator_console.session.table_places import choose_hosts
from facilitator_console.session.tables import edit_table, end_quiet_for_all, people_at, quiet_for_all, table_of
from facilitator_console.session.timers import quiet_timer, running, turn_timer
from facilitator_console.words import UserError
from tests.helpers.cafe import Cafe
from tests.helpers.controller import MINUTE_MS, Meeting, SessionController, bodies, contents

WRONG_BY_MS = (0, 7_000, -3 * 3_600_000, 5 * 365 * 86_400_000)
"""How wrong the clock of another laptop may be: seconds, hours, years."""


def opened(meeting: Meeting, label: str = "by the window") -> TableId:
    """A table of the item that is on."""
    return TableId(meeting.write(NewEvent(rev.TableOpened(meeting.item, label)))[0].subject)


def other_laptop(meeting: Meeting, wrong_by_ms: int = 0, writer: str = "b") -> SessionController:
    """Another laptop with a clock of its own; it knows what was so far, and hears of nothing by itself."""
    controller = SessionController(writer=writer, at_ms=meeting.now_ms + wrong_by_ms)
    controller.history.add(meeting.history.events())
    return controller


def share(*controllers: SessionController) -> None:
    """All tell each other all."""
    log = [event for controller in controllers for event in controller.history.events()]
    for controller in controllers:
        controller.history.add(log)


def begin(controller: SessionController, table: TableId, seat: int, kind: TurnKind = TurnKind.CONTRIBUTION) -> TurnId:
    """A seat begins to speak at a table."""
    person = list(controller.state.participants)[seat - 1]
    return TurnId(controller.write(NewEvent(rev.TurnStarted(person, kind=kind, table_id=table)))[0].subject)


def end(controller: SessionController, table: TableId, turn: TurnId) -> None:
    controller.write(NewEvent(rev.TurnEnded(table_id=table), Subject(turn)))


def follow(controller: SessionController) -> list[msgspec.Struct | None]:
    """What a laptop says of its own tables, as the session stands."""
    return bodies(controller.write(*follow_session(controller.state, controller.now_ms, controller.laptop)))


def used_ms(controller: SessionController, turn: TurnId) -> int:
    """What a controller's screen shows of a turn."""
    timer = turn_timer(controller.state, controller.now_ms, turn)
    assert timer is not None
    return timer.used_ms


# -- a table of the session's own laptop ------------------------------------------------------------------


def test_a_table_is_opened_in_an_item_and_its_turns_are_its_own() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    table = opened(meeting)
    assert (meeting.state.talk_tables[table].item_id, meeting.state.talk_tables[table].label) == (
        meeting.item,
        "by the window",
    )
    here = begin(meeting, table, 2)
    meeting.later(10)
    assert (meeting.speaks, meeting.state.rooms[table].floor) == (1, (here,))
    above = begin(meeting, table, 3, TurnKind.CLARIFYING_QUESTION)
    meeting.later(5)
    end(meeting, table, above)
    meeting.later(20)
    after = begin(meeting, table, 4)
    turns = meeting.state.turns
    assert [turns[turn].talk_ms for turn in (here, above, after)] == [30_000, 5000, 0]
    assert {turns[turn].table_id for turn in (here, above, after)} == {table}
    assert used_ms(meeting, meeting.turn(1)) == 35_000
    assert heard(meeting.state, meeting.now_ms, MAIN).keys() == {meeting.people[0]}


STOPS: dict[str, tuple[Callable[[Meeting], object], Callable[[Meeting], object]]] = {
    "frozen": (lambda meeting: meeting.do(freeze), lambda meeting: meeting.do(release)),
    "paused": (
        lambda meeting: meeting.do(pause_item, meeting.item),
        lambda meeting: meeting.do(resume_item, meeting.item),
    ),
}


@pytest.mark.parametrize("stop", STOPS)
def test_a_table_that_nobody_took_stands_still_with_the_session(stop: str) -> None:
    meeting = Meeting()
    table = opened(meeting)
    turn = begin(meeting, table, 1)
    meeting.write(NewEvent(rev.QuietStarted(Duration(MINUTE_MS), table_id=table), THE_SESSION))
    meeting.write(NewEvent(rev.TurnResumed(table_id=table), Subject(turn)))
    meeting.later(10)
    stands, goes_on = STOPS[stop]
    stands(meeting)
    meeting.later(1000)
    assert used_ms(meeting, turn) == 10_000
    assert not any(running(meeting.state, table))
    # What is done at the table meanwhile moves no clock either.
    meeting.write(NewEvent(rev.QueuePaused(table_id=table), THE_SESSION))
    goes_on(meeting)
    meeting.later(7)
    assert used_ms(meeting, turn) == 17_000
    assert follow(meeting) == []


@pytest.mark.parametrize("stop", [end_item, skip_item, close_session, start_item])
def test_with_its_item_the_talk_at_a_table_that_nobody_took_ends(stop: object) -> None:
    meeting = Meeting()
    table = opened(meeting)
    other = meeting.add_item("Second")
    turn = begin(meeting, table, 1)
    meeting.later(10)
    meeting.write(NewEvent(rev.QuietStarted(Duration(MINUTE_MS), table_id=table), THE_SESSION))
    if stop is close_session:
        meeting.do(close_session)
    else:
        meeting.do(stop, other if stop is start_item else meeting.item)  # type: ignore[arg-type]
    meeting.later(10)
    ended = meeting.state.turns[turn]
    assert (ended.talk_ms, ended.ended_at_ms) == (10_000, meeting.now_ms - 10_000)
    assert (meeting.state.rooms[table].floor, meeting.state.rooms[table].quiet) == ((), None)


def test_when_a_table_closes_its_queue_lapses_and_its_notes_stay() -> None:
    meeting = Meeting()
    table, beside = opened(meeting), opened(meeting, "at the door")
    turn = begin(meeting, table, 1)
    for where in (table, beside, MAIN):
        meeting.write(NewEvent(rev.QueueJoined(meeting.people[1], table_id=where)))
    note = NoteId(meeting.write(NewEvent(NoteAdded("water", table_id=table)))[0].subject)
    mark = MarkId(meeting.write(NewEvent(MarkAdded(table_id=table)))[0].subject)
    meeting.later(10)
    closed = meeting.write(NewEvent(rev.TableClosed(), Subject(table)))
    assert [entry.table_id for entry in meeting.state.queue.values()] == [beside, MAIN]
    assert (meeting.state.notes[note].text, meeting.state.notes[note].table_id) == ("water", table)
    assert mark in meeting.state.marks
    assert meeting.state.talk_tables[table].closed
    assert (meeting.state.turns[turn].talk_ms, meeting.state.rooms[table].floor) == (10_000, ())
    meeting.undo(closed)
    assert len(meeting.state.queue) == 3
    assert meeting.state.rooms[table].floor == (turn,)


def test_who_did_not_hear_that_a_table_closed_leaves_nobody_waiting_there() -> None:
    meeting = Meeting()
    table = opened(meeting)
    other = other_laptop(meeting)
    other.do(take_lead, table)
    meeting.history.add(other.written)
    meeting.write(NewEvent(rev.TableClosed(), Subject(table)))
    other.write(NewEvent(NoteAdded("one more command, so that it comes later in the order")))
    other.write(NewEvent(rev.QueueJoined(meeting.people[1], table_id=table)))
    share(meeting, other)
    assert meeting.state.talk_tables[table].closed
    assert not meeting.state.queue


# -- a table of another laptop ------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong_by_ms", WRONG_BY_MS)
def test_turns_at_a_table_count_by_the_clock_of_the_laptop_that_leads_it(wrong_by_ms: int) -> None:
    meeting = Meeting()
    table = opened(meeting)
    other = other_laptop(meeting, wrong_by_ms)
    other.do(take_lead, table)
    turn = begin(other, table, 1)
    for controller in (meeting, other):
        controller.later(20)
    meeting.do(start_turn, meeting.people[1])
    other.write(NewEvent(rev.TurnPaused(table_id=table), Subject(turn)))
    for controller in (meeting, other):
        controller.later(30)
    other.write(NewEvent(rev.TurnResumed(table_id=table), Subject(turn)))
    other.later(5)
    end(other, table, turn)
    share(meeting, other)
    assert contents(meeting.state) == contents(other.state)
    assert meeting.state.turns[turn].talk_ms == 25_000
    assert used_ms(meeting, meeting.turn(2)) == 30_000
    assert meeting.state.items[meeting.item].elapsed_ms == 20_000


@pytest.mark.parametrize("wrong_by_ms", WRONG_BY_MS)
def test_a_taken_table_goes_on_until_its_own_laptop_stops_it(wrong_by_ms: int) -> None:
    meeting = Meeting()
    table = opened(meeting)
    other = other_laptop(meeting, wrong_by_ms)
    other.do(take_lead, table)
    turn = begin(other, table, 1)
    meeting.history.add(other.written)
    meeting.do(freeze)
    meeting.later(40)
    other.later(40)
    share(meeting, other)
    assert used_ms(other, turn) == 40_000
    assert any(running(other.state, table))
    assert follow(meeting) == []
    assert follow(other) == [rev.TableStopped(StopReason.FROZEN, table_id=table)]
    assert follow(other) == []
    other.later(100)
    assert used_ms(other, turn) == 40_000
    meeting.later(100)
    meeting.do(release)
    share(meeting, other)
    assert follow(other) == [rev.TableReleased(table_id=table)]
    other.later(5)
    assert used_ms(other, turn) == 45_000
    meeting.do(pause_item, meeting.item)
    share(meeting, other)
    assert follow(other) == [rev.TableStopped(StopReason.ITEM_PAUSED, table_id=table)]
    assert other.state.rooms[table].floor == (turn,)
    meeting.do(end_item, meeting.item)
    share(meeting, other)
    assert follow(other) == [rev.TableStopped(StopReason.ITEM_ENDED, table_id=table)]
    assert other.state.rooms[table].floor == ()
    assert other.state.turns[turn].talk_ms == 45_000
    share(meeting, other)
    assert contents(meeting.state) == contents(other.state)


def test_a_taken_table_stops_when_its_laptop_hears_that_it_was_closed() -> None:
    meeting = Meeting()
    table = opened(meeting)
    other = other_laptop(meeting)
    other.do(take_lead, table)
    turn = begin(other, table, 1)
    meeting.history.add(other.written)
    closed = meeting.write(NewEvent(rev.TableClosed(), Subject(table)))
    other.later(40)
    other.history.add(closed)
    assert other.state.rooms[table].floor == (turn,)
    assert follow(other) == [rev.TableStopped(StopReason.ITEM_ENDED, table_id=table)]
    assert other.state.turns[turn].talk_ms == 40_000


@pytest.mark.parametrize("wrong_by_ms", WRONG_BY_MS)
def test_a_quiet_minute_for_all_reaches_a_taken_table_once(wrong_by_ms: int) -> None:
    meeting = Cafe(8)
    table = meeting.tables[2]
    meeting.with_turns(table)
    other = other_laptop(meeting, wrong_by_ms)
    other.do(take_lead, table)
    share(meeting, other)
    other.do(start_turn, other_people(other, table)[0], table_id=table)
    other.later(10)
    meeting.do(quiet_for_all)
    assert other.state.rooms[table].quiet is None
    share(meeting, other)
    assert follow(other) == [rev.QuietStarted(Duration(60_000), for_all=True, table_id=table)]
    assert follow(other) == []
    (turn,) = other.state.rooms[table].floor
    other.later(20)
    assert used_ms(other, turn) == 10_000
    meeting.later(30)
    meeting.do(end_quiet_for_all)
    share(meeting, other)
    ended: list[msgspec.Struct] = [rev.QuietEnded(table_id=table), rev.TurnResumed(table_id=table, era=0)]
    assert follow(other) == ended
    other.later(5)
    assert used_ms(other, turn) == 15_000
    meeting.do(quiet_for_all)
    share(meeting, other)
    assert len(follow(other)) == 1
    other.do(end_quiet, table)  # There they have thought long enough.
    assert follow(other) == []
    other.do(start_quiet, table_id=table)  # And this one is their own.
    meeting.do(end_quiet_for_all)
    share(meeting, other)
    assert follow(other) == []
    assert other.state.rooms[table].quiet is not None
    share(meeting, other)
    assert contents(meeting.state) == contents(other.state)


@pytest.mark.parametrize("taken_back", [True, False])
def test_a_quiet_minute_that_has_ended_when_it_is_heard_of_begins_nowhere(*, taken_back: bool) -> None:
    meeting = Cafe(8)
    table = meeting.tables[2]
    other = other_laptop(meeting)
    other.do(take_lead, table)
    share(meeting, other)
    done = meeting.do(quiet_for_all)
    if taken_back:
        share(meeting, other)
        assert len(follow(other)) == 1
        meeting.undo(done)
        share(meeting, other)
        assert follow(other) == [rev.QuietEnded(table_id=table)]
    else:
        meeting.do(end_quiet_for_all)
        share(meeting, other)
        assert follow(other) == []


def test_when_people_move_on_the_turn_of_a_host_ends_at_a_taken_table_too() -> None:
    meeting = Cafe(8)
    meeting.do(choose_hosts)
    table = meeting.tables[2]
    meeting.with_turns(table)
    other = other_laptop(meeting)
    other.do(take_lead, table)
    host = other.state.talk_tables[table].host_id
    other.do(start_turn, host, table_id=table)
    share(meeting, other)
    meeting.do(give_round_more)
    share(meeting, other)
    assert follow(other) == []  # The same round, longer.
    meeting.do(move_on, 1)
    share(meeting, other)
    (turn,) = other.state.rooms[table].floor
    assert table_of(other.state, host) == table
    assert follow(other) == [rev.TurnEnded(table_id=table, era=0)]
    assert other.state.turns[turn].ended_at_ms
    other.do(start_turn, host, table_id=table)
    assert follow(other) == []


def other_people(controller: SessionController, table: TableId) -> list[ParticipantId]:
    """Who sits at a table, as a laptop knows."""
    return [one.participant_id for one in people_at(controller.state, table)]


def twenty_minutes(wrong_by_ms: int) -> tuple[SessionController, SessionController]:
    """Twenty turns of a minute at a table of another laptop, while the session is frozen after the first of them."""
    meeting = Meeting()
    table = opened(meeting)
    other = other_laptop(meeting, wrong_by_ms)
    other.do(take_lead, table)
    meeting.history.add(other.written)
    for place in range(20):
        turn = begin(other, table, place % 4 + 1)
        if not place:
            meeting.do(freeze)
        for controller in (meeting, other):
            controller.later(60)
        end(other, table, turn)
    return meeting, other


@pytest.mark.slow
@settings(max_examples=20)
@pytest.mark.parametrize("wrong_by_ms", WRONG_BY_MS)
@given(data=st.data())
def test_twenty_minutes_before_a_freeze_was_heard_of_are_twenty_minutes(wrong_by_ms: int, data: st.DataObject) -> None:
    """The agreed order is not time: the freeze comes before nearly all of them, and must not count them as none."""
    meeting, other = twenty_minutes(wrong_by_ms)
    log = list({(e.writer, e.seq): e for controller in (meeting, other) for e in controller.history.events()}.values())
    merged = History()
    for event in data.draw(st.permutations(log)):
        merged.add([event])
    assert merged.state.room.frozen
    assert sum(had.talk_ms for had in heard(merged.state, meeting.now_ms).values()) == 20 * MINUTE_MS


# -- the lead changes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong_by_ms", WRONG_BY_MS)
def test_whoever_takes_a_table_goes_on_from_its_readings(wrong_by_ms: int) -> None:
    meeting = Meeting()
    table = opened(meeting)
    turn = begin(meeting, table, 1)
    meeting.later(20)
    meeting.write(NewEvent(rev.QuietStarted(Duration(MINUTE_MS), table_id=table), THE_SESSION))
    meeting.later(4)
    other = other_laptop(meeting, wrong_by_ms)
    read = {turn: Duration(20_000)}
    taken = rev.LeadTaken(turn_ms=read, quiet_ms={table: Duration(4000)}, table_id=table)
    assert take_lead(meeting.state, meeting.now_ms, table) == [NewEvent(taken, THE_SESSION)]
    other.write(NewEvent(taken, THE_SESSION))
    share(meeting, other)
    # The plenary stays with the session's laptop, and no longer moves this table.
    assert meeting.state.room.lead == "laptop-a"
    meeting.later(1000)
    meeting.do(start_turn, meeting.people[2])
    other.later(10)
    quiet = quiet_timer(other.state, other.now_ms, table)
    assert quiet is not None
    assert (quiet.used_ms, used_ms(other, turn)) == (14_000, 20_000)
    other.write(NewEvent(rev.TurnResumed(table_id=table), Subject(turn)))
    other.later(10)
    share(meeting, other)
    assert used_ms(other, turn) == 30_000
    before = contents(meeting.state)
    meeting.write(NewEvent(rev.TurnEnded(table_id=table), Subject(turn)))
    told = {"last_at_ms": 0, "unled": 0}  # That it came is kept, without effect.
    assert {**contents(meeting.state), **told} == {**before, **told}
    end(other, table, turn)
    share(meeting, other)
    assert meeting.state.turns[turn].talk_ms == 30_000


@pytest.mark.parametrize("wrong_by_ms", WRONG_BY_MS)
def test_with_the_plenary_the_tables_that_nobody_took_change_hands(wrong_by_ms: int) -> None:
    meeting = Meeting()
    untaken, taken = opened(meeting), opened(meeting, "at the door")
    third = other_laptop(meeting, writer="c")
    third.do(take_lead, taken)
    theirs = begin(third, taken, 3)
    share(meeting, third)
    here = begin(meeting, untaken, 2)
    meeting.do(start_turn, meeting.people[0])
    in_plenary = meeting.turn(1)
    meeting.write(NewEvent(rev.QuietStarted(Duration(5 * MINUTE_MS), table_id=untaken), THE_SESSION))
    meeting.write(NewEvent(rev.TurnResumed(table_id=untaken), Subject(here)))
    meeting.do(start_quiet)
    meeting.write(NewEvent(rev.QuietStarted(Duration(5 * MINUTE_MS), table_id=untaken), THE_SESSION))
    for controller in (meeting, third):
        controller.later(20)
    other = other_laptop(meeting, wrong_by_ms)
    other.write(*take_lead(meeting.state, meeting.now_ms))
    for controller in (meeting, other, third):
        controller.later(10)
    share(meeting, other, third)
    assert other.state.items[meeting.item].elapsed_ms == 20_000
    assert other.state.turns[in_plenary].talk_ms == 0
    for table in (MAIN, untaken):
        timer = quiet_timer(other.state, other.now_ms, table)
        assert timer is not None
        assert timer.used_ms == 30_000
    other.write(NewEvent(rev.TurnResumed(table_id=untaken), Subject(here)))
    other.later(5)
    assert used_ms(other, here) == 5000
    # A turn that runs is carried too.
    meeting.history.add(other.written)
    third.history.add(other.history.events())
    third.write(*take_lead(other.state, other.now_ms))
    third.later(2)
    assert used_ms(third, here) == 7000
    # The one that was taken stays with who took it.
    end(other, taken, theirs)
    assert other.state.rooms[taken].floor == (theirs,)
    end(third, taken, theirs)
    share(meeting, other, third)
    assert meeting.state.turns[theirs].talk_ms == 32_000


# -- what is not there --------------------------------------------------------------------------------------

AT_A_TABLE: tuple[Body, ...] = (
    rev.QueueJoined(Meeting().people[0], table_id=TableId("z.9")),
    rev.QueueLeft(table_id=TableId("z.9")),
    rev.QueuePaused(table_id=TableId("z.9")),
    rev.QueueResumed(table_id=TableId("z.9")),
    rev.QueueClosed(table_id=TableId("z.9")),
    rev.QueueOpened(table_id=TableId("z.9")),
    rev.Passed(Meeting().people[0], NO_ITEM, table_id=TableId("z.9")),
    rev.TurnStarted(Meeting().people[0], table_id=TableId("z.9")),
    rev.TurnPaused(table_id=TableId("z.9")),
    rev.TurnResumed(table_id=TableId("z.9")),
    rev.TurnExtended(Duration(1), table_id=TableId("z.9")),
    rev.TurnEnded(table_id=TableId("z.9")),
    rev.TurnCalledBack(table_id=TableId("z.9")),
    rev.QuietStarted(Duration(1), table_id=TableId("z.9")),
    rev.QuietEnded(table_id=TableId("z.9")),
    rev.TableStopped(table_id=TableId("z.9")),
    rev.TableReleased(table_id=TableId("z.9")),
    rev.LeadTaken(table_id=TableId("z.9")),
    rev.TableClosed(),
)


@pytest.mark.parametrize("body", AT_A_TABLE, ids=lambda body: type(body).__name__)
def test_an_event_for_a_table_that_is_not_there_has_no_effect(body: Body) -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    subjects = (Subject("z.9"), Subject(meeting.turn(1)), THE_SESSION)
    before = contents(meeting.state)
    for subject in subjects:
        meeting.later(1)
        meeting.write(NewEvent(body, subject))
    after = contents(meeting.state)
    # A closing is the session's, and brings its clocks to its time; so it is asked at once below.
    names = (
        after.keys() - {"last_at_ms"} - ({"rooms", "items", "turns"} if isinstance(body, rev.TableClosed) else set())
    )
    assert {name: after[name] for name in names} == {name: before[name] for name in names}
    assert MAIN in meeting.state.rooms
    assert len(meeting.state.rooms) == 1


def test_it_has_one_as_soon_as_the_table_comes() -> None:
    meeting = Meeting()
    there = other_laptop(meeting)
    table = opened(meeting)
    there.history.add(meeting.written)
    there.do(take_lead, table)
    turn = begin(there, table, 2)
    late = [event for event in meeting.written if event.kind == "table_opened"]
    known: list[Event] = [event for event in [*meeting.written, *there.written] if event not in late]
    history = History(known)
    assert turn not in history.state.turns
    history.add(late)
    assert history.state.rooms[table].floor == (turn,)


def test_a_table_of_no_item_stands_still_and_raises_nothing() -> None:
    meeting = Meeting()
    meeting.do(end_item, meeting.item)
    table = TableId(meeting.write(NewEvent(rev.TableOpened(ItemId(""))))[0].subject)
    there = other_laptop(meeting)
    there.do(take_lead, table)
    assert follow(there) == [rev.TableStopped(StopReason.ITEM_ENDED, table_id=table)]
    assert follow(there) == []


def test_a_table_that_the_sessions_lead_takes_back_changes_hands_with_the_session() -> None:
    meeting = Meeting()
    table = opened(meeting)
    there = other_laptop(meeting)
    there.do(take_lead, table)
    there.do(edit_table, table, queue=True, label="біля вікна")
    share(meeting, there)
    assert (lead_of(meeting.state, table), meeting.state.talk_tables[table].label) == (there.laptop, "біля вікна")
    meeting.do(take_lead, table)
    meeting.do(edit_table, table, turn_clock=True)
    third = other_laptop(meeting, writer="c")
    third.do(take_lead)
    share(meeting, there, third)
    assert [lead_of(one.state, table) for one in (meeting, there, third)] == [third.laptop] * 3
    assert meeting.state.talk_tables[table].settings == {"queue": True, "turn_clock": True}


def test_who_leads_a_table_takes_nobody_out_of_the_queue_of_another() -> None:
    meeting = Meeting()
    table = opened(meeting)
    entry = EntryId(meeting.write(NewEvent(rev.QueueJoined(meeting.people[0])))[0].subject)
    other = other_laptop(meeting)
    other.do(take_lead, table)
    other.write(NewEvent(rev.QueueLeft(table_id=table), Subject(entry)))
    other.write(NewEvent(rev.TurnStarted(meeting.people[0], entry_id=entry, table_id=table)))
    assert entry in other.state.queue
    assert other.state.rooms[table].floor


def test_an_excluded_gap_counts_at_no_table_that_is_led_with_the_session() -> None:
    """The session's lead leads every table that nobody took, so its clocks ran through the gap too."""
    meeting = Meeting()
    untaken, quiet_one, taken = (opened(meeting) for _ in range(3))
    here, there = begin(meeting, MAIN, 1), begin(meeting, untaken, 2)
    meeting.write(NewEvent(rev.QuietStarted(Duration(60 * MINUTE_MS), table_id=quiet_one), THE_SESSION))
    other = other_laptop(meeting)
    other.do(take_lead, taken)
    elsewhere = begin(other, taken, 3)
    meeting.history.add(other.written)
    for controller in (meeting, other):
        controller.later(600)
    gap = meeting.write(NewEvent(rev.GapFound(Duration(10 * MINUTE_MS))))
    meeting.write(NewEvent(rev.GapExcluded(Duration(9 * MINUTE_MS)), Subject(gap[0].subject)))
    quiet = quiet_timer(meeting.state, meeting.now_ms, quiet_one)
    assert quiet is not None
    assert [used_ms(meeting, turn) for turn in (here, there)] == [MINUTE_MS, MINUTE_MS]
    assert (quiet.used_ms, meeting.state.items[meeting.item].elapsed_ms) == (MINUTE_MS, MINUTE_MS)
    end(other, taken, elsewhere)
    share(meeting, other)
    assert meeting.state.turns[elsewhere].talk_ms == 10 * MINUTE_MS


def test_who_is_known_by_no_seat_waits_in_the_queue_of_their_table() -> None:
    meeting = Meeting()
    table = opened(meeting)
    meeting.do(edit_table, table, queue=True)
    waits = EntryId(meeting.write(NewEvent(rev.QueueJoined(meeting.people[0], table_id=table)))[0].subject)
    hand = bodies(meeting.do(join_without_seat, table_id=table))
    assert hand == [rev.QueueJoined(SOMEONE_ELSE, behind=(waits,), table_id=table, era=0)]
    text = bodies(meeting.do(join_without_seat, submission_id=SubmissionId("phone.1"), table_id=table))
    assert isinstance(text[0], rev.QueueJoined)
    assert (text[0].read_aloud, text[0].submission_id) == (True, "phone.1")
    meeting.do(close_queue, table)
    with pytest.raises(UserError):
        meeting.do(join_without_seat, table_id=table)
    meeting.do(join_without_seat)
