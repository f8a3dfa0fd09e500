"""The program on a real X server, with somebody's hands on it: physical keys, whatever is printed on them, a mouse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.store.store import Store

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("Xvfb", "xdotool", "setxkbmap")
# evdev's codes behind X11's 8.
CONTROL, SHIFT, ALT, LEFT, RIGHT, END, TAB, ENTER = 37, 50, 64, 113, 114, 115, 23, 36
DIGITS = {str(digit): 10 + (digit - 1) % 10 for digit in range(10)}
MINUS, KEYPAD_MINUS, SLASH = 20, 82, 61

needs_x11 = pytest.mark.skipif(
    sys.platform != "linux" or not all(shutil.which(tool) for tool in TOOLS), reason=f"needs {', '.join(TOOLS)}"
)


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
        self.type_on(layout)
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
        self.places: dict[str, Any] = json.loads(places)
        window = self._run(
            "xdotool", "search", "--sync", "--onlyvisible", "--name", "Facilitator console|Пульт фасилітатора"
        ).split()[-1]
        self._run("xdotool", "windowfocus", "--sync", window)

    def tell(self, words: str) -> dict[str, Any]:
        """Tell the program's driver something; what it answers."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def look_for_buttons(self) -> None:
        """Look where the buttons are on what is shown now."""
        self.places = self.tell("places")

    def type_on(self, layout: str) -> None:
        """Have this layout on the keyboard from now on."""
        self._run("setxkbmap", layout)

    def kill(self) -> None:
        """End the program as a power cut would."""
        self.process.kill()
        self.process.communicate()

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

    def drag(self, name: str, to: str) -> None:
        """Take hold of something, and let go of it elsewhere."""
        held, target = self.places[name], self.places[to]
        self._run("xdotool", "mousemove", "--sync", *map(str, held), "mousedown", "1")
        for part in (0.1, 0.5, 1.0):
            at = (round(start + (end - start) * part) for start, end in zip(held, target, strict=True))
            self._run("xdotool", "mousemove", "--sync", *map(str, at))
        self._run("xdotool", "mouseup", "1")
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
