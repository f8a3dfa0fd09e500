"""The lists that the note-taker works in: notes newest first, what is looked for, marks to fill."""

from __future__ import annotations

import unicodedata
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from facilitator_console.console import open_session
from facilitator_console.dialogue.capture import capture, mark_moment
from facilitator_console.dialogue.codec import encode
from facilitator_console.log import Event, Instant, SessionId, Subject, WriterId
from facilitator_console.notes.commands import dismiss_mark, edit_note, remove_note, tag_note
from facilitator_console.notes.events import NoteAdded
from facilitator_console.notes.ids import NoteId, TagId
from facilitator_console.notes.state import marks_to_fill
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.times import time_of_day
from facilitator_console.ui.run.marks_model import MarksModel
from facilitator_console.ui.run.notes_model import FEW, NotesModel
from tests.ui.sample import THEM, US, SampleSessionController, empty_controller


def texts(model: NotesModel) -> list[str]:
    return [model.note_at(row).text for row in range(model.rowCount())]


def first_words(model: NotesModel) -> list[str]:
    return [text.split()[0] for text in texts(model)]


def test_notes_stand_newest_first(controller: SampleSessionController) -> None:
    model = NotesModel(controller)
    assert first_words(model) == ["Whether", "Nobody", "One", "How", "To", "A", "Nobody"]


def test_many_notes_that_come_at_once_are_told_once(controller: SampleSessionController) -> None:
    """Five thousand notes of another laptop must not hold the window up."""
    model, told = NotesModel(controller), list[int]()
    model.dataChanged.connect(lambda *_: told.append(1))
    console = controller.console
    kind, body = encode(NoteAdded("from elsewhere"))
    far = Event(console.session, WriterId("z"), 1, console.history.lamport, Instant(1), kind, Subject("z.1"), body)
    numbers = range(1, 10 * FEW + 1)
    console.receive([replace(far, seq=seq, lamport=far.lamport + seq, subject=Subject(f"z.{seq}")) for seq in numbers])
    assert model.rowCount() == 7 + 10 * FEW
    assert len(told) <= 2


def test_the_models_keep_qts_rules_through_all_that_happens(
    controller: SampleSessionController, qtmodeltester: ModelTester
) -> None:
    model, marks = NotesModel(controller), MarksModel(controller)
    qtmodeltester.check(model)
    qtmodeltester.check(marks)
    controller.do(capture, "#need one more")
    controller.do(mark_moment)
    controller.do(remove_note, model.note_at(3).note_id)
    controller.undo()
    controller.do(dismiss_mark, marks_to_fill(controller.state)[1].mark_id)
    controller.undo()
    model.find("bus")
    controller.do(capture, "the bus again")
    model.find("")
    assert texts(model)[:2] == ["the bus again", "one more"]
    assert marks.rowCount() == 4


def test_a_removed_note_leaves_its_row_and_undo_puts_it_back(controller: SampleSessionController) -> None:
    model = NotesModel(controller)
    before = texts(model)
    kept = QPersistentModelIndex(model.index(5, 0))
    controller.do(remove_note, model.note_at(2).note_id)
    assert texts(model) == before[:2] + before[3:]
    assert kept.row() == 4
    controller.undo()
    assert texts(model) == before
    assert kept.row() == 5


def test_a_withdrawn_note_is_gone(controller: SampleSessionController) -> None:
    model = NotesModel(controller)
    note = model.note_at(1)
    assert controller.withdraw(Subject(note.note_id))
    assert note.text not in texts(model)
    assert model.row_of(note.note_id) == -1


def test_a_change_of_one_note_touches_one_row(controller: SampleSessionController) -> None:
    model = NotesModel(controller)
    touched: list[int] = []
    controller.do(mark_moment)  # A run that begins names who wrote.
    model.dataChanged.connect(lambda first, _last: touched.append(first.row()))
    model.modelReset.connect(lambda: touched.append(-1))
    controller.do(tag_note, model.note_at(4).note_id, TagId("fear"))
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
def test_finding_takes_all_words_in_any_order_and_case(
    controller: SampleSessionController, typed: str, found: list[str]
) -> None:
    model = NotesModel(controller)
    model.find(typed)
    assert first_words(model) == found


