"""Themes and the read-back by their commands, and that any merge of two laptops gives one board and loses no note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.reading_back import changes_of, show_theme, theme_on_display
from facilitator_console.dialogue.withdrawing import standing_on, withdrawals
from facilitator_console.log import NO_REF, Ref, SessionId, Subject
from facilitator_console.notes.carrying import carried, left_open, take_in
from facilitator_console.notes.commands import add_list_entry, edit_note, remove_note, tick_list_entry
from facilitator_console.notes.ids import CheckStatus, Column, GroupList, ListEntryId, NoteId, ThemeId
from facilitator_console.notes.read_back import (
    add_objection,
    heard,
    open_objections,
    read_back_text,
    rewrite_sentence,
    sentences,
    set_status,
    settle_objections,
    theme_status,
)
from facilitator_console.notes.state import ListEntry, Theme, entries_on, notes_kept
from facilitator_console.notes.tag_commands import add_tag, merge_tag, retire_tag, tag_notes_anew
from facilitator_console.notes.themes import (
    add_theme,
    edit_theme,
    move_theme,
    notes_by_theme,
    notes_in_no_theme,
    put_into_theme,
    remove_theme,
    take_out_of_theme,
    themes_from,
    themes_in,
)
from facilitator_console.session.display import show_room
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting, SessionController, contents, kinds

ANY_SCRIPT = ("🚌 автобус о шостій", "й ї decomposed: и\u0306 і\u0308", "מים לכל ילד", "довгий " * 700)


@dataclass
class Gathered:
    """A meeting with four notes."""

    meeting: Meeting = field(default_factory=Meeting)
    notes: list[NoteId] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.notes = [self.note(f"the bus leaves too early, {number}") for number in range(4)]

    def note(self, text: str) -> NoteId:
        return NoteId(self.meeting.do(capture, text)[0].subject)

    def theme(self, title: str, column: Column = Column.SHARED, notes: tuple[NoteId, ...] = ()) -> ThemeId:
        return ThemeId(self.meeting.do(add_theme, column, title, "", notes)[0].subject)

    def of(self, theme_id: ThemeId) -> list[int]:
        """The numbers of a theme's notes, in order."""
        return [self.notes.index(note.note_id) for note in notes_by_theme(self.meeting.state)[theme_id]]

    def __getitem__(self, theme_id: ThemeId) -> Theme:
        return self.meeting.state.themes[theme_id]


@pytest.fixture
def at() -> Gathered:
    return Gathered()


# -- gathering -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ANY_SCRIPT[:3])
def test_a_theme_is_made_with_its_notes_in_one_step(at: Gathered, title: str) -> None:
    events = at.meeting.do(add_theme, Column.OPEN, f"  {title}\n", "", at.notes[:2])
    assert kinds(events) == ["theme_added", "note_themed", "note_themed"]
    theme_id = ThemeId(events[0].subject)
    assert at.of(theme_id) == [0, 1]
    assert len(notes_in_no_theme(at.meeting.state)) == 2
    at.meeting.undo(events)
    assert len(notes_in_no_theme(at.meeting.state)) == 4


def test_a_theme_wants_a_title_that_can_be_read_at_once(at: Gathered) -> None:
    for title, why in (("  ", "Nothing was written"), ("long " * 200, "at most 400")):
        with pytest.raises(UserError, match=why):
            at.meeting.do(add_theme, Column.SHARED, title)


def test_notes_are_put_into_a_theme_at_a_place_and_taken_out(at: Gathered) -> None:
    theme_id = at.theme("Earlier", notes=tuple(at.notes[:3]))
    at.meeting.do(put_into_theme, [at.notes[3]], theme_id, place=1)
    assert at.of(theme_id) == [0, 3, 1, 2]
    at.meeting.do(put_into_theme, [at.notes[2], at.notes[1]], theme_id, place=0)
    assert at.of(theme_id) == [2, 1, 0, 3]
    assert at.meeting.do(put_into_theme, [at.notes[3]], theme_id) == []
    at.meeting.do(take_out_of_theme, [at.notes[0]], theme_id)
    assert at.of(theme_id) == [2, 1, 3]


