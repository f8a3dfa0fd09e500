"""A session to look at: the room of the mock-up "Run, leading", in a real store, at a clock that stands.

24 seats, nine items; the fourth runs with turns of two minutes, seat 4 speaks and has 22 s left, 11, 8 and 15 wait,
six were not heard, three marks want a note. Two laptops have written: this one, and that of "O.".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pytestqt.qtbot import QtBot

from facilitator_console.console import Console, new_session, open_session
from facilitator_console.dialogue.capture import capture, mark_moment
from facilitator_console.log import THE_SESSION, ClockCompared, Duration, Instant, LaptopId, NewEvent, SessionId
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import add_item, next_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.floor import end_turn, speaking, start_turn
from facilitator_console.session.people import add_group, add_participant, at_seat
from facilitator_console.session.queue import join_queue
from facilitator_console.store.store import Store
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.run.notes_page import NotesPage

SECOND_MS = 1000
MINUTE_MS = 60_000

# A naive time is the machine's local time: the screen shows 14:01 wherever the test runs.
BEGAN_AT_MS = Instant(int(datetime(2025, 11, 8, 14, 1).timestamp()) * SECOND_MS)  # noqa: DTZ001 - as the machine shows it
NOW_MS = Instant(BEGAN_AT_MS + 61 * MINUTE_MS + 42 * SECOND_MS)
"""15:02:42, when `sample_controller` hands over."""

US = Laptop(LaptopId("ours"))
THEM = Laptop(LaptopId("theirs"), author="O.")

AGENDA = (
    # title, format, minutes, order, turn limit in minutes, question
    ("Welcome", "open_floor", 10, "open_floor", 0, ""),
    ("Agreements", "plenary", 10, "stack", 0, "What do we need from each other today?"),
    ("Check-in", "check_in", 20, "go_around", 1, "What did you leave at home to be here?"),
    (
        "What matters about the road and the school",
        "plenary",
        35,
        "balanced_stack",
        2,
        "What would you miss most if the bus and the school were gone?",
    ),
    ("Break", "break", 15, "open_floor", 0, ""),
    ("Pairs", "pairs", 10, "open_floor", 0, "What did you hear that was new to you?"),
    ("What could work", "plenary", 30, "stack", 2, "What could work by spring?"),
    ("What we heard, read back", "read_back", 25, "stack", 0, "Did we hear you right?"),
    ("Closing round", "check_out", 24, "go_around", 1, "What do you take home?"),
)
SEATS = 24
NOT_HEARD = (8, 11, 15, 20, 23, 24)
GROUPS = (("", 10), ("", 10), ("", 4))
"""Names and sizes; the last one is too small to be shown apart."""
TURNS = ((3, 120), (12, 95), (22, 118), (19, 81), (2, 105), (16, 90), (7, 130))
"""Seats and seconds of the turns in item 4 before the one that runs."""
USED_MS = 98 * SECOND_MS
"""Of the turn that runs."""

THEIR_NOTE = (60, "#disagreement Whether the small school should stay open below twenty pupils")
OUR_NOTES = (
    (46, "#issue Nobody was asked before the timetable changed"),
    (49, "#need A place where children can wait in winter"),
    (52, "#need To know beforehand when the bus will not come"),
    (53, "#question How many children ride every day?"),
    (55, "! #proposal One run at seven and one at nineteen, through the next village"),
    (58, "#common_ground Nobody wants children to leave before six in the morning"),
)
"""Minutes after the beginning, and the line as typed."""
MARKS = (50, 54, 59)
"""Minutes after the beginning."""


class SampleSessionController(SessionController):
    """A controller on a store of its own.

    Attributes:
        store: Where it is saved.
        clock: Stands until it is moved.
    """

    def __init__(self, store: Store, clock: SetClock, console: Console, language: str = "en") -> None:
        catalogues = [load_catalogue(known) for known in LANGUAGES]
        super().__init__(console, load_catalogue(language), catalogues)
        self.store = store
        self.clock = clock

    def later(self, seconds: float) -> None:
        """Let time pass, as the window's timer tells it."""
        self.clock.advance(round(seconds * SECOND_MS))
        self.ticked.emit()

    def close(self) -> None:
        """Stop, and close the store."""
        super().close()
        self.store.close()


def sample_controller(tmp_path: Path, language: str = "en") -> SampleSessionController:
    """The mock-up's session; the caller closes it (`with closing(sample_controller(tmp_path)) as controller`)."""
    store = Store.open(tmp_path / "dialogue.sqlite")
    clock = SetClock(BEGAN_AT_MS)
    ours = new_session(store, US, "Autumn circle", language="en", clock=clock)
    _prepare(ours)
    _hold(ours, clock)
    minute, line = THEIR_NOTE
    theirs = open_session(store, _saved(store, ours), THEM, SetClock(_at(minute)))
    measure_clock(theirs, US.laptop_id)
    theirs.dispatch(capture, line)
    return SampleSessionController(store, clock, open_session(store, _saved(store, theirs), US, clock), language)


