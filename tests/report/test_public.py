"""The public report: what may never be in it, in any format, and what a person has to decide first."""

from __future__ import annotations

import pytest

from facilitator_console.dialogue import events as own
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.ids import Audience, ExportId, FormatId, MentionDecision, SectionId
from facilitator_console.dialogue.reporting import record_export
from facilitator_console.log import THE_SESSION, Erased, Instant, Subject
from facilitator_console.notes import events as notes
from facilitator_console.notes.ids import Column, Flag, GroupList, NoteId, Version
from facilitator_console.opinions import events as opinions
from facilitator_console.report.disclosure.mentions import Kind
from facilitator_console.report.disclosure.policy import PUBLIC, WITHDRAWAL_MS, PlaceShown
from facilitator_console.report.disclosure.publishable import open_mentions, publishable
from facilitator_console.report.document import Document, Table
from facilitator_console.report.export import FORMATS, export
from facilitator_console.report.publication import (
    Chosen,
    exports_concerned,
    policy_for,
    quotes_to_confirm,
    record_of,
    refuse_undecided,
)
from facilitator_console.report.sections import make_report
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session import events as session
from facilitator_console.session import room_events as rev
from facilitator_console.session.ids import AttributeId, LanguageId
from facilitator_console.words import Month, UserError
from tests.report.meeting import Meeting
from tests.report.reading import section, texts, unpacked
from tests.report.test_export import ARCHIVES
from tests.report.test_pdf import pages

WEEK = 7 * 24 * 60
QUOTE = "ми чекаємо на автобус у темряві щоранку"


@pytest.fixture
def meeting() -> Meeting:
    meeting = Meeting("Дорога до школи")
    talk = meeting.item("Розмова", 40, question="що найважче?")
    meeting.group("Село", seated=6)
    meeting.group("Місто", seated=7)
    meeting.tell(session.SessionEdited(place="PLANTED village, Миколаївська область"), THE_SESSION)
    meeting.tell(session.ItemStarted(), talk)
    meeting.wait(30)
    meeting.note("дорогу чистять останньою", "need")
    meeting.tell(session.SessionClosed(), THE_SESSION)
    meeting.wait(WEEK)
    return meeting


def public(meeting: Meeting, chosen: Chosen | None = None) -> Document:
    history = History(meeting.events)
    policy = policy_for(history, Audience.PUBLIC, Instant(meeting.at_ms), chosen=chosen or Chosen())
    return make_report(history.state, policy)


def everything(document: Document, file_format: str) -> str:
    data = export(document, load_catalogue("uk"), file_format)
    if file_format == "pdf":
        return " ".join(pages(data)) + data.decode("latin-1")
    parts = unpacked(data) if file_format in ARCHIVES else {}
    whole = [data, *parts.values(), *(name.encode() for name in parts)]
    return "\n".join(part.decode("utf-8", errors="replace") for part in whole)


