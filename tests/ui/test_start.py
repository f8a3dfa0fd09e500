"""The start: from an empty store to a session by keys, the list of sessions, other stores."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QImage
from PySide6.QtNetwork import QLocalServer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from facilitator_console.app.main import last_own_store
from facilitator_console.log import SessionId
from facilitator_console.runtime.laptop import data_folder, is_sample_store
from facilitator_console.session import agenda
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.clock import SetClock
from facilitator_console.session.editing import group_items
from facilitator_console.session.people import add_participant, seated
from facilitator_console.session.queue import join_queue
from facilitator_console.store.store import Store
from facilitator_console.ui.parts.file_dialog import FileDialog
from facilitator_console.ui.parts.rows import Row, RowsModel, RowsView
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.shell import one_window
from facilitator_console.ui.shell.one_window import OneWindow, raise_running
from facilitator_console.ui.shell.playback import Playback
from tests.ui.keyboard import tab_round
from tests.ui.running import Running, running

K = Qt.Key
HOUR_MS = 3_600_000


def rows(model: RowsModel) -> list[Row]:
    found = [model.row(model.index(place, 0)) for place in range(model.rowCount())]
    return [row for row in found if row is not None]


def test_an_empty_store_offers_templates_and_enter_begins(program: Running) -> None:
    assert program.focus() is program.start.templates
    program.press(K.Key_Down)
    program.press(K.Key_Return)
    assert program.controller is not None
    items = items_in_order(program.controller.state)
    assert [item.title for item in items][:3] == ["Opening", "Agreements", "Check-in"]
    assert sum(item.planned_ms for item in items) == 180 * 60_000
    assert len(seated(program.controller.state)) == 10
    program.press(K.Key_6, Qt.KeyboardModifier.ControlModifier)
    assert program.controller.state.room.item_id == items[0].item_id


def test_title_and_seats_are_typed_before(program: Running) -> None:
    program.press(K.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    program.start.title.setFocus()
    program.start.title.selectAll()
    program.type("Winter circle")
    program.press(K.Key_Tab)
    program.type("24")
    program.press(K.Key_Return)
    assert program.controller is not None
    assert program.controller.state.info.title == "Winter circle"
    assert len(seated(program.controller.state)) == 24


def test_an_empty_title_is_refused_in_a_bar(program: Running) -> None:
    program.start.title.clear()
    program.start.begin.click()
    bar = program.start.banners.banner("refusal")
    assert bar is not None
    assert program.controller is None


def test_sessions_are_listed_by_title_date_and_minutes(program: Running) -> None:
    program.create_session("circle", "Autumn circle", 8)
    assert program.controller is not None
    program.controller.do(agenda.next_item)
    program.clock.advance(7 * 60_000)
    program.controller.do(agenda.next_item)
    later = [item.item_id for item in agenda.items_in_order(program.controller.state)[-2:]]
    program.controller.do(group_items, later, "Afterwards")  # A heading has no time of its own.
    program.saved()
    program.create_session("", "Planned", 0)
    program.saved()
    program.show_start()
    listed = {row.title: row for row in rows(program.start.sessions.rows)}
    assert listed["Autumn circle"].detail == "8 November 2025 · 8 seats · began at 14:01 · 150 minutes planned"
    assert listed["Autumn circle"].badge == "go on"
    assert listed["Planned"].badge == ""
    assert program.window.focusWidget() is program.start.go_on


def test_what_was_held_is_told_in_minutes_once_nothing_is_on(program: Running) -> None:
    program.create_session("circle", "Autumn circle", 8)
    assert program.controller is not None
    program.controller.do(agenda.next_item)
    program.clock.advance(7 * 60_000)
    program.controller.do(agenda.close_session)
    program.saved()
    program.show_start()
    (row,) = rows(program.start.sessions.rows)
    assert (row.detail, row.badge) == ("8 November 2025 · 8 seats · 7 minutes", "ended")


def test_a_dialogue_in_another_language_has_its_title_and_agenda_in_that(program: Running) -> None:
    start = program.start
    start.dialogue_language.setFocus()
    program.press(K.Key_Up)
    assert start.dialogue_language.currentData() == "uk"
    assert start.title.text() == "Діалог 1"
    start.templates.setFocus()
    program.press(K.Key_Return)
    assert program.controller is not None
    assert program.controller.state.info.language == "uk"
    assert [item.title for item in items_in_order(program.controller.state)][1].startswith("Домовленості")
    assert program.language == "en"


def test_a_title_that_was_typed_stays_in_another_language(program: Running) -> None:
    program.start.title.setText("Winter circle")
    program.start.dialogue_language.setFocus()
    program.press(K.Key_Up)
    assert program.start.title.text() == "Winter circle"


def test_a_store_that_is_gone_says_so_and_is_not_made_anew(program: Running, tmp_path: Path) -> None:
    gone = tmp_path / "stick" / "spring.sqlite"
    program.remembered.keep_store(gone)
    program.show_start()
    (row,) = rows(program.start.stores.rows)
    assert (row.title, row.badge) == ("spring.sqlite", "not there now")
    program.start.stores.setFocus()
    program.press(K.Key_Return)
    bar = program.start.banners.banner("refusal")
    assert bar is not None
    assert "spring.sqlite is not there now." in bar.accessibleName()
    assert not gone.parent.exists()


def test_an_empty_store_offers_the_sample_beside_the_first_step(program: Running) -> None:
    offers = [one for one in program.start.findChildren(QPushButton) if one.text() == "Watch the sample dialogue"]
    assert len([one for one in offers if one.isVisible()]) == 1
    offers[0].click()
    assert program.playback is not None


def test_a_session_is_opened_by_enter_and_by_a_double_click(program: Running) -> None:
    program.create_session("circle", "Autumn circle", 8)
    program.saved()
    program.show_start()
    QCoreApplication.processEvents()
    assert program.focus() is program.start.sessions
    program.press(K.Key_Return)
    assert program.session.controller.state.info.title == "Autumn circle"
    program.show_start()
    QCoreApplication.processEvents()
    view = program.start.sessions
    at = view.visualRect(view.rows.index(0, 0)).center()
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert program.session.controller.state.info.title == "Autumn circle"


def name_file(program: Running, path: Path, qtbot: QtBot) -> None:
    """Type a path into the dialog that is open, and Enter."""
    dialog = program.window.findChild(FileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    name = dialog.findChild(QLineEdit)
    assert name is not None
    name.setText(str(path))
    QTest.keyClick(name, K.Key_Return)


def test_what_is_saved_is_heard_of_in_each_store(program: Running, qtbot: QtBot, tmp_path: Path) -> None:
    for store in ("dialogue.sqlite", "second.sqlite"):
        assert program.open_store(tmp_path / store)
        program.create_session("circle", "Autumn circle", 8)
        assert program.controller is not None
        with qtbot.waitSignal(program.controller.saves_changed):
            program.controller.do(add_participant)
        program.show_start()


def test_another_store_is_opened_and_the_first_is_remembered_by_its_path(
    program: Running, tmp_path: Path, qtbot: QtBot
) -> None:
    program.create_session("circle", "Autumn circle", 8)
    program.show_start()
    other = tmp_path / "other" / "second.sqlite"
    other.parent.mkdir()
    program.start.new_store_asked.emit()
    dialog = program.window.findChild(FileDialog)
    assert dialog is not None
    assert [Path(path).name for path in dialog.selectedFiles()] == ["dialogue 2.sqlite"]
    name_file(program, other, qtbot)
    assert program.store is not None
    assert program.store.path == other
    assert [row.key for row in rows(program.start.stores.rows)] == [str(tmp_path / "dialogue.sqlite")]
    program.start.store_chosen.emit(str(tmp_path / "dialogue.sqlite"))
    assert [row.title for row in rows(program.start.sessions.rows)] == ["Autumn circle"]
    assert "Autumn" not in (tmp_path / "window.ini").read_text(encoding="utf-8")


def test_a_store_that_can_not_be_opened_is_said_and_the_first_stays(program: Running, tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_text("no store", encoding="utf-8")
    program.start.store_chosen.emit(str(broken))
    assert program.store is not None
    assert program.store.path == tmp_path / "dialogue.sqlite"
    bar = program.start.banners.banner("refusal")
    assert bar is not None
    assert "broken.sqlite is not a store" in bar.accessibleName()


def test_a_store_that_another_program_holds_is_said_once_nobody_answers(
    program: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_window, "LONGEST_MS", 1)
    with Store.open(tmp_path / "held.sqlite"):
        program.start.store_chosen.emit(str(tmp_path / "held.sqlite"))
    assert not program.gave_way
    bar = program.start.banners.banner("refusal")
    assert bar is not None
    assert "is open in another window or program" in bar.accessibleName()


@pytest.fixture
def stuck(program: Running) -> Running:
    """A session with a change that can't be saved."""
    program.create_session("circle", "Autumn circle", 8)
    program.saved()
    assert program.store is not None
    with program.store.log.connection() as connection:
        connection.execute("PRAGMA query_only = ON")
    program.session.controller.do(add_participant)
    return program


