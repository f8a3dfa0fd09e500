"""Every text that somebody typed is found, says where it belongs and what has become of it, and can be erased."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.dialogue.typed_words import Standing, erasures, typed_texts
from facilitator_console.log import ERASING, Event, Instant, NewEvent, Subject, WriterId
from facilitator_console.notes import commands as keeping
from facilitator_console.notes.ids import GroupList, ListEntryId, NoteId
from facilitator_console.opinions import commands as statements
from facilitator_console.opinions.ids import StatementId
from facilitator_console.report.export import FORMATS, export
from facilitator_console.report.sections import make_report
from facilitator_console.session import agenda, people
from facilitator_console.store.derived.rows import all_rows
from facilitator_console.words.message import ENGLISH
from tests.helpers.controller import SESSION, Meeting, SessionController, contents
from tests.helpers.played import played
from tests.helpers.strategies import logs


def found(controller: SessionController) -> dict[str, tuple[str, Standing]]:
    """By text: where it belongs, and what has become of it; the newest of equal texts."""
    texts = reversed(typed_texts(controller.history))
    return {text.text: (str(text.place), text.standing) for text in texts}


def erase(controller: SessionController, *words: str) -> list[Event]:
    """Erase the texts that are these words."""
    chosen = [text for text in typed_texts(controller.history) if text.text in words]
    assert {text.text for text in chosen} == set(words)
    return controller.write(*erasures(controller.history, chosen))


def bodies(history: History) -> str:
    return "\n".join(event.body for event in history.events() if event.kind not in ERASING)


def test_each_text_says_where_it_belongs_and_what_has_become_of_it() -> None:
    meeting = Meeting()
    meeting.do(people.edit_participant, meeting.people[1], label="Олена")
    meeting.do(people.edit_participant, meeting.people[1], label="О.")
    meeting.do(agenda.edit_item, meeting.item, question="Що болить?")
    note = NoteId(meeting.make(capture, "вода 💧"))
    meeting.do(keeping.edit_note, note, "вода у криниці")
    meeting.undo(meeting.do(capture, "не туди"))
    line = ListEntryId(meeting.make(keeping.add_list_entry, GroupList.AGREEMENTS, "слухаємо"))
    meeting.do(keeping.remove_list_entry, line)
    statement = StatementId(meeting.make(statements.add_statement, "Автобус щогодини"))
    meeting.do(statements.reject_statement, statement, "двічі")
    texts = found(meeting)
    assert texts == {
        "Dialogue": ("title of the session", Standing.SHOWN),
        "First": ("title of item 1", Standing.SHOWN),
        "Що болить?": ("question of item 1", Standing.SHOWN),
        "Олена": ("label of seat 2", Standing.EARLIER),
        "О.": ("label of seat 2", Standing.SHOWN),
        "вода 💧": ("note", Standing.EARLIER),
        "вода у криниці": ("note", Standing.SHOWN),
        "не туди": ("note", Standing.UNDONE),
        "слухаємо": ("entry of a list", Standing.REMOVED),
        "Автобус щогодини": ("statement", Standing.SHOWN),
        "двічі": ("reason of a decision about a statement", Standing.SHOWN),
    }
    assert next(iter(typed_texts(meeting.history))).text == "двічі"  # Newest first.


def test_what_was_done_to_something_undone_is_undone_too() -> None:
    meeting = Meeting()
    written = meeting.do(capture, "нотатка")
    meeting.do(keeping.edit_note, NoteId(written[-1].subject), "інша")
    meeting.undo(written)
    assert found(meeting)["інша"] == ("note", Standing.UNDONE)


def test_a_kind_that_nobody_wrote_a_word_for_is_found_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only its registration tells that a field holds typed words."""
    meeting = Meeting()
    kind = KINDS["queue_paused"]
    coming = type("Coming", (msgspec.Struct,), {"__annotations__": {"wish": str}, "wish": ""})
    monkeypatch.setitem(KINDS, "queue_paused", dataclasses.replace(kind, body=coming, texts=("wish",)))
    history = History(meeting.history.events())
    entry = next(iter(history))
    told = msgspec.structs.replace(entry, kind=KINDS["queue_paused"], body=coming("хочу тиші"))
    history._entries[0] = told
    assert [(text.text, str(text.place)) for text in typed_texts(history)][-1] == ("хочу тиші", "typed words")


def test_what_a_newer_program_wrote_is_found_whole() -> None:
    meeting = Meeting()
    unknown = Event(SESSION, WriterId("z"), 1, 99, Instant(1), "dream_told", Subject("z.1"), '{"dream":"море"}')
    meeting.history.add([unknown])
    (text,) = (text for text in typed_texts(meeting.history) if text.standing is Standing.UNKNOWN)
    assert "море" in text.text
    meeting.write(*erasures(meeting.history, [text]))
    assert "море" not in bodies(meeting.history)


def test_a_note_that_is_shown_goes_as_a_whole() -> None:
    meeting = Meeting()
    note = NoteId(meeting.make(capture, "#need вода"))
    meeting.do(keeping.edit_note, note, "криниця")
    erase(meeting, "криниця")
    assert note not in meeting.state.notes
    assert "вода" not in bodies(meeting.history)


