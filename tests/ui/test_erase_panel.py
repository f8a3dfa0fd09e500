"""Any typed word is found and erased in the window, with keys and mouse; and is in no file afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QItemSelectionModel, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facilitator_console.console import new_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.typed_words import typed_texts
from facilitator_console.notes.carrying import carried, take_in
from facilitator_console.notes.commands import add_list_entry, edit_note, remove_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.session.agenda import edit_item, edit_session, items_in_order, next_item
from facilitator_console.session.people import at_seat, edit_participant
from facilitator_console.store.connection import connect_to_read
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.shell.erase_panel import ErasePanel
from tests.store.test_erasure import found_in
from tests.ui.keyboard import type_text
from tests.ui.running import CTRL, Running

NOTE, UNDONE, LINE = "криниця 💧 пересохла", "не туди 🕯️ написано", "слухаємо 🤝 одне одного"
LABEL, EARLIER, TITLE = "О. з Вербового 😀", "вода у селі Вербове", "Розмова про дорогу 🛣️"
QUESTION, SESSION_TITLE = "Що болить найбільше? 💔", "Коло над річкою 🌊"
ALL = [NOTE, UNDONE, LINE, LABEL, EARLIER, TITLE, QUESTION, SESSION_TITLE]


@pytest.fixture
def planted(program: Running) -> Running:
    """A session with words in all places: shown, overwritten, removed, undone."""
    program.create_session("community_dialogue", "Autumn circle", 6)
    controller = program.session.controller
    controller.do(edit_session, title=SESSION_TITLE)
    item = items_in_order(controller.state)[0]
    controller.do(edit_item, item.item_id, title=TITLE, question=QUESTION)
    controller.do(edit_participant, at_seat(controller.state, 2).participant_id, label=LABEL)
    controller.do(next_item)
    controller.do(capture, EARLIER)
    controller.do(edit_note, next(iter(controller.state.notes)), NOTE)
    controller.do(add_list_entry, GroupList.AGREEMENTS, LINE)
    controller.do(remove_list_entry, next(iter(controller.state.list_entries)))
    controller.do(capture, UNDONE)
    controller.undo()
    program.saved()
    assert len(controller.state.notes) == 1
    return program


def opened(program: Running) -> ErasePanel:
    """Open the panel as a person does: all commands, some letters, Enter."""
    program.press(Qt.Key.Key_K, CTRL)
    program.type("erase words")
    program.press(Qt.Key.Key_Return)
    panel = program.session.erase_panel
    assert panel.isVisible()
    return panel


def rows(panel: ErasePanel) -> list[str]:
    return [panel.model.text_at(row).text for row in range(panel.model.rowCount())]


def held(program: Running) -> list[str]:
    """What the log still holds."""
    return [text.text for text in typed_texts(program.session.controller.history)]


def confirm(program: Running, panel: ErasePanel) -> None:
    """Enter asks, Tab leads to the answer, Enter gives it."""
    program.press(Qt.Key.Key_Return)
    assert panel.is_asking
    assert program.focus() is panel.keep
    QTest.keyClick(panel.keep, Qt.Key.Key_Tab)
    assert program.focus() is panel.confirm
    program.press(Qt.Key.Key_Return)
    assert not panel.is_asking


def wait_for(qtbot: QtBot, panel: ErasePanel, words: str) -> None:
    qtbot.waitUntil(lambda: words in panel.outcome.text(), timeout=20_000)


def in_files(tmp_path: Path, words: list[str]) -> set[str]:
    """Those of the words that are in a file of the store, or of the window's own: settings, names of laptops."""
    folder = tmp_path / "files"
    folder.mkdir(exist_ok=True)
    for left in folder.iterdir():
        left.unlink()
    own = [tmp_path / "window.ini", *(path for path in (tmp_path / "data").rglob("*") if path.is_file())]
    for path in (*tmp_path.glob("dialogue.sqlite*"), *own):
        (folder / path.name).write_bytes(path.read_bytes())
    assert (folder / "window.ini").stat().st_size
    return {word for _, word in found_in(folder, words)}


