"""Writes days, times, numbers, shares and lists as a language does, with Babel, from the CLDR.

Loading it takes a large part of the start's time: nothing that is shown before the first paint may import it.
Durations on clocks, such as 12:05, are the same everywhere and belong to whoever shows the clock.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache

from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from facilitator_console.words import Month, Percent, Written, Year

_LOCALES = {"en": "en_GB"}
"""Locales of languages that are written in several ways: the day before the month, and 24 hours."""


def write(value: Written, language: str) -> str:
    """Write a value as the language does.

    Args:
        value: A day is written out, a number with decimals gets one, a list ends with "and".
        language: One of `catalogues.LANGUAGES`.
    """
    locale = _locale(language)
    if isinstance(value, Percent):
        return format_percent(value / 100, locale=locale)
    if isinstance(value, tuple):
        return format_list(value, locale=locale)
    if isinstance(value, Month | Year):
        # A month alone has a form of its own: листопад, not листопада.
        return format_skeleton("yMMMM" if isinstance(value, Month) else "y", value, locale=locale)
    if isinstance(value, date):
        return format_date(value, "long", locale=locale)
    return format_decimal(value, "#,##0.0" if isinstance(value, float) else None, locale=locale)


def write_time(moment: datetime, language: str) -> str:
    """Write a time of day as the language does, such as 14:05."""
    return _time(moment.hour, moment.minute, language)


@cache
def _time(hour: int, minute: int, language: str) -> str:
    """Write a minute of the day; an agenda writes dozens of them at each key."""
    return format_time(time(hour, minute), "short", locale=_locale(language))


def _locale(language: str) -> str:
    return _LOCALES.get(language, language)