def answer(program: Running, text: str) -> None:
    """Answer the question about what is unsaved."""
    bar = program.session.banners.banner("close")
    assert bar is not None
    next(button for button in bar.findChildren(QPushButton) if button.text() == text).click()
    QCoreApplication.processEvents()


def free(program: Running) -> None:
    """The drive takes all again."""
    assert program.store is not None
    with program.store.log.connection() as connection:
        connection.execute("PRAGMA query_only = OFF")
    program.store.saver.retry()
    program.saved()


def test_all_sessions_asks_while_something_is_unsaved(stuck: Running) -> None:
    controller = stuck.controller
    stuck.session.left.emit()
    assert "1 change is not saved" in said(stuck, "close")
    answer(stuck, "Stay")
    assert stuck.controller is controller
    free(stuck)
    stuck.session.left.emit()
    assert [row.title for row in rows(stuck.start.sessions.rows)] == ["Autumn circle"]


def test_all_sessions_can_be_left_without_what_is_unsaved(stuck: Running) -> None:
    stuck.session.left.emit()
    answer(stuck, "Close without them")
    stuck.open_session(SessionId(rows(stuck.start.sessions.rows)[0].key))
    assert stuck.controller is not None
    assert len(seated(stuck.controller.state)) == 8
    stuck.controller.do(add_participant)
    stuck.saved()


