"""The group's lists in Run: opened by key, typed, rewritten, ticked, moved and removed, by keys and by mouse alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QSettings, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.log import Subject
from facilitator_console.notes.commands import add_list_entry, remove_list_entry
from facilitator_console.notes.ids import LISTS_OF_THE_GROUP, GroupList, NoteId
from facilitator_console.notes.state import entries_on
from facilitator_console.session.agenda import close_session
from facilitator_console.session.floor import freeze
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.group_list import TEXT_PX
from facilitator_console.ui.parts.text_field import DraftField
from facilitator_console.ui.phones.phone_host import PhoneHost
from facilitator_console.ui.room_display.room_display import RoomDisplay
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.lists_side import ListsSide
from facilitator_console.ui.run.notes_page import NotesPage
from facilitator_console.ui.shell.session_view import SessionView
from facilitator_console.words import kept_text
from tests.ui.keyboard import press, typed
from tests.ui.running import CTRL
from tests.ui.sample import SampleSessionController

K = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
AGREED, SETTLED, LATER = LISTS_OF_THE_GROUP
ANY_SCRIPT = ("🌻 Слухаємо", "e\u0301 не перебиваємо", "שתיקה מותרת", "Ми говоримо, и слышим")


@pytest.fixture
def view(qtbot: QtBot, controller: SampleSessionController) -> Iterator[SessionView]:
    view = SessionView(controller, "en", RoomDisplay(QSettings(), lambda: None), PhoneHost())
    view.resize(1280, 800)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    yield view
    view.close()
    view.deleteLater()


def lead(view: SessionView) -> LeadPage:
    page = view.page("lead")
    assert isinstance(page, LeadPage)
    return page


def texts(controller: SampleSessionController, group_list: GroupList = AGREED) -> list[str]:
    return [entry.text for entry in entries_on(controller.state, group_list)]


def filled(controller: SampleSessionController, *words: str, group_list: GroupList = AGREED) -> None:
    for text in words:
        controller.do(add_list_entry, group_list, text)


def opened(view: SessionView) -> ListsSide:
    press(view, K.Key_G, held=CTRL)
    side = lead(view).lists
    assert side.isVisible()
    return side


def middle(side: ListsSide, row: int, x: int = TEXT_PX + 20) -> QPoint:
    rect = side.entries.visualRect(side.entries.model().index(row, 0))
    return QPoint(x, rect.center().y())


def ask_for_menu(shown: QWidget) -> None:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), shown.mapToGlobal(QPoint()))
    QApplication.sendEvent(shown, event)


def test_the_key_opens_and_closes_the_lists_beside_the_clocks(view: SessionView) -> None:
    page = lead(view)
    ring, clocks = page.ring.geometry(), page.clocks.geometry()
    side = opened(view)
    assert side.field.hasFocus()
    assert (page.queue.isVisible(), page.clocks.isVisible()) == (False, True)
    assert (page.ring.geometry(), page.clocks.geometry()) == (ring, clocks)  # Nothing jumps.
    press(view, K.Key_Escape)
    assert (side.isVisible(), page.queue.isVisible(), page.line.edit.hasFocus()) == (False, True, True)
    opened(view)
    press(view, K.Key_G, held=CTRL)
    assert not side.isVisible()
    opened(view)
    QTest.mouseClick(side.close_link, Qt.MouseButton.LeftButton)
    assert not side.isVisible()


@pytest.mark.parametrize("stop", [freeze, close_session])
def test_entries_are_typed_while_everything_is_frozen_and_after_the_end(
    view: SessionView, controller: SampleSessionController, stop: object
) -> None:
    controller.do(stop)  # type: ignore[arg-type]
    side = opened(view)
    for words in ANY_SCRIPT:
        typed(words)
        press(view, K.Key_Return)
    assert texts(controller) == [kept_text(words) for words in ANY_SCRIPT]
    assert (side.head.text(), side.field.hasFocus()) == ("Agreements · 4", True)
    view.grab()
    press(view, K.Key_Z, held=CTRL)
    assert len(texts(controller)) == 3


def test_the_other_lists_are_one_press_away_with_their_counts(
    view: SessionView, controller: SampleSessionController
) -> None:
    filled(controller, "a")
    filled(controller, "b", "c", group_list=LATER)
    side = opened(view)
    shown = {group_list: button.text() for group_list, button in side.buttons.items() if button.isVisible()}
    assert shown == {SETTLED: "Settled · 0", LATER: "For later · 2"}
    typed("half an agreement")
    QTest.mouseClick(side.buttons[SETTLED], Qt.MouseButton.LeftButton)
    assert (side.head.text(), side.field.text()) == ("Settled · 0", "")
    assert "settled together" in side.entries.empty_text
    side.grab()
    QTest.mouseClick(side.buttons[AGREED], Qt.MouseButton.LeftButton)
    assert (side.shown, side.field.text()) == (AGREED, "half an agreement")  # Each list has its own draft.


def test_an_entry_is_rewritten_ticked_moved_and_removed_by_keys(
    view: SessionView, controller: SampleSessionController
) -> None:
    filled(controller, "a", "b", "c")
    side = opened(view)
    side.entries.setFocus()
    side.entries.setCurrentIndex(side.entries.model().index(2, 0))
    press(view, K.Key_Up, held=ALT)
    press(view, K.Key_Up, held=ALT)
    press(view, K.Key_Up, held=ALT)
    assert texts(controller) == ["c", "a", "b"]
    assert side.entries.current is not None
    assert side.entries.current.text == "c"
    press(view, K.Key_Space)
    assert [entry.is_done for entry in entries_on(controller.state, AGREED)] == [True, False, False]
    press(view, K.Key_F2)
    typed("!")
    press(view, K.Key_Return)
    press(view, K.Key_Down, held=ALT)
    assert texts(controller) == ["a", "c!", "b"]
    press(view, K.Key_Delete)
    assert texts(controller) == ["a", "b"]
    assert view.foot.undo.whole_text == "Ctrl Z undo: entry removed from a list"
    for _ in range(2):
        press(view, K.Key_Z, held=CTRL)
    assert texts(controller) == ["c!", "a", "b"]
    typed("d")  # A letter begins the next entry.
    assert (side.field.hasFocus(), side.field.text()) == (True, "d")


def test_what_is_rewritten_and_not_kept_yet_is_there_after_a_restart(
    view: SessionView, controller: SampleSessionController
) -> None:
    filled(controller, "a", "b")
    entry = entries_on(controller.state, AGREED)[0]
    side = opened(view)
    side.entries.setFocus()
    side.entries.setCurrentIndex(side.entries.model().index(0, 0))
    press(view, K.Key_F2)
    typed(" і 🌻 מותר")
    controller.drafts.flush()
    console = controller.console
    again = SessionController(console, controller.catalogue, ())  # As a new program finds it.
    assert (console.draft(entry.list_entry_id), texts(controller)[0]) == ("a і 🌻 מותר", "a")
    field = DraftField("a", again, entry.list_entry_id, view)
    assert (field.text, field.is_changed) == ("a і 🌻 מותר", True)
    field.deleteLater()
    again.close()
    press(view, K.Key_Return)
    assert texts(controller) == ["a і 🌻 מותר", "b"]
    assert (controller.drafts.text(entry.list_entry_id), console.draft(entry.list_entry_id)) == ("", "")


def test_esc_gives_up_what_was_rewritten_and_withdrawing_an_entry_its_draft(
    view: SessionView, controller: SampleSessionController
) -> None:
    filled(controller, "a", "b")
    entry = entries_on(controller.state, AGREED)[0]
    side = opened(view)
    side.entries.setFocus()
    side.entries.setCurrentIndex(side.entries.model().index(0, 0))
    press(view, K.Key_F2)
    typed("!")
    press(view, K.Key_Escape)
    assert (texts(controller)[0], controller.drafts.text(entry.list_entry_id)) == ("a", "")
    controller.console.keep_draft("a secret", entry.list_entry_id)
    controller.withdraw(Subject(entry.list_entry_id))
    assert controller.console.draft(entry.list_entry_id) == ""


def test_an_entry_is_ticked_dragged_and_removed_by_the_mouse_alone(
    view: SessionView, controller: SampleSessionController
) -> None:
    filled(controller, "a", "b", "c")
    side = opened(view)
    port = side.entries.viewport()
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=middle(side, 1, 10))
    assert [entry.is_done for entry in entries_on(controller.state, AGREED)] == [False, True, False]
    start, end = middle(side, 0), QPoint(TEXT_PX + 20, port.height() - 3)
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 5):
        QTest.mouseMove(port, start + (end - start) * (step / 4))
    port.grab()
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)
    assert texts(controller) == ["b", "c", "a"]
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=middle(side, 0))
    assert texts(controller) == ["b", "c", "a"]
    QTest.mouseDClick(port, Qt.MouseButton.LeftButton, pos=middle(side, 0))
    typed(" more")
    press(view, K.Key_Return)
    assert texts(controller)[0] == "b more"


def test_an_entry_in_hand_stays_the_same_where_others_change_and_esc_lets_it_go(
    view: SessionView, controller: SampleSessionController
) -> None:
    filled(controller, "a", "b", "c", "d")
    side = opened(view)
    port = side.entries.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=middle(side, 2))
    QTest.mouseMove(port, middle(side, 0))
    press(view, K.Key_Escape)
    QTest.mouseMove(port, middle(side, 1))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=middle(side, 0) - QPoint(0, 4))
    assert texts(controller) == ["a", "b", "c", "d"]
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=middle(side, 2))
    QTest.mouseMove(port, middle(side, 0) - QPoint(0, 4))
    controller.do(remove_list_entry, entries_on(controller.state, AGREED)[1].list_entry_id)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=middle(side, 0) - QPoint(0, 4))
    assert texts(controller) == ["c", "a", "d"]


def test_the_menu_removes(view: SessionView, controller: SampleSessionController) -> None:
    filled(controller, "a", "b")
    side = opened(view)
    side.entries.setFocus()
    press(view, K.Key_Down)
    ask_for_menu(side.entries)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Rewrite",
        "Done",
        "Move up",
        "Move down",
        "Remove",
    ]
    menu.actions()[-1].trigger()
    menu.close()
    assert len(texts(controller)) == 1


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700), (960, 540)])
def test_of_a_full_list_no_line_is_cut_in_half(
    view: SessionView, controller: SampleSessionController, size: tuple[int, int]
) -> None:
    filled(controller, *[f"{number} we let each other finish, also where it is hard to listen" for number in range(40)])
    view.resize(*size)
    side = opened(view)
    QCoreApplication.processEvents()
    port = side.entries.viewport()
    assert side.buttons[LATER].geometry().bottom() <= side.height()
    bar = side.entries.verticalScrollBar()
    for value in (0, 7, 19, bar.maximum() - 5):
        bar.setValue(value)
        picture = port.grab().toImage()
        for y in (0, picture.height() - 1):  # Letters begin below the edge and end above it.
            pixels = [picture.pixelColor(x, y) for x in range(TEXT_PX, picture.width())]
            inks = {pixel.alpha() > 99 and pixel.lightness() < 100 for pixel in pixels}
            assert inks == {False}, (value, y, picture.size())


def test_seats_are_typed_where_the_queue_stands(view: SessionView) -> None:
    side = opened(view)
    press(view, K.Key_J, held=CTRL)
    page = lead(view)
    assert (side.isVisible(), page.queue.entry.field.hasFocus()) == (False, True)


def test_what_is_typed_survives_a_change_of_page_and_another_program(
    view: SessionView, controller: SampleSessionController
) -> None:
    opened(view)
    typed("half an agree")
    controller.drafts.flush()
    assert controller.console.draft(AGREED) == "half an agree"
    controller.take_notes(on=True)
    press(view, K.Key_G, held=CTRL)
    page = view.page("notes")
    assert isinstance(page, NotesPage)
    assert page.lists.field.text() == "half an agree"
    press(view, K.Key_Return)
    assert (texts(controller), controller.drafts.text(AGREED), controller.console.draft(AGREED)) == (
        ["half an agree"],
        "",
        "",
    )


# -- notes become entries --------------------------------------------------------------------------------


def test_one_key_on_a_note_makes_it_an_entry(view: SessionView, controller: SampleSessionController) -> None:
    controller.take_notes(on=True)
    page = view.page("notes")
    assert isinstance(page, NotesPage)
    press(view, K.Key_Up, K.Key_G)
    note = page.notes.current
    assert note is not None
    (entry,) = entries_on(controller.state, LATER)
    assert (entry.text, entry.sources) == (note.text, (note.note_id,))
    assert (page.lists.isVisible(), page.lists.shown, page.notes.hasFocus()) == (True, LATER, True)
    page.lists.show_list(SETTLED)
    press(view, K.Key_Down, K.Key_G)  # On the list that is shown.
    assert len(texts(controller, SETTLED)) == 1
    press(view, K.Key_G)
    assert view.banners.banner("refusal") is not None
    assert len(texts(controller, SETTLED)) == 1


def test_the_last_notes_can_be_put_on_a_list_too(view: SessionView, controller: SampleSessionController) -> None:
    page = lead(view)
    page.notes.setFocus(Qt.FocusReason.TabFocusReason)
    press(view, K.Key_Down, K.Key_G)
    assert texts(controller, LATER) == ["Nobody wants children to leave before six in the morning"]
    assert (page.lists.isVisible(), page.notes.hasFocus()) == (True, True)
    ask_for_menu(page.notes)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    agreed, _settled, later = menu.actions()
    assert (agreed.isEnabled(), later.isEnabled()) == (True, False)
    agreed.trigger()
    menu.close()
    assert len(texts(controller, AGREED)) == 1
    view.activateWindow()
    page.notes.setFocus()
    press(view, K.Key_Escape)
    assert page.line.edit.hasFocus()


def test_withdrawing_a_note_names_what_was_made_from_it_and_takes_it_along(
    view: SessionView, controller: SampleSessionController
) -> None:
    controller.take_notes(on=True)
    page = view.page("notes")
    assert isinstance(page, NotesPage)
    press(view, K.Key_Up, K.Key_G)
    note = page.notes.current
    assert note is not None
    press(view, K.Key_Delete, held=Qt.KeyboardModifier.ShiftModifier)
    words = [part.text() for part in page.strip.findChildren(type(page.now.clocks)) if part.isVisible()]
    assert "An entry of the group’s lists was made from it, and goes too:" in words
    assert words.count(note.text) == 2
    press(view, K.Key_Right, K.Key_Return)
    assert texts(controller, LATER) == []
    assert not [e for e in controller.history.events() if note.text in e.body]
    assert NoteId(note.note_id) not in controller.state.notes
