"""A session is deleted on the start screen: asked once, with keys or the mouse, and in no file afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton

from facilitator_console.dialogue.capture import capture
from facilitator_console.store.connection import connect_to_read
from facilitator_console.ui.parts.banners import Banner
from tests.store.test_erasure import found_in
from tests.ui.keyboard import type_text
from tests.ui.running import Running

K = Qt.Key
TITLE, NOTE, DRAFT = "Коло над річкою 🌊", "криниця 💧 пересохла", "чернетка 🕯️ про дорогу"
WORDS = [TITLE, NOTE, DRAFT]


def in_files(tmp_path: Path) -> set[str]:
    """Those of the words that are in a file of the store."""
    folder = tmp_path / "files"
    folder.mkdir(exist_ok=True)
    for left in folder.iterdir():
        left.unlink()
    for path in tmp_path.glob("*.*"):
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    return {word for _, word in found_in(folder, WORDS)}


@pytest.fixture
def two(program: Running) -> Running:
    """The start screen over two sessions, the newer one with planted words, a draft among them."""
    program.create_session("", "Other", 2)
    program.clock.advance(60_000)
    program.create_session("", TITLE, 4)
    session = program.session
    session.controller.do(capture, NOTE)
    session.controller.take_notes(on=True)
    type_text(program.focus(), DRAFT)
    program.saved()
    program.show_start()
    return program


def question(program: Running) -> Banner:
    bar = program.start.banners.banner("delete")
    assert isinstance(bar, Banner)
    return bar


def titles(program: Running) -> list[str]:
    rows = program.start.sessions.rows
    found = [rows.row(rows.index(place, 0)) for place in range(rows.rowCount())]
    return [row.title for row in found if row]


def told(program: Running) -> str:
    bar = program.start.banners.banner("message")
    return bar.accessibleName() if bar else ""


def test_delete_asks_and_the_session_is_in_no_file(two: Running, tmp_path: Path) -> None:
    assert titles(two) == [TITLE, "Other"]
    assert {TITLE, NOTE} <= in_files(tmp_path)
    two.start.sessions.setFocus()
    two.press(K.Key_Delete)
    assert TITLE in question(two).accessibleName()
    assert "Other laptops, copies, backups, prints" in question(two).accessibleDescription()
    two.press(K.Key_Tab)
    two.press(K.Key_Return)
    assert titles(two) == ["Other"]
    assert "nothing of it is in the store" in told(two)
    assert in_files(tmp_path) == set()


def test_the_answer_that_has_the_keys_keeps_it(two: Running, tmp_path: Path) -> None:
    two.start.sessions.setFocus()
    two.press(K.Key_Delete)
    two.press(K.Key_Return)
    assert two.start.banners.banner("delete") is None
    assert titles(two) == [TITLE, "Other"]
    assert {TITLE, NOTE} <= in_files(tmp_path)
    assert two.focus() is two.start.sessions


def test_the_mouse_does_the_same(two: Running, tmp_path: Path) -> None:
    QTest.mouseClick(two.start.tools.more, Qt.MouseButton.LeftButton)
    (menu,) = two.start.tools.more.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    menu.actions()[-1].trigger()
    answers = question(two).findChildren(QPushButton)
    QTest.mouseClick(answers[-1], Qt.MouseButton.LeftButton)
    assert titles(two) == ["Other"]
    assert in_files(tmp_path) == set()


def test_the_last_session_leaves_an_empty_list(two: Running, tmp_path: Path) -> None:
    for _ in range(2):
        two.start.sessions.setFocus()
        two.press(K.Key_Delete)
        two.press(K.Key_Tab)
        two.press(K.Key_Return)
    assert titles(two) == []
    assert two.start.sessions.isHidden()
    assert in_files(tmp_path) == set()


def test_deleted_is_said_only_once_it_is_out_of_the_file(two: Running, tmp_path: Path) -> None:
    assert two.store is not None
    reader = connect_to_read(two.store.path)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM events").fetchall()
    two.start.sessions.setFocus()
    two.press(K.Key_Delete)
    two.press(K.Key_Tab)
    two.press(K.Key_Return)
    assert titles(two) == ["Other"]
    assert "is not out of the file yet" in told(two)
    assert "another program is using it" in told(two)
    reader.close()
    path = two.store.path
    two.leave_store()
    assert two.open_store(path)
    two.leave_store()
    assert in_files(tmp_path) == set()