def test_another_store_waits_while_something_is_unsaved(stuck: Running, tmp_path: Path) -> None:
    store, controller = stuck.store, stuck.controller
    stuck.change_store(tmp_path / "second.sqlite")
    assert "1 change is not saved" in said(stuck, "close")
    assert (stuck.store, stuck.controller) == (store, controller)
    Store.open(tmp_path / "second.sqlite").close()
    answer(stuck, "Close without them")
    assert stuck.store is not None
    assert stuck.store.path == tmp_path / "second.sqlite"
    assert rows(stuck.start.sessions.rows) == []


def test_the_window_can_be_closed_without_what_is_unsaved(stuck: Running) -> None:
    stuck.window.close()
    answer(stuck, "Close without them")
    assert not stuck.window.isVisible()


def test_a_session_stays_where_its_file_was_overwritten(program: Running) -> None:
    program.create_session("circle", "Autumn circle", 8)
    program.saved()
    assert program.store is not None
    program.store.path.write_bytes(b"x" * program.store.path.stat().st_size)
    program.store.path.with_name("dialogue.sqlite-wal").write_bytes(b"")
    controller = program.controller
    program.session.left.emit()
    assert "dialogue.sqlite was cut or overwritten" in said(program, "close")
    assert program.controller is controller
    program.window.close()
    answer(program, "Close without it")
    assert not program.window.isVisible()


def said(program: Running, name: str) -> str:
    """What a bar says."""
    bar = program.session.banners.banner(name)
    assert bar is not None
    return bar.accessibleName()


