"""Compares the room's clocks with true time over eight hours with a suspend and an hour's change.

The machine's clocks are simulated; all else is the program's own: its time line, the store, the log, the fold, the
readings, and the room display's bar, of which the display is told at a change and which it reads by that clock. The
machine sleeps for forty minutes while a turn runs; somebody puts the wall clock forward by an hour; the program is
started anew once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple
from unittest.mock import patch

import msgspec

from bench.figures import Figure, Section
from facilitator_console.console import console, new_session, open_session
from facilitator_console.log import Duration, Instant, LaptopId
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session import clock as machine
from facilitator_console.session.agenda import add_item, start_item
from facilitator_console.session.clock import Reading
from facilitator_console.session.floor import freeze, pause_turn, release, resume_turn, start_turn
from facilitator_console.session.people import add_participant
from facilitator_console.session.timers import item_timer, turn_timer
from facilitator_console.store.store import Store
from facilitator_console.ui.room_display.frame import COVERED, Frame, bar_of, frame_of
from facilitator_console.views.public_view import public_view

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
LENGTH_MS = 8 * HOUR_MS
SUSPEND_AT_MS, SUSPEND_MS = 3 * HOUR_MS, 40 * MINUTE_MS
RESTART_AT_MS = 4 * HOUR_MS
CHANGE_AT_MS = 5 * HOUR_MS
ALLOWED_MS = 250
WALL_MS = 1_700_000_000_000
BOOTED_MS = 5_000_000
"""So long the machine has run before."""
HERE = Laptop(LaptopId("bench"), boot_id="this start")


class Machine:
    """A machine whose clocks are moved by hand.

    Attributes:
        true_ms: True time since the beginning; a fraction too, as clocks are read between two milliseconds.
    """

    def __init__(self) -> None:
        self.true_ms = 0.0

    def boot_ms(self) -> int:
        """Return what the boot clock says; it goes on through a suspend."""
        return BOOTED_MS + int(self.true_ms)

    def read(self) -> Reading:
        """Return what all clocks say; the wall clock is put forward at some time."""
        ahead_ms = HOUR_MS if self.true_ms >= CHANGE_AT_MS else 0
        return Reading(self.boot_ms(), Instant(WALL_MS + int(self.true_ms) + ahead_ms), 120)


class Errors(NamedTuple):
    """Holds what was found.

    Attributes:
        worst_ms: By how much a clock was wrong at most.
        commands: How many commands were carried out.
        looks: How often the clocks were read.
        worst_shown_ms: By how much the room display's bar was wrong at most.
        shown: How often that was read.
    """

    worst_ms: float
    commands: int
    looks: int
    worst_shown_ms: float
    shown: int


@contextmanager
def on_machine(simulated: Machine) -> Iterator[None]:
    """Let the program read this machine's clocks."""
    with (
        patch.object(machine, "boot_ms", simulated.boot_ms),
        patch.object(machine, "read_clocks", simulated.read),
        patch.object(console, "read_clocks", simulated.read),
    ):
        yield


