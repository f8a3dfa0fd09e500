"""Reads and writes lengths of time as people type them: `25`, `1h30`, `1 год 30 хв`, `12m30`, `1:30`, `½`.

A bare number is minutes; with a colon it is hours and minutes, as a plan says them. What is written here is read back
as the same length.
"""

from __future__ import annotations

import re
from fractions import Fraction

from facilitator_console.log import NO_TIME, Duration
from facilitator_console.words import Message, UserError, kept_label, say, say_n

SECOND_MS, HALF_MINUTE_MS, MINUTE_MS, HOUR_MS = 1000, 30_000, 60_000, 3_600_000

_GLYPHS = {
    "½": Fraction(1, 2),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
}
_PHRASES = {
    "півгодини": 30,
    "пів години": 30,
    "полчаса": 30,
    "half an hour": 30,
    "півтори години": 90,
    "полтора часа": 90,
    "година": 60,
    "час": 60,
    "an hour": 60,
}
"""Lengths without a number, in minutes."""

_HOURS = r"(?:h|hrs?|hours?|г|год|годин[аиу]?|ч|час|часа|часов)"
_MINUTES = r"(?:m|mins?|minutes?|м|хв|хвилин[аиу]?|мин|минут[аыу]?|')"
_SECONDS = r"(?:s|secs?|seconds?|с|сек|секунд[аиыу]?|\"|'')"
_NUMBER = rf"(?:\d{{1,5}}(?:[.,]\d{{1,9}})?|\d{{0,5}}[{''.join(_GLYPHS)}])"
_BETWEEN = r"\s*(?:(?:,|and\s|і\s|й\s|та\s|и\s)\s*)?"
_PART = {
    "hours": rf"(?P<hours>{_NUMBER})\s*{_HOURS}\.?",
    "minutes": rf"(?P<minutes>{_NUMBER})\s*{_MINUTES}\.?",
    "seconds": rf"(?P<seconds>{_NUMBER})\s*{_SECONDS}\.?",
}
_WITH_UNITS = re.compile(
    rf"(?:{_PART['hours']})?{_BETWEEN}"
    rf"(?:{_PART['minutes']})?{_BETWEEN}"
    rf"(?:{_PART['seconds']})?"
    # A number without a unit at the end has the next smaller one: 1h30, 12m30.
    r"(?:\s*(?P<rest>\d{1,2}))?"
)
_CLOCK = re.compile(r"(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?")
_BARE = re.compile(_NUMBER)
_SIGNS = str.maketrans({"’": "'", "′": "'", "ʼ": "'", "‘": "'", "”": '"', "″": '"', "“": '"'})
_LONGEST = 40
"""The most characters of a duration; what is longer is a sentence."""
_UNIT_MS = {"hours": HOUR_MS, "minutes": MINUTE_MS, "seconds": SECOND_MS}
_SMALLER = {"hours": "minutes", "minutes": "seconds"}


def read_duration(text: str) -> Duration:
    """Read a length of time as it is typed; nothing for none.

    Raises:
        UserError: It is not a length.
    """
    length_ms = found_duration(text)
    if length_ms is None:
        shown = kept_label(text)
        raise UserError(say("“{text}” is not a length of time. Write minutes, such as 25, or 1h30.", text=shown))
    return length_ms


def found_duration(text: str) -> Duration | None:
    """Return the length that a text is; None where it is none."""
    typed = " ".join(kept_label(text).translate(_SIGNS).casefold().split())
    if not typed:
        return NO_TIME
    if len(typed) > _LONGEST:
        return None
    if typed in _PHRASES:
        return Duration(_PHRASES[typed] * MINUTE_MS)
    if _BARE.fullmatch(typed):
        return _in_ms({"minutes": typed})
    if clock := _CLOCK.fullmatch(typed):
        return _in_ms(clock.groupdict())
    return _with_units(typed)


def duration_text(length_ms: int) -> str:
    """Write a length as short as people do, in minutes: `25`, `1½`, `12m30`, `45s`; empty for none."""
    minutes, rest_ms = divmod(length_ms, MINUTE_MS)
    if not rest_ms:
        return str(minutes) if minutes else ""
    if rest_ms == MINUTE_MS // 2:
        return f"{minutes or ''}½"
    seconds, thousandths = divmod(rest_ms, SECOND_MS)
    if thousandths:
        return f"{minutes}m {seconds}.{thousandths:03}s" if minutes else f"{seconds}.{thousandths:03}s"
    return f"{minutes}m{seconds:02}" if minutes else f"{seconds}s"


def length_words(length_ms: int) -> Message:
    """Return a length in words, with its unit: `25 min`, `1½ min`, `20 s`, `12 min 30 s`."""
    minutes, rest_ms = divmod(length_ms, MINUTE_MS)
    if rest_ms == HALF_MINUTE_MS or rest_ms < SECOND_MS:
        return say("{minutes} min", minutes=duration_text(length_ms - rest_ms % SECOND_MS) or "0")
    seconds = rest_ms // SECOND_MS
    return say("{minutes} min {seconds} s", minutes=minutes, seconds=seconds) if minutes else say("{n} s", n=seconds)


def each_words(each_ms: int) -> Message:
    """Return how long everyone has, in words."""
    if each_ms == HALF_MINUTE_MS:
        return say("Half a minute each")
    if each_ms < MINUTE_MS:
        return say_n("{n} s each", "{n} s each", each_ms // SECOND_MS)
    return say("{minutes} min each", minutes=duration_text(each_ms))


def _with_units(typed: str) -> Duration | None:
    read = _WITH_UNITS.fullmatch(typed)
    if read is None:
        return None
    parts = {unit: number for unit in _UNIT_MS if (number := read[unit])}
    if rest := read["rest"]:
        smaller = _SMALLER.get(list(parts)[-1]) if parts else None
        if smaller is None or int(rest) >= 60:  # noqa: PLR2004 - minutes of an hour, seconds of a minute
            return None
        parts[smaller] = rest
    return _in_ms(parts) if parts else None


def _in_ms(parts: dict[str, str | None]) -> Duration:
    return Duration(round(sum(_number(number) * _UNIT_MS[unit] for unit, number in parts.items() if number)))


def _number(text: str) -> Fraction:
    if text[-1] in _GLYPHS:
        return Fraction(int(text[:-1] or 0)) + _GLYPHS[text[-1]]
    return Fraction(text.replace(",", "."))
