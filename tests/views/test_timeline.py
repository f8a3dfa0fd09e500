"""The course of a session as one picture: what stands in it, what it hides, and that nobody's words are in it."""

from __future__ import annotations

from hypothesis import given

from facilitator_console.dialogue.capture import capture, correct_turn, mark_moment
from facilitator_console.dialogue.history import History
from facilitator_console.log import Duration, NewEvent
from facilitator_console.notes.commands import remove_note
from facilitator_console.notes.ids import MarkId, NoteId
from facilitator_console.session import room_events as rev
from facilitator_console.session.agenda import close_session, next_item, reopen_session, start_item
from facilitator_console.session.floor import (
    done,
    end_quiet,
    freeze,
    release,
    someone_else_speaks,
    start_quiet,
    start_turn,
)
from facilitator_console.session.forgetting import forget_speaking
from facilitator_console.session.ids import MAIN, StretchKind, TableId
from facilitator_console.views.timeline import STILL_ON, timeline
from tests.helpers.controller import START_MS, Meeting, SessionController
from tests.helpers.played import played

MINUTE = 60


def held() -> Meeting:
    """Seat 1 for a minute, somebody else within it for 10 s; frozen for 5 minutes; a quiet minute; seat 2 speaks on."""
    meeting = Meeting(then_ms=(600_000,))
    meeting.do(start_turn, meeting.people[0])
    meeting.later(20)
    meeting.do(someone_else_speaks)
    meeting.later(10)
    meeting.do(done)
    meeting.later(30)
    meeting.do(capture, "a secret word")
    meeting.do(mark_moment)
    meeting.do(done)
    meeting.do(freeze)
    meeting.later(300)
    meeting.do(release)
    meeting.do(start_quiet)
    meeting.later(60)
    meeting.do(end_quiet)
    meeting.do(next_item)
    meeting.do(start_turn, meeting.people[1])
    meeting.later(5)
    return meeting


def test_everything_stands_at_its_time() -> None:
    meeting = held()
    course = timeline(meeting.state)
    s = {span: (span - START_MS) // 1000 for span in range(START_MS, START_MS + 500_000, 1000)}
    assert [(str(item.title), s[item.from_ms], item.to_ms and s[item.to_ms]) for item in course.items] == [
        ("First", 0, 420),
        ("Then", 420, STILL_ON),
    ]
    assert [(turn.seat, s[turn.from_ms], turn.to_ms and s[turn.to_ms], turn.interposes) for turn in course.turns] == [
        (1, 0, 60, False),
        (0, 20, 30, True),
        (2, 420, STILL_ON, False),
    ]
    assert [(span.kind, s[span.from_ms], s[span.to_ms]) for span in course.stretches] == [
        (StretchKind.FROZEN, 60, 360),
        (StretchKind.QUIET, 360, 420),
    ]
    assert [(s[tick.at_ms], tick.is_mark) for tick in course.ticks] == [(60, False), (60, True)]
    assert (s[course.from_ms], course.to_ms, course.tables) == (0, STILL_ON, (MAIN,))
    meeting.do(close_session)
    assert s[timeline(meeting.state).to_ms] == 425


def test_nothing_of_words_but_titles_is_in_it() -> None:
    assert "secret" not in repr(timeline(held().state))


def test_a_note_that_is_put_away_and_a_mark_that_is_filled_are_no_ticks() -> None:
    meeting = Meeting()
    note = NoteId(meeting.make(capture, "one"))
    mark = MarkId(meeting.make(mark_moment))
    meeting.do(capture, "two", fills=mark)
    assert [tick.is_mark for tick in timeline(meeting.state).ticks] == [False, False]
    meeting.do(remove_note, note)
    assert len(timeline(meeting.state).ticks) == 1


def test_a_correction_moves_what_it_corrects_alone() -> None:
    meeting = held()
    before = timeline(meeting.state)
    first = before.turns[0]
    meeting.do(correct_turn, first.turn_id, participant_id=meeting.people[3], talk_ms=Duration(20_000))
    after = timeline(meeting.state)
    assert (after.turns[0].seat, after.turns[0].talk_ms) == (4, 20_000)
    assert after.turns[0].to_ms - first.from_ms == 20_000
    assert (after.items, after.stretches, after.ticks) == (before.items, before.stretches, before.ticks)
    assert [turn._replace(talk_ms=Duration(0)) for turn in after.turns[1:]] == [
        turn._replace(talk_ms=Duration(0)) for turn in before.turns[1:]
    ]


def test_once_it_is_forgotten_who_spoke_only_items_are_left() -> None:
    meeting = held()
    meeting.do(close_session)
    meeting.do(forget_speaking, meeting.laptop)
    course = timeline(meeting.state)
    assert (course.is_forgotten, len(course.items)) == (True, 2)
    assert (course.turns, course.stretches, course.ticks, course.tables) == ((), (), (), ())
    # What is said after that has its course again.
    meeting.do(reopen_session)
    meeting.do(start_item, meeting.items[0])
    meeting.later(10)
    meeting.do(start_turn, meeting.people[2])
    meeting.later(10)
    meeting.do(capture, "later")
    course = timeline(meeting.state)
    assert ([turn.seat for turn in course.turns], len(course.ticks), course.stretches) == ([3], 1, ())


def test_tables_have_their_own_turns() -> None:
    meeting = Meeting()
    table = TableId(meeting.write(NewEvent(rev.TableOpened(meeting.item, "window")))[0].subject)
    meeting.write(NewEvent(rev.TurnStarted(meeting.people[0], table_id=table)))
    meeting.do(start_turn, meeting.people[1])
    assert timeline(meeting.state).tables == (MAIN, table)


def test_of_a_session_that_has_not_begun_nothing_is_shown() -> None:
    course = timeline(SessionController(History()).state)
    assert (course.from_ms, course.items, course.turns) == (0, (), ())


@given(controllers=played(most=40))
def test_it_is_sorted_and_never_fails(controllers: list[SessionController]) -> None:
    for controller in controllers:
        course = timeline(controller.state)
        for spans in (course.items, course.turns, course.stretches):
            starts = [span.from_ms for span in spans]
            assert starts == sorted(starts)
        assert [tick.at_ms for tick in course.ticks] == sorted(tick.at_ms for tick in course.ticks)


def test_an_item_that_was_stopped_and_begun_again_stands_there_twice() -> None:
    meeting = held()
    meeting.later(55)
    meeting.do(start_item, meeting.item)
    meeting.later(60)
    items = [(str(item.title), (item.from_ms - START_MS) // 1000, item.to_ms) for item in timeline(meeting.state).items]
    assert items == [("First", 0, START_MS + 420_000), ("Then", 420, START_MS + 480_000), ("First", 480, STILL_ON)]
    meeting.do(close_session)
    assert timeline(meeting.state).items[-1].to_ms == START_MS + 540_000
