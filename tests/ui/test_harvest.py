"""The harvest at the real page: notes tagged and gathered without the mouse, dragged with it, rewritten, withdrawn."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from facilitator_console.console import (
    answer_field,
    new_session,
    objection_field,
    open_session,
    rewriting_field,
    theme_field,
)
from facilitator_console.dialogue.capture import capture
from facilitator_console.log import Subject
from facilitator_console.notes.codebook import digit_tags
from facilitator_console.notes.commands import edit_note
from facilitator_console.notes.ids import CheckStatus, Column, Flag, GroupList, TagId
from facilitator_console.notes.read_back import theme_status
from facilitator_console.notes.state import entries_on, notes_kept
from facilitator_console.notes.themes import (
    edit_theme,
    notes_by_theme,
    notes_in_no_theme,
    remove_theme,
    themes_in,
    themes_kept,
)
from facilitator_console.runtime.catalogues import LANGUAGES
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.board_list import BoardList
from facilitator_console.ui.harvest.board_menu import show_menu
from facilitator_console.ui.harvest.harvest_page import HarvestPage
from facilitator_console.ui.harvest.harvest_side import HarvestSide, Shown
from facilitator_console.ui.look.theme import text_font
from facilitator_console.ui.parts.text_field import TextField
from facilitator_console.words import say
from tests.ui.gathered import gathered_controller, theme_called
from tests.ui.keyboard import press, typed
from tests.ui.sample import US, SampleSessionController, empty_controller

K = Qt.Key
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
SHARED, DIFFERENT, OPEN = Column
ANY_SCRIPT = ("🚌 автобус о шостій", "cafe\u0301 и\u0306", "מים לכל ילד")
EARLY = "Nobody’s child should leave home before six"


@pytest.fixture
def controller(qtbot: QtBot, tmp_path: Path) -> Iterator[SampleSessionController]:
    del qtbot
    with closing(gathered_controller(tmp_path, base=empty_controller)) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, controller: SampleSessionController) -> Iterator[HarvestPage]:
    yield from shown(qtbot, controller)


def shown(qtbot: QtBot, controller: SampleSessionController) -> Iterator[HarvestPage]:
    page = HarvestPage(controller)
    page.resize(1440, 800)
    with qtbot.waitActive(page):
        page.show()
        page.setFocus()
        page.activateWindow()
    QCoreApplication.processEvents()
    try:
        yield page
    finally:
        page.close()
        page.deleteLater()


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_far_the_read_back_is_stands_whole_before_the_first_theme(
    qtbot: QtBot, tmp_path: Path, language: str
) -> None:
    with closing(empty_controller(tmp_path, language)) as controller:
        for page in shown(qtbot, controller):
            side = page.findChildren(HarvestSide)[0]
            (caption,) = (
                part for part in side.findChildren(QLabel) if part.text() == controller.text(say("Read-back"))
            )
            for part in (caption, side.status):
                assert part.width() >= part.sizeHint().width()


def cards(page: HarvestPage, column: Column) -> BoardList:
    return page.board.columns[column].cards


def texts(page: HarvestPage) -> list[str]:
    """What stands beside the cards."""
    rows = range(page.board.loose.board.rowCount())
    return [str(page.board.loose.board.index(row).data()) for row in rows]


def themes(controller: SampleSessionController, column: Column) -> list[str]:
    return [theme.title for theme in themes_in(controller.state, column)]


def notes_of(controller: SampleSessionController, title: str) -> list[str]:
    return [note.text for note in notes_by_theme(controller.state)[theme_called(controller, title)]]


def open_field(page: HarvestPage) -> TextField:
    field = page.board.active.field
    assert field is not None
    return field


# -- keys ----------------------------------------------------------------------------------------------


def test_digits_and_m_act_on_the_chosen_note_and_undo_takes_them_back(
    page: HarvestPage, controller: SampleSessionController
) -> None:
    row = page.board.loose.current
    assert row is not None
    press(page, K.Key_2, K.Key_4, K.Key_M)
    note = controller.state.notes[row.note_id]
    assert set(note.tags) >= {digit_tags(controller.state)[1], digit_tags(controller.state)[3]}
    assert Flag.FOR_REPORT in note.flags
    assert page.board.loose.current == row
    press(page, K.Key_2)
    assert digit_tags(controller.state)[1] not in controller.state.notes[row.note_id].tags
    for _ in range(4):
        controller.undo()
    assert controller.state.notes[row.note_id].tags == (TagId("issue"),)


@pytest.mark.parametrize("words", ANY_SCRIPT)
def test_t_puts_notes_into_a_new_theme_of_what_is_typed(
    page: HarvestPage, controller: SampleSessionController, words: str
) -> None:
    first = texts(page)[0]
    press(page, K.Key_T)
    typed(words)
    press(page, K.Key_Down, K.Key_Return)  # The second of the new ones.
    (new,) = set(themes(controller, DIFFERENT)) - {"A small school is still a school", "Who pays for the second run?"}
    assert notes_of(controller, new) == [first]
    assert first not in texts(page)
    assert page.board.loose.hasFocus()
    controller.undo()
    assert texts(page)[0] == first


def test_t_finds_a_theme_by_its_words_and_takes_all_chosen_notes(
    page: HarvestPage, controller: SampleSessionController
) -> None:
    chosen = texts(page)[:2]
    press(page, K.Key_Down, held=SHIFT)
    press(page, K.Key_T)
    typed("ПАYS second")
    page.chooser.field.clear()
    typed("pays")
    press(page, K.Key_Return)
    assert notes_of(controller, "Who pays for the second run?")[1:] == chosen
    assert len(texts(page)) == 2
    assert controller.drafts.text("theme chooser") == ""


def test_arrows_lead_from_list_to_list(page: HarvestPage) -> None:
    press(page, K.Key_Up)
    assert page.board.columns[OPEN].field.hasFocus()
    press(page, K.Key_Up)
    assert page.board.active is cards(page, OPEN)
    press(page, K.Key_Left, K.Key_Left)
    assert page.board.active is cards(page, SHARED)
    press(page, K.Key_Left)
    assert page.gathering.side.shown.hasFocus()
    press(page, K.Key_Right, K.Key_Right, K.Key_Right)
    assert page.board.active in {cards(page, OPEN), page.board.loose}


def test_alt_and_arrows_move_a_theme_and_a_note_in_it(page: HarvestPage, controller: SampleSessionController) -> None:
    page.board.show_theme(theme_called(controller, EARLY))
    press(page, K.Key_Down, held=ALT)
    assert themes(controller, SHARED) == ["Tell us the evening before", EARLY]
    press(page, K.Key_Right, held=ALT)
    assert themes(controller, DIFFERENT)[-1] == EARLY
    assert cards(page, DIFFERENT).hasFocus()
    before = notes_of(controller, EARLY)
    press(page, K.Key_Down)
    press(page, K.Key_Down, held=ALT)
    assert notes_of(controller, EARLY)[:2] == before[1::-1]
    row = cards(page, DIFFERENT).current
    assert row is not None
    assert controller.state.notes[row.note_id].text == before[0]


def test_space_shows_all_notes_of_a_card(page: HarvestPage, controller: SampleSessionController) -> None:
    page.board.show_theme(theme_called(controller, EARLY))
    rows = cards(page, SHARED).board.rowCount()
    press(page, K.Key_Space)
    assert cards(page, SHARED).board.rowCount() == rows + 1  # Two more notes, and no row that says so.
    press(page, K.Key_Space)
    assert cards(page, SHARED).board.rowCount() == rows


def test_delete_takes_a_note_out_of_its_theme_and_a_theme_off_the_board(
    page: HarvestPage, controller: SampleSessionController
) -> None:
    page.board.show_theme(theme_called(controller, "Tell us the evening before"))
    press(page, K.Key_Down, K.Key_Delete)
    assert notes_of(controller, "Tell us the evening before") == []
    assert "To know beforehand when the bus will not come" in texts(page)
    press(page, K.Key_Delete)
    assert themes(controller, SHARED) == [EARLY]
    controller.undo()
    controller.undo()
    assert len(notes_of(controller, "Tell us the evening before")) == 1


# -- texts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ANY_SCRIPT)
def test_enter_rewrites_title_and_sentences_in_place(
    page: HarvestPage, controller: SampleSessionController, words: str
) -> None:
    theme_id = theme_called(controller, "Tell us the evening before")
    page.board.show_theme(theme_id)
    press(page, K.Key_Return)
    open_field(page).selectAll()
    typed(words)
    press(page, K.Key_Return, held=SHIFT)
    typed(f"One. {words}")
    press(page, K.Key_Return)
    theme = controller.state.themes[theme_id]
    assert (theme.title, theme.text.startswith("One. ")) == (theme.title.strip(), True)
    assert theme.title
    assert len(theme.title) <= len(words)
    assert cards(page, SHARED).hasFocus()
    assert not controller.drafts.has(theme_field(theme_id))


def test_a_refused_text_stays_in_its_field(page: HarvestPage, controller: SampleSessionController) -> None:
    theme_id = theme_called(controller, EARLY)
    page.board.show_theme(theme_id)
    press(page, K.Key_Return)
    open_field(page).selectAll()
    typed("long " * 90)
    press(page, K.Key_Return)
    QCoreApplication.processEvents()
    assert open_field(page).text.startswith("long long")
    assert themes(controller, SHARED)[0] == EARLY
    press(page, K.Key_Escape)
    assert not controller.drafts.has(theme_field(theme_id))


def test_what_is_being_rewritten_is_there_again_after_a_kill(
    qtbot: QtBot, page: HarvestPage, controller: SampleSessionController
) -> None:
    field = theme_field(theme_called(controller, EARLY))
    page.board.show_theme(theme_called(controller, EARLY))
    press(page, K.Key_Return)
    typed(" … й 🚌")
    kept = controller.drafts.text(field)
    press(page, K.Key_Escape)
    page.hide()
    controller.drafts.keep(kept, field)  # As it is on the disk after a kill.
    for again in shown(qtbot, controller):
        QCoreApplication.processEvents()
        assert open_field(again).text.endswith("й 🚌")
        press(again, K.Key_Return)
        assert controller.state.themes[theme_called(controller, EARLY)].text.endswith(" … й 🚌")


def test_a_new_theme_is_typed_into_its_column(page: HarvestPage, controller: SampleSessionController) -> None:
    field = page.board.columns[OPEN].field
    field.setFocus()
    typed("Хто платить?")
    assert controller.drafts.text("new theme/open") == "Хто платить?"
    press(page, K.Key_Return)
    assert themes(controller, OPEN)[-1] == "Хто платить?"
    assert (field.text(), controller.drafts.text("new theme/open")) == ("", "")


def test_two_texts_are_settled_before_they_are_checked(page: HarvestPage, controller: SampleSessionController) -> None:
    theme_id = theme_called(controller, EARLY)
    note_id = notes_by_theme(controller.state)[theme_id][0].note_id
    note, theme = controller.state.notes[note_id], controller.state.themes[theme_id]
    for text in ("One", "Two"):
        controller.do(edit_note, note_id, text, base=note.version)
        controller.do(edit_theme, theme_id, title=text, bases=(theme.title_version, theme.text_version))
    assert page.gathering.side.shown.side.rows[3].notes == 2
    page.board.show_theme(theme_id)
    press(page, K.Key_Return, K.Key_Tab, K.Key_Return)  # The second choice: the older one.
    assert controller.state.themes[theme_id].title == EARLY or controller.state.themes[theme_id].title == "One"
    assert not controller.state.themes[theme_id].other_titles


def test_what_is_typed_over_what_is_withdrawn_goes_with_it(
    page: HarvestPage, controller: SampleSessionController
) -> None:
    theme_id = theme_called(controller, EARLY)
    note_id = notes_by_theme(controller.state)[theme_id][0].note_id
    fields = (theme_field(theme_id), objection_field(theme_id), rewriting_field(note_id))
    for field in fields:
        controller.drafts.keep("secret", field)
    controller.withdraw(Subject(note_id))
    assert [controller.drafts.has(field) for field in fields] == [True, True, False]
    controller.withdraw(Subject(theme_id))
    assert not any(controller.drafts.has(field) or controller.drafts.text(field) for field in fields)
    assert page.board.loose.board.rowCount()


# -- withdrawing ---------------------------------------------------------------------------------------


def test_withdrawing_a_note_names_what_stands_on_it_and_takes_it_too(
    page: HarvestPage, controller: SampleSessionController
) -> None:
    press(page, K.Key_T)
    press(page, K.Key_Up, K.Key_Down, *[K.Key_Down] * 4, K.Key_Return)  # A new theme of the note's own words.
    new = "Nobody was asked before the timetable changed"
    theme_id = theme_called(controller, new)
    note_id = notes_by_theme(controller.state)[theme_id][0].note_id
    page.board.show_theme(theme_id)
    press(page, K.Key_Down)
    press(page, K.Key_Delete, held=SHIFT)
    strip = page.gathering.strip
    said = " ".join(part.text() for part in strip.findChildren(QLabel))
    assert "A theme repeats its words, and goes too:" in said
    danger = next(button for button in strip.findChildren(QPushButton) if "Withdraw" in button.text())
    danger.click()
    assert note_id not in controller.state.notes
    assert theme_id not in controller.state.themes


# -- the mouse -----------------------------------------------------------------------------------------


def drag(shown_list: BoardList, start: QPoint, to: QPoint) -> None:
    """Press, move and let go; both points on the screen."""
    view = shown_list.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=view.mapFromGlobal(start))
    for part in (0.3, 0.6, 1.0):
        QTest.mouseMove(view, view.mapFromGlobal(start + (to - start) * part))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=view.mapFromGlobal(to))
    QCoreApplication.processEvents()


def row_on_screen(shown_list: BoardList, row: int) -> QPoint:
    return shown_list.viewport().mapToGlobal(shown_list.visualRect(shown_list.board.index(row)).center())


def test_notes_are_dragged_into_a_card_and_out_of_it(page: HarvestPage, controller: SampleSessionController) -> None:
    loose, first = page.board.loose, texts(page)[0]
    drag(loose, row_on_screen(loose, 0), row_on_screen(cards(page, DIFFERENT), 0))
    assert notes_of(controller, "A small school is still a school")[-1] == first
    column = cards(page, DIFFERENT)
    drag(column, row_on_screen(column, 1), row_on_screen(loose, 0))
    assert len(notes_of(controller, "A small school is still a school")) == 2
    assert "Whether the small school should stay open below twenty pupils" in texts(page)


def test_a_note_on_the_dashed_field_begins_a_theme_with_its_words(
    page: HarvestPage, controller: SampleSessionController
) -> None:
    loose, field, first = page.board.loose, page.board.columns[SHARED].field, texts(page)[0]
    drag(loose, row_on_screen(loose, 0), field.mapToGlobal(field.rect().center()))
    assert field.text() == first
    assert themes(controller, SHARED)[-1] != first
    press(page, K.Key_Return)
    assert notes_of(controller, first) == [first]


def test_a_card_is_dragged_into_another_column(page: HarvestPage, controller: SampleSessionController) -> None:
    column = cards(page, SHARED)
    drag(column, row_on_screen(column, 0), row_on_screen(cards(page, DIFFERENT), 0))
    assert themes(controller, DIFFERENT)[0] == EARLY


# -- the side ------------------------------------------------------------------------------------------


def test_tags_and_what_to_show_choose_the_notes_beside_the_cards(
    page: HarvestPage, controller: SampleSessionController
) -> None:
    side = page.gathering.side
    counts = {row.name: row.notes for row in side.tags.side.rows}
    assert counts["need"] == sum(TagId("need") in note.tags for note in notes_kept(controller.state))
    side.tags.setFocus()
    press(page, K.Key_Down, K.Key_Return)
    assert len(texts(page)) == counts["need"]
    press(page, K.Key_Right)
    press(page, K.Key_Escape)
    assert len(texts(page)) == len(notes_in_no_theme(controller.state))
    shown_rows = {row.shown: row for row in side.shown.side.rows}
    assert shown_rows[Shown.MARKS].notes == 3
    side.row_chosen.emit(shown_rows[Shown.PARKING_LOT])
    assert texts(page) == ["The road to the mill"]
    press(page, K.Key_T)  # Not for themes.
    assert not page.chooser.isVisible()
    with pytest.raises(AssertionError):
        open_field(page)


def test_find_looks_through_all_notes(page: HarvestPage, controller: SampleSessionController) -> None:
    del controller
    page.gathering.open_find()
    typed("school")
    assert len(texts(page)) == 2
    press(page, K.Key_Down)
    assert page.board.loose.hasFocus()
    press(page, K.Key_Escape)
    assert "school" not in " ".join(texts(page)).lower()


# -- the read-back -------------------------------------------------------------------------------------


def test_themes_are_read_back_by_key_to_the_last_one(page: HarvestPage, controller: SampleSessionController) -> None:
    page.show_to_group()
    QCoreApplication.processEvents()
    ids = [theme.theme_id for theme in themes_kept(controller.state)]
    for number in range(len(ids)):
        press(page, K.Key_C, K.Key_A)
        if number + 1 < len(ids):
            press(page, K.Key_Right)
    assert all(theme_status(controller.state, controller.state.themes[one]) is CheckStatus.APPROVED for one in ids)
    press(page, K.Key_Escape)
    assert page.gathering.side.status.text() == "approved"
    assert not page.is_reading_back


def test_a_long_title_beside_the_read_back_has_two_lines(
    page: HarvestPage, controller: SampleSessionController
) -> None:
    del controller
    page.show_to_group()
    QCoreApplication.processEvents()
    themes = page.reading.themes
    room, kind = themes.viewport().width() - 18, QFontMetrics(text_font(weight=600))
    items = [themes.item(row) for row in range(themes.count())]
    wraps = [kind.horizontalAdvance(item.text()) > room for item in items]
    heights = [themes.visualItemRect(item).height() for item in items]
    assert any(wraps)
    assert [height > 60 for height in heights] == wraps


def test_a_theme_that_somebody_objects_to_is_not_approved_until_that_is_settled(
    page: HarvestPage, controller: SampleSessionController
) -> None:
    theme_id, refused = theme_called(controller, EARLY), list[str]()
    controller.refused.connect(lambda why: refused.append(controller.text(why)))
    page.read_back(theme_id)
    QCoreApplication.processEvents()
    press(page, K.Key_C, K.Key_Down, K.Key_N, K.Key_Return)
    press(page, K.Key_A)
    assert refused == ["“This is not mine” is still open here. Settle it first, with S in the read-back."]
    assert page.reading.approve.toolTip() == refused[0]
    press(page, K.Key_Up, K.Key_S)  # From another sentence it finds the one that is objected to.
    assert page.reading.sentences.currentIndex().row() == 1
    typed("We agreed on it.")
    press(page, K.Key_Return, K.Key_A)
    assert theme_status(controller.state, controller.state.themes[theme_id]) is CheckStatus.APPROVED
    assert len(refused) == 1


@pytest.mark.parametrize("words", ANY_SCRIPT)
def test_a_sentence_is_rewritten_and_objected_to_in_place(
    page: HarvestPage, controller: SampleSessionController, words: str
) -> None:
    theme_id = theme_called(controller, EARLY)
    page.read_back(theme_id)
    QCoreApplication.processEvents()
    reading = page.reading
    press(page, K.Key_C, K.Key_Down, K.Key_N)
    typed(words)
    press(page, K.Key_Return)
    row = reading.sentences.current
    assert row is not None
    assert len(row.objections) == 1
    press(page, K.Key_Return)
    field = reading.sentences.viewport().findChild(TextField)
    assert field is not None
    field.selectAll()
    typed(f"{words}.")
    press(page, K.Key_Return)
    assert controller.state.themes[theme_id].text.endswith(" Several spoke of children who wait in the dark.")
    assert theme_status(controller.state, controller.state.themes[theme_id]) is CheckStatus.DRAFT
    told = reading.changes.text.split("\n\n")
    assert len(told) == 5
    assert "“This is not mine”" in told[1]
    assert not controller.drafts.has(objection_field(theme_id))
    assert unicodedata.normalize("NFC", words) in reading.earlier.text()
    press(page, K.Key_S)
    typed(words)
    assert controller.drafts.has(answer_field(theme_id))
    press(page, K.Key_Return)
    assert not reading.earlier.isVisible()
    assert not reading.settled.isVisible()
    assert "Settled: the group said" in reading.changes.text.split("\n\n")[0]
    assert not controller.drafts.has(answer_field(theme_id))


def test_the_room_display_turns_with_the_themes_and_shows_the_room_afterwards(
    page: HarvestPage, controller: SampleSessionController
) -> None:
    page.show_to_group()
    QCoreApplication.processEvents()
    views = [lines(controller)]
    press(page, K.Key_Right)
    views.append(lines(controller))
    assert [view[0] for view in views] == [EARLY, "Tell us the evening before"]
    press(page, K.Key_Escape)
    assert lines(controller) == ()


def lines(controller: SampleSessionController) -> tuple[str, ...]:
    from facilitator_console.views.public_view import public_view

    return public_view(controller.state, controller.now_ms()).lines


def test_the_draft_is_shown_as_it_will_be_on_paper(
    qtbot: QtBot, page: HarvestPage, controller: SampleSessionController
) -> None:
    page.read_back()
    QCoreApplication.processEvents()
    page.reading.paper.click()
    preview = page.paper.preview
    qtbot.waitUntil(lambda: preview.number == 1)
    assert page.paper.print_button.isEnabled()
    controller.do(edit_theme, theme_called(controller, EARLY), text="й 🚌 " + "long " * 3000)
    qtbot.waitUntil(lambda: preview.number > 1)
    press(page, K.Key_Escape)
    assert page.is_reading_back


# -- many notes ----------------------------------------------------------------------------------------


def test_the_lists_hold_to_the_rules_of_qts_models(page: HarvestPage, controller: SampleSessionController) -> None:
    testers = [
        QAbstractItemModelTester(shown_list.board, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for shown_list in page.board.lists
    ]
    for line in ("One", "Two", "x" * 5000):
        controller.do(capture, line)
    press(page, K.Key_End, K.Key_Delete, K.Key_Home, K.Key_T, K.Key_Return)
    assert testers


def test_an_empty_session_says_what_the_columns_are_for(qtbot: QtBot, tmp_path: Path) -> None:
    with closing(empty_controller(tmp_path)) as made:
        for page in shown(qtbot, made):
            assert not page.gathering.side.show_button.isEnabled()
            press(page, K.Key_T)
            page.read_back()
            assert not page.is_reading_back


# -- into another session ------------------------------------------------------------------------------


def test_what_stays_open_is_carried_into_another_session_and_says_where_from(
    qtbot: QtBot, page: HarvestPage, controller: SampleSessionController
) -> None:
    other = new_session(controller.store, US, "Winter circle", language="en", clock=controller.clock)
    assert controller.store.saver.wait(other.saves.committed + other.saves.waiting, 10)
    page.gathering.carry.click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entry = next(action for action in menu.actions() if action.text() == "Winter circle")
    menu.hide()
    entry.trigger()
    QCoreApplication.processEvents()
    assert page.gathering.outcome.text() == "Carried into “Winter circle”."
    arrived = open_session(controller.store, other.session, US, controller.clock).state
    (theme,) = themes_in(arrived, OPEN)
    assert theme.title == "How many children travel every day?"
    assert theme.origin.session == controller.session
    there = SampleSessionController(
        controller.store, controller.clock, open_session(controller.store, other.session, US, controller.clock)
    )
    for arrived_page in shown(qtbot, there):
        row = cards(arrived_page, OPEN).board.row_at(0)
        assert "from “New session”" in cards(arrived_page, OPEN).rows.about(row, theme)
        (parked,) = entries_on(there.state, GroupList.PARKING_LOT)
        assert str(there.others.came_from(parked.origin)) == "from “New session”"
    SessionController.close(there)
    (parked,) = entries_on(arrived, GroupList.PARKING_LOT)
    assert parked.text == "The road to the mill"
    entry.trigger()  # Nothing comes twice.
    assert len(themes_in(open_session(controller.store, other.session, US, controller.clock).state, OPEN)) == 1
    # Withdrawing it here finds it there, also where it was put away.
    there = SampleSessionController(
        controller.store, controller.clock, open_session(controller.store, other.session, US, controller.clock)
    )
    there.do(remove_theme, theme.theme_id)
    assert there.store.saver.wait(there.console.saves.committed + there.console.saves.waiting, 10)
    SessionController.close(there)
    page.board.show_theme(theme_called(controller, theme.title))
    press(page, K.Key_Delete, held=SHIFT)
    strip = page.gathering.strip
    said = " ".join(part.text() for part in strip.findChildren(QLabel))
    assert "Also withdraw it where it was carried to: Winter circle" in said
    danger = next(button for button in strip.findChildren(QPushButton) if "Withdraw" in button.text())
    danger.click()
    assert not themes_in(controller.state, OPEN)[:1] or themes_in(controller.state, OPEN)[0].title != theme.title
    left = open_session(controller.store, other.session, US, controller.clock)
    assert controller.store.saver.wait(left.saves.committed + left.saves.waiting, 10)
    bodies = [event.body for event in controller.store.log.read(other.session)]
    assert not any(theme.title in body for body in bodies)
    assert any("The road to the mill" in body for body in bodies)


def test_the_menu_of_a_note_tags_it_and_that_of_a_theme_moves_it(
    page: HarvestPage, controller: SampleSessionController
) -> None:
    row = page.board.loose.current
    assert row is not None
    choose_in_menu(page, "Tags", "disagreement")
    assert TagId("disagreement") in controller.state.notes[row.note_id].tags
    page.board.show_theme(theme_called(controller, EARLY))
    choose_in_menu(page, "Move to Open")
    assert themes(controller, OPEN)[-1] == EARLY


def choose_in_menu(page: HarvestPage, *path: str) -> None:
    show_menu(page.gathering, page.mapToGlobal(QPoint(10, 10)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for words in path[:-1]:
        inner = next(action for action in menu.actions() if action.text() == words).menu()
        assert isinstance(inner, QMenu)
        menu = inner
    chosen = next(action for action in menu.actions() if action.text() == path[-1])
    while popup := QApplication.activePopupWidget():  # As by hand: menus close before their entry acts.
        popup.hide()
    page.activateWindow()
    QCoreApplication.processEvents()
    chosen.trigger()
    QCoreApplication.processEvents()