def test_an_earlier_version_goes_and_the_note_stays() -> None:
    meeting = Meeting()
    note = NoteId(meeting.make(capture, "вода"))
    meeting.do(keeping.edit_note, note, "криниця")
    erase(meeting, "вода")
    assert meeting.state.notes[note].text == "криниця"
    assert meeting.state.notes[note].other_texts == ()
    assert "вода" not in bodies(meeting.history)


def test_an_erased_text_is_not_kept_beside_an_edit_that_did_not_know_of_it() -> None:
    here = Meeting()
    note = NoteId(here.make(capture, "вода"))
    base = here.state.notes[note].version
    here.do(keeping.edit_note, note, "криниця")
    erase(here, "вода")
    here.do(keeping.edit_note, note, "колодязь", base=base)
    assert here.state.notes[note].other_texts == ("криниця",)
    erase_one = [text for text in typed_texts(here.history) if text.text == "криниця"]
    here.write(*erasures(here.history, [erase_one[0]._replace(standing=Standing.EARLIER)]))
    assert here.state.notes[note].other_texts == ()
    assert here.state.notes[note].text == "колодязь"


def test_a_title_goes_in_all_its_wordings_and_the_item_stays() -> None:
    meeting = Meeting()
    meeting.do(agenda.edit_item, meeting.item, title="Село Вербове", question="Що далі?")
    meeting.undo(meeting.do(agenda.edit_item, meeting.item, title="Вербове"))
    erase(meeting, "Село Вербове")
    item = meeting.state.items[meeting.item]
    assert (item.title, item.question) == ("", "Що далі?")
    assert meeting.state.room.item_id == meeting.item
    assert "Вербове" not in bodies(meeting.history)
    assert "First" not in bodies(meeting.history)


def test_a_label_goes_and_the_seat_keeps_its_number() -> None:
    meeting = Meeting()
    meeting.do(people.edit_participant, meeting.people[1], label="Олена")
    erase(meeting, "Олена")
    person = meeting.state.participants[meeting.people[1]]
    assert (person.label, person.seat) == ("", 2)


def test_a_reason_goes_and_nothing_else_of_the_statement() -> None:
    meeting = Meeting()
    statement = StatementId(meeting.make(statements.add_statement, "Автобус"))
    meeting.do(statements.reject_statement, statement, "двічі")
    meeting.do(statements.accept_statement, statement)
    erase(meeting, "двічі")
    assert meeting.state.statements[statement].text == "Автобус"
    assert [one.reason for one in meeting.state.moderation.values()] == ["", ""]


def test_an_undone_note_goes_as_a_whole_so_that_no_empty_one_comes_back() -> None:
    meeting = Meeting()
    written = meeting.do(capture, "не туди")
    meeting.undo(written)
    erase(meeting, "не туди")
    meeting.redo(written)
    assert NoteId(written[-1].subject) not in meeting.state.notes


def redact_all(history: History) -> list[NewEvent]:
    """Erase each text as one that was overwritten: the structure of all things stays, empty."""
    texts = (text._replace(standing=Standing.EARLIER) for text in typed_texts(history))
    return erasures(history, texts)


def hold(history: History) -> None:
    """The fold, the tables and the report go on with what is left, and none of it is a typed word."""
    for entry in history:
        fields = entry.kind.texts if entry.kind else ()
        body: Mapping[str, Any] = msgspec.json.decode(entry.event.body) if entry.body else {}
        assert not any(body.get(field) for field in fields), entry.event
    assert typed_texts(history) == ()
    assert contents(History(history.events()).state) == contents(history.state)
    all_rows(SESSION, history.state)
    for file_format in FORMATS:
        export(make_report(history.state), ENGLISH, file_format)


@pytest.mark.slow
@settings(max_examples=20)
@given(played())
def test_redacting_all_words_of_any_dialogue_leaves_none_of_them(controllers: list[SessionController]) -> None:
    for controller in controllers:
        controllers[0].history.add(controller.written)
    controllers[0].write(*redact_all(controllers[0].history))
    hold(controllers[0].history)


@pytest.mark.slow
@settings(max_examples=20)
@given(played())
def test_erasing_all_words_of_any_dialogue_leaves_none_of_them(controllers: list[SessionController]) -> None:
    for controller in controllers:
        controllers[0].history.add(controller.written)
    controllers[0].write(*erasures(controllers[0].history, typed_texts(controllers[0].history)))
    hold(controllers[0].history)


@pytest.mark.slow
@given(logs(24))
def test_words_of_any_log_are_found_and_erased(events: list[Event]) -> None:
    """Also of events that no sound program writes, in the order of arrival that comes."""
    controller = SessionController(History(events), writer="d")
    chosen = typed_texts(controller.history)
    assert len({text.key for text in chosen}) == len(chosen)
    controller.write(*erasures(controller.history, chosen))
    assert typed_texts(controller.history) == ()


def test_every_field_with_typed_words_is_named_by_its_kind() -> None:
    """A field for people that its kind does not name could be erased by nobody."""
    typed = {"text", "title", "name", "label", "question", "reason", "author", "translated_by", "other", "shelter"}
    for kind in KINDS.values():
        words = typed - {"reason"} if kind.name == "clocks_frozen" else typed  # A word of the program's own.
        assert words & set(kind.body.__struct_fields__) <= set(kind.texts), kind.name