def test_a_store_that_is_just_being_closed_is_opened_then(
    program: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closing = Store.open(tmp_path / "closing.sqlite")

    def nobody_answers(_path: Path) -> bool:
        closing.close()
        return False

    monkeypatch.setattr(one_window, "raise_running", nobody_answers)
    program.start.store_chosen.emit(str(tmp_path / "closing.sqlite"))
    assert program.store is not None
    assert program.store.path == tmp_path / "closing.sqlite"


def test_the_store_that_is_open_may_be_chosen_again(program: Running, tmp_path: Path) -> None:
    before = program.store
    program.start.store_chosen.emit(str(tmp_path / "dialogue.sqlite"))
    assert program.store is before
    assert program.start.banners.banner("refusal") is None


@pytest.mark.usefixtures("qapp")
def test_without_a_store_nothing_can_begin(tmp_path: Path) -> None:
    (tmp_path / "broken.sqlite").write_text("no store", encoding="utf-8")
    with running(tmp_path, store="broken.sqlite") as program:
        assert program.store is None
        assert not program.start.begin.isEnabled()
        assert "No store is open. Choose one below." in [one.text() for one in program.start.findChildren(QLabel)]


def test_the_language_of_the_start_changes(program: Running) -> None:
    program.start.foot.language_chosen.emit("uk")
    assert program.language == "uk"
    assert program.start.foot.language.text().startswith("Українська")


def knocked(store: Path, qtbot: QtBot) -> bool:
    """Whether a second start, a process of its own, is answered."""
    code = (
        "import sys; from facilitator_console.ui.shell.one_window import *; sys.exit(raise_running(Path(sys.argv[1])))"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(store)]) as other:
        qtbot.waitUntil(lambda: other.poll() is not None, timeout=20_000)
    return bool(other.returncode)


def test_a_second_start_brings_the_window_up(program: Running, qtbot: QtBot, tmp_path: Path) -> None:
    qtbot.waitUntil(lambda: program.one_window is not None)
    assert knocked(tmp_path / "dialogue.sqlite", qtbot)
    assert not knocked(tmp_path / "never.sqlite", qtbot)


def test_a_second_start_finds_the_store_that_is_open_now(program: Running, qtbot: QtBot, tmp_path: Path) -> None:
    qtbot.waitUntil(lambda: program.one_window is not None)
    program.create_session("circle", "Autumn circle", 8)
    program.saved()
    program.session.elsewhere_asked.emit()
    program.choose_file(tmp_path / "new.sqlite")
    assert knocked(tmp_path / "new.sqlite", qtbot)
    assert not knocked(tmp_path / "dialogue.sqlite", qtbot)
    program.show_start()
    for name in ("third.sqlite", "fourth.sqlite"):
        program.change_store(tmp_path / name)
    assert knocked(tmp_path / "fourth.sqlite", qtbot)
    assert len(program.findChildren(OneWindow)) == 1


def test_a_window_that_is_closed_answers_nobody_and_stays_closed(
    program: Running, qtbot: QtBot, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: program.one_window is not None)
    program.window.close()
    assert not knocked(tmp_path / "dialogue.sqlite", qtbot)
    assert not program.window.isVisible()


@pytest.mark.usefixtures("qapp")
def test_a_listener_that_never_answers_counts_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_window, "ANSWER_MS", 1)
    deaf = QLocalServer()
    assert deaf.listen(one_window.server_name(tmp_path / "dialogue.sqlite"))
    assert not raise_running(tmp_path / "dialogue.sqlite")
    deaf.close()


@pytest.mark.usefixtures("qapp")
def test_the_socket_tells_nothing_of_the_path(tmp_path: Path) -> None:
    one = OneWindow(lambda _question: True)
    one.listen(tmp_path / "village.sqlite")
    assert "village" not in one.server.serverName()
    one.close()


def test_the_rows_are_a_sound_model(qtmodeltester: ModelTester) -> None:
    model = RowsModel([Row("a", "Title", "below", "badge"), Row("b", "Other", "")])
    qtmodeltester.check(model)


def test_the_sample_is_watched(program: Running, qtbot: QtBot) -> None:
    program.start.sample_asked.emit()
    playback = program.playback
    assert playback is not None
    assert program.session.banners.banner("playback") is not None
    playback.set_speed(100_000)
    qtbot.waitUntil(lambda: playback.is_over, timeout=60_000)
    assert program.controller is not None
    assert program.controller.state.info.closed_at_ms
    assert len(program.controller.state.notes) > 10
    assert program.controller.voting.last_in_words() is not None
    assert program.session.banners.banner("playback") is None


def watched(program: Running) -> Playback:
    """The sample, some turns into it, paused."""
    program.start.sample_asked.emit()
    QCoreApplication.processEvents()  # Now the window shows it.
    playback = program.playback
    assert playback is not None
    playback.pause()
    assert program.controller is not None
    while not program.controller.state.turns:
        playback.clock.advance(5_000)
        playback.timer.timeout.emit()
    return playback


