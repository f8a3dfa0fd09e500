"""Forgetting who spoke when: the sums stay, and nothing else tells of anybody's turn."""

from __future__ import annotations

import pytest

from facilitator_console.dialogue.capture import capture, mark_moment
from facilitator_console.log import THE_SESSION, Duration, LaptopId, NewEvent, SpeakingForgotten, Subject
from facilitator_console.notes.events import NoteMoved
from facilitator_console.notes.ids import MarkId, NoteId
from facilitator_console.session.agenda import close_session, reopen_session
from facilitator_console.session.balance import Heard, Share, group_shares, heard, not_heard_yet, to_half_minutes
from facilitator_console.session.events import SpeakingKept
from facilitator_console.session.floor import done, someone_else_speaks, start_quiet, start_turn
from facilitator_console.session.forgetting import forget_speaking, is_undecided, keep_speaking, require_decided
from facilitator_console.session.ids import NO_TURN, Attribution, GroupId, TableId, TurnId, TurnKind
from facilitator_console.session.leading import record_gap, take_lead
from facilitator_console.session.people import add_group, edit_participant
from facilitator_console.session.queue import join_queue
from facilitator_console.session.room_events import (
    LeadTaken,
    SpeakingSummed,
    TableClosed,
    TableOpened,
    TalkSum,
    TurnStarted,
)
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting, SessionController, bodies, contents

LAPTOP = LaptopId("laptop-a")


def speak(meeting: Meeting, seat: int, seconds: float, kind: TurnKind = TurnKind.CONTRIBUTION) -> None:
    meeting.do(start_turn, meeting.people[seat - 1], kind)
    meeting.later(seconds)


def forget(meeting: SessionController) -> None:
    meeting.do(forget_speaking, LAPTOP)


def closed_meeting() -> Meeting:
    """Seats 3 and 1 have spoken, in this order; 2 has only asked, 4 has waited."""
    meeting = Meeting(4)
    speak(meeting, 3, 50)
    speak(meeting, 1, 14)
    speak(meeting, 2, 20, TurnKind.CLARIFYING_QUESTION)
    meeting.do(done)
    meeting.do(join_queue, meeting.people[3])
    speak(meeting, 3, 70, TurnKind.DIRECT_RESPONSE)
    meeting.do(someone_else_speaks)
    meeting.later(5)
    meeting.do(close_session)
    return meeting


def test_it_belongs_to_the_end_of_a_meeting() -> None:
    meeting = Meeting()
    speak(meeting, 1, 10)
    with pytest.raises(UserError, match="not over"):
        forget(meeting)
    with pytest.raises(UserError, match="not over"):
        meeting.do(keep_speaking)
    meeting.do(close_session)
    forget(meeting)
    assert not meeting.history.tells_who_spoke


def test_until_it_is_chosen_nothing_leaves_where_the_log_tells_who_spoke() -> None:
    meeting = Meeting()
    undecided = (False, False)
    for after in (None, close_session, keep_speaking):
        if after is not None:
            meeting.do(after)
            undecided = (False, after is close_session)
        for tells, expected in zip((False, True), undecided, strict=True):
            assert is_undecided(meeting.state, tells_who_spoke=tells) is expected
            if not expected:
                require_decided(meeting.state, tells_who_spoke=tells)
                continue
            with pytest.raises(UserError) as refused:
                require_decided(meeting.state, tells_who_spoke=tells)
            assert str(refused.value) == (
                "The session is over, and it is not decided whether who spoke when is forgotten. Open the session and "
                "choose at the end of the page Run; then it can leave."
            )
    assert meeting.do(keep_speaking) == []


def test_while_it_is_on_both_are_refused_in_their_words() -> None:
    meeting = Meeting()
    with pytest.raises(UserError) as refused:
        forget(meeting)
    words = "The session is not over. End it first; then who spoke when can be forgotten."
    assert str(refused.value) == words
    with pytest.raises(UserError) as refused:
        meeting.do(keep_speaking)
    assert str(refused.value) == "The session is not over, so this is not asked yet."
    meeting.do(close_session)
    kept = meeting.do(keep_speaking)
    assert ([event.subject for event in kept], bodies(kept)) == ([THE_SESSION], [SpeakingKept()])


def test_only_tables_that_this_laptop_leads_are_summed_and_that_in_the_next_era() -> None:
    meeting = Meeting()
    table, other = (TableId(meeting.write(NewEvent(TableOpened(meeting.item)))[0].subject) for _ in range(2))
    for at in (table, other):
        meeting.write(NewEvent(TurnStarted(meeting.people[0], table_id=at)))
    meeting.later(60)
    SessionController(meeting.history, writer="b", at_ms=meeting.now_ms).do(take_lead, other)
    meeting.do(close_session)
    said = meeting.do(forget_speaking, LAPTOP)
    talk = {meeting.people[0]: TalkSum(1, Duration(60_000))}
    assert bodies(said) == [SpeakingSummed(talk, 1, table_id=table), SpeakingForgotten(1)]
    assert {event.subject for event in said} == {THE_SESSION}


