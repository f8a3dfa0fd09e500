"""Whatever a command keeps has letters of one sign; labels turn nothing around."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest

from facilitator_console.app.replay import add_spoken
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.codec import decode
from facilitator_console.log import Event, NewEvent
from facilitator_console.notes.commands import add_list_entry, edit_list_entry, edit_note
from facilitator_console.notes.ids import GroupList, ListEntryId, NoteId, TagId
from facilitator_console.notes.tag_commands import add_tag, rename_tag
from facilitator_console.opinions.commands import (
    accept_statement,
    add_statement,
    reject_statement,
    reword_statement,
    split_statement,
    translate_statement,
)
from facilitator_console.opinions.ids import StatementId
from facilitator_console.session.agenda import add_item, create_session, edit_item, edit_session
from facilitator_console.session.ids import GroupId
from facilitator_console.session.people import add_group, add_participant, edit_group, edit_participant
from tests.helpers.controller import Meeting

WORDS = "Спокій їжа ёж é 😀 שלום"
TYPED = unicodedata.normalize("NFD", f" {WORDS}\n")
TURNED = TYPED.replace("їжа", "\u202eїжа\u200b").replace("שלום", "\u2067שלום\u2069").replace(" é", "\n é")

Keep = Callable[[Meeting, str], Sequence[Event]]


def meet(command: Callable[..., Sequence[NewEvent]], *place: Any, name: str = "") -> Keep:
    """The command with the text behind its other arguments, or by its name."""

    def keep(meeting: Meeting, text: str) -> list[Event]:
        args = [one(meeting) if callable(one) else one for one in place]
        return meeting.do(command, *args, **{name: text}) if name else meeting.do(command, *args, text)

    return keep


def a_note(meeting: Meeting) -> NoteId:
    return NoteId(meeting.make(capture, "x"))


def a_line(meeting: Meeting) -> ListEntryId:
    return ListEntryId(meeting.make(add_list_entry, GroupList.OUTCOMES, "x"))


def a_tag(meeting: Meeting) -> TagId:
    return TagId(meeting.make(add_tag, "x"))


def a_group(meeting: Meeting) -> GroupId:
    return GroupId(meeting.make(add_group))


def a_statement(meeting: Meeting) -> StatementId:
    return StatementId(meeting.make(add_statement, "x"))


def a_rejected_statement(meeting: Meeting) -> StatementId:
    statement = a_statement(meeting)
    meeting.do(reject_statement, statement, "x")
    return statement


TEXTS: dict[str, Keep] = {
    "note": meet(capture),
    "note from a recording": meet(add_spoken),
    "note rewritten": meet(edit_note, a_note),
    "line": meet(add_list_entry, GroupList.AGREEMENTS),
    "line rewritten": meet(edit_list_entry, a_line),
    "reason": meet(reject_statement, a_statement),
    "another reason": meet(accept_statement, a_rejected_statement),
}
LABELS: dict[str, Keep] = {
    "session": meet(create_session),
    "session edited": meet(edit_session, name="title"),
    "item": meet(add_item),
    "question": meet(add_item, "x", name="question"),
    "item edited": meet(edit_item, lambda meeting: meeting.item, name="title"),
    "question edited": meet(edit_item, lambda meeting: meeting.item, name="question"),
    "group": meet(add_group),
    "group edited": meet(edit_group, a_group, name="name"),
    "seat": meet(add_participant, name="label"),
    "seat edited": meet(edit_participant, lambda meeting: meeting.people[0], name="label"),
    "tag": meet(add_tag),
    "tag renamed": meet(rename_tag, a_tag),
    "statement": meet(add_statement),
    "statement reworded": meet(reword_statement, a_statement),
    "statement split": lambda meeting, text: meeting.do(split_statement, a_statement(meeting), [text, text]),
    "translation": lambda meeting, text: meeting.do(translate_statement, a_statement(meeting), "uk", text, text),
}


def words_of(events: Sequence[Event]) -> set[str]:
    """All that these events say in words that are not in the code."""
    fields = (msgspec.structs.asdict(body).values() for event in events if (body := decode(event)))
    return {text for values in fields for text in values if isinstance(text, str) and not text.isascii()}


@pytest.mark.parametrize("keep", TEXTS.values(), ids=TEXTS)
def test_a_text_is_kept_in_letters_of_one_sign(keep: Keep) -> None:
    assert words_of(keep(Meeting(), TYPED)) == {WORDS}
    turned = unicodedata.normalize("NFC", TURNED.strip())
    assert words_of(keep(Meeting(), TURNED)) == {turned}


@pytest.mark.parametrize("keep", LABELS.values(), ids=LABELS)
def test_a_label_turns_nothing_around(keep: Keep) -> None:
    for typed in (WORDS, TYPED, TURNED):
        assert words_of(keep(Meeting(), typed)) == {WORDS}


def test_a_tag_is_one_however_it_is_typed() -> None:
    meeting = Meeting()
    own = meeting.make(add_tag, "спокій")
    for typed in ("№спокій", "№СПОКІЙ", "#Спокій"):
        for line in (typed, unicodedata.normalize("NFD", typed)):
            note = meeting.state.notes[NoteId(meeting.make(capture, f"{line} ми разом"))]
            assert note.tags == (own,)
            assert note.text == "ми разом"
    note = meeting.state.notes[NoteId(meeting.make(capture, unicodedata.normalize("NFD", "№новий так")))]
    assert [meeting.state.tags[tag].name for tag in note.tags] == ["новий"]
