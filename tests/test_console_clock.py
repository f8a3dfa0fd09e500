"""The console with a wall clock that was ahead once: what is shown, what is promised, how a session goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from facilitator_console.console import Console, new_session, open_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.log import (
    THE_SESSION,
    ClockCompared,
    CommandId,
    Duration,
    Instant,
    LaptopId,
    NewEvent,
    WorkPhase,
)
from facilitator_console.report.sections.day import day_of
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import add_item, as_it_goes_ms, next_item, pause_item, resume_item
from facilitator_console.session.clock import SetClock, read_clocks
from facilitator_console.session.promise import over_ms, promised_end_ms
from facilitator_console.session.timers import item_timer
from facilitator_console.store.contents import sessions_of
from facilitator_console.store.store import Store
from tests.helpers.controller import MINUTE_MS
from tests.helpers.saving import wait_until_saved

HERE = Laptop(LaptopId("here"), boot_id="this start")
HOUR_MS = 60 * MINUTE_MS
AHEAD_MS = 2 * HOUR_MS
YEARS_MS = 4 * 365 * 24 * HOUR_MS
OFF_MS = 2 * MINUTE_MS
"""A test may take so long, and a promise is made in whole minutes."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "dialogue.sqlite") as opened:
        yield opened


def planned(store: Store, ahead_ms: int, laptop: Laptop = HERE) -> Console:
    """A session of half an hour, made while the wall clock was ahead."""
    console = new_session(store, laptop, "Dialogue", clock=SetClock(Instant(read_clocks().wall_ms + ahead_ms)))
    console.dispatch(add_item, "First", planned_ms=Duration(30 * MINUTE_MS))
    return console


def again(console: Console, store: Store, laptop: Laptop = HERE) -> Console:
    """The session by the machine's own clocks."""
    wait_until_saved(store)
    return open_session(store, console.session, laptop)


def day(at_ms: int) -> date:
    return datetime.fromtimestamp(at_ms / 1000, UTC).date()


