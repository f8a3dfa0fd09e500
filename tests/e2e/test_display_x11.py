"""The room display beside a console, each on a real X screen: whatever is stopped or killed, the room is shown.

Skips where there is no Xvfb.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("Xvfb", "xdotool", "import")
LONG_S = 60.0

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not all(shutil.which(tool) for tool in TOOLS), reason=f"needs {', '.join(TOOLS)}"
)


class TwoScreens:
    """A console on the first X screen, its room display on the second.

    Attributes:
        console: The console's process.
    """

    def __init__(self, server: str, folder: Path) -> None:
        self._server = server
        environment = os.environ | {
            "DISPLAY": server,
            "QT_QPA_PLATFORM": "xcb",
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
        }
        command = [sys.executable, "-m", "tests.e2e.driven", str(folder), "round", "display"]
        pipe = subprocess.PIPE
        self.console = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)

    def windows(self, screen: int, name: str = ".") -> list[str]:
        """The windows that are seen on a screen."""
        done = self._xdotool(screen, "search", "--screen", str(screen), "--onlyvisible", "--name", name)
        return done.split()

    def owner(self, window: str) -> int:
        """The process that a window belongs to."""
        return int(self._xdotool(1, "getwindowpid", window) or 0)

    def names(self, screen: int) -> set[str]:
        """What the windows that are seen on a screen are called."""
        return {self._xdotool(screen, "getwindowname", window).strip() for window in self.windows(screen)}

    def picture(self, screen: int) -> bytes:
        """All that is seen on a screen."""
        command = ["import", "-display", f"{self._server}.{screen}", "-window", "root", "rgb:-"]
        return subprocess.run(command, capture_output=True, check=True, timeout=LONG_S).stdout

    def children(self) -> set[int]:
        """The processes of the console: the display, and the one that stands by."""
        tasks = Path(f"/proc/{self.console.pid}/task").iterdir()
        return {int(one) for task in tasks for one in (task / "children").read_text().split()}

    def _xdotool(self, screen: int, *command: str) -> str:
        environment = os.environ | {"DISPLAY": f"{self._server}.{screen}"}
        whole = ["xdotool", *command]
        done = subprocess.run(whole, env=environment, capture_output=True, text=True, check=False, timeout=LONG_S)
        return done.stdout


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[TwoScreens]:
    """A session on both screens, with a turn that runs."""
    read, write = os.pipe()
    screens = ["-screen", "0", "1440x900x24", "-screen", "1", "1280x720x24"]
    command = ["Xvfb", "-displayfd", str(write), *screens, "-noreset", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        both = TwoScreens(f":{number}", tmp_path)
        try:
            until(lambda: bool(both.windows(1, "Room display")))
            yield both
        finally:
            both.console.send_signal(signal.SIGCONT)
            try:
                both.console.communicate(timeout=LONG_S)
            finally:
                server.terminate()


def until(is_so: Callable[[], bool]) -> None:
    """Wait for it."""
    ends = monotonic() + LONG_S
    while not is_so():
        assert monotonic() < ends, "it never came"


def moves(shown: TwoScreens, times: int) -> None:
    """Wait until what the room sees has changed so often: who speaks is seen late, and no clock runs before that."""
    for _ in range(times):
        seen = shown.picture(1)
        until(partial(lambda seen: shown.picture(1) != seen, seen))


def test_stopped_or_killed_the_room_goes_on_being_shown(shown: TwoScreens) -> None:
    until(lambda: len(set(shown.picture(1))) > 2)
    assert shown.names(1) == {"Room display"}
    assert "Facilitator console" in shown.names(0)

    moves(shown, 3)

    # The console stands still, and the clock on the wall goes on.
    shown.console.send_signal(signal.SIGSTOP)
    moves(shown, 2)
    shown.console.send_signal(signal.SIGCONT)

    # The display is killed, and the process that stood by shows the room.
    until(lambda: len(shown.children()) == 2)
    (window,) = shown.windows(1, "Room display")
    killed = shown.owner(window)
    (spare,) = shown.children() - {killed}
    os.kill(killed, signal.SIGKILL)
    until(lambda: [shown.owner(one) for one in shown.windows(1, "Room display")] == [spare])
    until(lambda: len(set(shown.picture(1))) > 2)
    assert shown.names(1) == {"Room display"}
