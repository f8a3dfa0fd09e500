"""Lengths of time as people type them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.session.durations import duration_text, each_words, length_words, read_duration
from facilitator_console.words import UserError
from tests.helpers.controller import UKRAINIAN

MINUTE_MS = 60_000


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("25", 25),
        (" 25 ", 25),
        ("٢٥", 25),
        ("1h", 60),
        ("1h30", 90),
        ("1H30M", 90),
        ("1h 30m 20s", 90 + 1 / 3),
        ("1h30m20", 90 + 1 / 3),
        ("1 год 30 хв", 90),
        ("1\u00a0год.\u00a030\u00a0хв.", 90),
        ("1 годину та 15 хвилин", 75),
        ("1 ч 30 мин.", 90),
        ("2 часа", 120),
        ("пів години", 30),
        ("полтора часа", 90),
        ("half an hour", 30),
        ("12m30", 12.5),
        ("12'30\"", 12.5),
        ("25'", 25),
        ("25’", 25),
        ("25 min", 25),
        ("90s", 1.5),
        ("90 секунд", 1.5),
        ("1:30", 90),
        ("0:25", 25),
        ("0:25:30", 25.5),
        ("½", 0.5),
        ("1½", 1.5),
        ("1½ h", 90),
        ("1,5", 1.5),
        ("1.5", 1.5),
        ("1,25 год", 75),
        ("", 0),
        ("0", 0),
        ("1h59", 119),
        ("00001.000000000 hour 00002.000000000 min", 62),  # So long as a length can be.
    ],
)
def test_a_length_is_read_as_people_write_it(typed: str, minutes: float) -> None:
    assert read_duration(typed) == round(minutes * MINUTE_MS)


@pytest.mark.parametrize(
    "typed", ["h", "soon", "-5", "1h60", "1h90", "1:75", "1h30 5", "½½", "5 apples", ",", ", 12", "🙂", "1" * 9]
)
def test_what_is_no_length_is_refused_in_one_line(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        read_duration(typed)
    assert str(refused.value) == f"“{typed}” is not a length of time. Write minutes, such as 25, or 1h30."


def test_what_is_longer_than_any_length_is_none() -> None:
    with pytest.raises(UserError, match="is not a length of time"):
        read_duration("00001.000000000 hours 00002.000000000 min")


@given(st.integers(0, 48 * 3_600_000) | st.integers(0, 48 * 60 * 60).map(lambda seconds: seconds * 1000))
def test_what_is_written_is_read_back(length_ms: int) -> None:
    assert read_duration(duration_text(length_ms)) == length_ms


@pytest.mark.parametrize(
    ("length_ms", "text"),
    [
        (0, ""),
        (60 * MINUTE_MS, "60"),
        (90_000, "1½"),
        (30_000, "½"),
        (750_000, "12½"),
        (45_000, "45s"),
        (65_000, "1m05"),
        (45_007, "45.007s"),
        (65_040, "1m 5.040s"),
    ],
)
def test_a_length_is_written_in_minutes(length_ms: int, text: str) -> None:
    assert duration_text(length_ms) == text


@given(st.text(max_size=60) | st.text("0123456789 :.,½hmsгодхвч'", max_size=12))
def test_any_text_is_a_length_or_refused(text: str) -> None:
    with suppress(UserError):
        assert read_duration(text) >= 0


@pytest.mark.parametrize(
    ("length_ms", "words"),
    [
        (0, "0 min"),
        (999, "0 min"),
        (1000, "1 s"),
        (20_900, "20 s"),
        (30_000, "½ min"),
        (60_999, "1 min"),
        (61_000, "1 min 1 s"),
        (90_000, "1½ min"),
        (755_000, "12 min 35 s"),
    ],
)
def test_a_length_is_said_with_its_unit(length_ms: int, words: str) -> None:
    assert str(length_words(length_ms)) == words


@pytest.mark.parametrize(
    ("each_ms", "words"),
    [
        (1000, "1 s each"),
        (20_000, "20 s each"),
        (30_000, "Half a minute each"),
        (59_000, "59 s each"),
        (60_000, "1 min each"),
        (90_000, "1½ min each"),
    ],
)
def test_how_long_everyone_has_is_said_in_words(each_ms: int, words: str) -> None:
    assert str(each_words(each_ms)) == words


def test_seconds_are_counted_as_ukrainian_counts_them() -> None:
    words = [UKRAINIAN.text(each_words(seconds * 1000)) for seconds in (1, 2, 20)]
    assert words == ["1 секунда кожному", "2 секунди кожному", "20 секунд кожному"]