def test_put_right_within_one_start_of_the_machine(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line keeps its two hours, since it must not jump; what people read does not."""
    right = read_clocks()
    wrong = right._replace(wall_ms=Instant(right.wall_ms + AHEAD_MS))
    with monkeypatch.context() as patch:
        for reader in ("console.console", "session.clock"):
            patch.setattr(f"facilitator_console.{reader}.read_clocks", lambda: wrong)
        made = new_session(store, HERE, "Dialogue")
        made.dispatch(add_item, "First", planned_ms=Duration(30 * MINUTE_MS))
        assert abs(made.wall_ms(made.now_ms()) - wrong.wall_ms) < OFF_MS
    for console in (made, again(made, store)):
        assert abs(console.now_ms() - right.wall_ms - AHEAD_MS) < OFF_MS
        assert abs(console.wall_ms(console.now_ms()) - right.wall_ms) < OFF_MS
        assert not console.was_put_back
    console.dispatch(next_item)
    ends_ms = console.wall_ms(as_it_goes_ms(console.state, console.now_ms()))
    assert abs(promised_end_ms(console.state) - right.wall_ms - 30 * MINUTE_MS) < OFF_MS
    assert abs(ends_ms - promised_end_ms(console.state)) < OFF_MS
    assert over_ms(promised_end_ms(console.state), ends_ms) == 0
    store.saver.wait(store.saver.save_state.committed + store.saver.save_state.waiting, 10)
    (listed,) = sessions_of(store, HERE.boot_id)
    assert abs(listed.began_at_ms - right.wall_ms) < OFF_MS
    assert abs(listed.created_at_ms - right.wall_ms) < OFF_MS
    (unknown,) = sessions_of(store, "another start")
    assert abs(unknown.began_at_ms - right.wall_ms - AHEAD_MS) < OFF_MS


def test_a_year_of_2030_ends_with_the_next_start_of_the_machine(store: Store) -> None:
    """Its clocks go on from there, and everything is of today."""
    made = planned(store, YEARS_MS)
    made.dispatch(capture, "in 2030")
    assert not made.was_put_back
    console = again(made, store, HERE._replace(boot_id="another start"))
    assert console.was_put_back
    console.dispatch(next_item)
    today = day(read_clocks().wall_ms)
    began_ms = console.state.items[console.state.room.item_id].started_at_ms
    for at_ms in (console.wall_ms(console.now_ms()), console.wall_ms(began_ms), promised_end_ms(console.state)):
        assert abs((day(at_ms) - today).days) <= 1  # The promised end may be tomorrow's.
    assert day(began_ms) == day_of(console.state)
    wait_until_saved(store)
    (listed,) = sessions_of(store)
    assert abs((day(listed.created_at_ms) - today).days) <= 1
    assert not again(console, store, HERE._replace(boot_id="another start")).was_put_back


def test_clocks_that_ran_into_2030_go_on_after_it(store: Store) -> None:
    made = planned(store, YEARS_MS)
    made.dispatch(next_item)
    assert isinstance(made.clock, SetClock)
    made.clock.advance(5 * MINUTE_MS)
    made.dispatch(pause_item, made.state.room.item_id)
    made.dispatch(resume_item, made.state.room.item_id)
    wait_until_saved(store)
    clock = SetClock(read_clocks().wall_ms)
    console = open_session(store, made.session, HERE._replace(boot_id="another start"), clock)
    assert console.was_put_back
    clock.advance(MINUTE_MS)
    timer = item_timer(console.state, console.now_ms())
    assert timer is not None
    assert timer.used_ms == 6 * MINUTE_MS, "it goes on before anybody does anything"
    console.dispatch(capture, "today")
    for used_min in (6, 7, 8):
        console.dispatch(pause_item, console.state.room.item_id)
        console.dispatch(resume_item, console.state.room.item_id)
        assert console.state.items[console.state.room.item_id].elapsed_ms == used_min * MINUTE_MS
        clock.advance(MINUTE_MS)
    assert day(console.state.room.as_of_ms) == day(clock.now_ms()) == day_of(console.state)


def test_a_little_behind_is_not_put_back(store: Store) -> None:
    made = planned(store, 30_000)
    assert not again(made, store, HERE._replace(boot_id="another start")).was_put_back


def test_another_laptop_shows_its_own_wall_clock(store: Store) -> None:
    """What it measured brings its times to the founder's line; its people read the clock on their own wall."""
    made = planned(store, 0)
    own_ms = Instant(made.now_ms() + 20_000)
    wait_until_saved(store)
    there = open_session(store, made.session, Laptop(LaptopId("there")), SetClock(own_ms))
    compared = NewEvent(ClockCompared(HERE.laptop_id, offset_ms=Duration(90 * MINUTE_MS)), THE_SESSION)
    there.dispatch(lambda _state, _now_ms: [compared])
    assert there.now_ms() == own_ms + 90 * MINUTE_MS
    assert there.wall_ms(there.now_ms()) == own_ms


def test_undo_on_another_page_does_not_take_the_start_back(store: Store) -> None:
    """What was promised with it may be taken back on Prepare; what names the command decides."""
    console = planned(store, 0)
    prepared = console.undo_stack.undoable()
    assert [entry.event.kind for entry in console.history.command(started(console))] == ["item_started", "end_promised"]
    assert console.undo_stack.undoable(WorkPhase.PREPARE) == prepared
    console.undo()
    assert console.state.info.promised is None
    assert console.undo_stack.redoable(WorkPhase.PREPARE) is None
    assert console.undo_stack.redoable(WorkPhase.RUN)


def started(console: Console) -> CommandId:
    """The command that begins the first item."""
    console.dispatch(next_item)
    command = console.undo_stack.undoable(WorkPhase.RUN)
    assert command is not None
    return command