@pytest.mark.parametrize("word", ALL)
def test_a_word_wherever_it_was_typed_is_erased_with_keys(
    planted: Running, tmp_path: Path, qtbot: QtBot, word: str
) -> None:
    assert in_files(tmp_path, [word]) == {word}
    panel = opened(planted)
    type_text(panel.field, word[:9])
    assert word in rows(panel)
    planted.press(Qt.Key.Key_Down)
    planted.press(Qt.Key.Key_A, CTRL)
    confirm(planted, panel)
    wait_for(qtbot, panel, "Erased")
    assert in_files(tmp_path, [word]) == set()
    assert word not in held(planted)


def test_what_was_carried_into_another_session_is_offered_and_goes_too(planted: Running) -> None:
    controller, store = planted.session.controller, planted.store
    assert store is not None
    other = new_session(store, controller.laptop, "Winter circle", clock=planted.clock)
    controller.do(add_list_entry, GroupList.PARKING_LOT, "carried words")
    entry = next(reversed(controller.state.list_entries.values()))
    controller.others.do(other.session, take_in, [carried(controller.session, entry)])
    assert store.saver.wait(store.saver.save_state.committed + store.saver.save_state.waiting, 20)
    panel = opened(planted)
    type_text(panel.field, "carried")
    planted.press(Qt.Key.Key_Down)
    planted.press(Qt.Key.Key_Return)
    assert panel.copies is not None
    assert "Winter circle" in panel.copies.words.text()
    panel.confirm.click()
    planted.saved()
    assert store.saver.wait(store.saver.save_state.committed + store.saver.save_state.waiting, 20)
    for session in (controller.session, other.session):
        assert not any("carried words" in event.body for event in store.log.read(session))


def test_all_words_at_once(planted: Running, tmp_path: Path, qtbot: QtBot) -> None:
    """The window goes on without any title, on every page, in every language."""
    panel = opened(planted)
    planted.press(Qt.Key.Key_Down)
    planted.press(Qt.Key.Key_A, CTRL)
    confirm(planted, panel)
    wait_for(qtbot, panel, "Erased")
    assert in_files(tmp_path, ALL) == set()
    assert held(planted) == []
    planted.press(Qt.Key.Key_Escape)
    for language, untitled in {"en": "without a title", "uk": "без назви", "ru": "без названия"}.items():
        planted.choose_language(language)
        view = planted.session
        shown, _, _ = view.top.title.text().partition("…")
        assert shown
        assert untitled.startswith(shown.removesuffix(" ▾"))
        assert view.top.title.accessibleName() == untitled
        for name in ("prepare", "report", "run"):
            view.show_page(name)
            QCoreApplication.processEvents()
        view.show_page("run", notes=True)
        QCoreApplication.processEvents()
        view.show_page("run")
        page = view.page("lead")
        assert isinstance(page, LeadPage)
        assert page.question.text() == untitled
        assert view.banners.banner("bug") is None
    planted.choose_language("en")
    planted.show_start()
    assert "without a title" in str(planted.start.sessions.rows.index(0, 0).data())


def test_one_of_several_is_chosen_with_space_and_arrows(planted: Running) -> None:
    panel = opened(planted)
    planted.press(Qt.Key.Key_Down)
    first = panel.chosen()
    planted.press(Qt.Key.Key_Down, CTRL)
    planted.press(Qt.Key.Key_Down, CTRL)
    planted.press(Qt.Key.Key_Space)
    assert [text.text for text in panel.chosen()] == [first[0].text, rows(panel)[2]]


