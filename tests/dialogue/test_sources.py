"""Text made from a note goes with it: whole notes and wordings, here and from laptops that had not heard of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.typed_words import erasures, typed_texts, with_copies
from facilitator_console.dialogue.withdrawing import late_withdrawals, standing_on, withdrawals
from facilitator_console.log import ERASING, Subject
from facilitator_console.notes.commands import add_list_entry, edit_list_entry, edit_note, list_note, remove_list_entry
from facilitator_console.notes.ids import Column, GroupList, ListEntryId, NoteId, ThemeId
from facilitator_console.notes.read_back import add_objection, settle_objections
from facilitator_console.notes.state import entries_on
from facilitator_console.notes.themes import add_theme
from tests.helpers.controller import Meeting, SessionController, contents

PLANTED = "ЗасекреченеСлово 🤫"


def words(controller: SessionController) -> str:
    return "\n".join(event.body for event in controller.history.events() if event.kind not in ERASING)


def withdraw(controller: SessionController, subject: str) -> None:
    controller.write(*withdrawals(controller.history, Subject(subject)))


def test_withdrawing_a_note_erases_every_entry_made_from_it_in_the_same_command() -> None:
    meeting = Meeting()
    note = NoteId(meeting.make(capture, PLANTED))
    shown, removed, undone = GroupList.AGREEMENTS, GroupList.OUTCOMES, GroupList.PARKING_LOT
    entry = ListEntryId(meeting.make(list_note, note, shown))
    meeting.do(edit_list_entry, entry, f"{PLANTED} – reworded")
    meeting.do(remove_list_entry, ListEntryId(meeting.make(list_note, note, removed)))
    taken_back = meeting.do(list_note, note, undone)
    meeting.undo(taken_back)
    meeting.do(add_list_entry, shown, "ours")
    withdraw(meeting, note)
    assert PLANTED not in words(meeting)
    assert [entry.text for entry in entries_on(meeting.state, shown)] == ["ours"]
    assert len({event.lamport for event in meeting.written[-4:]}) == 1
    meeting.redo(taken_back)
    assert not entries_on(meeting.state, undone)


def test_an_entry_that_was_made_from_a_note_can_go_alone() -> None:
    meeting = Meeting()
    note = NoteId(meeting.make(capture, PLANTED))
    entry = meeting.make(list_note, note, GroupList.OUTCOMES)
    withdraw(meeting, entry)
    assert meeting.state.notes[note].text == PLANTED
    assert not entries_on(meeting.state, GroupList.OUTCOMES)


def test_an_entry_that_arrives_after_its_note_was_withdrawn_goes_too() -> None:
    meeting = Meeting()
    note = NoteId(meeting.make(capture, PLANTED))
    other = SessionController(History(meeting.history.events()), writer="b")
    other.do(list_note, note, GroupList.OUTCOMES)
    withdraw(meeting, note)
    told = list(other.history.events())
    meeting.receive(told)
    assert PLANTED in words(meeting)
    meeting.write(*late_withdrawals(meeting.history, told))
    assert PLANTED not in words(meeting)
    assert late_withdrawals(meeting.history, told) == []  # Once is enough.
    other.receive(meeting.history.events())
    assert contents(other.state) == contents(meeting.state)


def test_what_was_said_against_a_theme_goes_with_it_also_from_a_laptop_that_had_not_heard_of_it() -> None:
    meeting = Meeting()
    theme = ThemeId(meeting.make(add_theme, Column.SHARED, "The road to the mill"))
    meeting.do(add_objection, theme, 0, 8, f"{PLANTED} one")
    meeting.do(settle_objections, [*meeting.state.objections], f"{PLANTED} two")
    other = SessionController(History(meeting.history.events()), writer="b")
    withdraw(meeting, theme)
    assert PLANTED not in words(meeting)
    other.do(add_objection, theme, 0, 8, f"{PLANTED} three")
    told = list(other.history.events())
    meeting.receive(told)
    meeting.write(*late_withdrawals(meeting.history, told))
    assert PLANTED not in words(meeting)
    other.receive(meeting.history.events())
    assert contents(other.state) == contents(meeting.state)
    assert not other.state.objections or not any(each.text for each in other.state.objections.values())


def test_an_earlier_wording_goes_with_its_copies_and_leaves_what_was_written_since() -> None:
    meeting = Meeting()
    note = NoteId(meeting.make(capture, PLANTED))
    entry = ListEntryId(meeting.make(list_note, note, GroupList.OUTCOMES))
    kept = ListEntryId(meeting.make(list_note, note, GroupList.AGREEMENTS))
    meeting.do(edit_list_entry, kept, "in other words")
    meeting.do(edit_note, note, "said otherwise")
    (chosen,) = (
        text for text in typed_texts(meeting.history) if text.text == PLANTED and str(text.event.subject) == note
    )
    assert len(with_copies(meeting.history, [chosen])) == 3
    meeting.write(*erasures(meeting.history, [chosen]))
    assert PLANTED not in words(meeting)
    assert entry not in meeting.state.list_entries
    assert [entry.text for entry in entries_on(meeting.state, GroupList.AGREEMENTS)] == ["in other words"]
    assert meeting.state.notes[note].text == "said otherwise"


@given(
    sources=st.lists(st.lists(st.integers(0, 5), max_size=3), min_size=1, max_size=6),
    withdrawn=st.integers(0, 5),
)
def test_what_stands_on_a_note_is_all_that_names_it(sources: list[list[int]], withdrawn: int) -> None:
    meeting = Meeting()
    notes = [NoteId(meeting.make(capture, f"note {number}")) for number in range(6)]
    made = {}
    for numbers in sources:
        for number in numbers:
            group_list = next((one for one in GroupList if (number, one) not in made), None)
            if group_list:
                made[number, group_list] = meeting.make(list_note, notes[number], group_list)
    expected = {entry for (number, _), entry in made.items() if number == withdrawn}
    assert set(standing_on(meeting.history, [Subject(notes[withdrawn])])) == expected
