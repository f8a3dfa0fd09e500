"""The sections of the report on meetings told in real events."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from facilitator_console.dialogue.events import Exported
from facilitator_console.dialogue.ids import Audience, FormatId
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
from facilitator_console.notes.ids import Column, Flag, GroupList, NoteId, TagId, Version
from facilitator_console.report.disclosure.policy import INTERNAL, ReportPolicy
from facilitator_console.report.document import (
    Document,
    Heading,
    Paragraph,
    Quote,
    Rank,
)
from facilitator_console.report.export import export
from facilitator_console.report.publication import exports_concerned, quotes_to_confirm
from facilitator_console.report.sections import make_report
from facilitator_console.report.sections.agenda import whole_minutes
from facilitator_console.report.sections.themes import themes_kept_out
from facilitator_console.session import events as session
from facilitator_console.session import room_events as rev
from facilitator_console.session.ids import (
    NO_GROUP,
    SOMEONE_ELSE,
    AttributeId,
    Attribution,
    ConsentId,
    ConsentUse,
    LanguageId,
    Role,
    TurnId,
)
from facilitator_console.words import say
from facilitator_console.words.message import ENGLISH
from tests.report.meeting import MINUTE_MS, NOON_MS, Meeting
from tests.report.reading import notes_by_tag, rows, said, section, talk, texts


def test_an_empty_log_has_an_empty_report() -> None:
    meeting = Meeting("")
    meeting.events.clear()
    assert replace(make_report(meeting.state), codes=()) == Document("", None, ())


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
    assert rows(make_report(meeting.state), "agenda") == [
        ("Talk", None, None, "<1"),
        ("Check-in", "Why?", 10, 12),
        ("Later", None, 5, None),
        ("Total", None, 15, 12),
    ]


LENGTHS_MS = st.lists(st.integers(0, 300 * MINUTE_MS), max_size=12)


@given(LENGTHS_MS)
@example([90 * MINUTE_MS + 36_000, 11 * MINUTE_MS + 40_000, 0, 30_000])
def test_minutes_add_up_and_what_lasted_is_not_a_dash(lengths_ms: list[int]) -> None:
    minutes = whole_minutes(lengths_ms)
    shown, short = [part for part in minutes.parts if isinstance(part, int)], minutes.parts.count(say("<1"))
    for part, length_ms in zip(minutes.parts, lengths_ms, strict=True):
        assert (part is None) == (length_ms == 0)
        assert (part == say("<1")) == (0 < length_ms < MINUTE_MS)
        assert not isinstance(part, int) or abs(part * MINUTE_MS - length_ms) < MINUTE_MS
    if sum(lengths_ms) < MINUTE_MS:
        assert minutes.total == (say("<1") if sum(lengths_ms) else None)
    else:
        assert minutes.total == round(sum(lengths_ms) / MINUTE_MS)
        assert sum(shown) <= minutes.total <= sum(shown) + short


def test_items_of_seconds_are_not_a_minute_each() -> None:
    meeting = Meeting()
    planned = meeting.item("Planned"), meeting.item("Ran"), meeting.item("Long", 10)
    meeting.tell(session.ItemEdited(planned_ms=Duration(20_000)), planned[0])
    meeting.tell(session.ItemStarted(), planned[1])
    meeting.wait(0.25)
    meeting.tell(session.ItemStarted(), planned[2])
    meeting.wait(10.5)
    meeting.tell(session.ItemEnded(), planned[2])
    assert rows(make_report(meeting.state), "agenda") == [
        ("Planned", None, "<1", None),
        ("Ran", None, None, "<1"),
        ("Long", None, 10, 10),
        ("Total", None, 10, 11),
    ]


def test_an_item_for_the_team_alone_stands_nowhere() -> None:
    meeting = Meeting()
    meeting.item("Talk", 5)
    item = meeting.item("PLANTED", 10, question="PLANTED question")
    meeting.tell(session.ItemEdited(internal=True, goal="PLANTED goal", team_note="PLANTED note"), item)
    meeting.tell(session.ItemStarted(), item)
    meeting.note("said meanwhile", "need")
    report = make_report(meeting.state)
    assert "PLANTED" not in repr(report)
    assert texts(report, "notes") == ["said meanwhile"]


@pytest.mark.parametrize(("offset_min", "day"), [(0, 14), (12 * 60, 15), (-13 * 60, 13), (10**15, None)])
def test_the_day_is_the_local_one_of_the_first_item(offset_min: int, day: int | None) -> None:
    meeting = Meeting(utc_offset_min=offset_min)
    item = meeting.item("Talk")
    meeting.tell(session.ItemStarted(), item)
    assert make_report(meeting.state).day == (date(2023, 11, day) if day else None)


def test_the_day_is_not_that_of_the_preparations() -> None:
    meeting = Meeting()
    item = meeting.item("Talk")
    meeting.wait(3 * 24 * 60)
    assert make_report(meeting.state).day == date(2023, 11, 14)
    meeting.tell(session.ItemStarted(), item)
    assert make_report(meeting.state).day == date(2023, 11, 17)


def test_without_a_run_the_day_is_unknown() -> None:
    meeting = Meeting()
    del meeting.events[0]
    assert make_report(meeting.state).day is None


def test_the_day_is_that_of_the_place_where_the_session_was_planned() -> None:
    """Noon in UTC is the next day 12 hours further east, wherever the laptop believes to be."""
    meeting = Meeting(utc_offset_min=0)
    begins = session.LocalTime("2023-11-20", "10:00", 12 * 60)
    meeting.tell(session.SessionEdited(begins=begins), THE_SESSION)
    assert make_report(meeting.state).day == date(2023, 11, 20)
    meeting.tell(session.ItemStarted(), meeting.item("Talk"))
    assert make_report(meeting.state).day == date(2023, 11, 15)


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
    other.tell(rev.LeadTaken(), THE_SESSION)
    turn = other.tell(rev.TurnStarted(SOMEONE_ELSE))
    other.wait(5)
    days = [make_report(other.state).day]
    other.tell(rev.TurnEnded(), turn)
    other.tell(session.ItemStarted(), item)
    other.wait(5)
    days.append(make_report(other.state).day)
    other.tell(session.SessionClosed(), THE_SESSION)
    days.append(make_report(other.state).day)
    assert days == [date(2023, 11, 14) if measured else None] * 3
    assert rows(make_report(other.state), "agenda")[0][-1] == 5


def test_notes_come_by_question_then_by_tag_each_once() -> None:
    meeting = Meeting()
    meeting.note("untagged")
    own = meeting.tell(notes.TagAdded("The Road"))
    meeting.note("both", own, "need", "need")
    meeting.note("a word that is no tag", "old word")
    first = meeting.item("First", question="What is hard?")
    second = meeting.item("Second")
    meeting.tell(notes.NoteAdded("in the second", (TagId(own),), item_id=second))
    meeting.tell(notes.NoteAdded("an issue", (TagId("issue"),), item_id=first))
    meeting.note("do it", "proposal")
    report = make_report(meeting.state)
    assert list(notes_by_tag(report).items()) == [
        ("What is hard? / issue · 1", ["an issue"]),
        ("Second / The Road · 1", ["in the second"]),
        ("On no question of the agenda / need · 1", ["both"]),
        ("On no question of the agenda / old word · 1", ["a word that is no tag"]),
        ("On no question of the agenda / Without a tag · 1", ["untagged"]),
    ]
    numbered = [block for name in ("notes", "proposals") for block in section(report, name)]
    numbers = [block.number for block in numbered if isinstance(block, Paragraph) and block.rank is Rank.ENTRY]
    assert numbers == [1, 2, 3, 4, 5, 6]
    both = next(block for block in numbered if isinstance(block, Paragraph) and block.text == "both")
    assert str(both.aside) == "also: The Road"


def test_notes_for_the_report_stand_alone_in_it() -> None:
    meeting = Meeting()
    meeting.note("left out", "need")
    meeting.note("left out too", "proposal")
    assert len(texts(make_report(meeting.state), "notes")) == 1
    meeting.note("chosen", "need", flags=[Flag.FOR_REPORT])
    report = make_report(meeting.state)
    assert "left out" not in repr(report)
    assert texts(report, "notes") == ["chosen"]
    assert said(report, "method", "2 other notes stay in the record")


def test_each_note_stands_in_one_place() -> None:
    meeting = Meeting()
    meeting.note("their words", flags=[Flag.QUOTE])
    meeting.note("later", flags=[Flag.PARKING_LOT])
    meeting.note("do it", "proposal")
    meeting.note("do that", "proposal", "need", flags=[Flag.QUOTE, Flag.PARKING_LOT])
    report = make_report(meeting.state)
    assert texts(report, "notes") == ["their words"]
    assert texts(report, "proposals") == ["do it", "do that"]
    assert texts(report, "next_time") == ["later"]
    quotes = [block.text for part in report.sections for block in part.blocks if isinstance(block, Quote)]
    assert quotes == ["their words", "do that"]


def test_sheets_and_the_parking_lot() -> None:
    meeting = Meeting()
    meeting.note("parked note", flags=[Flag.PARKING_LOT])
    for group_list in GroupList:
        meeting.line(group_list, f"{group_list} 1")
        meeting.tell(notes.ListEntryRemoved(), meeting.line(group_list, f"{group_list} 2"))
    report = make_report(meeting.state)
    assert texts(report, "agreements") == ["agreements 1"]
    assert texts(report, "outcomes") == ["outcomes 1"]
    assert texts(report, "next_time") == ["parking_lot 1", "parked note"]


def test_what_is_done_is_marked() -> None:
    meeting = Meeting()
    meeting.tell(notes.ListEntryEdited(is_done=True), meeting.line(GroupList.OUTCOMES, "Write to the mayor"))
    assert texts(make_report(meeting.state), "outcomes") == ["Write to the mayor (done)"]


def test_a_text_in_two_versions_waits_until_it_is_settled() -> None:
    meeting = Meeting()
    note = meeting.note("PLANTED mine", "need")
    meeting.tell(notes.NoteEdited(Version("unknown"), "PLANTED yours"), note)
    report = make_report(meeting.state)
    assert "PLANTED" not in repr(report)
    assert said(report, "method", "1 text was written in two versions")
    settled = meeting.state.notes[NoteId(note)].version
    meeting.tell(notes.NoteEdited(settled, "ours"), note)
    assert texts(make_report(meeting.state), "notes") == ["ours"]


def test_what_is_sensitive_removed_or_withdrawn_is_nowhere() -> None:
    meeting = Meeting()
    everywhere = [Flag.QUOTE, Flag.PARKING_LOT, Flag.FOR_REPORT]
    meeting.note("PLANTED sensitive", "need", "proposal", flags=[*everywhere, Flag.SENSITIVE])
    meeting.tell(notes.NoteRemoved(), meeting.note("PLANTED removed", "need", "proposal", flags=everywhere))
    withdrawn = meeting.note("PLANTED withdrawn", "need", "proposal", flags=everywhere)
    meeting.tell(Erased(Subject(withdrawn)), THE_SESSION)
    meeting.tell(notes.ListEntryRemoved(), meeting.line(GroupList.OUTCOMES, "PLANTED line"))
    meeting.tell(session.ItemRemoved(), meeting.item("PLANTED item"))
    assert "PLANTED" not in repr(make_report(meeting.state))


def test_nobody_is_named_and_no_time_of_day_is_given() -> None:
    meeting = Meeting()
    group, _ = meeting.group("Village", seated=5)
    named = meeting.person(group, label="PLANTED label")
    meeting.group("Town", seated=5)
    turn = TurnId(meeting.tell(rev.TurnStarted(named)))
    meeting.tell(notes.NoteAdded("said", participant_id=named, turn_id=turn, group_id=group))
    meeting.wait(23)
    meeting.tell(rev.TurnEnded(), turn)
    report = make_report(meeting.state)
    assert talk(report).keys() == {"Village", "Town"}
    written = repr([export(report, ENGLISH, file_format) for file_format in ("json", "md", "html")])
    for private in ("PLANTED", str(named), turn, str(group), str(meeting.at_ms)[:8], "ОК", "laptop", "writer"):
        assert private not in written


@pytest.mark.parametrize("audience", Audience)
def test_a_note_names_its_speaker_as_far_as_the_session_and_the_speaker_allow(audience: Audience) -> None:
    meeting = Meeting()
    group, _ = meeting.group("Village", seated=4)
    named = meeting.person(group, label="Oksana")
    few = meeting.person(meeting.group("Mill")[0], label="Petro")
    for person, words in ((named, "wells"), (few, "roads")):
        own = meeting.state.participants[person].group_id
        body = notes.NoteAdded(words, flags=(Flag.FOR_REPORT,), participant_id=person, group_id=own)
        meeting.tell(body)

    def told() -> list[str]:
        written = export(make_report(meeting.state, ReportPolicy(audience)), ENGLISH, "md").decode()
        return [name for name in ("said by Oksana", "said by Petro", "from Village", "from Mill") if name in written]

    expected = {
        Attribution.NONE: [],
        Attribution.GROUP: ["from Village"],
        Attribution.PSEUDONYM: ["said by Oksana", "said by Petro"],
        Attribution.NAMED: ["said by Oksana"],
    }
    meeting.tell(session.ConsentSet(ConsentUse.NAMED_NOTES, given=True), named)
    for attribution, names in expected.items():
        meeting.tell(session.SessionEdited(attribution=attribution), THE_SESSION)
        assert told() == ([] if audience is Audience.PUBLIC else names)


def test_who_does_not_consent_to_be_quoted_is_quoted_nowhere() -> None:
    meeting = Meeting()
    group, _ = meeting.group("Village", seated=5)
    person = meeting.person(group)
    quote = meeting.tell(notes.NoteAdded("our own well", flags=(Flag.QUOTE, Flag.FOR_REPORT), participant_id=person))
    meeting.tell(notes.ListEntryAdded(GroupList.AGREEMENTS, "A well of our own", sources=(NoteId(quote),)))
    meeting.tell(notes.ThemeAdded("We want our own well", Column.SHARED, "V", sources=(NoteId(quote),)))

    def written() -> str:
        return export(make_report(meeting.state), ENGLISH, "md").decode().casefold()

    def left_out() -> bool:
        return "1 quote is left out: its speaker has not consented to be quoted." in written()

    def nowhere() -> bool:
        return "well" not in written() and quotes_to_confirm(meeting.state) == []

    assert nowhere()  # Without a word of theirs.
    assert left_out()
    assert themes_kept_out(meeting.state) == 1
    given = meeting.tell(session.ConsentSet(ConsentUse.QUOTES, given=True), person)
    assert [words in written() for words in ("“our own well”", "a well of our own", "we want our own well")] == [
        True
    ] * 3
    assert not left_out()
    assert themes_kept_out(meeting.state) == 0
    meeting.tell(Exported(Audience.PUBLIC, FormatId("pdf"), LanguageId("en"), quotes=(NoteId(quote),)))
    assert exports_concerned(meeting.state, Audience.PUBLIC) == []
    meeting.tell(session.ConsentSet(ConsentUse.QUOTES, given=False, base=ConsentId(given)), person)
    assert nowhere()
    assert len(exports_concerned(meeting.state, Audience.PUBLIC)) == 1


def test_the_report_needs_no_pdf_library() -> None:
    modules = "facilitator_console.report.sections, facilitator_console.report.export"
    check = f"import sys, {modules}; print('reportlab' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_an_item_that_is_on_has_used_its_minutes_until_now() -> None:
    meeting = Meeting()
    meeting.tell(session.ItemStarted(), meeting.item("Talk", 10))
    now_ms = Instant(meeting.at_ms + 7 * MINUTE_MS)
    assert rows(make_report(meeting.state, ReportPolicy(as_of_ms=now_ms)), "agenda")[0][-1] == 7
    assert rows(make_report(meeting.state), "agenda")[0][-1] is None


def test_a_long_meeting_is_measured_in_minutes() -> None:
    meeting = Meeting()
    item = meeting.item("Long", 24 * 60)
    meeting.tell(session.ItemStarted(), item)
    meeting.at_ms += 90 * MINUTE_MS + 29_999
    meeting.tell(session.SessionClosed(), THE_SESSION)
    assert rows(make_report(meeting.state), "agenda")[0][-1] == 90


def test_who_took_part_is_counted_in_one_way_tables() -> None:
    meeting = Meeting()
    _, village = meeting.group("Village", seated=7)
    _, town = meeting.group("Town", seated=6)
    meeting.group("PLANTED", seated=3)
    meeting.group("PLANTED too", seated=2)
    for at, person in enumerate((*village, *town)):
        meeting.tell(session.ParticipantEdited(gender=AttributeId("woman" if at < 8 else "man")), person)
    meeting.person(NO_GROUP, role=Role.OBSERVER)
    report = make_report(meeting.state)
    assert said(report, "participation", "18 people took part.")
    assert rows(report, "by_group") == [("Village", 7), ("Town", 6), ("Others", 5)]
    assert rows(report, "by_gender") == [("woman", 8), ("man", 5), ("not said", 5)]
    assert rows(report, "by_age") == []
    assert "PLANTED" not in repr(report)


@pytest.mark.parametrize("people", [0, 1, 4])
def test_few_people_are_not_counted_at_all(people: int) -> None:
    meeting = Meeting()
    meeting.group("Village", seated=people)
    assert section(make_report(meeting.state), "participation") == ()


def test_goals_and_formats_stand_first() -> None:
    meeting = Meeting()
    for format_name, goal in (("plenary", "To hear everyone"), ("pairs", ""), ("plenary", "")):
        meeting.tell(session.ItemEdited(format=format_name, goal=goal), meeting.item("Talk"))
    assert texts(make_report(meeting.state), "purpose") == ["Talk: To hear everyone", "all together", "pairs"]


def test_each_block_names_what_it_rests_on() -> None:
    meeting = Meeting()
    note = meeting.note("said", "need")
    blocks = section(make_report(meeting.state, INTERNAL), "notes")
    assert [block.rests_on for block in blocks if isinstance(block, Heading) and block.level == 3] == [(note,)]
    assert [block.rests_on for block in blocks if isinstance(block, Paragraph) and block.number] == [(note,)]