def measure_clock(console: Console, laptop: LaptopId) -> None:
    """A laptop finds that another's clock is as its own."""
    compared = NewEvent(ClockCompared(laptop, Duration(0)), THE_SESSION)
    console.dispatch(lambda _state, _now_ms: [compared])


def empty_controller(tmp_path: Path, language: str = "en") -> SampleSessionController:
    """A session that has just been made: no agenda, no seats, no notes."""
    store = Store.open(tmp_path / "dialogue.sqlite")
    clock = SetClock(BEGAN_AT_MS)
    return SampleSessionController(
        store, clock, new_session(store, US, "New session", language="en", clock=clock), language
    )


def prepared_controller(tmp_path: Path, language: str = "en") -> SampleSessionController:
    """The mock-up's plan and seats, before anything has begun."""
    controller = empty_controller(tmp_path, language)
    _prepare(controller.console)
    return controller


def _prepare(console: Console) -> None:
    for title, held_as, minutes, order, limit_min, question in AGENDA:
        console.dispatch(
            add_item,
            title,
            question=question,
            format=held_as,
            planned_ms=Duration(minutes * MINUTE_MS),
            settings={"order": order},
            turn_limit_ms=Duration(limit_min * MINUTE_MS),
        )
    for name, _ in GROUPS:
        console.dispatch(add_group, name)
    groups = [group_id for group_id, (_, size) in zip(console.state.groups, GROUPS, strict=True) for _ in range(size)]
    for seat in range(1, SEATS + 1):
        console.dispatch(add_participant, seat=seat, group_id=groups[seat - 1])


def _hold(console: Console, clock: SetClock) -> None:
    """Welcome at 14:01, agreements at 14:11, check-in at 14:21, the fourth item at 14:45."""
    console.dispatch(next_item)
    clock.move_to(_at(10))
    console.dispatch(next_item)
    clock.move_to(_at(20))
    console.dispatch(next_item)
    for seat in range(1, SEATS + 1):
        if seat not in NOT_HEARD:
            _speak(console, clock, seat, 40 + seat)
    clock.move_to(_at(44))
    console.dispatch(next_item)
    _hold_fourth(console, clock)


def _hold_fourth(console: Console, clock: SetClock) -> None:
    """Turns, notes and marks of the fourth item, each at its time; seat 4 speaks at the end."""
    pending = sorted([(_at(minute), line) for minute, line in OUR_NOTES] + [(_at(minute), "") for minute in MARKS])
    for seat, seconds in TURNS:
        console.dispatch(start_turn, at_seat(console.state, seat).participant_id)
        until_ms = Instant(clock.now_ms() + seconds * SECOND_MS)
        while pending and pending[0][0] <= until_ms:
            _write(console, clock, *pending.pop(0))
        clock.move_to(until_ms)
        _end(console)
    for at_ms, line in pending:
        _write(console, clock, at_ms, line)
    clock.move_to(Instant(NOW_MS - USED_MS))
    console.dispatch(start_turn, at_seat(console.state, 4).participant_id)
    for seat in (11, 8, 15):
        console.dispatch(join_queue, at_seat(console.state, seat).participant_id)
    clock.move_to(NOW_MS)


def _write(console: Console, clock: SetClock, at_ms: Instant, line: str) -> None:
    """A note, or a mark where the line is empty."""
    clock.move_to(at_ms)
    if line:
        console.dispatch(capture, line)
    else:
        console.dispatch(mark_moment)


def _speak(console: Console, clock: SetClock, seat: int, seconds: int) -> None:
    console.dispatch(start_turn, at_seat(console.state, seat).participant_id)
    clock.advance(seconds * SECOND_MS)
    _end(console)


def _end(console: Console) -> None:
    turn = speaking(console.state)
    assert turn is not None
    console.dispatch(end_turn, turn.turn_id)


def _at(minute: int) -> Instant:
    return Instant(BEGAN_AT_MS + minute * MINUTE_MS)


def _saved(store: Store, console: Console) -> SessionId:
    """Its id, once all of it can be read from the store."""
    saves = console.saves
    assert store.saver.wait(saves.committed + saves.waiting, 10)
    return console.session


def shown_notes(qtbot: QtBot, controller: SampleSessionController) -> Iterator[NotesPage]:
    """The note-taker's page of a session, with the keys in the note line; closed by whoever goes on."""
    page = NotesPage(controller)
    page.resize(1200, 800)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.line.focus_line()
    yield page
    page.close()
    page.deleteLater()
