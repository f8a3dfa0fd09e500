"""Where a run begins on its laptop's time line; clocks that are read, and one that is set."""

from __future__ import annotations

import ctypes
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench.clocks import ALLOWED_MS, errors
from facilitator_console.log import Instant, LaptopId, RunStarted
from facilitator_console.session.clock import BootClock, Reading, SetClock, beginning_ms, boot_ms, read_clocks
from facilitator_console.store.store import Store

WALL_MS = Instant(1_700_000_000_000)
LAST_RUN = RunStarted(LaptopId("x"), boot_id="boot-1", boot_ms=50_000, wall_ms=WALL_MS)
BEGAN_MS = Instant(WALL_MS - 7000)


@pytest.mark.parametrize(
    ("boot_id", "previous", "wall_ms", "begins_ms"),
    [
        pytest.param("boot-1", LAST_RUN, WALL_MS + 10**9, BEGAN_MS + 40_000, id="same boot: not the wall clock"),
        pytest.param("boot-1", LAST_RUN, WALL_MS - 10**9, BEGAN_MS + 40_000, id="same boot: the wall was set back"),
        pytest.param("boot-2", LAST_RUN, WALL_MS + 5, WALL_MS + 5, id="another boot: the wall clock"),
        pytest.param("boot-2", LAST_RUN, BEGAN_MS - 10**9, BEGAN_MS - 10**9, id="also before the last run"),
        pytest.param("", RunStarted(LaptopId("x"), boot_ms=50_000), WALL_MS, WALL_MS, id="no boot id: the wall"),
    ],
)
def test_where_a_run_begins(boot_id: str, previous: RunStarted, wall_ms: int, begins_ms: int) -> None:
    reading = Reading(90_000, Instant(wall_ms), 120)
    assert beginning_ms(reading, boot_id, previous, BEGAN_MS) == begins_ms


def test_the_clock_of_a_run_goes_on_from_its_beginning() -> None:
    clock = BootClock(WALL_MS, boot_ms())
    first = clock.now_ms()
    second = clock.now_ms()
    assert WALL_MS <= first <= second


def test_the_clocks_can_be_read() -> None:
    reading = read_clocks()
    assert reading.boot_ms > 0
    assert reading.wall_ms > WALL_MS
    assert -14 * 60 <= reading.utc_offset_min <= 14 * 60


@pytest.mark.parametrize(("platform", "says_ms"), [("linux", 7_000_001), ("darwin", 5_000_001), ("win32", 3_000_001)])
def test_each_system_has_a_clock_that_counts_suspends(
    monkeypatch: pytest.MonkeyPatch, platform: str, says_ms: int
) -> None:
    def ticks() -> int:
        return 3_000_001

    says_ns = {1: 5_000_001_999_999, 7: 7_000_001_999_999}
    with monkeypatch.context() as patched:
        patched.setattr(time, "CLOCK_MONOTONIC", 1, raising=False)
        patched.setattr(time, "CLOCK_BOOTTIME", 7, raising=False)
        patched.setattr(time, "clock_gettime_ns", says_ns.__getitem__, raising=False)
        patched.setattr(
            ctypes, "windll", SimpleNamespace(kernel32=SimpleNamespace(GetTickCount64=ticks)), raising=False
        )
        patched.setattr(sys, "platform", platform)
        read_ms = boot_ms()
    assert (read_ms, type(read_ms)) == (says_ms, int)
    assert getattr(ticks, "restype", None) is (ctypes.c_uint64 if platform == "win32" else None)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone can be set on Unix alone")
@pytest.mark.parametrize(
    ("day", "offset_min"), [(datetime(2026, 4, 1, tzinfo=UTC), 180), (datetime(2026, 11, 1, tzinfo=UTC), 120)]
)
def test_local_time_is_that_of_the_season(monkeypatch: pytest.MonkeyPatch, day: datetime, offset_min: int) -> None:
    """Each day is a few after the clocks are changed in Kyiv."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "EET-2EEST,M3.5.0/3,M10.5.0/4")
        patched.setattr(time, "time_ns", lambda: int(day.timestamp()) * 10**9)
        time.tzset()
        reading = read_clocks()
    time.tzset()
    assert (reading.wall_ms, reading.utc_offset_min) == (day.timestamp() * 1000, offset_min)


def test_a_set_clock_stands_and_never_goes_back() -> None:
    clock = SetClock(Instant(100))
    assert clock.now_ms() == 100
    clock.advance(5)
    clock.move_to(Instant(90))
    clock.advance(-7)
    assert clock.now_ms() == 105
    clock.move_to(Instant(200))
    assert clock.now_ms() == 200


# -- the clock on the wall ---------------------------------------------------------------------------------


@pytest.mark.parametrize("ahead_ms", [2 * 60 * 60_000, -2 * 60 * 60_000, 4 * 365 * 24 * 60 * 60_000])
def test_a_line_whose_wall_clock_was_put_right_shows_what_the_wall_shows(ahead_ms: int) -> None:
    """The line itself keeps its offset: it must not jump."""
    reading = read_clocks()
    clock = BootClock(Instant(reading.wall_ms + ahead_ms), reading.boot_ms)
    shown_ms = clock.wall_ms(clock.now_ms())
    assert reading.wall_ms - 1000 <= shown_ms <= read_clocks().wall_ms + 1000
    assert clock.wall_ms(Instant(clock.now_ms() + 60_000)) >= reading.wall_ms + 59_000
    assert clock.now_ms() >= reading.wall_ms + ahead_ms


def test_what_was_before_this_start_of_the_machine_is_shown_as_it_was() -> None:
    reading = read_clocks()
    clock = BootClock(Instant(reading.wall_ms + 10**7), reading.boot_ms)
    started_ms = reading.wall_ms + 10**7 - reading.boot_ms
    assert clock.wall_ms(Instant(started_ms - 1)) == started_ms - 1
    assert clock.wall_ms(Instant(started_ms)) < started_ms - 9_000_000


def test_what_is_shown_does_not_waver_by_what_clocks_drift(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = BootClock(WALL_MS, 50_000)
    shown = []
    for drift_ms in (0, 999, -999, 1000, 1500, 0):
        reading = Reading(60_000, Instant(WALL_MS + 10_000 + drift_ms), 0)
        monkeypatch.setattr("facilitator_console.session.clock.read_clocks", lambda reading=reading: reading)
        shown.append(clock.wall_ms(WALL_MS) - WALL_MS)
    assert shown == [0, 0, 0, 1000, 1000, 0]


def test_a_set_clock_has_a_wall_clock_beside_it() -> None:
    clock = SetClock(WALL_MS)
    assert clock.wall_ms(WALL_MS) == WALL_MS
    clock.wall_offset_ms = -7
    assert (clock.wall_ms(WALL_MS), clock.now_ms(), clock.utc_offset_min()) == (WALL_MS - 7, WALL_MS, 0)


# -- against true time ---------------------------------------------------------------------------------------


def test_over_eight_hours_with_a_suspend_and_an_hour_s_change_no_clock_is_wrong(tmp_path: Path) -> None:
    """Time line, store, fold and readings are the program's own; only the machine's clocks are simulated."""
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        found = errors(store)
    assert max(found.worst_ms, found.worst_shown_ms) < ALLOWED_MS
    assert found.shown > 500
    assert found.commands > 500
