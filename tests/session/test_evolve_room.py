"""The folds of a room: queue, turns, rounds, places and tables, as events say it."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitator_console.log import (
    THE_SESSION,
    Duration,
    Instant,
    NewEvent,
    SpeakingForgotten,
    Subject,
)
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.ids import (
    MAIN,
    NO_ITEM,
    NO_ROUND,
    EntryId,
    GapId,
    ItemId,
    ParticipantId,
    Place,
    RoundId,
    RoundPart,
    StopReason,
    StretchKind,
    TableId,
    TurnId,
    TurnKind,
)
from facilitator_console.session.room_state import Gap
from tests.helpers.controller import START_MS, Meeting, SessionController
from tests.session.test_evolve import ITEM, MINUTE, PERSON, TABLE, with_table


def floor(meeting: Meeting, table: TableId = MAIN) -> list[str]:
    """The open turns at a table."""
    return [*meeting.state.rooms[table].floor]


# -- the queue ---------------------------------------------------------------------------------------------


def test_the_queue_of_a_table_stops_and_opens_by_itself() -> None:
    meeting = with_table()
    before = meeting.state.rooms[TABLE]
    for body, changes in (
        (rev.QueuePaused(table_id=TABLE), {"queue_paused": True}),
        (rev.QueueResumed(table_id=TABLE), {"queue_paused": False}),
        (rev.QueueClosed(table_id=TABLE), {"queue_closed": True}),
        (rev.QueueOpened(table_id=TABLE), {"queue_closed": False}),
    ):
        meeting.write(NewEvent(body, THE_SESSION))
        assert meeting.state.rooms[TABLE] == msgspec.structs.replace(before, **changes)
    assert not meeting.state.room.queue_closed


def test_whoever_came_earlier_with_the_same_wish_at_the_same_table_was_overtaken() -> None:
    meeting = with_table()

    def waits(kind: TurnKind = TurnKind.CONTRIBUTION, table: TableId = MAIN) -> EntryId:
        body = rev.QueueJoined(meeting.people[0], kind, table_id=table)
        return EntryId(meeting.write(NewEvent(body))[0].subject)

    earlier, asks, elsewhere = waits(), waits(TurnKind.CLARIFYING_QUESTION), waits(table=TABLE)
    called, later = waits(), waits()
    meeting.write(NewEvent(rev.TurnStarted(PERSON, entry_id=elsewhere)))
    meeting.write(NewEvent(rev.TurnStarted(PERSON, entry_id=EntryId("z.9"))))
    assert {entry.overtaken for entry in meeting.state.queue.values()} == {0}
    meeting.write(NewEvent(rev.TurnStarted(PERSON, entry_id=called)))
    overtaken = {entry.entry_id: entry.overtaken for entry in meeting.state.queue.values()}
    assert overtaken == {earlier: 1, asks: 0, elsewhere: 0, later: 0}
    meeting.write(NewEvent(rev.TurnStarted(PERSON, entry_id=later)))
    assert meeting.state.queue[earlier].overtaken == 2


def test_whoever_did_not_want_the_turn_never_had_it() -> None:
    meeting = with_table()
    turn = TurnId(meeting.write(NewEvent(rev.TurnStarted(PERSON)))[0].subject)
    meeting.write(NewEvent(rev.Passed(PERSON, ITEM, turn_id=turn, table_id=TABLE)))
    assert floor(meeting) == [turn]
    (event,) = meeting.write(NewEvent(rev.Passed(PERSON, ITEM, turn_id=turn)))
    assert floor(meeting) == []
    assert turn not in meeting.state.turns
    assert meeting.state.passes[event.subject].at_ms == event.at_ms
    assert meeting.state.passes[event.subject].for_now is False


# -- turns -------------------------------------------------------------------------------------------------


def test_a_turn_ends_those_before_it_unless_it_interposes() -> None:
    meeting = with_table()
    at_table = TurnId(meeting.write(NewEvent(rev.TurnStarted(PERSON, table_id=TABLE)))[0].subject)
    first = TurnId(meeting.write(NewEvent(rev.TurnStarted(PERSON)))[0].subject)
    meeting.later(1)
    (asked,) = meeting.write(NewEvent(rev.TurnStarted(PERSON, kind=TurnKind.CLARIFYING_QUESTION)))
    assert floor(meeting) == [first, asked.subject]
    meeting.write(NewEvent(rev.TurnPaused(), Subject(first)))
    meeting.write(NewEvent(rev.QuietStarted(MINUTE), THE_SESSION))
    (second,) = meeting.write(NewEvent(rev.TurnStarted(PERSON)))
    assert (floor(meeting), meeting.state.room.quiet) == ([second.subject], None)
    ended = [meeting.state.turns[turn] for turn in (first, TurnId(asked.subject))]
    assert [(turn.ended_at_ms, turn.paused) for turn in ended] == [(second.at_ms, False)] * 2
    assert floor(meeting, TABLE) == [at_table]


def test_a_turn_that_goes_on_or_is_called_back_ends_the_quiet_minute() -> None:
    meeting = Meeting()
    first = TurnId(meeting.write(NewEvent(rev.TurnStarted(PERSON)))[0].subject)
    for body in (rev.TurnResumed(), rev.TurnCalledBack()):
        meeting.write(NewEvent(rev.QuietStarted(MINUTE), THE_SESSION))
        assert meeting.state.turns[first].paused
        if isinstance(body, rev.TurnCalledBack):
            meeting.write(NewEvent(rev.TurnEnded(), Subject(first)))
            assert not meeting.state.turns[first].paused
        meeting.later(1)
        (event,) = meeting.write(NewEvent(body, Subject(first)))
        assert meeting.state.room.quiet is None
        assert list(meeting.state.stretches.values())[-1].to_ms == event.at_ms
        assert not meeting.state.turns[first].paused
    assert meeting.state.turns[first].ended_at_ms == 0


def test_who_is_called_back_ends_whoever_speaks_unless_they_interposed() -> None:
    meeting = with_table()
    first = TurnId(meeting.write(NewEvent(rev.TurnStarted(PERSON)))[0].subject)
    asked = TurnId(meeting.write(NewEvent(rev.TurnStarted(PERSON, kind=TurnKind.POINT_OF_PROCESS)))[0].subject)
    meeting.write(NewEvent(rev.TurnEnded(), Subject(asked)))
    meeting.write(NewEvent(rev.TurnCalledBack(table_id=TABLE), Subject(asked)))
    meeting.write(NewEvent(rev.TurnCalledBack(), Subject(asked)))
    meeting.write(NewEvent(rev.TurnCalledBack(), Subject(asked)))
    assert floor(meeting) == [first, asked]
    meeting.write(NewEvent(rev.TurnEnded(), Subject(first)))
    meeting.later(1)
    (back,) = meeting.write(NewEvent(rev.TurnCalledBack(), Subject(first)))
    assert floor(meeting) == [first]
    assert meeting.state.turns[asked].ended_at_ms == back.at_ms
    assert floor(meeting, TABLE) == []


def test_a_turn_that_is_put_right_ends_where_it_really_did() -> None:
    meeting = Meeting()
    (started,) = meeting.write(NewEvent(rev.TurnStarted(PERSON)))
    turn = TurnId(started.subject)
    meeting.later(10)
    meeting.write(NewEvent(rev.TurnPaused(), Subject(turn)))
    meeting.write(NewEvent(rev.TurnEdited(talk_ms=Duration(4000)), Subject(turn)))
    found = meeting.state.turns[turn]
    assert (found.talk_ms, found.ended_at_ms, found.paused) == (4000, started.at_ms + 4000, False)
    assert floor(meeting) == []
    for talk_ms, end_ms in ((Duration(60_000), 4000), (Duration(-5), 0)):
        meeting.write(NewEvent(rev.TurnEdited(talk_ms=talk_ms), Subject(turn)))
        found = meeting.state.turns[turn]
        assert (found.talk_ms, found.ended_at_ms) == (max(0, talk_ms), started.at_ms + end_ms)
    meeting.write(NewEvent(rev.TurnEdited(removed=False), Subject(turn)))
    assert turn in meeting.state.turns
    meeting.write(NewEvent(rev.TurnEdited(removed=True, talk_ms=Duration(1)), Subject(turn)))
    assert turn not in meeting.state.turns


def test_an_open_turn_that_was_none_leaves_the_floor_to_the_others() -> None:
    meeting = Meeting()
    first = TurnId(meeting.write(NewEvent(rev.TurnStarted(PERSON)))[0].subject)
    asked = TurnId(meeting.write(NewEvent(rev.TurnStarted(PERSON, kind=TurnKind.POINT_OF_PROCESS)))[0].subject)
    meeting.write(NewEvent(rev.TurnEdited(removed=True), Subject(first)))
    assert (floor(meeting), list(meeting.state.turns)) == ([asked], [asked])


# -- rounds and places -------------------------------------------------------------------------------------


def test_a_round_begins_in_the_item_that_is_on_and_knows_what_its_clock_had_used() -> None:
    meeting = with_table()
    second = meeting.add_item("Second")
    meeting.later(5)
    fields: dict[str, Any] = {"part": RoundPart("talk"), "length_ms": MINUTE, "first_id": PERSON, "backwards": True}
    (begun,) = meeting.write(NewEvent(rev.RoundStarted(meeting.item, **fields)))
    begun_id = RoundId(begun.subject)
    one = meeting.state.rounds[begun_id]
    assert (one.part, one.length_ms, one.first_id, one.backwards) == tuple(fields.values())
    assert (one.round_id, one.table_id, one.item_id) == (begun_id, MAIN, meeting.item)
    assert (one.started_at_ms, one.item_ms) == (begun.at_ms, 5000)
    for body in (
        rev.RoundStarted(second),
        rev.RoundStarted(ItemId("z.9")),
        rev.RoundStarted(ItemId("z.9"), table_id=TABLE),
    ):
        meeting.write(NewEvent(body))
    assert meeting.state.room.round_id == begun_id
    (other,) = meeting.write(NewEvent(rev.RoundStarted(second, table_id=TABLE)))
    other_id = RoundId(other.subject)
    assert meeting.state.rooms[TABLE].round_id == other_id
    assert list(meeting.state.rounds) == [begun_id, other_id]


def test_where_somebody_sat_in_an_earlier_round_is_kept() -> None:
    meeting = Meeting()

    def sits(place: str, round_id: str) -> None:
        body = rev.PlacesDealt(ITEM, {PERSON: Place(place)}, RoundId(round_id))
        meeting.write(NewEvent(body))

    key = f"{ITEM}/{PERSON}"
    for place, round_id in (("t1", ""), ("t2", "r1"), ("t3", "r1"), ("t4", "r2"), ("t5", "r3")):
        sits(place, round_id)
    now = meeting.state.places[key]
    assert (now.participant_id, now.item_id, now.place, now.round_id) == (PERSON, ITEM, "t5", "r3")
    before = {key: (one.place, one.round_id) for key, one in meeting.state.places_before.items()}
    assert before == {f"{ITEM}/r1/{PERSON}": ("t3", "r1"), f"{ITEM}/r2/{PERSON}": ("t4", "r2")}


# -- tables ------------------------------------------------------------------------------------------------


def test_a_table_that_closes_ends_its_turn_and_its_quiet_minute_then() -> None:
    meeting = with_table()
    turn = TurnId(meeting.write(NewEvent(rev.TurnStarted(PERSON, table_id=TABLE)))[0].subject)
    meeting.write(NewEvent(rev.QuietStarted(MINUTE, table_id=TABLE), THE_SESSION))
    meeting.later(3)
    (closed,) = meeting.write(NewEvent(rev.TableClosed(), Subject(TABLE)))
    assert meeting.state.turns[turn].ended_at_ms == closed.at_ms
    assert [one.to_ms for one in meeting.state.stretches.values()] == [closed.at_ms]
    assert (floor(meeting, TABLE), meeting.state.rooms[TABLE].quiet) == ([], None)
    meeting.write(NewEvent(rev.QueueJoined(PERSON, table_id=TABLE)))
    assert not meeting.state.queue


def test_a_table_that_stops_ends_its_turn_only_with_the_item_and_goes_on_as_before() -> None:
    meeting = with_table()
    turn = TurnId(meeting.write(NewEvent(rev.TurnStarted(PERSON, table_id=TABLE)))[0].subject)
    before = meeting.state.rooms[TABLE]
    for table, because in ((MAIN, StopReason.FROZEN), (TABLE, StopReason.FROZEN)):
        meeting.write(NewEvent(rev.TableStopped(because, table_id=table), THE_SESSION))
    assert meeting.state.rooms[TABLE] == msgspec.structs.replace(before, frozen=True, stopped=StopReason.FROZEN)
    assert (meeting.state.room.frozen, meeting.state.room.stopped) == (False, None)
    meeting.write(NewEvent(rev.TableReleased(table_id=TABLE), THE_SESSION))
    assert meeting.state.rooms[TABLE] == before
    (stopped,) = meeting.write(NewEvent(rev.TableStopped(StopReason.ITEM_ENDED, table_id=TABLE), THE_SESSION))
    assert meeting.state.turns[turn].ended_at_ms == stopped.at_ms
    assert meeting.state.rooms[TABLE].stopped is StopReason.ITEM_ENDED


def test_a_table_is_opened_once_and_closed_once() -> None:
    meeting = with_table()
    meeting.later(1)
    meeting.write(NewEvent(rev.QueuePaused(table_id=TABLE), THE_SESSION))
    before = (meeting.state.rooms[TABLE], meeting.state.talk_tables[TABLE])
    meeting.write(NewEvent(rev.TableOpened(ITEM, "again"), Subject(TABLE)))
    assert (meeting.state.rooms[TABLE], meeting.state.talk_tables[TABLE]) == before
    # Its clocks begin where those of the session are.
    meeting.later(1)
    (opened,) = meeting.write(NewEvent(rev.TableOpened(ITEM)))
    assert meeting.state.rooms[TableId(opened.subject)].as_of_ms == START_MS + 2000


def test_sums_of_talk_count_by_table_and_of_two_the_larger() -> None:
    meeting = with_table()
    other = ParticipantId("a.96")

    def summed(era: int, turns: int, talk_ms: int, table: TableId = TABLE, person: ParticipantId = PERSON) -> None:
        talk = {person: rev.TalkSum(turns, Duration(talk_ms))}
        meeting.write(NewEvent(rev.SpeakingSummed(talk, era, table_id=table), THE_SESSION))

    def sums() -> dict[str, tuple[int, int, int]]:
        found = meeting.state.talk_sums.items()
        return {key: (one.era, one.turns, one.talk_ms) for key, one in found}

    summed(1, 2, 60_000)
    assert (sums(), [*meeting.state.sums_ahead]) == ({}, [f"1/{TABLE}/{PERSON}"])
    summed(1, 1, 90_000)
    summed(2, 9, 9, MAIN)
    meeting.write(NewEvent(SpeakingForgotten(1), THE_SESSION))
    assert sums() == {f"{TABLE}/{PERSON}": (1, 2, 90_000)}
    assert [*meeting.state.sums_ahead] == [f"2/{MAIN}/{PERSON}"]
    summed(1, 3, 30_000)
    summed(1, 5, 5, person=other)
    assert sums() == {f"{TABLE}/{PERSON}": (1, 3, 90_000), f"{TABLE}/{other}": (1, 5, 5)}
    meeting.write(NewEvent(SpeakingForgotten(2), THE_SESSION))
    assert {key: era for key, (era, *_) in sums().items()} == {
        f"{TABLE}/{PERSON}": 1,
        f"{TABLE}/{other}": 1,
        f"{MAIN}/{PERSON}": 2,
    }
    summed(2, 1, 1)
    summed(1, 7, 7)
    assert sums() == {f"{MAIN}/{PERSON}": (2, 9, 9), f"{TABLE}/{PERSON}": (2, 1, 1)}
    assert (meeting.state.info.era, [*meeting.state.sums_ahead]) == (2, [])
    (one, _) = meeting.state.talk_sums.values()
    assert (one.participant_id, one.table_id) == (PERSON, MAIN)
    meeting.write(NewEvent(SpeakingForgotten(1), THE_SESSION))
    assert meeting.state.info.era == 2


def test_sums_of_one_table_say_nothing_of_another_and_a_later_forgetting_replaces_them() -> None:
    meeting = with_table()

    def summed(era: int, turns: int, table: TableId) -> None:
        talk = {PERSON: rev.TalkSum(turns, Duration(turns))}
        meeting.write(NewEvent(rev.SpeakingSummed(talk, era, table_id=table), THE_SESSION))

    summed(1, 1, TABLE)
    summed(2, 2, MAIN)
    summed(2, 3, TABLE)
    for era, sums in ((1, [(TABLE, 1)]), (2, [(MAIN, 2), (TABLE, 3)])):
        meeting.write(NewEvent(SpeakingForgotten(era), THE_SESSION))
        assert [(one.table_id, one.turns) for one in meeting.state.talk_sums.values()] == sums
    other = TableId(meeting.write(NewEvent(rev.TableOpened(ITEM)))[0].subject)
    summed(1, 4, other)
    assert meeting.state.talk_sums[f"{other}/{PERSON}"].turns == 4


def test_a_turn_that_is_begun_twice_is_at_the_second_table_only() -> None:
    meeting = with_table()
    turn = Subject("a.95")
    meeting.write(NewEvent(rev.TurnStarted(PERSON), turn))
    meeting.write(NewEvent(rev.TurnStarted(PERSON, table_id=TABLE), turn))
    assert (floor(meeting), floor(meeting, TABLE)) == ([], [turn])


def test_forgetting_who_spoke_when_takes_the_quiet_minutes_that_are_on() -> None:
    meeting = with_table()
    meeting.write(NewEvent(rev.QuietStarted(MINUTE), THE_SESSION))
    (ended,) = meeting.write(NewEvent(rev.QuietEnded(), THE_SESSION))
    for table in (MAIN, TABLE):
        meeting.write(NewEvent(rev.QuietStarted(MINUTE, table_id=table), THE_SESSION))
    meeting.write(NewEvent(rev.ClocksFrozen(), THE_SESSION))
    meeting.write(NewEvent(SpeakingForgotten(1), THE_SESSION))
    assert [meeting.state.rooms[table].quiet for table in (MAIN, TABLE)] == [None, None]
    found = [(one.kind, one.to_ms) for one in meeting.state.stretches.values()]
    assert found == [(StretchKind.QUIET, ended.at_ms), (StretchKind.FROZEN, 0)]


def test_whoever_takes_the_lead_goes_on_from_their_own_readings() -> None:
    meeting = with_table()
    turn = TurnId(meeting.write(NewEvent(rev.TurnStarted(PERSON)))[0].subject)
    below = TurnId(meeting.write(NewEvent(rev.TurnStarted(PERSON, table_id=TABLE)))[0].subject)
    meeting.write(NewEvent(rev.QuietStarted(MINUTE, table_id=TABLE), THE_SESSION))
    other = SessionController(writer="b", at_ms=START_MS + 7000)
    other.history.add(meeting.history.events())
    body = rev.LeadTaken(Duration(11), {turn: Duration(12)}, {TABLE: Duration(13)})
    other.write(NewEvent(body, THE_SESSION))
    state = other.state
    assert (state.room.lead, state.rooms[TABLE].lead) == (other.laptop, "")
    assert [state.rooms[table].as_of_ms for table in (MAIN, TABLE)] == [START_MS + 7000] * 2
    assert state.items[meeting.item].elapsed_ms == 11
    assert [state.turns[one].talk_ms for one in (turn, below)] == [12, 0]
    quiet = state.rooms[TABLE].quiet
    assert quiet is not None
    assert quiet.elapsed_ms == 13
    third = SessionController(writer="c", at_ms=START_MS + 8000)
    third.history.add(other.history.events())
    third.write(NewEvent(rev.LeadTaken(Duration(99), table_id=TABLE), THE_SESSION))
    assert third.state.rooms[TABLE].lead == third.laptop
    assert third.state.items[meeting.item].elapsed_ms == 11
    assert third.state.room.as_of_ms == START_MS + 7000
    quiet = third.state.rooms[TABLE].quiet
    assert quiet is not None
    assert quiet.elapsed_ms == 13
    # A table that the session's lead takes is one that nobody has taken.
    other.history.add(third.history.events())
    other.write(NewEvent(rev.LeadTaken(table_id=TABLE), THE_SESSION))
    assert other.state.rooms[TABLE].lead == ""


def test_time_that_does_not_count_is_taken_off_the_clocks_that_went_and_of_rounds_begun_since() -> None:
    meeting = with_table()
    (turn,) = meeting.write(NewEvent(rev.TurnStarted(meeting.people[0])))
    (before,) = meeting.write(NewEvent(rev.RoundStarted(meeting.item)))
    meeting.later(100)
    (gap,) = meeting.write(NewEvent(rev.GapFound(Duration(60_000))))
    found = meeting.state.gaps[GapId(gap.subject)]
    assert found == Gap(
        GapId(gap.subject), Instant(gap.at_ms - 60_000), gap.at_ms, meeting.item, (TurnId(turn.subject),), ()
    )
    (after,) = meeting.write(NewEvent(rev.RoundStarted(meeting.item)))
    (elsewhere,) = meeting.write(NewEvent(rev.RoundStarted(ITEM, table_id=TABLE)))
    rounds = dict(meeting.state.rounds)
    other = rounds.get(RoundId(elsewhere.subject))
    for asked_ms, taken_ms in ((50_000, 50_000), (10**9, 60_000), (-1, 0)):
        meeting.write(NewEvent(rev.GapExcluded(Duration(asked_ms)), Subject(gap.subject)))
        left_ms = 100_000 - taken_ms
        state = meeting.state
        excluded = msgspec.structs.replace(found, excluded_ms=Duration(taken_ms), is_decided=True)
        assert state.gaps[found.gap_id] == excluded
        assert state.items[meeting.item].elapsed_ms == left_ms
        assert state.turns[TurnId(turn.subject)].talk_ms == left_ms
        first, later = RoundId(before.subject), RoundId(after.subject)
        assert state.rounds[first] == rounds[first]
        assert state.rounds[later] == msgspec.structs.replace(rounds[later], item_ms=Duration(left_ms))
        assert state.rounds.get(RoundId(elsewhere.subject)) == other


def test_a_quiet_minute_that_is_on_loses_only_a_gap_that_came_within_it() -> None:
    meeting = Meeting()
    meeting.write(NewEvent(rev.QuietStarted(Duration(600_000)), THE_SESSION))
    meeting.later(100)
    (gap,) = meeting.write(NewEvent(rev.GapFound(Duration(60_000))))
    assert meeting.state.gaps[GapId(gap.subject)].quiet == (MAIN,)
    excluded = NewEvent(rev.GapExcluded(Duration(60_000)), Subject(gap.subject))
    (first,) = meeting.write(excluded)
    quiet = meeting.state.room.quiet
    assert quiet is not None
    assert quiet.elapsed_ms == 40_000
    meeting.undo([first])
    meeting.write(NewEvent(rev.QuietEnded(), THE_SESSION))
    meeting.write(excluded)
    meeting.write(NewEvent(rev.QuietStarted(Duration(600_000)), THE_SESSION))
    meeting.later(70)
    meeting.write(NewEvent(rev.GapExcluded(Duration(0)), Subject(gap.subject)))
    meeting.write(excluded)
    quiet = meeting.state.room.quiet
    assert quiet is not None
    assert quiet.elapsed_ms == 70_000


def test_an_item_that_ends_while_it_is_paused_ends_that_pause_and_its_round() -> None:
    meeting = Meeting()
    meeting.write(NewEvent(rev.RoundStarted(meeting.item)))
    meeting.write(NewEvent(ev.ItemPaused(), Subject(meeting.item)))
    meeting.later(10)
    (ended,) = meeting.write(NewEvent(ev.ItemEnded(), Subject(meeting.item)))
    (pause,) = (one for one in meeting.state.stretches.values() if one.kind is StretchKind.ITEM_PAUSED)
    assert pause.to_ms == ended.at_ms
    assert (meeting.state.room.item_id, meeting.state.room.round_id) == (NO_ITEM, NO_ROUND)


def test_a_quiet_minute_that_another_one_follows_at_once_ended_then() -> None:
    meeting = Meeting()
    for _ in range(2):
        meeting.write(NewEvent(rev.QuietStarted(MINUTE), THE_SESSION))
        meeting.later(10)
    first, second = [one for one in meeting.state.stretches.values() if one.kind is StretchKind.QUIET]
    assert first.to_ms == second.from_ms == meeting.now_ms - 10_000