def plant(meeting: Meeting) -> None:
    """Put secrets wherever people can type."""
    everywhere = [Flag.PARKING_LOT, Flag.FOR_REPORT]
    secret = meeting.note("PLANTED sensitive words of somebody", "need", flags=[*everywhere, Flag.SENSITIVE])
    quote = meeting.note("PLANTED quote that nobody confirmed", "need", flags=[*everywhere, Flag.QUOTE])
    earlier = meeting.note("PLANTED quote whose words changed", "need", flags=[*everywhere, Flag.QUOTE])
    meeting.tell(own.QuoteConfirmed(Version("other"), confirmed=True), earlier)
    meeting.tell(notes.NoteRemoved(), meeting.note("PLANTED removed", "need", flags=everywhere))
    meeting.tell(Erased(Subject(meeting.note("PLANTED withdrawn", flags=everywhere))), THE_SESSION)
    unsettled = meeting.note("PLANTED one", "need", flags=everywhere)
    meeting.tell(notes.NoteEdited(Version("other"), "PLANTED other"), unsettled)
    for group_list in GroupList:
        meeting.tell(notes.ListEntryAdded(group_list, "PLANTED entry", sources=(NoteId(secret),)))
        meeting.tell(notes.ListEntryAdded(group_list, "So: PLANTED quote that nobody confirmed."))
        meeting.tell(notes.ListEntryAdded(group_list, "PLANTED reworded", sources=(NoteId(quote),)))
    meeting.tell(notes.ThemeAdded("PLANTED theme", Column.SHARED, "5", sources=(NoteId(secret),)))
    meeting.tell(notes.ThemeAdded("theme", Column.OPEN, "6", text="planted sensitive words of somebody"))
    summary = SectionId("summary")
    meeting.tell(own.ParagraphAdded(summary, "5", "PLANTED on a secret", (Subject(secret),)))
    meeting.tell(own.ParagraphAdded(summary, "6", "As one said: PLANTED quote that nobody confirmed!"))
    meeting.tell(own.ParagraphAdded(summary, "7", quote=own.Quote(NoteId(quote), Version(quote), 0, 20)))
    two = meeting.tell(own.ParagraphAdded(summary, "8", "PLANTED one version"))
    meeting.tell(own.ParagraphEdited(Version("other"), "PLANTED another version"), two)
    meeting.tell(own.ParagraphEdited(removed=True), meeting.tell(own.ParagraphAdded(summary, "9", "PLANTED away")))
    item = meeting.item("for the team")
    fields = {"team_note": "PLANTED", "materials": "PLANTED", "led_by": "PLANTED"}
    meeting.tell(session.ItemEdited(**fields), item)  # type: ignore[arg-type]
    internal = meeting.item("PLANTED internal", question="PLANTED")
    meeting.tell(session.ItemEdited(internal=True, goal="PLANTED"), internal)
    meeting.tell(session.SessionEdited(referral="PLANTED referral"), THE_SESSION)
    person = meeting.person(meeting.group("Хутір")[0], label="PLANTED label")
    meeting.tell(session.ParticipantEdited(oblast="PLANTED oblast", age_band=AttributeId("65_up")), person)
    meeting.tell(notes.TextTranslated("en", "PLANTED translation", "PLANTED"), secret)  # type: ignore[arg-type]
    meeting.note("the name is PLANTED here", flags=[Flag.FOR_REPORT])
    left = meeting.note("left out: planted words", flags=[Flag.FOR_REPORT])
    meeting.tell(own.MentionDecided(Version(left), 10, 17, MentionDecision.LEAVE_OUT), left)
    other = meeting.note("replaced: planted words", flags=[Flag.FOR_REPORT])
    meeting.tell(own.MentionDecided(Version(other), 10, 17, MentionDecision.REPLACE, "some"), other)
    still = meeting.note("still here", flags=[Flag.FOR_REPORT])
    in_ukrainian = notes.TextTranslated(LanguageId("uk"), "ще тут є PLANTED", "PLANTED", Version(still))
    meeting.tell(in_ukrainian, still)
    meeting.note("PLANTED and not marked for the report", "need", flags=[Flag.PARKING_LOT])
    unmarked = meeting.note("PLANTED quote, confirmed and not marked", "need", flags=[Flag.QUOTE])
    meeting.tell(own.QuoteConfirmed(Version(unmarked), confirmed=True), unmarked)
    meeting.tell(own.ParagraphAdded(summary, "95", quote=own.Quote(NoteId(unmarked), Version(unmarked), 0, 13)))
    meeting.tell(notes.TextTranslated(LanguageId("uk"), "PLANTED переклад", "ОК", Version(unmarked)), unmarked)
    meeting.speak(person, 40)


@pytest.mark.parametrize("file_format", FORMATS)
def test_what_is_not_for_everyone_is_in_no_byte(meeting: Meeting, file_format: str) -> None:
    plant(meeting)
    found = everything(public(meeting), file_format)
    assert "planted" not in found.casefold()
    if file_format not in {"pdf", "qdc"}:
        assert "still here" in found
        assert file_format == "qdpx" or "ще тут є […]" in found.replace("\\", "")
        assert "replaced: some words" in found
        assert "left out: […] words" in found.replace("\\", "")


