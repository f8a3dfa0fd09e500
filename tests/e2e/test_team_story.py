"""Two real windows, by keyboard alone: pair, a table on the other laptop, part, together, hand over; one is killed.

What somebody reads off a screen (the digits) the test asks the program for; what is done is done by keys.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("Xvfb", "xdotool")
PATIENCE_S = 30.0
ONE_PRESS_MS = 1_000
"""The same key twice within less is one press."""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not all(shutil.which(tool) for tool in TOOLS), reason=f"needs {', '.join(TOOLS)}"
)


class Laptop:
    """A window in a process, with somebody's hands on its keyboard."""

    def __init__(self, display: str, folder: Path, name: str) -> None:
        self.folder = folder / name
        self.folder.mkdir()
        self._environment = os.environ | {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "XDG_DATA_HOME": str(self.folder / "data"),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.team_driven", str(self.folder), name],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"
        self._window = self._run("search", "--sync", "--onlyvisible", "--name", f"{name} console").split()[-1]

    def _run(self, *command: str) -> str:
        call = ["xdotool", *command]
        done = subprocess.run(call, env=self._environment, capture_output=True, text=True, check=True, timeout=30)
        return done.stdout

    def told(self, what: str = "?") -> dict[str, Any]:
        """What is on its screen."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def until(self, holds: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait until something is on its screen."""
        end = time.monotonic() + PATIENCE_S
        while not holds(told := self.told()):
            assert time.monotonic() < end, json.dumps(told, ensure_ascii=False)
        return told

    def hands(self) -> None:
        """Take this keyboard."""
        self._run("windowraise", self._window, "windowfocus", "--sync", self._window)
        self.until(lambda told: told["active"])

    def keys(self, *names: str) -> None:
        """Press keys, as xdotool names them."""
        self._run("key", "--delay", "30", *names)

    def types(self, text: str) -> None:
        """Type."""
        self._run("type", "--delay", "15", text)

    def field(self, name: str) -> None:
        """Go with Tab to a field, by what a screen reader calls it."""
        for _ in range(60):
            if self.told()["focus"] == name:
                return
            before = self.told()["focus"]
            self.keys("Tab")
            self.until(partial(_has_left, before))
        raise AssertionError(f"Tab never comes to {name}")

    def command(self, words: str) -> None:
        """Do something by the list of commands."""
        self.keys("ctrl+k")
        self.until(lambda told: told["focus"] != "NoteField" and "ine" in told["focus"] + "line")
        self.types(words)
        self.keys("Return")


def _has_left(before: str, told: dict[str, Any]) -> bool:
    return bool(told["focus"] != before)


@pytest.fixture
def laptops(display: str, tmp_path: Path) -> Iterator[tuple[Laptop, Laptop]]:
    """Two laptops at the start screen."""
    with ExitStack() as stack:
        both = Laptop(display, tmp_path, "maria"), Laptop(display, tmp_path, "olena")
        for one in both:
            stack.enter_context(one.process)
            stack.callback(one.process.kill)
        yield both


def begin_and_show_digits(maria: Laptop) -> dict[str, Any]:
    """Begin a session, start its first item, and show six digits."""
    maria.hands()
    maria.keys("Down", "Down", "Down", "Return")  # A world café.
    maria.until(lambda told: told["page"] == "run")
    maria.keys("ctrl+6")
    maria.until(lambda told: told["item"])
    maria.command("laptops")
    maria.until(lambda told: told["focus"] == "Your initials")
    maria.types("M.")
    maria.keys("Tab", "End")  # This machine alone is the last of the addresses.
    maria.keys("Tab", "Return")
    return maria.until(lambda told: told.get("digits"))


def join(olena: Laptop, shown: dict[str, Any]) -> None:
    """Join from the start screen."""
    olena.hands()
    olena.field("Join a team…")
    olena.keys("Return")
    olena.until(lambda told: told["focus"] == "Address")
    olena.types(shown["address"])
    olena.keys("Tab")
    olena.types(shown["digits"])
    olena.keys("Tab")
    olena.types("O.")
    olena.keys("Return")
    olena.until(lambda told: told.get("pill") == "Saved · on 2 laptops" and told["shown"] == "NotesPage")


def go_on_apart(maria: Laptop, olena: Laptop) -> None:
    """Part, work on both, and meet again."""
    olena.told("cut")
    maria.until(lambda told: told["pill"].startswith("Saved · here only since"))
    olena.types("alone")
    olena.keys("Return")
    olena.until(lambda told: len(told["notes"]) == 2)
    maria.hands()
    maria.keys("Escape")
    maria.keys("ctrl+7")
    olena.told("mend")
    olena.until(lambda told: told["pill"] == "Saved · on 2 laptops")
    maria.until(lambda told: len(told["notes"]) == 2)


def lead_a_table(maria: Laptop, olena: Laptop) -> None:
    """Lead a table from the other laptop: its clock, its queue, its notes."""
    maria.hands()
    maria.keys("ctrl+9")
    olena.until(lambda told: told["sits"])
    olena.hands()
    olena.command("Lead table 1 on this laptop")
    olena.until(lambda told: told["tables"] == ["1"] and told["role"] == "You lead table 1 ▾")
    olena.command("A queue at table 1")
    first, second, *_ = olena.told()["sits"]
    olena.types(f"+{first} +{second}")
    olena.keys("Return")
    olena.keys("ctrl+1")
    for one in (olena, maria):
        one.until(partial(_speaks, first))


def miss_a_freeze(maria: Laptop, olena: Laptop) -> None:
    """Freeze while the table is out of range: it went on, and its turn counts; then it stands still by its own word."""
    second = olena.told()["sits"][1]
    olena.told("cut")
    maria.hands()
    maria.keys("ctrl+0")
    maria.until(lambda told: told["frozen"] == [True, False])
    olena.hands()
    olena.until(lambda told: told["turn_ms"] > ONE_PRESS_MS)
    olena.keys("ctrl+1")
    olena.until(partial(_speaks, second))
    olena.told("mend")
    for one in (olena, maria):
        one.until(lambda told: all(told["frozen"]) and told["turns"])
    assert maria.told()["turns"] == olena.told()["turns"]
    maria.hands()
    maria.keys("Return")
    for one in (maria, olena):
        one.until(lambda told: not any(told["frozen"]))


def lead_twice(maria: Laptop, olena: Laptop) -> None:
    """Lead on both while they can't reach each other; once together it is said whose actions count."""
    olena.told("cut")
    olena.hands()
    olena.until(lambda told: "lead_away" in told["banners"])
    olena.field("Take the lead")
    olena.keys("space")
    olena.until(lambda told: told["leads"] and told["lead"] == "olena")
    maria.hands()
    many = len(maria.told()["notes"])
    for said in ("one", "two"):  # Behind the taking in the agreed order, whatever the two writers are called.
        maria.types(said)
        maria.keys("Return")
    maria.until(lambda told: len(told["notes"]) == many + 2)
    maria.keys("ctrl+7")
    olena.told("mend")
    for one in (maria, olena):
        one.until(lambda told: told["unled"] and "unled" in told["banners"] and told["lead"] == "olena")
    assert maria.told()["item"] == olena.told()["item"]


def hand_over(first: Laptop, second: Laptop) -> None:
    """Hand the lead over, with the clocks as they stand."""
    first.hands()
    first.command("laptops")
    first.field("Hand over the lead")
    first.keys("Return")
    second.hands()
    second.until(lambda told: "lead_offered" in told["banners"])
    second.field("Take the lead")
    second.keys("space")
    name = second.folder.name
    second.until(lambda told: told["leads"] and told["lead"] == name)
    first.until(lambda told: told["lead"] == name and told["role"] != "You lead ▾")
    used = first.told()["used_ms"]
    assert abs(second.told()["used_ms"] - used) < 3_000


def _speaks(seat: int, told: dict[str, Any]) -> bool:
    return bool(told["speaks"] == seat)


def test_a_team_by_keyboard_until_the_first_laptop_dies(laptops: tuple[Laptop, Laptop]) -> None:
    maria, olena = laptops
    join(olena, begin_and_show_digits(maria))
    olena.types("a note from the other laptop")
    olena.keys("Return")
    maria.until(lambda told: told["notes"] == ["a note from the other laptop"])
    go_on_apart(maria, olena)
    lead_a_table(maria, olena)
    miss_a_freeze(maria, olena)
    lead_twice(maria, olena)
    hand_over(olena, maria)
    maria.process.kill()
    olena.hands()
    olena.until(lambda told: told["pill"].startswith("Saved · here only since") and "lead_away" in told["banners"])
    olena.field("Take the lead")
    olena.keys("space")
    olena.until(lambda told: told["leads"])
    olena.command("Show: Report")
    olena.until(lambda told: told["page"] == "report")
    assert olena.process.stdin is not None
    olena.process.stdin.close()
    assert olena.process.wait(30) == 0
    out = olena.folder / "report.pdf"
    command = [sys.executable, "-m", "facilitator_console", "report", "last", "--out", str(out)]
    subprocess.run([*command, "--store", str(olena.folder / "dialogue.sqlite")], cwd=ROOT, check=True, timeout=60)
    assert out.read_bytes().startswith(b"%PDF")