def test_tab_comes_to_all_buttons_of_the_bar(program: Running) -> None:
    watched(program)
    bar = program.session.banners.banner("playback")
    assert bar is not None
    assert bar.isAncestorOf(program.focus())
    reached = tab_round(program.window)
    assert set(bar.findChildren(QPushButton)) <= set(reached)


@pytest.mark.parametrize("key", [K.Key_1, K.Key_3, K.Key_6, K.Key_8, K.Key_9, K.Key_0, K.Key_J, K.Key_U, K.Key_Z])
def test_while_watching_chords_only_say_so(program: Running, key: Qt.Key) -> None:
    watched(program)
    assert program.controller is not None
    events = list(program.controller.history.events())
    program.press(key, Qt.KeyboardModifier.ControlModifier)
    assert list(program.controller.history.events()) == events
    bar = program.session.banners.banner("refusal")
    assert bar is not None
    assert "You are only watching." in bar.accessibleName()


def test_while_watching_the_rooms_buttons_and_the_note_line_are_off_and_on_again_then(
    program: Running, qtbot: QtBot
) -> None:
    qtbot.waitActive(program.window)
    playback = watched(program)
    page = program.session.page("lead")
    assert isinstance(page, LeadPage)
    names = ("done", "pause_turn", "someone_else", "item", "mark", "next_item", "freeze", "add_seats", "pause_queue")
    offered = ("someone_else", "item", "mark", "freeze")  # Whatever the room is like.
    room = [page.findChild(QPushButton, f"action_{name}") for name in names]
    assert not any(button.isEnabled() for button in room if button)
    pill = program.session.top.role
    assert (pill.text(), pill.isEnabled()) == ("You watch", False)
    assert page.line.hint == "You are watching. Notes are written by those in the room."
    page.line.focus_line()
    program.type("nothing")
    assert page.line.is_empty
    playback.leave()
    assert (pill.text(), pill.isEnabled()) == ("You lead ▾", True)
    assert all(button.isEnabled() for button, name in zip(room, names, strict=True) if button and name in offered)
    assert page.line.hint.startswith("Enter saves")
    program.type("a note")
    assert page.line.text == "a note"


def test_while_watching_seats_and_tables_refuse(program: Running) -> None:
    watched(program)
    assert program.controller is not None
    person = seated(program.controller.state)[0]
    assert not program.controller.do(join_queue, person.participant_id)
    assert not program.controller.undo()
    assert program.session.banners.banner("refusal") is not None


def test_space_pauses_and_plus_and_minus_change_the_speed(program: Running) -> None:
    playback = watched(program)
    said = []
    for _ in range(2):
        program.press(K.Key_Space)
        said.append(playback.is_paused)
    assert said == [False, True]
    program.press(K.Key_Minus)
    assert playback.speed == 20
    program.press(K.Key_Plus, Qt.KeyboardModifier.ShiftModifier)
    program.press(K.Key_Equal)
    assert playback.speed == 200
    assert "200 × as fast" in [one.text() for one in program.session.banners.findChildren(QLabel)]
    program.session.show_keys()
    assert "Pause, go on" in [one.text() for one in program.session.keys_help.findChildren(QLabel)]
    playback.leave()
    program.press(K.Key_Space)
    assert not playback.is_paused


def test_the_bar_stays_in_another_language_also_while_paused(program: Running) -> None:
    watched(program)
    program.choose_language("uk")
    assert program.session.banners.banner("playback") is not None
    assert program.controller is not None
    assert program.controller.is_watched


def test_a_leap_of_a_dialogue_that_is_watched_is_not_a_gap(program: Running) -> None:
    watched(program)
    controller = program.session.controller
    clock = controller.console.clock
    assert isinstance(clock, SetClock)
    controller.timer.timeout.emit()
    clock.advance(180_000)  # What a busy window misses at 200 × as fast.
    controller.timer.timeout.emit()
    assert not controller.state.gaps
    assert not [name for name in program.session.banners.shown if name != "playback"]


