"""One laptop leads clock and queue: no duration spans two laptops' clocks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue.kinds import kind_of
from facilitator_console.log import THE_SESSION, Duration, Instant, LaptopId, NewEvent, RunStarted, Subject
from facilitator_console.log.fold import Body
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.agenda import add_item
from facilitator_console.session.floor import done, start_quiet, start_turn
from facilitator_console.session.ids import MAIN, GapId, LaptopRole, Place, StopReason, TableId, TurnId, TurnKind
from facilitator_console.session.leading import (
    edit_laptop,
    exclude_gap,
    follow_session,
    record_gap,
    take_lead,
    watch_no_more,
)
from facilitator_console.session.people import edit_participant
from facilitator_console.session.timers import item_timer, quiet_timer, turn_timer
from facilitator_console.views.timeline import timeline
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting, SessionController, bodies, contents


def other_laptop(meeting: Meeting, wrong_by_ms: int) -> SessionController:
    """Another laptop in the same room, whose clock is wrong."""
    return SessionController(meeting.history, writer="b", at_ms=meeting.now_ms + wrong_by_ms)


@pytest.mark.parametrize("wrong_by_ms", [0, 10**9, -(10**9)])
def test_durations_come_from_the_lead_that_measured_them(wrong_by_ms: int) -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.later(20)
    other = other_laptop(meeting, wrong_by_ms)
    shown = rev.LeadTaken(Duration(20_000), {turn: Duration(20_000)})
    other.write(NewEvent(shown, THE_SESSION))
    other.later(10)
    item, speech = item_timer(other.state, other.now_ms), turn_timer(other.state, other.now_ms)
    assert item is not None
    assert speech is not None
    assert (item.used_ms, speech.used_ms) == (30_000, 30_000)
    other.do(done)
    assert other.state.turns[turn].talk_ms == 30_000


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 100), min_size=1, max_size=6))
def test_a_lead_taken_back_and_forth_adds_only_what_each_measured(wrong_by_ms: int, stretches_s: list[int]) -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    controllers = [meeting, other_laptop(meeting, wrong_by_ms)]
    for place, seconds in enumerate(stretches_s):
        lead, follower = controllers[place % 2], controllers[(place + 1) % 2]
        for controller in controllers:
            controller.later(seconds)
        item, speech = item_timer(lead.state, lead.now_ms), turn_timer(lead.state, lead.now_ms)
        assert item is not None
        assert speech is not None
        follower.write(NewEvent(rev.LeadTaken(item.used_ms, {turn: speech.used_ms}), THE_SESSION))
    assert meeting.state.items[meeting.item].elapsed_ms == sum(stretches_s) * 1000
    assert meeting.state.turns[turn].talk_ms == sum(stretches_s) * 1000


def test_take_lead_carries_every_clock_that_is_on() -> None:
    meeting = Meeting()
    below = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.later(10)
    above = TurnId(meeting.make(start_turn, meeting.people[1], TurnKind.CLARIFYING_QUESTION))
    meeting.later(3)
    meeting.do(start_quiet)
    meeting.later(4)
    (new,) = take_lead(meeting.state, meeting.now_ms)
    turns = {below: Duration(10_000), above: Duration(3000)}
    assert new.body == rev.LeadTaken(Duration(17_000), turns, {MAIN: Duration(4000)})
    before = [item_timer(meeting.state, meeting.now_ms), quiet_timer(meeting.state, meeting.now_ms)]
    meeting.write(new)
    assert [item_timer(meeting.state, meeting.now_ms), quiet_timer(meeting.state, meeting.now_ms)] == before


@pytest.mark.parametrize(
    "body",
    [
        ev.ItemPaused(),
        ev.ItemEnded(),
        ev.ItemExtended(Duration(60_000)),
        ev.ItemRemoved(),
        rev.ClocksFrozen(),
        rev.QuietStarted(Duration(60_000)),
        rev.QueuePaused(),
        rev.QueueClosed(),
        ev.SessionClosed(),
        rev.TurnEnded(),
        rev.TurnPaused(),
        rev.TurnExtended(Duration(1)),
    ],
)
@pytest.mark.parametrize("wrong_by_ms", [0, 10**9, -(10**9)])
def test_what_a_laptop_that_does_not_lead_does_to_the_room_has_no_effect(body: Body, wrong_by_ms: int) -> None:
    meeting = Meeting()
    turn = meeting.make(start_turn, meeting.people[0])
    meeting.later(5)
    other = other_laptop(meeting, wrong_by_ms)
    before = contents(meeting.state)
    for subject in (THE_SESSION, Subject(turn), Subject(meeting.item)):
        other.write(NewEvent(body, subject))
    after = contents(meeting.state)
    said: dict[str, Any] = {"last_at_ms": [], "unled": []}
    assert {**after, **said} == {**before, **said}
    assert len(meeting.state.unled) == 3
    assert kind_of(body).of_room


def test_every_laptop_may_plan_the_agenda_and_seat_people() -> None:
    meeting = Meeting()
    other = other_laptop(meeting, 10**9)
    item = other.make(add_item, "From the other laptop")
    assert item in meeting.state.items
    assert meeting.state.room.as_of_ms == meeting.now_ms
    assert not kind_of(ev.ItemAdded("x", "V")).of_room


def test_the_laptop_that_lost_the_lead_can_take_it_again() -> None:
    meeting = Meeting()
    other = other_laptop(meeting, 10**9)
    other.do(take_lead)
    meeting.do(start_turn, meeting.people[0])
    assert meeting.speaks == 0
    meeting.do(take_lead)
    meeting.do(start_turn, meeting.people[0])
    assert meeting.speaks == 1


def test_a_laptop_leads_on_after_its_program_was_opened_anew() -> None:
    meeting = Meeting()
    again = SessionController(meeting.history, writer="a2", laptop="laptop-a", at_ms=meeting.now_ms)
    again.do(start_turn, meeting.people[0])
    assert meeting.speaks == 1


def test_the_run_of_the_lead_may_be_known_late() -> None:
    """What it did to the room counts from then on."""
    meeting = Meeting()
    again = SessionController(writer="b", laptop="laptop-a", at_ms=meeting.now_ms)
    again.history.add(meeting.written)
    again.do(start_turn, meeting.people[0])
    meeting.history.add(again.written[1:])
    assert meeting.speaks == 0
    meeting.history.add(again.written)
    assert meeting.speaks == 1
    assert meeting.state.runs[again.writer].started == RunStarted(LaptopId("laptop-a"))


def test_who_takes_the_lead_with_a_clock_that_was_never_compared_keeps_no_number_that_depends_on_it() -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.later(20)
    meeting.make(add_item, "Another")  # The lead's last word about its clocks is older.
    other = other_laptop(meeting, 10**9)
    other.do(take_lead, measured=False)
    taken = next(entry.body for entry in meeting.history.reversed() if isinstance(entry.body, rev.LeadTaken))
    assert (taken.item_ms, taken.turn_ms) == (0, {turn: 0}), "as of the last event of the room"
    other.later(10)
    item = item_timer(other.state, other.now_ms)
    assert item is not None
    assert item.used_ms == 10_000


def test_what_a_laptop_does_that_does_not_lead_is_kept_and_counted_as_without_effect() -> None:
    meeting = Meeting()
    other = other_laptop(meeting, 0)
    (started,) = other.write(NewEvent(ev.ItemPaused(), Subject(meeting.item)))
    (unled,) = meeting.state.unled.values()
    assert (unled.laptop, unled.table_id, unled.at_ms) == (other.laptop, MAIN, started.at_ms)
    assert not timeline(meeting.state).unled, "a clock that was never compared has no time"
    meeting.do(start_turn, meeting.people[0])
    assert len(meeting.state.unled) == 1


def test_a_laptop_that_only_watched_takes_part_without_the_role() -> None:
    meeting, watching = Meeting(), LaptopId("laptop-b")
    assert meeting.do(watch_no_more, watching) == []
    for roles in ((), (LaptopRole.EXPERT,)):
        said = meeting.do(edit_laptop, watching, roles=roles)
        assert [(event.subject, body) for event, body in zip(said, bodies(said), strict=True)] == [
            (Subject(watching), ev.LaptopEdited(roles=roles))
        ]
        no_more = meeting.do(watch_no_more, watching)
        assert bodies(no_more) == ([ev.LaptopEdited(roles=())] if roles else [])
    assert meeting.state.laptops[watching].roles == ()
    assert bodies(meeting.do(edit_laptop, watching, removed=True)) == [ev.LaptopEdited(removed=True)]


def test_the_lead_of_a_table_is_taken_with_its_own_clocks() -> None:
    meeting = Meeting()
    table, other = (TableId(meeting.write(NewEvent(rev.TableOpened(meeting.item)))[0].subject) for _ in range(2))
    with pytest.raises(UserError) as refused:
        meeting.do(take_lead, TableId("none"))
    assert str(refused.value) == "That table is not in this session."
    (started,) = meeting.write(NewEvent(rev.TurnStarted(meeting.people[0], table_id=table)))
    meeting.write(NewEvent(rev.TurnStarted(meeting.people[1], table_id=other)))
    meeting.later(7)
    said = meeting.do(take_lead, table)
    taken = rev.LeadTaken(Duration(0), {TurnId(started.subject): Duration(7000)}, {}, 0, table_id=table)
    assert (said[0].subject, bodies(said)) == (THE_SESSION, [taken])


@pytest.mark.parametrize(
    ("lasted_ms", "kept_ms"), [(-1, 0), (0, None), (120_000, None), (120_001, 120_000), (139_999, 130_000)]
)
def test_a_time_without_the_program_is_recorded_in_steps_where_it_is_long(lasted_ms: int, kept_ms: int | None) -> None:
    meeting = Meeting()
    said = meeting.do(record_gap, Instant(meeting.now_ms - lasted_ms))
    assert bodies(said) == ([] if kept_ms is None else [rev.GapFound(Duration(kept_ms))])


def test_of_a_time_without_the_program_as_much_is_not_counted_as_it_lasted_or_less() -> None:
    meeting = Meeting()
    from_ms = meeting.now_ms
    meeting.later(300)
    gap = GapId(meeting.make(record_gap, from_ms))
    for excluded_ms, kept_ms in ((None, 300_000), (Duration(0), 0), (Duration(300_000), 300_000)):
        said = meeting.do(exclude_gap, gap, excluded_ms=excluded_ms)
        assert (said[0].subject, bodies(said)) == (Subject(gap), [rev.GapExcluded(Duration(kept_ms))])
    for wrong_ms in (-1, 300_001):
        with pytest.raises(UserError) as refused:
            meeting.do(exclude_gap, gap, excluded_ms=Duration(wrong_ms))
        words = "The time that is not counted must lie within the time without the program."
        assert str(refused.value) == words
    with pytest.raises(UserError) as refused:
        meeting.do(exclude_gap, GapId("none"))
    assert str(refused.value) == "That time without the program is not in this session."


def test_turns_and_wishes_of_who_sits_elsewhere_or_left_end_where_they_were() -> None:
    meeting = Meeting()
    table, other = (TableId(meeting.write(NewEvent(rev.TableOpened(meeting.item)))[0].subject) for _ in range(2))
    host = other_laptop(meeting, 0)
    host.do(take_lead, table)
    meeting.write(NewEvent(rev.PlacesDealt(meeting.item, dict.fromkeys(meeting.people, Place(table)))))
    wishes = [host.write(NewEvent(rev.QueueJoined(person, table_id=table)))[0].subject for person in meeting.people[:2]]
    meeting.write(NewEvent(rev.QueueJoined(meeting.people[0], table_id=other)))
    (gone,) = host.write(NewEvent(rev.TurnStarted(meeting.people[0], table_id=table)))
    assert follow_session(meeting.state, meeting.now_ms, host.laptop) == []
    meeting.write(NewEvent(rev.PlacesDealt(meeting.item, {meeting.people[0]: Place(other)})))
    decided = follow_session(meeting.state, meeting.now_ms, host.laptop)
    assert decided == [
        NewEvent(rev.TurnEnded(table_id=table), Subject(gone.subject)),
        NewEvent(rev.QueueLeft(table_id=table), Subject(wishes[0])),
    ]
    host.write(*decided)
    (last,) = host.write(NewEvent(rev.TurnStarted(meeting.people[2], table_id=table)))
    meeting.do(edit_participant, meeting.people[2], here=False)
    decided = follow_session(meeting.state, meeting.now_ms, host.laptop)
    assert decided == [NewEvent(rev.TurnEnded(table_id=table), Subject(last.subject))]


def test_a_table_of_another_laptop_stops_goes_on_and_is_quiet_with_all() -> None:
    meeting = Meeting()
    table = TableId(meeting.write(NewEvent(rev.TableOpened(meeting.item)))[0].subject)
    host = other_laptop(meeting, 0)
    host.do(take_lead, table)
    minute = Duration(60_000)
    for act, subject, body in (
        (rev.ClocksFrozen(), table, rev.TableStopped(StopReason.FROZEN, table_id=table)),
        (rev.ClocksReleased(), table, rev.TableReleased(table_id=table)),
        (rev.QuietStarted(minute, for_all=True), THE_SESSION, rev.QuietStarted(minute, for_all=True, table_id=table)),
        (rev.QuietEnded(), THE_SESSION, rev.QuietEnded(table_id=table)),
    ):
        meeting.write(NewEvent(act, THE_SESSION))
        decided = follow_session(meeting.state, meeting.now_ms, host.laptop)
        assert decided == [NewEvent(body, Subject(subject))]
        host.write(*decided)


def test_a_table_that_is_quiet_of_its_own_begins_no_other_minute_with_all() -> None:
    meeting = Meeting()
    table = TableId(meeting.write(NewEvent(rev.TableOpened(meeting.item)))[0].subject)
    host = other_laptop(meeting, 0)
    host.do(take_lead, table)
    host.write(NewEvent(rev.QuietStarted(Duration(60_000), table_id=table), THE_SESSION))
    meeting.write(NewEvent(rev.QuietStarted(Duration(60_000), for_all=True), THE_SESSION))
    assert follow_session(meeting.state, meeting.now_ms, host.laptop) == []