def test_a_note_may_be_in_two_themes_and_leaves_the_one_that_it_is_moved_out_of(at: Gathered) -> None:
    first, second = at.theme("One", notes=(at.notes[0],)), at.theme("Two")
    at.meeting.do(put_into_theme, [at.notes[0]], second)
    assert at.of(first) == at.of(second) == [0]
    third = at.theme("Three")
    at.meeting.do(put_into_theme, [at.notes[0]], third, leaves=first)
    assert (at.of(first), at.of(second), at.of(third)) == ([], [0], [0])


def test_themes_move_between_columns_and_within_them(at: Gathered) -> None:
    one, two, three = (at.theme(title) for title in ("One", "Two", "Three"))
    at.meeting.do(move_theme, three, Column.SHARED, 0)
    assert [theme.theme_id for theme in themes_in(at.meeting.state, Column.SHARED)] == [three, one, two]
    at.meeting.do(move_theme, one, Column.OPEN)
    assert [theme.theme_id for theme in themes_in(at.meeting.state, Column.OPEN)] == [one]
    assert at.meeting.do(move_theme, one, Column.OPEN, 5) == []
    at.meeting.do(move_theme, two, Column.OPEN, 0)
    assert [theme.theme_id for theme in themes_in(at.meeting.state, Column.OPEN)] == [two, one]


def test_a_removed_theme_loses_no_note_and_a_removed_note_leaves_its_theme(at: Gathered) -> None:
    theme_id = at.theme("Early", notes=tuple(at.notes[:2]))
    at.meeting.do(remove_note, at.notes[1])
    assert at.of(theme_id) == [0]
    events = at.meeting.do(remove_theme, theme_id)
    assert [note.note_id for note in notes_in_no_theme(at.meeting.state)] == [at.notes[0], *at.notes[2:]]
    with pytest.raises(UserError, match="not in this session"):
        at.meeting.do(put_into_theme, [at.notes[0]], theme_id)
    at.meeting.undo(events)
    assert at.of(theme_id) == [0]


# -- what stands on a note -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "stands"),
    [
        ("The bus leaves too early, 0", True),
        ("“the bus leaves too early, 0.”", True),
        ("leaves too early", True),
        ("They said: the bus leaves too early, 0, always", True),
        ("the bus", False),
        ("What we heard of the mornings", False),
    ],
)
def test_a_title_that_repeats_a_note_goes_with_the_note(at: Gathered, title: str, *, stands: bool) -> None:
    theme_id = at.theme(title, notes=(at.notes[0],))
    note = Subject(at.notes[0])
    assert (Subject(theme_id) in standing_on(at.meeting.history, [note])) is stands
    assert bool(themes_from(at.meeting.state, at.notes[0])) is stands
    at.meeting.write(*withdrawals(at.meeting.history, note))
    assert (theme_id in at.meeting.state.themes) is not stands
    assert any('"title":"' + title in event.body for event in at.meeting.history.events()) is not stands


def test_words_of_a_note_that_come_into_a_theme_later_go_with_the_note_too(at: Gathered) -> None:
    by_edit, by_putting = at.theme("Mornings", notes=(at.notes[0],)), at.theme("the bus leaves too early, 1")
    at.meeting.do(edit_theme, by_edit, text="Many said: the bus leaves too early, 0.")
    at.meeting.do(put_into_theme, [at.notes[1]], by_putting)
    assert standing_on(at.meeting.history, [Subject(at.notes[0])]) == (Subject(by_edit),)
    assert standing_on(at.meeting.history, [Subject(at.notes[1])]) == (Subject(by_putting),)
    # What has been there stays in the log: it goes with the note even after it was written anew.
    at.meeting.do(edit_theme, by_edit, text="")
    assert standing_on(at.meeting.history, [Subject(at.notes[0])]) == (Subject(by_edit),)


# -- the read-back -------------------------------------------------------------------------------------