def test_watching_is_left_to_try_it_oneself(program: Running) -> None:
    program.start.sample_asked.emit()
    playback = program.playback
    assert playback is not None
    playback.leave()
    assert playback.is_over
    assert playback.speed == 1
    assert program.controller is not None
    turns = len(program.controller.state.turns)
    program.press(K.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert len(program.controller.state.turns) == turns + 1


def test_who_watched_the_sample_comes_back_to_their_own_sessions(program: Running, tmp_path: Path) -> None:
    program.create_session("circle", "Autumn circle", 8)
    program.show_start()
    watched(program)
    assert program.store is not None
    assert program.store.path != tmp_path / "dialogue.sqlite"
    program.session.left.emit()
    assert program.store.path == tmp_path / "dialogue.sqlite"
    assert [row.title for row in rows(program.start.sessions.rows)] == ["Autumn circle"]


def test_the_foot_says_what_enter_does_where_the_focus_is(program: Running, tmp_path: Path) -> None:
    def hint() -> str:
        return program.start.foot.hints.accessibleName()

    assert hint() == "Enter begins, Tab to the next field"
    program.create_session("circle", "Autumn circle", 8)
    (tmp_path / "spring.sqlite").touch()
    program.remembered.keep_store(tmp_path / "spring.sqlite")
    program.show_start()
    QCoreApplication.processEvents()
    start = program.start
    assert program.focus() is start.sessions
    assert hint() == "Enter opens, Tab to the next field, Ctrl F find"
    for part, said in (
        (start.stores, "Enter opens"),
        (start.seats, "Enter begins"),
        (start.templates, "Enter begins"),
        (start.tools.more, "Enter presses the button"),
    ):
        part.setFocus()
        assert hint() == f"{said}, Tab to the next field, Ctrl F find"


def test_where_no_store_is_open_enter_begins_nothing(program: Running) -> None:
    program.leave_store()
    program.show_start()
    QCoreApplication.processEvents()
    program.start.title.setFocus()
    assert program.start.foot.hints.accessibleName() == "Tab to the next field"


def test_a_long_line_below_a_session_ends_in_dots_and_a_path_keeps_its_end(program: Running, qtbot: QtBot) -> None:
    def drawn(*, is_path: bool, detail: str) -> bytes:
        view = RowsView([Row("a", "Title", detail, is_path=is_path)], "rows")
        qtbot.addWidget(view)
        view.resize(160, 60)
        image = QImage(view.size(), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)  # What a view leaves out holds whatever the memory held.
        view.render(image)
        return bytes(image.constBits())

    del program
    ends = ("8 November 2025 · began at 14:01", "8 November 2025 · began at 14:02")
    assert drawn(is_path=False, detail=ends[0]) == drawn(is_path=False, detail=ends[1])
    assert drawn(is_path=True, detail=ends[0]) != drawn(is_path=True, detail=ends[1])


def test_the_sample_that_was_watched_is_opened_again_only_to_look_at_it(program: Running, qtbot: QtBot) -> None:
    playback = watched(program)
    assert program.store is not None
    sample = program.store.path
    turns = dict(program.session.controller.state.turns)
    playback.leave()  # It is in somebody's hands, and its clock goes on.
    program.session.left.emit()
    listed = {row.key: row.title for row in rows(program.start.stores.rows)}
    assert listed[str(sample)] == "Sample dialogue"
    program.start.store_chosen.emit(str(sample))
    (row,) = rows(program.start.sessions.rows)
    assert (row.detail, row.badge) == ("a dialogue that was played, to look at", "")
    assert program.start.go_on is None
    program.press(K.Key_Return)
    controller = program.session.controller
    assert controller.state.turns == turns
    assert not controller.state.gaps
    assert controller.state.info.created_at_ms < controller.now_ms() < controller.state.info.created_at_ms + HOUR_MS
    program.press(K.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert controller.state.turns == turns
    assert "Space pauses" not in program.session.foot.hints.accessibleName()
    program.choose_language("uk")
    assert program.session.controller.is_watched
    bar = program.session.banners.banner("playback")
    assert bar is not None
    bar.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: program.playback is not None)
    assert program.store.path != sample


def test_the_sample_is_not_offered_as_the_store_that_was_used_last(tmp_path: Path) -> None:
    sample = data_folder() / "demo-1" / "dialogue.sqlite"
    assert is_sample_store(sample)
    assert not is_sample_store(tmp_path / "demo-1" / "dialogue.sqlite")
    assert last_own_store([sample, tmp_path / "mine.sqlite", tmp_path / "older.sqlite"]) == tmp_path / "mine.sqlite"
    assert last_own_store([sample]) is None
