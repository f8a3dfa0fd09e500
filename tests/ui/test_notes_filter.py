"""Finding and filtering notes, and doing something to several of them, in the real page."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from facilitator_console.dialogue.capture import capture
from facilitator_console.notes.filters import NO_FILTER
from facilitator_console.notes.ids import Flag
from facilitator_console.notes.state import notes_kept
from facilitator_console.session.agenda import items_in_order
from facilitator_console.ui.run.notes_model import NotesModel
from facilitator_console.ui.run.notes_page import NotesPage
from tests.ui.keyboard import press, typed
from tests.ui.sample import SampleSessionController

K = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def write(page: NotesPage, line: str) -> None:
    page.line.focus_line()
    typed(line)
    press(page, K.Key_Return)


def rows(model: NotesModel) -> list[str]:
    return [model.note_at(row).text for row in range(model.rowCount())]


def choose(page: NotesPage, *path: str) -> None:
    """Choose in the menu that is open."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for words in path:
        action = next(action for action in menu.actions() if action.text().strip() == words)
        inner = action.menu()
        if isinstance(inner, QMenu):
            menu = inner
        else:
            action.trigger()
    while popup := QApplication.activePopupWidget():
        popup.close()
    page.activateWindow()  # Offscreen no window manager gives the window the keys back.
    QCoreApplication.processEvents()


def filter_by(page: NotesPage, *path: str) -> None:
    page.open_find()
    QTest.mouseClick(page.finder.filter, Qt.MouseButton.LeftButton)
    choose(page, *path)


def test_a_typed_tag_filters_while_it_is_only_begun(page: NotesPage, controller: SampleSessionController) -> None:
    needs = [note.text for note in notes_kept(controller.state) if "need" in note.tags][::-1]
    page.open_find()
    typed("#nee")
    assert rows(page.model) == needs
    typed("d winter")
    assert rows(page.model) == [text for text in needs if "winter" in text]
    press(page, K.Key_Escape)
    assert len(rows(page.model)) == len(notes_kept(controller.state))


def test_filters_are_chosen_shown_on_the_button_and_taken_off(
    page: NotesPage, controller: SampleSessionController
) -> None:
    everything = rows(page.model)
    filter_by(page, "Tag", "need")
    assert rows(page.model) == [note.text for note in notes_kept(controller.state) if "need" in note.tags][::-1]
    assert page.finder.filter.text() == "need ▾"
    filter_by(page, "Marked as", "sensitive")
    assert rows(page.model) == []
    assert page.finder.filter.text() == "need · sensitive ▾"
    filter_by(page, "Tag", "need")
    assert page.finder.filter.text() == "sensitive ▾"
    filter_by(page, "No filter")
    assert rows(page.model) == everything
    filter_by(page, "Written by", "O.")
    assert len(rows(page.model)) == 1
    press(page, K.Key_Escape)
    assert rows(page.model) == everything
    assert page.finder.filter.wanted == NO_FILTER


def test_without_a_tag_follows_the_tags(page: NotesPage, controller: SampleSessionController) -> None:
    controller.do(capture, "no tag")
    filter_by(page, "Without a tag")
    assert rows(page.model) == ["no tag"]
    page.notes.setFocus()
    press(page, K.Key_2)
    assert rows(page.model) == []


def test_a_note_outside_the_search_is_seen_and_says_so(page: NotesPage) -> None:
    filter_by(page, "Tag", "need")
    found = rows(page.model)
    write(page, "#fear темрява")
    write(page, "#need світло")
    assert rows(page.model) == ["світло", "темрява", *found]
    outside = [page.model.is_outside(page.model.note_at(row).note_id) for row in range(2)]
    assert outside == [False, True]
    page.open_find()
    typed("a")
    press(page, K.Key_Backspace)
    assert rows(page.model) == ["світло", *found]


def test_a_note_just_written_is_seen_while_the_list_is_scrolled(
    page: NotesPage, controller: SampleSessionController
) -> None:
    for number in range(40):
        controller.do(capture, f"note {number}")
    page.notes.scrollToBottom()
    write(page, "seen")
    assert page.notes.visualRect(page.model.index(0)).top() >= 0
    assert page.model.note_at(0).text == "seen"


def test_several_notes_are_tagged_flagged_and_removed_at_once_and_come_back_at_once(
    page: NotesPage, controller: SampleSessionController
) -> None:
    for text in ("один", "два", "три"):
        controller.do(capture, text)
    press(page, K.Key_Down)
    press(page, K.Key_Down, K.Key_Down, held=SHIFT)
    assert [note.text for note in page.notes.selected] == ["три", "два", "один"]
    press(page, K.Key_2)
    last = notes_kept(controller.state)[-3:]
    assert [note.tags for note in last] == [("need",)] * 3
    assert len(page.notes.selected) == 3
    press(page, K.Key_M)
    assert all(Flag.FOR_REPORT in note.flags for note in notes_kept(controller.state)[-3:])
    press(page, K.Key_2)
    assert all(not note.tags for note in notes_kept(controller.state)[-3:])
    controller.undo()
    assert [note.tags for note in notes_kept(controller.state)[-3:]] == [("need",)] * 3
    before = len(notes_kept(controller.state))
    press(page, K.Key_Delete)
    assert len(notes_kept(controller.state)) == before - 3
    controller.undo()
    assert len(notes_kept(controller.state)) == before


def test_a_tag_that_one_of_the_chosen_notes_has_is_given_to_the_others(
    page: NotesPage, controller: SampleSessionController
) -> None:
    for text in ("#need один", "два"):
        controller.do(capture, text)
    press(page, K.Key_Down)
    press(page, K.Key_Down, held=SHIFT)
    head = next(said for said in page.aside.findChildren(QLabel) if said.text() == "Tag the selected notes · 2")
    assert head.isVisible()
    press(page, K.Key_2)
    assert [note.tags for note in notes_kept(controller.state)[-2:]] == [("need",)] * 2


def test_notes_chosen_by_ctrl_and_click_are_moved_to_another_item(
    page: NotesPage, controller: SampleSessionController
) -> None:
    item = items_in_order(controller.state)[0]
    for row, held in ((0, Qt.KeyboardModifier.NoModifier), (2, CTRL)):
        at = page.notes.visualRect(page.model.index(row)).center()
        QTest.mouseClick(page.notes.viewport(), Qt.MouseButton.LeftButton, held, at)
    chosen = page.notes.selected
    assert len(chosen) == 2
    at = page.notes.visualRect(page.model.index(2)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, page.notes.viewport().mapToGlobal(at))
    QApplication.sendEvent(page.notes.viewport(), event)
    choose(page, "Move to the item", f"1. {item.title}")
    assert {controller.state.notes[note.note_id].item_id for note in chosen} == {item.item_id}
    controller.undo()
    assert {controller.state.notes[note.note_id].item_id for note in chosen} == {note.item_id for note in chosen}


def test_a_click_on_one_note_chooses_it_alone_again(page: NotesPage) -> None:
    press(page, K.Key_Down)
    press(page, K.Key_Down, held=SHIFT)
    QTest.mouseClick(
        page.notes.viewport(), Qt.MouseButton.LeftButton, pos=page.notes.visualRect(page.model.index(4)).center()
    )
    assert len(page.notes.selected) == 1
    assert page.notes.current == page.notes.selected[0]
