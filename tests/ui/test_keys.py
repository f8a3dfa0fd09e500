"""Chords on Latin and Cyrillic layouts, while somebody types, held, pressed twice; the clicker."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.session.floor import speaking, start_turn
from facilitator_console.session.people import at_seat
from facilitator_console.ui.control.action import Action, always
from facilitator_console.ui.control.keys import MINUS, Keys, _signs_by_code, chord_of
from facilitator_console.words import say
from tests.ui.running import CTRL, Running
from tests.ui.sample import SampleSessionController

K, M = Qt.Key, Qt.KeyboardModifier
CODES = {sign: code for code, sign in _signs_by_code(sys.platform).items()}


def pressed(
    key: int,
    code: int = 0,
    modifiers: Qt.KeyboardModifier = CTRL,
    *,
    held: bool = False,
    kind: QEvent.Type | None = None,
) -> QKeyEvent:
    """A key press as the platform tells it: what it means on the layout, and which physical key it is."""
    scan, virtual = (0, code) if sys.platform == "darwin" else (code, 0)
    return QKeyEvent(kind or QEvent.Type.KeyPress, key, modifiers, scan, virtual, 0, "", held)


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_every_digit_and_letter_has_one_physical_key(platform: str) -> None:
    signs = _signs_by_code(platform)
    assert sorted(signs.values()) == sorted(f"1234567890{MINUS}QWERTYUIOPASDFGHJKLZXCVBNM")
    assert _signs_by_code("plan9") == {}


@pytest.mark.parametrize(
    ("key", "code", "chord"),
    [
        (K.Key_1, CODES["1"], "1"),
        (K.Key_Ampersand, CODES["1"], "1"),  # AZERTY prints & there
        (K.Key_Egrave, CODES["7"], "7"),
        (ord("2"), CODES["2"], "2"),
        (K.Key_Z, CODES["Y"], "Z"),  # QWERTZ: what is printed
        (K.Key_Y, CODES["Z"], "Y"),
        (ord("Г"), CODES["U"], "U"),  # ЙЦУКЕН: the physical key
        (ord("Я"), CODES["Z"], "Z"),
        (ord("І"), CODES["S"], "S"),
        (ord("Ы"), CODES["S"], "S"),
        (ord("Υ"), CODES["Y"], "Y"),  # Greek
        (K.Key_Minus, CODES[MINUS], MINUS),
        (K.Key_ssharp, CODES[MINUS], MINUS),  # QWERTZ prints ß behind the digits
        (K.Key_Minus, CODES["M"], MINUS),  # and the minus elsewhere
        (K.Key_ParenRight, CODES[MINUS], MINUS),  # AZERTY
        (K.Key_Minus, CODES["6"], "6"),  # AZERTY prints it on the 6: digits go by the physical key
        (K.Key_Minus, 0, MINUS),
        (ord("Г"), 0, "U"),  # without a code: by the letter's place
        (ord("Л"), 0, "K"),
        (K.Key_U, 0, "U"),
        (K.Key_F1, 0, ""),
        (ord("Є"), 0, ""),
    ],
)
def test_a_chord_is_read_on_any_layout(key: int, code: int, chord: str) -> None:
    assert chord_of(pressed(key, code)) == chord


@pytest.mark.parametrize("modifiers", [M.NoModifier, CTRL | M.ShiftModifier, CTRL | M.AltModifier, M.AltModifier])
def test_other_modifiers_are_never_ours(modifiers: Qt.KeyboardModifier) -> None:
    assert chord_of(pressed(K.Key_U, CODES["U"], modifiers)) == ""


def test_the_keypad_counts_too() -> None:
    assert chord_of(pressed(K.Key_4, 83, CTRL | M.KeypadModifier)) == "4"
    assert chord_of(pressed(K.Key_Minus, 82, CTRL | M.KeypadModifier)) == MINUS


class Bound:
    """A window with a line, a list and three actions.

    Attributes:
        done: Names of the actions that were done.
    """

    def __init__(self, qtbot: QtBot, controller: SampleSessionController) -> None:
        self.done: list[str] = []
        self.window = QWidget()
        self.line = QLineEdit("typed", self.window)
        qtbot.addWidget(self.window)
        self.keys = Keys(controller, [self.action("turn", "1", guarded=True), self.action("undo", "U")], self.window)
        self.window.show()
        qtbot.waitActive(self.window)
        self.line.setFocus()

    def action(self, name: str, chord: str, *, guarded: bool = False, on_lead: bool = False) -> Action:
        return Action(name, always(say("x"), lambda: self.done.append(name)), chord, guarded=guarded, on_lead=on_lead)

    def send(self, event: QKeyEvent, target: QObject | None = None) -> bool:
        """Whether somebody took it."""
        event.ignore()
        QCoreApplication.sendEvent(target or self.line, event)
        return event.isAccepted()


@pytest.fixture
def bound(qtbot: QtBot, controller: SampleSessionController) -> Bound:
    return Bound(qtbot, controller)


def test_a_chord_works_while_somebody_types_and_types_nothing(bound: Bound) -> None:
    assert bound.send(pressed(K.Key_U, CODES["U"], kind=QEvent.Type.ShortcutOverride))
    bound.send(pressed(K.Key_U, CODES["U"]))
    assert bound.done == ["undo"]
    assert bound.line.text() == "typed"


def test_an_unbound_chord_is_left_to_the_line(bound: Bound) -> None:
    assert bound.send(pressed(K.Key_A, CODES["A"], kind=QEvent.Type.ShortcutOverride))
    bound.send(pressed(K.Key_A, CODES["A"]))
    assert bound.line.selectedText() == "typed"
    assert bound.done == []


def test_a_held_key_does_not_repeat(bound: Bound) -> None:
    bound.send(pressed(K.Key_U, CODES["U"]))
    for _ in range(3):
        bound.send(pressed(K.Key_U, CODES["U"], held=True))
    assert bound.done == ["undo"]
    assert bound.line.text() == "typed"


def test_the_same_turn_key_twice_at_once_counts_once(bound: Bound) -> None:
    bound.send(pressed(K.Key_1, CODES["1"]))
    bound.send(pressed(K.Key_1, CODES["1"]))
    bound.send(pressed(K.Key_U, CODES["U"]))
    bound.send(pressed(K.Key_U, CODES["U"]))
    assert bound.done == ["turn", "undo", "undo"]


def test_other_actions_can_be_bound(bound: Bound) -> None:
    bound.keys.bind([])
    bound.send(pressed(K.Key_1, CODES["1"]))
    assert bound.done == []


@pytest.mark.parametrize("modality", [Qt.WindowModality.NonModal, Qt.WindowModality.WindowModal])
def test_in_a_dialog_only_the_rooms_keys_and_the_cover_hold(
    bound: Bound, qtbot: QtBot, modality: Qt.WindowModality
) -> None:
    bound.keys.bind([bound.action(sign, sign) for sign in "1ZYUNFJR8L0"])
    bound.keys.bind_key(K.Key_F1, bound.action("keys", ""), lambda: True)
    dialog = QDialog(bound.window)
    dialog.setWindowModality(modality)
    line = QLineEdit("typed", dialog)
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    line.setFocus()
    for sign in "1ZYUNFJR8L0":
        bound.send(pressed(K(ord(sign)), CODES[sign]), line)
    bound.send(QKeyEvent(QEvent.Type.KeyPress, K.Key_F1, M.NoModifier), line)
    assert bound.done == ["1", "8", "L", "0"]
    dialog.close()


def test_turn_keys_are_off_on_a_laptop_that_takes_notes(bound: Bound, controller: SampleSessionController) -> None:
    bound.keys.bind([bound.action("lead only", "1", on_lead=True)])
    controller.take_notes(on=True)
    bound.send(pressed(K.Key_1, CODES["1"]))
    assert bound.done == []
    controller.take_notes(on=False)
    bound.send(pressed(K.Key_1, CODES["1"]))
    assert bound.done == ["lead only"]


# -- in the program ------------------------------------------------------------------------------------------


@pytest.fixture
def opened(program: Running) -> Running:
    program.create_session("community_dialogue", "Autumn circle", 12)
    QCoreApplication.processEvents()
    return program


def seat(program: Running) -> int:
    assert program.controller is not None
    turn = speaking(program.controller.state)
    return program.controller.state.participants[turn.participant_id].seat if turn else 0


def speak(program: Running, number: int) -> None:
    assert program.controller is not None
    program.controller.do(start_turn, at_seat(program.controller.state, number).participant_id)


def test_every_chord_is_bound_once(opened: Running) -> None:
    for page_name in ("run", "prepare", "harvest", "report"):
        opened.session.show_page(page_name)
        chords = [action.chord for action in opened.session.offered_actions() if action.chord]
        assert len(chords) == len(set(chords)), page_name
        assert set("ZYKL") <= set(chords)
        assert (set("1234567890U") <= set(chords)) is (page_name == "run")


@pytest.mark.parametrize("page_name", ["prepare", "harvest", "report"])
@pytest.mark.parametrize("covered", [False, True])
def test_the_rooms_keys_act_in_run_alone_and_say_so_elsewhere(
    opened: Running, page_name: str, *, covered: bool
) -> None:
    assert opened.controller is not None
    opened.press(K.Key_6, CTRL)
    speak(opened, 3)
    events = list(opened.controller.history.events())
    opened.session.show_page(page_name)
    if covered:
        opened.press(K.Key_L, CTRL)
    for sign in "1234567890UJR":
        opened.press(K(ord(sign)), CTRL)
        opened.press(K(ord(sign)), CTRL)
        opened.clock.advance(1000)
    for key in (K.Key_PageDown, K.Key_PageUp):
        opened.press(key)
    assert list(opened.controller.history.events()) == events
    bar = opened.session.banners.banner("refusal")
    assert bar is not None
    assert bar.accessibleName() == "The room’s keys act in Run."
    opened.session.show_commands()
    offered = [opened.session.palette_panel.model.index(row, 0).data() for row in range(40)]
    assert "Next item" not in offered


def test_the_clicker_calls_and_calls_back(opened: Running) -> None:
    speak(opened, 3)
    opened.press(K.Key_PageDown)
    assert seat(opened) == 0
    opened.press(K.Key_PageUp)
    assert seat(opened) == 3


def test_the_clicker_scrolls_lists_and_does_nothing_outside_run(opened: Running) -> None:
    speak(opened, 3)
    opened.press(K.Key_K, CTRL)
    opened.press(K.Key_PageDown)
    assert seat(opened) == 3
    opened.press(K.Key_Escape)
    for name in ("prepare", "report"):
        opened.session.show_page(name)
        opened.press(K.Key_PageDown)
        assert seat(opened) == 3
    assert opened.controller is not None
    opened.controller.take_notes(on=True)
    opened.press(K.Key_PageDown)
    assert seat(opened) == 3
    lists = opened.session.stack.findChildren(QListView)
    assert lists


def test_stage_keys_act_while_a_note_is_typed(opened: Running) -> None:
    opened.type("half a note")
    opened.press(K.Key_6, CTRL)
    opened.press(K.Key_3, CTRL)
    assert opened.controller is not None
    assert opened.controller.state.room.floor
    assert opened.line().text() == "half a note"
