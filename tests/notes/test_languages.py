"""Languages of notes, translations beside them, and replies."""

from __future__ import annotations

import pytest

from facilitator_console.dialogue.capture import capture
from facilitator_console.log import THE_SESSION, Erased, NewEvent, Subject
from facilitator_console.notes.commands import edit_note, remove_note
from facilitator_console.notes.ids import NO_NOTE, NoteId
from facilitator_console.notes.languages import (
    answer_to,
    is_old,
    replies_to,
    set_language,
    translate_note,
    translations_of,
)
from facilitator_console.session.ids import LanguageId
from facilitator_console.words import UserError
from tests.helpers.controller import SessionController

UK, EN, RU = LanguageId("uk"), LanguageId("en"), LanguageId("ru")


def made(controller: SessionController, text: str, reply_to: NoteId = NO_NOTE) -> NoteId:
    return NoteId(controller.make(capture, text, reply_to=reply_to))


def test_a_translation_stands_beside_its_original_and_is_old_once_that_is_rewritten() -> None:
    controller = SessionController()
    note_id = made(controller, "Їхній ґанок 🏚")
    controller.do(set_language, note_id, UK)
    controller.do(translate_note, note_id, EN, "Their porch 🏚", "О. П.")
    note = controller.state.notes[note_id]
    (english,) = translations_of(controller.state, note)
    assert (note.text, english.text, english.translated_by) == ("Їхній ґанок 🏚", "Their porch 🏚", "О. П.")
    assert not is_old(note, english)
    controller.do(edit_note, note_id, "Їхній поріг")
    assert is_old(controller.state.notes[note_id], english)
    controller.do(translate_note, note_id, EN, "Their doorstep")
    assert [t.text for t in translations_of(controller.state, controller.state.notes[note_id])] == ["Their doorstep"]
    controller.do(translate_note, note_id, EN, "")
    assert translations_of(controller.state, controller.state.notes[note_id]) == ()
    with pytest.raises(UserError, match="in this language"):
        controller.do(translate_note, note_id, UK, "те саме")


def test_withdrawing_a_note_takes_its_translations() -> None:
    controller = SessionController()
    note_id = made(controller, "таємне")
    controller.do(translate_note, note_id, RU, "тайное", "Х.")
    controller.write(NewEvent(Erased(Subject(note_id)), THE_SESSION))
    assert not controller.state.translations
    assert not any("тайное" in event.body for event in controller.history.events())


def test_a_note_answers_another_and_never_itself() -> None:
    controller = SessionController()
    first = made(controller, "Чи буде автобус?")
    second = made(controller, "О сьомій", reply_to=first)
    third = made(controller, "І о дев’ятнадцятій", reply_to=second)
    assert [note.note_id for note in replies_to(controller.state, first)] == [second]
    for answering, answered in ((first, third), (first, first)):
        with pytest.raises(UserError, match="answer itself"):
            controller.do(answer_to, answering, answered)
    controller.do(answer_to, third, first)
    assert [note.note_id for note in replies_to(controller.state, first)] == [second, third]
    controller.do(remove_note, second)
    controller.do(answer_to, third, NO_NOTE)
    assert replies_to(controller.state, first) == ()


def test_a_reply_to_what_is_gone_is_a_note() -> None:
    controller = SessionController()
    note = controller.state.notes[made(controller, "вода", reply_to=NoteId("gone"))]
    assert note.reply_to == NO_NOTE
