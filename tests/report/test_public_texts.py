"""What the public part of a session holds, field by field, and what becomes of its texts by people's decisions."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from facilitator_console.dialogue import events as own
from facilitator_console.dialogue.ids import MentionDecision, SectionId
from facilitator_console.log import THE_SESSION, Subject
from facilitator_console.notes import events as notes
from facilitator_console.notes.ids import Column, Flag, GroupList, NoteId, ThemeId, Version
from facilitator_console.opinions import events as opinions
from facilitator_console.report.disclosure.places import coarse_place
from facilitator_console.report.disclosure.policy import INTERNAL, PUBLIC, PlaceShown, ReportPolicy
from facilitator_console.report.disclosure.publishable import LEAST_COPIED, all_mentions, publishable
from facilitator_console.report.disclosure.texts import (
    HIDDEN,
    TRANSLATION,
    Decisions,
    ReportText,
    changed_range,
    changed_text,
    only_ones,
    report_texts,
)
from facilitator_console.session import events as session
from facilitator_console.session import room_events as rev
from facilitator_console.session.ids import AttributeId, ConsentUse, LanguageId, TurnId
from tests.report.meeting import Meeting

SUMMARY = SectionId("summary")
PHONE = "050 123 45 67"
"""A rule finds it in any text."""


@pytest.fixture
def meeting() -> Meeting:
    return Meeting("Road")


def replaced(meeting: Meeting, subject: Subject | str, version: str, text: str) -> str:
    """Decide that the first four letters of a text are other words; return what the text becomes."""
    decided = own.MentionDecided(Version(version), 0, 4, MentionDecision.REPLACE, "Nobody")
    meeting.tell(decided, subject)
    return f"Nobody{text[4:]}"


def test_an_item_is_public_without_what_the_team_wrote_of_it_and_an_internal_one_not_at_all(meeting: Meeting) -> None:
    shown, hidden = meeting.item("Talk", 40, question="why?"), meeting.item("Supper", 30, question="who cooks?")
    for item in (shown, hidden):
        edited = session.ItemEdited(
            goal="one list", team_note="slowly", led_by="ОК", materials="cards", settings={"passes": 2}
        )
        meeting.tell(edited, item)
    meeting.tell(session.ItemEdited(internal=True), hidden)
    meeting.tell(session.ItemRemoved(), meeting.item("gone"))
    part = publishable(meeting.state, PUBLIC)
    assert list(part.items) == [shown, hidden]
    for left in part.items.values():
        assert (left.team_note, left.led_by, left.materials, left.settings) == ("", "", "", {})
    known = [(left.title, left.question, left.goal, left.removed) for left in part.items.values()]
    assert known == [("Talk", "why?", "one list", False), ("", "", "", True)]
    assert publishable(meeting.state, INTERNAL) == meeting.state


def test_of_people_tags_and_the_session_only_what_is_for_everyone_is_left(meeting: Meeting) -> None:
    _group, (person,) = meeting.group("Village", seated=1)
    meeting.tell(session.ParticipantEdited(label="Stepan"), person)
    tag = meeting.tell(notes.TagAdded("roads", description="what the team means"))
    meeting.tell(session.SessionEdited(referral="a doctor’s number"), THE_SESSION)
    part = publishable(meeting.state, PUBLIC)
    assert [seat.label for seat in part.participants.values()] == [""]
    assert [(each.name, each.description) for each in part.tags.values() if each.tag_id == tag] == [("roads", "")]
    assert (part.info.referral, part.info.settings, part.info.title) == ("", {}, "Road")
    assert [room.floor for room in part.rooms.values()] == [()] * len(meeting.state.rooms)


@pytest.mark.parametrize("marked", [True, False])
def test_a_note_is_public_without_its_speaker_and_with_its_words_only_where_it_is_marked(
    meeting: Meeting, *, marked: bool
) -> None:
    group, (person,) = meeting.group("Village", seated=1)
    flags = (Flag.FOR_REPORT, Flag.PARKING_LOT) if marked else (Flag.PARKING_LOT,)
    turn = TurnId(meeting.tell(rev.TurnStarted(person)))
    meeting.tell(notes.NoteAdded("no bus", flags=flags, turn_id=turn, participant_id=person, group_id=group))
    (note,) = publishable(meeting.state, PUBLIC).notes.values()
    assert (note.turn_id, note.participant_id, note.group_id) == ("", "", "")
    assert (note.text, note.flags) == (("no bus", frozenset(flags)) if marked else (HIDDEN, frozenset()))


def test_a_translation_is_public_without_its_translator_and_not_where_it_is_old(meeting: Meeting) -> None:
    kept, old = meeting.note("no bus", flags=[Flag.FOR_REPORT]), meeting.note("no road", flags=[Flag.FOR_REPORT])
    meeting.tell(notes.TextTranslated(LanguageId("uk"), "нема автобуса", "ОК", Version(kept)), kept)
    meeting.tell(notes.TextTranslated(LanguageId("uk"), "нема шляху", "ОК", Version("before")), old)
    translations = publishable(meeting.state, PUBLIC).translations.values()
    assert [(each.text, each.translated_by) for each in translations] == [("нема автобуса", "")]


def test_a_paragraph_on_two_versions_one_removed_or_an_empty_one_does_not_stand(meeting: Meeting) -> None:
    stands = meeting.tell(own.ParagraphAdded(SUMMARY, "5", "All came."))
    meeting.tell(own.ParagraphAdded(SUMMARY, "6", ""))
    meeting.tell(own.ParagraphEdited(removed=True), meeting.tell(own.ParagraphAdded(SUMMARY, "7", "away")))
    two = meeting.tell(own.ParagraphAdded(SUMMARY, "8", "one"))
    meeting.tell(own.ParagraphEdited(Version("other"), "another"), two)
    assert list(publishable(meeting.state, PUBLIC).paragraphs) == [stands]


def test_a_theme_with_two_titles_or_removed_is_not_public(meeting: Meeting) -> None:
    stands = meeting.tell(notes.ThemeAdded("light", Column.SHARED, "5"))
    two = meeting.tell(notes.ThemeAdded("water", Column.SHARED, "6"))
    meeting.tell(notes.ThemeEdited(Version("other"), title="wells"), two)
    meeting.tell(notes.ThemeEdited(removed=True), meeting.tell(notes.ThemeAdded("gone", Column.SHARED, "7")))
    texts = meeting.tell(notes.ThemeAdded("school", Column.SHARED, "8", text="one"))
    meeting.tell(notes.ThemeEdited(Version("other"), text="another"), texts)
    assert list(publishable(meeting.state, PUBLIC).themes) == [stands]


def test_a_line_of_a_list_with_two_texts_or_removed_is_not_public(meeting: Meeting) -> None:
    stands = meeting.line(GroupList.AGREEMENTS, "a bus at six")
    two = meeting.line(GroupList.AGREEMENTS, "a well")
    meeting.tell(notes.ListEntryEdited(Version("other"), "two wells"), two)
    meeting.tell(notes.ListEntryRemoved(), meeting.line(GroupList.AGREEMENTS, "away"))
    assert list(publishable(meeting.state, PUBLIC).list_entries) == [stands]


def test_a_note_with_two_texts_is_not_public(meeting: Meeting) -> None:
    stands, two = (meeting.note(text, flags=[Flag.FOR_REPORT]) for text in ("no bus", "no road"))
    meeting.tell(notes.NoteEdited(Version("other"), "another"), two)
    theme = ThemeId(meeting.tell(notes.ThemeAdded("light", Column.SHARED, "5")))
    for note in (stands, two):
        meeting.tell(notes.NoteThemed(theme, "5"), note)
    part = publishable(meeting.state, PUBLIC)
    assert list(part.notes) == [stands]
    assert [themed.note_id for themed in part.themed.values()] == [stands]


def test_words_of_a_sensitive_note_are_not_public_wherever_somebody_typed_them_again(meeting: Meeting) -> None:
    words = "the driver drinks"
    meeting.note(words, flags=[Flag.SENSITIVE, Flag.FOR_REPORT])
    note = meeting.note("no bus", flags=[Flag.FOR_REPORT])
    meeting.tell(notes.TextTranslated(LanguageId("uk"), f"so: {words}", "", Version(note)), note)
    meeting.tell(own.AnswerAdded(Subject("what"), text=f"that {words.upper()}"))
    meeting.tell(notes.ThemeAdded(f"{words}!", Column.SHARED, "5"))
    part = publishable(meeting.state, PUBLIC)
    assert (len(part.notes), len(part.translations), len(part.answers), len(part.themes)) == (1, 0, 0, 0)


def test_twelve_letters_of_a_sensitive_note_in_another_text_are_a_copy_and_eleven_are_chance(meeting: Meeting) -> None:
    for text in ("a" * LEAST_COPIED, "b" * (LEAST_COPIED - 1)):
        meeting.note(text, flags=[Flag.SENSITIVE])
        meeting.line(GroupList.AGREEMENTS, f"so: {text}")
    texts = [entry.text for entry in publishable(meeting.state, PUBLIC).list_entries.values()]
    assert texts == ["so: bbbbbbbbbbb"]


def test_a_quote_of_somebody_stands_only_by_their_consent_and_so_does_the_theme_that_was_made_of_it(
    meeting: Meeting,
) -> None:
    _group, (person,) = meeting.group("Village", seated=1)
    note = meeting.tell(notes.NoteAdded("no bus", flags=(Flag.QUOTE, Flag.FOR_REPORT), participant_id=person))
    meeting.tell(own.QuoteConfirmed(Version(note), confirmed=True), note)
    meeting.tell(notes.ThemeAdded("light", Column.SHARED, "5", sources=(NoteId(note),)))
    meeting.tell(own.ParagraphAdded(SUMMARY, "5", quote=own.Quote(NoteId(note), Version(note), 0, 6)))
    plain = meeting.note("no road", flags=[Flag.FOR_REPORT])
    meeting.tell(own.ParagraphAdded(SUMMARY, "6", quote=own.Quote(NoteId(plain), Version(plain), 0, 7)))
    quoting = ReportPolicy(audience=PUBLIC.audience, quotes=True)
    part = publishable(meeting.state, quoting)
    assert (list(part.notes), len(part.themes), len(part.paragraphs)) == ([plain], 0, 0)
    meeting.tell(session.ConsentSet(ConsentUse.QUOTES, given=True), person)
    part = publishable(meeting.state, quoting)
    assert ([*part.notes], len(part.themes), len(part.paragraphs)) == ([note, plain], 1, 1)


def test_what_nobody_outside_may_count_is_no_table_of_the_public_part(meeting: Meeting) -> None:
    _group, (person,) = meeting.group("Village", seated=1)
    meeting.tell(session.ItemStarted(), meeting.item("Talk", 40))
    meeting.speak(person, 5)
    meeting.tell(session.SessionEdited(settings={"balance": "asked"}), THE_SESSION)
    assert meeting.state.turns
    assert meeting.state.info.settings
    part = publishable(meeting.state, PUBLIC)
    tables: list[object] = [part.turns, part.talk_sums, part.marks, part.consents, part.laptops, part.gaps]
    assert tables == [{}] * len(tables)
    assert [(count.laptop, count.connections) for count in part.phone_counts.values()] == [("", 0)]
    assert part.info.settings == {}


def test_a_place_is_told_as_it_was_typed_only_where_that_is_wanted() -> None:
    typed = "Нова Одеса, Миколаївська область"
    told = {shown: coarse_place(typed, shown) for shown in PlaceShown}
    texts = {shown: place.msgid.format(**place.params) if place else "" for shown, place in told.items()}
    assert texts == {
        PlaceShown.EXACT: typed,
        PlaceShown.OBLAST: "Mykolaiv oblast",
        PlaceShown.REGION: "the south of Ukraine",
        PlaceShown.NONE: "",
    }
    assert coarse_place("", PlaceShown.EXACT) is None


def everything_typed(meeting: Meeting) -> list[ReportText]:
    """Type a text of each kind, and return those that a report may contain, in their order."""
    item = meeting.item("Item title", 40, question="Item question")
    meeting.tell(session.ItemEdited(goal="Item goal"), item)
    meeting.tell(session.ItemRemoved(), meeting.item("Removed"))
    group, _ = meeting.group("Group name")
    tag = meeting.tell(notes.TagAdded("Tag name"))
    theme = meeting.tell(notes.ThemeAdded("Theme title", Column.SHARED, "5", text="Theme text"))
    entry = meeting.line(GroupList.AGREEMENTS, "Entry text")
    note = meeting.note("Note text", flags=[Flag.FOR_REPORT])
    meeting.tell(notes.TextTranslated(LanguageId("uk"), "Translated text", "ОК", Version(note)), note)
    paragraph = meeting.tell(own.ParagraphAdded(SUMMARY, "5", "Paragraph text"))
    statement = meeting.tell(opinions.StatementAdded("Statement text"))
    meeting.tell(opinions.StatementAccepted(), statement)
    question = meeting.tell(own.QuestionDrawn("Question text", "5"))
    gone = meeting.tell(own.QuestionDrawn("Removed", "6"))
    meeting.tell(own.QuestionEdited(removed=True), gone)
    answer = meeting.tell(own.AnswerAdded(Subject(question), text="Answer text"))
    (translation,) = meeting.state.translations.values()
    return [
        ReportText(Subject(subject), field, Version(version), text)
        for subject, field, version, text in (
            (THE_SESSION, "title", "title", "Road"),
            (item, "title", "title", "Item title"),
            (item, "question", "question", "Item question"),
            (item, "goal", "goal", "Item goal"),
            (group, "name", "name", "Group name"),
            (tag, "name", "name", "Tag name"),
            (theme, "title", meeting.state.themes[theme].title_version, "Theme title"),  # type: ignore[index]
            (theme, "text", meeting.state.themes[theme].text_version, "Theme text"),  # type: ignore[index]
            (entry, "text", entry, "Entry text"),
            (note, "text", note, "Note text"),
            (note, TRANSLATION, translation.version, "Translated text"),
            (paragraph, "text", paragraph, "Paragraph text"),
            (statement, "text", "text", "Statement text"),
            (question, "text", question, "Question text"),
            (answer, "text", "text", "Answer text"),
        )
    ]


def test_every_typed_text_is_looked_through_with_its_place_and_version(meeting: Meeting) -> None:
    typed = everything_typed(meeting)
    own_tags = {each.subject for each in typed if each.text == "Tag name"}
    known = {Subject(tag) for tag in meeting.state.tags} - own_tags
    assert [text for text in report_texts(meeting.state) if text.subject not in known] == typed


def test_what_is_decided_of_any_text_is_carried_out_there_and_nowhere_else(meeting: Meeting) -> None:
    typed = everything_typed(meeting)
    wanted = {}
    for text in typed:
        wanted[text.subject, text.field] = replaced(meeting, text.subject, text.version, text.text)
    part = publishable(meeting.state, PUBLIC)
    found = {(text.subject, text.field): text.text for text in report_texts(part)}
    assert {place: found[place] for place in wanted} == wanted
    assert part.info == replace(meeting.state.info, title="Nobody", referral="", settings={})


def test_a_quote_shows_the_same_words_after_others_before_it_were_replaced(meeting: Meeting) -> None:
    note = meeting.note("Ivan says: no bus at all", flags=[Flag.FOR_REPORT])
    other = meeting.note("no water here", flags=[Flag.FOR_REPORT])
    for subject in (note, other):
        meeting.tell(own.ParagraphAdded(SUMMARY, "5", quote=own.Quote(NoteId(subject), Version(subject), 11, 17)))
        meeting.tell(notes.NoteFlagged(Flag.QUOTE), subject)
        meeting.tell(own.QuoteConfirmed(Version(subject), confirmed=True), subject)
    replaced(meeting, note, note, "Ivan")
    part = publishable(meeting.state, ReportPolicy(audience=PUBLIC.audience, quotes=True))
    first, second = (paragraph.quote for paragraph in part.paragraphs.values())
    assert first is not None
    assert second is not None
    assert part.notes[NoteId(note)].text[first.start : first.end] == "no bus"
    assert (second.start, second.end) == (11, 17)


def test_each_mention_is_told_in_the_order_of_the_texts_and_how_far_the_search_is(meeting: Meeting) -> None:
    for text in (f"call {PHONE}", "nothing", f"or {PHONE} again"):
        meeting.note(text, flags=[Flag.FOR_REPORT])
    told: list[tuple[int, int]] = []
    found = all_mentions(meeting.state, PUBLIC, lambda done, among: told.append((done, among)))
    assert [each.text.text for each in found] == [f"call {PHONE}", f"or {PHONE} again"]
    assert [done for done, _ in told] == list(range(len(told)))
    assert {among for _, among in told} == {len(told)}


@pytest.mark.parametrize(
    ("decided", "becomes"),
    [
        ([], f"call {HIDDEN} now"),
        ([(5, 18, MentionDecision.KEEP, "")], f"call {PHONE} now"),
        ([(5, 18, MentionDecision.LEAVE_OUT, "")], f"call {HIDDEN} now"),
        ([(5, 18, MentionDecision.REPLACE, "me")], "call me now"),
        ([(5, 18, MentionDecision.REPLACE, "")], f"call {HIDDEN} now"),
        # Of two that overlap, the one that hides more words decides.
        ([(5, 22, MentionDecision.REPLACE, "soon")], "call soon"),
        ([(0, 8, MentionDecision.REPLACE, "ring ")], f"ring {PHONE[3:]} now"),
        # One that begins where another ends is carried out too; what lies outside the text, or is empty, is not.
        ([(18, 22, MentionDecision.REPLACE, "!")], f"call {HIDDEN}!"),
        ([(0, 5, MentionDecision.REPLACE, "")], f"{HIDDEN}{HIDDEN} now"),
        ([(20, 23, MentionDecision.REPLACE, "!")], f"call {HIDDEN} now"),
        ([(2, 2, MentionDecision.REPLACE, "!")], f"call {HIDDEN} now"),
    ],
)
def test_what_becomes_of_a_text(
    meeting: Meeting, decided: list[tuple[int, int, MentionDecision, str]], becomes: str
) -> None:
    text = f"call {PHONE} now"
    note = meeting.note(text, flags=[Flag.FOR_REPORT])
    for start, end, decision, words in decided:
        meeting.tell(own.MentionDecided(Version(note), start, end, decision, words), note)
    changes = Decisions(meeting.state).changes(ReportText(Subject(note), "text", Version(note), text))
    assert changed_text(text, changes) == becomes


@pytest.mark.parametrize(
    ("within", "becomes"),
    [
        ((12, 15), (10, 13)),  # behind the change
        ((9, 12), (7, 10)),  # from its end on
        ((0, 5), (0, 5)),  # before it, to its beginning
        ((5, 9), (5, 7)),  # the change itself
        ((7, 12), (5, 10)),  # it begins within the change
        ((2, 7), (2, 7)),  # it ends within the change
        ((6, 8), (5, 7)),  # it lies within the change
        ((2, 14), (2, 12)),  # the change lies within it
    ],
)
def test_a_range_of_a_text_stands_for_the_same_words_where_four_letters_became_two(
    within: tuple[int, int], becomes: tuple[int, int]
) -> None:
    assert changed_range(*within, [(5, 9, "me")]) == becomes


def test_each_of_several_changes_moves_what_is_behind_it() -> None:
    assert changed_range(12, 15, [(0, 2, "four"), (5, 9, "me"), (20, 21, "")]) == (12, 15)
    assert changed_range(8, 12, [(0, 2, "four"), (7, 9, "me"), (11, 14, "long")]) == (9, 17)


def test_who_is_the_only_one_of_their_kind_is_a_mention_and_nothing_that_nobody_said(meeting: Meeting) -> None:
    _group, people = meeting.group("Village", seated=3)
    for person, age in zip(people, ("25_34", "25_34", "65_up"), strict=True):
        meeting.tell(session.ParticipantEdited(age_band=AttributeId(age)), person)
    meeting.tell(session.ParticipantEdited(gender=AttributeId("woman")), people[0])
    assert only_ones(meeting.state) == {"65_up", "woman"}
    text = ReportText(Subject("note"), "text", Version("note"), "as a woman I see it")
    assert changed_text(text.text, Decisions(meeting.state).changes(text)) == f"{HIDDEN} I see it"


def test_an_export_remembers_its_policy_in_fixed_words() -> None:
    assert PUBLIC.as_words() == {
        "smallest_group": PUBLIC.small_groups.smallest_group,
        "quotes": False,
        "place": "oblast",
        "date": "month",
    }