def test_finding_knows_letters_of_two_signs(controller: SampleSessionController) -> None:
    controller.do(capture, unicodedata.normalize("NFD", "Спокій їхній"))
    model = NotesModel(controller)
    for typed in ("їхній спокій", unicodedata.normalize("NFD", "їхній спокій")):
        model.find(typed)
        assert first_words(model) == ["Спокій"]


def test_finding_folds_what_keyboards_spell_differently(controller: SampleSessionController) -> None:
    controller.do(capture, "Їхній дев’ятнадцятий ґанок")
    model = NotesModel(controller)
    model.find("іхній дев'ят ганок")
    assert texts(model) == ["Їхній дев’ятнадцятий ґанок"]


def test_what_is_looked_for_follows_new_and_rewritten_notes(controller: SampleSessionController) -> None:
    model = NotesModel(controller)
    model.find("bridge")
    controller.do(capture, "the bridge")
    controller.do(capture, "the river")
    assert texts(model) == ["the river", "the bridge"]
    river = next(note for note in controller.state.notes.values() if note.text == "the river")
    assert model.is_outside(river.note_id)
    controller.do(edit_note, river.note_id, "the other bridge")
    assert not model.is_outside(river.note_id)
    assert texts(model) == ["the other bridge", "the bridge"]


def test_a_note_is_found_newest_first_before_it_is_saved(controller: SampleSessionController) -> None:
    model = NotesModel(controller)
    model.find("ганок дев'ят")
    # Whoever holds the log's connection keeps the thread that saves from it.
    with controller.store.log.connection():
        controller.do(capture, "дев’ять ґанків")
        controller.do(capture, "Їхній дев’ятнадцятий ґанок")
        controller.do(capture, "ґанок дев’яти родин")
        assert controller.saves.waiting
        found = [
            note.text for note in map(model.note_at, range(model.rowCount())) if not model.is_outside(note.note_id)
        ]
        assert found == ["ґанок дев’яти родин", "Їхній дев’ятнадцятий ґанок"]


def test_many_notes_at_once_are_one_new_list(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    with closing(empty_controller(tmp_path)) as controller:
        for number in range(FEW + 2):
            controller.do(capture, f"note {number}")
        model = NotesModel(controller)
        resets: list[bool] = []
        model.modelReset.connect(lambda: resets.append(True))
        model.find("nothing of this")
        assert (model.rowCount(), len(resets)) == (0, 1)
        model.find("note 33")
        assert texts(model) == ["note 33"]


def test_a_short_list_holds_only_the_newest(controller: SampleSessionController) -> None:
    model = NotesModel(controller, most=2)
    assert first_words(model) == ["Whether", "Nobody"]
    controller.do(capture, "one more")
    assert first_words(model) == ["one", "Whether"]
    controller.undo()
    assert first_words(model) == ["Whether", "Nobody"]


def test_rows_say_who_wrote(controller: SampleSessionController) -> None:
    model = NotesModel(controller)
    assert [model.author_text(model.note_at(row).writer) for row in (0, 1)] == ["O.", "you"]


def test_a_mark_says_whose_it_is(controller: SampleSessionController) -> None:
    ours = MarksModel(controller)
    assert {ours.index(row, 0).data() for row in range(3)} == {"marked by you"}
    with_author = SampleSessionController(
        controller.store, controller.clock, open_session(controller.store, saved(controller), THEM, controller.clock)
    )
    with_author.do(mark_moment)
    theirs = MarksModel(with_author)
    assert [theirs.index(row, 0).data() for row in (0, 3)] == ["marked by the facilitator", "marked by you"]
    again = SampleSessionController(
        controller.store, controller.clock, open_session(controller.store, saved(with_author), US, controller.clock)
    )
    ours_again = MarksModel(again)
    assert ours_again.index(3, 0).data() == "marked by O."
    for opened in (with_author, again):
        SessionController.close(opened)


def test_a_clock_that_is_broken_has_no_time_of_day() -> None:
    assert time_of_day(Instant(10**18), load_catalogue("uk")) == "–"


def test_an_index_of_nowhere_has_no_data(controller: SampleSessionController) -> None:
    assert NotesModel(controller).data(QModelIndex()) is None
    assert NotesModel(controller).row_of(NoteId("none")) == -1


def saved(controller: SampleSessionController) -> SessionId:
    saves = controller.saves
    assert controller.store.saver.wait(saves.committed + saves.waiting, 10)
    return controller.session
