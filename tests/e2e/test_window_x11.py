"""A real X server: real key codes on Latin and Cyrillic layouts, and a mouse. Skips where there is no Xvfb."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.session.floor import speaking
from facilitator_console.session.ids import TurnKind
from facilitator_console.store.store import Store

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("Xvfb", "xdotool", "setxkbmap")
# evdev's codes behind X11's 8: physical keys, whatever is printed on them.
CONTROL, SIX, THREE, U, Y, Z, A, S, D = 37, 15, 12, 30, 29, 52, 38, 39, 40
ALT, LEFT, ENTER = 64, 113, 36
MINUS, KEYPAD_MINUS, SLASH = 20, 82, 61

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not all(shutil.which(tool) for tool in TOOLS), reason=f"needs {', '.join(TOOLS)}"
)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """An X server of its own."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-noreset", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        yield f":{number}"
        server.terminate()


class Desktop:
    """The program on an X server, with somebody's hands on keyboard and mouse.

    Attributes:
        places: Where its buttons are, by name.
    """

    def __init__(self, display: str, folder: Path, layout: str, *more: str) -> None:
        self._environment = os.environ | {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "XDG_DATA_HOME": str(folder / "data"),
        }
        self._folder = folder
        self._run("setxkbmap", layout)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.driven", str(folder), *more],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        word, _, places = self.process.stdout.readline().partition(" ")
        assert word == "ready", self.process.communicate()[1]
        self.places: dict[str, list[int]] = json.loads(places)
        window = self._run("xdotool", "search", "--sync", "--onlyvisible", "--name", "Facilitator console").split()[-1]
        self._run("xdotool", "windowfocus", "--sync", window)

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=True, timeout=30)
        return done.stdout

    def chord(self, code: int, held: int = CONTROL) -> None:
        """Control, or another key that is held, and a physical key."""
        self._run("xdotool", "keydown", str(held), "key", str(code), "keyup", str(held))
        self._taken(2)

    def keys(self, *codes: int) -> None:
        """Physical keys."""
        self._run("xdotool", "key", *map(str, codes))
        self._taken(len(codes))

    def click(self, name: str) -> None:
        """A click on a button."""
        x, y = self.places[name]
        self._run("xdotool", "mousemove", "--sync", str(x), str(y), "click", "1")
        self._taken(1)

    def _taken(self, count: int) -> None:
        """Wait until the program has heard of so many keys and buttons: the X server's way to it may be a slow one."""
        assert self.process.stdout is not None
        assert [self.process.stdout.readline() for _ in range(count)] == ["took\n"] * count

    def closed(self) -> tuple[State, str]:
        """Close the window; what is in the store then: the session, and its draft."""
        _, complaints = self.process.communicate(timeout=30)
        assert complaints == ""
        with Store.open(self._folder / "dialogue.sqlite") as store:
            (session,) = store.log.sessions()
            return History(store.log.read(session)).state, store.saver.draft(session)


@pytest.fixture
def desktop(display: str, tmp_path: Path) -> Iterator[Callable[..., Desktop]]:
    """A program with a layout."""
    opened: list[Desktop] = []

    def on(layout: str, *more: str) -> Desktop:
        opened.append(Desktop(display, tmp_path, layout, *more))
        return opened[0]

    yield on
    for one in opened:
        one.process.kill()
        one.process.wait()


def test_chords_and_letters_on_a_ukrainian_layout(desktop: Callable[..., Desktop]) -> None:
    hands = desktop("ua")
    hands.chord(SIX)
    hands.keys(A, S, D)
    hands.chord(THREE)
    hands.chord(U)
    state, draft = hands.closed()
    assert state.room.item_id
    assert speaking(state) is None
    assert draft == "фів"


def test_control_u_undoes_the_room_and_erases_no_line(desktop: Callable[..., Desktop]) -> None:
    hands = desktop("us")
    hands.keys(A, S, D)
    hands.chord(SIX)
    hands.chord(U)
    state, draft = hands.closed()
    assert not state.room.item_id
    assert draft == "asd"


def test_letters_go_by_what_is_printed_on_a_german_layout(desktop: Callable[..., Desktop]) -> None:
    hands = desktop("de")
    hands.chord(SIX)
    hands.chord(Y)  # Z is printed on it
    state, _ = hands.closed()
    assert not state.room.item_id


def test_a_click_acts_and_leaves_the_keys_in_the_note_line(desktop: Callable[..., Desktop]) -> None:
    hands = desktop("us")
    hands.click("action_item")
    hands.click("action_someone_else")
    hands.keys(A)
    state, draft = hands.closed()
    turn = speaking(state)
    assert turn is not None
    assert turn.kind is TurnKind.SOMEONE_ELSE
    assert draft == "a"


@pytest.mark.parametrize("layout", ["us", "ua"])
def test_alt_left_gives_a_note_to_the_turn_before(desktop: Callable[..., Desktop], layout: str) -> None:
    hands = desktop(layout, "spoken")
    hands.keys(A, S, D)
    hands.chord(LEFT, ALT)
    hands.keys(ENTER)
    state, draft = hands.closed()
    (note,) = state.notes.values()
    assert state.participants[note.participant_id].seat == 1
    assert draft == ""


@pytest.mark.parametrize(
    ("layout", "code"),
    [("us", MINUS), ("ua", MINUS), ("de", MINUS), ("de", SLASH), ("fr", MINUS), ("ua", KEYPAD_MINUS)],
)
def test_control_minus_passes_for_now_and_at_once_again_passes(
    desktop: Callable[..., Desktop], layout: str, code: int
) -> None:
    """The key behind the digits, whatever is printed on it; the one on which a German layout has it; the keypad's."""
    hands = desktop(layout, "round")
    hands.keys(A)
    hands.chord(code)
    hands.chord(code)
    state, draft = hands.closed()
    assert [(state.participants[one.participant_id].seat, one.for_now) for one in state.passes.values()] == [
        (1, True),
        (1, False),
    ]
    turn = speaking(state)
    assert turn is not None
    assert state.participants[turn.participant_id].seat == 2
    assert len(draft) == 1


def test_a_click_passes_for_now(desktop: Callable[..., Desktop]) -> None:
    hands = desktop("us", "round")
    hands.click("action_pass_for_now")
    hands.keys(A)
    state, draft = hands.closed()
    assert [one.for_now for one in state.passes.values()] == [True]
    assert draft == "a"
