"""Commands of the report: given events, when a command, then events; and what goes with a withdrawn note."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue import events as own
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.ids import (
    Audience,
    ChoiceId,
    ExportId,
    FormatId,
    MentionDecision,
    ParagraphId,
    SectionId,
)
from facilitator_console.dialogue.reporting import (
    add_answers,
    add_paragraph,
    confirm_quote,
    decide_mention,
    edit_paragraph,
    include_section,
    place_section,
    quote_note,
    record_export,
    remove_paragraph,
    rest_paragraph_on,
)
from facilitator_console.dialogue.withdrawing import withdrawals
from facilitator_console.log import Erased, Instant, Subject
from facilitator_console.notes import events as notes
from facilitator_console.notes.ids import Flag, NoteId, Version
from facilitator_console.report.sections import sections_in_order
from facilitator_console.session.ids import LanguageId
from facilitator_console.words import UserError
from tests.report.meeting import Meeting

NOW = Instant(0)
SUMMARY = SectionId("summary")


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


def test_a_paragraph_stands_behind_the_others_and_names_what_it_rests_on(meeting: Meeting) -> None:
    note = meeting.note("said")
    (first,) = add_paragraph(
        meeting.state, NOW, SUMMARY, " one \n two ", [Subject(note), Subject("gone"), Subject(note)]
    )
    assert first.body == own.ParagraphAdded(SUMMARY, first.body.key, "one \n two", (Subject(note),))  # type: ignore[attr-defined]
    meeting.tell(first.body)
    (second,) = add_paragraph(meeting.state, NOW, SUMMARY, "more")
    assert second.body.key > first.body.key  # type: ignore[attr-defined]


def test_an_edit_names_the_version_that_the_editor_saw(meeting: Meeting) -> None:
    paragraph = ParagraphId(meeting.tell(own.ParagraphAdded(SUMMARY, "5", "one")))
    (event,) = edit_paragraph(meeting.state, NOW, paragraph, "two")
    assert event.body == own.ParagraphEdited(Version(paragraph), "two")
    (late,) = edit_paragraph(meeting.state, NOW, paragraph, "three", base=Version("seen"))
    meeting.tell(event.body, paragraph)
    meeting.tell(late.body, paragraph)
    assert meeting.state.paragraphs[paragraph].other_texts == ("two",)


def test_what_is_not_there_can_not_be_changed(meeting: Meeting) -> None:
    gone = meeting.tell(own.ParagraphAdded(SUMMARY, "5", "one"))
    meeting.tell(own.ParagraphEdited(removed=True), gone)
    with pytest.raises(UserError, match="not in the report any more"):
        edit_paragraph(meeting.state, NOW, ParagraphId(gone), "x")
    with pytest.raises(UserError, match="not in the report any more"):
        rest_paragraph_on(meeting.state, NOW, ParagraphId(gone), ())
    with pytest.raises(UserError, match="not in the report any more"):
        remove_paragraph(meeting.state, NOW, ParagraphId(gone))
    with pytest.raises(UserError, match="Nothing was written"):
        add_paragraph(meeting.state, NOW, SUMMARY, " \n ")


def test_a_quote_is_a_range_of_the_present_version(meeting: Meeting) -> None:
    note = NoteId(meeting.note("🚌 e\u0301 слово"))
    (event,) = quote_note(meeting.state, NOW, SUMMARY, note)
    length = len(meeting.state.notes[note].text)
    quote = own.Quote(note, Version(note), 0, length)
    assert event.body == own.ParagraphAdded(SUMMARY, event.body.key, quote=quote, sources=(Subject(note),))  # type: ignore[attr-defined]
    for start, end in ((3, 3), (-1, 2), (0, length + 1)):
        with pytest.raises(UserError, match="Choose some words"):
            quote_note(meeting.state, NOW, SUMMARY, note, start, end)
    sensitive = NoteId(meeting.note("x", flags=[Flag.SENSITIVE]))
    with pytest.raises(UserError, match="sensitive"):
        quote_note(meeting.state, NOW, SUMMARY, sensitive)
    with pytest.raises(UserError, match="sensitive"):
        confirm_quote(meeting.state, NOW, sensitive)
    meeting.tell(notes.NoteEdited(Version("other"), "two"), note)
    with pytest.raises(UserError, match="Two versions"):
        quote_note(meeting.state, NOW, SUMMARY, note)


def test_a_withdrawn_note_takes_its_quotes_and_what_rests_on_it(meeting: Meeting) -> None:
    note = meeting.note("said")
    meeting.tell(own.ParagraphAdded(SUMMARY, "4", "mine alone"))
    resting = meeting.tell(own.ParagraphAdded(SUMMARY, "5", "because", (Subject(note),)))
    (quoted,) = quote_note(meeting.state, NOW, SUMMARY, NoteId(note))
    quote = meeting.tell(quoted.body)
    gone = [
        event.body.subject
        for event in withdrawals(History(meeting.events), Subject(note))
        if isinstance(event.body, Erased)
    ]
    assert gone == [note, resting, quote]


def test_a_mention_is_replaced_by_a_word_and_by_nothing_else(meeting: Meeting) -> None:
    note, version = Subject("n"), Version("v")
    with pytest.raises(UserError, match="instead"):
        decide_mention(meeting.state, NOW, note, version, 0, 5, MentionDecision.REPLACE, "  ")
    (event,) = decide_mention(meeting.state, NOW, note, version, 0, 5, MentionDecision.KEEP, "dropped")
    assert event.body == own.MentionDecided(version, 0, 5, MentionDecision.KEEP)
    with pytest.raises(UserError, match="Choose some words"):
        decide_mention(meeting.state, NOW, note, version, 5, 5, MentionDecision.KEEP)


def test_answers_are_told_by_the_answer_and_not_by_the_sheet(meeting: Meeting) -> None:
    yes, no = ChoiceId("yes"), ChoiceId("no")
    events = add_answers(meeting.state, NOW, Subject("again"), {yes: 2, no: 1}, ["б", " ", "а"])
    assert [(event.body.choice, event.body.text) for event in events] == [  # type: ignore[attr-defined]
        (yes, ""), (yes, ""), (no, ""), ("", "а"), ("", "б"),
    ]  # fmt: skip
    with pytest.raises(UserError, match="Nothing was typed"):
        add_answers(meeting.state, NOW, Subject("again"), {yes: 0}, [" "])
    with pytest.raises(UserError, match="whole numbers"):
        add_answers(meeting.state, NOW, Subject("again"), {yes: -1})


def test_an_export_replaces_only_what_is_there(meeting: Meeting) -> None:
    form, language = FormatId("pdf"), LanguageId("uk")
    (event,) = record_export(meeting.state, NOW, Audience.PUBLIC, form, language, {}, (), (), [ExportId("gone")])
    assert event.body == own.Exported(Audience.PUBLIC, form, language)


@given(st.lists(st.tuples(st.integers(0, 17), st.integers(0, 16)), max_size=8))
def test_sections_stand_where_they_were_put_whatever_came_before(moves: list[tuple[int, int]]) -> None:
    from facilitator_console.report.sections import section_key

    meeting = Meeting()
    for which, place in moves:
        state = meeting.state
        order = sections_in_order(state)
        name = order[which % len(order)]
        others = [other for other in order if other != name]
        low = section_key(state, others[place - 1]) if place else ""
        high = section_key(state, others[place]) if place < len(others) else ""
        (event,) = place_section(state, NOW, name, low, high)
        meeting.tell(event.body, event.subject)
        assert sections_in_order(meeting.state) == [*others[:place], name, *others[place:]]
    (left_out,) = include_section(meeting.state, NOW, SUMMARY, included=False)
    assert left_out.body == own.SectionEdited(included=False)
