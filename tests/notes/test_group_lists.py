"""The group's lists: order, ticks, entries made from notes. Two laptops at once keep what both did."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.naming import name_command
from facilitator_console.log import Event
from facilitator_console.notes.commands import (
    add_list_entry,
    edit_list_entry,
    list_note,
    move_list_entry,
    remove_list_entry,
    remove_note,
    tick_list_entry,
)
from facilitator_console.notes.ids import GroupList, ListEntryId, NoteId
from facilitator_console.notes.state import NotesState, entries_on
from facilitator_console.session.agenda import close_session
from facilitator_console.session.floor import freeze
from facilitator_console.words import UserError, kept_text
from tests.helpers.controller import Meeting, SessionController, contents, kinds

AGREED, LATER = GroupList.AGREEMENTS, GroupList.PARKING_LOT
ANY_SCRIPT = ("🌻 Слухаємо", "e\u0301 не перебиваємо", "שתיקה מותרת", "Ми говоримо, и слышим")


def texts(state: NotesState, group_list: GroupList = AGREED) -> list[str]:
    return [entry.text for entry in entries_on(state, group_list)]


def listed(meeting: SessionController, *words: str) -> list[ListEntryId]:
    return [ListEntryId(meeting.make(add_list_entry, AGREED, text)) for text in words]


def named(meeting: SessionController, said: list[Event]) -> str:
    return str(name_command(meeting.state, [entry for entry in meeting.history if entry.event in said]))


def test_entries_move_and_the_others_keep_their_order() -> None:
    meeting = Meeting()
    a, _b, _c, d = listed(meeting, "a", "b", "c", "d")
    said = meeting.do(move_list_entry, d, 0)
    assert (texts(meeting.state), len(said), named(meeting, said)) == (["d", "a", "b", "c"], 1, "entry of a list moved")
    meeting.do(move_list_entry, a, 99)
    assert texts(meeting.state) == ["d", "b", "c", "a"]
    assert meeting.do(move_list_entry, a, 3) == []
    listed(meeting, "e")
    assert texts(meeting.state) == ["d", "b", "c", "a", "e"]
    meeting.undo(said)
    assert texts(meeting.state)[-1] in {"d", "e"}


@given(moves=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7)), max_size=12))
def test_an_entry_stands_where_it_was_put(moves: list[tuple[int, int]]) -> None:
    meeting = Meeting()
    wanted = [*listed(meeting, *"abcdef")]
    for which, place in moves:
        entry = sorted(wanted)[which]
        meeting.do(move_list_entry, entry, place)
        wanted.remove(entry)
        wanted.insert(place, entry)
        assert [entry.list_entry_id for entry in entries_on(meeting.state, AGREED)] == wanted


def test_two_laptops_move_at_once_and_agree() -> None:
    meeting = Meeting()
    a, b, c = listed(meeting, "a", "b", "c")
    other = SessionController(History(meeting.history.events()), writer="b")
    meeting.do(move_list_entry, c, 0)
    other.do(move_list_entry, b, 0)
    events, others = list(meeting.history.events()), list(other.history.events())
    meeting.receive(others)
    other.receive(events)
    assert contents(meeting.state) == contents(other.state)
    # Both gave the first place: one key twice. It can still be put in any order.
    for place in (0, 1, 2):
        meeting.do(move_list_entry, a, place)
        assert texts(meeting.state)[place] == "a"


def test_a_tick_comes_and_goes_by_itself() -> None:
    meeting = Meeting()
    (entry,) = listed(meeting, "a")
    said = meeting.do(tick_list_entry, entry, is_done=True)
    assert (meeting.state.list_entries[entry].is_done, named(meeting, said)) == (True, "entry of a list ticked")
    assert meeting.do(tick_list_entry, entry, is_done=True) == []
    meeting.do(edit_list_entry, entry, "b")
    assert meeting.state.list_entries[entry].is_done
    off = meeting.do(tick_list_entry, entry, is_done=False)
    assert (meeting.state.list_entries[entry].text, named(meeting, off)) == ("b", "tick taken off an entry")


@pytest.mark.parametrize("words", ANY_SCRIPT)
def test_a_note_becomes_an_entry_that_names_it(words: str) -> None:
    meeting = Meeting()
    note = NoteId(meeting.make(capture, f"#need {words}"))
    said = meeting.do(list_note, note, LATER)
    (entry,) = entries_on(meeting.state, LATER)
    assert (entry.text, entry.sources, named(meeting, said)) == (
        kept_text(words),
        (note,),
        "note put on a list",
    )
    with pytest.raises(UserError, match="already"):
        meeting.do(list_note, note, LATER)
    meeting.do(list_note, note, GroupList.OUTCOMES)
    meeting.do(remove_list_entry, entry.list_entry_id)
    meeting.do(list_note, note, LATER)
    meeting.do(remove_note, note)
    with pytest.raises(UserError, match="not in this session"):
        meeting.do(list_note, note, AGREED)


def test_lists_are_written_while_everything_is_frozen_and_after_the_end() -> None:
    meeting = Meeting()
    for stop in (freeze, close_session):
        meeting.do(stop)
        assert kinds(meeting.do(add_list_entry, AGREED, "we listen")) == ["list_entry_added"]