@pytest.mark.parametrize("file_format", FORMATS)
def test_where_no_note_is_marked_for_the_report_there_are_only_numbers_of_them(
    meeting: Meeting, file_format: str
) -> None:
    meeting.note("вулицю чистять останньою", "need", "fear")
    report = public(meeting)
    (count,) = section(report, "notes")
    assert isinstance(count, Table)
    assert [(str(tag), number) for tag, number in count.rows] == [("need", 2), ("fear", 1)]
    assert "чистять" not in everything(report, file_format)
    assert "вулицю чистять останньою" in texts(make_report(meeting.state), "notes")


@pytest.mark.parametrize("file_format", FORMATS)
def test_it_tells_no_author_no_machine_and_no_day(meeting: Meeting, file_format: str) -> None:
    found = everything(public(meeting), file_format)
    for private in ("ОК", "laptop", "writer", "/work/", "2023-11-14", "14 листопада", "14.11"):
        assert private not in found
    assert "Для внутрішнього" not in found
    assert "Internal" not in found


def test_it_can_be_looked_at_while_somebody_speaks() -> None:
    meeting = Meeting()
    _, seats = meeting.group("Село", seated=6)
    meeting.tell(session.ItemStarted(), meeting.item("Розмова", 40))
    meeting.tell(rev.TurnStarted(seats[0]))
    policy = policy_for(History(meeting.events), Audience.PUBLIC, Instant(0), as_of_ms=Instant(meeting.at_ms))
    assert section(make_report(meeting.state, policy), "agenda")


def test_place_and_date_are_coarse(meeting: Meeting) -> None:
    report = public(meeting)
    assert (str(report.place), report.day) == ("Mykolaiv oblast", Month(2023, 11, 1))
    assert str(public(meeting, Chosen(place=PlaceShown.REGION)).place) == "the south of Ukraine"
    assert public(meeting, Chosen(place=PlaceShown.NONE)).place is None
    meeting.tell(session.SessionEdited(place="a house in the village"), THE_SESSION)
    assert public(meeting).place is None


def test_a_quote_needs_a_person_and_seven_days(meeting: Meeting) -> None:
    note = meeting.note(QUOTE, "need", flags=[Flag.QUOTE, Flag.FOR_REPORT])
    assert [quote.note_id for quote in quotes_to_confirm(meeting.state)] == [note]
    assert QUOTE not in texts(public(meeting), "notes")
    meeting.tell(own.QuoteConfirmed(Version(note), confirmed=True), note)
    assert quotes_to_confirm(meeting.state) == []
    assert QUOTE in texts(public(meeting), "notes")
    assert QUOTE not in texts(public(meeting, Chosen(quotes=False)), "notes")
    meeting.at_ms -= 60_000
    assert QUOTE not in texts(public(meeting), "notes")
    meeting.at_ms += 60_000
    meeting.tell(notes.NoteEdited(Version(note), QUOTE + " і ввечері"), note)
    assert "автобус" not in repr(public(meeting))
    assert [quote.note_id for quote in quotes_to_confirm(meeting.state)] == [note]


def test_before_the_closing_there_are_no_quotes_at_all() -> None:
    meeting = Meeting()
    note = meeting.note(QUOTE, flags=[Flag.QUOTE, Flag.FOR_REPORT])
    meeting.note("дорогу чистять останньою", "need", flags=[Flag.FOR_REPORT])
    meeting.tell(own.QuoteConfirmed(Version(note), confirmed=True), note)
    meeting.at_ms += 10 * WITHDRAWAL_MS
    assert QUOTE not in texts(public(meeting), "notes")


