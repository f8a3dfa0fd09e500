"""Which notes somebody wants to see: by tag, item, table, author, flag; tags typed among the words."""

from __future__ import annotations

import pytest

from facilitator_console.dialogue.capture import capture, move_note_to_item
from facilitator_console.log import Duration, WriterId
from facilitator_console.notes.commands import flag_note, remove_note, with_each
from facilitator_console.notes.filters import NO_FILTER, NoteFilter, filtered, hits, sought
from facilitator_console.notes.ids import Flag, NoteId, TagId
from facilitator_console.notes.state import notes_kept
from facilitator_console.notes.tag_commands import add_tag, merge_tag, tag_notes_anew
from facilitator_console.session.agenda import add_item
from facilitator_console.session.ids import MAIN, NO_ITEM, GroupId, ItemId, TableId
from facilitator_console.words import UserError
from tests.helpers.controller import SessionController

NEED = TagId("need")


def texts(controller: SessionController, wanted: NoteFilter, *typed: tuple[TagId, ...]) -> list[str]:
    state = controller.state
    return [note.text for note in filtered(state, notes_kept(state), wanted, typed)]


@pytest.mark.parametrize(
    ("line", "words", "tags"),
    [
        ("", "", ()),
        ("вода", "вода", ()),
        ("№потреба", "", ("потреба",)),
        ("#need вода #fear", "вода", ("need", "fear")),
        ("вода №потреба міст", "вода міст", ("потреба",)),
        ("№5 =4 ! +2", "№5 =4 ! +2", ()),
        ("№", "№", ()),
        ("№їжа 🍞 мים", "🍞 мים", ("їжа",)),
    ],
)
def test_tags_are_typed_among_the_words(line: str, words: str, tags: tuple[str, ...]) -> None:
    assert sought(line) == (words, tags)


def test_each_field_of_a_filter_narrows() -> None:
    controller = SessionController()
    for line in ("#need a", "#fear b", "! c", "#need ! d"):
        controller.do(capture, line)
    assert texts(controller, NO_FILTER) == ["a", "b", "c", "d"]
    assert texts(controller, NoteFilter(tag=NEED)) == ["a", "d"]
    assert texts(controller, NoteFilter(flag=Flag.FOR_REPORT)) == ["c", "d"]
    assert texts(controller, NoteFilter(tag=NEED, flag=Flag.FOR_REPORT)) == ["d"]
    assert texts(controller, NoteFilter(is_untagged=True)) == ["c"]
    assert texts(controller, NoteFilter(table_id=MAIN)) == ["a", "b", "c", "d"]
    assert texts(controller, NoteFilter(table_id=TableId("x"))) == []
    assert texts(controller, NoteFilter(writers=frozenset({controller.writer}))) == ["a", "b", "c", "d"]
    assert texts(controller, NoteFilter(writers=frozenset({WriterId("another")}))) == []
    assert texts(controller, NoteFilter(group_id=GroupId("x"))) == []
    assert texts(controller, NoteFilter(items=frozenset({ItemId("x")}))) == []
    assert texts(controller, NoteFilter(items=frozenset({NO_ITEM}))) == ["a", "b", "c", "d"]
    assert texts(controller, NO_FILTER, (NEED, TagId("fear")), (NEED,)) == ["a", "d"]
    assert texts(controller, NO_FILTER, ()) == []


def test_a_tag_finds_what_stands_below_it_and_what_was_merged_into_it() -> None:
    controller = SessionController()
    for line in ("#need a", "#вода b", "#криниця c", "#fear d"):
        controller.do(capture, line)
    water, well = controller.state.tags
    controller.do(merge_tag, well, water)
    assert texts(controller, NoteFilter(tag=water)) == ["b", "c"]
    below = TagId(controller.make(add_tag, "ліки", NEED))
    controller.do(merge_tag, TagId("fear"), below)
    assert texts(controller, NoteFilter(tag=NEED)) == ["a", "d"]


def test_several_notes_are_changed_at_once() -> None:
    controller = SessionController()
    item = ItemId(controller.make(add_item, "Bus", planned_ms=Duration(60_000)))
    notes = [NoteId(controller.make(capture, line)) for line in ("a", "! b", "c")]
    assert len({event.lamport for event in controller.do(with_each, notes, flag_note, Flag.FOR_REPORT)}) == 1
    controller.do(tag_notes_anew, notes[:2], "дорога")
    controller.do(with_each, notes[:2], move_note_to_item, item)
    state = controller.state
    (road,) = state.tags
    assert [state.notes[note].tags for note in notes] == [(road,), (road,), ()]
    assert texts(controller, NoteFilter(item_id=item)) == ["a", "b"]
    controller.do(with_each, notes, remove_note)
    assert notes_kept(controller.state) == ()
    with pytest.raises(UserError, match="not in this session"):
        controller.do(with_each, notes, move_note_to_item, item)


def test_a_note_is_not_moved_to_an_item_that_is_not_there() -> None:
    controller = SessionController()
    note = NoteId(controller.make(capture, "a"))
    with pytest.raises(UserError, match="not on the agenda"):
        controller.do(move_note_to_item, note, ItemId("x"))


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Вечірній автобус", "вечір", ["Вечір"]),
        ("Їхній ґанок", "іхній ганок", ["Їхній", "ґанок"]),
        ("Їхній ґанок".replace("Ї", "І\u0308"), "іхн", ["І\u0308хн"]),
        ("дев’ятнадцятій і п’ять", "дев'ят", ["дев’ят"]),
        ("дев’ятнадцятій і п’ять", "ять", ["ять"]),
        ("🚌 автобус, АВТОБУС", "авт", ["авт", "АВТ"]),
        ("Straße", "STRASS", ["Straß"]),
        ("потреба", "треба", []),
        ("вода", "", []),
        ("מים חמים", "מים", ["מים"]),
    ],
)
def test_hits_are_where_the_search_finds_them(text: str, words: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in hits(text, words)] == marked
