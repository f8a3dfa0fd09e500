"""Pictures of the console and the room display at the same moments, in each format: `python -m tests.e2e.both_screens`.

A console stands on the first screen of an X server of its own, its room display, the real process, on the second; one
picture is taken of each and both are laid side by side in build/both_screens, in three languages, each time with one of
both screens light and the other one dark. `make screenshots` does it too. Needs Xvfb and ImageMagick's `import`. Some
moments alone: `python -m tests.e2e.both_screens vote-shared vote-differs`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QEventLoop, QSocketNotifier
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from facilitator_console.log import NewEvent, WorkPhase
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.session.display import show_agreements, show_message
from facilitator_console.session.floor import freeze, give_reason
from facilitator_console.session.ids import FreezeReason
from facilitator_console.ui.harvest.harvest_page import HarvestPage
from facilitator_console.ui.harvest.votes_page import VotesPage
from facilitator_console.ui.look.theme import Theme
from tests.screenshots import SCHEMES
from tests.ui.formats_sample import FORMATS_SHOWN, in_format
from tests.ui.sample import SampleSessionController, sample_controller
from tests.ui.shown import LONGEST_MS, Shown, shown, until
from tests.ui.voting_sample import voting_controller

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "both_screens"
TOOLS = ("Xvfb", "import")
LANGUAGES = ("en", "uk", "ru")
LATE_S = 2
"""Who speaks is seen by then."""
PAINTED_S = 0.4
"""So long after its ground a display shows the rest too."""
LONGEST_S = 30
"""So long a display is waited for."""
GAP_PX = 12
STANDS = "--stand"
"""The process is the console."""


class Moment(NamedTuple):
    """A session, and what is done in it before the pictures are taken."""

    name: str
    sample: Callable[[Path, str], SampleSessionController]
    act: Callable[[Shown], object] = lambda _program: None
    covered: bool = False


def do(command: Callable[..., list[NewEvent]], *arguments: object) -> Callable[[Shown], object]:
    """What does one command."""
    return lambda program: program.session.controller.do(command, *arguments)


def agreements(program: Shown) -> None:
    """What the group agreed on is put on display."""
    controller = program.session.controller
    for text in ("We let each other finish", "Що сказано тут, лишається тут", "Телефони відкладаємо"):
        controller.do(add_list_entry, GroupList.AGREEMENTS, text)
    controller.do(show_agreements)


def alert(program: Shown) -> None:
    """Everything is frozen, and somebody typed where the shelter is."""
    do(freeze)(program)
    do(partial(give_reason, shelter="Підвал школи, вхід з двору"), FreezeReason.ALERT)(program)


def result(program: Shown) -> VotesPage:
    """Harvest shows what came out of the vote."""
    program.session.show_page(WorkPhase.HARVEST)
    harvest = program.session.page("harvest")
    assert isinstance(harvest, HarvestPage)
    harvest.show_votes()
    page = harvest.votes
    assert page is not None
    until(lambda: page.result is not None, 6 * LONGEST_MS)
    return page


CLOSED = partial(voting_controller, until="look")
MOMENTS = (
    Moment("plenary", sample_controller),
    *(Moment(name, partial(in_format, name=name)) for name in FORMATS_SHOWN),
    Moment("frozen", sample_controller, do(freeze)),
    Moment("alert", sample_controller, alert),
    Moment("agreements", sample_controller, agreements),
    Moment("message", sample_controller, do(show_message, "Автобус чекає до 17:30 🚌")),
    Moment("vote", voting_controller),
    Moment("vote-shared", CLOSED, lambda program: result(program).put_shared_on_display()),
    Moment("vote-differs", CLOSED, lambda program: result(program).put_differing_on_display()),
    Moment("covered", sample_controller, covered=True),
)


def stand(language: str, scheme: str, folder: Path, names: list[str]) -> None:
    """Be the console: go from moment to moment, say which, and wait until its pictures were taken."""
    application = QApplication(sys.argv[:1])
    Theme(application).set_scheme(SCHEMES[scheme])
    for moment in (one for one in MOMENTS if not names or one.name in names):
        with shown(folder / f"{moment.name}-{language}", language, moment.sample) as program:
            assert program.controller is not None
            program.window.setGeometry(0, 0, 1440, 900)
            program.window.show()
            program.window.activateWindow()
            display = program.room_display
            display.open()
            display.set_language(language)
            display.set_look(replace(display.look, dark=scheme == "light"))
            display.set_covered(on=moment.covered)
            moment.act(program)
            program.clock.advance(LATE_S * 1000)
            program.controller.ticked.emit()
            display.refresh()
            taken, told = QEventLoop(), QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
            told.activated.connect(taken.quit)
            print(moment.name, flush=True)
            taken.exec()
            sys.stdin.readline()
            display.close()


def _moments(language: str, scheme: str, server: str, folder: Path, names: list[str]) -> Iterator[str]:
    """The names of the moments, while both screens show each."""
    environment = os.environ | {"DISPLAY": server, "QT_QPA_PLATFORM": "xcb", "XDG_DATA_HOME": str(folder / "data")}
    command = [sys.executable, "-m", "tests.e2e.both_screens", STANDS, language, scheme, str(folder), *names]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True) as console:
        assert console.stdin is not None
        assert console.stdout is not None
        for line in console.stdout:
            yield line.strip()
            console.stdin.write("taken\n")
            console.stdin.flush()
        if console.wait():
            raise subprocess.CalledProcessError(console.returncode, command)


def _taken(server: str, screen: int, folder: Path) -> QImage:
    """All that is seen on a screen."""
    file = folder / f"{screen}.png"
    command = ["import", "-display", f"{server}.{screen}", "-window", "root", str(file)]
    subprocess.run(command, check=True)
    return QImage(str(file))


def _both(server: str, folder: Path) -> list[QImage]:
    """Both screens, as soon as the display's process shows what it was told.

    Raises:
        TimeoutError: It shows nothing.
    """
    ends = monotonic() + LONGEST_S
    while _taken(server, 1, folder).pixelColor(0, 0) == QColor("black"):  # The server's own ground.
        if monotonic() > ends:
            raise TimeoutError
    sleep(PAINTED_S)
    return [_taken(server, screen, folder) for screen in (0, 1)]


def _side_by_side(pictures: list[QImage]) -> QImage:
    wide = sum(one.width() for one in pictures) + GAP_PX * (len(pictures) - 1)
    both = QImage(wide, max(one.height() for one in pictures), QImage.Format.Format_RGB32)
    both.fill(QColor("#888888"))
    painter, left = QPainter(both), 0
    for one in pictures:
        painter.drawImage(left, 0, one)
        left += one.width() + GAP_PX
    painter.end()
    return both


def take(names: list[str]) -> int:
    """Take all pictures, or those that are named, on a server of their own."""
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        sys.stderr.write(f"No pictures of both screens: {', '.join(missing)} is not installed.\n")
        return 1
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    read, write = os.pipe()
    screens = ["-screen", "0", "1440x900x24", "-screen", "1", "1280x720x24"]
    command = ["Xvfb", "-displayfd", str(write), *screens, "-noreset", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        with tempfile.TemporaryDirectory() as folder:
            for language, scheme in product(LANGUAGES, SCHEMES):
                for name in _moments(language, scheme, f":{number}", Path(folder) / scheme, names):
                    both = _side_by_side(_both(f":{number}", Path(folder)))
                    both.save(str(OUT / f"{name}-{language}-{scheme}.png"))
        server.terminate()
    sys.stdout.write(f"{len(list(OUT.glob('*.png')))} pictures of both screens in {OUT}\n")
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == [STANDS]:
        stand(sys.argv[2], sys.argv[3], Path(sys.argv[4]), sys.argv[5:])
    else:
        sys.exit(take(sys.argv[1:]))