def test_the_mouse_does_the_same(planted: Running, qtbot: QtBot) -> None:
    panel = opened(planted)
    place = panel.list.visualRect(panel.model.index(0, 0)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    chosen = panel.chosen()[0].text
    QTest.mouseClick(panel.erase, Qt.MouseButton.LeftButton)
    assert chosen in held(planted)
    QTest.mouseClick(panel.confirm, Qt.MouseButton.LeftButton)
    wait_for(qtbot, panel, "Erased")
    assert chosen not in held(planted)


def test_a_double_click_on_the_offer_erases_nothing(planted: Running) -> None:
    panel = opened(planted)
    before = held(planted)
    panel.list.selectionModel().select(panel.model.index(0), QItemSelectionModel.SelectionFlag.Select)
    QTest.mouseClick(panel.erase, Qt.MouseButton.LeftButton)
    assert panel.is_asking
    # What Qt sends to the button that stands under the pointer by then.
    at, none, left = QPointF(panel.confirm.rect().center()), Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    kind = QEvent.Type.MouseButtonDblClick
    QCoreApplication.sendEvent(panel.confirm, QMouseEvent(kind, at, panel.confirm.mapToGlobal(at), left, left, none))
    QTest.mouseRelease(panel.confirm, left)
    assert panel.is_asking
    assert held(planted) == before


def test_nothing_is_erased_without_the_answer(planted: Running) -> None:
    history = planted.session.controller.history
    before = len(history)
    panel = opened(planted)
    planted.press(Qt.Key.Key_Down)
    planted.press(Qt.Key.Key_Return)
    assert "can’t be undone" in panel.reach.text
    planted.press(Qt.Key.Key_Return)  # On "Don't erase".
    assert not panel.is_asking
    planted.press(Qt.Key.Key_Return)
    planted.press(Qt.Key.Key_Escape)
    assert panel.isVisible()
    planted.press(Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert len(history) == before


def test_nothing_is_in_the_panel_before_it_is_opened_or_after(planted: Running) -> None:
    panel = planted.session.erase_panel
    assert rows(panel) == []
    opened(planted)
    assert UNDONE in rows(panel)
    planted.press(Qt.Key.Key_Escape)
    assert rows(panel) == []
    planted.session.controller.do(capture, "нова нотатка")
    assert rows(panel) == []


def test_erased_is_said_only_once_it_is_out_of_the_file(planted: Running, qtbot: QtBot, tmp_path: Path) -> None:
    assert planted.store is not None
    reader = connect_to_read(planted.store.path)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM events").fetchall()
    panel = opened(planted)
    type_text(panel.field, UNDONE)
    planted.press(Qt.Key.Key_Down)
    confirm(planted, panel)
    wait_for(qtbot, panel, "Not erased yet")
    assert in_files(tmp_path, [UNDONE]) == {UNDONE}
    reader.close()
    planted.store.saver.retry()
    wait_for(qtbot, panel, "Erased")
    assert in_files(tmp_path, [UNDONE]) == set()


def test_what_is_written_meanwhile_comes_into_the_list_and_the_choice_stays(planted: Running) -> None:
    panel = opened(planted)
    planted.press(Qt.Key.Key_Down)
    chosen = [text.key for text in panel.chosen()]
    assert len(chosen) == 1
    planted.session.controller.do(capture, "щойно сказане")
    assert rows(panel)[0] == "щойно сказане"
    assert [text.key for text in panel.chosen()] == chosen


def test_redo_brings_no_empty_note_back(planted: Running, qtbot: QtBot) -> None:
    controller = planted.session.controller
    note = next(iter(controller.state.notes))
    controller.do(edit_note, note, "третє слово")
    controller.undo()
    panel = opened(planted)
    type_text(panel.field, "третє")
    planted.press(Qt.Key.Key_Down)
    confirm(planted, panel)
    wait_for(qtbot, panel, "Erased")
    planted.press(Qt.Key.Key_Escape)
    planted.press(Qt.Key.Key_Y, CTRL)
    assert controller.state.notes[note].text == NOTE