def test_the_sums_are_in_half_minutes_and_by_id() -> None:
    """An exact sum beside the times of the blank turns would say which turn was whose."""
    meeting = closed_meeting()
    written = bodies(meeting.do(forget_speaking, LAPTOP))
    first, third = meeting.people[0], meeting.people[2]
    summed = written[0]
    assert isinstance(summed, SpeakingSummed)
    assert list(summed.talk.items()) == [(first, TalkSum(1, Duration(0))), (third, TalkSum(2, Duration(120_000)))]
    assert written[1:] == [SpeakingForgotten(1)]


def test_nothing_is_left_of_turns_queue_and_passes_but_who_was_heard() -> None:
    meeting = closed_meeting()
    items = dict(meeting.state.items)
    forget(meeting)
    state = meeting.state
    assert [*state.turns, *state.queue, *state.passes] == []
    assert dict(state.items) == items
    assert [person.seat for person in not_heard_yet(state)] == [2, 4]
    assert not meeting.history.tells_who_spoke


def test_turns_of_a_wrong_key_are_forgotten_too() -> None:
    meeting = Meeting()
    meeting.undo(meeting.do(start_turn, meeting.people[1]))
    meeting.do(close_session)
    forget(meeting)
    assert not meeting.history.tells_who_spoke
    assert meeting.state.talk_sums == {}


def test_a_reopened_meeting_goes_on_from_the_sums() -> None:
    meeting = closed_meeting()
    forget(meeting)
    meeting.do(reopen_session)
    speak(meeting, 4, 40)
    speak(meeting, 3, 40)
    first, third, fourth = (meeting.people[seat - 1] for seat in (1, 3, 4))
    assert heard(meeting.state, meeting.now_ms) == {
        first: Heard(1, Duration(0)),
        third: Heard(3, Duration(160_000)),
        fourth: Heard(1, Duration(40_000)),
    }
    meeting.do(close_session)
    forget(meeting)
    assert heard(meeting.state, meeting.now_ms) == {
        first: Heard(1, Duration(0)),
        third: Heard(3, Duration(150_000)),
        fourth: Heard(1, Duration(30_000)),
    }


def test_forgotten_twice_in_two_copies_it_counts_once() -> None:
    meeting = closed_meeting()
    log = list(meeting.history.events())
    forget(meeting)
    sums = dict(meeting.state.talk_sums)
    other = SessionController(writer="z", laptop="laptop-a")
    other.history.add(log)
    other.do(forget_speaking, LAPTOP)
    meeting.history.add(other.history.events())
    assert dict(meeting.state.talk_sums) == sums
    other.history.add(meeting.history.events())
    assert contents(other.state) == contents(meeting.state)


def test_no_groups_share_changes_where_somebody_spoke_at_several_tables() -> None:
    """Each table keeps its own half minutes, so the shares are counted from them before it is forgotten too."""
    meeting = Meeting(3)
    groups = [meeting.make(add_group, head_count=6) for _ in range(2)]
    for person, group in zip(meeting.people, (0, 1, 1), strict=True):
        meeting.do(edit_participant, person, group_id=GroupId(groups[group]))
    speak(meeting, 1, 600)
    speak(meeting, 2, 570)
    meeting.do(done)
    for _ in range(2):
        table = TableId(meeting.write(NewEvent(TableOpened(meeting.item)))[0].subject)
        meeting.write(NewEvent(TurnStarted(meeting.people[2], table_id=table)))
        meeting.later(14)
        meeting.write(NewEvent(TableClosed(), Subject(table)))
    meeting.do(close_session)
    before = group_shares(meeting.state, meeting.now_ms)
    forget(meeting)
    assert group_shares(meeting.state, meeting.now_ms) == before == {}
    assert not_heard_yet(meeting.state) == ()


