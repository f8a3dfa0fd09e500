"""The start: from an empty store to a session by keys, the list of sessions, other stores."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from facilitator_console.session import agenda
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.people import add_participant, seated
from facilitator_console.store import Store
from facilitator_console.ui.one_window import OneWindow, raise_running
from facilitator_console.ui.widgets.rows import Row, RowsModel
from tests.ui.running import Running, running

K = Qt.Key


def rows(model: RowsModel) -> list[Row]:
    found = [model.row(model.index(place, 0)) for place in range(model.rowCount())]
    return [row for row in found if row is not None]


def test_an_empty_store_offers_templates_and_enter_begins(program: Running) -> None:
    assert program.focus() is program.start.templates
    program.press(K.Key_Down)
    program.press(K.Key_Return)
    assert program.desk is not None
    items = items_in_order(program.desk.state)
    assert [item.title for item in items][:3] == ["Opening", "Agreements", "Check-in"]
    assert sum(item.planned_ms for item in items) == 180 * 60_000
    assert len(seated(program.desk.state)) == 10
    program.press(K.Key_6, Qt.KeyboardModifier.ControlModifier)
    assert program.desk.state.room.item_id == items[0].item_id


def test_title_and_seats_are_typed_before(program: Running) -> None:
    program.press(K.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    program.start.title.setFocus()
    program.start.title.selectAll()
    program.type("Winter circle")
    program.press(K.Key_Tab)
    program.type("24")
    program.press(K.Key_Return)
    assert program.desk is not None
    assert program.desk.state.info.title == "Winter circle"
    assert len(seated(program.desk.state)) == 24


def test_an_empty_title_is_refused_in_a_bar(program: Running) -> None:
    program.start.title.clear()
    program.start.begin.click()
    bar = program.start.bars.bar("refusal")
    assert bar is not None
    assert program.desk is None


def test_sessions_are_listed_by_title_date_and_minutes(program: Running) -> None:
    program.create_session("circle", "Autumn circle", 8)
    assert program.desk is not None
    program.desk.do(agenda.next_item)
    program.clock.advance(7 * 60_000)
    program.desk.do(agenda.next_item)
    program.saved()
    program.create_session("", "Planned", 0)
    program.saved()
    program.show_start()
    listed = {row.title: row for row in rows(program.start.sessions.rows)}
    assert listed["Autumn circle"].detail == "8 November 2025 · 7 minutes"
    assert listed["Autumn circle"].badge == "go on"
    assert listed["Planned"].badge == ""
    assert program.window.focusWidget() is program.start.go_on


def test_a_session_is_opened_by_enter_and_by_a_double_click(program: Running) -> None:
    program.create_session("circle", "Autumn circle", 8)
    program.saved()
    program.show_start()
    QCoreApplication.processEvents()
    assert program.focus() is program.start.sessions
    program.press(K.Key_Return)
    assert program.session.desk.state.info.title == "Autumn circle"
    program.show_start()
    QCoreApplication.processEvents()
    view = program.start.sessions
    at = view.visualRect(view.rows.index(0, 0)).center()
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert program.session.desk.state.info.title == "Autumn circle"


def test_what_is_saved_is_heard_of_in_each_store(program: Running, qtbot: QtBot, tmp_path: Path) -> None:
    for store in ("dialogue.sqlite", "second.sqlite"):
        program.start.store_chosen.emit(str(tmp_path / store))
        program.create_session("circle", "Autumn circle", 8)
        assert program.desk is not None
        with qtbot.waitSignal(program.desk.saves_changed):
            program.desk.do(add_participant)
        program.show_start()


def test_another_store_is_opened_and_the_first_is_remembered_by_its_path(
    program: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.create_session("circle", "Autumn circle", 8)
    program.show_start()
    other = tmp_path / "other" / "second.sqlite"
    other.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(other), ""))
    program.start.new_store_asked.emit()
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
    bar = program.start.bars.bar("refusal")
    assert bar is not None
    assert "broken.sqlite is no store" in bar.accessibleName()


def test_a_store_that_is_open_elsewhere_is_said(program: Running, tmp_path: Path) -> None:
    with Store.open(tmp_path / "held.sqlite"):
        program.start.store_chosen.emit(str(tmp_path / "held.sqlite"))
    bar = program.start.bars.bar("refusal")
    assert bar is not None
    assert "is open in another window" in bar.accessibleName()


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


def test_a_second_start_brings_the_window_up(program: Running, qtbot: QtBot, tmp_path: Path) -> None:
    assert program._one is not None
    with qtbot.waitSignal(program._one.asked):
        assert raise_running(tmp_path / "dialogue.sqlite")
    assert not raise_running(tmp_path / "never.sqlite")


@pytest.mark.usefixtures("qapp")
def test_the_socket_tells_nothing_of_the_path(tmp_path: Path) -> None:
    one = OneWindow(tmp_path / "village.sqlite")
    assert "village" not in one._server.serverName()
    one.close()


def test_the_rows_are_a_sound_model(qtmodeltester: ModelTester) -> None:
    model = RowsModel([Row("a", "Title", "below", "badge"), Row("b", "Other", "")])
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_the_sample_is_watched(program: Running, qtbot: QtBot) -> None:
    program.start.sample_asked.emit()
    player = program._player
    assert player is not None
    assert program.session.bars.bar("player") is not None
    player.set_speed(100_000)
    qtbot.waitUntil(lambda: not player.plays, timeout=60_000)
    assert program.desk is not None
    assert program.desk.state.info.closed_at_ms
    assert len(program.desk.state.notes) > 10
    assert program.session.bars.bar("player") is None


def test_watching_is_left_to_try_it_oneself(program: Running) -> None:
    program.start.sample_asked.emit()
    player = program._player
    assert player is not None
    player.leave()
    assert not player.plays
    assert player.speed == 1
    assert program.desk is not None
    turns = len(program.desk.state.turns)
    program.press(K.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert len(program.desk.state.turns) == turns + 1