def test_a_draft_is_checked_then_approved_and_an_edit_makes_it_a_draft_again(at: Gathered) -> None:
    theme_id = at.theme("Early")
    with pytest.raises(UserError, match="draft still"):
        at.meeting.do(set_status, theme_id, CheckStatus.APPROVED)
    for status in (CheckStatus.CHECKED, CheckStatus.APPROVED):
        at.meeting.do(set_status, theme_id, status)
        assert theme_status(at.meeting.state, at[theme_id]) is status
    at.meeting.do(move_theme, theme_id, Column.OPEN)
    assert theme_status(at.meeting.state, at[theme_id]) is CheckStatus.APPROVED
    events = at.meeting.do(edit_theme, theme_id, text="Every day.")
    assert theme_status(at.meeting.state, at[theme_id]) is CheckStatus.DRAFT
    at.meeting.undo(events)
    assert theme_status(at.meeting.state, at[theme_id]) is CheckStatus.APPROVED


def test_two_laptops_that_rewrite_a_title_leave_both_until_one_is_kept(at: Gathered) -> None:
    theme_id = at.theme("Early")
    other = SessionController(at.meeting.history.copy(), writer="b")
    at.meeting.do(edit_theme, theme_id, title="Too early")
    other.do(edit_theme, theme_id, title="Much too early")
    other.do(edit_theme, theme_id, text="Before six.")
    at.meeting.receive(other.written)
    theme = at[theme_id]
    assert {theme.title, *theme.other_titles} == {"Too early", "Much too early"}
    assert theme.text == "Before six."
    with pytest.raises(UserError, match="same time"):
        at.meeting.do(set_status, theme_id, CheckStatus.CHECKED)
    at.meeting.do(edit_theme, theme_id, title=theme.title)
    assert not at[theme_id].other_titles


@pytest.mark.parametrize("words", ANY_SCRIPT)
def test_sentences_are_found_and_one_is_rewritten_in_place(at: Gathered, words: str) -> None:
    theme_id = at.theme("Перше. Not a second one")
    at.meeting.do(edit_theme, theme_id, text="One. Два! Three?\nFour")
    theme = at[theme_id]
    assert [one.text for one in sentences(theme)] == ["Перше. Not a second one", "One.", "Два!", "Three?", "Four"]
    assert all(read_back_text(theme)[one.start : one.end] == one.text for one in sentences(theme))
    at.meeting.do(rewrite_sentence, theme_id, sentences(theme)[2], words, theme.version)
    kept = sentences(at[theme_id])[2].text
    assert kept.startswith("One") or kept in at[theme_id].text
    assert at[theme_id].text.startswith("One. ")
    assert at[theme_id].text.endswith("Three?\nFour")
    with pytest.raises(UserError, match="written anew meanwhile"):
        at.meeting.do(rewrite_sentence, theme_id, sentences(theme)[1], "x", theme.version)
    at.meeting.do(rewrite_sentence, theme_id, sentences(at[theme_id])[0], "Title", at[theme_id].version)
    assert at[theme_id].title == "Title"


def test_an_objection_stands_beside_its_sentence_until_the_words_are_others(at: Gathered) -> None:
    theme_id = at.theme("Early")
    at.meeting.do(edit_theme, theme_id, text="One. Two.")
    theme = at[theme_id]
    two = sentences(theme)[2]
    at.meeting.do(add_objection, theme_id, two.start, two.end, "  not mine: היום 🚌 ")
    rows, earlier = heard(at.meeting.state, theme)
    assert [[objection.text for objection in row.objections] for row in rows] == [[], [], ["not mine: היום 🚌"]]
    assert earlier == ()
    at.meeting.do(edit_theme, theme_id, title="Too early", text="Another one. Two. Three.")
    rows, earlier = heard(at.meeting.state, at[theme_id])
    assert [row.sentence.text for row in rows if row.objections] == ["Two."]  # Its words are as they were.
    assert earlier == ()
    (objection,) = open_objections(at.meeting.state, theme_id)
    with pytest.raises(UserError, match="The words are as they were"):
        at.meeting.do(settle_objections, [objection.objection_id])
    at.meeting.do(edit_theme, theme_id, text="One. Three.")
    rows, earlier = heard(at.meeting.state, at[theme_id])
    assert not any(row.objections for row in rows)
    assert len(earlier) == 1
    with pytest.raises(UserError, match="Choose first"):
        at.meeting.do(add_objection, theme_id, 99, 120)


