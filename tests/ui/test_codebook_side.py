"""The tags of the team beside the notes: added, renamed, moved, merged and retired, by keys and by mouse alone."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import normalize

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from facilitator_console.dialogue.capture import capture
from facilitator_console.notes.codebook import digit_tags, read_tags, retired_tags, tag_name, tag_tree
from facilitator_console.notes.commands import remove_note
from facilitator_console.notes.ids import NO_TAG, TagColor, TagId
from facilitator_console.notes.state import notes_kept
from facilitator_console.notes.tag_commands import add_tag
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.ui.parts.text_field import TextField
from facilitator_console.ui.run.codebook_model import TagRow
from facilitator_console.ui.run.notes_page import NotesPage
from facilitator_console.words import Message
from tests.ui.keyboard import press, type_text, typed
from tests.ui.sample import SampleSessionController

K = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
NEED, FEAR = TagId("need"), TagId("fear")
ANY_SCRIPT = ("🚌 автобус", "їжа в Ґудзиках", "cafe\u0301", "מים")


@pytest.fixture
def page(qtbot: QtBot, controller: SampleSessionController) -> Iterator[NotesPage]:
    page = NotesPage(controller)
    page.resize(1200, 800)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.toggle_codebook()
    QCoreApplication.processEvents()
    yield page
    page.close()
    page.deleteLater()


def add(page: NotesPage, name: str) -> TagId:
    page.codebook.field.setFocus()
    typed(name)
    press(page, K.Key_Return)
    if page.codebook.field.text():  # It was asked about.
        press(page, K.Key_Return)
    assert page.codebook.field.text() == ""
    row = page.codebook.view.current
    assert row is not None
    return row.tag_id


def go_to(page: NotesPage, tag: TagId) -> TagRow:
    page.codebook.view.setFocus()
    page.codebook.view.choose(tag)
    row = page.codebook.view.current
    assert row is not None
    return row


def name(controller: SampleSessionController, tag: TagId) -> str:
    return str(tag_name(controller.state, tag))


def depths(controller: SampleSessionController) -> dict[TagId, int]:
    return dict(tag_tree(controller.state))


def center(page: NotesPage, tag: TagId) -> QPoint:
    view = page.codebook.view
    view.choose(tag)
    return view.visualRect(view.currentIndex()).center()


def choose_in_menu(page: NotesPage, tag: TagId, *path: str) -> None:
    view = page.codebook.view
    at = center(page, tag)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for words in path[:-1]:
        inner = next(action for action in menu.actions() if action.text() == words).menu()
        assert isinstance(inner, QMenu)
        menu = inner
    chosen = next(action for action in menu.actions() if action.text() == path[-1])
    while popup := QApplication.activePopupWidget():  # As by hand: menus close before their entry acts.
        popup.hide()
    page.activateWindow()  # Offscreen no window manager gives the window the keys back.
    QCoreApplication.processEvents()
    chosen.trigger()
    QCoreApplication.processEvents()


@pytest.mark.parametrize("words", ANY_SCRIPT)
def test_a_tag_is_added_and_renamed_by_keys_with_the_spelling_that_was_typed(
    page: NotesPage, controller: SampleSessionController, words: str
) -> None:
    tag = add(page, f"№{words}")
    assert tag in depths(controller)
    kept = normalize("NFC", words)
    assert name(controller, tag) == kept
    go_to(page, tag)
    press(page, K.Key_F2)
    typed(" 2")
    press(page, K.Key_Return)
    assert name(controller, tag) == f"{kept} 2"
    controller.undo()
    assert name(controller, tag) == kept


def test_a_tag_that_is_there_already_is_not_added_and_what_was_typed_stays(
    page: NotesPage, controller: SampleSessionController
) -> None:
    refused: list[Message] = []
    controller.refused.connect(refused.append)
    before = len(depths(controller))
    typed("Need")
    press(page, K.Key_Return)
    assert [str(message) for message in refused] == ["The tag “Need” is in the codebook already."]
    assert (page.codebook.field.text(), len(depths(controller))) == ("Need", before)


def test_a_default_tag_is_renamed_in_the_language_of_the_screen(
    page: NotesPage, controller: SampleSessionController
) -> None:
    go_to(page, NEED)
    press(page, K.Key_Return)
    press(page, K.Key_A, held=Qt.KeyboardModifier.ControlModifier)
    typed("треба 🫖")
    press(page, K.Key_Return)
    assert controller.text(tag_name(controller.state, NEED)) == "треба 🫖"
    assert load_catalogue("uk").text(tag_name(controller.state, NEED)) == "потреба"
    page.codebook.view.name_in("uk")
    typed("їжа-в-Ґудзиках")
    press(page, K.Key_Return)
    assert load_catalogue("uk").text(tag_name(controller.state, NEED)) == "їжа-в-Ґудзиках"
    controller.do(capture, "#їжа-в-ґудзиках борщ", names=controller.tag_names)
    assert notes_kept(controller.state)[-1].tags == (NEED,)


def test_a_tag_of_nearly_the_name_of_another_is_asked_about(
    page: NotesPage, controller: SampleSessionController
) -> None:
    road, before = add(page, "дорога"), len(depths(controller))
    page.codebook.field.setFocus()
    typed("дороги")
    press(page, K.Key_Return)
    assert (len(depths(controller)), page.codebook.field.text()) == (before, "дороги")
    assert "дорога" in page.codebook.hint.text()
    chosen = page.codebook.view.current
    assert chosen is not None
    assert chosen.tag_id == road
    press(page, K.Key_Return)
    assert len(depths(controller)) == before + 1


def test_a_tag_is_moved_in_and_out_by_alt_and_the_arrows(page: NotesPage, controller: SampleSessionController) -> None:
    road, bridge, hole = add(page, "road"), add(page, "bridge"), add(page, "hole")
    go_to(page, bridge)
    press(page, K.Key_Right, held=ALT)
    go_to(page, hole)
    press(page, K.Key_Right, K.Key_Right, held=ALT)
    state = depths(controller)
    assert (state[road], state[bridge], state[hole]) == (0, 1, 2)
    assert go_to(page, hole).depth == 2
    press(page, K.Key_Right, held=ALT)  # There is none above it that stands as deep.
    press(page, K.Key_Left, held=ALT)
    assert depths(controller)[hole] == 1
    press(page, K.Key_Left, K.Key_Left, held=ALT)
    assert depths(controller)[hole] == 0
    controller.undo()
    assert depths(controller)[hole] == 1


def drag(page: NotesPage, start: QPoint, end: QPoint) -> None:
    viewport = page.codebook.view.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for at in (start + QPoint(0, 12), end):
        QTest.mouseMove(viewport, at)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
    QCoreApplication.processEvents()


def test_a_tag_is_dragged_below_another_and_back_to_the_top(
    page: NotesPage, controller: SampleSessionController
) -> None:
    page.resize(1200, 1100)
    road = add(page, "road")
    view = page.codebook.view
    drag(page, center(page, road), center(page, NEED))
    assert depths(controller)[road] == 1
    ground = QPoint(40, view.viewport().height() - 4)
    assert not view.indexAt(ground).isValid()
    drag(page, center(page, road), ground)
    assert depths(controller)[road] == 0


def test_a_tag_is_merged_by_keys_its_notes_have_the_other_and_undo_takes_it_back(
    page: NotesPage, controller: SampleSessionController
) -> None:
    controller.do(capture, "#дорога яма")
    note = notes_kept(controller.state)[-1]
    (road,) = note.tags
    roads = add(page, "дороги")
    go_to(page, road)
    press(page, K.Key_M)
    assert "дорога" in page.codebook.hint.text()
    page.codebook.view.choose(roads)
    press(page, K.Key_Return)
    assert read_tags(controller.state, note.tags) == (roads,)
    assert go_to(page, roads).notes == 1
    assert page.model.tag_texts(note) == ["дороги"]
    assert "Enter renames" in page.codebook.hint.text()
    controller.undo()
    assert read_tags(controller.state, note.tags) == (road,)
    assert go_to(page, road).notes == 1


def test_a_tag_is_merged_by_the_mouse_alone_and_esc_stops_it(
    page: NotesPage, controller: SampleSessionController
) -> None:
    road = add(page, "road")
    choose_in_menu(page, road, "Merge into…")
    page.codebook.view.setFocus()
    press(page, K.Key_Escape)
    assert page.codebook.isVisible()
    assert page.codebook.view.merged is None
    choose_in_menu(page, road, "Merge into…")
    QTest.mouseClick(page.codebook.view.viewport(), Qt.MouseButton.LeftButton, pos=center(page, NEED))
    assert road not in depths(controller)


def test_a_retired_tag_stands_at_the_end_and_is_brought_back(
    page: NotesPage, controller: SampleSessionController
) -> None:
    controller.do(capture, "#fear dark")
    note = notes_kept(controller.state)[-1]
    go_to(page, FEAR)
    press(page, K.Key_Delete)
    assert retired_tags(controller.state) == (FEAR,)
    assert read_tags(controller.state, note.tags) == (FEAR,)
    row = go_to(page, FEAR)
    assert row.is_retired
    assert page.codebook.view.currentIndex().row() == page.codebook.view.tags.rowCount() - 1
    press(page, K.Key_Delete)
    assert retired_tags(controller.state) == ()


def test_the_team_gives_its_tags_digits_and_colours(page: NotesPage, controller: SampleSessionController) -> None:
    road = add(page, "road")
    go_to(page, road)
    press(page, K.Key_3)
    assert go_to(page, road).digit == 3
    choose_in_menu(page, road, "Colour", "Red")
    assert controller.state.tags[road].color is TagColor.RED
    page.codebook.view.setFocus()
    press(page, K.Key_Escape)
    assert page.aside.isVisible()
    assert page.line.edit.hasFocus()
    press(page, K.Key_Down)
    note = page.notes.current
    assert note is not None
    press(page, K.Key_3)
    assert road in controller.state.notes[note.note_id].tags
    choose_in_menu_of_digits = digit_tags(controller.state)
    assert choose_in_menu_of_digits[2] == road
    page.toggle_codebook()
    choose_in_menu(page, road, "Digit", "No digit")
    assert digit_tags(controller.state)[2] == NO_TAG


def test_a_tag_says_what_it_is_for(page: NotesPage, controller: SampleSessionController) -> None:
    road = add(page, "road")
    choose_in_menu(page, road, "Say what it is for")
    field = page.codebook.view.findChild(TextField)
    assert field is not None
    type_text(field, "Ями, освітлення 🚧")
    QTest.keyClick(field, K.Key_Return)
    assert controller.state.tags[road].description == "Ями, освітлення 🚧"
    assert name(controller, road) == "road"
    assert "освітлення" in str(page.codebook.view.currentIndex().data(Qt.ItemDataRole.ToolTipRole))


def test_the_count_follows_the_notes(page: NotesPage, controller: SampleSessionController) -> None:
    controller.do(capture, "#value one")
    assert go_to(page, TagId("value")).notes == 1
    controller.do(remove_note, notes_kept(controller.state)[-1].note_id)
    assert go_to(page, TagId("value")).notes == 0


def test_a_letter_in_the_list_begins_a_new_tag(page: NotesPage) -> None:
    go_to(page, NEED)
    typed("d")
    assert page.codebook.field.hasFocus()
    assert page.codebook.field.text() == "d"


def test_tags_and_lists_share_one_place(page: NotesPage) -> None:
    page.lists.toggle()
    assert not page.codebook.isVisible()
    page.toggle_codebook()
    assert page.codebook.isVisible()
    assert not page.lists.isVisible()
    press(page, K.Key_Escape)
    assert page.aside.isVisible()
    link = next(button for button in page.aside.findChildren(QPushButton) if button.text() == "Change tags")
    link.click()
    assert page.codebook.isVisible()


def test_a_tag_added_on_another_page_stands_in_the_list_when_it_is_opened(
    page: NotesPage, controller: SampleSessionController
) -> None:
    press(page, K.Key_Escape)
    controller.do(add_tag, "later")
    page.toggle_codebook()
    (own,) = controller.state.tags
    assert go_to(page, own).name == "later"
