"""Run, taking notes: keys as a note-taker presses them, in the real page."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.dialogue.capture import capture
from facilitator_console.notes.commands import edit_note, remove_note
from facilitator_console.notes.ids import Flag, NoteId
from facilitator_console.notes.state import Note, marks_to_fill, notes_kept
from facilitator_console.ui.look.theme import color
from facilitator_console.ui.parts.text_field import TextField
from facilitator_console.ui.run.notes_page import NotesPage
from facilitator_console.words import Message
from tests.ui.keyboard import type_text
from tests.ui.sample import SampleSessionController, empty_controller, shown_notes

Keys = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def press(page: QWidget, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(page.windowHandle(), key, held)


def typed(text: str) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    type_text(focus, text)


def write(page: NotesPage, line: str) -> None:
    page.line.focus_line()
    typed(line)
    press(page, Keys.Key_Return)


def current(page: NotesPage) -> Note:
    note = page.notes.current
    assert note is not None
    return note


def note_with(controller: SampleSessionController, text: str) -> Note:
    return next(note for note in controller.state.notes.values() if text in note.text)


def in_line(page: NotesPage) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and page.line.isAncestorOf(focus)


def button(page: NotesPage, text: str) -> QPushButton:
    return next(found for found in page.findChildren(QPushButton) if found.text() == text and found.isVisible())


# -- moving ----------------------------------------------------------------------------------------------


def test_up_from_the_line_chooses_the_last_note_and_esc_returns(page: NotesPage) -> None:
    press(page, Keys.Key_Up)
    assert page.notes.hasFocus()
    assert current(page).text.startswith("Whether")
    press(page, Keys.Key_Down)
    assert current(page).text.startswith("Nobody wants")
    press(page, Keys.Key_Escape)
    assert in_line(page)


def test_home_and_end_go_to_the_newest_and_the_oldest(page: NotesPage) -> None:
    press(page, Keys.Key_Up, Keys.Key_End)
    assert current(page).text.startswith("Nobody was asked")
    press(page, Keys.Key_Home)
    assert current(page).text.startswith("Whether")


def test_a_line_that_is_written_is_the_first_note_and_the_focus_stays(page: NotesPage) -> None:
    write(page, "#need the evening bus")
    assert page.model.note_at(0).text == "the evening bus"
    assert in_line(page)


def test_a_new_note_leaves_the_chosen_one_chosen(page: NotesPage, controller: SampleSessionController) -> None:
    press(page, Keys.Key_Up, Keys.Key_Down)
    chosen = current(page)
    controller.do(capture, "from elsewhere")
    assert current(page) == chosen


def test_the_line_above_says_what_goes_on(page: NotesPage, controller: SampleSessionController) -> None:
    assert page.now.question.text().startswith("What would you miss most")
    assert page.now.clocks.text().split("    ") == ["seat 4 · 0:22", "item 17:18", "next 11"]
    controller.later(30)
    assert page.now.clocks.text().startswith("seat 4 · +0:08")


# -- tagging in a pass -----------------------------------------------------------------------------------


def test_digits_tag_and_go_on_to_the_next_without_a_tag(page: NotesPage, controller: SampleSessionController) -> None:
    for text in ("oldest", "middle", "newest"):
        controller.do(capture, text)
    press(page, Keys.Key_Up, Keys.Key_2, Keys.Key_4, Keys.Key_6)
    tags = {text: note_with(controller, text).tags for text in ("newest", "middle", "oldest")}
    assert tags == {"newest": ("need",), "middle": ("common_ground",), "oldest": ("proposal",)}
    assert current(page).text == "oldest"


def test_the_same_digit_takes_the_tag_off_and_another_adds_one(page: NotesPage) -> None:
    press(page, Keys.Key_Up)
    assert current(page).tags == ("disagreement",)
    press(page, Keys.Key_1)
    assert current(page).tags == ("disagreement", "issue")
    press(page, Keys.Key_5)
    assert current(page).tags == ("issue",)


def test_digits_typed_into_the_line_are_text(page: NotesPage, controller: SampleSessionController) -> None:
    before = [note.tags for note in controller.state.notes.values()]
    typed("12 children, m")
    assert page.line.text == "12 children, m"
    assert [note.tags for note in controller.state.notes.values()] == before


def test_tags_without_a_digit_are_typed_by_name(page: NotesPage) -> None:
    press(page, Keys.Key_Up)
    typed("#")
    assert page.aside.tags.field.hasFocus()
    typed("fee")
    press(page, Keys.Key_Return)
    assert current(page).tags[-1] == "feeling"
    assert page.notes.hasFocus()
    typed("№")
    typed("потр")
    press(page, Keys.Key_Return)
    assert current(page).tags[-1] == "need"


def test_a_name_that_is_no_tag_yet_becomes_the_teams_own(controller: SampleSessionController, page: NotesPage) -> None:
    press(page, Keys.Key_Up)
    typed("#")
    typed("Winter Road")
    press(page, Keys.Key_Return)
    tag = controller.state.tags[current(page).tags[-1]]
    assert tag.name == "Winter Road"


def test_the_arrows_choose_among_names_that_begin_alike(page: NotesPage) -> None:
    press(page, Keys.Key_Up)
    typed("#")
    typed("re")
    press(page, Keys.Key_Down, Keys.Key_Escape)
    assert current(page).tags == ("disagreement",)
    assert page.aside.tags.field.text() == ""
    assert in_line(page)


def test_a_click_on_a_tag_tags_the_chosen_note(page: NotesPage) -> None:
    press(page, Keys.Key_Up, Keys.Key_Down)
    QTest.mouseClick(page.aside.tags.rows, Qt.MouseButton.LeftButton, pos=QPoint(60, 29 * 2 + 10))
    assert current(page).tags == ("common_ground", "question")


def test_the_count_goes_to_the_next_without_a_tag(page: NotesPage, controller: SampleSessionController) -> None:
    controller.do(capture, "older, no tag")
    controller.do(capture, "#need with a tag")
    link = button(page, "Not tagged yet")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert current(page).text == "older, no tag"
    press(page, Keys.Key_3)
    assert not link.isEnabled()


# -- other keys of the list ------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", ["m", "ь"], ids=["latin", "cyrillic"])
def test_m_marks_for_the_report_and_takes_the_mark_off(page: NotesPage, letter: str) -> None:
    press(page, Keys.Key_Up)
    m_key = QKeyEvent(QEvent.Type.KeyPress, ord(letter.upper()), Qt.KeyboardModifier.NoModifier, letter)
    QApplication.sendEvent(page.notes, m_key)
    assert Flag.FOR_REPORT in current(page).flags
    QApplication.sendEvent(page.notes, m_key)
    assert Flag.FOR_REPORT not in current(page).flags


def flagged(controller: SampleSessionController) -> list[str]:
    return [note.text for note in notes_kept(controller.state) if Flag.FOR_REPORT in note.flags]


@pytest.fixture
def three(page: NotesPage, controller: SampleSessionController) -> NotesPage:
    """Three notes without a tag, and nothing for the report."""
    for note in list(controller.state.notes.values()):
        controller.do(remove_note, note.note_id)
    for text in ("oldest", "middle", "newest"):
        controller.do(capture, text)
    return page


def test_m_behind_a_tag_speaks_of_the_note_that_got_it(three: NotesPage, controller: SampleSessionController) -> None:
    press(three, Keys.Key_Up, Keys.Key_2, Keys.Key_M)
    assert (flagged(controller), current(three).text) == (["newest"], "middle")
    controller.do(capture, "from elsewhere")
    press(three, Keys.Key_M, Keys.Key_M)
    assert flagged(controller) == ["newest"]
    press(three, Keys.Key_4, Keys.Key_M)
    assert flagged(controller) == ["middle", "newest"]
    assert [note_with(controller, text).tags for text in ("newest", "middle")] == [("need",), ("common_ground",)]


def test_m_behind_a_tag_by_name_speaks_of_the_note_that_got_it(
    three: NotesPage, controller: SampleSessionController
) -> None:
    press(three, Keys.Key_Up)
    typed("#")
    typed("feel")
    press(three, Keys.Key_Return, Keys.Key_M)
    assert (flagged(controller), note_with(controller, "newest").tags) == (["newest"], ("feeling",))


@pytest.mark.parametrize("how", ["arrow", "click", "leaving"])
def test_m_speaks_of_the_note_that_somebody_came_to(
    three: NotesPage, controller: SampleSessionController, how: str
) -> None:
    press(three, Keys.Key_Up, Keys.Key_2)
    assert current(three).text == "middle"
    if how == "arrow":
        press(three, Keys.Key_Down)
    elif how == "click":
        at = three.notes.visualRect(three.notes.currentIndex()).center()
        QTest.mouseClick(three.notes.viewport(), Qt.MouseButton.LeftButton, pos=at)
    else:
        press(three, Keys.Key_Escape, Keys.Key_Tab)
        assert three.notes.hasFocus()
    meant = current(three).text
    press(three, Keys.Key_M)
    assert flagged(controller) == [meant]


def test_delete_removes_and_undo_brings_back(page: NotesPage, controller: SampleSessionController) -> None:
    press(page, Keys.Key_Up, Keys.Key_Delete)
    assert note_with(controller, "Whether").removed
    assert page.notes.hasFocus()
    assert page.notes.current is not None
    controller.undo()
    assert page.model.note_at(0).text.startswith("Whether")


@pytest.mark.parametrize("asked_by", ["mouse", "key"])
def test_the_menu_offers_what_keys_do(page: NotesPage, asked_by: str) -> None:
    press(page, Keys.Key_Up)
    page.notes.menu_asked.emit(QPoint(20, 20), asked_by == "mouse")
    menu = page.findChild(QMenu)
    assert menu is not None
    sensitive = next(entry for entry in menu.actions() if entry.text().startswith("Sensitive"))
    sensitive.trigger()
    menu.close()
    assert Flag.SENSITIVE in current(page).flags
    assert in_line(page) is (asked_by == "mouse")


def test_there_is_no_menu_of_a_note_where_there_is_no_note(page: NotesPage) -> None:
    press(page, Keys.Key_Up)
    asked: list[QPoint] = []
    page.notes.menu_asked.connect(lambda point, _by_mouse: asked.append(point))
    below = QPoint(20, page.notes.viewport().height() - 5)
    for place in (below, page.notes.visualRect(page.notes.currentIndex()).center()):
        where = page.notes.viewport().mapToGlobal(place)
        QApplication.sendEvent(page.notes.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, where))
    assert len(asked) == 1
    for menu in page.findChildren(QMenu):
        menu.close()


# -- rewriting -------------------------------------------------------------------------------------------


def field_of(page: NotesPage) -> TextField:
    field = page.notes.findChild(TextField)
    assert field is not None
    return field


@pytest.mark.parametrize("key", [Keys.Key_Return, Keys.Key_F2])
def test_a_text_is_rewritten_in_its_row(page: NotesPage, controller: SampleSessionController, key: Qt.Key) -> None:
    press(page, Keys.Key_Up, key)
    assert field_of(page).toPlainText().startswith("Whether the small school")
    typed(" at all")
    press(page, Keys.Key_Return)
    assert page.model.note_at(0).text.endswith("pupils at all")
    assert page.notes.hasFocus()
    controller.undo()
    assert page.model.note_at(0).text.endswith("pupils")


def test_esc_keeps_the_old_text_and_nothing_written_is_refused(
    page: NotesPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    press(page, Keys.Key_Up, Keys.Key_Return)
    typed("xyz")
    press(page, Keys.Key_Escape)
    assert page.model.note_at(0).text.endswith("pupils")
    assert in_line(page)
    press(page, Keys.Key_Tab, Keys.Key_Return)
    field_of(page).clear()
    with qtbot.waitSignal(controller.refused) as refused:
        press(page, Keys.Key_Return)
    assert isinstance(refused.args[0], Message)
    assert page.model.note_at(0).text.endswith("pupils")


def test_a_text_left_as_it_was_is_no_edit(page: NotesPage) -> None:
    press(page, Keys.Key_Up)
    before = current(page).version
    press(page, Keys.Key_Return, Keys.Key_Return)
    assert current(page).version == before


def test_leaving_the_row_keeps_what_was_typed(page: NotesPage) -> None:
    press(page, Keys.Key_Up, Keys.Key_Return)
    typed("!")
    page.line.focus_line()
    assert page.model.note_at(0).text.endswith("pupils!")


def test_what_is_typed_outlives_a_new_note_and_an_edit_from_elsewhere(
    page: NotesPage, controller: SampleSessionController
) -> None:
    press(page, Keys.Key_Up, Keys.Key_Return)
    typed(" ours")
    note = current(page)
    controller.do(capture, "meanwhile")
    controller.do(edit_note, note.note_id, "Theirs")
    press(page, Keys.Key_Return)
    after = controller.state.notes[note.note_id]
    assert {after.text, *after.other_texts} == {f"{note.text} ours", "Theirs"}


# -- two texts of one note -------------------------------------------------------------------------------


@pytest.fixture
def conflicted(page: NotesPage, controller: SampleSessionController) -> NoteId:
    """A note that was written at the same time as "Ours" and "Theirs"."""
    note = page.model.note_at(1)
    controller.do(edit_note, note.note_id, "Theirs")
    controller.do(edit_note, note.note_id, "Ours", base=note.version)
    return note.note_id


def test_both_texts_are_shown_and_one_is_kept(
    page: NotesPage, controller: SampleSessionController, conflicted: NoteId
) -> None:
    assert not page.strip.isVisible()
    press(page, Keys.Key_Up, Keys.Key_Down)
    assert page.strip.isVisible()
    press(page, Keys.Key_Return)
    keeps = [found for found in page.strip.findChildren(QPushButton) if found.text() == "Keep this"]
    assert [found.accessibleDescription() for found in keeps] == ["Ours", "Theirs"]
    assert keeps[0].hasFocus()
    press(page, Keys.Key_Down, Keys.Key_Space)
    assert (controller.state.notes[conflicted].text, controller.state.notes[conflicted].other_texts) == ("Theirs", ())
    assert not page.strip.isVisible()
    assert page.notes.hasFocus()


def test_a_text_written_anew_settles_both(
    page: NotesPage, controller: SampleSessionController, conflicted: NoteId
) -> None:
    press(page, Keys.Key_Up, Keys.Key_Down)
    QTest.mouseClick(button(page, "Write it anew"), Qt.MouseButton.LeftButton)
    typed(" and theirs")
    press(page, Keys.Key_Return)
    assert (controller.state.notes[conflicted].text, controller.state.notes[conflicted].other_texts) == (
        "Ours and theirs",
        (),
    )


def test_another_note_has_no_question(page: NotesPage, conflicted: NoteId) -> None:
    del conflicted
    press(page, Keys.Key_Up, Keys.Key_Down, Keys.Key_Down)
    assert not page.strip.isVisible()


# -- withdrawing -----------------------------------------------------------------------------------------


def test_withdrawing_asks_and_keeping_is_the_first_answer(page: NotesPage, controller: SampleSessionController) -> None:
    press(page, Keys.Key_Up)
    press(page, Keys.Key_Delete, held=SHIFT)
    assert page.strip.isVisible()
    assert any(said.text().startswith("Whether") for said in page.strip.findChildren(QLabel))
    assert button(page, "Keep it").hasFocus()
    press(page, Keys.Key_Space)
    assert not page.strip.isVisible()
    assert page.notes.hasFocus()
    assert not note_with(controller, "Whether").removed


def test_a_question_stays_while_others_write(page: NotesPage, controller: SampleSessionController) -> None:
    """Else the answer that somebody is about to give would act on the list, and a pasted page would be gone."""
    press(page, Keys.Key_Up)
    note = page.notes.current
    assert note is not None
    press(page, Keys.Key_Delete, held=Qt.KeyboardModifier.ShiftModifier)
    controller.do(capture, "somebody else writes 🚌")
    assert page.strip.isVisible()
    press(page, Keys.Key_Right, Keys.Key_Return)
    assert note.note_id not in controller.state.notes
    assert page.strip.isHidden()
    page.line.edit.page_pasted.emit("one\n\ntwo")
    controller.do(capture, "and once more")
    page.notes.choose(2)
    before = len(controller.state.notes)
    press(page, Keys.Key_Return)
    assert len(controller.state.notes) == before + 2


def test_a_question_about_a_note_goes_with_the_text_that_it_was_about(
    page: NotesPage, controller: SampleSessionController
) -> None:
    press(page, Keys.Key_Up)
    note = page.notes.current
    assert note is not None
    page.ask_withdrawing()
    controller.do(edit_note, note.note_id, "Written anew elsewhere")
    assert page.strip.isHidden()
    page.ask_withdrawing()
    page.notes.choose(1)
    assert page.strip.isHidden()


def test_what_is_rewritten_has_the_room_of_what_is_read(page: NotesPage, controller: SampleSessionController) -> None:
    controller.do(capture, "довга розповідь " * 300)
    press(page, Keys.Key_Up)
    assert page.pane.isVisible()
    press(page, Keys.Key_Return)
    QApplication.processEvents()
    field = page.notes.findChild(TextField)
    assert page.pane.isHidden()
    assert isinstance(field, TextField)
    assert field.height() > page.notes.viewport().height() * 0.8
    controller.do(capture, "somebody else writes")
    assert page.pane.isHidden()
    press(page, Keys.Key_Escape)
    page.notes.choose(1)
    assert page.pane.isVisible()
    page.ask_withdrawing()
    assert page.pane.isHidden()
    page.line.edit.page_pasted.emit("one\n\ntwo")
    assert page.pane.isHidden()


def test_withdrawing_erases_the_words(page: NotesPage, controller: SampleSessionController) -> None:
    press(page, Keys.Key_Up)
    note = current(page)
    press(page, Keys.Key_Delete, held=SHIFT)
    press(page, Keys.Key_Right, Keys.Key_Space)
    assert note.note_id not in controller.state.notes
    assert page.notes.hasFocus()


# -- finding ---------------------------------------------------------------------------------------------


def test_finding_narrows_the_list_while_typing_and_esc_ends_it(page: NotesPage) -> None:
    page.open_find()
    typed("nobody")
    assert page.model.rowCount() == 2
    press(page, Keys.Key_Return)
    assert page.notes.hasFocus()
    assert current(page).text.startswith("Nobody wants")
    page.open_find()
    press(page, Keys.Key_Escape)
    assert page.model.rowCount() == 7
    assert in_line(page)


def test_nothing_found_is_said_and_the_untagged_are_still_found(
    page: NotesPage, controller: SampleSessionController
) -> None:
    controller.do(capture, "without a tag")
    page.open_find()
    typed("volcano")
    assert page.model.rowCount() == 0
    QTest.mouseClick(button(page, "Not tagged yet"), Qt.MouseButton.LeftButton)
    assert current(page).text == "without a tag"
    assert not page.finder.isVisible()


def test_the_actions_of_the_page_find_and_go_to_the_line(page: NotesPage, controller: SampleSessionController) -> None:
    by_name = {action.name: action for action in page.offered_actions()}
    find, line = by_name["find"], by_name["note_line"]
    assert (find.chord, line.chord) == ("F", "N")
    find.do(controller)
    assert page.finder.field.hasFocus()
    line.do(controller)
    assert in_line(page)


# -- where the keys are -----------------------------------------------------------------------------------


def click(widget: QWidget, at: QPoint | None = None) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or QPoint())


def test_a_click_on_empty_ground_goes_to_the_line(page: NotesPage) -> None:
    height = page.notes.viewport().height()
    marks = page.aside.marks.viewport()
    for widget, at in (
        (page.notes.viewport(), QPoint(20, height - 5)),
        (page, QPoint(5, 5)),
        (marks, QPoint(20, marks.height() - 3)),
    ):
        page.notes.setFocus()
        click(widget, at)
        assert in_line(page)
    press(page, Keys.Key_Tab)
    assert page.notes.hasFocus()


def test_a_click_on_a_note_chooses_it_and_its_keys_act(page: NotesPage) -> None:
    row = page.notes.visualRect(page.model.index(2, 0)).center()
    click(page.notes.viewport(), row)
    assert page.notes.hasFocus()
    press(page, Keys.Key_3)
    assert "question" in page.model.note_at(2).tags


def test_a_click_on_a_tag_leaves_the_keys_in_the_line(page: NotesPage) -> None:
    press(page, Keys.Key_Up, Keys.Key_Down)
    click(page.aside.tags.rows, QPoint(60, 29 * 2 + 10))
    assert current(page).tags == ("common_ground", "question")
    assert in_line(page)
    page.aside.tags.ask()
    typed("fee")
    click(page.aside.tags.rows, QPoint(60, 10))
    assert current(page).tags[-1] == "feeling"
    assert in_line(page)


def test_an_answer_with_the_mouse_leaves_the_keys_in_the_line(page: NotesPage) -> None:
    press(page, Keys.Key_Up)
    press(page, Keys.Key_Delete, held=SHIFT)
    click(button(page, "Keep it"))
    assert in_line(page)


@pytest.mark.parametrize("letters", ["bus", "Чи"])
def test_letters_that_are_no_keys_are_typed_into_the_line(page: NotesPage, letters: str) -> None:
    typed("the ")
    press(page, Keys.Key_Up)
    typed(letters[0])
    assert in_line(page)
    typed(letters[1:])
    assert page.line.text == f"the {letters}"


def test_letters_are_not_lost_in_the_list_of_marks(page: NotesPage) -> None:
    page.aside.marks.setFocus()
    typed("b")
    assert in_line(page)
    assert page.line.text == "b"


def test_keys_of_the_list_and_chords_are_not_typed(page: NotesPage) -> None:
    press(page, Keys.Key_Up, Keys.Key_M, Keys.Key_2, Keys.Key_Space)
    press(page, Keys.Key_W, held=Qt.KeyboardModifier.ControlModifier)
    press(page, Keys.Key_W, held=Qt.KeyboardModifier.AltModifier)
    assert page.notes.hasFocus()
    assert page.line.is_empty


def test_the_chosen_row_shows_whether_keys_act_on_it(page: NotesPage) -> None:
    def bar() -> str:
        row = page.notes.visualRect(page.notes.currentIndex())
        picture = page.notes.viewport().grab().toImage()
        return picture.pixelColor(row.left() + 1, row.center().y()).name()

    press(page, Keys.Key_Up)
    acts = bar()
    press(page, Keys.Key_Escape)
    assert page.notes.current is not None
    assert acts == color("accent").name() != bar()


# -- marks -----------------------------------------------------------------------------------------------


def test_enter_on_a_mark_fills_it_with_the_next_line(page: NotesPage, controller: SampleSessionController) -> None:
    oldest = marks_to_fill(controller.state)[0]
    marks = page.aside.marks
    marks.setFocus()
    marks.setCurrentIndex(marks.model().index(0, 0))
    press(page, Keys.Key_Return)
    assert in_line(page)
    typed("what was marked")
    press(page, Keys.Key_Return)
    assert page.model.note_at(0).fills == oldest.mark_id
    assert marks.model().rowCount() == 2


def test_marks_are_reached_by_key_and_say_which_moment_they_fill(
    page: NotesPage, controller: SampleSessionController
) -> None:
    press(page, Keys.Key_Up, Keys.Key_Tab, Keys.Key_Tab)
    assert page.aside.marks.hasFocus()
    assert [index.row() for index in page.aside.marks.selectedIndexes()] == [0]
    press(page, Keys.Key_Down, Keys.Key_Return)
    assert page.line.hint == "Fills the mark of 14:55 · Esc lets it go"
    press(page, Keys.Key_Escape)
    assert page.line.hint.startswith("Enter saves")
    next(action for action in page.offered_actions() if action.name == "fill_mark").do(controller)
    assert page.line.hint.startswith("Fills the mark of 14:51")


def test_delete_on_a_mark_says_that_it_needs_no_note(page: NotesPage, controller: SampleSessionController) -> None:
    marks = page.aside.marks
    marks.setFocus()
    marks.setCurrentIndex(marks.model().index(1, 0))
    press(page, Keys.Key_Delete, Keys.Key_Delete, Keys.Key_Delete)
    assert marks_to_fill(controller.state) == ()
    assert not marks.isVisible()


# -- an empty session, and a draft -----------------------------------------------------------------------


def test_an_empty_session_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    with closing(empty_controller(tmp_path)) as controller:
        for page in shown_notes(qtbot, controller):
            press(page, Keys.Key_Up)
            assert in_line(page)
            page.grab()
            write(page, "the first")
            assert page.model.rowCount() == 1


def test_a_draft_is_there_when_the_page_is_built_anew(qtbot: QtBot, controller: SampleSessionController) -> None:
    for _page in shown_notes(qtbot, controller):
        typed("half a sen")
    for page in shown_notes(qtbot, controller):
        assert page.line.text == "half a sen"
