"""The lists that the note-taker works in: notes newest first, what is looked for, marks to fill."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from facilitator_console.console import open_session
from facilitator_console.dialogue.capture import capture, mark_moment
from facilitator_console.log import Instant, SessionId, Subject
from facilitator_console.notes.ids import NoteId, TagId
from facilitator_console.notes.keeping import dismiss_mark, edit_note, remove_note, tag_note
from facilitator_console.notes.state import marks_to_fill
from facilitator_console.ui.desk import Desk
from facilitator_console.ui.models.marks import MarksModel
from facilitator_console.ui.models.notes import FEW, NotesModel
from facilitator_console.ui.times import time_of_day
from tests.ui.sample import THEM, US, SampleDesk, empty_desk, sample_desk


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[SampleDesk]:
    del qtbot  # The desk has a timer of Qt's.
    with closing(sample_desk(tmp_path)) as made:
        yield made


def texts(model: NotesModel) -> list[str]:
    return [model.note_at(row).text for row in range(model.rowCount())]


def first_words(model: NotesModel) -> list[str]:
    return [text.split()[0] for text in texts(model)]


def test_notes_stand_newest_first(desk: SampleDesk) -> None:
    model = NotesModel(desk)
    assert first_words(model) == ["Whether", "Nobody", "One", "How", "To", "A", "Nobody"]


def test_the_models_keep_qts_rules_through_all_that_happens(desk: SampleDesk, qtmodeltester: ModelTester) -> None:
    model, marks = NotesModel(desk), MarksModel(desk)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    qtmodeltester.check(marks)  # type: ignore[no-untyped-call]
    desk.do(capture, "#need one more")
    desk.do(mark_moment)
    desk.do(remove_note, model.note_at(3).note_id)
    desk.undo()
    desk.do(dismiss_mark, marks_to_fill(desk.state)[1].mark_id)
    desk.undo()
    model.find("bus")
    desk.do(capture, "the bus again")
    model.find("")
    assert texts(model)[:2] == ["the bus again", "one more"]
    assert marks.rowCount() == 4


def test_a_removed_note_leaves_its_row_and_undo_puts_it_back(desk: SampleDesk) -> None:
    model = NotesModel(desk)
    before = texts(model)
    kept = QPersistentModelIndex(model.index(5, 0))
    desk.do(remove_note, model.note_at(2).note_id)
    assert texts(model) == before[:2] + before[3:]
    assert kept.row() == 4
    desk.undo()
    assert texts(model) == before
    assert kept.row() == 5


def test_a_withdrawn_note_is_gone(desk: SampleDesk) -> None:
    model = NotesModel(desk)
    note = model.note_at(1)
    assert desk.withdraw(Subject(note.note_id))
    assert note.text not in texts(model)
    assert model.row_of(note.note_id) == -1


def test_a_change_of_one_note_touches_one_row(desk: SampleDesk) -> None:
    model = NotesModel(desk)
    touched: list[int] = []
    desk.do(mark_moment)  # A run that begins names who wrote.
    model.dataChanged.connect(lambda first, _last: touched.append(first.row()))
    model.modelReset.connect(lambda: touched.append(-1))
    desk.do(tag_note, model.note_at(4).note_id, TagId("fear"))
    assert touched == [4]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bus", ["To"]),
        ("SCHOOL pupils", ["Whether"]),
        ("nobody", ["Nobody", "Nobody"]),
        ("wint wait", ["A"]),
        ("volcano", []),
        ("  ", ["Whether", "Nobody", "One", "How", "To", "A", "Nobody"]),
    ],
)
def test_finding_takes_all_words_in_any_order_and_case(desk: SampleDesk, typed: str, found: list[str]) -> None:
    model = NotesModel(desk)
    model.find(typed)
    assert first_words(model) == found


def test_finding_knows_letters_of_two_signs(desk: SampleDesk) -> None:
    desk.do(capture, unicodedata.normalize("NFD", "Спокій їхній"))
    model = NotesModel(desk)
    for typed in ("їхній спокій", unicodedata.normalize("NFD", "їхній спокій")):
        model.find(typed)
        assert first_words(model) == ["Спокій"]


def test_finding_folds_what_keyboards_spell_differently(desk: SampleDesk) -> None:
    desk.do(capture, "Їхній дев’ятнадцятий ґанок")
    model = NotesModel(desk)
    model.find("іхній дев'ят ганок")
    assert texts(model) == ["Їхній дев’ятнадцятий ґанок"]


def test_what_is_looked_for_follows_new_and_rewritten_notes(desk: SampleDesk) -> None:
    model = NotesModel(desk)
    model.find("bridge")
    desk.do(capture, "the bridge")
    desk.do(capture, "the river")
    assert texts(model) == ["the bridge"]
    river = next(note for note in desk.state.notes.values() if note.text == "the river")
    desk.do(edit_note, river.note_id, "the other bridge")
    assert texts(model) == ["the other bridge", "the bridge"]


def test_many_notes_at_once_are_one_new_list(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    with closing(empty_desk(tmp_path)) as desk:
        for number in range(FEW + 2):
            desk.do(capture, f"note {number}")
        model = NotesModel(desk)
        resets: list[bool] = []
        model.modelReset.connect(lambda: resets.append(True))
        model.find("nothing of this")
        assert (model.rowCount(), len(resets)) == (0, 1)
        model.find("note 33")
        assert texts(model) == ["note 33"]


def test_a_short_list_holds_only_the_newest(desk: SampleDesk) -> None:
    model = NotesModel(desk, most=2)
    assert first_words(model) == ["Whether", "Nobody"]
    desk.do(capture, "one more")
    assert first_words(model) == ["one", "Whether"]
    desk.undo()
    assert first_words(model) == ["Whether", "Nobody"]


def test_rows_say_who_wrote(desk: SampleDesk) -> None:
    model = NotesModel(desk)
    assert [model.author_text(model.note_at(row).writer) for row in (0, 1)] == ["O.", "you"]


def test_a_mark_says_whose_it_is(desk: SampleDesk) -> None:
    ours = MarksModel(desk)
    assert {ours.index(row, 0).data() for row in range(3)} == {"marked by you"}
    with_author = SampleDesk(desk.store, desk.clock, open_session(desk.store, saved(desk), THEM, desk.clock))
    with_author.do(mark_moment)
    theirs = MarksModel(with_author)
    assert [theirs.index(row, 0).data() for row in (0, 3)] == ["marked by the facilitator", "marked by you"]
    again = SampleDesk(desk.store, desk.clock, open_session(desk.store, saved(with_author), US, desk.clock))
    ours_again = MarksModel(again)
    assert ours_again.index(3, 0).data() == "marked by O."
    for opened in (with_author, again):
        Desk.close(opened)


def test_a_clock_that_is_broken_has_no_time_of_day() -> None:
    assert time_of_day(Instant(10**18)) == "–"


def test_an_index_of_nowhere_has_no_data(desk: SampleDesk) -> None:
    assert NotesModel(desk).data(QModelIndex()) is None
    assert NotesModel(desk).row_of(NoteId("none")) == -1


def saved(desk: SampleDesk) -> SessionId:
    saves = desk.console.saves
    assert desk.store.writer.wait(saves.committed + saves.waiting, 10)
    return desk.session