class EightHours:
    """Plays one item of eight hours with one turn in it, which somebody pauses and freezes."""

    def __init__(self, store: Store, simulated: Machine) -> None:
        self._store, self._machine, self._random = store, simulated, Random("eight hours")
        self._item_ms = self._turn_ms = 0.0
        self._is_frozen = self._is_paused = False
        self.worst_ms, self.commands, self.looks = 0.0, 0, 0
        self.worst_shown_ms, self.shown = 0.0, 0
        self._display = Frame(COVERED)
        reading = simulated.read()
        self.console = new_session(store, HERE, "Bench", clock=machine.BootClock(reading.wall_ms, reading.boot_ms))
        self.console.dispatch(add_participant)
        length_ms = Duration(LENGTH_MS)
        self.console.dispatch(add_item, "Item", planned_ms=length_ms, turn_limit_ms=length_ms)
        self.console.dispatch(start_item, next(iter(self.console.state.items)))
        self.console.dispatch(start_turn, next(iter(self.console.state.participants)))

    def pass_ms(self, by_ms: float) -> None:
        """Let true time pass, on which the drifting clocks stand."""
        self._machine.true_ms += by_ms
        if not self._is_frozen:
            self._item_ms += by_ms
            self._turn_ms += 0 if self._is_paused else by_ms

    def act(self) -> None:
        """Pause the turn or let it go on; now and then freeze everything, or let it go on."""
        state = self.console.state
        if self._is_frozen or self._random.random() < 0.02:
            self.console.dispatch(release if self._is_frozen else freeze)
            self._is_frozen = not self._is_frozen
        else:
            self.console.dispatch(resume_turn if self._is_paused else pause_turn, state.room.floor[0])
            self._is_paused = not self._is_paused
        self.commands += 1
        self.tell()

    def tell(self) -> None:
        """Tell the room display what is so now."""
        now_ms = self.console.now_ms()
        view = public_view(self.console.state, now_ms)
        frame = frame_of(view, load_catalogue("en"), lambda _at_ms: "", now_ms)
        self._display = msgspec.structs.replace(frame, boot_ms=self._machine.boot_ms())

    def look(self) -> None:
        """Compare what the clocks show with true time."""
        state, now_ms = self.console.state, self.console.now_ms()
        item, turn = item_timer(state, now_ms), turn_timer(state, now_ms)
        for timer, true_ms in ((item, self._item_ms), (turn, self._turn_ms)):
            if timer is None:
                raise LookupError  # Whoever stopped it, it was not this bench.
            self.worst_ms = max(self.worst_ms, abs(timer.used_ms - true_ms))
        self.looks += 1
        shown = bar_of(self._display, self._machine.boot_ms())
        if shown is not None:
            self.worst_shown_ms = max(self.worst_shown_ms, abs(shown.used_ms - self._turn_ms))
            self.shown += 1

    def restart(self) -> None:
        """End the program and start it anew, within the same start of the machine."""
        saves = self.console.saves
        self._store.saver.wait(saves.committed + saves.waiting, 10)
        self.console = open_session(self._store, self.console.session, HERE)


def errors(store: Store) -> Errors:
    """Go through the eight hours."""
    simulated, random = Machine(), Random("steps")
    with on_machine(simulated):
        day = EightHours(store, simulated)
        milestones: list[tuple[int, Callable[[], None]]] = [
            (SUSPEND_AT_MS, lambda: day.pass_ms(SUSPEND_MS)),
            (RESTART_AT_MS, day.restart),
        ]
        while simulated.true_ms < LENGTH_MS:
            day.pass_ms(random.uniform(50, 20_000))
            if milestones and simulated.true_ms >= milestones[0][0]:
                milestones.pop(0)[1]()
            day.look()
            if random.random() < 0.3:
                day.act()
                day.look()
    return Errors(day.worst_ms, day.commands, day.looks, day.worst_shown_ms, day.shown)


def measure(folder: Path) -> Section:
    """Measure the largest error of the clocks, here and on the room display, over a simulated day."""
    with Store.open(folder / "clocks.sqlite") as store:
        found = errors(store)
    what = "eight hours, a suspend, an hour’s change, a restart: the largest error"
    figures = tuple(
        Figure(f"{what}{where}", f"{worst_ms:.1f} ms", "", 0, f"{ALLOWED_MS} ms", worst_ms < ALLOWED_MS)
        for where, worst_ms in (("", found.worst_ms), (" on the room display", found.worst_shown_ms))
    )
    remark = (
        f"{found.looks} looks at the clocks of an item and a turn, {found.shown} at the display’s, {found.commands} "
        "commands between; the machine’s clocks are simulated. An instant is a whole millisecond: what is lost by that "
        "adds up, and no more."
    )
    return Section("Clocks against the wall clock", figures, (remark,))
