"""The list of sessions on the start page: what is filtered, found, remembered, and a marathon's links, by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from facilitator_console.console import VotesBrought, new_session
from facilitator_console.dialogue.marathons import join_marathon, make_marathon
from facilitator_console.log import LaptopId, SessionId
from facilitator_console.opinions.ballots import NO_BALLOTS
from facilitator_console.opinions.commands import add_statement, reject_statement
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import close_session, next_item
from facilitator_console.store.contents import sessions_of
from facilitator_console.store.store import Store
from facilitator_console.sync.keys import Remembered
from facilitator_console.sync.stick import Carried, give
from facilitator_console.ui.start.listed_sessions import BY_THEMSELVES, HowFar
from tests.helpers.controller import MINUTE_MS
from tests.helpers.saving import wait_until_saved
from tests.ui.keyboard import type_text
from tests.ui.running import CTRL, Running

K = Qt.Key
THEIRS = Laptop(LaptopId("theirs"))
PATIENCE_MS = 60_000


def titles(program: Running) -> list[str]:
    assert program.store is not None
    by_key = {str(listed.session_id): listed.title for listed in sessions_of(program.store)}
    return [by_key[key] for key in program.start.sessions.shown_keys() if key in by_key]


def key_of(program: Running, title: str) -> str:
    assert program.store is not None
    (key,) = (listed.session_id for listed in sessions_of(program.store) if listed.title == title)
    return key


@pytest.fixture
def listed(program: Running) -> Running:
    """A marathon with a day that has begun and one that has not; beside it one that has ended, each a minute later."""
    program.create_session("marathon", "Дорога і школа", 0)
    program.show_start()
    marathon = key_of(program, "Дорога і школа")
    program.clock.advance(MINUTE_MS)
    program.create_session("circle", "день 1", 8, "uk", marathon)
    assert program.controller is not None
    program.controller.do(next_item)
    program.show_start()
    program.clock.advance(MINUTE_MS)
    program.create_session("circle", "день 2", 8, "uk", marathon)
    program.show_start()
    program.clock.advance(MINUTE_MS)
    program.create_session("circle", "зимове коло", 8)
    assert program.controller is not None
    program.controller.do(next_item)
    program.controller.do(close_session)
    program.saved()
    program.show_start()
    # The page of a session that was left listens to keys until it is gone.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    return program


def choose(program: Running, which: str) -> None:
    """Choose by keys what is shown."""
    choice = program.start.listed.which
    choice.setFocus()
    program.press(K.Key_Home)
    for _ in range(choice.findData(which)):
        program.press(K.Key_Down)
    assert choice.currentData() == which


def test_a_line_tells_seats_and_statements(listed: Running) -> None:
    listed.open_session(SessionId(key_of(listed, "Дорога і школа")))
    assert listed.controller is not None
    for text in ("Автобус зарано", "Дорогу не чистять", "Спам"):
        listed.controller.do(add_statement, text)
    listed.controller.do(reject_statement, [*listed.controller.state.statements][-1], "spam")
    listed.saved()
    listed.show_start()
    rows = listed.start.sessions.rows
    shown = {row.title: row.detail for place in range(rows.rowCount()) if (row := rows.row(rows.index(place, 0)))}
    assert shown["Дорога і школа"] == "marathon · 2 sessions · 2 statements"
    assert shown["день 1"] == "8 November 2025 · 8 seats · began at 14:02 · 150 minutes planned"


def ask_for_stick(program: Running, path: Path) -> None:
    """Press the link below the list by keys, and name the file."""
    next(one for one in program.start.findChildren(QPushButton) if one.text() == "Take from a stick…").setFocus()
    program.press(K.Key_Return)
    program.choose_file(path)


def test_a_stick_is_taken_without_a_session_and_stands_in_the_list(
    program: Running, qtbot: QtBot, tmp_path: Path
) -> None:
    path, keys = tmp_path / "stick.team", program.teamwork.keys
    with Store.open(tmp_path / "other.sqlite") as other:
        whole = new_session(other, THEIRS, "Дорога")
        whole.dispatch(make_marathon)
        new_session(other, THEIRS, "день 1").dispatch(join_marathon, whole.session)
        wait_until_saved(other, 60)
        sessions = [
            Carried(one, tuple(other.log.read(one)), VotesBrought(other.ballots.settled(one)))
            for one in other.log.sessions()
        ]
    # A file that is locked for this laptop: a passphrase takes the longer, the busier the machine is.
    keys.remember(Remembered(LaptopId("theirs"), b"", keys.recipient, sessions=tuple(one.session for one in sessions)))
    give(path, sessions, keys, "")
    ask_for_stick(program, path)
    qtbot.waitUntil(lambda: titles(program) == ["Дорога", "день 1"], timeout=PATIENCE_MS)
    count = program.start.banners.banner("message")
    assert count is not None
    assert "came from the stick" in count.accessibleName()


def test_the_passphrase_of_a_file_that_has_one_is_asked_for(program: Running, tmp_path: Path) -> None:
    path = tmp_path / "stick.team"
    give(path, [Carried(SessionId("s"), (), VotesBrought(NO_BALLOTS))], None, "слово")
    ask_for_stick(program, path)
    field = program.focus()
    assert isinstance(field, QLineEdit)
    assert field.accessibleName() == "Passphrase of the file"
    assert field.echoMode() is QLineEdit.EchoMode.Password


@pytest.mark.parametrize(
    ("which", "shown"),
    [
        ("", ["Дорога і школа", "день 1", "день 2", "зимове коло"]),
        (HowFar.BEGUN, ["Дорога і школа", "день 1"]),
        (HowFar.PLANNED, ["Дорога і школа", "день 2"]),
        (HowFar.ENDED, ["зимове коло"]),
        (BY_THEMSELVES, ["зимове коло"]),
    ],
)
def test_sessions_are_filtered_by_how_far_they_are_each_below_its_marathon(
    listed: Running, which: str, shown: list[str]
) -> None:
    choose(listed, which)
    assert titles(listed) == shown


def test_a_marathon_is_shown_alone_and_what_is_typed_counts_too(listed: Running) -> None:
    choose(listed, key_of(listed, "Дорога і школа"))
    assert titles(listed) == ["Дорога і школа", "день 1", "день 2"]
    assert listed.start.listed.shown_count.text() == "Shown: 2 of 4"
    listed.press(K.Key_F, CTRL)
    assert listed.focus() is listed.start.find_line
    type_text(listed.focus(), "день 2")
    assert titles(listed) == ["Дорога і школа", "день 2"]
    listed.press(K.Key_Return)
    assert listed.focus() is listed.start.sessions
    listed.press(K.Key_Escape)
    assert titles(listed) == ["Дорога і школа", "день 1", "день 2", "зимове коло"]
    assert not listed.start.listed.shown_count.isVisible()


def test_where_nothing_fits_the_page_says_why_and_shows_all_again(listed: Running) -> None:
    count = listed.start.listed.shown_count
    listed.start.find_line.setText("трактор")
    assert titles(listed) == []
    assert count.text() == "No title and no note contains that."
    choose(listed, HowFar.ENDED)
    assert count.text() == "No title and no note among these sessions contains that."
    QTest.mouseClick(listed.start.listed.show_all, Qt.MouseButton.LeftButton)
    assert len(titles(listed)) == 4
    listed.start.tools.moved.emit(key_of(listed, "зимове коло"), key_of(listed, "Дорога і школа"))
    choose(listed, BY_THEMSELVES)
    assert listed.start.listed.shown_count.text() == "Every session belongs to a marathon."


def test_an_empty_marathon_says_that_nothing_belongs_to_it(program: Running) -> None:
    program.create_session("marathon", "Наступний", 0)
    program.show_start()
    choose(program, key_of(program, "Наступний"))
    assert titles(program) == ["Наступний"]
    assert program.start.listed.shown_count.text() == "No session belongs to this marathon yet."


def test_what_is_shown_stays_until_the_program_ends(listed: Running) -> None:
    choose(listed, HowFar.PLANNED)
    listed.open_session(SessionId(key_of(listed, "день 2")))
    listed.session.left.emit()
    assert titles(listed) == ["Дорога і школа", "день 2"]
    assert listed.start.listed.which.currentData() == HowFar.PLANNED


def test_what_is_shown_was_of_a_marathon_that_is_gone(listed: Running) -> None:
    marathon = key_of(listed, "Дорога і школа")
    choose(listed, marathon)
    listed.start.tools.deletion_confirmed.emit(marathon)
    # What is on comes first, then what was made last.
    assert titles(listed) == ["день 1", "зимове коло", "день 2"]


def test_the_head_above_the_others_can_not_be_chosen(listed: Running) -> None:
    listed.start.sessions.setFocus()
    listed.press(K.Key_Home)
    seen = []
    for _ in range(4):
        seen.append(listed.start.sessions.chosen_key())
        listed.press(K.Key_Down)
    assert seen == listed.start.sessions.shown_keys()


def links(program: Running) -> list[QPushButton]:
    return program.start.sessions.viewport().findChildren(QPushButton)


def test_a_session_is_added_to_a_marathon_from_its_row_by_keys(listed: Running) -> None:
    listed.start.sessions.setFocus()
    listed.press(K.Key_Tab)
    assert listed.focus().accessibleName() == "Report of “Дорога і школа”"
    listed.press(K.Key_Tab)
    assert listed.focus().accessibleName() == "Add a session to “Дорога і школа”"
    listed.press(K.Key_Return)
    assert listed.focus() is listed.start.title
    assert listed.start.card.belongs_to.currentText() == "In the marathon “Дорога і школа”"
    type_text(listed.focus(), "день 3")
    listed.press(K.Key_Return)
    assert listed.controller is not None
    info = listed.controller.state.info
    assert (info.title, info.marathon_id) == ("день 3", key_of(listed, "Дорога і школа"))
    assert listed.controller.state.items


def test_the_report_of_a_marathon_is_one_click_away(listed: Running) -> None:
    report, _add = links(listed)
    QTest.mouseClick(report, Qt.MouseButton.LeftButton)
    assert listed.session.page_name == "report"
    assert listed.controller is not None
    assert listed.controller.session == key_of(listed, "Дорога і школа")


def test_a_click_beside_the_links_chooses_the_marathon(listed: Running) -> None:
    view = listed.start.sessions
    view.setCurrentIndex(view.rows.index(2, 0))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 20))
    assert view.chosen_key() == key_of(listed, "Дорога і школа")
    report, _add = links(listed)
    holder = report.parentWidget()
    assert holder
    QTest.mouseDClick(holder, Qt.MouseButton.LeftButton, pos=QPoint(40, 20))
    assert listed.controller is not None


def test_a_marathon_belongs_to_no_other(listed: Running) -> None:
    card = listed.start.card
    card.begin_part_of(key_of(listed, "Дорога і школа"))
    card.templates.setCurrentIndex(card.templates.rows.index(card.templates.rows.rowCount() - 2, 0))
    card.title.setText("Другий марафон")
    card.begin.click()
    assert listed.controller is not None
    assert not listed.controller.state.info.marathon_id
