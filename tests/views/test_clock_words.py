"""Digits and titles of clocks: what is left is rounded up, what has passed is whole only once it has passed."""

from __future__ import annotations

import pytest

from facilitator_console.log import Duration, Instant
from facilitator_console.session.timers import Clock, ClockName, reading
from facilitator_console.views.clock_words import clock_text, clock_title, digits


@pytest.mark.parametrize(
    ("length_ms", "text"),
    [(0, "0:00"), (1, "0:01"), (22_000, "0:22"), (59_999, "1:00"), (1_038_000, "17:18"), (3_900_000, "1:05:00")],
)
def test_a_clock_shows_whole_seconds_rounded_up(length_ms: int, text: str) -> None:
    assert clock_text(length_ms) == text


@pytest.mark.parametrize(
    ("length_ms", "used_ms", "shown", "title"),
    [
        (120_000, 97_001, "0:23", "This turn, left of 2:00"),
        (120_000, 120_000, "0:00", "This turn, left of 2:00"),
        (120_000, 120_999, "+0:00", "This turn, over 2:00 by"),
        (120_000, 134_000, "+0:14", "This turn, over 2:00 by"),
        (0, 61_999, "1:01", "This turn, so far"),
    ],
)
def test_a_clock_in_digits_and_words(length_ms: int, used_ms: int, shown: str, title: str) -> None:
    timer = reading(
        Clock(Duration(length_ms), Duration(used_ms), Instant(0), runs=False, nearly_over_ms=Duration(0)), Instant(7)
    )
    assert digits(timer) == shown
    assert str(clock_title(ClockName.TURN, timer)) == title