def test_what_somebody_said_at_several_tables_adds_up_before_it_is_forgotten_and_after() -> None:
    meeting = Meeting(2)
    groups = [GroupId(meeting.make(add_group, head_count=6)) for _ in range(2)]
    for person, group in zip(meeting.people, groups, strict=True):
        meeting.do(edit_participant, person, group_id=group)
    speak(meeting, 1, 600)
    meeting.do(done)
    for _ in range(2):
        table = TableId(meeting.write(NewEvent(TableOpened(meeting.item)))[0].subject)
        meeting.write(NewEvent(TurnStarted(meeting.people[1], table_id=table)))
        meeting.later(1200)
        meeting.write(NewEvent(TableClosed(), Subject(table)))
    meeting.do(close_session)
    for _ in range(2):
        assert heard(meeting.state, meeting.now_ms) == {
            meeting.people[0]: Heard(1, Duration(600_000)),
            meeting.people[1]: Heard(2, Duration(2_400_000)),
        }
        assert group_shares(meeting.state, meeting.now_ms) == {
            groups[0]: Share.MUCH_LESS,
            groups[1]: Share.MUCH_MORE,
        }
        forget(meeting)


def test_later_sums_take_the_place_of_earlier_ones() -> None:
    meeting = closed_meeting()
    forget(meeting)
    other = meeting.people[3]
    meeting.write(NewEvent(SpeakingSummed({other: TalkSum(1, Duration(30_000))}, era=2)))
    meeting.write(NewEvent(SpeakingForgotten(2), THE_SESSION))
    assert heard(meeting.state, meeting.now_ms) == {other: Heard(1, Duration(30_000))}


def test_of_two_sums_of_one_forgetting_the_larger_count() -> None:
    """Two laptops counted for one table, neither knowing of the other."""
    meeting = Meeting()
    first, second = meeting.people[:2]
    meeting.write(NewEvent(SpeakingSummed({first: TalkSum(2, Duration(30_000)), second: TalkSum(1, Duration(60_000))})))
    meeting.write(NewEvent(SpeakingSummed({first: TalkSum(1, Duration(90_000))})))
    meeting.write(NewEvent(SpeakingForgotten(1), THE_SESSION))
    assert heard(meeting.state, meeting.now_ms) == {
        first: Heard(2, Duration(90_000)),
        second: Heard(1, Duration(60_000)),
    }


def test_a_turn_that_arrives_after_the_forgetting_is_blank_and_one_of_the_meeting_that_went_on_is_not() -> None:
    meeting = closed_meeting()
    other = SessionController(writer="z", laptop="laptop-a")
    other.history.add(meeting.history.events())
    other.do(reopen_session)
    unheard = other.do(start_turn, meeting.people[0])
    forget(meeting)
    meeting.do(reopen_session)
    heard_of = meeting.do(start_turn, meeting.people[1])
    meeting.history.add(other.written)
    other.history.add(meeting.history.events())
    for history in (meeting.history, other.history):
        (turn,) = unheard
        kept = history.known(turn.writer, turn.seq)
        assert kept is not None
        assert (kept.body, kept.at_ms) == ("", 0)
        assert [str(turn) for turn in history.state.turns] == [str(heard_of[0].subject)]


def test_what_leads_to_a_turn_from_elsewhere_is_emptied_too() -> None:
    """The readings of a lead that was taken, the turn of a note and of a mark; and when a turn was undone."""
    meeting = Meeting(attribution=Attribution.NAMED)
    turn = meeting.make(start_turn, meeting.people[0])
    note, mark = meeting.make(capture, "said"), meeting.make(mark_moment)
    meeting.later(20)
    meeting.do(take_lead)
    undone = meeting.undo(meeting.do(start_turn, meeting.people[1]))
    meeting.do(close_session)
    assert any(turn in event.body for event in meeting.history.events())
    forget(meeting)
    assert not any(turn in event.body for event in meeting.history.events())
    assert meeting.state.notes[NoteId(note)].turn_id == meeting.state.marks[MarkId(mark)].turn_id == NO_TURN
    assert meeting.state.notes[NoteId(note)].participant_id == meeting.people[0]
    kept = meeting.history.known(undone[0].writer, undone[0].seq)
    assert kept is not None
    assert kept.at_ms == 0


def test_a_gap_does_not_tell_when_the_last_turn_before_it_began() -> None:
    """It is kept in steps of ten seconds: counted back from its end, it is nobody's instant."""
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    began_ms = meeting.now_ms
    meeting.later(307)
    meeting.do(record_gap, began_ms)
    meeting.do(close_session)
    forget(meeting)
    (gap,) = meeting.state.gaps.values()
    assert gap.to_ms - gap.from_ms == 300_000
    assert gap.from_ms != began_ms


def test_it_can_not_be_undone() -> None:
    meeting = closed_meeting()
    written = meeting.do(forget_speaking, LAPTOP)
    before = contents(meeting.state)
    meeting.undo(written)
    assert {**contents(meeting.state), "last_at_ms": 0} == {**before, "last_at_ms": 0}