def test_a_quote_in_a_paragraph_is_a_reference_that_keeps_to_its_words(meeting: Meeting) -> None:
    note = meeting.note("Степан каже: ми чекаємо в темряві", flags=[Flag.QUOTE, Flag.FOR_REPORT])
    meeting.tell(own.QuoteConfirmed(Version(note), confirmed=True), note)
    meeting.tell(own.ParagraphAdded(SectionId("summary"), "5", quote=own.Quote(NoteId(note), Version(note), 13, 33)))
    assert texts(public(meeting), "summary") == ["ми чекаємо в темряві"]
    meeting.tell(own.MentionDecided(Version(note), 0, 6, MentionDecision.REPLACE, "хтось із водіїв села"), note)
    assert texts(public(meeting), "summary") == ["ми чекаємо в темряві"]
    meeting.tell(Erased(Subject(note)), THE_SESSION)
    assert section(public(meeting), "summary") == ()


def test_a_mention_is_hidden_until_a_person_decides_and_the_decision_is_remembered(meeting: Meeting) -> None:
    note = meeting.note("водій Степан приїздить пізно", "need", flags=[Flag.FOR_REPORT])
    policy = PUBLIC
    found = open_mentions(meeting.state, policy)
    assert [(each.words, each.mention.kind) for each in found] == [("водій", Kind.JOB), ("Степан", Kind.NAME)]
    assert "[…] […] приїздить пізно" in texts(public(meeting), "notes")
    with pytest.raises(UserError, match="2 possible names"):
        refuse_undecided(policy, open_mentions(meeting.state, policy))
    meeting.tell(own.MentionDecided(Version(note), 0, 5, MentionDecision.KEEP), note)
    meeting.tell(own.MentionDecided(Version(note), 6, 12, MentionDecision.REPLACE, "автобуса"), note)
    refuse_undecided(policy, open_mentions(meeting.state, policy))
    assert "водій автобуса приїздить пізно" in texts(public(meeting), "notes")
    edit = meeting.tell(notes.NoteEdited(Version(note), "водій Степан приїздить"), note)
    assert edit
    assert len(open_mentions(meeting.state, policy)) == 2


def test_statements_that_were_voted_on_are_pointed_at_too(meeting: Meeting) -> None:
    meeting.tell(opinions.StatementAccepted(), meeting.tell(opinions.StatementAdded("водій Степан має лишитися")))
    assert [each.words for each in open_mentions(meeting.state, PUBLIC)] == ["водій", "Степан"]
    part = publishable(meeting.state, PUBLIC)
    assert [each.text for each in part.statements.values()] == ["[…] […] має лишитися"]


def test_whoever_is_the_only_one_of_their_kind_is_pointed_at(meeting: Meeting) -> None:
    person = meeting.person(meeting.group("Хутір")[0])
    meeting.note("важко пенсіонеру, і на Буковині", "need", flags=[Flag.FOR_REPORT])
    before = {each.words for each in open_mentions(meeting.state, PUBLIC)}
    meeting.tell(session.ParticipantEdited(age_band=AttributeId("65_up")), person)
    assert {each.words for each in open_mentions(meeting.state, PUBLIC)} - before == {"пенсіонеру"}


def test_a_withdrawal_after_publication_names_the_exports_concerned(meeting: Meeting) -> None:
    note = meeting.note("дорога погана взимку", "need", flags=[Flag.FOR_REPORT])
    history = History(meeting.events)
    policy = policy_for(history, Audience.PUBLIC, Instant(meeting.at_ms))
    record = record_of(make_report(history.state, policy), policy, history)
    assert NoteId(note) in record.quotes
    form, language = FormatId("pdf"), LanguageId("uk")
    kept = (record.policy, record.open_cells, record.quotes)
    (event,) = record_export(history.state, Instant(0), Audience.PUBLIC, form, language, *kept)
    export_id = meeting.tell(event.body)
    assert exports_concerned(meeting.state, Audience.PUBLIC) == []
    meeting.tell(Erased(Subject(note)), THE_SESSION)
    assert exports_concerned(meeting.state, Audience.PUBLIC) == [export_id]
    later = own.Exported(Audience.PUBLIC, form, language, replaces=(ExportId(export_id),))
    meeting.tell(later)
    assert exports_concerned(meeting.state, Audience.PUBLIC) == []