def test_an_objection_to_an_earlier_wording_that_arrives_later_stands_beside_its_sentence(at: Gathered) -> None:
    """Where the sentence still reads so; else it is shown as said of an earlier wording, and not lost."""
    theme_id, here = at.theme("Early"), at.meeting
    here.do(edit_theme, theme_id, text="One. Two.")
    there = SessionController(History(here.history.events()), writer="b")
    for text in ("Nought. One. Two.", "Nought. Two. One."):
        here.do(edit_theme, theme_id, text=text)
    here.do(edit_theme, theme_id, text="Nought. Two.")
    for sentence in sentences(there.state.themes[theme_id])[1:]:
        there.do(add_objection, theme_id, sentence.start, sentence.end, f"not {sentence.text}")
    here.receive(there.history.events())
    rows, earlier = heard(here.state, at[theme_id])
    assert [(row.sentence.text, [each.text for each in row.objections]) for row in rows if row.objections] == [
        ("Two.", ["not Two."])
    ]
    assert [each.text for each in earlier] == ["not One."]
    there.receive(here.history.events())
    assert contents(there.state) == contents(here.state)


def test_an_objection_is_settled_by_other_words_or_by_what_the_group_said(at: Gathered) -> None:
    theme_id = at.theme("Early")
    at.meeting.do(add_objection, theme_id, 0, 5, "not all")
    (objection,) = open_objections(at.meeting.state, theme_id)
    with pytest.raises(UserError, match="The words are as they were"):
        at.meeting.do(settle_objections, [objection.objection_id], "  ")
    said = at.meeting.do(settle_objections, [objection.objection_id], " most of us ")
    assert open_objections(at.meeting.state, theme_id) == ()
    (row,), earlier = heard(at.meeting.state, at[theme_id])
    assert [(each.is_settled, each.answer) for each in row.objections] == [(True, "most of us")]
    at.meeting.undo(said)
    assert open_objections(at.meeting.state, theme_id) == (objection,)
    at.meeting.do(edit_theme, theme_id, title="Too early")
    _, earlier = heard(at.meeting.state, at[theme_id])
    assert earlier == (objection,)
    at.meeting.do(settle_objections, [objection.objection_id])
    assert heard(at.meeting.state, at[theme_id])[1] == ()
    told = [(str(change.what), change.text) for change in changes_of(at.meeting.history, theme_id)]
    assert told[-1] == ("Settled by other words", "")


def test_every_change_is_told_and_what_is_undone_is_not(at: Gathered) -> None:
    theme_id = at.theme("Early")
    at.meeting.do(edit_theme, theme_id, title="Too early", text="Before six.")
    at.meeting.do(set_status, theme_id, CheckStatus.CHECKED)
    undone = at.meeting.do(set_status, theme_id, CheckStatus.APPROVED)
    at.meeting.do(add_objection, theme_id, 0, 5, "not all")
    at.meeting.undo(undone)
    told = [(str(change.what), change.text) for change in changes_of(at.meeting.history, theme_id)]
    assert told == [
        ("Gathered", "Early"),
        ("Title written anew", "Too early"),
        ("Text written anew", "Before six."),
        ("Checked with the group", ""),
        ("“This is not mine”", "not all"),
    ]


def test_a_theme_stands_on_the_room_display_while_it_is_there(at: Gathered) -> None:
    theme_id = at.theme("Early")
    at.meeting.do(show_theme, theme_id)
    assert theme_on_display(at.meeting.state) == at[theme_id]
    assert at.meeting.do(show_theme, theme_id) == []
    at.meeting.do(remove_theme, theme_id)
    assert theme_on_display(at.meeting.state) is None
    at.meeting.do(show_room)
    with pytest.raises(UserError):
        at.meeting.do(show_theme, theme_id)


