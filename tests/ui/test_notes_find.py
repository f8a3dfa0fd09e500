"""Notes found in all sessions, read whole, translated, answered, pasted; in the real page."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QStyleOptionViewItem

from facilitator_console.console import new_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.log import Instant, Subject
from facilitator_console.notes.coming_in import ReadNote, add_notes
from facilitator_console.notes.ids import MarkState
from facilitator_console.notes.room_states import lasting
from facilitator_console.notes.state import notes_kept
from facilitator_console.session.agenda import edit_session, items_in_order, next_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.ids import MAIN, Attribution
from facilitator_console.ui.control.action import press as press_action
from facilitator_console.ui.parts.text_field import TextField
from facilitator_console.ui.run.notes_page import NotesPage
from facilitator_console.views.timeline import timeline
from facilitator_console.words import Message
from tests.helpers.saving import closed_as_in_a_sweep, wait_until_saved
from tests.ui.keyboard import press, typed
from tests.ui.sample import US, SampleSessionController

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def rows(page: NotesPage) -> list[str]:
    return [page.model.note_at(row).text for row in range(page.model.rowCount())]


def choose(page: NotesPage, *path: str) -> None:
    """Choose in the menu of the filter."""
    page.finder.filter.click()
    QCoreApplication.processEvents()
    menus = page.finder.filter.findChildren(QMenu)
    entries = {entry.text(): entry for menu in menus for entry in menu.actions()}
    found: QAction = entries[path[-1]]
    found.trigger()
    for menu in menus:
        menu.close()
    QCoreApplication.processEvents()


def test_all_sessions_are_searched_by_keys_alone(page: NotesPage, controller: SampleSessionController) -> None:
    other = new_session(controller.store, US, "Зимове коло 🧊", clock=SetClock(Instant(2 * 10**12)))
    other.dispatch(capture, "Їхній ґанок біля автобуса")
    saves = controller.saves
    assert controller.store.saver.wait(saves.committed + saves.waiting, 20)
    page.open_find()
    typed("іхній ганок")
    assert page.model.rowCount() == 0
    page.finder.everywhere.click()
    found = page.elsewhere.found
    assert (found.rowCount(), page.notes.isVisible(), page.elsewhere.isVisible()) == (1, False, True)
    press(page, K.Key_Down)
    chosen = page.elsewhere.current
    assert chosen is not None
    assert (chosen.text, found.title_text(chosen)) == ("Їхній ґанок біля автобуса", "Зимове коло 🧊")
    assert page.pane.isVisible()
    assert page.pane.words.text == "Їхній ґанок біля автобуса"
    press(page, K.Key_Escape)
    page.finder.close_find()
    QCoreApplication.processEvents()
    assert (page.notes.isVisible(), page.elsewhere.isVisible(), page.pane.isVisible()) == (True, False, False)


def test_what_is_found_in_all_sessions_follows_what_is_withdrawn(
    page: NotesPage, controller: SampleSessionController
) -> None:
    """It goes from the list and from what is read, and while its words are taken out of the file that is said."""
    other = new_session(controller.store, US, "Зимове коло", clock=SetClock(Instant(2 * 10**12)))
    for text in ("Старий ґанок", "Їхній ґанок"):
        other.dispatch(capture, text)
    wait_until_saved(controller.store)
    page.open_find()
    typed("ганок")
    page.finder.everywhere.click()
    press(page, K.Key_Down)
    assert (page.elsewhere.found.rowCount(), page.pane.words.text) == (2, "Їхній ґанок")
    other.withdraw(Subject(next(reversed(other.state.notes))))
    wait_until_saved(controller.store)
    controller.saves_changed.emit(controller.console.saves)
    assert (page.elsewhere.found.rowCount(), page.pane.isHidden()) == (1, True)
    with closed_as_in_a_sweep(controller.store):
        page.elsewhere.look_for("старий")
        assert (page.elsewhere.found.rowCount(), page.elsewhere.found.can_be_read) == (0, False)
    controller.saves_changed.emit(controller.console.saves)
    assert (page.elsewhere.found.rowCount(), page.elsewhere.found.can_be_read) == (1, True)


def test_hits_are_marked_in_the_rows(page: NotesPage) -> None:
    page.open_find()
    typed("bus")
    QCoreApplication.processEvents()
    plain, found = page.notes.viewport().grab().toImage(), rows(page)
    page.finder.field.clear()
    typed("beforehand")
    assert rows(page) == found, "the same row, found by another word"
    QCoreApplication.processEvents()
    other = page.notes.viewport().grab().toImage()
    rect = page.notes.visualRect(page.model.index(0, 0))
    differing = [
        x
        for x in range(rect.left(), rect.right())
        if plain.pixelColor(x, rect.center().y()) != QColor()
        and plain.pixelColor(x, rect.top() + 14) != other.pixelColor(x, rect.top() + 14)
    ]
    assert len(differing) > 10


def test_the_order_is_turned_and_new_notes_come_at_the_other_end(
    page: NotesPage, controller: SampleSessionController
) -> None:
    newest_first = rows(page)
    page.open_find()
    choose(page, "Oldest first")
    assert rows(page) == newest_first[::-1]
    assert "Oldest first" in page.finder.filter.text()
    controller.do(capture, "щойно")
    assert rows(page) == [*newest_first[::-1], "щойно"]
    page.finder.close_find()
    assert rows(page) == ["щойно", *newest_first]


def test_notes_are_filtered_by_question(page: NotesPage, controller: SampleSessionController) -> None:
    before = [note.text for note in notes_kept(controller.state)]
    for _ in range(2):
        controller.do(next_item)
    controller.do(capture, "до іншого запитання")
    noted = {note.item_id for note in controller.state.notes.values()}
    item = next(item for item in items_in_order(controller.state) if item.question and item.item_id in noted)
    page.open_find()
    question = " ".join(item.question.split())
    choose(page, "Question", question if len(question) <= 70 else question[:69] + "…")
    notes = [page.model.note_at(row) for row in range(page.model.rowCount())]
    same = {other.item_id for other in items_in_order(controller.state) if other.question == item.question}
    assert {note.item_id for note in notes} <= same
    assert [note.text for note in reversed(notes)] == before


def test_new_notes_out_of_sight_are_said_and_led_to(page: NotesPage, controller: SampleSessionController) -> None:
    for n in range(60):
        controller.do(capture, f"думка {n}")
    page.notes.setFocus()
    page.notes.choose(50)
    QCoreApplication.processEvents()
    assert page.above.isHidden()
    controller.do(capture, "нова")
    controller.do(capture, "ще новіша")
    assert page.above.isVisible()
    assert page.above.text() == "↑ 2 new notes"
    page.above.click()
    QCoreApplication.processEvents()
    assert page.above.isHidden()
    assert page.notes.visualRect(page.model.index(0, 0)).top() >= 0


# -- reading, translating, answering -------------------------------------------------------------------------


def test_a_long_note_is_read_whole_and_a_short_one_on_asking(
    page: NotesPage, controller: SampleSessionController
) -> None:
    long = "Дуже довга думка про їжу 🫓. " * 170
    controller.do(capture, long)
    press(page, K.Key_Up)
    assert page.pane.isVisible()
    assert page.pane.words.text == long.strip()
    press(page, K.Key_Down)
    assert page.pane.isHidden()
    press(page, K.Key_Space)
    assert page.pane.isVisible()
    press(page, K.Key_Space)
    assert page.pane.isHidden()


def test_a_translation_is_written_beside_the_note_and_its_draft_stays(
    page: NotesPage, controller: SampleSessionController
) -> None:
    press(page, K.Key_Up)
    note = page.notes.current
    assert note is not None
    page.pane.translate(note, "uk")
    typed("Чи лишати школу ї")
    press(page, K.Key_Escape)
    assert page.pane.isHidden()
    page.pane.translate(note, "uk")
    assert page.pane.field.toPlainText() == "Чи лишати школу ї"
    press(page, K.Key_Return)
    kept = controller.state.translations[f"{note.note_id}/uk"]
    assert kept.text == "Чи лишати школу ї"
    assert "Українська: Чи лишати школу ї" in page.pane.others.text
    assert page.notes.hasFocus()


def test_a_translation_gives_its_room_back_in_a_low_window(
    page: NotesPage, controller: SampleSessionController
) -> None:
    page.resize(960, 480)
    page.pane.translate(page.model.note_at(1), "en")
    typing = page.pane.maximumHeight()
    press(page, K.Key_Escape)
    controller.do(capture, "довга розповідь " * 300)
    page.notes.choose(0)
    assert page.pane.isVisible()
    assert page.pane.maximumHeight() == page.height() // 3 < typing


def test_r_answers_the_chosen_note(page: NotesPage, controller: SampleSessionController) -> None:
    press(page, K.Key_Up)
    answered = page.notes.current
    assert answered is not None
    press(page, K.Key_R)
    assert "Answers the note of" in page.line.hint
    typed("бо автобуса немає")
    press(page, K.Key_Return)
    note = next(reversed(controller.state.notes.values()))
    assert note.reply_to == answered.note_id
    press(page, K.Key_Up)
    assert "Answers: Whether the small school" in page.pane.others.text


def test_zero_shows_the_tags_without_a_digit_and_the_next_digit_gives_one(
    page: NotesPage, controller: SampleSessionController
) -> None:
    for n in range(3):
        controller.do(capture, f"думка {n}")
    press(page, K.Key_Up, K.Key_0, K.Key_3)
    assert [note.tags for note in [*controller.state.notes.values()][-3:]] == [(), (), ("fear",)]
    press(page, K.Key_2, K.Key_0, K.Key_0)
    assert [note.tags for note in [*controller.state.notes.values()][-3:]] == [("process",), ("need",), ("fear",)]


def test_what_is_rewritten_is_a_draft_until_it_is_kept(page: NotesPage, controller: SampleSessionController) -> None:
    press(page, K.Key_Up, K.Key_Return)
    typed(" їжа 🫓")
    controller.drafts.flush()
    note_id = page.model.note_at(0).note_id
    assert controller.store.saver.draft(controller.session, f"note:{note_id}").endswith("pupils їжа 🫓")
    # As after kill -9: another field over the same row goes on with the draft.
    index = page.model.index(0, 0)
    field = page.notes.itemDelegate().createEditor(page.notes.viewport(), QStyleOptionViewItem(), index)
    assert isinstance(field, TextField)
    assert field.text.endswith("pupils їжа 🫓")
    field.deleteLater()
    press(page, K.Key_Return)
    assert page.model.note_at(0).text.endswith("pupils їжа 🫓")
    assert not controller.drafts.has(f"note:{note_id}")


def test_a_withdrawn_note_takes_what_was_typed_over_it(page: NotesPage, controller: SampleSessionController) -> None:
    press(page, K.Key_Up, K.Key_Return)
    typed(" таємне")
    controller.drafts.flush()
    note_id = page.model.note_at(0).note_id
    controller.withdraw(Subject(note_id))
    controller.drafts.flush()
    assert controller.store.saver.drafted_fields(controller.session) == frozenset()


# -- coming in -----------------------------------------------------------------------------------------------


def paste_by_key(page: NotesPage, text: str) -> None:
    QApplication.clipboard().setText(text)
    press(page, K.Key_V, held=CTRL)


def paste_by_menu(page: NotesPage, text: str) -> None:
    QApplication.clipboard().setText(text)
    edit = page.line.edit
    at = edit.rect().center()
    QApplication.sendEvent(edit, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, edit.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entry = next(entry for entry in menu.actions() if entry.objectName() == "edit-paste")
    menu.close()
    entry.trigger()
    page.activateWindow()
    QCoreApplication.processEvents()


def drop(page: NotesPage, text: str) -> None:
    mime = QMimeData()
    mime.setText(text)
    at, left, none = QPointF(5, 5), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.line.edit.dropEvent(QDropEvent(at, Qt.DropAction.CopyAction, mime, left, none))


Paste = Callable[[NotesPage, str], None]


@pytest.mark.parametrize("paste", [paste_by_key, paste_by_menu, drop])
def test_a_pasted_page_is_asked_about_and_becomes_notes(
    page: NotesPage, controller: SampleSessionController, paste: Paste
) -> None:
    before = len(controller.state.notes)
    paste(page, "перша думка 🫓\n\nдруга думка\nі далі\n\nтретя")
    assert (page.line.text, page.strip.isVisible()) == ("", True)
    press(page, K.Key_Return)
    assert [note.text for note in [*controller.state.notes.values()][before:]] == [
        "перша думка 🫓",
        "друга думка\nі далі",
        "третя",
    ]
    controller.undo()
    assert len(controller.state.notes) == before


def test_a_pasted_page_may_be_one_note(page: NotesPage) -> None:
    QApplication.clipboard().setText("перша\nдруга")
    press(page, K.Key_V, held=CTRL)
    press(page, K.Key_Right, K.Key_Space)
    assert (page.line.text, page.strip.isVisible()) == ("перша\nдруга", False)


@pytest.mark.parametrize("paste", [paste_by_key, paste_by_menu])
def test_a_paste_beyond_what_a_note_holds_is_refused_in_words_and_one_below_is_kept_whole(
    page: NotesPage, controller: SampleSessionController, paste: Paste
) -> None:
    refused: list[Message] = []
    controller.refused.connect(refused.append)
    paste(page, "ї" * 40_001)
    assert page.line.text == ""
    assert "40001" in str(refused[-1]).replace(",", "").replace(" ", "")
    paste(page, "ї" * 39_999)
    press(page, K.Key_Return)
    assert len(next(reversed(controller.state.notes.values())).text) == 39_999


def test_a_file_is_asked_about_before_it_comes_in(
    page: NotesPage, controller: SampleSessionController, tmp_path: Path
) -> None:
    path = tmp_path / "нотатки.md"
    path.write_text("- вода\n- світло\n", encoding="utf-8")
    before = len(controller.state.notes)
    page.coming_in.take_file(path)
    assert len(controller.state.notes) == before
    press(page, K.Key_Return)
    assert [note.text for note in [*controller.state.notes.values()][before:]] == ["вода", "світло"]
    refused: list[Message] = []
    controller.refused.connect(refused.append)
    page.coming_in.take_file(tmp_path / "нема.md")
    assert "There is no file" in str(refused[-1])


def test_the_room_is_loud_until_somebody_says_otherwise(page: NotesPage, controller: SampleSessionController) -> None:
    loud = page.aside.states.buttons[MarkState.LOUD]
    loud.click()
    assert loud.isChecked()
    assert MarkState.LOUD in lasting(controller.state, MAIN)
    controller.later(60)
    (stretch,) = timeline(controller.state).states
    assert stretch.to_ms == 0
    loud.click()
    (stretch,) = timeline(controller.state).states
    assert stretch.to_ms - stretch.from_ms == 60_000
    assert not loud.isChecked()
    controller.undo()
    assert loud.isChecked()


def test_how_the_room_is_becomes_a_note_that_says_so(page: NotesPage, controller: SampleSessionController) -> None:
    states, line = page.aside.states, page.line
    controller.do(edit_session, attribution=Attribution.PSEUDONYM)
    assert line.named.startswith("said by seat")
    assert not states.note.isVisible()
    states.buttons[MarkState.TENSE].click()
    states.note.click()
    assert line.text == "Tense. "
    assert line.named == "no one is named"
    assert "About how the room is: tense" in line.hint
    press(page, K.Key_Return)
    note = next(reversed(controller.state.notes.values()))
    assert (note.text, note.participant_id) == ("Tense.", "")
    assert controller.state.marks[note.fills].state is MarkState.TENSE
    states.buttons[MarkState.TENSE].click()
    assert not states.note.isVisible()
    press(page, K.Key_Up)
    shown = " ".join(words.text() for words in page.pane.findChildren(QLabel))
    assert "How the room was: tense, " in shown
    assert timeline(controller.state).states
    states.buttons[MarkState.CALM].click()
    page.line.focus_line()
    typed("they smiled")
    press_action(next(action for action in page.offered_actions() if action.name == "note_state"), controller)
    press(page, K.Key_Return)
    note = next(reversed(controller.state.notes.values()))
    assert (note.text, controller.state.marks[note.fills].state) == ("they smiled", MarkState.CALM)


def test_a_backlog_is_tagged_without_the_mouse(page: NotesPage, controller: SampleSessionController) -> None:
    texts = ["й ї " + unicodedata.normalize("NFD", "їжак й"), "מים ומזון", "\U0001f469\u200d\U0001f467 разом"]
    notes = [ReadNote(f"{texts[n % 3]} {n}") for n in range(99)]
    controller.do(add_notes, [ReadNote("ї" * 5_000), *notes], controller.tag_names)
    press(page, K.Key_Up)
    for n in range(100):
        press(page, (K.Key_1, K.Key_2, K.Key_6)[n % 3])
    backlog = [*controller.state.notes.values()][-100:]
    assert all(len(note.tags) == 1 for note in backlog)
    assert {tag for note in backlog for tag in note.tags} == {"issue", "need", "proposal"}
    assert backlog[1].text == unicodedata.normalize("NFC", texts[0]) + " 0"
