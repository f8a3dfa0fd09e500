"""A laptop that was away brings many events: the window goes on meanwhile, and then shows them."""

from __future__ import annotations

from concurrent.futures import CancelledError

from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from facilitator_console.console import Console
from facilitator_console.dialogue.codec import encode
from facilitator_console.log import Event, Instant, Subject, WriterId
from facilitator_console.notes.events import NoteAdded
from facilitator_console.ui.control.session_controller import SessionController
from tests.ui.running import BEGAN_AT_MS, CTRL, Running

COUNT = 1_000


def brought(console: Console) -> list[Event]:
    kind, body = encode(NoteAdded("brought"))
    return [
        Event(console.session, WriterId("z"), seq, 1000 + seq, Instant(BEGAN_AT_MS), kind, Subject(f"z.{seq}"), body)
        for seq in range(1, COUNT + 1)
    ]


def begun(program: Running) -> SessionController:
    program.create_session("circle", "Winter circle", 8)
    assert program.controller is not None
    return program.controller


def test_keys_and_typed_words_are_kept_while_they_come(program: Running, qtbot: QtBot) -> None:
    controller = begun(program)
    future = controller.console.receive(brought(controller.console))
    assert not controller.state.notes, "the window has not waited for them"
    program.press(Qt.Key.Key_6, CTRL)
    program.press(Qt.Key.Key_N, CTRL)
    program.type("said now")
    program.press(Qt.Key.Key_Return)
    program.type("half a sen")
    assert controller.state.room.item_id
    assert "said now" in [note.text for note in controller.state.notes.values()]
    qtbot.waitUntil(future.done)
    assert len(future.result()["notes"]) == COUNT
    program.type("tence")
    assert controller.drafts.text() == "half a sentence"
    assert len(controller.state.notes) == COUNT + 1
    # What was done before they came is still the last that this laptop did.
    program.press(Qt.Key.Key_U, CTRL)
    assert not controller.state.room.item_id
    program.saved()
    assert program.store is not None
    assert len(list(program.store.log.read(controller.session))) == len(controller.history)


def test_a_session_that_is_left_meanwhile_is_opened_anew_without_them(program: Running) -> None:
    controller = begun(program)
    known = len(controller.history)
    program.saved()
    future = controller.console.receive(brought(controller.console))
    program.show_start()
    assert isinstance(future.exception(0), CancelledError)
    program.open_session(controller.session)
    QCoreApplication.processEvents()
    again = program.controller
    assert again is not None
    assert len(again.console.history) == known
    assert not again.state.notes
