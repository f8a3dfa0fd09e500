"""The summary of meetings told in real events."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import msgspec
import pytest
from facilitator_console.report.summary import AgendaLine, Section, Summary, Text, summarise
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator_console.dialogue.history import History
from facilitator_console.log import (
    THE_SESSION,
    ClockCompared,
    Duration,
    Erased,
    Instant,
    LaptopId,
    RunStarted,
    Subject,
    WriterId,
)
from facilitator_console.notes import events as notes
from facilitator_console.notes.ids import Flag, GroupList, Version
from facilitator_console.session import events as session
from facilitator_console.session.forgetting import forget_speaking
from facilitator_console.session.ids import NO_GROUP, SOMEONE_ELSE, Role, TurnId, TurnKind
from tests.report.meeting import MINUTE_MS, NOON_MS, Meeting


def texts(section: Section) -> list[str]:
    return [text.text for text in section.texts]


def notes_by_tag(summary: Summary) -> dict[str, list[str]]:
    return {str(section.title): texts(section) for section in summary.notes}


def talk(summary: Summary) -> dict[str, int]:
    return {str(group.name): group.share for group in summary.talk}


def test_an_empty_log_has_an_empty_summary() -> None:
    meeting = Meeting("")
    meeting.events.clear()
    summary = summarise(meeting.state)
    assert (summary.title, summary.day, summary.agenda, summary.talk, summary.notes) == ("", None, (), (), ())
    assert not any(texts(section) for section in (summary.quotes, summary.agreements, summary.next_time))


def test_agenda_planned_and_used() -> None:
    meeting = Meeting()
    first, second, third = meeting.item("Check-in", 10, question="Why?"), meeting.item("Talk"), meeting.item("Later", 5)
    gone = meeting.item("Gone", 99)
    meeting.tell(session.ItemRemoved(), gone)
    meeting.tell(session.ItemMoved("0001"), second)
    meeting.tell(session.ItemStarted(), second)
    meeting.wait(0.2)
    meeting.tell(session.ItemStarted(), first)
    meeting.wait(11.6)
    meeting.tell(session.ItemEnded(), first)
    meeting.tell(session.ItemSkipped(), third)
    assert summarise(meeting.state).agenda == (
        AgendaLine("Talk", "", 0, 1),
        AgendaLine("Check-in", "Why?", 10, 12),
        AgendaLine("Later", "", 5, None),
    )


@pytest.mark.parametrize(("offset_min", "day"), [(0, 14), (12 * 60, 15), (-13 * 60, 13), (10**15, None)])
def test_the_day_is_the_local_one_of_the_first_item(offset_min: int, day: int | None) -> None:
    meeting = Meeting(utc_offset_min=offset_min)
    item = meeting.item("Talk")
    meeting.tell(session.ItemStarted(), item)
    assert summarise(meeting.state).day == (date(2023, 11, day) if day else None)


def test_the_day_is_not_that_of_the_preparations() -> None:
    meeting = Meeting()
    item = meeting.item("Talk")
    meeting.wait(3 * 24 * 60)
    assert summarise(meeting.state).day == date(2023, 11, 14)
    meeting.tell(session.ItemStarted(), item)
    assert summarise(meeting.state).day == date(2023, 11, 17)


def test_without_a_run_the_day_is_unknown() -> None:
    meeting = Meeting()
    del meeting.events[0]
    assert summarise(meeting.state).day is None


@pytest.mark.parametrize("measured", [False, True])
def test_the_day_by_a_clock_that_nobody_measured_is_unknown(*, measured: bool) -> None:
    """It may be years off; that of the founder, or of who measured it, is told."""
    meeting = Meeting()
    item = meeting.item("Talk")
    other = Meeting()
    other.events = [*meeting.events]
    other.writer, other.laptop = WriterId("z"), LaptopId("another laptop")
    other.at_ms += 400 * 24 * 60 * MINUTE_MS
    other.tell(RunStarted(other.laptop), THE_SESSION)
    if measured:
        other.tell(ClockCompared(LaptopId("laptop"), Duration(NOON_MS - other.at_ms)), THE_SESSION)
    other.tell(session.LeadTaken(), THE_SESSION)
    turn = other.tell(session.TurnStarted(SOMEONE_ELSE))
    other.wait(5)
    days = [summarise(other.state).day]
    other.tell(session.TurnEnded(), turn)
    other.tell(session.ItemStarted(), item)
    other.wait(5)
    days.append(summarise(other.state).day)
    other.tell(session.SessionClosed(), THE_SESSION)
    days.append(summarise(other.state).day)
    assert days == [date(2023, 11, 14) if measured else None] * 3
    assert summarise(other.state).agenda[0].used_min == 5


def test_notes_come_by_tag_in_the_codebooks_order_then_own_then_untagged() -> None:
    meeting = Meeting()
    meeting.note("untagged")
    own = meeting.tell(notes.TagAdded("The Road"))
    meeting.note("both", own, "need", "need")
    meeting.note("a word that is no tag", "old word")
    meeting.note("an issue", "issue")
    meeting.note("do it", "proposal")
    assert list(notes_by_tag(summarise(meeting.state)).items()) == [
        ("issue", ["an issue"]),
        ("need", ["both"]),
        ("The Road", ["both"]),
        ("old word", ["a word that is no tag"]),
        ("Without a tag", ["untagged"]),
    ]


def test_each_note_stands_somewhere() -> None:
    meeting = Meeting()
    meeting.note("their words", flags=[Flag.QUOTE])
    meeting.note("later", flags=[Flag.PARKING_LOT])
    meeting.note("do it", "proposal")
    meeting.note("do that", "proposal", "need", flags=[Flag.QUOTE, Flag.PARKING_LOT])
    summary = summarise(meeting.state)
    assert notes_by_tag(summary) == {"need": ["do that"]}
    assert texts(summary.quotes) == ["their words", "do that"]
    assert texts(summary.proposals) == ["do it", "do that"]
    assert texts(summary.next_time) == ["later", "do that"]
    assert all(text.is_quote for text in summary.quotes.texts)


def test_sheets_and_the_parking_lot() -> None:
    meeting = Meeting()
    meeting.note("parked note", flags=[Flag.PARKING_LOT])
    for group_list in GroupList:
        meeting.line(group_list, f"{group_list} 1")
        meeting.tell(notes.ListEntryRemoved(), meeting.line(group_list, f"{group_list} 2"))
    summary = summarise(meeting.state)
    assert texts(summary.agreements) == ["agreements 1"]
    assert texts(summary.outcomes) == ["outcomes 1"]
    assert texts(summary.next_time) == ["parking_lot 1", "parked note"]


def test_versions_written_at_once_are_both_there() -> None:
    meeting = Meeting()
    note = meeting.note("mine", "need")
    meeting.tell(notes.NoteEdited(Version("unknown"), "yours"), note)
    assert summarise(meeting.state).notes[0].texts == (Text("yours", other_texts=("mine",)),)


def test_what_is_sensitive_removed_or_withdrawn_is_nowhere() -> None:
    meeting = Meeting()
    everywhere = [Flag.QUOTE, Flag.PARKING_LOT, Flag.FOR_REPORT]
    meeting.note("PLANTED sensitive", "need", "proposal", flags=[*everywhere, Flag.SENSITIVE])
    meeting.tell(notes.NoteRemoved(), meeting.note("PLANTED removed", "need", "proposal", flags=everywhere))
    withdrawn = meeting.note("PLANTED withdrawn", "need", "proposal", flags=everywhere)
    meeting.tell(Erased(Subject(withdrawn)), THE_SESSION)
    meeting.tell(notes.ListEntryRemoved(), meeting.line(GroupList.OUTCOMES, "PLANTED line"))
    meeting.tell(session.ItemRemoved(), meeting.item("PLANTED item"))
    assert "PLANTED" not in repr(summarise(meeting.state))


def test_nobody_is_named_and_no_time_of_day_is_given() -> None:
    meeting = Meeting()
    group, _ = meeting.group("Village", seated=5)
    named = meeting.person(group, label="PLANTED label")
    meeting.group("Town", seated=5)
    turn = TurnId(meeting.tell(session.TurnStarted(named)))
    meeting.tell(notes.NoteAdded("said", participant_id=named, turn_id=turn, group_id=group))
    meeting.wait(3)
    meeting.tell(session.TurnEnded(), turn)
    summary = summarise(meeting.state)
    assert talk(summary) == {"Village": 100, "Town": 0}
    for private in ("PLANTED", str(named), turn, str(group), str(meeting.at_ms)[:8], "ОК", "laptop"):
        assert private not in repr(summary)


def test_talk_time_counts_turns_of_those_in_the_balance() -> None:
    meeting = Meeting()
    first, seats = meeting.group(head_count=20, seated=1)
    _, others = meeting.group("Town", seated=5)
    meeting.speak(seats[0], 30)
    meeting.speak(others[0], 10)
    meeting.speak(others[1], 50, TurnKind.POINT_OF_PROCESS)
    meeting.speak(SOMEONE_ELSE, 50)
    meeting.speak(meeting.person(first, role=Role.INTERPRETER), 50)
    summary = summarise(meeting.state)
    assert talk(summary) == {"Group A": 75, "Town": 25}
    assert [group.course for group in summary.talk] == [(100, 100, 100, 100, 100, 100, 0, 0), (0,) * 6 + (100,) * 2]


def test_experts_and_observers_make_no_group_large_enough() -> None:
    meeting = Meeting()
    small, seats = meeting.group("Small", seated=1)
    _, others = meeting.group("Village", seated=5)
    meeting.group("Town", seated=5)
    for _ in range(9):
        meeting.person(small, role=Role.OBSERVER)
    meeting.speak(seats[0], 10)
    meeting.speak(others[0], 10)
    assert talk(summarise(meeting.state)) == {"Village": 100, "Town": 0}


def a_meeting(turns: list[tuple[int, int]], hidden: list[int]) -> Summary:
    """Four groups, the last hidden; those of its turns that are not in `hidden` are held by nobody with a seat."""
    meeting = Meeting()
    meeting.tell(session.ItemStarted(), meeting.item("Talk", 60))
    people = [meeting.group(name, seated=size)[1] for name, size in (("A", 5), ("B", 6), ("C", 5), ("PLANTED", 4))]
    for at, (group, minutes) in enumerate(turns):
        if group == 3 and at not in hidden:
            meeting.speak(SOMEONE_ELSE, minutes)
        else:
            meeting.speak(people[group][0], minutes)
    return summarise(meeting.state)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=12), st.lists(st.integers(0, 11)))
def test_whether_a_hidden_group_spoke_can_not_be_seen(turns: list[tuple[int, int]], hidden: list[int]) -> None:
    summary = a_meeting(turns, hidden)
    assert summary == a_meeting(turns, [])
    assert "PLANTED" not in repr(summary)


def test_the_summary_needs_no_pdf_library() -> None:
    check = "import sys, facilitator_console.report.summary; print('reportlab' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_an_item_that_is_on_has_used_its_minutes_until_now() -> None:
    meeting = Meeting()
    meeting.tell(session.ItemStarted(), meeting.item("Talk", 10))
    now_ms = Instant(meeting.at_ms + 7 * MINUTE_MS)
    assert summarise(meeting.state, now_ms=now_ms).agenda[0].used_min == 7
    assert summarise(meeting.state).agenda[0].used_min is None


def test_a_long_meeting_is_measured_in_minutes() -> None:
    meeting = Meeting()
    item = meeting.item("Long", 24 * 60)
    meeting.tell(session.ItemStarted(), item)
    meeting.at_ms += 90 * MINUTE_MS + 29_999
    meeting.tell(session.SessionClosed(), THE_SESSION)
    assert summarise(meeting.state).agenda[0].used_min == 90


def forgotten(meeting: Meeting) -> Summary:
    """The summary once the meeting has ended and who spoke when is forgotten."""
    meeting.tell(session.SessionClosed(), THE_SESSION)
    history = History(meeting.events)
    for body, subject in forget_speaking(history.state, Instant(meeting.at_ms), LaptopId("laptop")):
        meeting.tell(body, subject)
    return summarise(meeting.state)


SPOKEN = st.lists(st.tuples(st.integers(0, 8), st.floats(0, 9), st.sampled_from(TurnKind)), min_size=1, max_size=20)


@settings(max_examples=40)
@given(SPOKEN, st.lists(st.just("Talk"), max_size=1))
def test_the_sums_give_the_same_summary_but_for_the_course(
    turns: list[tuple[int, float, TurnKind]], items: list[str]
) -> None:
    meeting = Meeting()
    meeting.wait(3 * 24 * 60)
    for title in items:
        meeting.tell(session.ItemStarted(), meeting.item(title, 60))
    people = meeting.group("A", seated=5)[1] + meeting.group("B", seated=3, head_count=6)[1]
    people.append(meeting.person(NO_GROUP))
    for seat, minutes, kind in turns:
        meeting.speak(people[seat], minutes, kind)
    meeting.note("said", "need")
    before = summarise(meeting.state)
    after = forgotten(meeting)
    without_course = tuple(msgspec.structs.replace(group, course=()) for group in before.talk)
    held = summarise(meeting.state).agenda
    assert after == msgspec.structs.replace(before, talk=without_course, agenda=held, speaking_forgotten=True)


def test_later_talk_adds_to_the_sums_and_has_no_course() -> None:
    meeting = Meeting()
    _, first = meeting.group("Village", seated=5)
    _, second = meeting.group("Town", seated=5)
    meeting.speak(first[0], 30)
    assert talk(forgotten(meeting)) == {"Village": 100, "Town": 0}
    meeting.tell(session.SessionReopened(), THE_SESSION)
    meeting.speak(second[0], 10)
    summary = summarise(meeting.state)
    assert talk(summary) == {"Village": 75, "Town": 25}
    assert [group.course for group in summary.talk] == [(), ()]