# -- into another session ------------------------------------------------------------------------------


def test_what_is_left_open_arrives_elsewhere_once_with_where_it_came_from(at: Gathered) -> None:
    at.theme("Settled")
    theme_id = at.theme("How many children?", Column.OPEN)
    entry, done = (
        ListEntryId(at.meeting.make(add_list_entry, GroupList.PARKING_LOT, text)) for text in ("The mill 🏭", "Done")
    )
    at.meeting.do(tick_list_entry, done, is_done=True)
    left = left_open(at.meeting.state)
    assert [one.title if isinstance(one, Theme) else one.text for one in left] == ["How many children?", "The mill 🏭"]
    here, there = SessionId("here"), Meeting()
    arriving = [carried(here, one) for one in left]
    there.do(take_in, arriving)
    (theme,), (parked,) = themes_in(there.state, Column.OPEN), entries_on(there.state, GroupList.PARKING_LOT)
    assert isinstance(parked, ListEntry)
    assert (theme.origin, parked.origin) == (Ref(here, Subject(theme_id)), Ref(here, Subject(entry)))
    with pytest.raises(UserError, match="already"):
        there.do(take_in, arriving)
    # Carried on once more, it still says where it was first.
    assert carried(SessionId("there"), theme).origin == theme.origin != NO_REF


# -- merges --------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 12), st.integers(0, 5), st.integers(0, 5)),
    max_size=14,
)


def _step(laptop: SessionController, act: int, one: int, other: int) -> None:
    """Something that somebody does to themes, notes or tags, with what is there."""
    state = laptop.state
    notes, themes = [*state.notes], [theme for theme in state.themes if not state.themes[theme].removed]
    tags = [tag for tag in state.tags if not state.tags[tag].removed]
    note, column = notes[one % len(notes)], list(Column)[other % 3]
    acts: list[Callable[[], object]] = [
        lambda: laptop.do(add_theme, column, f"theme {one}", "", [note]),
        lambda: laptop.do(tag_notes_anew, [note], f"tag {one}"),
        lambda: laptop.do(add_tag, f"own {one}"),
        lambda: laptop.do(edit_note, note, f"text {one} {other}"),
    ]
    if themes:
        theme = themes[other % len(themes)]
        acts += [
            lambda: laptop.do(put_into_theme, [note], theme, place=one),
            lambda: laptop.do(take_out_of_theme, [note], theme),
            lambda: laptop.do(move_theme, theme, column, one),
            lambda: laptop.do(remove_theme, theme),
            lambda: laptop.do(edit_theme, theme, title=f"title {one}", text=f"text {other}."),
            lambda: laptop.do(set_status, theme, CheckStatus.CHECKED),
            lambda: laptop.do(add_objection, theme, 0, 3, f"no {one}"),
        ]
    if tags:
        tag = tags[one % len(tags)]
        acts += [lambda: laptop.do(merge_tag, tag, tags[other % len(tags)]), lambda: laptop.do(retire_tag, tag)]
    acts[act % len(acts)]()


@given(STEPS, st.randoms(use_true_random=False))
def test_themes_and_codebook_are_one_state_under_any_merge_and_no_note_is_lost(
    steps: list[tuple[str, int, int, int]], random: Random
) -> None:
    at = Gathered()
    both = {"a": at.meeting, "b": SessionController(at.meeting.history.copy(), writer="b")}
    for who, act, one, other in steps:
        try:
            _step(both[who], act, one, other)
        except UserError:
            continue  # Such as a tag that would be merged into itself.
    events = [*both["a"].written, *both["b"].written]
    whole = History(events)
    random.shuffle(events)
    shuffled = History()
    for event in events:
        shuffled.add([event])
    assert contents(shuffled.state) == contents(whole.state)
    state = whole.state
    assert {note.note_id for note in notes_kept(state)} == set(at.notes)
    gathered = {note.note_id for notes in notes_by_theme(state).values() for note in notes}
    loose = {note.note_id for note in notes_in_no_theme(state)}
    assert gathered | loose == set(at.notes)
    assert not gathered & loose