def test_a_meeting_whose_end_is_undone_has_no_quiet_minute_from_before() -> None:
    """The turn that ended it is forgotten."""
    meeting = Meeting()
    meeting.do(start_quiet)
    meeting.later(60)
    speak(meeting, 1, 30)
    closed = meeting.do(close_session)
    forget(meeting)
    meeting.undo(closed)
    assert meeting.state.room.quiet is None
    assert meeting.state.room.floor == ()


def test_keeping_is_remembered_until_the_next_end() -> None:
    meeting = closed_meeting()
    kept = meeting.do(keep_speaking)
    seen = [meeting.state.info.speaking_kept]
    assert meeting.do(keep_speaking) == []
    for act in (meeting.undo, meeting.redo):
        act(kept)
        seen.append(meeting.state.info.speaking_kept)
    meeting.do(reopen_session)
    meeting.do(close_session)
    assert [*seen, meeting.state.info.speaking_kept] == [True, False, True, False]


def test_what_leads_to_a_turn_of_the_meeting_that_went_on_stays_until_it_is_forgotten_again() -> None:
    """Notes, marks and a taken lead say how many forgettings their writer knew of, as turns do."""
    meeting = Meeting(attribution=Attribution.NAMED)
    speak(meeting, 1, 20)
    unheard = SessionController(writer="z", laptop="laptop-z")
    unheard.history.add(meeting.history.events())
    old = NoteId(unheard.make(capture, "said in a turn that is forgotten"))
    meeting.do(close_session)
    forget(meeting)
    meeting.do(reopen_session)
    turn = meeting.make(start_turn, meeting.people[1])
    note, mark = NoteId(meeting.make(capture, "said")), MarkId(meeting.make(mark_moment))
    moved = NoteId(meeting.make(capture, "heard elsewhere", turn_id=NO_TURN))
    meeting.write(NewEvent(NoteMoved(turn_id=TurnId(turn)), Subject(moved)))
    meeting.later(20)
    (taken,) = meeting.do(take_lead)
    meeting.history.add(unheard.written)
    state = meeting.state
    assert [state.notes[one].turn_id for one in (note, moved, old)] == [turn, turn, NO_TURN]
    assert state.marks[mark].turn_id == turn
    kept = meeting.history.entry(taken.writer, taken.seq)
    assert kept is not None
    assert isinstance(kept.body, LeadTaken)
    assert kept.body.turn_ms == {turn: 20_000}
    meeting.do(close_session)
    forget(meeting)
    assert not any(turn in event.body for event in meeting.history.events())


def test_sums_count_from_their_forgetting_on() -> None:
    """They may come in another bundle than it; beside the turns that they are made of they would count twice."""
    meeting = closed_meeting()
    other = SessionController(writer="z", laptop="laptop-z")
    other.history.add(meeting.history.events())
    before = heard(other.state, other.now_ms)
    summed, forgotten = meeting.do(forget_speaking, LAPTOP)
    other.history.add([summed])
    assert heard(other.state, other.now_ms) == before
    assert not other.state.talk_sums
    other.history.add([forgotten])
    assert heard(other.state, other.now_ms) == heard(meeting.state, meeting.now_ms)
    meeting.history.add(other.written)
    assert contents(other.state) == contents(meeting.state)


def test_sums_of_a_second_forgetting_leave_those_of_the_first_until_it_is_known() -> None:
    meeting = closed_meeting()
    forget(meeting)
    meeting.do(reopen_session)
    speak(meeting, 4, 60)
    meeting.do(close_session)
    other = SessionController(writer="z", laptop="laptop-z")
    other.history.add(meeting.history.events())
    before = heard(other.state, other.now_ms)
    summed, forgotten = meeting.do(forget_speaking, LAPTOP)
    for event in (summed, forgotten):
        other.history.add([event])
        assert to_half_minutes(heard(other.state, other.now_ms)) == to_half_minutes(before)


def test_who_hears_of_two_forgettings_at_once_sums_for_the_last() -> None:
    """Else sums of the second, of who knew less of the table, would take the place of its own lead's."""
    meeting = Meeting()
    table = TableId(meeting.write(NewEvent(TableOpened(meeting.item)))[0].subject)
    meeting.write(NewEvent(TurnStarted(meeting.people[0], table_id=table)))
    other = SessionController(writer="z", laptop="laptop-z")
    other.history.add(meeting.history.events())
    meeting.later(60)
    for _ in range(2):
        meeting.do(close_session)
        forget(meeting)
        meeting.do(reopen_session)
    other.do(take_lead, table)
    other.write(NewEvent(TurnStarted(meeting.people[1], table_id=table)))
    other.later(90)
    other.receive(meeting.history.events())
    assert other.state.info.era == 2
    assert heard(other.state, other.now_ms)[meeting.people[1]] == Heard(1, Duration(90_000))
